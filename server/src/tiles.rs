//! The log as anyone reads it: C2SP tlog-tiles. Owns the replies and how long they may be kept.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use evidence::Digest;
use serde::Serialize;
use tlog::TilePath;
use tlog::tile::{self, Content, WIDTH};
use tokio::time::timeout;

use crate::app::{App, blocking};
use crate::custody::read_back;
use crate::held::hold;
use crate::ledger::Leaf;
use crate::tree::Tree;
use crate::{Error, Result};

/// How long a request waits for one of the others to be read.
const WAIT: Duration = Duration::from_secs(10);

/// `GET /checkpoint`.
pub async fn checkpoint(State(app): State<Arc<App>>) -> Result<Response> {
    let head = blocking(move || app.ledger.snapshot()?.log_head()).await?;
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, head.checkpoint).into_response())
}

/// `GET /tile/…`.
pub async fn tile(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let path: TilePath = request.uri().path().trim_start_matches('/').parse().map_err(|_| Error::not_found())?;
    let busy = || Error::Unavailable { what: "a place among those who read tiles", source: None };
    let place = timeout(WAIT, Arc::clone(&app.tiles).acquire_owned()).await.map_err(|_| busy())?;
    let place = place.map_err(|_| busy())?;
    let bytes = blocking(move || {
        let snapshot = app.ledger.snapshot()?;
        let size = snapshot.log_head()?.size;
        if !path.exists_in(size) {
            return Err(Error::not_found());
        }
        match path.content() {
            Content::Hashes { .. } => tile::hash_tile(&Tree::new(&*snapshot), &path, size),
            Content::Entries => {
                let leaves = snapshot.leaves(path.first(), u64::from(path.width()))?;
                let read = |leaf: &Leaf| Ok(leaf.bytes(read_back(leaf)?.envelope.payload()));
                let bytes: Vec<Vec<u8>> = leaves.iter().map(read).collect::<Result<_>>()?;
                let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
                Ok(tile::entry_bundle(&bytes)?)
            }
        }
    })
    .await?;
    // A partial tile never changes either, but the full one replaces it soon.
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

/// Proof from a size that the asker knows to another one, or to the newest checkpoint, which comes along either way.
pub async fn consistency(app: &Arc<App>, from: u64, to: Option<u64>) -> Result<Consistency> {
    let ledger = Arc::clone(&app.ledger);
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
