//! The person's preferences, the version of this build, and the panic.

use std::sync::Arc;

use tauri::State;

use crate::idle::Idle;
use crate::ipc::{Answer, blocking};
use crate::office::Office;
use crate::panic::Panicking;
use crate::settings::Settings;
use crate::views::home::StatusView;
use crate::views::settings::{AboutView, PreferenceName};

/// Sets a preference; an empty value takes it back.
#[tauri::command]
pub async fn preference_set(settings: State<'_, Arc<Settings>>, name: PreferenceName, value: String) -> Answer<()> {
    blocking(settings, move |s| s.set(name, &value)).await
}

/// The version and the digest of this build.
#[tauri::command]
pub async fn about(settings: State<'_, Arc<Settings>>) -> Answer<AboutView> {
    blocking(settings, Settings::about).await
}

/// Destroys what was chosen to be destroyed, and says the state after it.
#[tauri::command]
pub async fn panic(panicking: State<'_, Arc<Panicking>>, office: State<'_, Arc<Office>>) -> Answer<StatusView> {
    office.shut();
    blocking(panicking, Panicking::now).await
}

/// Somebody is using the window: the vault stays open a while longer.
#[tauri::command]
pub async fn touch(idle: State<'_, Arc<Idle>>) -> Answer<()> {
    blocking(idle, |idle| {
        idle.touch();
        Ok(())
    })
    .await
}
