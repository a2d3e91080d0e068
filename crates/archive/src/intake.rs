//! Intake: everything new from a source is fetched, judged, opened and filed.
//!
//! Owns the order of a pull: policies, rows page by page, checkpoints, then parts. Each step is durable before the
//! next one builds on it, so a pull that was killed at any point goes on where it was when it is asked again. The
//! archive key and the witness key are borrowed for the time of the pull and never kept.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use evidence::{ItemId, SignedPolicy};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::archive_key::{ArchiveKey, WitnessKey};
use crate::bookmark::{Bookmark, Order};
use crate::doubts::Doubted;
use crate::fetch::{self, Keys, Outcome};
use crate::filing::{self, Filing};
use crate::finding::{self, Finding, FindingKind};
use crate::joining::{self, Fault, Tip};
use crate::log::Logs;
use crate::organisation::Card;
use crate::source::{PAGE, Row, Source, SourceFault};
use crate::store::Store;
use crate::{Error, Result, parts, unnamed, weighing, witnesses};

/// Parts committed at once: one sync of the folder and one of the index for all of them.
const GROUP: usize = 16;

/// The inputs of a pull.
pub struct Pull<'a> {
    /// Whose archive it is.
    pub card: &'a Card,
    /// Those of its folder: the archive follows their line, and their logs' keys decide which receipts count.
    pub policies: &'a [SignedPolicy],
    /// The key that opens parts.
    pub key: &'a ArchiveKey,
    /// The key that opens the parts of the witness compartment. Without it they are fetched and stay sealed, until a
    /// pull with it.
    pub witness_key: Option<&'a WitnessKey>,
    /// Where to pull from.
    pub source: &'a dyn Source,
    /// Threads that fetch and open; each takes one part's memory.
    pub workers: usize,
}

/// How far a pull is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// New entries so far.
    pub entries: u64,
    /// Parts opened and held in this pull.
    pub parts: u64,
    /// Sealed bytes of those.
    pub bytes: u64,
    /// Parts that are still wanted.
    pub waiting: u64,
}

/// The results of a pull.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// New entries.
    pub entries: u64,
    /// Items that got a new entry or part.
    pub items: BTreeSet<ItemId>,
    /// New noted receipts.
    pub noted: u64,
    /// New custody statements.
    pub custody: u64,
    /// New words of the organisation about its devices.
    pub words: u64,
    /// Words of the organisation that this source's log does not hold and takes no more: another server's is to hold them.
    pub words_not_taken: u64,
    /// Parts opened and held.
    pub parts: u64,
    /// Sealed bytes of those.
    pub bytes: u64,
    /// Parts set aside in this pull.
    pub quarantined: u64,
    /// Parts that this source does not have; they stay wanted.
    pub missing: u64,
    /// Sealed parts that lie there and that no entry here names: they are kept as they are, in the quarantine.
    pub unnamed: u64,
    /// Parts that came and that the archive key does not open: sealed for the witness compartment, they wait for a pull
    /// with the witness key. Until then nobody can tell them from parts that are no good.
    pub sealed: u64,
    /// Findings that this pull noticed for the first time, the loudest first.
    pub findings: Vec<Finding>,
    /// Against how many of the items that it touched, and of those that something stands against since, something stands.
    pub doubted: Vec<Doubted>,
    /// True when it was asked to stop: more may be waiting. Filed rows and parts stay, and the next pull goes on there.
    pub stopped: bool,
}

