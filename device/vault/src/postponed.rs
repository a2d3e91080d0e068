//! Closes items that a full disk kept from being closed, once there is room.
//!
//! A recording that fills the disk ends there, and its closing has no room either. Until it is closed it is neither
//! whole nor delivered, so it must not wait for the next start of a program that stays open for days.

use std::sync::PoisonError;

use crate::home::Home;
use crate::incoming::Staged;
use crate::recover::names;
use crate::{Recovery, Result, store};

/// Free room, in bytes, that is required before an attempt: a closing is a few kilobytes, the index needs more at once.
const ROOM: u64 = 1024 * 1024;

impl Home {
    /// Closes the items that could not be closed when this home was opened, if there is room now. Returns the repairs;
    /// `None` if no item waits or the disk is still full. Other writers may continue meanwhile.
    pub fn close_postponed(&self) -> Result<Option<Recovery>> {
        let shared = &self.0;
        let items = shared.postponed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if items.is_empty() || self.room().is_some_and(|room| room < ROOM) {
            return Ok(None);
        }
        let incoming = shared.layout.incoming();
        let mut orphans = Vec::new();
        for staged in names(&incoming)?.iter().filter_map(|name| name.to_str().and_then(Staged::parse)) {
            let has_entry = store::knows_part(&shared.lock()?.db, &staged.part.sealed.sha256)?;
            if items.contains(&staged.item)
                && !has_entry
                && shared.is_whole(&staged, &incoming.join(staged.to_string()))?
            {
                orphans.push(staged);
            }
        }
        orphans.sort_by_key(|s| (s.item, s.part.role, s.part.sealed.sha256));
        let (mut open, mut report) = (items.clone(), Recovery::default());
        let done = shared.adopt(orphans, &mut report);
        match done.and_then(|()| shared.close_unfinished(&mut open, Some(&items), &mut report)) {
            Err(error) if error.is_disk_full() => Ok(None),
            Err(error) => Err(error),
            Ok(()) => {
                shared.postponed.lock().unwrap_or_else(PoisonError::into_inner).clear();
                Ok(Some(report))
            }
        }
    }
}
