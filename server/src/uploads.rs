//! Receives parts: one upload at a time for each part of a device, durable before its offset is acknowledged.
//!
//! Owns offsets and quotas. An upload's offset is the ledger's; bytes on the disk beyond it never counted. Considers a
//! part whole only after its digest was recomputed from storage.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use evidence::part::Sealed;
use evidence::{Digest, DigestWriter};
use futures_util::StreamExt as _;
use sync::messages::codes;
use tokio::time::{Instant, timeout};

use crate::blocking::{blocking, to_its_end};
use crate::body::{drain, too_large};
use crate::config::Limits;
use crate::durable::Durable;
use crate::ledger::{Device, Ledger, Part};
use crate::objects::{Incoming, Objects, Spool, UploadName, Whole};
use crate::recomputed::Recomputed;
use crate::sequencer::{Sequencer, Step};
use crate::turns::{Turn, Turns};
use crate::{Error, Result};

/// Bytes that are written to the disk at a time.
const PIECE: usize = 256 * 1024;
/// Silence after which a sender gives its turn to a waiting one: its connection is probably gone.
const SILENCE: Duration = Duration::from_millis(1_500);

/// Most uploads of one device in progress. An honest one resumes its uploads and has a handful.
const MAX_UPLOADS: u64 = 1_000;

/// The bytes that a request wants to add to an upload.
pub struct Chunk {
    /// The offset of the body.
    pub offset: u64,
    /// Number of the body's first bytes that are already there.
    pub skip: u64,
    /// `Content-Length`, if it was given.
    pub length: Option<u64>,
    /// `Upload-Checksum` over the body. With one, a body that breaks off is discarded; without one, its bytes so far
    /// are kept.
    pub checksum: Option<Digest>,
    /// Digest of the body, as signed.
    pub signed: Option<Digest>,
}

/// Receives parts.
pub struct Uploads {
    /// The parts that entries name, and the progress of each upload.
    pub ledger: Arc<dyn Ledger>,
    /// The log's writer.
    pub sequencer: Sequencer,
    /// Uploads in progress.
    pub spool: Arc<dyn Spool>,
    /// Whole parts.
    pub objects: Arc<dyn Objects>,
    /// The parts that were read back.
    pub recomputed: Arc<Recomputed>,
    /// Quotas, and the longest silence of a sender.
    pub limits: Limits,
    /// The turns of the uploads.
    pub turns: Turns,
}

impl Uploads {
    /// Waits for the turn, then looks the part up and promises room for it; a part that was not announced needs no
    /// turn.
    ///
    /// Errors: `not-found` for a part that no entry of this device names; an error if the device's quota or the disk
    /// has no room.
    pub async fn turn(self: &Arc<Self>, device: &Device, digest: Digest) -> Result<(Turn, Part)> {
        self.announced(device, digest).await?;
        let longest = self.limits.body_idle.saturating_mul(2);
        let mut turn = self.turns.turn(UploadName { device: device.id, digest }, longest).await?;
        let part = self.announced(device, digest).await?;
        if part.held {
            return Ok((turn, part));
        }
        let (this, device) = (Arc::clone(self), *device);
        blocking(move || {
            this.room(&mut turn, &device, &part)?;
            Ok((turn, part))
        })
        .await
    }

    /// Returns a part that this device may send according to its entries.
    async fn announced(&self, device: &Device, digest: Digest) -> Result<Part> {
        let (ledger, id) = (Arc::clone(&self.ledger), device.id);
        blocking(move || ledger.snapshot()?.part(id, &digest)?.ok_or_else(Error::not_found)).await
    }

    /// Creates an upload without bytes; returns its offset, which is not 0 if it exists.
    pub async fn begin(&self, turn: &Turn, part: Part) -> Result<u64> {
        if let Some(received) = part.received {
            return Ok(received);
        }
        let name = turn.name();
        self.sequencer.submit(move |step| Ok(step.change().begin_upload(name.device, &name.digest)?)).await?;
        Ok(0)
    }

    /// Returns the free bytes of the disk, if they are fewer than must be kept: parts are refused then.
    pub fn short_of_room(&self) -> Option<u64> {
        self.spool.free().ok().filter(|free| *free < self.limits.keep_free)
    }

