//! Whether this server's log was set back: somebody shows a checkpoint that this log signed and does not continue.
//!
//! Owns the proof, and that it is kept. From then on nothing is signed under this origin (`sequencer`): a log that goes on from an
//! older state has two histories, and contradicts what its devices hold. Parts are taken: nothing is signed for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sync::log::MAX_NOTE;
use sync::messages::codes;
use tlog::SignedCheckpoint;

use crate::app::{App, blocking};
use crate::keys::LogKey;
use crate::ledger::Snapshot;
use crate::tree::Tree;
use crate::{Error, Result, successor};

/// Name of the fact that keeps the newest checkpoint that was shown.
pub const SHOWN: &str = "set_back";

/// The size of the newest checkpoint that was shown and that this log does not continue; zero where there is none.
#[derive(Debug, Default)]
pub struct SetBack(AtomicU64);

impl SetBack {
    /// As the ledger has it.
    pub fn of(ledger: &dyn Snapshot, key: &LogKey) -> Result<Self> {
        let shown = newest_shown(ledger)?.and_then(|note| size(&note, key));
        Ok(Self(AtomicU64::new(shown.unwrap_or(0))))
    }

    /// Says that nothing more is signed.
    fn check(&self) -> Result<()> {
        if self.0.load(Ordering::SeqCst) == 0 { Ok(()) } else { Err(refusal()) }
    }
}

/// The refusal of whatever would have to be signed.
pub fn refusal() -> Error {
    Error::refused(
        codes::LOG_SET_BACK,
        "this server's log was set back to an older state, and nothing more is signed under its origin. What is on the device stays there",
    )
}

/// The newest checkpoint that was shown and that this log does not continue.
pub fn newest_shown(ledger: &dyn Snapshot) -> Result<Option<String>> {
    ledger.meta(SHOWN)
}

/// What the operator is told; nothing where the log goes on.
pub fn told(ledger: &dyn Snapshot, key: &LogKey) -> Result<Option<String>> {
    if successor::given_up(ledger)?.is_some() {
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

/// Looks at the newest checkpoint that a device shows, and refuses where this log was set back.
pub async fn look(app: &Arc<App>, shown: Option<String>) -> Result<()> {
    let looking = Arc::clone(app);
    let found = match shown.filter(|note| note.len() <= MAX_NOTE) {
        Some(note) => blocking(move || Ok(contradicts(&looking, &note)?.map(|size| (size, note)))).await?,
        None => None,
    };
    if let Some((size, note)) = found.filter(|(size, _)| *size > app.set_back.0.load(Ordering::SeqCst)) {
        let key = Arc::clone(&app.key);
        let head = app
            .sequencer
            .submit(move |step| {
                // Two devices may have shown theirs at once.
                if SetBack::of(step.ledger(), &key)?.0.into_inner() < size {
                    step.halt(&note)?;
                }
                step.ledger().log_head()
            })
            .await?;
        app.set_back.0.fetch_max(size, Ordering::SeqCst);
        eprintln!("log: set back: a device holds a checkpoint over {size} leaves, and this log has {}", head.size);
    }
    app.set_back.check()
}

/// The size of a checkpoint that this log signed and does not continue. Of any other nothing is said: anybody can make one up.
fn contradicts(app: &App, note: &str) -> Result<Option<u64>> {
    let Ok(signed) = SignedCheckpoint::open(note.as_bytes(), app.key.verifier()) else { return Ok(None) };
    let (size, root) = (signed.checkpoint().size(), signed.checkpoint().root());
    let snapshot = app.ledger.snapshot()?;
    let continued = size <= snapshot.log_head()?.size && tlog::tree::root(&Tree::new(&*snapshot), size)? == root;
    Ok((!continued).then_some(size))
}

fn size(note: &str, key: &LogKey) -> Option<u64> {
    let signed = SignedCheckpoint::open(note.as_bytes(), key.verifier()).ok()?;
    Some(signed.checkpoint().size())
}
