//! Direct calls to the operating system. The only module of the project that may use `unsafe`.

#[cfg(mobile)]
mod phone;

#[cfg(target_os = "linux")]
use std::cell::Cell;
#[cfg(target_os = "linux")]
use std::rc::Rc;

#[cfg(desktop)]
use desk::views::office::{PrintedCode, PrintedView};

/// Longest wait for a file manager's answer, in milliseconds.
#[cfg(target_os = "linux")]
const FILE_MANAGER_MS: i32 = 5_000;
/// Margin of printed pages, in millimetres: enough for a punch and a thumb.
#[cfg(target_os = "linux")]
const PAPER_EDGE_MM: f64 = 15.0;

/// Removes the variable by which any local program could drive the window (`TAURI_WEBVIEW_AUTOMATION`), unless this
/// build is for end-to-end tests. Must be called first in `main`, before any other thread exists.
pub fn refuse_automation() {
    #[cfg(not(feature = "e2e"))]
    #[allow(unsafe_code, reason = "changing the environment has no safe form since edition 2024")]
    // SAFETY: `main` calls this first, so no other thread can be reading the environment.
    unsafe {
        std::env::remove_var("TAURI_WEBVIEW_AUTOMATION");
    }
}

/// Configures the webview through the platform's own settings. Under test on Linux, a moving picture and a tone replace
/// a lens and a microphone, which test machines do not have.
pub fn prepare<R: tauri::Runtime>(window: &tauri::WebviewWindow<R>) {
    #[cfg(target_os = "linux")]
    {
        use tauri::Manager;
        let app = window.app_handle().clone();
        // If the window cannot be reached it opens no dialog; under test it then has no lens, and the test fails for
        // that.
        let _ = window.with_webview(|webview| {
            use webkit2gtk::WebViewExt;
            #[cfg(feature = "e2e")]
            if let Some(settings) = WebViewExt::settings(&webview.inner()) {
                webkit2gtk::SettingsExt::set_enable_mock_capture_devices(&settings, true);
            }
            webview.inner().connect_run_file_chooser(move |webview, request| {
                let chosen = app.try_state::<std::sync::Arc<desk::device::Device>>();
                let language = chosen.and_then(|device| device.known_preference(vault::Preference::Language));
                choose_for_page(webview, request, language.as_deref());
                true
            });
        });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = window;
}

/// Returns the title of the dialog for a file field, in the language chosen in the window, or else the system's.
/// Without a title the dialog shows the program's name.
#[cfg(target_os = "linux")]
fn title(language: Option<&str>, many: bool) -> &'static str {
    let system =
        || ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let language = language.filter(|l| !l.is_empty()).map(str::to_owned).or_else(system).unwrap_or_default();
    match (language.get(..2), many) {
        (Some("kk"), true) => "Файлдарды таңдау",
        (Some("kk"), false) => "Файлды таңдау",
        (Some("ru"), true) => "Выберите файлы",
        (Some("ru"), false) => "Выберите файл",
        (_, true) => "Choose files",
        (_, false) => "Choose a file",
    }
}

/// Opens the system's dialog for a file field of the page. The webview's own dialog would leave the chosen file on the
/// list of recent files, and it could not be removed before that list is written.
#[cfg(target_os = "linux")]
fn choose_for_page(webview: &webkit2gtk::WebView, request: &webkit2gtk::FileChooserRequest, language: Option<&str>) {
    use gtk::prelude::{Cast, FileChooserExt, NativeDialogExt, WidgetExt};
    use webkit2gtk::FileChooserRequestExt;
    thread_local! {
        /// Lives until it is answered.
        static OPEN: std::cell::RefCell<Option<gtk::FileChooserNative>> = const { std::cell::RefCell::new(None) };
    }
    let above = webview.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
    let title = title(language, request.selects_multiple());
    let dialog = gtk::FileChooserNative::new(Some(title), above.as_ref(), gtk::FileChooserAction::Open, None, None);
    dialog.set_modal(true);
    dialog.set_select_multiple(request.selects_multiple());
    if let Some(filter) = request.mime_types_filter() {
        dialog.set_filter(&filter);
    }
    let request = request.clone();
    dialog.connect_response(move |dialog, answer| {
        let chosen = dialog.filenames();
        chosen.iter().for_each(|path| forget_recent(path));
        let paths: Vec<&str> = chosen.iter().filter_map(|path| path.to_str()).collect();
        if answer == gtk::ResponseType::Accept && !paths.is_empty() {
            request.select_files(&paths);
        } else {
            request.cancel();
        }
        OPEN.with(|open| open.borrow_mut().take());
    });
    dialog.show();
    OPEN.with(|open| open.borrow_mut().replace(dialog));
}