    /// Promises room for a part until the turn ends. Fails if the device's quota or the disk has none.
    ///
    /// The promise comes before the query to the ledger, so promised bytes may briefly count twice, but never zero
    /// times. An accepted sender is not refused at the end, when its bytes are on the disk.
    fn room(&self, turn: &mut Turn, device: &Device, part: &Part) -> Result<()> {
        // The ledger counts an upload that it knows.
        turn.promise(if part.received.is_some() { 0 } else { part.size });
        let usage = self.ledger.snapshot()?.usage(device.id)?;
        let (own, all) = self.turns.promised(device.id);
        let used = usage.entries.saturating_add(usage.held).saturating_add(usage.open);
        let reserve = if part.small { self.limits.reserve } else { 0 };
        if used.saturating_add(own) > self.limits.quota.saturating_add(reserve) {
            return Err(Error::refused(
                codes::QUOTA,
                "the device's quota is used up; entries and records are still taken",
            ));
        }
        if part.received.is_none() && usage.uploads >= MAX_UPLOADS {
            return Err(Error::refused(codes::QUOTA, "too many uploads are under way; end some of them first"));
        }
        // Records are small and describe the other parts: they may use the disk when media no longer may.
        let keep = if part.small { self.limits.keep_free / 4 } else { self.limits.keep_free };
        if self.spool.free()? < keep.saturating_add(all.max(part.size)) {
            let why = "the server's disk has no room for parts; entries are still taken, and the evidence stays on the device";
            return Err(Error::refused(codes::NO_ROOM, why));
        }
        Ok(())
    }

    /// Adds a body to an upload and returns the new offset, which is durable. A complete part becomes held.
    ///
    /// Runs to its end even if the client has gone, so that bytes over a bad line are kept.
    pub async fn receive(self: &Arc<Self>, turn: Turn, part: Part, chunk: Chunk, body: Body) -> Result<u64> {
        let this = Arc::clone(self);
        to_its_end(async move { this.take(&turn, part, chunk, body).await }).await
    }

    async fn take(&self, turn: &Turn, part: Part, chunk: Chunk, body: Body) -> Result<u64> {
        let (spool, name, start) = (Arc::clone(&self.spool), turn.name(), chunk.offset + chunk.skip);
        let incoming = blocking(move || spool.resume(&name, start)).await?;
        let Some(incoming) = incoming else {
            drain(body, part.size, self.limits.body_idle).await;
            return self.gone(part, name).await;
        };
        let receiving = Receiving { incoming, digest: DigestWriter::default(), skip: chunk.skip, written: 0 };
        let (incoming, offset, broken) = match accept(self.limits.body_idle, turn, receiving, &chunk, part, body).await
        {
            Ok(accepted) => accepted,
            Err(error) => {
                // Unacknowledged bytes count for no quota, so they must not stay.
                let spool = Arc::clone(&self.spool);
                blocking(move || match part.received {
                    Some(offset) => spool.resume(&name, offset).map(drop),
                    None => spool.discard(&name),
                })
                .await?;
                return Err(error);
            }
        };
        self.settle(part, name, incoming, offset).await?;
        if broken && offset < part.size {
            return Err(Error::malformed("body", format!("it breaks off; {offset} bytes of the upload are kept")));
        }
        Ok(offset)
    }

