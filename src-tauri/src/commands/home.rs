//! This device's home.

use std::sync::Arc;

use tauri::State;

use crate::device::Device;
use crate::ipc::{Answer, blocking};
use crate::sending::Sending;
use crate::views::home::{RenewedView, StatusView};

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

/// Takes an invitation that renews this device, and sends the entry that says so at once.
#[tauri::command]
pub async fn renew(
    device: State<'_, Arc<Device>>,
    sending: State<'_, Arc<Sending>>,
    invitation: String,
) -> Answer<RenewedView> {
    let renewed = blocking(device, move |d| d.renew(&crate::scan::plain(&invitation)?)).await?;
    sending.now();
    Ok(renewed)
}
