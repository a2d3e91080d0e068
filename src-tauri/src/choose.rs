//! The system's own dialog for a file or a folder, opened by the core: the page gets a path and never the disk.

use desk::views::office::ChooseFor;
#[cfg(desktop)]
use desk::views::trouble::{ErrorCode, TroubleView};
use tauri::{AppHandle, Runtime};

use crate::ipc::Answer;

/// Lets the person choose. Returns `None` if they chose no path.
#[cfg(desktop)]
pub async fn choose<R: Runtime>(
    app: AppHandle<R>,
    what: ChooseFor,
    name: String,
    title: String,
) -> Answer<Option<String>> {
    let bug = || TroubleView::from(ErrorCode::Bug);
    let (told, chosen) = tokio::sync::oneshot::channel();
    // Dialogs belong to the main thread; the answer comes when the person gives one.
    app.run_on_main_thread(move || {
        let dialog = rfd::AsyncFileDialog::new().set_title(title);
        let asked: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match what {
            ChooseFor::Folder => Box::pin(dialog.pick_folder()),
            ChooseFor::File => Box::pin(dialog.pick_file()),
            ChooseFor::Save => Box::pin(dialog.set_file_name(name).save_file()),
        };
        tauri::async_runtime::spawn(async move {
            // The caller may have gone.
            let _ = told.send(asked.await);
        });
    })
    .map_err(|_| bug())?;
    let chosen = chosen.await.map_err(|_| bug())?;
    #[cfg(target_os = "linux")]
    if let Some(path) = chosen.as_ref().map(|handle| handle.path().to_owned()) {
        app.run_on_main_thread(move || crate::platform::forget_recent(&path)).map_err(|_| bug())?;
    }
    Ok(chosen.map(|handle| handle.path().to_string_lossy().into_owned()))
}

/// Phones have no dialog for paths: there the page lends files.
#[cfg(mobile)]
pub async fn choose<R: Runtime>(_: AppHandle<R>, _: ChooseFor, _: String, _: String) -> Answer<Option<String>> {
    Ok(None)
}
