//! Reports files of which only a piece is sealed, until the person acknowledges them.

use evidence::ItemId;
use rusqlite::Connection;

use crate::preferences::{self, Preference};
use crate::store::{item_id, unsigned};
use crate::{Error, Home, Result};

/// Interrupted items that came from no lens or microphone.
const PIECES: &str = "SELECT seq, item FROM items WHERE interrupted = 1 AND live = 0 ORDER BY seq";

/// Imports that were interrupted, and whose originals may still exist.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pieces {
    /// Number of all of them.
    pub all: u64,
    /// Those that no person has acknowledged, the oldest first.
    pub untold: Vec<ItemId>,
}

impl Home {
    /// Returns the files of which only a piece is sealed.
    pub fn pieces(&self) -> Result<Pieces> {
        let state = self.0.lock()?;
        let known = known(preferences::read(&state.db, Preference::Pieces)?.as_deref(), &state.head.device.to_string());
        let all = read(&state.db)?;
        let untold = all.iter().filter(|(seq, _)| *seq > known).map(|(_, item)| *item).collect();
        Ok(Pieces { all: all.len() as u64, untold })
    }

    /// Records durably that the person knows of every present piece. Later ones are reported.
    pub fn pieces_known(&self) -> Result<()> {
        let (device, last) = {
            let state = self.0.lock()?;
            (state.head.device, read(&state.db)?.last().map_or(0, |(seq, _)| *seq))
        };
        self.set_preference(Preference::Pieces, &format!("{device} {last}"))
    }
}

/// Returns the number up to which pieces are acknowledged: each chain counts its own.
fn known(kept: Option<&str>, device: &str) -> u64 {
    let kept = kept.and_then(|value| value.split_once(' ')).filter(|(of, _)| *of == device);
    kept.and_then(|(_, seq)| seq.parse().ok()).unwrap_or(0)
}

fn read(db: &Connection) -> Result<Vec<(u64, ItemId)>> {
    let failed = "the outbox could not be read";
    let mut found = db.prepare_cached(PIECES).map_err(Error::sql(failed))?;
    let rows = found.query_map([], |r| Ok((r.get(0)?, r.get::<_, Vec<u8>>(1)?))).map_err(Error::sql(failed))?;
    rows.map(|r| r.map_err(Error::sql(failed)).and_then(|(seq, item)| Ok((unsigned(seq), item_id(&item)?)))).collect()
}
