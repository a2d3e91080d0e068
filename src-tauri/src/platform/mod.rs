//! What must be said to the operating system directly. The only place in the house where `unsafe` may stand.

#[cfg(mobile)]
mod phone;

/// White around what is printed, in millimetres: enough to punch and to hold.
#[cfg(target_os = "linux")]
const PAPER_EDGE_MM: f64 = 15.0;

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

/// Takes what was chosen in a dialog out of the list of recent files, where GTK has just put it. It writes that list a
/// quarter of a second later, so the path never reaches the disk. (Switching the list off would empty it for every
/// program.) To be called on the main thread.
#[cfg(target_os = "linux")]
pub fn forget_recent(path: &std::path::Path) {
    if let Ok(uri) = gtk::glib::filename_to_uri(path, None) {
        forget_recent_uri(&uri);
    }
}

#[cfg(target_os = "linux")]
fn forget_recent_uri(uri: &str) {
    use gtk::prelude::RecentManagerExt;
    if let Some(list) = gtk::RecentManager::default() {
        // What is not on it need not be taken out.
        let _ = list.remove_item(uri);
    }
}

/// Opens the system's dialog that prints the page that is shown, or saves it as a PDF called `name` at first (no ending).
/// Returns at once. Errors: the window cannot be reached.
#[cfg(desktop)]
pub fn print<R: tauri::Runtime>(window: &tauri::WebviewWindow<R>, name: &'static str) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    {
        window.with_webview(move |webview| {
            use gtk::prelude::{Cast, WidgetExt};
            use webkit2gtk::PrintOperationExt;
            let webview = webview.inner();
            let above = webview.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
            let page = gtk::PageSetup::new();
            page.set_paper_size_and_default_margins(&gtk::PaperSize::new(Some("iso_a4")));
            // WebKitGTK takes no margin from the page's own style.
            page.set_top_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_bottom_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_left_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_right_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            let settings = gtk::PrintSettings::new();
            settings.set("output-basename", Some(name));
            let print = webkit2gtk::PrintOperation::new(&webview);
            print.set_page_setup(&page);
            print.set_print_settings(&settings);
            print.run_dialog(above.as_ref());
            let chosen = print.print_settings().and_then(|settings| settings.get("output-uri"));
            if let Some(uri) = chosen {
                forget_recent_uri(&uri);
            }
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = name;
        window.print()
    }
}
