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
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::app::App;
use crate::{Error, Result};

/// How long a request waits for memory before it is turned away.
const MEMORY_WAIT: Duration = Duration::from_secs(10);
/// Memory for the bodies of all strangers together, in bytes.
const STRANGERS: usize = 16 << 20;
/// Time in which a stranger's body has to come: 20 KiB over the slowest line that anyone uses.
const STRANGERS_TIME: Duration = Duration::from_secs(120);

/// Memory for bodies, in KiB. Strangers have their own, so that they cannot take that of those who are known.
pub struct Memory {
    known: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl Memory {
    /// `known` bytes for bodies of those who are known.
    pub fn new(known: usize) -> Self {
        let places = |bytes: usize| Arc::new(Semaphore::new(bytes.div_ceil(1024)));
        Self { known: places(known), strangers: places(STRANGERS) }
    }
}

/// A body in memory, with the memory it was granted.
pub struct Buffered {
    /// The bytes.
    pub bytes: Vec<u8>,
    _memory: Vec<OwnedSemaphorePermit>,
}

/// Reads a whole body of at most `max` bytes. `strangers`: whether anyone may have sent it.
///
/// Memory is granted as bytes come: an announced length alone holds nothing back from others. A stranger's body has
/// to come within [`STRANGERS_TIME`].
///
/// Errors: `too-large` before more than that is read, `malformed` if it ends early, `unavailable` without memory.
pub async fn whole(app: &Arc<App>, headers: &HeaderMap, body: Body, max: usize, strangers: bool) -> Result<Buffered> {
    if length(headers)?.is_some_and(|announced| announced > max as u64) {
        return Err(too_large());
    }
    if strangers {
        let slow = |_| Error::malformed("body", "it comes too slowly");
        return timeout(STRANGERS_TIME, read(app, &app.memory.strangers, body, max)).await.map_err(slow)?;
    }
    read(app, &app.memory.known, body, max).await
}

async fn read(app: &App, memory: &Arc<Semaphore>, body: Body, max: usize) -> Result<Buffered> {
    let short = || Error::Unavailable { what: "memory for another body", source: None };
    let (mut bytes, mut granted, mut places) = (Vec::new(), 0, Vec::new());
    let mut stream = body.into_data_stream();
    while let Some(piece) = next(&mut stream, app.limits.body_idle).await? {
        let length = bytes.len() + piece.len();
        if length > max {
            return Err(too_large());
        }
        if length > granted {
            // Doubled like the vector itself, so that a large body asks seldom.
            let wanted = length.max(granted * 2).max(4096).min(max.max(length)) - granted;
            let kib = u32::try_from(wanted.div_ceil(1024)).map_err(|_| too_large())?;
            let place = timeout(MEMORY_WAIT, Arc::clone(memory).acquire_many_owned(kib)).await;
            places.push(place.map_err(|_| short())?.map_err(|_| short())?);
            granted += kib as usize * 1024;
            bytes.reserve_exact(granted.saturating_sub(bytes.len()));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Buffered { bytes, _memory: places })
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
