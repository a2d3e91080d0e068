//! The locked vault: made, unlocked, locked.

use std::sync::Arc;

use tauri::State;

use crate::ipc::{Answer, blocking};
use crate::locked::Locked;
use crate::views::locked::LockView;

/// Whether there is a locked vault, and whether it is open.
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

/// Locks the vault; an interview that is under way is saved already and leaves memory.
#[tauri::command]
pub async fn vault_lock(locked: State<'_, Arc<Locked>>) -> Answer<()> {
    blocking(locked, |l| {
        l.lock();
        Ok(())
    })
    .await
}
