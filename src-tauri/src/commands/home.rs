//! This device's home.

use std::sync::Arc;

use tauri::State;

use crate::device::Device;
use crate::ipc::{Answer, blocking};
use crate::views::home::StatusView;

/// The vault's state; opens the vault first where it is not open.
#[tauri::command]
pub async fn status(device: State<'_, Arc<Device>>) -> Answer<StatusView> {
    blocking(device, Device::status).await
}

/// Makes this device's home from the text of an invitation or of all its codes.
#[tauri::command]
pub async fn join(device: State<'_, Arc<Device>>, invitation: String) -> Answer<StatusView> {
    blocking(device, move |d| d.join(&crate::scan::plain(&invitation)?)).await
}
