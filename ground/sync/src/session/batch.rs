//! The choice of entries for the next request.
//!
//! Owns the order in which heads leave the device.

use evidence::SignedEntry;

use super::{MAX_ENTRIES_BYTES, Session};
use crate::messages::MAX_ENTRIES;
use crate::outbox::Outbox;

impl Session {
    /// Returns the entries of the next request, in the order of the chain. If they do not all fit, the newest one is
    /// part of the first request: once the server holds the head, no earlier entry can vanish unseen.
    pub(super) fn batch<O: Outbox>(&mut self, outbox: &O) -> Result<Vec<SignedEntry>, O::Error> {
        let mut batch = outbox.unnoted(self.cursor, MAX_ENTRIES)?;
        batch.retain(|e| self.ahead != Some(e.seq()) && e.seq() >= self.cursor);
        let mut bytes = 0;
        let fits = batch.iter().take(MAX_ENTRIES).take_while(|e| {
            bytes += wire_size(e);
            bytes <= MAX_ENTRIES_BYTES
        });
        let fits = fits.count().max(1);
        batch.truncate(fits);
        let Some(last) = batch.last().map(SignedEntry::seq) else { return Ok(batch) };
        if self.ahead.is_none()
            && let Some(newest) = newest(outbox, last)?
        {
            self.ahead = Some(newest.seq());
            if batch.len() == MAX_ENTRIES {
                batch.pop();
            }
            self.cursor = batch.last().map_or(self.cursor, |e| e.seq().saturating_add(1));
            batch.push(newest);
        } else {
            self.cursor = last.saturating_add(1);
        }
        Ok(batch)
    }
}

/// Returns the newest unnoted entry after `seq`, found by doubling and halving: the outbox lists oldest first.
fn newest<O: Outbox>(outbox: &O, seq: u64) -> Result<Option<SignedEntry>, O::Error> {
    let first_from = |from: u64| Ok(outbox.unnoted(from, 1)?.into_iter().next());
    let Some(mut best) = first_from(seq.saturating_add(1))? else { return Ok(None) };
    let mut stride: u64 = 1;
    while let Some(entry) = first_from(best.seq().saturating_add(stride))?.filter(|e| e.seq() > best.seq()) {
        best = entry;
        stride = stride.saturating_mul(2);
    }
    while stride > 0 {
        match first_from(best.seq().saturating_add(stride))?.filter(|e| e.seq() > best.seq()) {
            Some(entry) => best = entry,
            None => stride /= 2,
        }
    }
    Ok(Some(best))
}

/// Returns the size in bytes of one entry in a request: base64 and the field names.
fn wire_size(entry: &SignedEntry) -> usize {
    let details = entry.details_bytes().map_or(0, <[u8]>::len);
    (entry.envelope().payload().len() + details).div_ceil(3) * 4 + 340
}
