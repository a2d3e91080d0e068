//! The transport key's secret at rest: a row of the outbox that is nothing without a file beside it.
//!
//! Owns the pad. SQLite leaves copies of a row in its log and in freed pages, and a row of a database that another program
//! has open cannot be overwritten. The file can be, at any time and by anybody; every copy of the row is nothing then.

use std::io::{self, Read};
use std::sync::Arc;

use evidence::SignedEntry;
use rusqlite::Connection;
use seal::TransportKey;
use zeroize::Zeroizing;

use crate::brought::{failed, open_file};
use crate::durable::{Durable, Step};
use crate::error::sql_io;
use crate::layout::Layout;
use crate::{Error, Result, Surroundings, store};

const LENGTH: usize = 32;
const FAILED: &str = "the transport key could not be stored";

/// As long as the secret, from chance, and used for it alone.
pub(crate) struct Pad(Zeroizing<[u8; LENGTH]>);

impl Pad {
    /// The secret into the row, or the row into the secret.
    pub(crate) fn turn(&self, from: &[u8; LENGTH]) -> Zeroizing<[u8; LENGTH]> {
        let mut to = Zeroizing::new(*from);
        to.iter_mut().zip(self.0.iter()).for_each(|(byte, pad)| *byte ^= pad);
        to
    }
}

/// Writes a new pad. Its name lasts once the home's folder is synced.
pub(crate) fn create(durable: &Durable, layout: &Layout, around: &Arc<dyn Surroundings>) -> Result<Pad> {
    let failed = |e| Error::disk(FAILED, e);
    let mut pad = Zeroizing::new([0; LENGTH]);
    around.fill_random(pad.as_mut_slice()).map_err(failed)?;
    durable.write_file(&layout.transport(), pad.as_slice()).map_err(failed)?;
    Ok(Pad(pad))
}

/// The transport key that the chain names in its genesis; none where the row and the pad do not make it. Where genesis is gone, the
/// one that they make.
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

/// False where the row and the pad make another key than the one that this genesis names. Without the file beside it the row
/// says nothing; a carrier can still take what is here.
pub(crate) fn fits(layout: &Layout, device: &store::Device, genesis: &SignedEntry) -> Result<bool> {
    Ok(!layout.transport().exists() || named(layout, &device.transport_row, genesis)?.is_some())
}

/// Puts the row of a home that an older version made under a pad. On a full disk that waits for another start.
pub(crate) fn wrap(
    durable: &Durable,
    layout: &Layout,
    around: &Arc<dyn Surroundings>,
    db: &mut Connection,
) -> Result<()> {
    let Some(row) = store::device(db)?.map(|device| device.transport_row) else { return Ok(()) };
    let is_plain = match store::entry_at(db, 0)? {
        Some(genesis) => of_seed(&row, &genesis)?.is_some(),
        // Nothing here says which it is.
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
    // That gave up what is held back. A row that is under its pad already needs no other.
    let is_as_it_was = store::device(db)?.is_some_and(|device| *device.transport_row == *row);
    match if is_as_it_was { once(db) } else { Ok(()) } {
        Err(e) if e.is_disk_full() => Ok(()),
        other => other,
    }
}

/// The key that a genesis names, from the row as it is or from the row under its pad.
fn named(layout: &Layout, row: &[u8; LENGTH], genesis: &SignedEntry) -> Result<Option<TransportKey>> {
    if let Some(key) = of_seed(row, genesis)? {
        return Ok(Some(key));
    }
    read(layout)?.map_or(Ok(None), |pad| of_seed(&pad.turn(row), genesis))
}

/// The key of this secret, if it is the one that a genesis names.
fn of_seed(seed: &[u8; LENGTH], genesis: &SignedEntry) -> Result<Option<TransportKey>> {
    let key = TransportKey::from_seed(&Zeroizing::new(*seed));
    let named = genesis.genesis().map(|names| names.transport_key);
    Ok((named == Some(key.public()?)).then_some(key))
}

/// None where it is gone or cut short.
fn read(layout: &Layout) -> Result<Option<Pad>> {
    let mut pad = Zeroizing::new([0; LENGTH]);
    let read = open_file(&layout.transport()).and_then(|mut file| file.read_exact(pad.as_mut_slice()));
    match read {
        Ok(()) => Ok(Some(Pad(pad))),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => Ok(None),
        Err(e) => Err(failed("the transport key", "the transport key could not be read")(e)),
    }
}
