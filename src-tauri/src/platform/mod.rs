//! What must be said to the operating system directly. The only place in the house where `unsafe` may stand.

#[cfg(mobile)]
mod phone;

/// Removes the variable by which any local program could drive the window (`TAURI_WEBVIEW_AUTOMATION`), unless this
/// build is for end-to-end tests. To be called first thing in `main`, before any other thread exists.
pub fn refuse_automation() {
    #[cfg(not(feature = "e2e"))]
    #[allow(unsafe_code, reason = "changing the environment has no safe form since edition 2024")]
    // SAFETY: `main` calls this before anything else, so no other thread can be reading the environment.
    unsafe {
        std::env::remove_var("TAURI_WEBVIEW_AUTOMATION");
    }
}
