//! The transport key's secret on the disk: a row of the outbox that is useless without a file beside it.
//!
//! Owns the pad. SQLite leaves copies of a row in its log and in freed pages, and a row cannot be overwritten while
//! another program has the database open. Any process can overwrite the file at any time; then every copy of the row is
//! useless.

use std::io::{self, Read};
use std::sync::Arc;

use evidence::SignedEntry;
use rusqlite::Connection;
use seal::TransportKey;
use zeroize::Zeroizing;

use crate::durable::Durable;
use crate::error::failed;
use crate::layout::Layout;
use crate::{Error, Result, Surroundings, store};
use disk::{Step, sql_io};

const LENGTH: usize = 32;
const FAILED: &str = "the transport key could not be stored";

/// A random one-time pad of the secret's length, used for this secret alone.
pub(crate) struct Pad(Zeroizing<[u8; LENGTH]>);

impl Pad {
    /// Turns the secret into the row, or the row into the secret.
    pub(crate) fn turn(&self, from: &[u8; LENGTH]) -> Zeroizing<[u8; LENGTH]> {
        let mut to = Zeroizing::new(*from);
        to.iter_mut().zip(self.0.iter()).for_each(|(byte, pad)| *byte ^= pad);
        to
    }
}

/// Writes a new pad. Its name is durable once the home's folder is synced.
pub(crate) fn create(durable: &Durable, layout: &Layout, around: &Arc<dyn Surroundings>) -> Result<Pad> {
    let failed = |e| Error::disk(FAILED, e);
    let mut pad = Zeroizing::new([0; LENGTH]);
    around.fill_random(pad.as_mut_slice()).map_err(failed)?;
    durable.write_file(&layout.transport(), pad.as_slice()).map_err(failed)?;
    Ok(Pad(pad))
}

/// Returns the transport key that genesis names; `None` if row and pad do not yield it. If genesis is missing, returns
/// the key that they yield.
pub(crate) fn key(layout: &Layout, db: &Connection) -> Result<Option<TransportKey>> {
    match (store::device(db)?, store::entry_at(db, 0)?) {
        (None, _) => Ok(None),
        (Some(device), Some(genesis)) => named(layout, &device.transport_row, &genesis),
        (Some(device), None) => {
            let pad = read(layout)?;
            let seed = pad.map_or_else(|| device.transport_row.clone(), |pad| pad.turn(&device.transport_row));
            Ok(Some(TransportKey::from_seed(&seed)))
        }
    }
}

/// Returns false if row and pad yield another key than this genesis names. Without the pad file the row is not checked;
/// the home can still be carried to the archive.
pub(crate) fn fits(layout: &Layout, device: &store::Device, genesis: &SignedEntry) -> Result<bool> {
    Ok(!layout.transport().exists() || named(layout, &device.transport_row, genesis)?.is_some())
}

/// Puts the row of an older version's home under a pad. On a full disk another start does it.
pub(crate) fn wrap(
    durable: &Durable,
    layout: &Layout,
    around: &Arc<dyn Surroundings>,
    db: &mut Connection,
) -> Result<()> {
    let Some(row) = store::device(db)?.map(|device| device.transport_row) else { return Ok(()) };
    let is_plain = match store::entry_at(db, 0)? {
        Some(genesis) => of_seed(&row, &genesis)?.is_some(),
        // Without genesis, only the pad file shows which form the row has.
        None => !layout.transport().exists(),
    };
    if !is_plain {
        return Ok(());
    }
    let once = |db: &mut Connection| {
        let failed = |e| Error::disk(FAILED, e);
        let pad = create(durable, layout, around)?;
        durable.sync_folder(layout.root()).map_err(failed)?;
        let tx = db.transaction().map_err(sql_io).map_err(failed)?;
        tx.execute("UPDATE device SET transport_seed = ?1 WHERE id = 1", [pad.turn(&row).as_slice()])
            .map_err(sql_io)
            .and_then(|_| durable.commit(Step::CommitSettings, &layout.outbox(), tx))
            .and_then(|()| durable.checkpoint(&layout.outbox(), db))
            .map_err(failed)
    };
    match once(db) {
        Err(e) if e.is_disk_full() => {}
        other => return other,
    }
    // The failed step gave up the reserve. A row that is already under its pad needs no second attempt.
    let is_as_it_was = store::device(db)?.is_some_and(|device| *device.transport_row == *row);
    match if is_as_it_was { once(db) } else { Ok(()) } {
        Err(e) if e.is_disk_full() => Ok(()),
        other => other,
    }
}

/// Returns the key that a genesis names, from the plain row or from the row under its pad.
fn named(layout: &Layout, row: &[u8; LENGTH], genesis: &SignedEntry) -> Result<Option<TransportKey>> {
    if let Some(key) = of_seed(row, genesis)? {
        return Ok(Some(key));
    }
    read(layout)?.map_or(Ok(None), |pad| of_seed(&pad.turn(row), genesis))
}

/// Returns the key of this secret, if genesis names it.
fn of_seed(seed: &[u8; LENGTH], genesis: &SignedEntry) -> Result<Option<TransportKey>> {
    let key = TransportKey::from_seed(&Zeroizing::new(*seed));
    let named = genesis.genesis().map(|names| names.transport_key);
    Ok((named == Some(key.public()?)).then_some(key))
}

/// Reads the pad; `None` if it is missing or cut short.
fn read(layout: &Layout) -> Result<Option<Pad>> {
    let mut pad = Zeroizing::new([0; LENGTH]);
    let read = disk::open_plain(&layout.transport()).and_then(|mut file| file.read_exact(pad.as_mut_slice()));
    match read {
        Ok(()) => Ok(Some(Pad(pad))),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => Ok(None),
        Err(e) => Err(failed("the transport key", "the transport key could not be read")(e)),
    }
}
