//! A rehearsal: proves, long before an emergency, that people's shares still restore their key.
//!
//! Touches no disk; the key and the test part are erased when it returns.

use crate::Result;
use crate::chance::fill;
use crate::shares::{self, Opens, SetId, Share, ShareFault};

/// The result of a successful rehearsal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rehearsal {
    /// The restored key.
    pub opens: Opens,
    /// The recipient of the restored key.
    pub recipient: String,
    /// The set of the shares.
    pub set: SetId,
    /// Number of tested shares.
    pub tried: usize,
    /// Number of shares that are needed.
    pub threshold: u8,
    /// Number of shares in the set.
    pub total: u8,
}

/// Restores the key of the first share, then seals and opens a test part with it. Checks every given share.
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
