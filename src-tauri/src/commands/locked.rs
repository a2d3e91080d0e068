//! Commands for the locked vault: made, unlocked, locked.

use std::sync::Arc;

use desk::locked::Locked;
use desk::views::locked::LockView;
use tauri::State;

use crate::ipc::{Answer, blocking};

/// Returns whether there is a locked vault, and whether it is open.
#[tauri::command]
pub async fn vault_state(locked: State<'_, Arc<Locked>>) -> Answer<LockView> {
    blocking(locked, Locked::state).await
}

/// Makes the locked vault and opens it.
#[tauri::command]
pub async fn vault_create(locked: State<'_, Arc<Locked>>, passphrase: String) -> Answer<LockView> {
    blocking(locked, move |l| l.create(passphrase)).await
}

/// Opens the locked vault.
#[tauri::command]
pub async fn vault_unlock(locked: State<'_, Arc<Locked>>, passphrase: String) -> Answer<LockView> {
    blocking(locked, move |l| l.unlock(passphrase)).await
}

/// Writes the drafts that could not be written before; returns true if none waits any more.
#[tauri::command]
pub async fn vault_keep(locked: State<'_, Arc<Locked>>) -> Answer<bool> {
    blocking(locked, |l| l.vault(vault::Unlocked::write_waiting)).await
}

/// Locks the vault; an open interview is already saved and leaves memory.
#[tauri::command]
pub async fn vault_lock(locked: State<'_, Arc<Locked>>) -> Answer<()> {
    blocking(locked, |l| {
        l.lock();
        Ok(())
    })
    .await
}
