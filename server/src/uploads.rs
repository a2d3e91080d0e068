//! Parts come in: one upload at a time for each part of a device, durable before its offset is told.
//!
//! Owns turns, offsets and quotas. An upload's offset is what the ledger says; bytes on disk beyond it never counted.
//! Never believes a part whole before its digest was recomputed from storage.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use evidence::part::Sealed;
use evidence::{Digest, DigestWriter};
use futures_util::StreamExt as _;
use sync::messages::codes;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

use crate::app::{App, blocking};
use crate::body::too_large;
use crate::durable::Durable;
use crate::ledger::{Device, DeviceId, Part, Snapshot};
use crate::objects::{Incoming, UploadName};
use crate::{Error, Result};

/// Bytes that are written to the disk at a time.
const PIECE: usize = 256 * 1024;
/// A sender that is silent for so long gives its turn to one that waits: its connection is probably gone.
const SILENCE: Duration = Duration::from_millis(1_500);

/// Uploads of one device that may be under way. An honest one resumes what it began and has a handful.
const MAX_UPLOADS: u64 = 1_000;

/// Whose turn it is, for every upload that someone is busy with, and the room promised to those that the ledger does
/// not know yet.
#[derive(Clone, Default)]
pub struct Uploads(Arc<Mutex<Busy>>);

#[derive(Default)]
struct Busy {
    slots: HashMap<UploadName, Arc<Slot>>,
    promised: HashMap<DeviceId, u64>,
}

#[derive(Default)]
struct Slot {
    turn: Arc<tokio::sync::Mutex<()>>,
    waiting: AtomicUsize,
}

/// The right to go on with one upload.
pub struct Turn {
    name: UploadName,
    slot: Arc<Slot>,
    uploads: Uploads,
    /// Bytes promised to this upload.
    promised: u64,
    guard: Option<OwnedMutexGuard<()>>,
}

/// The bytes that a request wants to add to an upload.
pub struct Chunk {
    /// Where the body begins.
    pub offset: u64,
    /// First bytes of the body that are there already.
    pub skip: u64,
    /// `Content-Length`, if it was said.
    pub length: Option<u64>,
    /// `Upload-Checksum` over the body. With one, a body that breaks off counts for nothing; without, what came of it
    /// is kept.
    pub checksum: Option<Digest>,
    /// Digest of the body as it was signed.
    pub signed: Option<Digest>,
}

impl Uploads {
    /// Waits for the turn. A sender that has it and is silent gives it up.
    pub async fn turn(&self, name: UploadName, longest: Duration) -> Result<Turn> {
        let slot = Arc::clone(self.lock().slots.entry(name).or_default());
        // A request that gives up waiting leaves nothing behind either.
        let mut turn = Turn { name, slot, uploads: self.clone(), promised: 0, guard: None };
        let waiting = Waiting(&turn.slot.waiting);
        waiting.0.fetch_add(1, Ordering::Relaxed);
        let guard = timeout(longest, Arc::clone(&turn.slot.turn).lock_owned()).await;
        drop(waiting);
        let busy = |_| Error::Unavailable { what: "the upload, which another request is busy with,", source: None };
        turn.guard = Some(guard.map_err(busy)?);
        Ok(turn)
    }

    /// Bytes promised to uploads of this device, and to all uploads.
    fn promised(&self, device: DeviceId) -> (u64, u64) {
        let busy = self.lock();
        (busy.promised.get(&device).copied().unwrap_or(0), busy.promised.values().sum())
    }

    fn lock(&self) -> MutexGuard<'_, Busy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut busy = self.uploads.lock();
        // The map's own and ours: nobody else knows this slot.
        if Arc::strong_count(&self.slot) == 2 {
            busy.slots.remove(&self.name);
        }
        if let Some(promised) = busy.promised.get_mut(&self.name.device) {
            *promised = promised.saturating_sub(self.promised);
            if *promised == 0 {
                busy.promised.remove(&self.name.device);
            }
        }
    }
}

impl Turn {
    /// Promises room for the upload until the ledger counts it. Uploads that begin at the same time see each other.
    fn promise(&mut self, bytes: u64) {
        let mut busy = self.uploads.lock();
        let promised = busy.promised.entry(self.name.device).or_default();
        *promised = promised.saturating_add(bytes);
        self.promised = self.promised.saturating_add(bytes);
    }
}

/// A part that this device may send, by what its entries say. Errors: `not-found` for any other.
pub fn announced(ledger: &dyn Snapshot, device: &Device, digest: &Digest) -> Result<Part> {
    ledger.part(device.id, digest)?.ok_or_else(Error::not_found)
}

