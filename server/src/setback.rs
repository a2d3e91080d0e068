//! Detects that this server's log was set back: a client shows a checkpoint that this log signed and does not continue.
//!
//! Owns the proof and its storage. From then on this origin signs no more ([`crate::sequencer`]): a log that continues
//! from an older state has two histories, and contradicts the checkpoints of its devices. Parts are still taken,
//! because they need no signature.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sync::log::MAX_NOTE;
use tlog::SignedCheckpoint;

use crate::Result;
use crate::blocking::blocking;
use crate::ended::{given_up, newest_shown, refusal};
use crate::keys::LogKey;
use crate::ledger::{Ledger, Snapshot};
use crate::sequencer::Sequencer;
use crate::tree::Tree;

/// Whether a device showed that this log was set back.
pub struct SetBack {
    /// Size of the newest shown checkpoint that this log does not continue; zero if there is none.
    shown: AtomicU64,
    ledger: Arc<dyn Ledger>,
    key: Arc<LogKey>,
    sequencer: Sequencer,
}

impl SetBack {
    /// Reads the state from the ledger.
    pub fn new(ledger: Arc<dyn Ledger>, key: Arc<LogKey>, sequencer: Sequencer) -> Result<Self> {
        let shown = AtomicU64::new(shown_size(&*ledger.snapshot()?, &key)?);
        Ok(Self { shown, ledger, key, sequencer })
    }

    /// Checks the newest checkpoint that a device shows, and refuses if this log was set back.
    pub async fn look(&self, shown: Option<String>) -> Result<()> {
        let (ledger, key) = (Arc::clone(&self.ledger), Arc::clone(&self.key));
        let found = match shown.filter(|note| note.len() <= MAX_NOTE) {
            Some(note) => blocking(move || Ok(contradicts(&*ledger, &key, &note)?.map(|size| (size, note)))).await?,
            None => None,
        };
        if let Some((size, note)) = found.filter(|(size, _)| *size > self.shown.load(Ordering::SeqCst)) {
            let key = Arc::clone(&self.key);
            let head = self
                .sequencer
                .submit(move |step| {
                    // Two devices may have shown theirs at the same time.
                    if shown_size(step.ledger(), &key)? < size {
                        step.halt(&note)?;
                    }
                    Ok(step.ledger().log_head()?)
                })
                .await?;
            self.shown.fetch_max(size, Ordering::SeqCst);
            eprintln!("log: set back: a device holds a checkpoint over {size} leaves, and this log has {}", head.size);
        }
        if self.shown.load(Ordering::SeqCst) == 0 { Ok(()) } else { Err(refusal()) }
    }
}

fn shown_size(ledger: &dyn Snapshot, key: &LogKey) -> Result<u64> {
    Ok(newest_shown(ledger)?.and_then(|note| size(&note, key)).unwrap_or(0))
}

/// Returns the message for the operator; `None` if the log continues.
pub fn told(ledger: &dyn Snapshot, key: &LogKey) -> Result<Option<String>> {
    if given_up(ledger)?.is_some() {
        let text = "GIVEN UP: another log takes its place, and nothing more is signed under this origin";
        return Ok(Some(text.to_owned()));
    }
    let Some(note) = newest_shown(ledger)? else { return Ok(None) };
    let (note, head) = (note.as_str(), ledger.log_head()?.size);
    let shown = size(note, key).unwrap_or_default();
    Ok(Some(format!(
        "SET BACK: a device holds a checkpoint of this log over {shown} leaves, and this log has {head} and does not continue it. Nothing \
         more is signed under this origin. Restore the newer state; where there is none, give this log up for \
         another one (`testamur-server succeed`, docs/operations.md)"
    )))
}

/// Returns the size of a checkpoint that this log signed and does not continue. Other checkpoints are ignored: any
/// client can make one up.
fn contradicts(ledger: &dyn Ledger, key: &LogKey, note: &str) -> Result<Option<u64>> {
    let Ok(signed) = SignedCheckpoint::open(note.as_bytes(), key.verifier()) else { return Ok(None) };
    let (size, root) = (signed.checkpoint().size(), signed.checkpoint().root());
    let snapshot = ledger.snapshot()?;
    let continued = size <= snapshot.log_head()?.size && tlog::tree::root(&Tree::new(&*snapshot), size)? == root;
    Ok((!continued).then_some(size))
}

fn size(note: &str, key: &LogKey) -> Option<u64> {
    let signed = SignedCheckpoint::open(note.as_bytes(), key.verifier()).ok()?;
    Some(signed.checkpoint().size())
}
