//! A live recording: runs the recorder, and keeps the durable part at most one second behind the pushed bytes.

use std::io::{self, Read};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use capture::{End, Medium, Piece, Recorder};
use evidence::part::Role;
use evidence::record::Method;
use evidence::{ClaimedTime, Digest, ItemId};

use crate::home::Home;
use crate::items::Added;
use crate::readers::Readers;
use crate::{Acknowledged, Error, Reason, Result, Safe};
use evidence::NewItem;

/// Largest read from a live source, in bytes; small, so that little waits between source and seal.
const READ: usize = 64 * 1024;
/// Longest time between checks for another program's panic while the source is silent.
const LOOK: Duration = Duration::from_millis(100);

/// A recording in progress. If it is dropped without [`Recording::finish`], the next start closes it as interrupted.
pub struct Recording {
    recorder: Recorder,
    writer: Writer,
    claimed_at: ClaimedTime,
    opening: Digest,
}

/// Makes the recorder's pieces durable and counts the safe ones.
struct Writer {
    home: Home,
    safe: Safe,
    item: ItemId,
    readers: Readers,
    entries: Vec<Acknowledged>,
}

impl Home {
    /// Begins a live recording. When this returns, its opening record is durable and the item's id may be shown.
    ///
    /// `name` and `media_type` describe the bytes to come; they leave memory only sealed.
    pub fn begin_recording(&self, name: &str, media_type: &str, new: &NewItem) -> Result<Recording> {
        let description = self.describe(capture::kind_of(media_type), Method::Captured, new)?;
        let (recorder, opening) = Recorder::open(&description, name, media_type, new.cut)?;
        let (item, claimed_at) = (description.item, description.claimed_at);
        let safe = Safe { item: Some(item), ..Safe::default() };
        let mut writer = Writer {
            home: self.clone(),
            safe,
            item,
            readers: Readers::of(new.compartment.as_deref()),
            entries: Vec::new(),
        };
        let opening = writer.make_durable(&[opening], false)?;
        let opening = opening.ok_or(Error::Bug("a recording begins without an opening"))?;
        Ok(Recording { recorder, writer, claimed_at, opening })
    }
}

impl Recording {
    /// Returns the item's id.
    pub fn item(&self) -> ItemId {
        self.writer.item
    }

    /// Returns the parts and bytes that are durable so far.
    pub fn safe(&self) -> Safe {
        self.writer.safe
    }

    /// Accepts bytes from the source, and makes the due ones durable. An error says which parts are safe, and ends the
    /// recording.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let pieces = self.recorder.push(self.now_ms(), bytes)?;
        pieces.iter().try_for_each(|piece| self.writer.make_durable(std::slice::from_ref(piece), false).map(drop))
    }

    /// Makes bytes durable that have waited long enough. The caller calls it when [`Recording::due_in_ms`] is over.
    pub fn tick(&mut self) -> Result<()> {
        let home = &self.writer.home.0;
        home.look();
        home.destroyed.check().map_err(|e| e.with_safe(self.writer.safe))?;
        match self.recorder.tick(self.now_ms())? {
            Some(piece) => self.writer.make_durable(&[piece], false).map(drop),
            None => Ok(()),
        }
    }

    /// Returns the milliseconds until [`Recording::tick`] is due; `None` while no bytes wait.
    pub fn due_in_ms(&self) -> Option<u64> {
        self.recorder.due_in_ms(self.now_ms())
    }

    /// Ends the recording with its closing.
    pub fn finish(self) -> Result<Added> {
        let end = self.end()?;
        let (pieces, medium) = self.recorder.finish(end)?;
        self.writer.close(&pieces, medium, self.claimed_at, false)
    }

    /// Ends a recording whose source failed: the closing says that it was cut off.
    pub fn cut_off(self) -> Result<Added> {
        let end = self.end()?;
        let (pieces, medium) = self.recorder.cut_off(end)?;
        self.writer.close(&pieces, medium, self.claimed_at, true)
    }

    /// Records all bytes of `source`. `seen` is called with the safe parts after every change.
    ///
    /// If the source fails, the item is closed as interrupted and the error says which parts are safe.
    pub fn run(mut self, source: impl Read + Send + 'static, mut seen: impl FnMut(&Safe)) -> Result<Added> {
        let (send, receive) = sync_channel(16);
        // A read blocks while the source is silent, but earlier bytes must become durable anyway.
        std::thread::spawn(move || read_all(source, &send));
        loop {
            let wait = self.due_in_ms().map_or(LOOK, |due| Duration::from_millis(due).min(LOOK));
            match receive.recv_timeout(wait) {
                Ok(Ok(bytes)) => self.push(&bytes)?,
                Ok(Err(cause)) => {
                    let done = self.cut_off()?;
                    let safe =
                        Safe { item: Some(done.item), parts: done.parts, bytes: done.bytes, closed: true, gone: false };
                    let (what, reason) = ("the recording was cut off", Reason::Source);
                    return Err(Error::Unavailable { what, reason, safe, source: Some(cause) });
                }
                Err(RecvTimeoutError::Timeout) => self.tick()?,
                Err(RecvTimeoutError::Disconnected) => return self.finish(),
            }
            seen(&self.writer.safe);
        }
    }

    fn end(&self) -> Result<End> {
        let home = &self.writer.home.0;
        Ok(End { opening: self.opening, at: home.around.now(), seed: home.seed()? })
    }

    fn now_ms(&self) -> u64 {
        self.writer.home.0.around.monotonic_ms()
    }
}

impl Writer {
    /// Seals pieces, signs them and makes them durable, in one entry. Returns the commitment of the first part.
    fn make_durable(&mut self, pieces: &[Piece], interrupted: bool) -> Result<Option<Digest>> {
        let shared = &self.home.0;
        let _sealing = shared.sealing.enter();
        let stage = |p: &Piece| shared.stage_content(self.item, self.readers, true, p.role, &p.content);
        let staged = pieces.iter().map(stage).collect::<Result<Vec<_>>>();
        let (done, first) = staged
            .and_then(|staged| Ok((shared.commit(&staged, interrupted)?, staged.first().map(|s| s.part.commitment))))
            .map_err(|e| e.with_safe(shared.look_again(self.safe)))?;
        self.entries.push(done);
        for piece in pieces {
            match piece.role {
                Role::Media(_) => {
                    self.safe.parts += 1;
                    self.safe.bytes += piece.content.len() as u64;
                }
                Role::Record => self.safe.closed = true,
                Role::Opening => {}
            }
        }
        Ok(first)
    }

    fn close(mut self, pieces: &[Piece], medium: Medium, claimed_at: ClaimedTime, interrupted: bool) -> Result<Added> {
        self.make_durable(pieces, interrupted)?;
        let Medium { size: bytes, sha256, parts } = medium;
        let (item, sha256, entries) = (self.item, Some(sha256), self.entries);
        Ok(Added { item, claimed_at, parts, bytes, sha256, changed: false, entries })
    }
}

fn read_all(mut source: impl Read, send: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut bytes = vec![0; READ];
        let read = match source.read(&mut bytes) {
            Ok(0) => return,
            Ok(n) => {
                bytes.truncate(n);
                Ok(bytes)
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => Err(e),
        };
        let failed = read.is_err();
        // The receiver is dropped only when the recording has ended.
        if send.send(read).is_err() || failed {
            return;
        }
    }
}
