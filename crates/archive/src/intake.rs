//! Intake: everything new from a source is fetched, judged, opened and filed.
//!
//! Owns the order of a pull: policies, rows page by page, checkpoints, then parts. Each step is durable before the
//! next one builds on it, so a pull that was killed at any point goes on where it was when it is asked again. The
//! archive key and the witness key are borrowed for the time of the pull and never kept.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use evidence::{ItemId, SignedPolicy};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::archive_key::{ArchiveKey, WitnessKey};
use crate::doubts::Doubted;
use crate::fetch::{self, Keys, Outcome};
use crate::filing::{self, Filing, number};
use crate::finding::{Finding, FindingKind};
use crate::log::{self, Logs};
use crate::organisation::Card;
use crate::source::{PAGE, Page, Row, Source, SourceFault};
use crate::store::{Store, damaged};
use crate::{Error, Result, parts, weighing, witnesses};

/// Parts committed at once: one sync of the folder and one of the index for all of them.
const GROUP: usize = 16;

/// The inputs of a pull.
pub struct Pull<'a> {
    /// Whose archive it is.
    pub card: &'a Card,
    /// Its policies: their logs' keys decide which receipts count.
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
    /// Parts opened and held.
    pub parts: u64,
    /// Sealed bytes of those.
    pub bytes: u64,
    /// Parts set aside in this pull.
    pub quarantined: u64,
    /// Parts that this source does not have; they stay wanted.
    pub missing: u64,
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
        self.keep_policies(store, &mut report)?;
        let policies = store.policies()?;
        let waited = weighing::weigh_those_that_waited(&store.index, &policies)?;
        report.findings.extend(filing::keep(&store.index, waited)?);
        let logs = Logs::of(&policies)?;
        let mut watch = Watch { stop, progress, so_far: Progress::default() };
        let intake = next_intake(store)?;
        let unlogged = store.unlogged_words()?;
        if !unlogged.is_empty() {
            self.source.tell(&unlogged).map_err(unavailable)?;
        }
        let name = self.source.name();
        let (page, told) = (|after| self.source.page(after, PAGE), |after| self.source.told(after, PAGE));
        // No origin has a space in it.
        let late = name.as_ref().map(|name| format!("{name} details"));
        self.rows(store, &logs, &mut report, &mut watch, intake, Feed { cursor: name, page: &page })?;
        if late.is_some() && !report.stopped {
            self.rows(store, &logs, &mut report, &mut watch, intake, Feed { cursor: late, page: &told })?;
        }
        let all_rows = !report.stopped;
        if all_rows {
            match log::join(&store.index, &logs, self.source) {
                Ok(findings) => report.findings.extend(filing::keep(&store.index, findings)?),
                Err(log::Fault::Ours(e)) => return Err(e),
                Err(log::Fault::Source(fault)) => return Err(unavailable(fault)),
            }
            self.parts(store, &mut report, &mut watch, intake)?;
        }
        // Half of the rows may look like a gap that the other half closes.
        if all_rows {
            let chains = filing::chain_findings(&store.index)?;
            report.findings.extend(filing::keep(&store.index, chains)?);
        }
        if self.source.name().is_none() {
            for (origin, count) in log::unjoined_counts(&store.index)? {
                let why = format!("{count} of its checkpoints are not joined; a pull from the server checks them");
                report.findings.push(Finding::new(FindingKind::LogUnchecked, origin, why));
            }
        }
        report.findings.sort();
        report.findings.dedup();
        Ok(report)
    }

    fn keep_policies(&self, store: &Store, report: &mut Report) -> Result<()> {
        for policy in self.policies {
            let policy = SignedPolicy::open(policy.envelope().clone(), &self.card.organisation)?;
            store.keep_policy(&policy, &self.card.organisation)?;
        }
        let found = self.source.policies(&self.card.organisation).map_err(unavailable)?;
        let mut refused = found.refused;
        for policy in found.signed {
            let name = policy.digest();
            match SignedPolicy::open(policy.envelope().clone(), &self.card.organisation) {
                Ok(policy) => store.keep_policy(&policy, &self.card.organisation)?,
                Err(e) => refused.push((name.to_string(), e.to_string())),
            }
        }
        let refused = refused.into_iter().map(|(name, why)| Finding::new(FindingKind::PolicyRefused, name, why));
        report.findings.extend(refused);
        Ok(())
    }

    fn rows(
        &self,
        store: &mut Store,
        logs: &Logs,
        report: &mut Report,
        watch: &mut Watch<'_>,
        intake: i64,
        feed: Feed<'_>,
    ) -> Result<()> {
        let name = feed.cursor;
        let mut cursor = name.as_ref().map_or(Ok(0), |name| read_cursor(store, name))?;
        loop {
            let page = (feed.page)(cursor).map_err(unavailable)?;
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
            if let Some(name) = &name {
                let sql = "INSERT INTO cursor (source, value) VALUES (?1, ?2)
                           ON CONFLICT (source) DO UPDATE SET value = ?2";
                transaction.execute(sql, params![name, number(cursor)])?;
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

/// Rows of a source in one order.
struct Feed<'a> {
    /// The name under which the place in it is kept.
    cursor: Option<String>,
    page: &'a dyn Fn(u64) -> Result<Page, SourceFault>,
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

fn read_cursor(store: &Store, name: &str) -> Result<u64> {
    let sql = "SELECT value FROM cursor WHERE source = ?1";
    let value: Option<i64> = store.index.query_row(sql, [name], |r| r.get(0)).optional()?;
    u64::try_from(value.unwrap_or(0)).map_err(|_| damaged())
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
