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

/// Says to the webview what only the platform's own settings can say. Under test on Linux: a moving picture and a tone
/// stand for a lens and a microphone, which test machines do not have.
pub fn prepare<R: tauri::Runtime>(window: &tauri::WebviewWindow<R>) {
    #[cfg(all(feature = "e2e", target_os = "linux"))]
    {
        // A window that cannot be reached has no lens in its test, and the test says so.
        let _ = window.with_webview(|webview| {
            use webkit2gtk::{SettingsExt, WebViewExt};
            if let Some(settings) = WebViewExt::settings(&webview.inner()) {
                settings.set_enable_mock_capture_devices(true);
            }
        });
    }
    #[cfg(not(all(feature = "e2e", target_os = "linux")))]
    let _ = window;
}
