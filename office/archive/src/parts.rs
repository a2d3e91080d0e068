//! The parts in the index: which of them a pull still wants, and the outcomes of those it fetched.

use evidence::part::{Role, Sealed};
use evidence::{Digest, Ending, ItemId, Record, SignedEntry, SignedPolicy, lines};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::columns::{blob, damaged, digest, item, number, role};
use crate::filing;
use crate::finding::{self, Finding, FindingKind};
use crate::report::Report;
use crate::store::Store;
use crate::wanted::{Kept, Outcome, Wanted};
use crate::witnesses::SEALED;
use crate::{Error, Result, weighing};

/// Parts looked up at once.
const BATCH: usize = 512;

pub(crate) fn count_wanted(store: &Store) -> Result<u64> {
    let count: i64 = store.index.query_row("SELECT count(*) FROM part WHERE state = 0", [], |r| r.get(0))?;
    u64::try_from(count).map_err(|_| damaged())
}

/// Marks parts as wanted again that the index holds and the disk does not.
pub(crate) fn want_lost(store: &mut Store) -> Result<Vec<Finding>> {
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

/// Returns the next wanted parts in the order of arrival, so that an item's record comes with its media. If they belong
/// to more than one item, they end with a whole item.
pub(crate) fn wanted(store: &Store, after: i64) -> Result<Vec<Wanted>> {
    let sql = "SELECT id, role, number, commitment, digest, sealed_size, item FROM part
               WHERE state = 0 AND id > ?1 ORDER BY id LIMIT ?2";
    let mut rows = store.index.prepare_cached(sql)?;
    let mut rows = rows.query(params![after, number(BATCH as u64)])?;
    let mut wanted = Vec::new();
    while let Some(row) = rows.next()? {
        let (commitment, name): (Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?);
        let size = u64::try_from(row.get::<_, i64>(5)?).map_err(|_| damaged())?;
        wanted.push(Wanted {
            id: row.get(0)?,
            item: item_column(row.get(6)?)?,
            role: role(row.get(1)?, row.get(2)?)?,
            commitment: digest(&commitment)?,
            sealed: Sealed { sha256: digest(&name)?, size },
        });
    }
    if wanted.len() == BATCH {
        let last = wanted.last().map(|p: &Wanted| p.item);
        let whole = wanted.iter().rposition(|p| Some(p.item) != last).map_or(BATCH, |before| before + 1);
        wanted.truncate(whole);
    }
    Ok(wanted)
}

/// Makes the folder's names durable, then the rows that depend on them.
pub(crate) fn commit(
    store: &mut Store,
    policies: &[SignedPolicy],
    group: &mut Vec<(Wanted, Outcome)>,
    report: &mut Report,
    intake: i64,
) -> Result<()> {
    if group.is_empty() {
        return Ok(());
    }
    store.folders().sync().map_err(Error::disk("the archive's folder"))?;
    let transaction = Transaction::new_unchecked(&store.index, TransactionBehavior::Immediate)?;
    let mut findings = Vec::new();
    for (part, outcome) in group.drain(..) {
        let name = part.sealed.sha256;
        match outcome {
            Outcome::Held(Kept { opened, key, stanzas, plain, witness, thumbnail }) => {
                findings.extend(weighing::weigh(&transaction, policies, part.id, &name, stanzas)?);
                let sql =
                    "UPDATE part SET state = 1, salt = ?2, content_size = ?3, file_key = ?4, why = '', witness = ?5
                           WHERE id = ?1";
                let values = params![part.id, opened.salt, opened.size, key.as_bytes(), witness];
                transaction.prepare_cached(sql)?.execute(values)?;
                finding::settle_part(&transaction, &name)?;
                if let Some(plain) = plain {
                    let sql = "INSERT INTO record (commitment, plain) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
                    transaction.prepare_cached(sql)?.execute(params![blob(&part.commitment), plain.as_bytes()])?;
                    let tree = stated_tree(&transaction, &part)?;
                    findings.extend(judge_record(&part, tree, plain.content()));
                }
                if let (Some(thumbnail), Some(item)) = (thumbnail, &part.item) {
                    thumbnail.keep(&transaction, item)?;
                    findings.extend(thumbnail.finding(item));
                }
                report.parts += 1;
                report.bytes += part.sealed.size;
                report.brought(&transaction, part.item, intake)?;
            }
            Outcome::Sealed => {
                let sql = "UPDATE part SET state = ?2, why = '' WHERE id = ?1";
                transaction.prepare_cached(sql)?.execute(params![part.id, SEALED])?;
                finding::settle_part(&transaction, &name)?;
                report.sealed += 1;
                report.brought(&transaction, part.item, intake)?;
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
    store.commit(transaction)?;
    Ok(())
}

/// Returns the root over its lines that the part's own entry states.
fn stated_tree(index: &Connection, part: &Wanted) -> Result<Option<Digest>> {
    let sql = "SELECT e.envelope FROM entry AS e JOIN part AS p ON p.entry = e.digest WHERE p.id = ?1";
    let entry: Vec<u8> = index.prepare_cached(sql)?.query_row([part.id], |r| r.get(0))?;
    let entry = SignedEntry::parse(&entry)?;
    Ok(entry.parts().iter().find(|stated| stated.role == part.role).and_then(|stated| stated.tree))
}

fn judge_record(part: &Wanted, tree: Option<Digest>, content: &[u8]) -> Option<Finding> {
    let refused = |why: String| Some(Finding::new(FindingKind::RecordUnreadable, part.commitment, why));
    let id = match part.role {
        Role::Record => Ending::parse(content).map(|ending| ending.id()),
        _ => Record::parse(content).map(|record| record.id),
    };
    match id {
        Err(e) => refused(e.to_string()),
        Ok(id) if part.item != Some(id) => refused("it names another item than its entry".to_owned()),
        Ok(_) if tree.is_some() && lines::root("record", content).ok() != tree => {
            refused("its lines are not those that its entry states".to_owned())
        }
        Ok(_) => None,
    }
}

fn item_column(bytes: Vec<u8>) -> Result<Option<ItemId>> {
    Some(bytes).filter(|b| !b.is_empty()).map(|b| item(&b)).transpose()
}
