//! The locked vault while the window is open: made, unlocked and locked with the person's passphrase.
//!
//! Owns whether it is unlocked. What needs it asks through [`Locked::with`] and holds nothing of it.

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
    /// What others put away before it is locked.
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
        let opened = self.device.ask(|home| home.create_vault(&passphrase))?;
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

    /// Locks it. What was unlocked leaves memory.
    pub fn lock(&self) {
        self.locks.fetch_add(1, Ordering::SeqCst);
        for leave in self.leaving.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            leave();
        }
        // Whoever panicked while holding it must not keep it open.
        let mut held = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *held = None;
    }

    /// Asks the open vault, or says that it is locked.
    pub fn with<T>(&self, ask: impl FnOnce(&Home, &Unlocked) -> vault::Result<T>) -> Answer<T> {
        let held = self.held()?;
        let unlocked = held.as_ref().ok_or(TroubleView::from(ErrorCode::VaultLocked))?;
        self.device.ask(|home| ask(home, unlocked))
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
