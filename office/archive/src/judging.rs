//! Computes the five answers for items in the archive without writing a bundle.
//!
//! Gives `verify` exactly the files that a bundle of these items would have, one at a time and in memory: a medium is
//! opened part by part while it is judged. No plain byte touches the disk, and this file has no rule of evidence.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

use evidence::word::Spoken;
use evidence::{Digest, ItemId};
use jiff::Timestamp;
use verify::{BundleSource, FileInfo, State, Trust, Verdict};

use crate::case::PartRow;
use crate::files::Files;
use crate::plan::Plan;
use crate::store::Store;
use crate::withhold::Withhold;
use crate::{Error, Result};

/// The result of judging.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// The five answers, for everything together and for each item.
    pub verdict: Verdict,
    /// Items with missing or damaged parts. The verdict calls these parts withheld, although no one withheld them.
    pub incomplete: BTreeSet<ItemId>,
}

/// An item, and the codes against its signer.
pub(crate) type Codes = (ItemId, BTreeSet<&'static str>);

/// Items of the archive as a bundle to judge.
pub struct StoreSource<'a> {
    files: Files<'a>,
    failed: Option<Error>,
}

impl Store {
    /// Judges items under the archive's own newest policy at `now`, the archivist's clock.
    ///
    /// Errors: `Refused` for an unknown item or for none; `Malformed` if a file on the archive's disk was changed.
    pub fn judge(&self, items: &[ItemId], now: Timestamp) -> Result<Judged> {
        let trust = Trust { policy: self.policy()?, organisation: self.organisation()?, at: Some(now) };
        let mut source = self.source(items, now)?;
        let verdict = verify::bundle(&mut source, &trust);
        let incomplete = std::mem::take(&mut source.files.plan.counts.incomplete);
        match (verdict, source.failed) {
            (Ok(verdict), _) => Ok(Judged { verdict, incomplete }),
            (Err(_), Some(ours)) => Err(ours),
            (Err(other), None) => Err(other.into()),
        }
    }

    /// Judges only the signers of all items of a device, also by words that are not filed. Returns for each item the
    /// codes against it, and the organisation's decision about the device.
    pub(crate) fn signers(
        &self,
        device: &Digest,
        rivals: BTreeSet<Digest>,
        said: &[Spoken],
    ) -> Result<(Vec<Codes>, Option<State>)> {
        let trust = Trust { policy: self.policy()?, organisation: self.organisation()?, at: None };
        let (plan, items) = Plan::of_signers(self, *device, rivals, said)?;
        let mut source = StoreSource { files: Files { store: self, plan }, failed: None };
        let signers = verify::signers(&mut source, &trust);
        match (signers, source.failed) {
            (Ok(signers), _) => {
                Ok((items.into_iter().zip(signers.items).collect(), signers.devices.get(device).copied()))
            }
            (Err(_), Some(ours)) => Err(ours),
            (Err(other), None) => Err(other.into()),
        }
    }

    /// Returns these items as files of a bundle made at `now`.
    pub fn source(&self, items: &[ItemId], now: Timestamp) -> Result<StoreSource<'_>> {
        Ok(StoreSource { files: self.files(items, &Withhold::default(), now)?, failed: None })
    }
}

impl BundleSource for StoreSource<'_> {
    fn list(&mut self) -> verify::Result<Vec<FileInfo>> {
        let info = |path: String| FileInfo { size: self.files.size(&path), path };
        Ok(self.files.names().into_iter().map(info).collect())
    }

    fn open(&mut self, path: &str) -> verify::Result<Box<dyn Read + '_>> {
        let parts = self.files.plan.medium(path);
        if !parts.is_empty() {
            let plain = Cursor::new(Vec::new());
            let (store, failed) = (self.files.store, &mut self.failed);
            return Ok(Box::new(MediumReader { store, parts: parts.iter(), plain, sealed: Vec::new(), failed }));
        }
        let mut bytes = Vec::new();
        let poured = self.files.pour(path, &mut |piece| {
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

/// One medium, opened part by part; each part is checked against its commitment before any byte of it is returned.
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

/// Returns the error for the verifier; the archive's own error is kept and returned to the caller instead.
fn failed(error: &Error) -> io::Error {
    io::Error::other(error.to_string())
}
