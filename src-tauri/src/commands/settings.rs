//! Commands for the person's preferences, the version of this build, and the panic.

use std::sync::Arc;

use desk::idle::Idle;
use desk::office::Office;
use desk::panic::Panicking;
use desk::settings::Settings;
use desk::views::home::StatusView;
use desk::views::settings::{AboutView, PreferenceName};
use tauri::State;

use crate::ipc::{Answer, blocking};

/// Sets a preference; an empty value removes it.
#[tauri::command]
pub async fn preference_set(settings: State<'_, Arc<Settings>>, name: PreferenceName, value: String) -> Answer<()> {
    blocking(settings, move |s| s.set(name, &value)).await
}

/// Returns the version and the digest of this build.
#[tauri::command]
pub async fn about(settings: State<'_, Arc<Settings>>) -> Answer<AboutView> {
    blocking(settings, Settings::about).await
}

/// Destroys the chosen extent, and returns the state afterwards.
#[tauri::command]
pub async fn panic(panicking: State<'_, Arc<Panicking>>, office: State<'_, Arc<Office>>) -> Answer<StatusView> {
    office.shut();
    blocking(panicking, Panicking::now).await
}

/// Reports that the window is in use: the vault stays open for longer.
#[tauri::command]
pub async fn touch(idle: State<'_, Arc<Idle>>) -> Answer<()> {
    blocking(idle, |idle| {
        idle.touch();
        Ok(())
    })
    .await
}
