//! The locked vault while the window is open: made, unlocked and locked with the person's passphrase.
//!
//! Owns whether it is unlocked. Callers that need it ask through [`Locked::with`] and hold nothing of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vault::{Home, Passphrase, Unlocked};

use crate::device::Device;
use crate::ipc::Answer;
use crate::views::locked::LockView;
use crate::views::trouble::{Asked, ErrorCode, TroubleView};

/// The vault of this device, unlocked or not.
pub struct Locked {
    device: Arc<Device>,
    open: Mutex<Option<Unlocked>>,
    /// How often it was locked: an unlocking that was under way meanwhile comes to nothing.
    locks: AtomicU64,
    /// Calls made before it is locked, so that others put away what they hold.
    leaving: Mutex<Vec<Leave>>,
}

type Leave = Box<dyn Fn() + Send + Sync>;

impl Locked {
    /// Locked.
    pub fn new(device: Arc<Device>) -> Self {
        Self { device, open: Mutex::new(None), locks: AtomicU64::new(0), leaving: Mutex::default() }
    }

    /// Whether there is a vault, and whether it is open.
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
        // Once: a vault that was made and could not be opened is there, and a second try would be refused.
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

    /// `leave` is called whenever the vault is about to be locked, while it is still open.
    pub fn before_locking(&self, leave: impl Fn() + Send + Sync + 'static) {
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(leave));
    }

    /// Locks it. The unlocked vault leaves memory.
    pub fn lock(&self) {
        self.locks.fetch_add(1, Ordering::SeqCst);
        for leave in self.leaving.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            // Whatever goes wrong there, the vault is locked.
            let _ = catch_unwind(AssertUnwindSafe(leave));
        }
        // A thread that panicked while holding it must not keep it open.
        let mut held = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *held = None;
    }

    /// Asks the open vault alone, or says that it is locked. Works also while the home cannot be used.
    pub fn vault<T>(&self, ask: impl FnOnce(&Unlocked) -> vault::Result<T>) -> Answer<T> {
        self.opened(|vault| ask(vault).map_err(|error| TroubleView::of(&error, Asked::Home)))
    }

    /// Asks the home and the open vault, or says that it is locked.
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
        // The passphrase takes a second to be turned into a key; the lock falls meanwhile.
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
