//! "Try it alone".

use std::sync::Arc;

use tauri::State;

use crate::ipc::{Answer, blocking};
use crate::locked::Locked;
use crate::trial::Trial;
use crate::views::home::StatusView;
use crate::views::trial::TrialView;

/// Begins a trial; its organisation is called `name`.
#[tauri::command]
pub async fn trial_begin(trial: State<'_, Arc<Trial>>, name: String) -> Answer<StatusView> {
    blocking(trial, move |t| t.begin(&name)).await
}

/// Where the trial lies.
#[tauri::command]
pub async fn trial(trial: State<'_, Arc<Trial>>) -> Answer<TrialView> {
    blocking(trial, Trial::view).await
}

/// Ends the trial: it and this device's home are deleted.
#[tauri::command]
pub async fn trial_end(trial: State<'_, Arc<Trial>>, locked: State<'_, Arc<Locked>>) -> Answer<StatusView> {
    let locked = Arc::clone(&locked);
    blocking(trial, move |t| {
        locked.lock();
        t.end()
    })
    .await
}
