//! A copied home as a source for the archive: the phone brought to the office by cable.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use archive::source::{Page, Policies, Row};
use archive::{Source, SourceFault};
use evidence::PublicKey;
use evidence::part::Sealed;
use sync::Outbox as _;
use vault::{Error, Home, OsDisk, OsSurroundings, Reason};

/// Reads a home without changing it.
pub struct CopiedHome(Home);

impl CopiedHome {
    /// True when `dir` looks like a device's home.
    pub fn is_one(dir: &Path) -> bool {
        dir.join("outbox.sqlite").is_file()
    }

    /// Opens it.
    pub fn open(dir: &Path) -> vault::Result<Self> {
        Home::open_to_read(dir, Arc::new(OsDisk), Arc::new(OsSurroundings::new())).map(Self)
    }

    fn rows(&self, from: u64, limit: usize) -> vault::Result<Page> {
        let entries = self.0.entries(from, limit)?;
        let noted = self.0.noted_receipts(from, limit)?;
        let proofs: BTreeMap<u64, String> = noted.into_iter().map(|(seq, receipt)| (seq, receipt.proof)).collect();
        let mut page = Page { cursor: from, more: entries.len() == limit, ..Page::default() };
        for entry in entries {
            page.cursor = entry.seq() + 1;
            let proof = proofs.get(&entry.seq()).cloned();
            page.rows.push(Row::Entry { entry: entry.carried(), proof });
            if let Some(item) = entry.item().filter(|_| entry.finishes_item()) {
                let custody = self.0.receipts(&item)?.into_iter();
                page.rows.extend(custody.map(|d| Row::Custody { custody: d.custody, proof: Some(d.proof) }));
            }
        }
        Ok(page)
    }
}

impl Source for CopiedHome {
    fn name(&self) -> Option<String> {
        None
    }

    fn policies(&self, _: &PublicKey) -> Result<Policies, SourceFault> {
        Ok(Policies { signed: self.0.policies().map_err(fault)?, refused: Vec::new() })
    }

    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        self.rows(after, limit).map_err(fault)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        let part = self.0.read_part(&wanted.sha256).map_err(|e| match e {
            // One part that is damaged there keeps no other away.
            Error::Malformed { .. } => SourceFault::Malformed("the part is not what its entry names"),
            Error::Unavailable { reason: Reason::Disk | Reason::Denied, .. } => {
                SourceFault::Malformed("the part cannot be read there")
            }
            other => fault(other),
        })?;
        buffer.extend_from_slice(&part);
        Ok(())
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        Ok(None)
    }

    fn consistency(&self, _: u64, _: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        Err(SourceFault::NotFound)
    }
}

fn fault(error: Error) -> SourceFault {
    match error {
        Error::Unavailable { reason: Reason::NotHere, .. } => SourceFault::NotFound,
        other => SourceFault::Unavailable(Box::new(other)),
    }
}
