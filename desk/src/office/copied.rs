//! A copied home as a source for the archive, for a phone that was brought to the office by cable.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use archive::source::{Page, Policies, Row};
use archive::{Source, SourceFault};
use evidence::PublicKey;
use evidence::part::Sealed;
use sync::Outbox as _;
use vault::{Error, Home, Lying, OsDisk, OsSurroundings, Reason, Unread};

/// Cursor range for the entry numbers of one chain.
const CHAIN: u64 = 1 << 40;

/// Reads a home without changing it: the present chain and the earlier ones.
pub struct CopiedHome {
    /// The chains, oldest first.
    chains: Vec<Home>,
    unread: Vec<Unread>,
    /// The files in its folders of parts, including those of unreadable chains.
    lying: Vec<Lying>,
}

impl CopiedHome {
    /// Returns true when `dir` looks like a device's home.
    pub fn is_one(dir: &Path) -> bool {
        Home::can_be_read(dir)
    }

    /// Opens the home for reading.
    pub fn open(dir: &Path) -> vault::Result<Self> {
        let (chains, unread) = Home::chains_to_read(dir, Arc::new(OsDisk), Arc::new(OsSurroundings::new()))?;
        Ok(Self { chains, unread, lying: Home::parts_lying(dir) })
    }

    /// Returns the rows of one page. An unreadable chain is named, and the others continue.
    fn rows(&self, after: u64, limit: usize) -> Page {
        let mut page = Page::default();
        if after == 0 {
            page.malformed.extend(self.unread.iter().map(Unread::to_string));
        }
        let (nth, from) = (after / CHAIN, after % CHAIN);
        let chain = usize::try_from(nth).ok().and_then(|nth| self.chains.get(nth));
        let next = chain.map(|chain| rows_of(chain, from, limit, &mut page));
        match next {
            Some(Ok(Some(next))) if next < CHAIN => (page.cursor, page.more) = (nth * CHAIN + next, true),
            next => {
                if let Some(Err(e)) = next {
                    page.malformed.push(format!("chain {} of this home from entry {from} on: {e}", nth + 1));
                }
                (page.cursor, page.more) = ((nth + 1) * CHAIN, nth + 1 < self.chains.len() as u64);
            }
        }
        page
    }
}

/// Adds rows of a chain, and returns the number of the entry to continue from.
fn rows_of(chain: &Home, from: u64, limit: usize, page: &mut Page) -> vault::Result<Option<u64>> {
    let entries = chain.entries(from, limit)?;
    let noted = chain.noted_receipts(from, limit)?;
    let proofs: BTreeMap<u64, String> = noted.into_iter().map(|(seq, receipt)| (seq, receipt.proof)).collect();
    let next = entries.last().filter(|_| entries.len() == limit).map(|last| last.seq() + 1);
    for entry in entries {
        let proof = proofs.get(&entry.seq()).cloned();
        page.rows.push(Row::Entry { entry: entry.carried(), proof });
        if let Some(item) = entry.item().filter(|_| entry.finishes_item()) {
            let custody = chain.receipts(&item)?.into_iter();
            page.rows.extend(custody.map(|d| Row::Custody { custody: d.custody, proof: Some(d.proof) }));
        }
    }
    Ok(next)
}

/// Returns a sealed part of one chain.
fn part_of(chain: &Home, wanted: &Sealed) -> Result<Vec<u8>, SourceFault> {
    chain.read_part(&wanted.sha256).map_err(|e| match e {
        // One damaged part must not hide the others.
        Error::Malformed { .. } => SourceFault::Malformed("the part is not what its entry names"),
        Error::Unavailable { reason: Reason::Disk | Reason::Denied, .. } => {
            SourceFault::Malformed("the part cannot be read there")
        }
        Error::Unavailable { reason: Reason::NotHere, .. } => SourceFault::NotFound,
        other => SourceFault::Unavailable(Box::new(other)),
    })
}

impl Source for CopiedHome {
    fn policies(&self, _: &PublicKey) -> Result<Policies, SourceFault> {
        let mut found = Policies::default();
        for (nth, chain) in self.chains.iter().enumerate() {
            match chain.policies() {
                Ok(policies) => found.signed.extend(policies),
                Err(e) => found.refused.push((format!("chain {} of this home", nth + 1), e.to_string())),
            }
        }
        found.signed.sort_by_key(|policy| (policy.policy().version, policy.digest()));
        found.signed.dedup_by_key(|policy| policy.digest());
        Ok(found)
    }

    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        Ok(self.rows(after, limit))
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        let mut fault = SourceFault::NotFound;
        for chain in &self.chains {
            match part_of(chain, wanted) {
                Ok(part) => {
                    buffer.extend_from_slice(&part);
                    return Ok(());
                }
                Err(SourceFault::NotFound) => {}
                Err(other) => fault = other,
            }
        }
        if let (SourceFault::NotFound, Ok(at)) =
            (&fault, self.lying.binary_search_by_key(&wanted.sha256, |lying| lying.sealed.sha256))
            && let Some(part) = self.lying.get(at)
        {
            let part = part.read().map_err(|_| SourceFault::Malformed("the part cannot be read there"))?;
            buffer.extend_from_slice(&part);
            return Ok(());
        }
        Err(fault)
    }

    fn lying(&self) -> Vec<Sealed> {
        self.lying.iter().map(|lying| lying.sealed).collect()
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        Ok(None)
    }

    fn consistency(&self, _: u64, _: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        Err(SourceFault::NotFound)
    }
}
