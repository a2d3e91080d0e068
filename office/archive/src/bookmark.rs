//! Bookmarks: the place up to which a log's rows were read. A log that was set back and then continued has two
//! histories with different rows in the same places, so a bookmark counts only if the source proves that it continues
//! the tree that the rows were read from.

use rusqlite::{Connection, params};

use crate::Result;
use crate::columns::{damaged, number};
use crate::joining::{self, Fault, Tip};
use crate::log;
use crate::log::Tree;
use crate::source::{Source, SourceFault};

/// An order in which a source returns rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The order of the log.
    Log,
    /// Entries whose details came late, in the order in which the details came.
    Told,
}

/// A place in the rows of one history.
pub(crate) struct Bookmark<'a> {
    tip: &'a Tip<'a>,
    rows: u64,
    told: u64,
}

impl<'a> Bookmark<'a> {
    /// Returns the farthest bookmark in the history of this tip, moved to that tip; a new one if there is none.
    pub(crate) fn find(index: &Connection, tip: &'a Tip<'a>, source: &dyn Source) -> Result<Self, Fault> {
        let sql = "SELECT size, root, rows, told FROM bookmark WHERE log = ?1 ORDER BY size DESC";
        let mut known = Vec::new();
        {
            let mut rows = index.prepare(sql)?;
            let mut rows = rows.query([tip.log.name.as_str()])?;
            while let Some(row) = rows.next()? {
                let number = |n: i64| u64::try_from(n).map_err(|_| damaged());
                known.push((log::tree(row)?, number(row.get(2)?)?, number(row.get(3)?)?));
            }
        }
        for (tree, rows, told) in known {
            let continues = match joining::continues(index, tip, tree, source) {
                // If a server does not prove it, the log is read from the beginning.
                Err(Fault::Source(fault)) if !matches!(fault, SourceFault::Unavailable(_)) => false,
                other => other?,
            };
            if continues {
                let found = Self { tip, rows, told };
                found.keep(index)?;
                if tree != tip.tree {
                    found.remove(index, tree)?;
                }
                return Ok(found);
            }
        }
        Ok(Self { tip, rows: 0, told: 0 })
    }

    pub(crate) fn place(&self, order: Order) -> u64 {
        match order {
            Order::Log => self.rows,
            Order::Told => self.told,
        }
    }

    /// Records that everything before `cursor` is filed.
    pub(crate) fn turn(&mut self, index: &Connection, order: Order, cursor: u64) -> Result<()> {
        match order {
            // Rows after the tip belong to no checked tree, so they are read again.
            Order::Log => self.rows = cursor.min(self.tip.tree.size),
            Order::Told => self.told = cursor,
        }
        self.keep(index)
    }

    fn keep(&self, index: &Connection) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO bookmark (log, size, root, rows, told) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (log, tree) = (self.tip.log.name.as_str(), self.tip.tree);
        let values = params![log, number(tree.size), tree.root(), number(self.rows), number(self.told)];
        index.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn remove(&self, index: &Connection, tree: Tree) -> Result<()> {
        let sql = "DELETE FROM bookmark WHERE log = ?1 AND size = ?2 AND root = ?3";
        index.execute(sql, params![self.tip.log.name.as_str(), number(tree.size), tree.root()])?;
        Ok(())
    }
}