impl Pull<'_> {
    /// Pulls everything new into the store. May be called again after any error or kill.
    ///
    /// Errors: `Refused` when the store or key is another organisation's; `Unavailable` when source or disk failed:
    /// what was filed until then stays.
    pub fn run(&self, store: &mut Store, progress: &mut dyn FnMut(&Progress)) -> Result<Report> {
        self.run_until(&AtomicBool::new(false), store, progress)
    }

    /// Takes everything in until `stop` is set: the page or the group of parts that is being filed is finished first.
    pub fn run_until(
        &self,
        stop: &AtomicBool,
        store: &mut Store,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Report> {
        let done = self.pull(stop, store, progress);
        // Whatever became of the pull, what it filed stands in the list.
        let mut told = store.write_lines()?;
        let mut report = done?;
        told.extend(report.items.iter().copied());
        report.doubted = store.doubted(&told)?;
        Ok(report)
    }

    fn pull(&self, stop: &AtomicBool, store: &mut Store, progress: &mut dyn FnMut(&Progress)) -> Result<Report> {
        if self.key.recipient() != self.card.archive_recipient {
            return Err(Error::refused("the pull", "the key does not belong to this organisation"));
        }
        if self.witness_key.is_some_and(|key| Some(key.recipient()) != self.card.witness_recipient) {
            return Err(Error::refused("the pull", "the witness key does not belong to this organisation"));
        }
        store.bind(&self.card.organisation)?;
        let mut report = Report::default();
        self.policies.iter().try_for_each(|policy| store.keep_policy(policy.envelope()))?;
        store.see_folder(self.policies)?;
        let found = self.source.policies(&self.card.organisation).map_err(unavailable)?;
        let mut refused = found.refused;
        for policy in found.signed {
            match store.keep_policy(policy.envelope()) {
                Err(e @ Error::Evidence(_)) => refused.push((policy.digest().to_string(), e.to_string())),
                kept => kept?,
            }
        }
        let refused = refused.into_iter().map(|(name, why)| Finding::new(FindingKind::PolicyRefused, name, why));
        report.findings.extend(refused);
        report.findings.extend(store.tell_lines()?);
        let policies = store.policies()?;
        let waited = weighing::weigh_those_that_waited(&store.index, &policies)?;
        report.findings.extend(filing::keep(&store.index, waited)?);
        let logs = Logs::of(&policies)?;
        let mut watch = Watch { stop, progress, so_far: Progress::default() };
        let intake = next_intake(store)?;
        let tip = joining::tip(&logs, self.source).map_err(unavailable)?;
        let is_log = tip.is_some();
        let tip = tip.and_then(std::result::Result::ok);
        if let Some(tip) = &tip {
            self.tell(store, tip, &mut report)?;
        }
        let found = tip.as_ref().map(|tip| Bookmark::find(&store.index, tip, self.source)).transpose();
        let mut bookmark = found.map_err(stopped)?;
        for order in [Order::Log, Order::Told] {
            if !report.stopped {
                self.rows(store, &logs, &mut report, &mut watch, intake, (order, bookmark.as_mut()))?;
            }
        }
        let all_rows = !report.stopped;
        if all_rows {
            let findings = joining::join(&store.index, &logs, self.source).map_err(stopped)?;
            report.findings.extend(filing::keep(&store.index, findings)?);
            self.parts(store, &mut report, &mut watch, intake)?;
        }
        if !report.stopped {
            report.unnamed = unnamed::keep(store, self.source, &mut report.findings)?;
        }
        // Half of the rows may look like a gap that the other half closes.
        if all_rows {
            let chains = filing::chain_findings(&store.index)?;
            finding::settle_all_but(&store.index, FindingKind::Gap, &chains)?;
            report.findings.extend(filing::keep(&store.index, chains)?);
        }
        if !is_log {
            for (origin, count) in joining::unjoined_counts(&store.index, &logs)? {
                let why = format!("{count} of its checkpoints are not joined; a pull from the server checks them");
                report.findings.push(Finding::new(FindingKind::LogUnchecked, origin, why));
            }
        }
        report.findings.sort();
        report.findings.dedup();
        Ok(report)
    }

    /// Hands over words that the source's log lacks. A log that signs nothing more keeps none of its evidence back for that.
    fn tell(&self, store: &Store, tip: &Tip<'_>, report: &mut Report) -> Result<()> {
        let unlogged = store.unlogged_words(&tip.log.name)?;
        if tip.log.last.is_some() || unlogged.is_empty() {
            return Ok(());
        }
        match self.source.tell(&unlogged) {
            Err(SourceFault::SignsNoMore) => report.words_not_taken = unlogged.len() as u64,
            told => told.map_err(unavailable)?,
        }
        Ok(())
    }

    fn rows(
        &self,
        store: &mut Store,
        logs: &Logs,
        report: &mut Report,
        watch: &mut Watch<'_>,
        intake: i64,
        (order, mut bookmark): (Order, Option<&mut Bookmark<'_>>),
    ) -> Result<()> {
        let mut cursor = bookmark.as_ref().map_or(0, |bookmark| bookmark.place(order));
        loop {
            let page = match order {
                Order::Log => self.source.page(cursor, PAGE),
                Order::Told => self.source.told(cursor, PAGE),
            };
            let page = page.map_err(unavailable)?;
            if page.more && page.cursor <= cursor {
                return Err(unavailable(SourceFault::Malformed("the cursor does not move")));
            }
            let transaction = store.index.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let organisation = self.card.organisation;
            let mut filing = Filing { index: &transaction, organisation, logs, findings: Vec::new() };
            for place in &page.malformed {
                filing.findings.push(Finding::new(FindingKind::Malformed, place, "it could not be read"));
            }
            for row in &page.rows {
                file(&mut filing, row, report, intake)?;
            }
            let findings = std::mem::take(&mut filing.findings);
            report.findings.extend(filing::keep(&transaction, findings)?);
            cursor = page.cursor;
            if let Some(bookmark) = &mut bookmark {
                bookmark.turn(&transaction, order, cursor)?;
            }
            transaction.commit()?;
            watch.so_far.entries = report.entries;
            watch.tell(report);
            if report.stopped || !page.more {
                return Ok(());
            }
        }
    }

    fn parts(&self, store: &mut Store, report: &mut Report, watch: &mut Watch<'_>, intake: i64) -> Result<()> {
        let folders = store.folders();
        if self.witness_key.is_some() {
            witnesses::want_sealed(&store.index)?;
        }
        let has_witnesses = witnesses::may_exist(self.card, &store.policies()?);
        let keys = Keys { archive: self.key, witness: self.witness_key, has_witnesses };
        let lost = parts::want_lost(store)?;
        report.findings.extend(filing::keep(&store.index, lost)?);
        let mut after = 0;
        watch.so_far.waiting = parts::count_wanted(store)?;
        loop {
            let wanted = parts::wanted(store, after)?;
            let Some(last) = wanted.last() else { return Ok(()) };
            after = last.id;
            let mut group = Vec::with_capacity(GROUP);
            let mut failed = None;
            let fetched: Result<()> =
                fetch::all(&wanted, self.workers, self.source, keys, &folders, |part, outcome| {
                    match outcome {
                        Outcome::SourceFailed(fault) => {
                            failed = Some(unavailable(fault));
                            return Ok(false);
                        }
                        Outcome::DiskFailed(e) => {
                            failed = Some(Error::disk("the archive's folder")(e));
                            return Ok(false);
                        }
                        outcome => group.push((part.clone(), outcome)),
                    }
                    if group.len() >= GROUP || watch.is_asked_to_stop() {
                        watch.so_far.waiting = watch.so_far.waiting.saturating_sub(group.len() as u64);
                        parts::commit(store, &mut group, report, intake)?;
                        watch.tell(report);
                    }
                    Ok(!report.stopped)
                });
            fetched?;
            watch.so_far.waiting = watch.so_far.waiting.saturating_sub(group.len() as u64);
            parts::commit(store, &mut group, report, intake)?;
            watch.tell(report);
            if let Some(error) = failed {
                return Err(error);
            }
            if report.stopped {
                return Ok(());
            }
        }
    }
}

/// Who is told how far the pull is, and who may stop it.
struct Watch<'a> {
    stop: &'a AtomicBool,
    progress: &'a mut dyn FnMut(&Progress),
    so_far: Progress,
}

