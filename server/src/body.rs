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

use crate::app::{App, blocking};
use crate::buffer::Buffer;
use crate::commons::{Commons, Share, Short};
use crate::line::Caller;
use crate::{Error, Result};

/// How long a request waits for memory before it is turned away.
const MEMORY_WAIT: Duration = Duration::from_secs(10);
/// A body from this size on waits for its turn to be turned into values, so that many of them leave time to the small.
const LARGE: usize = 1 << 20;
/// Large bodies that have this turn at the same time.
const READING: usize = 2;
/// Memory for the bodies of all strangers together, in bytes.
const STRANGERS: usize = 16 << 20;
/// Time in which a stranger's body has to come: 20 KiB over the slowest line that anyone uses.
const STRANGERS_TIME: Duration = Duration::from_secs(120);

/// Memory for bodies, in KiB. Strangers have their own, so that they cannot take that of those who are known; where it
/// runs short, a body of the address that holds most of it is given up.
pub struct Memory {
    known: Arc<Semaphore>,
    strangers: Commons,
    /// Places for large bodies that are being turned into values: for that moment each of them is there twice.
    reading: Arc<Semaphore>,
}

impl Memory {
    /// `known` bytes for bodies of those who are known.
    pub fn new(known: usize) -> Self {
        let strangers = STRANGERS / 1024;
        let known = Arc::new(Semaphore::new(known.div_ceil(1024)));
        Self {
            known,
            strangers: Commons::new(strangers, strangers, strangers),
            reading: Arc::new(Semaphore::new(READING)),
        }
    }
}

/// Memory that was granted, until it is dropped.
pub enum Grant {
    /// To somebody known.
    Known(Arc<Semaphore>, Vec<OwnedSemaphorePermit>),
    /// To a stranger.
    Stranger(Share),
}

impl Grant {
    /// Waits for `kib` more. Errors: `unavailable` if there is none.
    async fn more(&mut self, kib: usize) -> Result<()> {
        let short = || Error::Unavailable { what: "memory for another body", source: None };
        match self {
            Self::Known(memory, granted) => {
                let wanted = u32::try_from(kib).map_err(|_| too_large())?;
                let place = timeout(MEMORY_WAIT, Arc::clone(memory).acquire_many_owned(wanted)).await;
                granted.push(place.map_err(|_| short())?.map_err(|_| short())?);
                Ok(())
            }
            Self::Stranger(share) => share.take(kib, Short::Another).then_some(()).ok_or_else(short),
        }
    }
}

/// A body in memory, with the memory it was granted.
pub struct Buffered {
    /// The bytes.
    pub bytes: Buffer,
    /// To be held as long as anything that was read from them.
    pub memory: Grant,
}

/// Reads a whole body of at most `max` bytes. `stranger`: who sent it, if that may be anyone.
///
/// Memory is granted as bytes come: an announced length alone holds nothing back from others. A stranger's body has
/// to come within [`STRANGERS_TIME`].
///
/// Errors: `too-large` before more than that is read, `malformed` if it ends early, `unavailable` without memory.
pub async fn whole(
    app: &Arc<App>,
    headers: &HeaderMap,
    body: Body,
    max: usize,
    stranger: Option<Caller>,
) -> Result<Buffered> {
    if length(headers)?.is_some_and(|announced| announced > max as u64) {
        return Err(too_large());
    }
    let Some(caller) = stranger else {
        return read(app, Grant::Known(Arc::clone(&app.memory.known), Vec::new()), body, max).await;
    };
    let share = app.memory.strangers.enter(caller.groups);
    let lost = share.lost();
    tokio::select! {
        done = timeout(STRANGERS_TIME, read(app, Grant::Stranger(share), body, max)) => {
            done.map_err(|_| Error::malformed("body", "it comes too slowly"))?
        }
        () = lost => Err(Error::Unavailable { what: "memory for a body that others need more,", source: None }),
    }
}

async fn read(app: &App, mut memory: Grant, body: Body, max: usize) -> Result<Buffered> {
    let (mut bytes, mut granted) = (Buffer::new(max), 0);
    let mut stream = body.into_data_stream();
    while let Some(piece) = next(&mut stream, app.limits.body_idle).await? {
        let length = bytes.len() + piece.len();
        if length > max {
            return Err(too_large());
        }
        if length > granted {
            // Doubled, so that a large body asks seldom.
            let wanted = length.max(granted * 2).max(4096).min(max.max(length)) - granted;
            let kib = wanted.div_ceil(1024);
            memory.more(kib).await?;
            granted += kib * 1024;
        }
        bytes.append(&piece)?;
    }
    if let Grant::Stranger(share) = &memory {
        share.keep();
    }
    Ok(Buffered { bytes, memory })
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

/// Turns a body into what it says, by `work`, where other requests do not wait for it. Nothing stops this once it has
/// begun; so what was granted for the body belongs into `work`.
pub async fn reading<T, F>(app: &App, bytes: Buffer, work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(&[u8]) -> Result<T> + Send + 'static,
{
    let turn = match bytes.len() {
        ..LARGE => None,
        _ => Some(Arc::clone(&app.memory.reading).acquire_owned().await),
    };
    blocking(move || {
        let done = work(&bytes);
        drop((bytes, turn));
        done
    })
    .await
}

/// Reads JSON within the limits of [`evidence::json`].
pub fn parse<T: DeserializeOwned>(what: &'static str, bytes: &[u8], max: usize) -> Result<T> {
    Ok(evidence::json::parse(what, bytes, max)?)
}

/// The number in `Content-Length`, in bytes; `None` without that header.
pub fn length(headers: &HeaderMap) -> Result<Option<u64>> {
    let Some(value) = headers.get(CONTENT_LENGTH) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| Error::malformed("Content-Length", "not a number"))
}

/// A JSON reply that may be large, made where other requests do not wait for it.
pub async fn large_json<T: Serialize + Send + 'static>(value: T) -> Result<Response> {
    blocking(move || Ok(json(&value))).await
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
