//! Makes the tiles of a new photo while it is being sealed. The photo waits only briefly for them and never fails
//! because of them: without tiles it is whole, but no region can be shown alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use evidence::Digest;
use evidence::record::{Kind, Method};
use evidence::tiles::Tiles;
use pixels::{MAX_PHOTO, Pixels};
use zeroize::Zeroizing;

/// Longest time that a sealed photo waits for its tiles: a kill during the wait leaves a photo whose record says
/// little.
pub(super) const PATIENCE: Duration = Duration::from_millis(300);
/// Photos that are decoded at one time, including those whose caller has stopped waiting.
const MOST_AT_WORK: usize = 2;
/// The first bytes of the formats that the app captures: JPEG, PNG.
const CAPTURED: [&[u8]; 2] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"];

static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// A photo on its way to its tiles.
#[derive(Default)]
pub(super) struct Tiling {
    /// The photo so far; `None` for a medium that gets no tiles.
    photo: Option<Zeroizing<Vec<u8>>>,
    made: Option<Receiver<Option<Tiles>>>,
}

impl Tiling {
    pub(super) fn new(method: Method, kind: Kind, first: &[u8]) -> Self {
        let is_one =
            method == Method::Captured && kind == Kind::Photo && CAPTURED.iter().any(|head| first.starts_with(head));
        Self { photo: is_one.then(Zeroizing::default), made: None }
    }

    /// Adds the next piece.
    pub(super) fn take(&mut self, piece: &[u8]) {
        let Some(photo) = &mut self.photo else { return };
        if photo.len() + piece.len() > MAX_PHOTO {
            self.photo = None;
            return;
        }
        photo.reserve_exact(piece.len());
        photo.extend_from_slice(piece);
    }

    /// Starts the work once all pieces are there.
    pub(super) fn begin(&mut self, seed: Digest) {
        let Some(photo) = self.photo.take() else { return };
        let Some(at_work) = AtWork::enter() else { return };
        let (give, made) = sync_channel(1);
        let work = move || {
            let _at_work = at_work;
            // The caller may have stopped waiting.
            let _ = give.send(pixels::look(&photo, |photo: Pixels| photo.tiles(&seed)).flatten());
        };
        self.made = std::thread::Builder::new().spawn(work).ok().map(|_| made);
    }

    /// Returns the tiles if they are made in time.
    pub(super) fn finish(self, patience: Duration) -> Option<Tiles> {
        self.made?.recv_timeout(patience).ok().flatten()
    }
}

/// One of [`MOST_AT_WORK`] places.
struct AtWork;

impl AtWork {
    fn enter() -> Option<Self> {
        let one_more = |n: usize| (n < MOST_AT_WORK).then_some(n + 1);
        AT_WORK.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more).ok().map(|_| Self)
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        AT_WORK.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_does_not_wait_for_tiles_that_take_too_long() {
        let (_never, made) = sync_channel(1);
        let tiling = Tiling { photo: None, made: Some(made) };
        assert_eq!(tiling.finish(Duration::from_millis(20)), None);
    }

    #[test]
    fn only_photos_that_were_captured_and_are_of_a_format_of_ours_get_tiles() {
        let jpeg = CAPTURED[0];
        for (method, kind, first, tiled) in [
            (Method::Captured, Kind::Photo, jpeg, true),
            (Method::Captured, Kind::Photo, CAPTURED[1], true),
            (Method::Captured, Kind::Photo, b"RIFF".as_slice(), false),
            (Method::Captured, Kind::Video, jpeg, false),
            (Method::Imported, Kind::Photo, jpeg, false),
        ] {
            assert_eq!(Tiling::new(method, kind, first).photo.is_some(), tiled, "{method:?} {kind:?}");
        }
        let mut large = Tiling::new(Method::Captured, Kind::Photo, jpeg);
        large.take(&vec![0; MAX_PHOTO]);
        large.take(b"x");
        assert!(large.photo.is_none());
    }
}