impl Watch<'_> {
    fn is_asked_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells how far the pull is, and notes in the report when it is to end here.
    fn tell(&mut self, report: &mut Report) {
        (self.so_far.parts, self.so_far.bytes) = (report.parts, report.bytes);
        (self.progress)(&self.so_far);
        report.stopped = self.is_asked_to_stop();
    }
}

fn file(filing: &mut Filing<'_>, row: &Row, report: &mut Report, intake: i64) -> Result<()> {
    match row {
        Row::Entry { entry: carried, proof } => {
            if let Some(entry) = filing.entry(carried)? {
                report.entries += 1;
                report.brought(filing.index, entry.item(), intake)?;
            }
            if let Some(proof) = proof {
                report.noted += u64::from(filing.receipt(&carried.envelope, proof)?);
            }
        }
        Row::Custody { custody, proof } => {
            report.custody += u64::from(filing.custody(custody)?);
            if let Some(proof) = proof {
                filing.receipt(&custody.envelope, proof)?;
            }
        }
        Row::Word { envelope, proof } => report.words += u64::from(filing.word(envelope, proof.as_deref())?),
        Row::Noted(noted) => report.noted += u64::from(filing.noted(&noted.entry, &noted.proof)?),
    }
    Ok(())
}

/// The number of the intake that begins: one more than that of the last one that brought anything.
fn next_intake(store: &Store) -> Result<i64> {
    let last: i64 = store.index.query_row("SELECT coalesce(max(intake), 0) FROM brought", [], |r| r.get(0))?;
    Ok(last + 1)
}

fn stopped(fault: Fault) -> Error {
    match fault {
        Fault::Ours(e) => e,
        Fault::Source(fault) => unavailable(fault),
    }
}

fn unavailable(fault: SourceFault) -> Error {
    Error::Unavailable { what: "the source", source: Box::new(fault) }
}

impl Report {
    /// Notes that an item got something new in this intake.
    pub(crate) fn brought(&mut self, index: &Connection, item: Option<ItemId>, intake: i64) -> Result<()> {
        let Some(item) = item.filter(|item| self.items.insert(*item)) else { return Ok(()) };
        let sql = "INSERT OR REPLACE INTO brought (item, intake) VALUES (?1, ?2)";
        index.prepare_cached(sql)?.execute(params![item.as_bytes(), intake])?;
        Ok(())
    }

    /// True when something was found that an archivist must look at before trusting what came.
    pub fn is_alarming(&self) -> bool {
        self.findings.iter().any(|f| f.kind <= FindingKind::PartWrongBytes)
    }
}
