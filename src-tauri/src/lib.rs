//! The phone and desktop door: one window over this device's vault.
//!
//! Owns the window, what it may load, and which of our commands it may call. Holds no rule of evidence: a command asks
//! the vault, and [`views`] says how the answer looks to the window. Never logs.

mod commands;
mod device;
mod platform;
pub mod views;
mod window;

pub use platform::refuse_automation;

#[cfg(all(feature = "e2e", not(debug_assertions)))]
compile_error!("the feature e2e lets any local program drive the window; it is for tests and never for a release");

/// Opens the window and returns when it was closed. Errors: no display, no webview, no data folder.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
#[allow(clippy::disallowed_methods, reason = "Tauri's generated code names process::exit; ours returns")]
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let handle = app.handle();
            tauri::Manager::manage(handle, device::Device::new(device::home(handle)?));
            Ok(window::open(handle)?)
        })
        .invoke_handler(tauri::generate_handler![commands::status, commands::join])
        .run(tauri::generate_context!())
}
