//! Runs work that request threads must not block on, or must not abandon halfway.

use crate::{Error, Result};

/// Runs work to its end, even if the client has disconnected, so that its resources stay reserved until then.
pub async fn to_its_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(work).await.map_err(|_| Error::Bug("work panicked"))?
}

/// Runs blocking work on a thread for it.
pub async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Bug("blocking work panicked"))?
}
