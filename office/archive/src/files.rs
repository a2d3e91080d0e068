//! The files of a bundle of chosen items, for a writer or a verifier. Memory does not grow with a medium.

use evidence::ItemId;
use jiff::Timestamp;

use crate::Result;
use crate::plan::{Counts, Plan};
use crate::pouring::Sink;
use crate::store::Store;
use crate::withhold::Withhold;

/// The files that a bundle of some items has, except its sums.
pub struct Files<'a> {
    pub(crate) store: &'a Store,
    pub(crate) plan: Plan,
}

impl Store {
    /// Returns these items as the files of a bundle made at `made_at`, without the withheld ones.
    ///
    /// Errors: `Refused` for an unknown item, for no item and for too many files.
    pub fn files(&self, items: &[ItemId], withhold: &Withhold, made_at: Timestamp) -> Result<Files<'_>> {
        Ok(Files { store: self, plan: Plan::of(self, items, withhold, made_at)? })
    }
}

impl Files<'_> {
    /// Returns their names, sorted, so that equal bundles have equal bytes.
    pub fn names(&self) -> Vec<String> {
        self.plan.files()
    }

    /// Returns the bytes of a file if they are known before it is read; else 0.
    pub fn size(&self, name: &str) -> u64 {
        self.plan.size(name)
    }

    /// Passes the content of a file to `sink`, piece by piece. Errors: `Malformed` if the archive's disk was changed;
    /// `Unavailable` if the sink fails.
    pub fn pour(&self, name: &str, sink: Sink<'_>) -> Result<()> {
        self.plan.pour(self.store, name, sink)
    }

    /// Returns their counts, and the incomplete items.
    pub fn into_counts(self) -> Counts {
        self.plan.counts
    }
}