/// Removes a file that was chosen in a dialog from the list of recent files, and keeps it off for a while. GTK adds a
/// file only after it has determined its type, which on a busy machine is later than the dialog's answer, and writes
/// the list a quarter of a second after each change. (Switching the list off would empty it for every program.) Must be
/// called on the main thread.
#[cfg(target_os = "linux")]
pub fn forget_recent(path: &std::path::Path) {
    if let Ok(uri) = gtk::glib::filename_to_uri(path, None) {
        forget_recent_uri(&uri);
    }
}

#[cfg(target_os = "linux")]
fn forget_recent_uri(uri: &str) {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeSet;
    use std::time::Duration;

    use gtk::prelude::RecentManagerExt;

    /// Longest time that GTK may take to list a file.
    const LATE: Duration = Duration::from_secs(20);
    thread_local! {
        static KEPT_OUT: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
        static LISTENS: Cell<bool> = const { Cell::new(false) };
    }
    let Some(list) = gtk::RecentManager::default() else { return };
    KEPT_OUT.with(|kept| kept.borrow_mut().insert(uri.to_owned()));
    if !LISTENS.with(|listens| listens.replace(true)) {
        list.connect_changed(|list| {
            // A removal also triggers this signal.
            let kept = KEPT_OUT.with(|kept| kept.borrow().clone());
            // A file that is not on the list need not be removed.
            kept.iter().for_each(|uri| drop(list.remove_item(uri)));
        });
    }
    let _ = list.remove_item(uri);
    let uri = uri.to_owned();
    gtk::glib::timeout_add_local_once(LATE, move || {
        KEPT_OUT.with(|kept| kept.borrow_mut().remove(&uri));
    });
}

/// Returns the path of a file that the print dialog has written; `None` if it is no local file.
#[cfg(target_os = "linux")]
fn written_at(uri: &str) -> Option<String> {
    let (path, _) = gtk::glib::filename_from_uri(uri).ok()?;
    Some(path.to_string_lossy().into_owned())
}

/// Opens the system's dialog that prints the shown page, or saves it as a PDF with the proposed name `name` (without
/// extension). Returns a receiver for the outcome; if it closes without a message, the system does not report the
/// outcome. Fails if the window cannot be reached.
#[cfg(desktop)]
pub fn print<R: tauri::Runtime>(
    window: &tauri::WebviewWindow<R>,
    name: String,
) -> tauri::Result<tokio::sync::oneshot::Receiver<Result<PrintedView, ()>>> {
    let (told, hears) = tokio::sync::oneshot::channel();
    #[cfg(target_os = "linux")]
    {
        window.with_webview(move |webview| {
            use gtk::prelude::{Cast, WidgetExt};
            use webkit2gtk::{PrintOperationExt, PrintOperationResponse};
            let webview = webview.inner();
            let above = webview.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
            let page = gtk::PageSetup::new();
            page.set_paper_size_and_default_margins(&gtk::PaperSize::new(Some("iso_a4")));
            // WebKitGTK ignores margins in the page's own style.
            page.set_top_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_bottom_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_left_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_right_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            let settings = gtk::PrintSettings::new();
            settings.set("output-basename", Some(&name));
            let print = webkit2gtk::PrintOperation::new(&webview);
            print.set_page_setup(&page);
            print.set_print_settings(&settings);
            // The first event is reported: the end of printing, its failure, or the closing of the dialog.
            let told = Rc::new(Cell::new(Some(told)));
            let tell = move |became| {
                if let Some(told) = told.take() {
                    // The caller may have gone.
                    let _ = told.send(became);
                }
            };
            let (failed, cancelled) = (tell.clone(), tell.clone());
            print.connect_failed(move |_, _| failed(Err(())));
            print.connect_finished(move |print| {
                let file = print.print_settings().and_then(|settings| settings.get("output-uri"));
                // GTK lists the file again when it has been written.
                file.iter().for_each(|uri| forget_recent_uri(uri));
                tell(Ok(match file {
                    Some(uri) => PrintedView { became: PrintedCode::Saved, path: written_at(&uri) },
                    None => PrintedCode::Printed.into(),
                }));
            });
            let answer = print.run_dialog(above.as_ref());
            let chosen = print.print_settings().and_then(|settings| settings.get("output-uri"));
            if let Some(uri) = chosen {
                forget_recent_uri(&uri);
            }
            if answer == PrintOperationResponse::Cancel {
                cancelled(Ok(PrintedCode::Cancelled.into()));
            }
        })?;
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (name, told);
        window.print()?;
    }
    Ok(hears)
}

