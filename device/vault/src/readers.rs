//! Decides who may open items that are sealed here: the archive, or only the recipients of the witness compartment.
//!
//! Owns the choice of recipients by compartment. Knows a record's compartment only while the record is being made: the
//! disk does not show which items belong to the witnesses.

use std::sync::Arc;

use evidence::Policy;
use evidence::policy::{RecipientKind, Review};
use evidence::record::WITNESSES;
use seal::Sealer;

use crate::error::NO_WITNESS_COMPARTMENT;
use crate::{Error, Result};

/// Returns true if parts are also sealed to this reviewer under this policy.
pub(crate) fn reviews(policy: &Policy, reviewer: &str) -> bool {
    policy.review != Review::Never && RecipientKind::of(reviewer) == Some(policy.recipient_kind())
}

/// The readers of one item's parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Readers {
    /// The archive, and this device's own reviewer if the policy grants review.
    Archive,
    /// Only the witness recipients of the policy: neither the archive nor the reviewer.
    Witnesses,
}

/// One sealer for each kind of readers that the policy in force names.
pub(crate) struct Sealers {
    archive: Arc<Sealer>,
    witnesses: Option<Arc<Sealer>>,
}

impl Readers {
    /// Returns the readers of an item in this compartment.
    pub(crate) fn of(compartment: Option<&str>) -> Self {
        if compartment == Some(WITNESSES) { Self::Witnesses } else { Self::Archive }
    }
}

impl Sealers {
    /// Makes the sealers. `review` is the device's own recipient; it is used only if the policy grants review and its
    /// kind fits the policy's.
    pub(crate) fn new(policy: &Policy, review: Option<&str>) -> Result<Self> {
        let review = review.filter(|review| reviews(policy, review));
        let slots = usize::from(policy.slots);
        let archive = policy.archive_recipients.iter().map(String::as_str).chain(review);
        let archive = Sealer::with_slots(archive, slots)?;
        let named = policy.witness_recipients.iter().map(String::as_str);
        let witnesses = match policy.witness_recipients.is_empty() {
            true => None,
            false => Some(Arc::new(Sealer::with_slots(named, slots)?)),
        };
        Ok(Self { archive: Arc::new(archive), witnesses })
    }

    /// Returns the sealer for these readers. Fails with `Refused` if the policy names none of that kind.
    pub(crate) fn of(&self, readers: Readers) -> Result<Arc<Sealer>> {
        match readers {
            Readers::Archive => Ok(Arc::clone(&self.archive)),
            Readers::Witnesses => self.witnesses.clone().ok_or(Error::Refused(NO_WITNESS_COMPARTMENT)),
        }
    }
}
