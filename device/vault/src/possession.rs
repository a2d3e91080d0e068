//! Decides which sealed parts leave this device, and when: delivered ones, if the policy says so, after the server has
//! just shown that it has their bytes.
//!
//! Owns the challenge, which is random and used once, and, besides a panic, the only code that removes a sealed part.
//! No flag, receipt or start permits a removal: the server is asked again about parts that an interruption left here.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use evidence::part::Sealed;
use evidence::policy::Review;
use evidence::{Digest, ItemId, Policy};
use sync::Possession;
use sync::held::{self, CHALLENGE_LEN, Challenge};
use sync::messages::HeldAnswer;

use crate::challenge::Asked;
use crate::home::Shared;
use crate::{Error, Result, store};
use disk::open_plain;

impl Shared {
    pub(crate) fn challenge(&self, parts: &[Digest]) -> Result<Challenge> {
        self.check_own()?;
        let mut random = [0; CHALLENGE_LEN];
        self.random(&mut random)?;
        let challenge = Challenge::new(random);
        self.lock()?.asked = Some(Asked { challenge, parts: parts.iter().copied().collect() });
        Ok(challenge)
    }

    /// Compares answers with those of the bytes here. The challenge cannot be used again, even after an error.
    pub(crate) fn compare(&self, answers: &[HeldAnswer]) -> Result<Possession> {
        let mut found = Possession::default();
        let Some(asked) = self.lock()?.asked.take() else { return Ok(found) };
        let answers: BTreeMap<Digest, Digest> = answers.iter().map(|given| (given.part, given.answer)).collect();
        for part in asked.parts {
            // A panic must not wait until all parts are read.
            self.destroyed.check_write()?;
            let Some(right) = self.own_answer(&part, &asked.challenge) else { continue };
            let set = if answers.get(&part) == Some(&right) { &mut found.shown } else { &mut found.not_shown };
            set.insert(part);
        }
        Ok(found)
    }

    /// Returns the answer of a part that is whole here; `None` if it cannot be read.
    fn own_answer(&self, part: &Digest, challenge: &Challenge) -> Option<Digest> {
        let file = open_plain(&self.layout.part(part)).ok()?;
        let longest = evidence::part::MAX_SEALED as u64;
        let go_on = || self.destroyed.check_write().map_err(|_| io::Error::other("a panic begins"));
        let read = held::read::<io::Error>(challenge, file, longest, go_on).ok()?;
        (read.part.sha256 == *part && read.part.size <= longest).then_some(read.answer)
    }

    /// Removes those of these parts, just shown, that belong to delivered items, if the policy says so.
    pub(crate) fn let_go(&self, shown: &[Digest]) -> Result<()> {
        let mut state = self.lock()?;
        if !goes_after_delivery(state.policy.policy()) {
            return Ok(());
        }
        self.check_alive()?;
        let mut by_item: BTreeMap<ItemId, Vec<Digest>> = BTreeMap::new();
        for part in shown {
            if let Some(item) = store::item_of_part(&state.db, part)? {
                by_item.entry(item).or_default().push(*part);
            }
        }
        for (item, parts) in by_item {
            if !store::flags(&state.db, &item)?.is_some_and(|row| row.delivered) || !state.believes_delivered(&item)? {
                continue;
            }
            for part in parts {
                self.durable.remove(&self.layout.part(&part)).map_err(|e| {
                    self.poison();
                    Error::disk("a delivered part could not be removed", e)
                })?;
            }
        }
        Ok(())
    }

    /// Returns parts of delivered items that are here whole and may be removed. Items without any such part are not
    /// checked again.
    pub(crate) fn leaving(&self, limit: usize) -> Result<Vec<Sealed>> {
        self.check_own()?;
        let mut state = self.lock()?;
        if !goes_after_delivery(state.policy.policy()) {
            return Ok(Vec::new());
        }
        let (mut here, mut gone, mut folders) = (Vec::new(), Vec::new(), BTreeSet::new());
        for item in store::items(&state.db, "WHERE delivered = 1 AND here = 1 ORDER BY seq", [])? {
            if here.len() >= limit {
                break;
            }
            self.destroyed.check_write()?;
            if !state.believes_delivered(&item)? {
                continue;
            }
            let parts = store::item_parts(&state.db, &item)?;
            let parts: Vec<Sealed> = parts.into_iter().map(|staged| staged.part.sealed).collect();
            let paths = parts.iter().map(|part| self.layout.part(&part.sha256));
            let left: Vec<bool> = paths.map(|path| path.symlink_metadata().is_ok()).collect();
            if !left.contains(&true) {
                folders.extend(parts.iter().filter_map(|p| self.layout.part(&p.sha256).parent().map(Path::to_owned)));
                gone.push(item);
            }
            here.extend(parts.into_iter().zip(left).filter(|(_, left)| *left).map(|(part, _)| part));
        }
        here.truncate(limit);
        if gone.is_empty() {
            return Ok(here);
        }
        // A removal is recorded only after a power cut cannot undo it.
        for folder in folders.iter().filter(|folder| folder.exists()) {
            self.durable.sync_folder(folder).map_err(|e| Error::disk("a folder could not be synced", e))?;
        }
        self.settings(&mut state.db, |tx| {
            let mut forget = tx.prepare_cached("UPDATE items SET here = 0 WHERE item = ?1")?;
            gone.iter().map(|item| forget.execute([item.as_bytes().as_slice()])).sum()
        })?;
        Ok(here)
    }
}

/// Returns whether sealed parts leave the device after receipts cover them and the server has shown that it has them.
fn goes_after_delivery(policy: &Policy) -> bool {
    !policy.keep_after_delivery || policy.review == Review::UntilDelivered
}
