//! Commands for capture, import and the state of sending.

use std::path::Path;
use std::sync::Arc;

use desk::capture::{Capture, Lent};
use desk::folder::Folder;
use desk::lend::Lending;
use desk::recorder::Recorder;
use desk::sending::Sending;
use desk::views::capture::{FolderView, SealedView, StepView};
use desk::views::office::ChooseFor;
use desk::views::sending::SendingView;
use tauri::ipc::Request;
use tauri::{AppHandle, State};

use crate::choose::choose;
use crate::ipc::{Answer, blocking, bytes, header};

/// Seals a photo. Headers: `name`, `media-type`; body: its bytes.
#[tauri::command]
pub async fn capture_photo(capture: State<'_, Arc<Capture>>, request: Request<'_>) -> Answer<SealedView> {
    let (name, media_type, photo) = (header(&request, "name")?, header(&request, "media-type")?, bytes(&request)?);
    blocking(capture, move |c| c.photo(&name, &media_type, &photo)).await
}

/// Begins a live recording and returns its item.
#[tauri::command]
pub async fn recording_begin(
    recorder: State<'_, Arc<Recorder>>,
    name: String,
    media_type: String,
    about: Vec<String>,
) -> Answer<String> {
    blocking(recorder, move |r| r.begin_about(&name, &media_type, &about)).await
}

/// Accepts bytes of a recording. Header: `item`; body: the bytes.
#[tauri::command]
pub async fn recording_push(recorder: State<'_, Arc<Recorder>>, request: Request<'_>) -> Answer<()> {
    let (item, piece) = (header(&request, "item")?, bytes(&request)?);
    blocking(recorder, move |r| r.push(&item, &piece)).await
}

/// Ends a recording with its record.
#[tauri::command]
pub async fn recording_finish(recorder: State<'_, Arc<Recorder>>, item: String, cut_off: bool) -> Answer<SealedView> {
    blocking(recorder, move |r| r.finish(&item, cut_off)).await
}

/// Returns the size in bytes of the largest file that the disk has room for; `None` if the system does not report the
/// free room.
#[tauri::command]
pub async fn import_room(capture: State<'_, Arc<Capture>>) -> Answer<Option<u64>> {
    blocking(capture, Capture::room).await
}

/// Lets the person choose a folder and lists its files; `None` if they chose none.
#[tauri::command]
pub async fn folder_choose(
    app: AppHandle,
    folder: State<'_, Arc<Folder>>,
    title: String,
) -> Answer<Option<FolderView>> {
    let Some(path) = choose(app, ChooseFor::Folder, String::new(), title).await? else { return Ok(None) };
    blocking(folder, move |f| f.look(Path::new(&path))).await.map(Some)
}

/// Begins to import a file of that folder.
#[tauri::command]
pub async fn folder_begin(folder: State<'_, Arc<Folder>>, place: usize) -> Answer<StepView> {
    blocking(folder, move |f| f.begin(place)).await
}

/// Continues the import: the core reads the range that its job requests.
#[tauri::command]
pub async fn folder_feed(folder: State<'_, Arc<Folder>>, job: u32, offset: u64, length: u32) -> Answer<StepView> {
    blocking(folder, move |f| f.feed(job, offset, length)).await
}

/// Begins to import a file that the page lends.
#[tauri::command]
pub async fn import_begin(
    capture: State<'_, Arc<Capture>>,
    lending: State<'_, Arc<Lending>>,
    name: String,
    media_type: String,
    size: u64,
    modified: Option<i64>,
) -> Answer<StepView> {
    let capture = Arc::clone(&capture);
    let lent = Lent { name, media_type, size, modified };
    blocking(lending, move |l| capture.import(l, &lent)).await
}

/// Marks a lent file as changed while it was read.
#[tauri::command]
pub async fn lend_changed(lending: State<'_, Arc<Lending>>, job: u32) -> Answer<()> {
    blocking(lending, move |l| l.mark_changed(job)).await
}

/// Passes the requested bytes of a lent file to its job. Header: `job`; body: the bytes.
#[tauri::command]
pub async fn lend_feed(lending: State<'_, Arc<Lending>>, request: Request<'_>) -> Answer<StepView> {
    let (job, piece) = (header(&request, "job")?, bytes(&request)?);
    blocking(lending, move |l| l.feed(job.parse().unwrap_or(u32::MAX), piece)).await
}

/// Takes a lent file back: the bytes so far stay safe.
#[tauri::command]
pub async fn lend_stop(lending: State<'_, Arc<Lending>>, job: u32) -> Answer<StepView> {
    blocking(lending, move |l| l.stop(job)).await
}

/// Returns the state of sending.
#[tauri::command]
pub async fn sending(sending: State<'_, Arc<Sending>>) -> Answer<SendingView> {
    Ok(sending.view())
}

/// Sends immediately, without waiting, and requests the newest policy.
#[tauri::command]
pub async fn send_now(sending: State<'_, Arc<Sending>>) -> Answer<()> {
    sending.press();
    Ok(())
}
