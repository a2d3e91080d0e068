//! Commands for this device's home.

use std::sync::Arc;

use desk::device::Device;
use desk::sending::Sending;
use desk::views::home::{RenewedView, StatusView};
use tauri::State;

use crate::ipc::{Answer, blocking};

/// Returns the home's state; opens the home first if it is not open.
#[tauri::command]
pub async fn status(device: State<'_, Arc<Device>>) -> Answer<StatusView> {
    blocking(device, Device::status).await
}

/// Makes this device's home from the text of an invitation or of all its codes.
#[tauri::command]
pub async fn join(device: State<'_, Arc<Device>>, invitation: String) -> Answer<StatusView> {
    blocking(device, move |d| d.join(&desk::scan::plain(&invitation)?)).await
}

/// Uses an invitation that renews this device, and immediately sends the entry of the renewal.
#[tauri::command]
pub async fn renew(
    device: State<'_, Arc<Device>>,
    sending: State<'_, Arc<Sending>>,
    invitation: String,
) -> Answer<RenewedView> {
    let renewed = blocking(device, move |d| d.renew(&desk::scan::plain(&invitation)?)).await?;
    sending.now();
    Ok(renewed)
}
