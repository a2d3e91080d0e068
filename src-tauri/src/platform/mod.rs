//! The calls that go to the operating system directly. The only place in the house where `unsafe` may stand.

#[cfg(mobile)]
mod phone;

#[cfg(target_os = "linux")]
use std::cell::Cell;
#[cfg(target_os = "linux")]
use std::rc::Rc;

#[cfg(desktop)]
use crate::views::office::{PrintedCode, PrintedView};

/// How long a file manager may take to answer, in milliseconds.
#[cfg(target_os = "linux")]
const FILE_MANAGER_MS: i32 = 5_000;
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
    #[cfg(target_os = "linux")]
    {
        use tauri::Manager;
        let app = window.app_handle().clone();
        // A window that cannot be reached opens no dialog; under test it has no lens, and the test says so.
        let _ = window.with_webview(|webview| {
            use webkit2gtk::WebViewExt;
            #[cfg(feature = "e2e")]
            if let Some(settings) = WebViewExt::settings(&webview.inner()) {
                webkit2gtk::SettingsExt::set_enable_mock_capture_devices(&settings, true);
            }
            webview.inner().connect_run_file_chooser(move |webview, request| {
                let chosen = app.try_state::<std::sync::Arc<crate::device::Device>>();
                let language = chosen.and_then(|device| device.known_preference(vault::Preference::Language));
                choose_for_page(webview, request, language.as_deref());
                true
            });
        });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = window;
}

/// The title of the dialog for a file field, in the language that was chosen in the window, or else the system's. Without a
/// title it bears the program's name.
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

/// Opens the system's dialog for a file field of the page. The webview's own would leave what was chosen on the list of
/// recent files, where nobody could take it out before it is written.
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

/// Takes what was chosen in a dialog out of the list of recent files, and keeps it out for a while. GTK puts a file there
/// only once it has asked for its type, which on a busy machine is later than the dialog's answer, and writes the list a
/// quarter of a second after each change. (Switching the list off would empty it for every program.) To be called on
/// the main thread.
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

    /// So long GTK may take to list a file.
    const LATE: Duration = Duration::from_secs(20);
    thread_local! {
        static KEPT_OUT: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
        static LISTENS: Cell<bool> = const { Cell::new(false) };
    }
    let Some(list) = gtk::RecentManager::default() else { return };
    KEPT_OUT.with(|kept| kept.borrow_mut().insert(uri.to_owned()));
    if !LISTENS.with(|listens| listens.replace(true)) {
        list.connect_changed(|list| {
            // A removal is heard here as a change too.
            let kept = KEPT_OUT.with(|kept| kept.borrow().clone());
            // A file that is not on the list need not be taken out.
            kept.iter().for_each(|uri| drop(list.remove_item(uri)));
        });
    }
    let _ = list.remove_item(uri);
    let uri = uri.to_owned();
    gtk::glib::timeout_add_local_once(LATE, move || {
        KEPT_OUT.with(|kept| kept.borrow_mut().remove(&uri));
    });
}

/// The path of a file that the print dialog has written; none where it is no local one.
#[cfg(target_os = "linux")]
fn written_at(uri: &str) -> Option<String> {
    let (path, _) = gtk::glib::filename_from_uri(uri).ok()?;
    Some(path.to_string_lossy().into_owned())
}

/// Opens the system's dialog that prints the page that is shown, or saves it as a PDF called `name` at first (no ending).
/// Gives a way to hear what becomes of it; one that is dropped unheard means that the system says no more. Errors: the
/// window cannot be reached.
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
            // WebKitGTK takes no margin from the page's own style.
            page.set_top_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_bottom_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_left_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            page.set_right_margin(PAPER_EDGE_MM, gtk::Unit::Mm);
            let settings = gtk::PrintSettings::new();
            settings.set("output-basename", Some(&name));
            let print = webkit2gtk::PrintOperation::new(&webview);
            print.set_page_setup(&page);
            print.set_print_settings(&settings);
            // Whichever comes first is told: the end of printing, its failure, or that the dialog was closed.
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
                // Listed once more when it has been written.
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

/// Shows a file in the system's file manager. Errors: no program does that.
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
    // Without that service the folder is opened by the program that opens folders.
    let folder = path.parent().unwrap_or(path);
    let uri = gtk::glib::filename_to_uri(folder, None).map_err(other)?;
    AppInfo::launch_default_for_uri(&uri, None::<&AppLaunchContext>).map_err(other)
}

/// Shows a file in the system's file manager. Errors: it cannot be started.
#[cfg(target_os = "macos")]
pub fn show_in_folder(path: &std::path::Path) -> std::io::Result<()> {
    std::process::Command::new("open").arg("-R").arg(path).spawn().map(drop)
}

/// Shows a file in the system's file manager. Errors: it cannot be started.
#[cfg(windows)]
pub fn show_in_folder(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::windows::process::CommandExt;
    // Explorer reads its own command line: the path stands in quotes, and none can be in a path.
    let select = format!("/select,\"{}\"", path.display());
    std::process::Command::new("explorer").raw_arg(select).spawn().map(drop)
}

#[cfg(all(test, target_os = "linux"))]
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