/// Shows a file in the system's file manager. Fails if no program can do that.
#[cfg(target_os = "linux")]
pub fn show_in_folder(path: &std::path::Path) -> std::io::Result<()> {
    use gtk::gio::{AppInfo, AppLaunchContext, BusType, Cancellable, DBusCallFlags};
    use gtk::glib::variant::ToVariant;
    let other = |error: gtk::glib::Error| std::io::Error::other(error);
    let uri = gtk::glib::filename_to_uri(path, None).map_err(other)?;
    let shown = gtk::gio::bus_get_sync(BusType::Session, Cancellable::NONE).and_then(|bus| {
        bus.call_sync(
            Some("org.freedesktop.FileManager1"),
            "/org/freedesktop/FileManager1",
            "org.freedesktop.FileManager1",
            "ShowItems",
            Some(&(vec![uri.to_string()], String::new()).to_variant()),
            None,
            DBusCallFlags::NONE,
            FILE_MANAGER_MS,
            Cancellable::NONE,
        )
    });
    if shown.is_ok() {
        return Ok(());
    }
    // Without that service the default program for folders opens the folder.
    let folder = path.parent().unwrap_or(path);
    let uri = gtk::glib::filename_to_uri(folder, None).map_err(other)?;
    AppInfo::launch_default_for_uri(&uri, None::<&AppLaunchContext>).map_err(other)
}

/// Shows a file in the system's file manager. Fails if it cannot be started.
#[cfg(target_os = "macos")]
pub fn show_in_folder(path: &std::path::Path) -> std::io::Result<()> {
    std::process::Command::new("open").arg("-R").arg(path).spawn().map(drop)
}

/// Shows a file in the system's file manager. Fails if it cannot be started.
#[cfg(windows)]
pub fn show_in_folder(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::windows::process::CommandExt;
    // Explorer parses its own command line: the path is in quotes, which no path can contain.
    let select = format!("/select,\"{}\"", path.display());
    std::process::Command::new("explorer").raw_arg(select).spawn().map(drop)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::{title, written_at};

    #[test]
    fn the_file_of_a_print_dialog_is_told_by_its_path() {
        assert_eq!(
            written_at("file:///home/me/%D0%9E%D1%82%D1%87%D1%91%D1%82.pdf").as_deref(),
            Some("/home/me/Отчёт.pdf")
        );
        assert_eq!(written_at("ipp://printer"), None);
    }

    #[test]
    fn a_dialog_for_files_is_called_by_what_it_asks_in_the_readers_language() {
        let all: std::collections::BTreeSet<_> =
            ["kk", "ru", "en"].iter().flat_map(|l| [title(Some(l), true), title(Some(l), false)]).collect();
        assert_eq!(all.len(), 6);
        assert_eq!((title(Some("ru"), true), title(Some("en"), false)), ("Выберите файлы", "Choose a file"));
    }
}
