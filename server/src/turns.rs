//! Serialises uploads: one request at a time for each upload.
//!
//! Owns turns, and the room that is promised to uploads before the ledger knows them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

use crate::ledger::DeviceId;
use crate::objects::UploadName;
use crate::{Error, Result};

/// The turns of all uploads in use, and the room promised to those that the ledger does not know yet.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<Busy>>);

#[derive(Default)]
struct Busy {
    slots: HashMap<UploadName, Arc<Slot>>,
    promised: HashMap<DeviceId, u64>,
}

#[derive(Default)]
struct Slot {
    turn: Arc<tokio::sync::Mutex<()>>,
    waiting: AtomicUsize,
}

/// The right to continue one upload.
pub struct Turn {
    name: UploadName,
    slot: Arc<Slot>,
    turns: Turns,
    /// Bytes promised to this upload.
    promised: u64,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits for the turn. A sender that holds it and is silent loses it.
    pub async fn turn(&self, name: UploadName, longest: Duration) -> Result<Turn> {
        let slot = Arc::clone(self.lock().slots.entry(name).or_default());
        // A request that stops waiting must release its slot too.
        let mut turn = Turn { name, slot, turns: self.clone(), promised: 0, guard: None };
        let waiting = Waiting(&turn.slot.waiting);
        waiting.0.fetch_add(1, Ordering::Relaxed);
        let guard = timeout(longest, Arc::clone(&turn.slot.turn).lock_owned()).await;
        drop(waiting);
        let busy = |_| Error::Unavailable { what: "the upload, which another request is busy with,", source: None };
        turn.guard = Some(guard.map_err(busy)?);
        Ok(turn)
    }

    /// Returns the bytes promised to uploads of this device, and to all uploads.
    pub fn promised(&self, device: DeviceId) -> (u64, u64) {
        let busy = self.lock();
        (busy.promised.get(&device).copied().unwrap_or(0), busy.promised.values().sum())
    }

    fn lock(&self) -> MutexGuard<'_, Busy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut busy = self.turns.lock();
        // Two references, the map's and this one: no other request uses this slot.
        if Arc::strong_count(&self.slot) == 2 {
            busy.slots.remove(&self.name);
        }
        if let Some(promised) = busy.promised.get_mut(&self.name.device) {
            *promised = promised.saturating_sub(self.promised);
            if *promised == 0 {
                busy.promised.remove(&self.name.device);
            }
        }
    }
}

impl Turn {
    /// Returns the upload.
    pub fn name(&self) -> UploadName {
        self.name
    }

    /// Returns whether another request waits for this turn.
    pub fn is_awaited(&self) -> bool {
        self.slot.waiting.load(Ordering::Relaxed) > 0
    }

    /// Promises room for the upload until the ledger counts it. Concurrent new uploads see each other's promises.
    pub fn promise(&mut self, bytes: u64) {
        let mut busy = self.turns.lock();
        let promised = busy.promised.entry(self.name.device).or_default();
        *promised = promised.saturating_add(bytes);
        self.promised = self.promised.saturating_add(bytes);
    }
}
