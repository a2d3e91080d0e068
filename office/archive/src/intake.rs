//! Intake: fetches, judges, opens and files all new data from a source.
//!
//! Owns the order of a pull: policies, rows page by page, checkpoints, then parts. Each step is durable before the next
//! one builds on it, so that a repeated call continues an interrupted pull. The archive key and the witness key are
//! borrowed for the time of the pull and never kept.

use std::sync::atomic::{AtomicBool, Ordering};

use evidence::{ItemId, SignedPolicy};
use organisation::{ArchiveKey, Card, WitnessKey};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::bookmark::{Bookmark, Order};
use crate::fetch;
use crate::filing::{self, Filing};
use crate::finding::{self, Finding, FindingKind};
use crate::joining::{self, Fault, Tip};
use crate::log::Logs;
use crate::report::{Progress, Report};
use crate::source::{PAGE, Row, Source, SourceFault};
use crate::store::Store;
use crate::wanted::{Keys, Outcome};
use crate::{Error, Result, parts, unnamed, weighing, witnesses};

/// Parts committed at once, with one sync of the folder and one of the index.
const GROUP: usize = 16;

/// The inputs of a pull.
pub struct Pull<'a> {
    /// The card of the archive's organisation.
    pub card: &'a Card,
    /// The policies of its folder: the archive follows their line, and their logs' keys decide which receipts count.
    pub policies: &'a [SignedPolicy],
    /// The key that opens parts.
    pub key: &'a ArchiveKey,
    /// The key that opens the parts of the witness compartment. Without it they stay sealed until a pull with it.
    pub witness_key: Option<&'a WitnessKey>,
    /// The source.
    pub source: &'a dyn Source,
    /// Threads that fetch and open; each needs one part's memory.
    pub workers: usize,
}

impl Pull<'_> {
    /// Pulls all new data into the store. May be called again after any error or kill.
    ///
    /// Errors: `Refused` if the store or key belongs to another organisation; `Unavailable` if source or disk failed:
    /// data filed before that stays.
    pub fn run(&self, store: &mut Store, progress: &mut dyn FnMut(&Progress)) -> Result<Report> {
        self.run_until(&AtomicBool::new(false), store, progress)
    }

    /// Pulls until `stop` is set: the current page or group of parts is finished first.
    pub fn run_until(
        &self,
        stop: &AtomicBool,
        store: &mut Store,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Report> {
        let done = self.pull(stop, store, progress);
        // Even a failed pull updates the list with the data that it filed.
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

    /// Sends the source's log the words that it lacks. A log that no longer signs does not lose its evidence for that.
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
            let transaction = Transaction::new_unchecked(&store.index, TransactionBehavior::Immediate)?;
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
            store.commit(transaction)?;
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
        let policies = store.policies()?;
        let has_witnesses = witnesses::may_exist(self.card, &policies);
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
                        parts::commit(store, &policies, &mut group, report, intake)?;
                        watch.tell(report);
                    }
                    Ok(!report.stopped)
                });
            fetched?;
            watch.so_far.waiting = watch.so_far.waiting.saturating_sub(group.len() as u64);
            parts::commit(store, &policies, &mut group, report, intake)?;
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

/// Receives the progress, and may stop the pull.
struct Watch<'a> {
    stop: &'a AtomicBool,
    progress: &'a mut dyn FnMut(&Progress),
    so_far: Progress,
}

impl Watch<'_> {
    fn is_asked_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Reports the progress, and notes a requested stop in the report.
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

/// Returns the number of the new intake: one more than that of the last one with new data.
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
    /// Notes that an item got new data in this intake.
    pub(crate) fn brought(&mut self, index: &Connection, item: Option<ItemId>, intake: i64) -> Result<()> {
        let Some(item) = item.filter(|item| self.items.insert(*item)) else { return Ok(()) };
        let sql = "INSERT OR REPLACE INTO brought (item, intake) VALUES (?1, ?2)";
        index.prepare_cached(sql)?.execute(params![item.as_bytes(), intake])?;
        Ok(())
    }

    /// Returns true if a finding must be checked before the new data is trusted.
    pub fn is_alarming(&self) -> bool {
        self.findings.iter().any(|f| f.kind <= FindingKind::PartWrongBytes)
    }
}
