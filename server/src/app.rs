//! The handles that every room of the server shares while it serves. Owns nothing else.

use std::sync::Arc;

use evidence::Digest;
use jiff::Timestamp;

use crate::body::Memory;
use crate::config::Limits;
use crate::custody::Recomputed;
use crate::keys::LogKey;
use crate::ledger::Ledger;
use crate::names::Names;
use crate::objects::Objects;
use crate::sequencer::Sequencer;
use crate::setback::SetBack;
use crate::surroundings::Clock;
use crate::uploads::Uploads;
use crate::who::Who;
use crate::{Error, Result};

pub struct App {
    pub ledger: Arc<dyn Ledger>,
    pub objects: Arc<dyn Objects>,
    pub key: Arc<LogKey>,
    pub pin: Digest,
    pub sequencer: Sequencer,
    pub names: Arc<Names>,
    pub who: Who,
    pub uploads: Uploads,
    pub recomputed: Recomputed,
    pub limits: Limits,
    pub clock: Clock,
    /// The statement that the operator takes back: it was signed by a wrong clock.
    pub taken_back: Option<Digest>,
    /// Whether a device showed that this log was set back.
    pub set_back: SetBack,
    pub memory: Memory,
    /// Places for tiles that are under way: anyone may ask for them, and one is up to 16 MiB.
    pub tiles: Arc<tokio::sync::Semaphore>,
}

impl App {
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

/// Does work to its end, also when whoever asked has gone: what was granted for it is not free before.
pub async fn to_its_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(work).await.map_err(|_| Error::Bug("work panicked"))?
}

/// Runs work that blocks, on a thread that may.
pub async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Bug("blocking work panicked"))?
}
