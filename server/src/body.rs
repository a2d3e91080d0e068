//! Reads bodies within limits, as JSON or piece by piece. Never buffers more than was granted beforehand.

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

use crate::blocking::blocking;
use crate::buffer::Buffer;
use crate::commons::{Commons, Share, Short};
use crate::config::Limits;
use crate::line::Caller;
use crate::{Error, Result};

/// Longest time that a request waits for memory before it is refused.
const MEMORY_WAIT: Duration = Duration::from_secs(10);
/// Bodies from this size on, in bytes, are parsed in turn, so that many of them leave time for small ones.
const LARGE: usize = 1 << 20;
/// Number of large bodies that are parsed at once.
const READING: usize = 2;
/// Memory for the bodies of all strangers together, in bytes.
const STRANGERS: usize = 16 << 20;
/// Time limit for a stranger's body: 20 KiB over the slowest line in use.
const STRANGERS_TIME: Duration = Duration::from_secs(120);

/// Memory for bodies, in KiB. Strangers have a separate pool, so that they cannot use up the memory of known clients;
/// when their pool is exhausted, a body of the address with the largest share is dropped.
pub struct Memory {
    known: Arc<Semaphore>,
    strangers: Commons,
    /// Places for large bodies during parsing: for that moment each of them is in memory twice.
    reading: Arc<Semaphore>,
    /// A body without new bytes for this time counts as broken.
    idle: Duration,
}

impl Memory {
    /// Makes the pools that the limits allow.
    pub fn new(limits: &Limits) -> Self {
        let strangers = STRANGERS / 1024;
        let known = Arc::new(Semaphore::new(limits.body_memory.div_ceil(1024)));
        Self {
            known,
            strangers: Commons::new(strangers, strangers, strangers),
            reading: Arc::new(Semaphore::new(READING)),
            idle: limits.body_idle,
        }
    }

    /// Reads a whole body of at most `max` bytes. `stranger` is the sender, if it may be an unknown one.
    ///
    /// Memory is granted as bytes come: an announced length alone reserves none. A stranger's body has to come within
    /// [`STRANGERS_TIME`].
    ///
    /// Errors: `too-large` before more than that is read, `malformed` if it ends early, `unavailable` without memory.
    pub async fn whole(
        &self,
        headers: &HeaderMap,
        body: Body,
        max: usize,
        stranger: Option<Caller>,
    ) -> Result<Buffered> {
        if length(headers)?.is_some_and(|announced| announced > max as u64) {
            return Err(too_large());
        }
        let Some(caller) = stranger else {
            return self.read(Grant::Known(Arc::clone(&self.known), Vec::new()), body, max).await;
        };
        let share = self.strangers.enter(caller.groups);
        let lost = share.lost();
        tokio::select! {
            done = timeout(STRANGERS_TIME, self.read(Grant::Stranger(share), body, max)) => {
                done.map_err(|_| Error::malformed("body", "it comes too slowly"))?
            }
            () = lost => Err(Error::Unavailable { what: "memory for a body that others need more,", source: None }),
        }
    }

    async fn read(&self, mut memory: Grant, body: Body, max: usize) -> Result<Buffered> {
        let (mut bytes, mut granted) = (Buffer::new(max), 0);
        let mut stream = body.into_data_stream();
        while let Some(piece) = next(&mut stream, self.idle).await? {
            let length = bytes.len() + piece.len();
            if length > max {
                return Err(too_large());
            }
            if length > granted {
                // Doubled, so that a large body needs few grants.
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

    /// Parses a body with `work` on another thread, so that other requests need not wait. Once begun it cannot be
    /// stopped, so the body's grant belongs into `work`.
    pub async fn reading<T, F>(&self, bytes: Buffer, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&[u8]) -> Result<T> + Send + 'static,
    {
        let turn = match bytes.len() {
            ..LARGE => None,
            _ => Some(Arc::clone(&self.reading).acquire_owned().await),
        };
        blocking(move || {
            let done = work(&bytes);
            drop((bytes, turn));
            done
        })
        .await
    }
}

/// Granted memory, held until it is dropped.
pub enum Grant {
    /// Granted to a known client.
    Known(Arc<Semaphore>, Vec<OwnedSemaphorePermit>),
    /// Granted to a stranger.
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

/// A body in memory, with its grant.
pub struct Buffered {
    /// The bytes.
    pub bytes: Buffer,
    /// Must be held as long as any value that was parsed from the bytes.
    pub memory: Grant,
}

/// Returns the next piece of a body; `None` at its end. Errors: `malformed` if it breaks off or stalls.
pub async fn next(stream: &mut BodyDataStream, idle: Duration) -> Result<Option<Bytes>> {
    let broken = |why| Error::malformed("body", why);
    match timeout(idle, stream.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(piece))) => Ok(Some(piece)),
        Ok(Some(Err(_))) => Err(broken("it breaks off")),
        Err(_) => Err(broken("it stands still")),
    }
}

/// Reads and discards a body, so that the answer is not lost in a reset connection.
pub async fn drain(body: Body, most: u64, idle: Duration) {
    let (mut stream, mut left) = (body.into_data_stream(), most);
    while let Ok(Some(piece)) = next(&mut stream, idle).await {
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

/// Returns the number in `Content-Length`, in bytes; `None` without that header.
pub fn length(headers: &HeaderMap) -> Result<Option<u64>> {
    let Some(value) = headers.get(CONTENT_LENGTH) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| Error::malformed("Content-Length", "not a number"))
}

/// Makes a JSON reply that may be large, on another thread, so that other requests need not wait.
pub async fn large_json<T: Serialize + Send + 'static>(value: T) -> Result<Response> {
    blocking(move || Ok(json(&value))).await
}

/// Makes a JSON reply.
pub fn json(value: &impl Serialize) -> Response {
    Json(value).into_response()
}

/// Makes a reply with status 204.
pub fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

pub fn too_large() -> Error {
    Error::refused(codes::TOO_LARGE, "the body is too large")
}
