//! Capturing, importing and how sending goes.

use std::sync::Arc;

use tauri::State;
use tauri::ipc::Request;

use crate::capture::{Capture, Lent};
use crate::ipc::{Answer, blocking, bytes, header};
use crate::lend::Lending;
use crate::recorder::Recorder;
use crate::sending::Sending;
use crate::views::capture::{SealedView, StepView};
use crate::views::sending::SendingView;

/// Seals a photo. Headers: `name`, `media-type`; body: its bytes.
#[tauri::command]
pub async fn capture_photo(capture: State<'_, Arc<Capture>>, request: Request<'_>) -> Answer<SealedView> {
    let (name, media_type, photo) = (header(&request, "name")?, header(&request, "media-type")?, bytes(&request)?);
    blocking(capture, move |c| c.photo(&name, &media_type, &photo)).await
}

/// Begins a live recording and says its item.
#[tauri::command]
pub async fn recording_begin(
    recorder: State<'_, Arc<Recorder>>,
    name: String,
    media_type: String,
    about: Vec<String>,
) -> Answer<String> {
    blocking(recorder, move |r| r.begin_about(&name, &media_type, &about)).await
}

/// Takes in bytes of a recording. Header: `item`; body: the bytes.
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

/// Says that a lent file was changed while it was read.
#[tauri::command]
pub async fn lend_changed(lending: State<'_, Arc<Lending>>, job: u32) -> Answer<()> {
    blocking(lending, move |l| l.mark_changed(job)).await
}

/// Hands in the bytes of a lent file that were asked for last. Header: `job`; body: the bytes.
#[tauri::command]
pub async fn lend_feed(lending: State<'_, Arc<Lending>>, request: Request<'_>) -> Answer<StepView> {
    let (job, piece) = (header(&request, "job")?, bytes(&request)?);
    blocking(lending, move |l| l.feed(job.parse().unwrap_or(u32::MAX), piece)).await
}

/// Takes a lent file back: what came until now stays safe.
#[tauri::command]
pub async fn lend_stop(lending: State<'_, Arc<Lending>>, job: u32) -> Answer<StepView> {
    blocking(lending, move |l| l.stop(job)).await
}

/// How sending goes.
#[tauri::command]
pub async fn sending(sending: State<'_, Arc<Sending>>) -> Answer<SendingView> {
    Ok(sending.view())
}

/// Sends at once, whatever the wait, and asks for the newest policy.
#[tauri::command]
pub async fn send_now(sending: State<'_, Arc<Sending>>) -> Answer<()> {
    sending.press();
    Ok(())
}
