//! The one-time keys' slots: a file of two pages. Page n % 2 holds the key for entry n.
//!
//! Owns the ratchet's secrets on the disk. A used key is overwritten in place and synced, because a deleted database
//! row stays readable (docs/decisions/0002). The slots are a page apart, so that writing one never writes the sector of
//! the other.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use disk::Step;
use evidence::{Digest, PublicKey};
use seal::OneTimeKey;
use zeroize::Zeroizing;

use crate::durable::Durable;
use crate::layout::Layout;
use crate::{Error, Result};

const SLOT: usize = 64;
const PAGE: u64 = 4096;
const CHECK: usize = 24;

/// Makes the file with two empty slots.
pub(crate) fn create(durable: &Durable, layout: &Layout) -> Result<()> {
    durable
        .write_file(&layout.ratchet(), &[0; 2 * PAGE as usize])
        .map_err(|e| Error::disk("the signing slots could not be made", e))
}

/// Writes the key that signs entry `seq`.
pub(crate) fn write(durable: &Durable, layout: &Layout, seq: u64, key: &OneTimeKey) -> Result<()> {
    let slot = encode(seq, &key.seed());
    durable
        .write_slot(Step::WriteSlot, &layout.ratchet(), offset(seq), slot.as_slice())
        .map_err(|e| Error::disk("the next signing key could not be stored", e))
}

/// Zeroes the slot of the key that signed entry `seq`.
pub(crate) fn erase(durable: &Durable, layout: &Layout, seq: u64) -> Result<()> {
    durable
        .write_slot(Step::EraseSlot, &layout.ratchet(), offset(seq), &[0; SLOT])
        .map_err(|e| Error::disk("the used signing key could not be erased", e))
}

/// Finds the key that signs entry `seq`, and zeroes everything else in the slots.
///
/// Returns `None` if it is missing: then the chain has ended, and the caller reports that.
pub(crate) fn recover(durable: &Durable, layout: &Layout, seq: u64, next_key: PublicKey) -> Result<Option<OneTimeKey>> {
    let read = |n: u64| read(layout, n).map_err(|e| Error::disk("the signing slots could not be read", e));
    let (live, dead) = (read(seq)?, read(seq + 1)?);
    if dead.iter().any(|b| *b != 0) {
        erase(durable, layout, seq + 1)?;
    }
    let key = decode(&live, seq).map(|seed| OneTimeKey::from_seed(&seed));
    match key {
        Some(key) if key.public()? == next_key => Ok(Some(key)),
        _ => {
            if live.iter().any(|b| *b != 0) {
                erase(durable, layout, seq)?;
            }
            Ok(None)
        }
    }
}

const fn offset(seq: u64) -> u64 {
    (seq % 2) * PAGE
}

fn read(layout: &Layout, seq: u64) -> io::Result<Zeroizing<[u8; SLOT]>> {
    let mut slot = Zeroizing::new([0; SLOT]);
    let opened = File::open(layout.ratchet());
    match opened.and_then(|file| file.read_exact_at(slot.as_mut_slice(), offset(seq))) {
        Err(e) if no_key(&e) => Ok(Zeroizing::new([0; SLOT])),
        Err(e) => Err(e),
        Ok(()) => Ok(slot),
    }
}

/// Returns true for a file that is cut short, missing or no file: it holds no key, and the caller reports that, not a
/// read error.
fn no_key(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotFound, UnexpectedEof};
    matches!(error.kind(), IsADirectory | NotFound | UnexpectedEof)
}

fn encode(seq: u64, seed: &Zeroizing<[u8; 32]>) -> Zeroizing<[u8; SLOT]> {
    let mut slot = Zeroizing::new([0; SLOT]);
    let bytes = seq.to_le_bytes().into_iter().chain(seed.iter().copied()).chain(check(seq, seed));
    slot.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    slot
}

fn decode(slot: &[u8; SLOT], seq: u64) -> Option<Zeroizing<[u8; 32]>> {
    let (number, rest) = slot.split_first_chunk::<8>()?;
    let (seed, checksum) = rest.split_first_chunk::<32>()?;
    let seed = Zeroizing::new(*seed);
    (u64::from_le_bytes(*number) == seq && checksum == check(seq, &seed)).then_some(seed)
}

fn check(seq: u64, seed: &Zeroizing<[u8; 32]>) -> [u8; CHECK] {
    let mut input = Zeroizing::new(Vec::with_capacity(64));
    input.extend_from_slice(b"testamur-slot-v1");
    input.extend_from_slice(&seq.to_le_bytes());
    input.extend_from_slice(seed.as_slice());
    let digest = Digest::of(&input);
    digest.as_bytes().first_chunk().copied().unwrap_or([0; CHECK])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_with_any_flipped_bit_is_no_key() {
        let seed = Zeroizing::new([5; 32]);
        let slot = encode(7, &seed);
        assert_eq!(decode(&slot, 7), Some(seed));
        assert!(decode(&slot, 8).is_none() && decode(&[0; SLOT], 0).is_none());
        for bit in 0..SLOT * 8 {
            let mut broken = *slot;
            broken[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(&broken, 7).is_none(), "bit {bit}");
        }
    }
}
