//! The items captured on this device: public facts for everyone, names and small pictures only where the policy grants
//! review and the vault is open.

use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use evidence::ItemId;

use crate::device::Device;
use crate::ipc::Answer;
use crate::locked::Locked;
use crate::views::capture::{ItemView, PageView};
use crate::views::locked::LockView;
use crate::views::trouble::{ErrorCode, TroubleView};

/// Most items on one page of the list, or in one question.
const PAGE: u32 = 200;
/// Longest time that one page spends on the index before it comes, one item aside.
const INDEXING: Duration = Duration::from_millis(200);
/// Between two items of it: the mutex over the vault is not fair, and whoever waits must be faster than the next item.
const BETWEEN: Duration = Duration::from_millis(2);

/// The items captured on this device.
pub struct Mine {
    device: Arc<Device>,
    locked: Arc<Locked>,
}

impl Mine {
    /// On this device.
    pub fn new(device: Arc<Device>, locked: Arc<Locked>) -> Self {
        Self { device, locked }
    }

    /// A page of the items, newest first, with what is in the vault's index so far.
    pub fn page(&self, before: Option<u64>, limit: u32) -> Answer<PageView> {
        let limit = limit.clamp(1, PAGE) as usize;
        let (listing, indexing) = match self.locked.state()? {
            LockView::Open => match self.readable(before, limit) {
                // Locked in between: what is public is still there.
                Err(trouble) if trouble.code == ErrorCode::VaultLocked => (self.public(before, limit)?, false),
                other => other?,
            },
            _ => (self.public(before, limit)?, false),
        };
        let full = listing.items.len() == limit;
        let next = listing.items.last().map(|item| item.seq).filter(|_| full);
        Ok(PageView { items: listing.items.iter().map(ItemView::from).collect(), next, indexing })
    }

    /// How far items have come.
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

    /// A small picture of an item; empty where there is none to be seen.
    pub fn thumbnail(&self, item: &str) -> Answer<Vec<u8>> {
        let id = id(item)?;
        Ok(self.locked.vault(|vault| vault.thumbnail(&id))?.unwrap_or_default())
    }

    fn readable(&self, before: Option<u64>, limit: usize) -> Answer<(vault::Listing, bool)> {
        let indexing = match self.index() {
            // One that cannot be read just now keeps no other from being shown.
            Err(trouble) if trouble.code != ErrorCode::VaultLocked => false,
            other => other?,
        };
        Ok((self.locked.with(|home, vault| home.list(Some(vault), before, limit))?, indexing))
    }

    /// Takes some of what waits into the vault's index. The vault is held for one item at a time: a lock, the last word
    /// and other questions come in between. True when more waits.
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
