//! The one window: our own pages, nothing else, and nothing of it kept by the webview.

use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{AppHandle, Runtime, Url, WebviewWindowBuilder};

/// Opens the window that `tauri.conf.json` describes.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app, config)?
            // WebDriver cannot drive a private window.
            .incognito(!cfg!(feature = "e2e"))
            .general_autofill_enabled(false)
            .on_navigation(own)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            // No screen asks for camera or microphone yet.
            .on_permission_request(|_, _| PermissionResponse::Deny)
            .build()?;
    }
    Ok(())
}

/// True for addresses of the pages built into the app.
fn own(url: &Url) -> bool {
    let host = url.host_str();
    match url.scheme() {
        "tauri" => host == Some("localhost"),
        // Windows and Android serve custom protocols under this name; no request leaves the app.
        "http" => cfg!(any(windows, target_os = "android")) && host == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_pages() {
        let goes = |url: &str| own(&url.parse().unwrap());
        assert!(goes("tauri://localhost/"));
        assert!(goes("tauri://localhost/index.html?x#y"));
        for foreign in [
            "https://example.org/",
            "https://tauri.localhost/",
            "http://tauri.localhost:8080/",
            "http://localhost/",
            "tauri://localhost.example.org/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
            "ipc://localhost/status",
        ] {
            assert!(!goes(foreign), "{foreign}");
        }
    }
}
