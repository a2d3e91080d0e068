//! The locked vault while the window is open: made, unlocked and locked with the person's passphrase.
//!
//! Owns whether it is unlocked. Callers use it through [`Locked::with`] and keep no part of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vault::{Home, Passphrase, Unlocked};

use crate::device::Device;
use crate::views::locked::LockView;
use crate::views::trouble::{Answer, Asked, ErrorCode, TroubleView};

/// The vault of this device, unlocked or not.
pub struct Locked {
    device: Arc<Device>,
    open: Mutex<Option<Unlocked>>,
    /// Number of lockings: an unlocking during which this changes has no effect.
    locks: AtomicU64,
    /// Callbacks before each locking, so that others can save their state.
    leaving: Mutex<Vec<Leave>>,
}

type Leave = Box<dyn Fn() + Send + Sync>;

impl Locked {
    /// Starts locked.
    pub fn new(device: Arc<Device>) -> Self {
        Self { device, open: Mutex::new(None), locks: AtomicU64::new(0), leaving: Mutex::default() }
    }

    /// Returns whether there is a vault, and whether it is open.
    pub fn state(&self) -> Answer<LockView> {
        if self.held()?.is_some() {
            return Ok(LockView::Open);
        }
        let made = self.device.ask(|home| home.status().map(|s| s.vault))?;
        Ok(if made { LockView::Locked } else { LockView::Absent })
    }

    /// Makes the vault and leaves it open.
    pub fn create(&self, passphrase: String) -> Answer<LockView> {
        let passphrase = typed(passphrase)?;
        let locks = self.locks.load(Ordering::SeqCst);
        // Only once: if the vault was made but could not be opened, a second attempt would be refused.
        let made = self.device.home()?.create_vault(&passphrase);
        let opened = made.map_err(|error| TroubleView::of(&error, Asked::Home))?;
        self.keep(opened, locks)
    }

    /// Opens the vault.
    pub fn unlock(&self, passphrase: String) -> Answer<LockView> {
        let passphrase = typed(passphrase)?;
        let locks = self.locks.load(Ordering::SeqCst);
        let opened = self.device.ask(|home| home.unlock(&passphrase))?;
        self.keep(opened, locks)
    }

    /// Registers `leave`, which is called before each locking, while the vault is still open.
    pub fn before_locking(&self, leave: impl Fn() + Send + Sync + 'static) {
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(leave));
    }

    /// Locks the vault, and drops it from memory. Returns true if it was open.
    pub fn lock(&self) -> bool {
        self.locks.fetch_add(1, Ordering::SeqCst);
        for leave in self.leaving.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            // The vault is locked even if this fails.
            let _ = catch_unwind(AssertUnwindSafe(leave));
        }
        // A thread that panicked while holding the lock must not keep the vault open.
        let mut held = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        held.take().is_some()
    }

    /// Calls `ask` with the open vault alone, or fails if it is locked. Works even if the home cannot be used.
    pub fn vault<T>(&self, ask: impl FnOnce(&Unlocked) -> vault::Result<T>) -> Answer<T> {
        self.opened(|vault| ask(vault).map_err(|error| TroubleView::of(&error, Asked::Home)))
    }

    /// Calls `ask` with the home and the open vault, or fails if it is locked.
    pub fn with<T>(&self, ask: impl Fn(&Home, &Unlocked) -> vault::Result<T>) -> Answer<T> {
        self.opened(|vault| self.device.ask(|home| ask(home, vault)))
    }

    fn opened<T>(&self, ask: impl FnOnce(&Unlocked) -> Answer<T>) -> Answer<T> {
        let held = self.held()?;
        ask(held.as_ref().ok_or(TroubleView::from(ErrorCode::VaultLocked))?)
    }

    fn keep(&self, opened: Unlocked, locks: u64) -> Answer<LockView> {
        let mut held = self.held()?;
        if self.locks.load(Ordering::SeqCst) != locks {
            return Err(ErrorCode::VaultLocked.into());
        }
        *held = Some(opened);
        Ok(LockView::Open)
    }

    fn held(&self) -> Answer<MutexGuard<'_, Option<Unlocked>>> {
        self.open.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

fn typed(passphrase: String) -> Answer<Passphrase> {
    Passphrase::new(passphrase).map_err(|e| match e {
        vault::Error::Refused(_) => ErrorCode::PassphraseEmpty.into(),
        other => TroubleView::of(&other, Asked::Home),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const PASSPHRASE: &str = "four plain words here";

    #[test]
    fn an_unlocking_that_was_under_way_when_it_was_locked_comes_to_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let locked = Locked::new(Arc::clone(&device));
        assert_eq!(locked.create(PASSPHRASE.to_owned()).unwrap(), LockView::Open);
        locked.lock();
        // Deriving the key from the passphrase takes a second; the locking happens meanwhile.
        let before = locked.locks.load(Ordering::SeqCst);
        let opened = device.ask(|home| home.unlock(&Passphrase::new(PASSPHRASE.to_owned())?)).unwrap();
        locked.lock();
        assert_eq!(locked.keep(opened, before).unwrap_err().code, ErrorCode::VaultLocked);
        assert_eq!(locked.state().unwrap(), LockView::Locked);
        assert_eq!(locked.unlock(PASSPHRASE.to_owned()).unwrap(), LockView::Open);
    }

    #[test]
    fn what_must_be_put_away_first_is_asked_while_the_vault_is_still_open() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let locked = Arc::new(Locked::new(device));
        locked.create(PASSPHRASE.to_owned()).unwrap();
        let (seen, own) = (Arc::new(AtomicU64::new(0)), Arc::downgrade(&locked));
        let count = Arc::clone(&seen);
        locked.before_locking(move || {
            let kept = own.upgrade().is_some_and(|locked| locked.vault(|vault| vault.drafts()).is_ok());
            count.fetch_add(u64::from(kept), Ordering::SeqCst);
        });
        locked.lock();
        assert_eq!(seen.load(Ordering::SeqCst), 1);
        assert_eq!(locked.vault(|vault| vault.drafts()).unwrap_err().code, ErrorCode::VaultLocked);
    }
}
