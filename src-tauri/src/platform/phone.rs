//! Where a phone begins: the system loads the library and calls what Tauri makes of [`start`].
#![allow(unsafe_code, reason = "Tauri's entry point exports a symbol by name")]

/// Runs the app. A phone shows nothing of an error's text: aborting lets the system say that the app stopped, instead of
/// leaving an empty window.
#[tauri::mobile_entry_point]
fn start() {
    if crate::run().is_err() {
        std::process::abort();
    }
}