/// Promises room for a part until the turn ends. Errors: the device's quota or the disk has none.
///
/// The promise comes before the ledger is asked, so what is promised and not yet stored may count twice for a moment,
/// and never not at all. A sender that was let in is not turned away at the end, when the bytes are on the disk.
pub fn room(app: &App, turn: &mut Turn, device: &Device, part: &Part) -> Result<()> {
    // One that the ledger knows is counted there.
    turn.promise(if part.received.is_some() { 0 } else { part.size });
    let usage = app.ledger.snapshot()?.usage(device.id)?;
    let (own, all) = app.uploads.promised(device.id);
    let used = usage.entries.saturating_add(usage.held).saturating_add(usage.open);
    let reserve = if part.small { app.limits.reserve } else { 0 };
    if used.saturating_add(own) > app.limits.quota.saturating_add(reserve) {
        return Err(Error::refused(codes::QUOTA, "the device's quota is used up; entries and records are still taken"));
    }
    if part.received.is_none() && usage.uploads >= MAX_UPLOADS {
        return Err(Error::refused(codes::QUOTA, "too many uploads are under way; end some of them first"));
    }
    // Records are small and say what the rest is: they may use the disk when media no longer may.
    let keep = if part.small { app.limits.keep_free / 4 } else { app.limits.keep_free };
    if app.objects.free()? < keep.saturating_add(all.max(part.size)) {
        let why =
            "the server's disk has no room for parts; entries are still taken, and the evidence stays on the device";
        return Err(Error::refused(codes::NO_ROOM, why));
    }
    Ok(())
}

/// Takes a body into an upload and tells the new offset, which is durable. The whole part is held when it is complete.
///
/// Runs to its end also when the asker has gone, so that what came over a bad line is kept.
pub async fn receive(app: &Arc<App>, turn: Turn, device: Device, part: Part, chunk: Chunk, body: Body) -> Result<u64> {
    let app = Arc::clone(app);
    let task = tokio::spawn(async move {
        let done = take(&app, &turn, &device, part, chunk, body).await;
        drop(turn);
        done
    });
    task.await.map_err(|_| Error::Bug("an upload panicked"))?
}

async fn take(app: &Arc<App>, turn: &Turn, device: &Device, part: Part, chunk: Chunk, body: Body) -> Result<u64> {
    let (objects, name, start) = (Arc::clone(&app.objects), turn.name, chunk.offset + chunk.skip);
    let incoming = blocking(move || objects.resume(&name, start)).await?;
    let Some(incoming) = incoming else {
        crate::body::drain(app, body, part.size).await;
        return gone(app, device, part, name).await;
    };
    let receiving = Receiving { incoming, digest: DigestWriter::default(), skip: chunk.skip, written: 0 };
    let (incoming, offset, broken) = match accept(app, turn, receiving, &chunk, part, body).await {
        Ok(accepted) => accepted,
        Err(error) => {
            // Bytes that are not acknowledged count for no quota, so they must not stay.
            let objects = Arc::clone(&app.objects);
            blocking(move || match part.received {
                Some(offset) => objects.resume(&name, offset).map(drop),
                None => objects.discard(&name),
            })
            .await?;
            return Err(error);
        }
    };
    settle(app, device, part, name, incoming, offset).await?;
    if broken && offset < part.size {
        return Err(Error::malformed("body", format!("it breaks off; {offset} bytes of the upload are kept")));
    }
    Ok(offset)
}

/// Reads and judges a body; gives the upload, how far it is now, and whether the body broke off.
async fn accept(
    app: &Arc<App>,
    turn: &Turn,
    mut receiving: Receiving,
    chunk: &Chunk,
    part: Part,
    body: Body,
) -> Result<(Box<dyn Incoming>, u64, bool)> {
    let broken = read(app, turn, &mut receiving, chunk, part.size - chunk.offset, body).await?;
    let offset = chunk.offset + chunk.skip + receiving.written;
    if broken && (chunk.checksum.is_some() || receiving.written == 0) {
        return Err(Error::malformed("body", "it breaks off"));
    }
    if !broken {
        let digest = Some(receiving.digest.finish());
        if chunk.signed.is_some() && chunk.signed != digest {
            return Err(Error::refused(codes::UNAUTHENTICATED, "the body is not the one that was signed"));
        }
        if chunk.checksum.is_some() && chunk.checksum != digest {
            return Err(checksum());
        }
    }
    Ok((receiving.incoming, offset, broken))
}

struct Receiving {
    incoming: Box<dyn Incoming>,
    digest: DigestWriter,
    skip: u64,
    written: u64,
}

/// Reads the body into the upload; true if it broke off.
async fn read(
    app: &Arc<App>,
    turn: &Turn,
    receiving: &mut Receiving,
    chunk: &Chunk,
    room: u64,
    body: Body,
) -> Result<bool> {
    let mut stream = body.into_data_stream();
    let (mut received, mut buffer, mut broken) = (0_u64, Vec::new(), false);
    loop {
        let piece = match next(app, turn, &mut stream).await {
            Some(Ok(piece)) => Some(piece),
            Some(Err(())) => {
                broken = true;
                None
            }
            None => None,
        };
        let ended = piece.is_none();
        if let Some(piece) = piece {
            received += piece.len() as u64;
            if received > room {
                return Err(too_large());
            }
            buffer.extend_from_slice(&piece);
        }
        if buffer.len() >= PIECE || (ended && !buffer.is_empty()) {
            let bytes = std::mem::take(&mut buffer);
            write(receiving, bytes).await?;
        }
        if ended {
            break;
        }
    }
    // A connection that was cut can look like the end of the body; the announced length tells.
    Ok(broken || chunk.length.is_some_and(|length| length != received))
}

