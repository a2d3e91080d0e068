//! Commands for the trial ("Try it alone").

use std::sync::Arc;

use desk::locked::Locked;
use desk::size::Kept;
use desk::trial::Trial;
use desk::views::home::StatusView;
use desk::views::trial::{LookView, TrialView};
use tauri::State;

use crate::ipc::{Answer, blocking};

/// Begins a trial; `name` is the name of its organisation.
#[tauri::command]
pub async fn trial_begin(trial: State<'_, Arc<Trial>>, name: String) -> Answer<StatusView> {
    blocking(trial, move |t| t.begin(&name)).await
}

/// Returns the place of the trial.
#[tauri::command]
pub async fn trial(trial: State<'_, Arc<Trial>>) -> Answer<TrialView> {
    blocking(trial, Trial::view).await
}

/// Brings an item, or all of them, into the trial's archive, one step per call; `begin` starts a new intake.
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
