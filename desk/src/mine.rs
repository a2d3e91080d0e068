//! The items captured on this device: public facts always, names and small pictures only if the policy grants review
//! and the vault is open.

use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use evidence::ItemId;

use crate::device::Device;
use crate::locked::Locked;
use crate::views::capture::{ItemView, PageView};
use crate::views::locked::LockView;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Most items on one page of the list, or in one query.
const PAGE: u32 = 200;
/// Longest time that one page spends on the index before it is returned, besides one item.
const INDEXING: Duration = Duration::from_millis(200);
/// Pause between two items: the vault's mutex is not fair, and a waiting thread must get it before the next item.
const BETWEEN: Duration = Duration::from_millis(2);

/// The items captured on this device.
pub struct Mine {
    device: Arc<Device>,
    locked: Arc<Locked>,
}

impl Mine {
    /// Lists this device's items.
    pub fn new(device: Arc<Device>, locked: Arc<Locked>) -> Self {
        Self { device, locked }
    }

    /// Returns a page of the items, newest first, with the private facts that are in the vault's index so far.
    pub fn page(&self, before: Option<u64>, limit: u32) -> Answer<PageView> {
        let limit = limit.clamp(1, PAGE) as usize;
        let (listing, indexing) = match self.locked.state()? {
            LockView::Open => match self.readable(before, limit) {
                // Locked in between: the public facts are still available.
                Err(trouble) if trouble.code == ErrorCode::VaultLocked => (self.public(before, limit)?, false),
                other => other?,
            },
            _ => (self.public(before, limit)?, false),
        };
        let full = listing.items.len() == limit;
        let next = listing.items.last().map(|item| item.seq).filter(|_| full);
        Ok(PageView { items: listing.items.iter().map(ItemView::from).collect(), next, indexing })
    }

    /// Returns the progress of items.
    pub fn progress(&self, items: &[String]) -> Answer<Vec<ItemView>> {
        if items.len() > PAGE as usize {
            return Err(ErrorCode::BadRequest.into());
        }
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            let id = id(item)?;
            let one = match self.locked.with(|home, vault| home.progress_of(Some(vault), &id)) {
                Err(trouble) if trouble.code == ErrorCode::VaultLocked => {
                    self.device.ask(|home| home.progress_of(None, &id))?
                }
                other => other?,
            };
            found.extend(one.as_ref().map(ItemView::from));
        }
        Ok(found)
    }

    /// Returns a small picture of an item; empty if there is none to show.
    pub fn thumbnail(&self, item: &str) -> Answer<Vec<u8>> {
        let id = id(item)?;
        Ok(self.locked.vault(|vault| vault.thumbnail(&id))?.unwrap_or_default())
    }

    fn readable(&self, before: Option<u64>, limit: usize) -> Answer<(vault::Listing, bool)> {
        let indexing = match self.index() {
            // An item that cannot be read now must not hide the others.
            Err(trouble) if trouble.code != ErrorCode::VaultLocked => false,
            other => other?,
        };
        Ok((self.locked.with(|home, vault| home.list(Some(vault), before, limit))?, indexing))
    }

    /// Adds waiting items to the vault's index for a limited time. Holds the vault for one item at a time, so that a
    /// locking, the last word and other calls come in between. Returns true if more are waiting.
    #[allow(clippy::disallowed_methods, reason = "how long somebody waits, not evidence")]
    fn index(&self) -> Answer<bool> {
        let begun = Instant::now();
        loop {
            let more = self.locked.with(|home, vault| home.refresh(vault, 1))?;
            if !more || begun.elapsed() >= INDEXING {
                return Ok(more);
            }
            std::thread::sleep(BETWEEN);
        }
    }

    fn public(&self, before: Option<u64>, limit: usize) -> Answer<vault::Listing> {
        self.device.ask(|home| home.list(None, before, limit))
    }
}

fn id(item: &str) -> Answer<ItemId> {
    ItemId::from_str(item).map_err(|_| TroubleView::from(ErrorCode::BadRequest))
}