async fn next(app: &App, turn: &Turn, stream: &mut BodyDataStream) -> Option<Result<axum::body::Bytes, ()>> {
    let begun = Instant::now();
    loop {
        match timeout(SILENCE.min(app.limits.body_idle), stream.next()).await {
            Ok(None) => return None,
            Ok(Some(piece)) => return Some(piece.map_err(|_| ())),
            Err(_) if turn.slot.waiting.load(Ordering::Relaxed) > 0 => return Some(Err(())),
            Err(_) if begun.elapsed() >= app.limits.body_idle => return Some(Err(())),
            Err(_) => {}
        }
    }
}

async fn write(receiving: &mut Receiving, bytes: Vec<u8>) -> Result<()> {
    let skip = usize::try_from(receiving.skip).unwrap_or(usize::MAX).min(bytes.len());
    receiving.skip -= skip as u64;
    receiving.written += (bytes.len() - skip) as u64;
    let digest = std::mem::take(&mut receiving.digest);
    // The file is lent to a thread that may block, and given back.
    let incoming = std::mem::replace(&mut receiving.incoming, Box::new(Lent));
    let (incoming, digest) = blocking(move || {
        let (mut incoming, mut digest) = (incoming, digest);
        digest.update(&bytes);
        incoming.write(bytes.get(skip..).unwrap_or_default())?;
        Ok((incoming, digest))
    })
    .await?;
    receiving.incoming = incoming;
    receiving.digest = digest;
    Ok(())
}

/// Stands in for an upload's file while a thread has it. Using it is our fault.
struct Lent;

impl Incoming for Lent {
    fn write(&mut self, _: &[u8]) -> Result<()> {
        Err(Error::Bug("an upload is used while it is lent"))
    }

    fn flush(&mut self) -> Result<Durable> {
        Err(Error::Bug("an upload is used while it is lent"))
    }

    fn finish(self: Box<Self>, _: &Sealed) -> Result<Option<Durable>> {
        Err(Error::Bug("an upload is used while it is lent"))
    }
}

enum Outcome {
    Received(Durable),
    Held(Durable),
    NotWhatItSaid,
}

/// Makes bytes durable, then says so in the ledger.
async fn settle(
    app: &Arc<App>,
    device: &Device,
    part: Part,
    name: UploadName,
    mut incoming: Box<dyn Incoming>,
    offset: u64,
) -> Result<()> {
    let outcome = blocking(move || {
        if offset < part.size {
            return incoming.flush().map(Outcome::Received);
        }
        let finished = incoming.finish(&Sealed { sha256: name.digest, size: part.size })?;
        Ok(finished.map_or(Outcome::NotWhatItSaid, Outcome::Held))
    })
    .await?;
    match outcome {
        Outcome::NotWhatItSaid => {
            forget(app, device, name).await?;
            Err(checksum())
        }
        Outcome::Received(durable) => {
            let work = move |step: &mut crate::sequencer::Step<'_>| {
                step.change().set_received(name.device, &name.digest, offset, &durable)
            };
            app.sequencer.submit(work).await
        }
        Outcome::Held(durable) => {
            app.recomputed.add(name.digest);
            app.sequencer.submit(move |step| step.change().hold(name.device, &name.digest, &durable)).await
        }
    }
}

/// The ledger has an upload that the store has not. Its part got whole without anyone being told, when the server was
/// killed between the two; or the disk lost it.
async fn gone(app: &Arc<App>, device: &Device, part: Part, name: UploadName) -> Result<u64> {
    let (objects, sealed) = (Arc::clone(&app.objects), Sealed { sha256: name.digest, size: part.size });
    match blocking(move || objects.adopt(&sealed)).await? {
        Some(durable) => {
            app.recomputed.add(name.digest);
            app.sequencer.submit(move |step| step.change().hold(name.device, &name.digest, &durable)).await?;
            Ok(part.size)
        }
        None => {
            forget(app, device, name).await?;
            Err(Error::refused(codes::OFFSET, "the upload begins again: ask for its offset"))
        }
    }
}

/// Ends an upload without its part.
async fn forget(app: &Arc<App>, device: &Device, name: UploadName) -> Result<()> {
    let id = device.id;
    app.sequencer.submit(move |step| step.change().end_upload(id, &name.digest)).await?;
    let objects = Arc::clone(&app.objects);
    blocking(move || objects.discard(&name)).await
}

fn checksum() -> Error {
    Error::refused(codes::CHECKSUM, "the bytes do not have the digest that they were announced with")
}
