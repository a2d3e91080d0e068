//! The witness compartment in the archive: which parts wait for its key, and which items belong to it.
//!
//! Owns the rule that parts for the witness key never leave in a bundle. Holds no key, and opens no part.

use evidence::{Record, SignedPolicy};
use organisation::Card;
use rusqlite::{Connection, params};

use crate::Result;
use crate::case::Case;
use crate::columns::blob;
use crate::store::Store;
use crate::wanted::NOT_FOR_ARCHIVE;

/// Part state: its sealed bytes are here and wait for the witness key.
pub(crate) const SEALED: i64 = 3;

/// Returns true if devices of this organisation may seal to a witness recipient.
pub(crate) fn may_exist(card: &Card, policies: &[SignedPolicy]) -> bool {
    card.witness_recipient.is_some() || policies.iter().any(|p| !p.policy().witness_recipients.is_empty())
}

/// Marks parts as wanted again once the witness key is available: those that wait for it, and those that an intake
/// without a witness compartment set aside because the archive key did not open them.
pub(crate) fn want_sealed(index: &Connection) -> Result<()> {
    let sql = "UPDATE part SET state = 0, why = '' WHERE state = ?1 OR (state = 2 AND why = ?2)";
    index.execute(sql, params![SEALED, NOT_FOR_ARCHIVE])?;
    Ok(())
}

impl Store {
    /// Returns true if a part of the item is in the witness compartment, or is sealed so that this cannot be decided
    /// here.
    pub(crate) fn is_of_witnesses(&self, case: &Case) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM part WHERE item = ?1 AND device = ?2 AND (state = ?3 OR witness = 1))";
        let values = params![case.item.as_bytes(), blob(&case.device), SEALED];
        if self.index.prepare_cached(sql)?.query_row(values, |r| r.get::<_, bool>(0))? {
            return Ok(true);
        }
        // Checks every record of the item, also one that a fork or an opening record hides: a device that sealed it to
        // the archive by mistake must not make it public.
        let sql = "SELECT r.plain FROM part AS p JOIN record AS r ON r.commitment = p.commitment
                   WHERE p.item = ?1 AND p.device = ?2 AND p.role IN (0, 2)";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query(params![case.item.as_bytes(), blob(&case.device)])?;
        while let Some(row) = rows.next()? {
            let plain: Vec<u8> = row.get(0)?;
            let content = plain.get(evidence::part::SALT_LEN..).unwrap_or_default();
            if Record::parse(content).is_ok_and(|r| r.is_of_witnesses()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
