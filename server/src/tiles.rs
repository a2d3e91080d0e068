//! Serves the log to any reader: C2SP tlog-tiles. Owns the replies and their caching time.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use evidence::Digest;
use serde::Serialize;
use tlog::TilePath;
use tlog::tile::{self, Content, WIDTH};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::blocking::blocking;
use crate::held::hold;
use crate::ledger::{Leaf, Ledger};
use crate::tree::Tree;
use crate::{Error, Result};

/// Longest time that a request waits for a place.
const WAIT: Duration = Duration::from_secs(10);

/// Answers `GET /checkpoint`.
pub async fn checkpoint(ledger: &Arc<dyn Ledger>) -> Result<Response> {
    let ledger = Arc::clone(ledger);
    let head = blocking(move || Ok(ledger.snapshot()?.log_head()?)).await?;
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, head.checkpoint).into_response())
}

/// Answers `GET /tile/…`. Waits for one of the `places` for tiles.
pub async fn tile(ledger: &Arc<dyn Ledger>, places: &Arc<Semaphore>, path: &str) -> Result<Response> {
    let path: TilePath = path.trim_start_matches('/').parse().map_err(|_| Error::not_found())?;
    let busy = || Error::Unavailable { what: "a place among those who read tiles", source: None };
    let place = timeout(WAIT, Arc::clone(places).acquire_owned()).await.map_err(|_| busy())?;
    let place = place.map_err(|_| busy())?;
    let ledger = Arc::clone(ledger);
    let bytes = blocking(move || {
        let snapshot = ledger.snapshot()?;
        let size = snapshot.log_head()?.size;
        if !path.exists_in(size) {
            return Err(Error::not_found());
        }
        match path.content() {
            Content::Hashes { .. } => tile::hash_tile(&Tree::new(&*snapshot), &path, size),
            Content::Entries => {
                let leaves = snapshot.leaves(path.first(), u64::from(path.width()))?;
                let read = |leaf: &Leaf| Ok(leaf.bytes(leaf.read_back()?.envelope.payload()));
                let bytes: Vec<Vec<u8>> = leaves.iter().map(read).collect::<Result<_>>()?;
                let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
                Ok(tile::entry_bundle(&bytes)?)
            }
        }
    })
    .await?;
    // A partial tile never changes either, but the full one soon replaces it.
    let keep = if path.width() == WIDTH { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    let headers = [(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, keep)];
    Ok(hold((headers, bytes).into_response(), place))
}

/// Reply to `GET /v1/consistency?from=M`.
#[derive(Serialize)]
pub struct Consistency {
    checkpoint: String,
    proof: Vec<Digest>,
}

/// Returns the proof from a size that the client knows to another one, or to the newest checkpoint, which is always
/// included.
pub async fn consistency(ledger: &Arc<dyn Ledger>, from: u64, to: Option<u64>) -> Result<Consistency> {
    let ledger = Arc::clone(ledger);
    blocking(move || {
        let snapshot = ledger.snapshot()?;
        let head = snapshot.log_head()?;
        let to = to.unwrap_or(head.size);
        if from > to || to > head.size {
            return Err(Error::malformed(
                "size",
                format!("the log has {} leaves, and `from` comes before `to`", head.size),
            ));
        }
        let proof = Tree::new(&*snapshot).consistency(Some(from), to)?;
        Ok(Consistency { checkpoint: head.checkpoint, proof })
    })
    .await
}
