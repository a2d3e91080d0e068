//! Bodies: read within limits, as JSON or piece by piece. Never buffers more than was allowed beforehand.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::StatusCode};
use futures_util::StreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::messages::codes;
use tokio::time::timeout;

use crate::app::App;
use crate::{Error, Result};

/// How long a request waits for memory before it is turned away.
const MEMORY_WAIT: Duration = Duration::from_secs(10);

/// A body in memory, with the memory it was granted.
pub struct Buffered {
    /// The bytes.
    pub bytes: Vec<u8>,
    _memory: tokio::sync::OwnedSemaphorePermit,
}

/// Reads a whole body of at most `max` bytes.
///
/// Errors: `too-large` before more than that is read, `malformed` if it ends early, `unavailable` without memory.
pub async fn whole(app: &Arc<App>, headers: &HeaderMap, body: Body, max: usize) -> Result<Buffered> {
    let announced = length(headers)?.unwrap_or(max as u64);
    let announced = usize::try_from(announced).ok().filter(|n| *n <= max).ok_or_else(too_large)?;
    let kib = u32::try_from(announced.div_ceil(1024)).map_err(|_| too_large())?;
    let memory = timeout(MEMORY_WAIT, Arc::clone(&app.body_memory).acquire_many_owned(kib));
    let short = || Error::Unavailable { what: "memory for another body", source: None };
    let memory = memory.await.map_err(|_| short())?.map_err(|_| short())?;
    let mut bytes = Vec::with_capacity(announced.min(64 * 1024));
    let mut stream = body.into_data_stream();
    while let Some(piece) = next(&mut stream, app.limits.body_idle).await? {
        if bytes.len() + piece.len() > max {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Buffered { bytes, _memory: memory })
}

/// The next piece of a body; `None` at its end. Errors: `malformed` if it breaks off or stands still.
pub async fn next(stream: &mut BodyDataStream, idle: Duration) -> Result<Option<Bytes>> {
    let broken = |why| Error::malformed("body", why);
    match timeout(idle, stream.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(piece))) => Ok(Some(piece)),
        Ok(Some(Err(_))) => Err(broken("it breaks off")),
        Err(_) => Err(broken("it stands still")),
    }
}

/// Reads a body that is not needed, so that the answer is not lost in a reset connection.
pub async fn drain(app: &App, body: Body, most: u64) {
    let (mut stream, mut left) = (body.into_data_stream(), most);
    while let Ok(Some(piece)) = next(&mut stream, app.limits.body_idle).await {
        match left.checked_sub(piece.len() as u64) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// Reads JSON within the limits of [`evidence::json`].
pub fn parse<T: DeserializeOwned>(what: &'static str, bytes: &[u8], max: usize) -> Result<T> {
    Ok(evidence::json::parse(what, bytes, max)?)
}

/// What `Content-Length` says.
pub fn length(headers: &HeaderMap) -> Result<Option<u64>> {
    let Some(value) = headers.get(CONTENT_LENGTH) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| Error::malformed("Content-Length", "not a number"))
}

/// A JSON reply.
pub fn json(value: &impl Serialize) -> Response {
    Json(value).into_response()
}

/// 204.
pub fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

pub fn too_large() -> Error {
    Error::refused(codes::TOO_LARGE, "the body is too large")
}
