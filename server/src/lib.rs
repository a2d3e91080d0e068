//! The trusted server: takes entries and sealed parts, notes them in a log, and signs statements about the parts that
//! it holds.
//!
//! Trusted to store and to report truthfully; never with content: it holds no key that opens a part. [`routes`]
//! receives bytes, the modules beside it judge them and change the ledger through the one [`sequencer`], and
//! [`objects`] stores them.

mod archive;
mod block;
mod blocking;
mod body;
mod buffer;
pub mod clock;
mod commons;
pub mod config;
mod custody;
pub mod durable;
pub mod ended;
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
mod recomputed;
mod routes;
pub mod sequencer;
mod serve;
pub mod setback;
pub mod successor;
pub mod surroundings;
mod tiles;
pub mod tls;
mod tree;
mod turns;
mod tus;
mod uploads;
mod who;
mod words;

pub use config::{Config, Limits, TlsFiles};
pub use error::{Error, Result, chain_of};
pub use home::Home;
pub use serve::Server;
