//! The base of every command: work off the main thread, and raw bytes with their headers.

use std::sync::Arc;

use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use crate::views::trouble::{ErrorCode, TroubleView};

/// The answer of a command, or a code that the window explains.
pub type Answer<T> = Result<T, TroubleView>;

/// Runs `work` on a thread that may block: a slow disk never freezes the window.
pub async fn blocking<S, T>(state: State<'_, Arc<S>>, work: impl FnOnce(&S) -> Answer<T> + Send + 'static) -> Answer<T>
where
    S: Send + Sync + 'static,
    T: Send + 'static,
{
    let state = Arc::clone(&state);
    tauri::async_runtime::spawn_blocking(move || work(&state)).await.map_err(|_| TroubleView::from(ErrorCode::Bug))?
}

/// A request's bytes. On Android raw bodies do not exist and come as a JSON list of numbers.
pub fn bytes(request: &Request<'_>) -> Answer<Vec<u8>> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(value) => serde_json::from_value(value.clone()).map_err(|_| ErrorCode::BadRequest.into()),
    }
}

/// A request's header as text. Header values are percent-encoded by the page, so that any letter fits.
pub fn header(request: &Request<'_>, name: &str) -> Answer<String> {
    let value = request.headers().get(name).and_then(|v| v.to_str().ok());
    let value = value.ok_or(TroubleView::from(ErrorCode::BadRequest))?;
    percent_encoding::percent_decode_str(value)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| ErrorCode::BadRequest.into())
}
