//! The base of every command: work off the main thread, and raw bytes with their headers.

use std::sync::Arc;

use desk::views::trouble::{ErrorCode, TroubleView};
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

pub use desk::views::trouble::Answer;

/// Runs `work` on a thread that may block, so that a slow disk never freezes the window.
pub async fn blocking<S, T>(state: State<'_, Arc<S>>, work: impl FnOnce(&S) -> Answer<T> + Send + 'static) -> Answer<T>
where
    S: Send + Sync + 'static,
    T: Send + 'static,
{
    let state = Arc::clone(&state);
    tauri::async_runtime::spawn_blocking(move || work(&state)).await.map_err(|_| TroubleView::from(ErrorCode::Bug))?
}

/// Returns a request's bytes. Android has no raw bodies: they come as a JSON list of numbers.
pub fn bytes(request: &Request<'_>) -> Answer<Vec<u8>> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(value) => serde_json::from_value(value.clone()).map_err(|_| ErrorCode::BadRequest.into()),
    }
}

/// Returns a request's header as text. The page percent-encodes header values, so that any letter fits.
pub fn header(request: &Request<'_>, name: &str) -> Answer<String> {
    let value = request.headers().get(name).and_then(|v| v.to_str().ok());
    let value = value.ok_or(TroubleView::from(ErrorCode::BadRequest))?;
    percent_encoding::percent_decode_str(value)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| ErrorCode::BadRequest.into())
}
