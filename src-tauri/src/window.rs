//! The one window: our own pages, nothing else, and nothing of it kept by the webview.

use std::sync::Arc;

use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{AppHandle, Runtime, Url, WebviewWindowBuilder};

use crate::closing::Closing;
use crate::size::Kept;

/// Opens the window that `tauri.conf.json` describes, on a desk as large as it was left. The first time, an archivist's is
/// large.
pub fn open<R: Runtime>(
    app: &AppHandle<R>,
    size: &Arc<Kept>,
    closing: &Arc<Closing>,
    archivist: bool,
) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        let builder = WebviewWindowBuilder::from_config(app, config)?;
        #[cfg(desktop)]
        let builder = size.shape(app, builder, archivist);
        builder
            // WebDriver cannot drive a private window.
            .incognito(!cfg!(feature = "e2e"))
            .general_autofill_enabled(false)
            .on_navigation(own)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            // Files are dropped onto the page, which lends them.
            .disable_drag_drop_handler()
            .on_permission_request(|_, asked| permitted(asked))
            .build()
            .map(|window| {
                crate::platform::prepare(&window);
                #[cfg(desktop)]
                {
                    size.follow(&window);
                    closing.follow(&window);
                }
            })?;
        #[cfg(mobile)]
        let _ = (size, closing, archivist);
    }
    Ok(())
}

/// Brings the window to the front. False when there is none.
#[cfg(desktop)]
pub fn show<R: Runtime>(app: &AppHandle<R>) -> bool {
    let windows = tauri::Manager::webview_windows(app);
    for window in windows.values() {
        // A window that cannot be shown is seen by nobody; there is no one to tell.
        let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
    !windows.is_empty()
}

/// Lens and microphone, for our own pages are all there are. The person pressed a button of this app for it; on phones
/// the system asks besides.
fn permitted(asked: PermissionKind) -> PermissionResponse {
    match asked {
        PermissionKind::Camera | PermissionKind::Microphone => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
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
    fn the_page_gets_lens_and_microphone_and_nothing_else() {
        use PermissionKind::{Camera, ClipboardRead, DisplayCapture, Geolocation, Microphone, Notifications, Sensors};
        for asked in [Camera, Microphone] {
            assert!(matches!(permitted(asked), PermissionResponse::Allow));
        }
        for asked in [Geolocation, Notifications, ClipboardRead, DisplayCapture, Sensors] {
            assert!(matches!(permitted(asked), PermissionResponse::Deny));
        }
    }

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
