//! The only window: it shows this app's own pages, and its webview stores no data.

use std::sync::Arc;

use desk::size::Kept;
use desk::views::changes::ChangedCode;
use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindowBuilder};
#[cfg(desktop)]
use tauri::{WebviewWindow, WindowEvent};

use crate::closing::Closing;

/// Opens the window that `tauri.conf.json` describes, on a desktop with its last size. The first window of an archivist
/// is large.
pub fn open<R: Runtime>(
    app: &AppHandle<R>,
    size: &Arc<Kept>,
    closing: &Arc<Closing>,
    archivist: bool,
) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        let builder = WebviewWindowBuilder::from_config(app, config)?;
        #[cfg(desktop)]
        let builder = shape(size, app, builder, archivist);
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
                    follow(size, &window);
                    closing.follow(&window);
                }
            })?;
        #[cfg(mobile)]
        let _ = (size, closing, archivist);
    }
    Ok(())
}

/// Gives a window that is being built its size.
#[cfg(desktop)]
fn shape<'a, R: Runtime, M: Manager<R>>(
    kept: &Kept,
    app: &AppHandle<R>,
    builder: WebviewWindowBuilder<'a, R, M>,
    archivist: bool,
) -> WebviewWindowBuilder<'a, R, M> {
    let screen = app.primary_monitor().ok().flatten().map(|monitor| {
        let size = monitor.size().to_logical::<u32>(monitor.scale_factor());
        (size.width, size.height)
    });
    let size = kept.opening(screen, archivist);
    builder.inner_size(size.width.into(), size.height.into()).maximized(size.maximised)
}

/// Follows the sizes that a person gives the window.
#[cfg(desktop)]
fn follow<R: Runtime>(kept: &Arc<Kept>, window: &WebviewWindow<R>) {
    let (kept, own) = (Arc::clone(kept), window.clone());
    window.on_window_event(move |event| {
        if let (WindowEvent::Resized(size), Ok(false)) = (event, own.is_fullscreen()) {
            let scale = own.scale_factor().unwrap_or(1.0);
            let size = size.to_logical::<u32>(scale);
            kept.note(size.width, size.height, own.is_maximized().unwrap_or(false));
        }
    });
}

/// Tells the page of a change by the event `corechanged`. A page that does not receive it asks by itself, later.
pub fn tell<R: Runtime>(app: &AppHandle<R>, what: ChangedCode) {
    let Ok(what) = serde_json::to_string(&what) else { return };
    for window in app.webview_windows().values() {
        let _ = window.eval(format!("window.dispatchEvent(new CustomEvent('corechanged', {{ detail: {what} }}))"));
    }
}

/// Brings the window to the front. Returns false if there is none.
#[cfg(desktop)]
pub fn show<R: Runtime>(app: &AppHandle<R>) -> bool {
    let windows = app.webview_windows();
    for window in windows.values() {
        // If the window cannot be shown, an error could not be shown either.
        let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
    !windows.is_empty()
}

/// Permits lens and microphone, because only this app's own pages exist. The person pressed a button of this app for
/// it; on phones the system asks too.
fn permitted(asked: PermissionKind) -> PermissionResponse {
    match asked {
        PermissionKind::Camera | PermissionKind::Microphone => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}

/// Returns true for addresses of the pages built into the app.
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
