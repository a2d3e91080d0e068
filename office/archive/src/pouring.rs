//! The content of each file of a [`Plan`], read from the index and from sealed parts piece by piece.
//!
//! Memory does not grow with a medium. Writes to no disk: the caller's sink takes each piece.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use evidence::bundle::{CONSISTENCY, DELIVERED, DETAILS, ENTRIES, MANIFEST, NOTED, POLICIES, WORDS};
use evidence::receipt::{Consistency, Delivered, Noted};
use evidence::{Digest, Envelope, SignedEntry, json};
use organisation::opening;
use rusqlite::params;
use tlog::Hash;
use verify::LogKey;

use crate::case::PartRow;
use crate::columns::{blob, damaged, digest, number};
use crate::log;
use crate::log::Tree;
use crate::plan::{Plan, RECORDS, Trees, WHAT};
use crate::store::Store;
use crate::{Error, Result};

/// Receives the bytes of a file piece by piece.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

impl Plan {
    /// Writes one file to `sink`. Errors: `Malformed` if the archive's disk was changed; the sink's own through `disk`.
    pub(crate) fn pour(&self, store: &Store, name: &str, sink: Sink<'_>) -> Result<()> {
        match name {
            MANIFEST => sink(&self.manifest).map_err(disk()),
            WORDS => sink(&self.words).map_err(disk()),
            ENTRIES => self.pour_entries(store, sink),
            CONSISTENCY => self.pour_consistency(store, sink),
            DELIVERED => self.pour_delivered(store, sink),
            NOTED => self.pour_noted(store, sink),
            name if name.starts_with(POLICIES) => sink(self.policy(name).ok_or(UNPLANNED)?).map_err(disk()),
            name => {
                if let Some(parts) = self.media.get(name) {
                    let mut buffer = Vec::new();
                    return parts.iter().try_for_each(|part| store.pour(part, &mut buffer, sink));
                }
                if let Some(entry) = name.strip_prefix(DETAILS).and_then(|d| self.details.get(&d.parse().ok()?)) {
                    let (_, bytes) = store.details(entry)?.ok_or_else(damaged)?;
                    return sink(&bytes).map_err(disk());
                }
                let record = name.strip_prefix(RECORDS).and_then(|r| r.parse().ok()).ok_or(UNPLANNED)?;
                sink(&store.record_part(&record)?.ok_or_else(damaged)?).map_err(disk())
            }
        }
    }

    /// Writes the devices' chains.
    fn pour_entries(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        for device in &self.devices {
            store.each_entry(device, &mut |envelope| {
                let mut line = envelope.to_json();
                line.push(b'\n');
                sink(&line).map_err(disk())
            })?;
        }
        for rival in &self.rivals {
            let mut line = store.entry(rival)?.envelope().to_json();
            line.push(b'\n');
            sink(&line).map_err(disk())?;
        }
        Ok(())
    }

    fn pour_noted(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        let sql = "SELECT r.statement, r.proof FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                   WHERE e.device = ?1 AND e.linked = 1 ORDER BY e.seq, e.digest, r.log, r.size, r.root";
        for device in &self.devices {
            let mut rows = store.index.prepare_cached(sql)?;
            let mut rows = rows.query([blob(device)])?;
            while let Some(row) = rows.next()? {
                let entry = digest(&row.get::<_, Vec<u8>>(0)?)?;
                line(sink, &Noted { entry, proof: row.get(1)? })?;
            }
        }
        for rival in &self.rivals {
            for receipt in store.receipts(rival)? {
                line(sink, &Noted { entry: *rival, proof: receipt.proof })?;
            }
        }
        Ok(())
    }

    /// Writes the statements of the devices' other items too: the server's times in them bound the entries before and
    /// after.
    fn pour_delivered(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        for device in &self.devices {
            for (said, mut custody) in store.custody_of_device(device)? {
                if !self.items.contains(&(said.custody.device, said.custody.item)) {
                    // Sizes of items outside the bundle stay here.
                    custody.details = None;
                }
                for receipt in store.receipts(&said.digest)? {
                    line(sink, &Delivered { custody: custody.clone(), proof: receipt.proof })?;
                }
            }
        }
        Ok(())
    }

