//! The conversation between device and server: messages, request signatures, the session, the HTTP client.
//!
//! Linked by both sides. The session is a state machine without sockets or timers; sockets exist only behind the
//! feature `http`. The wire is described in `docs/protocol.md`.

pub mod auth;
mod custody;
pub mod failure;
pub mod held;
#[cfg(feature = "http")]
pub mod http;
pub mod log;
pub mod messages;
mod outbox;
pub mod pace;
pub mod session;
pub mod tus;

pub use failure::Failure;
pub use log::{BadReply, Contradiction, TrustedLog};
pub use outbox::{Enrolment, ExpectedCustody, Outbox, PartKind, Possession, WaitingPart};
pub use session::{Reply, Session, SessionError, Step, Tally, Window};
