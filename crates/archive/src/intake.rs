//! Intake: everything new from a source is fetched, judged, opened and filed.
//!
//! Owns the order of a pull: policies, rows page by page, checkpoints, then parts. Each step is durable before the
//! next one builds on it, so a pull that was killed at any point goes on where it was when it is asked again. The
//! archive key and the witness key are borrowed for the time of the pull and never kept.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use evidence::part::{Role, Sealed};
use evidence::{ItemId, Record, SignedPolicy};
use rusqlite::{OptionalExtension, TransactionBehavior, params};

use crate::archive_key::{ArchiveKey, WitnessKey};
use crate::fetch::{self, Kept, Keys, Outcome, Wanted};
use crate::filing::{self, Filing, number};
use crate::finding::{self, Finding, FindingKind};
use crate::log::{self, Logs};
use crate::organisation::Card;
use crate::source::{PAGE, Row, Source, SourceFault};
use crate::store::{Store, blob, damaged, digest, item};
use crate::witnesses::{self, SEALED};
use crate::{Error, Result};

/// Parts looked up at once.
const BATCH: usize = 512;
/// Parts committed at once: one sync of the folder and one of the index for all of them.
const GROUP: usize = 16;

/// What a pull is made with.
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

/// What a pull brought.
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
    /// What was noticed in this pull for the first time, the loudest first.
    pub findings: Vec<Finding>,
    /// True when it was asked to stop: more may be waiting. What was filed stays, and the next pull goes on there.
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

    /// The same, until `stop` is set: the page or the group of parts that is being filed is finished first.
    pub fn run_until(
        &self,
        stop: &AtomicBool,
        store: &mut Store,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Report> {
        let done = self.pull(stop, store, progress);
        // Whatever became of the pull, what it filed stands in the list.
        store.write_lines()?;
        done
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
        let logs = Logs::of(&store.policies()?)?;
        let mut watch = Watch { stop, progress, so_far: Progress::default() };
        self.rows(store, &logs, &mut report, &mut watch)?;
        let all_rows = !report.stopped;
        if all_rows {
            match log::join(&store.index, &logs, self.source) {
                Ok(findings) => report.findings.extend(filing::keep(&store.index, findings)?),
                Err(log::Fault::Ours(e)) => return Err(e),
                Err(log::Fault::Source(fault)) => return Err(unavailable(fault)),
            }
            self.parts(store, &mut report, &mut watch)?;
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
        for envelope in self.source.policies().map_err(unavailable)? {
            let name = envelope.digest();
            match SignedPolicy::open(envelope, &self.card.organisation) {
                Ok(policy) => store.keep_policy(&policy, &self.card.organisation)?,
                Err(e) => report.findings.push(Finding::new(FindingKind::PolicyRefused, name, e.to_string())),
            }
        }
        Ok(())
    }

    fn rows(&self, store: &mut Store, logs: &Logs, report: &mut Report, watch: &mut Watch<'_>) -> Result<()> {
        let name = self.source.name();
        let mut cursor = name.as_ref().map_or(Ok(0), |name| read_cursor(store, name))?;
        loop {
            let page = self.source.page(cursor, PAGE).map_err(unavailable)?;
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
                file(&mut filing, row, report)?;
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

    fn parts(&self, store: &mut Store, report: &mut Report, watch: &mut Watch<'_>) -> Result<()> {
        let folders = store.folders();
        if self.witness_key.is_some() {
            witnesses::want_sealed(&store.index)?;
        }
        let has_witnesses = witnesses::may_exist(self.card, &store.policies()?);
        let keys = Keys { archive: self.key, witness: self.witness_key, has_witnesses };
        let lost = want_lost(store)?;
        report.findings.extend(filing::keep(&store.index, lost)?);
        let mut after = 0;
        watch.so_far.waiting = count_wanted(store)?;
        loop {
            let wanted = wanted(store, after)?;
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
                        commit(store, &mut group, report)?;
                        watch.tell(report);
                    }
                    Ok(!report.stopped)
                });
            fetched?;
            watch.so_far.waiting = watch.so_far.waiting.saturating_sub(group.len() as u64);
            commit(store, &mut group, report)?;
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

fn file(filing: &mut Filing<'_>, row: &Row, report: &mut Report) -> Result<()> {
    match row {
        Row::Entry { envelope, proof } => {
            let filed = filing.entry(envelope)?;
            report.entries += u64::from(filed.new);
            if filed.new
                && let Ok(entry) = evidence::SignedEntry::from_envelope(envelope.clone())
            {
                report.items.extend(entry.item());
            }
            if let Some(proof) = proof {
                report.noted += u64::from(filing.receipt(envelope, proof)?);
            }
        }
        Row::Custody { envelope, proof } => {
            report.custody += u64::from(filing.custody(envelope)?);
            if let Some(proof) = proof {
                filing.receipt(envelope, proof)?;
            }
        }
        Row::Noted(noted) => report.noted += u64::from(filing.noted(&noted.entry, &noted.proof)?),
    }
    Ok(())
}

/// Makes the folder's names durable, then the rows that count on them.
fn commit(store: &mut Store, group: &mut Vec<(Wanted, Outcome)>, report: &mut Report) -> Result<()> {
    if group.is_empty() {
        return Ok(());
    }
    store.folders().sync().map_err(Error::disk("the archive's folder"))?;
    let transaction = store.index.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut findings = Vec::new();
    for (part, outcome) in group.drain(..) {
        let name = part.sealed.sha256;
        match outcome {
            Outcome::Held(Kept { opened, key, plain, witness }) => {
                let sql =
                    "UPDATE part SET state = 1, salt = ?2, content_size = ?3, file_key = ?4, why = '', witness = ?5
                           WHERE id = ?1";
                let values = params![part.id, opened.salt, opened.size, key.as_bytes(), witness];
                transaction.prepare_cached(sql)?.execute(values)?;
                finding::settle_part(&transaction, &name)?;
                if let Some(plain) = plain {
                    let sql = "INSERT INTO record (commitment, plain) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
                    transaction.prepare_cached(sql)?.execute(params![blob(&part.commitment), plain.as_bytes()])?;
                    findings.extend(judge_record(&transaction, &part, plain.content())?);
                }
                report.parts += 1;
                report.bytes += part.sealed.size;
                report.items.extend(item_of(&transaction, part.id)?);
            }
            Outcome::Sealed => {
                let sql = "UPDATE part SET state = ?2, why = '' WHERE id = ?1";
                transaction.prepare_cached(sql)?.execute(params![part.id, SEALED])?;
                finding::settle_part(&transaction, &name)?;
                report.sealed += 1;
                report.items.extend(item_of(&transaction, part.id)?);
            }
            Outcome::Quarantined(why) => {
                let sql = "UPDATE part SET state = 2, why = ?2 WHERE id = ?1";
                transaction.prepare_cached(sql)?.execute(params![part.id, why])?;
                report.quarantined += 1;
                findings.push(Finding::new(FindingKind::PartQuarantined, name, why));
            }
            Outcome::WrongBytes => {
                report.quarantined += 1;
                let why = "the source gave other bytes than the entry names";
                findings.push(Finding::new(FindingKind::PartWrongBytes, name, why));
            }
            Outcome::Missing => {
                report.missing += 1;
                findings.push(Finding::new(FindingKind::PartMissing, name, "the source does not have it"));
            }
            Outcome::SourceFailed(_) | Outcome::DiskFailed(_) => return Err(Error::Bug("a failure was to be filed")),
        }
    }
    report.findings.extend(filing::keep(&transaction, findings)?);
    transaction.commit()?;
    Ok(())
}

fn judge_record(index: &rusqlite::Connection, part: &Wanted, content: &[u8]) -> Result<Option<Finding>> {
    let refused = |why: String| Some(Finding::new(FindingKind::RecordUnreadable, part.commitment, why));
    Ok(match Record::parse(content) {
        Err(e) => refused(e.to_string()),
        Ok(record) if item_of(index, part.id)? != Some(record.id) => {
            refused("it names another item than its entry".to_owned())
        }
        Ok(_) => None,
    })
}

fn item_of(index: &rusqlite::Connection, part: i64) -> Result<Option<ItemId>> {
    let sql = "SELECT item FROM part WHERE id = ?1";
    let bytes: Option<Vec<u8>> = index.prepare_cached(sql)?.query_row([part], |r| r.get(0)).optional()?;
    bytes.filter(|b| !b.is_empty()).map(|b| item(&b)).transpose()
}

fn read_cursor(store: &Store, name: &str) -> Result<u64> {
    let sql = "SELECT value FROM cursor WHERE source = ?1";
    let value: Option<i64> = store.index.query_row(sql, [name], |r| r.get(0)).optional()?;
    u64::try_from(value.unwrap_or(0)).map_err(|_| damaged())
}

fn count_wanted(store: &Store) -> Result<u64> {
    let count: i64 = store.index.query_row("SELECT count(*) FROM part WHERE state = 0", [], |r| r.get(0))?;
    u64::try_from(count).map_err(|_| damaged())
}

/// Parts that the index holds and the disk does not are wanted again.
fn want_lost(store: &mut Store) -> Result<Vec<Finding>> {
    let folders = store.folders();
    let mut lost = Vec::new();
    {
        let mut rows = store.index.prepare("SELECT DISTINCT digest, sealed_size FROM part WHERE state IN (1, 3)")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let name = digest(&row.get::<_, Vec<u8>>(0)?)?;
            let size = u64::try_from(row.get::<_, i64>(1)?).map_err(|_| damaged())?;
            if !folders.lies(&name, size).map_err(Error::disk("a sealed part"))? {
                lost.push(name);
            }
        }
    }
    let why = "it was lost from the archive's own disk, or cut off there";
    for name in &lost {
        store.index.execute("UPDATE part SET state = 0 WHERE digest = ?1 AND state IN (1, 3)", [blob(name)])?;
    }
    Ok(lost.iter().map(|name| Finding::new(FindingKind::PartLost, name, why)).collect())
}

/// The next wanted parts: in the order of arrival, so that an item's record comes with its media.
fn wanted(store: &Store, after: i64) -> Result<Vec<Wanted>> {
    let sql = "SELECT id, role, number, commitment, digest, sealed_size FROM part
               WHERE state = 0 AND id > ?1 ORDER BY id LIMIT ?2";
    let mut rows = store.index.prepare_cached(sql)?;
    let mut rows = rows.query(params![after, number(BATCH as u64)])?;
    let mut wanted = Vec::new();
    while let Some(row) = rows.next()? {
        let (commitment, name): (Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?);
        let size = u64::try_from(row.get::<_, i64>(5)?).map_err(|_| damaged())?;
        wanted.push(Wanted {
            id: row.get(0)?,
            role: role(row.get(1)?, row.get(2)?)?,
            commitment: digest(&commitment)?,
            sealed: Sealed { sha256: digest(&name)?, size },
        });
    }
    Ok(wanted)
}

/// A role as [`filing::role_columns`] wrote it.
pub(crate) fn role(role: i64, number: i64) -> Result<Role> {
    match role {
        0 => Ok(Role::Opening),
        1 => u32::try_from(number).map(Role::Media).map_err(|_| damaged()),
        2 => Ok(Role::Record),
        _ => Err(damaged()),
    }
}

fn unavailable(fault: SourceFault) -> Error {
    Error::Unavailable { what: "the source", source: Box::new(fault) }
}

impl Report {
    /// True when something was found that an archivist must look at before trusting what came.
    pub fn is_alarming(&self) -> bool {
        self.findings.iter().any(|f| f.kind <= FindingKind::PartWrongBytes)
    }
}
