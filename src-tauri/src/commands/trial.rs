//! "Try it alone".

use std::sync::Arc;

use tauri::State;

use crate::ipc::{Answer, blocking};
use crate::locked::Locked;
use crate::size::Kept;
use crate::trial::Trial;
use crate::views::home::StatusView;
use crate::views::trial::{LookView, TrialView};

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

/// Brings an item into the trial's archive, or all of them, a step further with each call; `begin` takes in anew.
#[tauri::command]
pub async fn trial_look(trial: State<'_, Arc<Trial>>, item: Option<String>, begin: bool) -> Answer<LookView> {
    blocking(trial, move |t| t.look(item.as_deref(), begin)).await
}

/// Ends the trial: it and this device's home are deleted.
#[tauri::command]
pub async fn trial_end(
    trial: State<'_, Arc<Trial>>,
    locked: State<'_, Arc<Locked>>,
    size: State<'_, Arc<Kept>>,
) -> Answer<StatusView> {
    let (locked, size) = (Arc::clone(&locked), Arc::clone(&size));
    blocking(trial, move |t| {
        locked.lock();
        let after = t.end()?;
        size.forget();
        Ok(after)
    })
    .await
}
