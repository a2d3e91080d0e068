//! A rehearsal: proof, long before it matters, that the shares people hold still restore their key.
//!
//! Never touches a disk; the key and the test part are gone when it returns.

use crate::Result;
use crate::organisation::fill;
use crate::shares::{self, Opens, SetId, Share, ShareFault};

/// The result of a rehearsal that succeeded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rehearsal {
    /// Which key was restored.
    pub opens: Opens,
    /// The recipient whose key was restored.
    pub recipient: String,
    /// The set of the shares.
    pub set: SetId,
    /// Shares that were tried.
    pub tried: usize,
    /// Shares needed.
    pub threshold: u8,
    /// Shares there are.
    pub total: u8,
}

/// Restores the key that the first share belongs to, then seals and opens a test part with it. Every share given is
/// checked.
pub fn rehearse(shares: &[Share]) -> Result<Rehearsal> {
    let first = shares.first().ok_or(ShareFault::TooFew { given: 0, needed: 2 })?;
    let key = shares::join(shares, first.opens())?;
    let mut salt = [0; evidence::part::SALT_LEN];
    fill(&mut salt)?;
    let part = evidence::PlainPart::new(salt, b"rehearsal")?;
    let sealed = seal::Sealer::new([key.recipient().as_str()])?.seal(&part)?;
    let (opened, _) = key.open(&sealed.bytes).map_err(|_| ShareFault::DoNotOpen)?;
    if opened.commitment() != sealed.commitment {
        return Err(ShareFault::DoNotOpen.into());
    }
    Ok(Rehearsal {
        opens: first.opens(),
        recipient: key.recipient(),
        set: first.set(),
        tried: shares.len(),
        threshold: first.threshold(),
        total: first.total(),
    })
}
