//! Media for a player: ranges of a plain medium, opened from sealed parts in memory.
//!
//! Every part is checked against its commitment before any byte of it is returned. No plain byte touches the disk. The
//! last opened part stays in memory, because a player requests it range by range.

use evidence::ItemId;
use zeroize::Zeroize;

use crate::case::PartRow;
use crate::store::Store;
use crate::{Error, Result};

/// Most bytes of one range.
pub const MAX_READ: usize = 4 * 1024 * 1024;
const WHAT: &str = "the medium";

/// Reports that a range cannot be returned because parts of it, or before it, are missing.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("parts {numbers:?} are not here; the first {whole} bytes are")]
pub struct MissingParts {
    /// Numbers of the missing parts, at most the first thousand.
    pub numbers: Vec<u32>,
    /// Bytes from the beginning that can be read.
    pub whole: u64,
}

impl Store {
    /// Returns up to `len` bytes (at most [`MAX_READ`]) of an item's medium from `offset` on; fewer at its end.
    /// `medium` is its index in [`View::media`](crate::View::media).
    ///
    /// Errors: `Refused` if there is no such medium or `len` is too large; `Unavailable` with [`MissingParts`] as its
    /// source if a part is missing; `Malformed` if a part on the archive's disk was changed.
    pub fn read_medium(&self, item: &ItemId, medium: usize, offset: u64, len: usize) -> Result<Vec<u8>> {
        if len > MAX_READ {
            return Err(Error::refused(WHAT, format!("a range has at most {MAX_READ} bytes")));
        }
        let case = self.case(item)?;
        let media = case.media();
        let medium = media.get(medium).ok_or_else(|| Error::refused(WHAT, "the item has none in that place"))?;
        let end = offset.saturating_add(len as u64);
        let last = medium.first_part.saturating_add(medium.parts);
        let (mut at, mut next) = (0u64, medium.first_part);
        let mut reached: Vec<(u64, &PartRow)> = Vec::new();
        for (number, part) in case.media.range(medium.first_part..last) {
            if at >= end || *number != next || !part.is_held() {
                break;
            }
            let size = u64::from(part.size);
            if at + size > offset {
                reached.push((at, part));
            }
            at += size;
            next += 1;
        }
        if at < end && next < last {
            let missing = MissingParts { numbers: medium.missing.clone(), whole: at };
            return Err(Error::Unavailable { what: WHAT, source: Box::new(missing) });
        }
        let mut bytes = Vec::with_capacity(len.min(usize::try_from(at.saturating_sub(offset)).unwrap_or(len)));
        let (mut last, mut sealed) = (self.last.borrow_mut(), Vec::new());
        for (from, part) in reached {
            if last.part.take() != Some(part.digest) {
                last.plain.zeroize();
                last.plain.reserve_exact(part.size as usize);
                self.pour(part, &mut sealed, &mut |piece| {
                    last.plain.extend_from_slice(piece);
                    Ok(())
                })?;
            }
            last.part = Some(part.digest);
            let plain = &last.plain;
            let clip = |place: u64| usize::try_from(place.saturating_sub(from)).unwrap_or(usize::MAX).min(plain.len());
            bytes.extend_from_slice(plain.get(clip(offset)..clip(end)).unwrap_or_default());
        }
        Ok(bytes)
    }
}
