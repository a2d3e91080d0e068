//! The trusted server: takes entries and sealed parts, notes them in a log, and signs what it holds.
//!
//! Trusted to keep and to say what it keeps; never with content: it holds no key that opens anything. Bytes come in at
//! [`routes`], are judged by the rooms beside it, change the ledger through the one [`sequencer`], and lie in the
//! [`objects`].

mod app;
mod archive;
mod block;
mod body;
mod buffer;
pub mod clock;
mod commons;
pub mod config;
mod custody;
pub mod durable;
pub mod enrol;
mod error;
mod front;
mod held;
pub mod home;
mod intake;
pub mod keys;
pub mod ledger;
mod line;
mod names;
pub mod objects;
mod possession;
mod problem;
mod rates;
mod routes;
pub mod sequencer;
mod serve;
pub mod setback;
pub mod successor;
pub mod surroundings;
mod tiles;
pub mod tls;
mod tree;
mod tus;
mod uploads;
mod who;
mod words;

pub use config::{Config, Limits, TlsFiles};
pub use error::{Error, Result};
pub use home::Home;
pub use serve::Server;

/// An error with its causes, for the operator's log. Causes of ours carry ids and counts; those of the system carry
/// its error codes.
pub(crate) fn chain_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
