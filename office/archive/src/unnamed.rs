//! Sealed parts that no entry names: behind a hole in a chain, or left by a kill before their entry was made.
//!
//! They are kept byte for byte and never opened: without an entry their content cannot be checked. If their device
//! files them later, they come as any other part.

use rusqlite::params;

use crate::columns::blob;
use crate::finding::{self, Finding, FindingKind};
use crate::source::{Source, SourceFault};
use crate::store::Store;
use crate::{Error, Result};

/// Keeps such parts of the source, and returns their number.
pub(crate) fn keep(store: &Store, source: &dyn Source, findings: &mut Vec<Finding>) -> Result<u64> {
    let disk = || Error::disk("the archive's folder");
    let (folders, mut unnamed, mut buffer) = (store.folders(), 0, Vec::new());
    for lying in source.lying() {
        let named = "SELECT EXISTS (SELECT 1 FROM part WHERE digest = ?1)";
        let named: bool =
            store.index.prepare_cached(named)?.query_row(params![blob(&lying.sha256)], |row| row.get(0))?;
        if named {
            continue;
        }
        unnamed += 1;
        let mut why = "no entry names this sealed part; it is kept sealed in the quarantine until one does";
        if !folders.is_aside(&lying.sha256).map_err(disk())? {
            buffer.clear();
            match source.part(&lying, &mut buffer) {
                Ok(()) if evidence::Digest::of(&buffer) == lying.sha256 => {
                    folders.set_aside(&lying.sha256, &buffer).map_err(disk())?;
                }
                Err(fault @ SourceFault::Unavailable(_)) => {
                    return Err(Error::Unavailable { what: "the source", source: Box::new(fault) });
                }
                _ => why = "no entry names this sealed part, and it cannot be read there whole: it was not taken",
            }
        }
        let found = Finding::new(FindingKind::PartUnnamed, lying.sha256, why);
        if finding::keep(&store.index, &found)? {
            findings.push(found);
        }
    }
    if unnamed > 0 {
        folders.sync().map_err(disk())?;
    }
    Ok(unnamed)
}
