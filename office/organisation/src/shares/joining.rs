//! Splits a key into shares, and joins shares to the key.
//!
//! Owns the arithmetic and the checks across several shares. Never reads or writes a spelling of a share.

use std::collections::BTreeMap;

use evidence::policy::RecipientKind;
use zeroize::Zeroizing;

use super::fault::ShareFault;
use super::opens::Opens;
use super::share::{MAX_SHARES, MIN_THRESHOLD, Share};
use crate::archive_key::{ArchiveKey, WitnessKey, recipient_mark};
use crate::{Error, Result};

/// Splits a key. `threshold` of `total` shares restore it; fewer reveal no bit of it.
pub(crate) fn split(key: &ArchiveKey, opens: Opens, total: u8, threshold: u8) -> Result<Vec<Share>> {
    if threshold < MIN_THRESHOLD || threshold > total || total > MAX_SHARES {
        return Err(Error::refused("the split", "2 to 16 shares, and at least 2 and at most all of them needed"));
    }
    let mut set = [0; 4];
    getrandom::fill(&mut set)
        .map_err(|e| Error::Unavailable { what: "the system's randomness", source: Box::new(e) })?;
    let mark = recipient_mark(&key.recipient());
    let mut shares = Vec::with_capacity(usize::from(total));
    for dealt in blahaj::Sharks(threshold).dealer(key.secret()).take(usize::from(total)) {
        let bytes = Zeroizing::new(Vec::from(&dealt));
        let Some((&index, value)) = bytes.split_first() else { return Err(Error::Bug("a share without bytes")) };
        let value = Zeroizing::new(value.try_into().map_err(|_| Error::Bug("a share of the wrong length"))?);
        shares.push(Share { opens, threshold, total, index, set, mark, value });
    }
    Ok(shares)
}

/// Restores the archive key from its shares in any order and checks it against the recipient they name.
///
/// Extra shares are all checked. Errors: [`ShareFault`].
pub fn restore(shares: &[Share]) -> Result<ArchiveKey> {
    join(shares, Opens::Archive)
}

/// Restores the witness key from its shares in any order and checks it against the recipient they name. Errors:
/// [`ShareFault`].
pub fn restore_witness_key(shares: &[Share]) -> Result<WitnessKey> {
    join(shares, Opens::Witnesses).map(WitnessKey::new)
}

/// Restores the wanted key, of which every share must be one.
pub(crate) fn join(shares: &[Share], wanted: Opens) -> Result<ArchiveKey> {
    let Some(first) = shares.first() else { return Err(ShareFault::TooFew { given: 0, needed: 2 }.into()) };
    if let Some(at) = shares.iter().position(|s| s.opens != wanted) {
        let belongs = shares.get(at).map_or(wanted, |s| s.opens);
        return Err(ShareFault::OtherKey { place: at + 1, belongs, wanted }.into());
    }
    let mut places: BTreeMap<u8, usize> = BTreeMap::new();
    for (at, share) in shares.iter().enumerate() {
        let same = |a: &Share| (a.set, a.mark, a.threshold, a.total);
        if same(share) != same(first) {
            return Err(ShareFault::ForeignSet { place: at + 1 }.into());
        }
        if let Some(earlier) = places.insert(share.index, at) {
            return Err(ShareFault::Repeated { place: at + 1, first: earlier + 1 }.into());
        }
    }
    let needed = usize::from(first.threshold);
    if shares.len() < needed {
        return Err(ShareFault::TooFew { given: shares.len(), needed }.into());
    }
    let (key, used) = first_working(shares, needed)?.ok_or(ShareFault::DoNotOpen)?;
    // An unused share is right exactly if it can replace one of the used ones.
    for (place, share) in shares.iter().enumerate().filter(|(place, _)| !used.contains(place)) {
        let mut others: Vec<&Share> = used.iter().skip(1).filter_map(|i| shares.get(*i)).collect();
        others.push(share);
        if combine(&others)?.is_none() {
            return Err(ShareFault::Wrong { place: place + 1 }.into());
        }
    }
    Ok(key)
}

/// Returns the key from the first `needed` shares that restore the recipient they name, and their places.
fn first_working(shares: &[Share], needed: usize) -> Result<Option<(ArchiveKey, Vec<usize>)>> {
    let mut chosen: Vec<usize> = (0..needed).collect();
    loop {
        let picked: Vec<&Share> = chosen.iter().filter_map(|i| shares.get(*i)).collect();
        if let Some(key) = combine(&picked)? {
            return Ok(Some((key, chosen)));
        }
        if !next_choice(&mut chosen, shares.len()) {
            return Ok(None);
        }
    }
}

/// Advances to the next choice of places out of `of`, in lexical order.
fn next_choice(chosen: &mut [usize], of: usize) -> bool {
    let count = chosen.len();
    for at in (0..count).rev() {
        let Some(&here) = chosen.get(at) else { return false };
        if here + (count - at) < of {
            for (offset, place) in chosen.iter_mut().skip(at).enumerate() {
                *place = here + 1 + offset;
            }
            return true;
        }
    }
    false
}

/// Returns the key from exactly these shares, if it is the one they name.
fn combine(shares: &[&Share]) -> Result<Option<ArchiveKey>> {
    let Some(first) = shares.first() else { return Ok(None) };
    let mut points = Vec::with_capacity(shares.len());
    for share in shares {
        let mut bytes = Zeroizing::new(Vec::with_capacity(33));
        bytes.push(share.index);
        bytes.extend_from_slice(share.value.as_slice());
        points.push(blahaj::Share::try_from(bytes.as_slice()).map_err(|_| Error::Bug("a share became too short"))?);
    }
    let secret = blahaj::Sharks(first.threshold).recover(&points).map_err(|_| Error::Bug("too few shares combined"))?;
    let secret = Zeroizing::new(secret);
    let secret: Zeroizing<[u8; 32]> =
        Zeroizing::new(secret.as_slice().try_into().map_err(|_| Error::Bug("a secret of the wrong length"))?);
    // The mark shows the key's kind: a secret of one kind has no recipient of the other with an equal mark.
    for kind in [RecipientKind::Hybrid, RecipientKind::Classic] {
        let key = ArchiveKey::from_secret(kind, secret.clone())?;
        if key.is_the_only_one() && recipient_mark(&key.recipient()) == first.mark {
            return Ok(Some(key));
        }
    }
    Ok(None)
}
