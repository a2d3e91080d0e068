//! Everything the window may ask, one line each. `build.rs` lists the names, `capabilities/main.json` grants them.
//!
//! `async` takes them off the main thread: a slow disk never freezes the window.

use tauri::State;

use crate::device::Device;
use crate::views::{StatusView, TroubleView};

/// The vault's state; opens the vault first where it is not open.
#[tauri::command(async)]
pub fn status(device: State<'_, Device>) -> Result<StatusView, TroubleView> {
    device.status()
}

/// Makes this device's home from the text of an invitation.
#[tauri::command(async)]
pub fn join(device: State<'_, Device>, invitation: String) -> Result<StatusView, TroubleView> {
    device.join(&invitation)
}
