//! The archivist's own marks and notes about items.
//!
//! They are only in the locked index: they appear in no bundle and no verdict, and are not signed.

use evidence::ItemId;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use crate::store::Store;
use crate::view::Summary;
use crate::{Error, Result};

/// Most characters of a note.
pub const MAX_NOTE: usize = 2_000;
const WHAT: &str = "the mark";

/// New marks of an item; absent fields stay unchanged.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Whether it was looked at.
    pub looked_at: Option<bool>,
    /// Whether it is important.
    pub important: Option<bool>,
    /// The archivist's own words; an empty text removes the note.
    pub note: Option<String>,
}

impl Store {
    /// Marks an item and returns its new line.
    ///
    /// Errors: `Refused` if the archive does not have it, or if the note is longer than [`MAX_NOTE`] characters.
    pub fn mark(&self, item: &ItemId, change: &Mark) -> Result<Summary> {
        let note = change.note.as_deref().map(tidy);
        if note.as_ref().is_some_and(|n| n.chars().count() > MAX_NOTE) {
            return Err(Error::refused(WHAT, format!("an own note has at most {MAX_NOTE} characters")));
        }
        let transaction = Transaction::new_unchecked(&self.index, TransactionBehavior::Immediate)?;
        let sql = "INSERT INTO mark (item, looked_at, important, note)
                   SELECT item, coalesce(?2, 0), coalesce(?3, 0), coalesce(?4, '') FROM line WHERE item = ?1
                   ON CONFLICT (item) DO UPDATE SET looked_at = coalesce(?2, looked_at),
                       important = coalesce(?3, important), note = coalesce(?4, note)";
        let values = params![item.as_bytes(), change.looked_at, change.important, note];
        if transaction.prepare_cached(sql)?.execute(values)? == 0 {
            return Err(Error::refused("the item", "the archive does not have it"));
        }
        if note.is_some() {
            self.write_line(item)?;
        } else {
            let sql = "UPDATE line SET (looked_at, important) = (SELECT looked_at, important FROM mark WHERE item = ?1)
                       WHERE item = ?1";
            transaction.prepare_cached(sql)?.execute([item.as_bytes()])?;
        }
        let line = self.line(item)?;
        self.commit(transaction)?;
        Ok(line)
    }

    /// Returns an item's marks: looked at, important, and the note.
    pub(crate) fn marks(&self, item: &ItemId) -> Result<(bool, bool, String)> {
        let sql = "SELECT looked_at, important, note FROM mark WHERE item = ?1";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?, r.get(2)?));
        Ok(self.index.prepare_cached(sql)?.query_row([item.as_bytes()], read).optional()?.unwrap_or_default())
    }
}

/// Removes characters that no keyboard types: control characters other than a new line and a tab.
fn tidy(note: &str) -> String {
    let lines = note.replace("\r\n", "\n").replace('\r', "\n");
    lines.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
