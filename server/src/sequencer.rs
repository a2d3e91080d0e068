//! The one writer: takes changes in order, commits them in groups, appends to the log and signs it.
//!
//! Owns the rule that a change is acknowledged only after it, its leaves, their tree nodes and the signed checkpoint
//! are durable in one transaction. Never judges a change: each module brings its own as a closure.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use tokio::sync::{mpsc, oneshot};

use crate::keys::LogKey;
use crate::ledger::{Change, Failure, Leaf, Ledger, LogHead, Snapshot};
use crate::tree::{self, Tree};
use crate::{Error, Result, chain_of, ended};

/// Most changes in one transaction. More would only make the first of them wait.
const GROUP: usize = 256;
/// Number of leaves after which a group is closed.
const GROUP_LEAVES: usize = 8_192;
/// Changes that may wait; later ones wait for a place.
const QUEUE: usize = 1_024;

/// The entrance for changes.
#[derive(Clone)]
pub struct Sequencer {
    queue: mpsc::Sender<Box<dyn Wanted>>,
}

/// The powers of a change: it may change the ledger and append to the log.
pub struct Step<'a> {
    change: &'a mut dyn Change,
    key: &'a LogKey,
    size: u64,
    leaves: Vec<tlog::Hash>,
    /// Set if the log was set back and must not continue.
    halted: &'a mut bool,
}

impl Step<'_> {
    /// Returns the ledger with the changes so far.
    pub fn ledger(&self) -> &dyn Snapshot {
        &*self.change
    }

    /// Returns the ledger for changing it.
    pub fn change(&mut self) -> &mut dyn Change {
        self.change
    }

    /// Returns the log key, for custody statements.
    pub fn key(&self) -> &LogKey {
        self.key
    }

    /// Returns the index of the next leaf.
    pub fn next_leaf(&self) -> u64 {
        self.size + self.leaves.len() as u64
    }

    /// Ends this log permanently: `note` is a newer checkpoint of it, which a client holds.
    pub fn halt(&mut self, note: &str) -> Result<()> {
        *self.halted = true;
        Ok(self.change.set_meta(ended::SHOWN, note)?)
    }

    /// Appends a statement to the log; `leaf.leaf` must be [`Step::next_leaf`]. Fails once the log was halted.
    pub fn append(&mut self, leaf: &Leaf, payload: &[u8]) -> Result<()> {
        if *self.halted {
            return Err(ended::refusal());
        }
        if leaf.leaf != self.next_leaf() {
            return Err(Error::Bug("a leaf is not the next one"));
        }
        self.change.add_leaf(leaf)?;
        self.leaves.push(tlog::leaf_hash(payload));
        Ok(())
    }
}

impl Sequencer {
    /// Starts the writer's thread. It ends when the last `Sequencer` is dropped, after all waiting changes.
    pub fn start(ledger: Arc<dyn Ledger>, key: Arc<LogKey>) -> Result<(Self, thread::JoinHandle<()>)> {
        let (queue, wanted) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("sequencer".to_owned());
        let handle = thread.spawn(move || run(&*ledger, &key, wanted)).map_err(Error::unavailable("a thread"))?;
        Ok((Self { queue }, handle))
    }

    /// Makes a change and waits until it is durable. Only then returns the result of `work`.
    ///
    /// If `work` fails, its change is undone, and the others of its group continue.
    pub async fn submit<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Step<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Job { work: Some(work), done: None, reply };
        let gone = || Error::Unavailable { what: "the log's writer", source: None };
        self.queue.send(Box::new(job)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

trait Wanted: Send {
    /// Does the work; returns true if the change is to be kept.
    fn work(&mut self, step: &mut Step<'_>) -> bool;
    /// Sends the answer, once the change is durable or lost.
    fn tell(self: Box<Self>, committed: Result<(), Error>);
}

struct Job<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnOnce(&mut Step<'_>) -> Result<T> + Send> Wanted for Job<T, F> {
    fn work(&mut self, step: &mut Step<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let done = catch_unwind(AssertUnwindSafe(|| work(step)));
        let done = done.unwrap_or(Err(Error::Bug("a change panicked")));
        let keep = done.is_ok();
        self.done = Some(done);
        keep
    }

    fn tell(self: Box<Self>, committed: Result<(), Error>) {
        let answer = match (self.done, committed) {
            // A refused change was not made, independent of the others.
            (Some(Err(refused)), _) => Err(refused),
            (Some(Ok(done)), Ok(())) => Ok(done),
            (_, Err(lost)) => Err(lost),
            (None, Ok(())) => Err(Error::Bug("a change was not done")),
        };
        // The caller may have gone; the change stays.
        let _ = self.reply.send(answer);
    }
}

fn run(ledger: &dyn Ledger, key: &LogKey, mut wanted: mpsc::Receiver<Box<dyn Wanted>>) {
    let mut broken = false;
    while let Some(first) = wanted.blocking_recv() {
        let mut group = Vec::new();
        if broken {
            // The ledger's state is unknown until a restart reads it again.
            first.tell(Err(Error::Unavailable { what: "the ledger, until the server is started again", source: None }));
            continue;
        }
        let done = transact(ledger, key, first, &mut wanted, &mut group);
        if let Err(error) = &done {
            broken = matches!(error, Error::Ledger(ledger) if ledger.failure == Failure::Undecided);
            eprintln!("sequencer: a group of {} changes was not committed: {}", group.len(), chain_of(error));
        }
        for job in group {
            let lost = || Err(Error::Unavailable { what: "the ledger", source: None });
            job.tell(if done.is_ok() { Ok(()) } else { lost() });
        }
    }
}

fn transact(
    ledger: &dyn Ledger,
    key: &LogKey,
    first: Box<dyn Wanted>,
    wanted: &mut mpsc::Receiver<Box<dyn Wanted>>,
    group: &mut Vec<Box<dyn Wanted>>,
) -> Result<()> {
    let mut next = Some(first);
    let begun = ledger.change().and_then(|change| {
        let halted = ended::newest_shown(&*change)?.is_some();
        Ok((change.log_head()?.size, halted, change))
    });
    let (size, mut halted, mut change) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            group.extend(next);
            return Err(error.into());
        }
    };
    let mut leaves = Vec::new();
    while let Some(job) = next.take() {
        group.push(job);
        let Some(job) = group.last_mut() else { break };
        change.mark()?;
        let before = leaves.len();
        let mut step =
            Step { change: &mut *change, key, size, leaves: std::mem::take(&mut leaves), halted: &mut halted };
        let keep = job.work(&mut step);
        leaves = step.leaves;
        if keep {
            change.keep()?;
        } else {
            leaves.truncate(before);
            change.undo()?;
        }
        if group.len() < GROUP && leaves.len() < GROUP_LEAVES {
            next = wanted.try_recv().ok();
        }
    }
    if !leaves.is_empty() {
        let batch = tlog::tree::append(&Tree::new(&*change), size, &leaves)?;
        tree::store(&mut *change, &batch)?;
        let checkpoint = key.sign_checkpoint(batch.size, batch.root)?.to_string();
        change.set_log_head(&LogHead { size: batch.size, checkpoint })?;
    }
    let _durable = change.commit()?;
    Ok(())
}
