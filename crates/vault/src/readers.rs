//! Who may open what is sealed here: the archive, or only those of the witness compartment.
//!
//! Owns the choice of recipients by compartment. Knows a record's compartment only while the record is being made:
//! nothing on the disk says which items belong to the witnesses.

use std::sync::Arc;

use evidence::Policy;
use evidence::policy::{RecipientKind, Review};
use evidence::record::WITNESSES;
use seal::Sealer;

use crate::error::NO_WITNESS_COMPARTMENT;
use crate::{Error, Result};

/// True when parts are sealed to this reviewer too, under this policy.
pub(crate) fn reviews(policy: &Policy, reviewer: &str) -> bool {
    policy.review != Review::Never && RecipientKind::of(reviewer) == Some(policy.recipient_kind())
}

/// Who may open the parts of one item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Readers {
    /// The archive, and this device's own reviewer where the policy grants review.
    Archive,
    /// The witness recipients of the policy and nobody else: not the archive, not the reviewer.
    Witnesses,
}

/// One sealer for each kind of readers that the policy in force names.
pub(crate) struct Sealers {
    archive: Arc<Sealer>,
    witnesses: Option<Arc<Sealer>>,
}

impl Readers {
    /// The readers of an item in this compartment.
    pub(crate) fn of(compartment: Option<&str>) -> Self {
        if compartment == Some(WITNESSES) { Self::Witnesses } else { Self::Archive }
    }
}

impl Sealers {
    /// `review` is the device's own recipient; it counts only where the policy grants review, and if it is of the kind of
    /// the policy's.
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

    /// The sealer for these readers. Refused when the policy names none of that kind.
    pub(crate) fn of(&self, readers: Readers) -> Result<Arc<Sealer>> {
        match readers {
            Readers::Archive => Ok(Arc::clone(&self.archive)),
            Readers::Witnesses => self.witnesses.clone().ok_or(Error::Refused(NO_WITNESS_COMPARTMENT)),
        }
    }
}