    /// Makes bytes durable, then records them in the ledger.
    async fn settle(&self, part: Part, name: UploadName, mut incoming: Box<dyn Incoming>, offset: u64) -> Result<()> {
        let objects = Arc::clone(&self.objects);
        let outcome = blocking(move || {
            if offset < part.size {
                return incoming.flush().map(Outcome::Received);
            }
            let whole = incoming.finish(&Sealed { sha256: name.digest, size: part.size })?;
            let put = whole.map(|whole| objects.put(whole)).transpose()?;
            Ok(put.map_or(Outcome::NotWhatItSaid, Outcome::Held))
        })
        .await?;
        match outcome {
            Outcome::NotWhatItSaid => {
                self.forget(name).await?;
                Err(checksum())
            }
            Outcome::Received(durable) => {
                let work = move |step: &mut Step<'_>| {
                    Ok(step.change().set_received(name.device, &name.digest, offset, &durable)?)
                };
                self.sequencer.submit(work).await
            }
            Outcome::Held(durable) => self.hold(name, durable).await,
        }
    }

    /// Handles an upload that the ledger has and the store has not. Either its part became whole and the server was
    /// killed before it recorded that, or the disk lost it.
    async fn gone(&self, part: Part, name: UploadName) -> Result<u64> {
        let (objects, sealed) = (Arc::clone(&self.objects), Sealed { sha256: name.digest, size: part.size });
        match blocking(move || objects.adopt(&sealed)).await? {
            Some(durable) => {
                self.hold(name, durable).await?;
                Ok(part.size)
            }
            None => {
                self.forget(name).await?;
                Err(Error::refused(codes::OFFSET, "the upload begins again: ask for its offset"))
            }
        }
    }

    async fn hold(&self, name: UploadName, durable: Durable) -> Result<()> {
        self.recomputed.add(name.digest);
        self.sequencer.submit(move |step| Ok(step.change().hold(name.device, &name.digest, &durable)?)).await
    }

    /// Ends an upload without its part.
    async fn forget(&self, name: UploadName) -> Result<()> {
        self.sequencer.submit(move |step| Ok(step.change().end_upload(name.device, &name.digest)?)).await?;
        let spool = Arc::clone(&self.spool);
        blocking(move || spool.discard(&name)).await
    }
}

/// Reads and judges a body; returns the upload, its offset, and whether the body broke off.
async fn accept(
    idle: Duration,
    turn: &Turn,
    mut receiving: Receiving,
    chunk: &Chunk,
    part: Part,
    body: Body,
) -> Result<(Box<dyn Incoming>, u64, bool)> {
    let broken = read(idle, turn, &mut receiving, chunk, part.size - chunk.offset, body).await?;
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

/// Reads the body into the upload; returns true if it broke off.
async fn read(
    idle: Duration,
    turn: &Turn,
    receiving: &mut Receiving,
    chunk: &Chunk,
    room: u64,
    body: Body,
) -> Result<bool> {
    let mut stream = body.into_data_stream();
    let (mut received, mut buffer, mut broken) = (0_u64, Vec::new(), false);
    loop {
        let piece = match next(idle, turn, &mut stream).await {
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
    // A cut connection can look like the end of the body; the announced length shows the difference.
    Ok(broken || chunk.length.is_some_and(|length| length != received))
}

async fn next(idle: Duration, turn: &Turn, stream: &mut BodyDataStream) -> Option<Result<axum::body::Bytes, ()>> {
    let begun = Instant::now();
    loop {
        match timeout(SILENCE.min(idle), stream.next()).await {
            Ok(None) => return None,
            Ok(Some(piece)) => return Some(piece.map_err(|_| ())),
            Err(_) if turn.is_awaited() => return Some(Err(())),
            Err(_) if begun.elapsed() >= idle => return Some(Err(())),
            Err(_) => {}
        }
    }
}

async fn write(receiving: &mut Receiving, bytes: Vec<u8>) -> Result<()> {
    let skip = usize::try_from(receiving.skip).unwrap_or(usize::MAX).min(bytes.len());
    receiving.skip -= skip as u64;
    receiving.written += (bytes.len() - skip) as u64;
    let digest = std::mem::take(&mut receiving.digest);
    // The file is lent to a blocking thread, and returned.
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

/// Replaces an upload's file while a thread has it. Its use is a mistake in this program.
struct Lent;

impl Incoming for Lent {
    fn write(&mut self, _: &[u8]) -> Result<()> {
        Err(Error::Bug("an upload is used while it is lent"))
    }

    fn flush(&mut self) -> Result<Durable> {
        Err(Error::Bug("an upload is used while it is lent"))
    }

    fn finish(self: Box<Self>, _: &Sealed) -> Result<Option<Whole>> {
        Err(Error::Bug("an upload is used while it is lent"))
    }
}

enum Outcome {
    Received(Durable),
    Held(Durable),
    NotWhatItSaid,
}

fn checksum() -> Error {
    Error::refused(codes::CHECKSUM, "the bytes do not have the digest that they were announced with")
}
