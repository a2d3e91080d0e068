//! The conversation between device and server: messages, request signatures, the session, the HTTP client.
//!
//! Linked by both sides. The session is a state machine without sockets or timers; sockets exist only behind the
//! feature `http`. The wire is described in `docs/protocol.md`.

pub mod auth;
pub mod messages;
mod outbox;

pub use outbox::{ExpectedCustody, Outbox, PartKind, WaitingPart};
