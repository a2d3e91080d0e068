//! Findings of a pull about the evidence. A finding is no error: the pull continues, and the archivist decides.

use std::collections::BTreeSet;

use evidence::{Digest, ItemId};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::Result;

/// A fact about the evidence that an archivist must know. Carries digests, ids and counts, never content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Its kind, the first sort key.
    pub kind: FindingKind,
    /// Digest or id of its subject, or a position in a carrier's file if there is no digest.
    pub subject: String,
    /// The reason, in words.
    pub detail: String,
}

/// Kinds of findings, the gravest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A log or a server signed two contradictory statements: the strongest sign of tampering.
    LogContradiction,
    /// A device's chain was forked: the device was cloned, or set back.
    Fork,
    /// Entries are missing from a device's chain.
    Gap,
    /// A device named a signing key twice.
    KeyReused,
    /// A statement was refused: its signature or its place in the chain is wrong.
    EntryRefused,
    /// A device belongs to another organisation.
    ForeignOrganisation,
    /// Two devices name the same item; it belongs to the one that arrived first.
    ItemClaimedTwice,
    /// A part's header has another number or kind of recipients than the policy: other people may be able to open it
    /// too.
    SealedToOthers,
    /// A part does not open, or does not match its entry.
    PartQuarantined,
    /// The source returned bytes with another digest than the entry names. Another source may still have the right
    /// ones.
    PartWrongBytes,
    /// The source has a sealed part that no entry names: it is kept sealed.
    PartUnnamed,
    /// The source does not have a part.
    PartMissing,
    /// A part was lost from the archive's own disk, or changed there; it is wanted again.
    PartLost,
    /// A record is not readable, or names another item than its entry.
    RecordUnreadable,
    /// A photo's pixels, as decoded by this program, differ from the tiles that its record states.
    TilesDiffer,
    /// A record states tiles of a photo that this program could not compare with its pixels.
    TilesUnchecked,
    /// A receipt or custody statement is invalid.
    ReceiptRefused,
    /// A receipt is from a log that no policy names.
    UnknownLog,
    /// The agreement of checkpoints could not be checked, because no server could be asked.
    LogUnchecked,
    /// The organisation's key signed policies that do not descend from each other.
    PoliciesPart,
    /// Entries name a policy that is missing: the stanzas of their parts are compared when it comes.
    PolicyMissing,
    /// A policy beside the evidence is not signed by this organisation.
    PolicyRefused,
    /// A word about a device claims to be the organisation's, but the organisation did not sign it.
    WordRefused,
    /// A piece of data could not be read.
    Malformed,
    /// A piece of data is of a later version.
    Unsupported,
}

impl FindingKind {
    /// All kinds, the gravest first.
    pub const ALL: [Self; 25] = [
        Self::LogContradiction,
        Self::Fork,
        Self::Gap,
        Self::KeyReused,
        Self::EntryRefused,
        Self::ForeignOrganisation,
        Self::ItemClaimedTwice,
        Self::SealedToOthers,
        Self::PartQuarantined,
        Self::PartWrongBytes,
        Self::PartUnnamed,
        Self::PartMissing,
        Self::PartLost,
        Self::RecordUnreadable,
        Self::TilesDiffer,
        Self::TilesUnchecked,
        Self::ReceiptRefused,
        Self::UnknownLog,
        Self::LogUnchecked,
        Self::PoliciesPart,
        Self::PolicyMissing,
        Self::PolicyRefused,
        Self::WordRefused,
        Self::Malformed,
        Self::Unsupported,
    ];

    /// Returns whether the finding is a failed check. The others report missing data and checks that were impossible.
    pub fn is_failure(self) -> bool {
        use FindingKind::{
            Gap, LogUnchecked, PartMissing, PartUnnamed, PoliciesPart, PolicyMissing, TilesDiffer, TilesUnchecked,
            UnknownLog, Unsupported,
        };
        !matches!(
            self,
            Gap | PartMissing
                | PartUnnamed
                | TilesDiffer
                | TilesUnchecked
                | UnknownLog
                | LogUnchecked
                | PoliciesPart
                | PolicyMissing
                | Unsupported
        )
    }

