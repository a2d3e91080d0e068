//! The start on a phone: the system loads the library and calls the function that Tauri generates from [`start`].
#![allow(unsafe_code, reason = "Tauri's entry point exports a symbol by name")]

/// Runs the app. A phone does not show an error's text: an abort lets the system report that the app stopped, instead
/// of leaving an empty window.
#[tauri::mobile_entry_point]
fn start() {
    if crate::run().is_err() {
        std::process::abort();
    }
}