    fn pour_consistency(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        let (mut seen, mut trees) = (BTreeMap::<String, BTreeSet<Tree>>::new(), Trees::new());
        for device in &self.devices {
            store.each_entry(device, &mut |envelope| {
                if let Some(named) = &SignedEntry::from_envelope(envelope)?.link().seen {
                    let tree = Tree { size: named.size, root: Hash(*named.root.as_bytes()) };
                    seen.entry(named.origin.clone()).or_default().insert(tree);
                }
                Ok(())
            })?;
            // Checkpoints of the receipts in the bundle.
            let custody = store.custody_of_device(device)?.into_iter().map(|(said, _)| said.digest);
            let words = store.words_about(device)?.into_iter().map(|spoken| spoken.word.digest());
            for statement in custody.chain(words) {
                for receipt in store.receipts(&statement)? {
                    trees.entry(receipt.log).or_default().insert(receipt.tree);
                }
            }
            let sql =
                "SELECT DISTINCT r.size, r.root, r.log FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                       WHERE e.device = ?1 AND e.linked = 1";
            let mut rows = store.index.prepare_cached(sql)?;
            let mut rows = rows.query([blob(device)])?;
            while let Some(row) = rows.next()? {
                trees.entry(log_in(row, 2)?).or_default().insert(log::tree(row)?);
            }
        }
        for (log, mut open) in trees {
            // Proofs to its last root join the receipts of a retired log.
            open.extend(self.last.get(&log).into_iter().flatten());
            // A tree larger than every receipt's cannot be proven by any of them.
            let largest = open.last().map_or(0, |tree| tree.size);
            open.extend(seen.get(log.name()).into_iter().flatten().filter(|tree| tree.size <= largest));
            // Proofs lead from each of these trees upwards until they meet in one.
            while let Some(from) = open.pop_first().filter(|_| !open.is_empty()) {
                for (newer, proof) in store.consistency(&log, from)? {
                    open.insert(newer);
                    line(sink, &proof)?;
                }
            }
        }
        Ok(())
    }
}

const UNPLANNED: Error = Error::Bug("a file was poured that is not in the plan");

impl Store {
    /// Passes every linked entry of a device without its details to `take`, in the order of the chain. Unlinked entries
    /// are in no bundle.
    fn each_entry(&self, device: &Digest, take: &mut dyn FnMut(Envelope) -> Result<()>) -> Result<()> {
        let sql = "SELECT envelope FROM entry WHERE device = ?1 AND linked = 1 ORDER BY seq, digest";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query([blob(device)])?;
        while let Some(row) = rows.next()? {
            take(Envelope::parse(&row.get::<_, Vec<u8>>(0)?)?)?;
        }
        Ok(())
    }

    /// Opens a held part with its own key and passes its content on piece by piece.
    pub(crate) fn pour(&self, part: &PartRow, buffer: &mut Vec<u8>, sink: Sink<'_>) -> Result<()> {
        self.read_part(&part.digest, buffer)?;
        let mut failed = None;
        let opened = opening::stream(buffer, &part.key()?, &mut |piece| {
            sink(piece).map_err(|e| {
                let kind = e.kind();
                failed = Some(e);
                kind.into()
            })
        });
        if let Some(e) = failed {
            return Err(disk()(e));
        }
        match opened {
            Ok(opened) if opened.commitment == part.commitment => Ok(()),
            _ => Err(Error::malformed("a sealed part", format!("{} no longer opens", part.digest.short()))),
        }
    }

    /// Returns larger trees of a log that continue this one, and the proofs.
    fn consistency(&self, log: &LogKey, from: Tree) -> Result<Vec<(Tree, Consistency)>> {
        let sql = "SELECT newer, newer_root, path FROM consistency
                   WHERE log = ?1 AND older = ?2 AND older_root = ?3 AND newer > ?2 ORDER BY newer, newer_root";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query(params![log.as_str(), number(from.size), from.root()])?;
        let mut proofs = Vec::new();
        while let Some(row) = rows.next()? {
            let (newer, path): (_, Vec<u8>) = (log::tree(row)?, row.get(2)?);
            let proof = path.as_chunks::<32>().0.iter().map(|h| Digest::from_bytes(*h)).collect();
            let (origin, from, to) = (log.name().to_owned(), from.size, newer.size);
            proofs.push((newer, Consistency { origin, from, to, proof }));
        }
        Ok(proofs)
    }

    fn receipts(&self, statement: &Digest) -> Result<Vec<Receipt>> {
        let sql = "SELECT size, root, log, proof FROM receipt WHERE statement = ?1 ORDER BY log, size, root";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query([blob(statement)])?;
        let mut receipts = Vec::new();
        while let Some(row) = rows.next()? {
            receipts.push(Receipt { log: log_in(row, 2)?, tree: log::tree(row)?, proof: row.get(3)? });
        }
        Ok(receipts)
    }
}

/// Reads a log from a column.
fn log_in(row: &rusqlite::Row<'_>, column: usize) -> Result<LogKey> {
    Ok(LogKey::of(&row.get::<_, String>(column)?.parse()?))
}

struct Receipt {
    log: LogKey,
    tree: Tree,
    proof: String,
}

fn line<T: serde::Serialize>(sink: Sink<'_>, value: &T) -> Result<()> {
    let mut bytes = json::print(value)?;
    bytes.push(b'\n');
    sink(&bytes).map_err(disk())
}

fn disk() -> impl FnOnce(io::Error) -> Error {
    Error::disk(WHAT)
}
