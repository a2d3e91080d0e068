//! How far a log's rows were read. A log that was set back and went on has two histories, and in each of them other rows stand in the
//! same places: a bookmark counts only where the source proves that it continues the tree that the rows were read from.

use rusqlite::{Connection, params};

use crate::Result;
use crate::filing::number;
use crate::joining::{self, Fault, Tip};
use crate::log::Tree;
use crate::source::{Source, SourceFault};
use crate::store::damaged;

/// An order in which a source gives rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As the log holds them.
    Log,
    /// Entries whose details came late, as these came.
    Told,
}

/// A place in the rows of one history.
pub(crate) struct Bookmark<'a> {
    tip: &'a Tip<'a>,
    rows: u64,
    told: u64,
}

impl<'a> Bookmark<'a> {
    /// The one that lies the farthest on in the history of this tip, moved there; a new one where there is none.
    pub(crate) fn find(index: &Connection, tip: &'a Tip<'a>, source: &dyn Source) -> Result<Self, Fault> {
        let sql = "SELECT size, root, rows, told FROM bookmark WHERE log = ?1 ORDER BY size DESC";
        let mut known = Vec::new();
        {
            let mut rows = index.prepare(sql)?;
            let mut rows = rows.query([tip.log.name.as_str()])?;
            while let Some(row) = rows.next()? {
                let number = |n: i64| u64::try_from(n).map_err(|_| damaged());
                known.push((joining::tree(row)?, number(row.get(2)?)?, number(row.get(3)?)?));
            }
        }
        for (tree, rows, told) in known {
            let continues = match joining::continues(index, tip, tree, source) {
                // A server that does not prove it is read from the beginning.
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

    /// Everything before `cursor` is filed.
    pub(crate) fn turn(&mut self, index: &Connection, order: Order, cursor: u64) -> Result<()> {
        match order {
            // What came after the tip is of no tree that was looked at: it is read again.
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
