//! The five answers for items that lie in the archive, without making a bundle of them first.
//!
//! Gives `verify` the very files that a bundle of these items would have, one at a time and in memory: a medium is
//! opened part by part while it is judged. Nothing plain touches the disk, and no rule of evidence stands here.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

use evidence::word::Spoken;
use evidence::{Digest, ItemId};
use jiff::Timestamp;
use verify::{BundleSource, FileInfo, State, Trust, Verdict};

use crate::bundling::Withhold;
use crate::case::PartRow;
use crate::plan::Plan;
use crate::store::Store;
use crate::{Error, Result};

/// The result of judging.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// The five answers, for everything together and for each item.
    pub verdict: Verdict,
    /// Items of which parts are not here or are no good. The verdict calls these parts withheld; nobody meant to.
    pub incomplete: BTreeSet<ItemId>,
}

/// An item, and codes of what stands against its signer.
pub(crate) type Codes = (ItemId, BTreeSet<&'static str>);

/// Items of the archive as a bundle to judge.
pub struct StoreSource<'a> {
    store: &'a Store,
    plan: Plan,
    failed: Option<Error>,
}

impl Store {
    /// Judges items under the archive's own newest policy at `now`, the archivist's clock.
    ///
    /// Errors: `Refused` for an item that is not here or for none; `Malformed` when our own disk was changed.
    pub fn judge(&self, items: &[ItemId], now: Timestamp) -> Result<Judged> {
        let trust = Trust { policy: self.policy()?, organisation: self.organisation()?, at: Some(now) };
        let mut source = self.source(items, now)?;
        let verdict = verify::bundle(&mut source, &trust);
        let incomplete = std::mem::take(&mut source.plan.report.incomplete);
        match (verdict, source.failed) {
            (Ok(verdict), _) => Ok(Judged { verdict, incomplete }),
            (Err(_), Some(ours)) => Err(ours),
            (Err(other), None) => Err(other.into()),
        }
    }

    /// Judges the signers of all items of a device alone, also by words that are not filed: for each item the codes of what stands
    /// against it, and how the organisation stands to the device.
    pub(crate) fn signers(
        &self,
        device: &Digest,
        rivals: BTreeSet<Digest>,
        said: &[Spoken],
    ) -> Result<(Vec<Codes>, Option<State>)> {
        let trust = Trust { policy: self.policy()?, organisation: self.organisation()?, at: None };
        let (plan, items) = Plan::of_signers(self, *device, rivals, said)?;
        let mut source = StoreSource { store: self, plan, failed: None };
        let signers = verify::signers(&mut source, &trust);
        match (signers, source.failed) {
            (Ok(signers), _) => {
                Ok((items.into_iter().zip(signers.items).collect(), signers.devices.get(device).copied()))
            }
            (Err(_), Some(ours)) => Err(ours),
            (Err(other), None) => Err(other.into()),
        }
    }

    /// These items, with everything that is here of them, as files of a bundle made at `now`.
    pub fn source(&self, items: &[ItemId], now: Timestamp) -> Result<StoreSource<'_>> {
        let plan = Plan::of(self, items, &Withhold::default(), now)?;
        Ok(StoreSource { store: self, plan, failed: None })
    }
}

impl BundleSource for StoreSource<'_> {
    fn list(&mut self) -> verify::Result<Vec<FileInfo>> {
        let info = |path: String| FileInfo { size: self.plan.size(&path), path };
        Ok(self.plan.files().into_iter().map(info).collect())
    }

    fn open(&mut self, path: &str) -> verify::Result<Box<dyn Read + '_>> {
        let parts = self.plan.medium(path);
        if !parts.is_empty() {
            let plain = Cursor::new(Vec::new());
            let (store, failed) = (self.store, &mut self.failed);
            return Ok(Box::new(MediumReader { store, parts: parts.iter(), plain, sealed: Vec::new(), failed }));
        }
        let mut bytes = Vec::new();
        let poured = self.plan.pour(self.store, path, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        });
        match poured {
            Ok(()) => Ok(Box::new(Cursor::new(bytes))),
            Err(error) => {
                let source = failed(&error);
                self.failed = Some(error);
                Err(verify::Error::Unavailable { what: "a file of the archive", source })
            }
        }
    }

    fn has_sums(&self) -> bool {
        false
    }
}

/// One medium, opened part by part; each part is checked against its commitment before a byte of it is given away.
struct MediumReader<'a> {
    store: &'a Store,
    parts: std::slice::Iter<'a, PartRow>,
    plain: Cursor<Vec<u8>>,
    sealed: Vec<u8>,
    failed: &'a mut Option<Error>,
}

impl Read for MediumReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.plain.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let Some(part) = self.parts.next() else { return Ok(0) };
            let mut plain = std::mem::take(&mut self.plain).into_inner();
            plain.clear();
            let poured = self.store.pour(part, &mut self.sealed, &mut |piece| {
                plain.extend_from_slice(piece);
                Ok(())
            });
            if let Err(error) = poured {
                let source = failed(&error);
                *self.failed = Some(error);
                return Err(source);
            }
            self.plain = Cursor::new(plain);
        }
    }
}

/// The error as the judge gets it; the archive's own error is kept and answered in its place.
fn failed(error: &Error) -> io::Error {
    io::Error::other(error.to_string())
}