    /// Returns the kind's code in JSON and in the index.
    pub fn code(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    fn from_code(code: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
    }
}

impl Finding {
    pub(crate) fn new(kind: FindingKind, subject: impl ToString, detail: impl Into<String>) -> Self {
        Self { kind, subject: subject.to_string(), detail: detail.into() }
    }
}

/// Keeps a finding; returns true if it is new.
pub(crate) fn keep(index: &Connection, finding: &Finding) -> Result<bool> {
    let sql = "INSERT INTO finding (kind, subject, detail) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(index.prepare_cached(sql)?.execute(params![finding.kind.code(), finding.subject, finding.detail])? == 1)
}

/// Returns every kept finding, the gravest first.
pub(crate) fn all(index: &Connection) -> Result<Vec<Finding>> {
    let mut rows = index.prepare("SELECT kind, subject, detail FROM finding")?;
    let mut findings = Vec::new();
    read(rows.query([])?, &mut findings)?;
    findings.sort();
    Ok(findings)
}

/// Returns findings about one of these subjects, the gravest first.
pub(crate) fn about(index: &Connection, subjects: &BTreeSet<String>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut rows = index.prepare_cached("SELECT kind, subject, detail FROM finding WHERE subject = ?1")?;
    for subject in subjects {
        read(rows.query([subject])?, &mut findings)?;
    }
    findings.sort();
    Ok(findings)
}

fn read(mut rows: rusqlite::Rows<'_>, findings: &mut Vec<Finding>) -> Result<()> {
    while let Some(row) = rows.next()? {
        if let Some(kind) = FindingKind::from_code(&row.get::<_, String>(0)?) {
            findings.push(Finding { kind, subject: row.get(1)?, detail: row.get(2)? });
        }
    }
    Ok(())
}

/// Removes findings that no longer apply.
fn settle(index: &Connection, kind: FindingKind, subject: &str) -> Result<()> {
    let sql = "DELETE FROM finding WHERE kind = ?1 AND subject = ?2";
    index.prepare_cached(sql)?.execute(params![kind.code(), subject])?;
    Ok(())
}

/// Removes findings about a part's absence, missing key or missing entry: its sealed bytes are here and right.
pub(crate) fn settle_part(index: &Connection, name: &Digest) -> Result<()> {
    use FindingKind::{PartLost, PartMissing, PartQuarantined, PartUnnamed, PartWrongBytes};
    let over = [PartMissing, PartWrongBytes, PartLost, PartQuarantined, PartUnnamed];
    over.into_iter().try_for_each(|kind| settle(index, kind, &name.to_string()))
}

/// Removes findings about a photo's tiles: it was checked again.
pub(crate) fn settle_tiles(index: &Connection, item: &ItemId) -> Result<()> {
    settle(index, FindingKind::TilesUnchecked, &item.to_string())
}

/// Removes the findings of a kind that are not in `now`.
pub(crate) fn settle_all_but(index: &Connection, kind: FindingKind, now: &[Finding]) -> Result<()> {
    for told in all(index)?.into_iter().filter(|told| told.kind == kind) {
        if !now.contains(&told) {
            settle(index, kind, &told.subject)?;
        }
    }
    Ok(())
}

/// Removes findings about a policy's absence: it has come.
pub(crate) fn settle_policy(index: &Connection, name: &Digest) -> Result<()> {
    settle(index, FindingKind::PolicyMissing, &name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_are_listed_in_the_order_of_their_loudness() {
        assert!(FindingKind::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        let last = FindingKind::ALL.len() - 1;
        assert_eq!(FindingKind::ALL[last] as usize, last, "a kind is missing in the list");
        for kind in FindingKind::ALL {
            assert_eq!(FindingKind::from_code(&kind.code()), Some(kind));
        }
    }
}
