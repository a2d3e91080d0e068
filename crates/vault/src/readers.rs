//! Who may open what is sealed here: the archive, or only those of the witness compartment.
//!
//! Owns the choice of recipients by compartment. Knows a record's compartment only while the record is being made:
//! nothing on the disk says which items belong to the witnesses.

use std::sync::Arc;

use evidence::Policy;
use evidence::policy::Review;
use evidence::record::WITNESSES;
use seal::Sealer;

use crate::error::NO_WITNESS_COMPARTMENT;
use crate::{Error, Result};

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
    /// `review` is the device's own recipient; it counts only where the policy grants review.
    pub(crate) fn new(policy: &Policy, review: Option<&str>) -> Result<Self> {
        let review = review.filter(|_| policy.review != Review::Never);
        let archive = Sealer::new(policy.archive_recipients.iter().map(String::as_str).chain(review))?;
        let named = &policy.witness_recipients;
        let witnesses =
            if named.is_empty() { None } else { Some(Arc::new(Sealer::new(named.iter().map(String::as_str))?)) };
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
