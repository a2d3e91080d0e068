//! Serves an archivist's reads: all statements of the organisation's devices, in order, and the sealed parts.
//!
//! Owns pages and streams. Never opens a part: the server has no key for it.

use std::io::Read;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use evidence::Digest;
use futures_util::stream;
use sync::messages::{ArchivePage, ArchiveRow, RowKind};

use crate::blocking::blocking;
use crate::ledger::{Leaf, LeafKind, Ledger, OrgId};
use crate::objects::Objects;
use crate::sequencer::Sequencer;
use crate::tree::Tree;
use crate::{Error, Result};

/// Default and largest number of rows of a page.
const ROWS: (u64, u64) = (256, 1_000);
/// Bytes of statements on a page; the first row always fits.
const MAX_PAGE: usize = 8 * 1024 * 1024;
/// Bytes of a part that are read at a time.
const PIECE: usize = 256 * 1024;

/// The order in which an archivist reads.
#[derive(Clone, Copy)]
pub enum Order {
    /// All rows, in the order of the log. A cursor is one more than the row's index there.
    Log,
    /// Entries whose details came after the entry was noted, in the order of arrival. A cursor is the place in that
    /// order.
    Told,
}

/// Returns the rows after a cursor.
pub async fn page(
    ledger: &Arc<dyn Ledger>,
    org: OrgId,
    order: Order,
    after: u64,
    limit: Option<u64>,
) -> Result<ArchivePage> {
    let ledger = Arc::clone(ledger);
    let limit = limit.unwrap_or(ROWS.0).clamp(1, ROWS.1);
    blocking(move || {
        let snapshot = ledger.snapshot()?;
        let (head, tree) = (snapshot.log_head()?, Tree::new(&*snapshot));
        let leaves: Vec<(u64, Leaf)> = match order {
            Order::Log => {
                let leaves = snapshot.leaves_of(org, after.min(head.size), limit + 1)?;
                leaves.into_iter().map(|leaf| (leaf.leaf + 1, leaf)).collect()
            }
            // The ledger's numbers end below those of the wire format.
            Order::Told => snapshot.told_of(org, after.min(i64::MAX as u64), limit + 1)?,
        };
        let (mut rows, mut bytes, found) = (Vec::new(), 0, leaves.len());
        for (cursor, leaf) in leaves.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX)) {
            bytes += leaf.envelope.len();
            if bytes > MAX_PAGE && !rows.is_empty() {
                break;
            }
            let envelope = leaf.read_back()?;
            let name = Digest::of(&leaf.bytes(envelope.envelope.payload()));
            rows.push(ArchiveRow {
                cursor,
                kind: match leaf.kind {
                    LeafKind::Entry => RowKind::Entry,
                    LeafKind::Custody => RowKind::Custody,
                    LeafKind::Word => RowKind::Word,
                },
                envelope,
                noted: tree.noted(name, leaf.leaf, head.size)?,
            });
        }
        Ok(ArchivePage { more: found > rows.len(), rows, checkpoint: head.checkpoint })
    })
    .await
}

/// Returns the bytes of a sealed part that a device of the organisation delivered.
///
/// Errors: `not-found`, also for a part that the disk has lost; from then on it does not count as held.
pub async fn part(
    ledger: &Arc<dyn Ledger>,
    objects: &Arc<dyn Objects>,
    sequencer: &Sequencer,
    org: OrgId,
    digest: Digest,
) -> Result<Response> {
    let (ledger, objects) = (Arc::clone(ledger), Arc::clone(objects));
    let (file, size) = blocking(move || {
        let size = ledger.snapshot()?.held_in(org, &digest)?.ok_or_else(Error::not_found)?;
        Ok((objects.open(&digest)?, size))
    })
    .await?;
    let Some(file) = file else {
        eprintln!("archive: a part is no longer there and counts as not held");
        sequencer.submit(move |step| Ok(step.change().lose(&digest)?)).await?;
        return Err(Error::not_found());
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_LENGTH, HeaderValue::from(size)),
    ];
    Ok((headers, Body::from_stream(stream::try_unfold(file, piece))).into_response())
}

type File = Box<dyn Read + Send>;

async fn piece(file: File) -> Result<Option<(Bytes, File)>> {
    blocking(move || {
        let mut file = file;
        let mut bytes = Vec::with_capacity(PIECE);
        let read = file.by_ref().take(PIECE as u64).read_to_end(&mut bytes);
        read.map_err(Error::unavailable("a part's file"))?;
        Ok((!bytes.is_empty()).then(|| (Bytes::from(bytes), file)))
    })
    .await
}
