//! Live recordings: bytes come from a lens or a microphone, and are durable at most a second later.
//!
//! Owns the recordings in progress. Independent of the webview: on phones native code may push the bytes.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use evidence::{Cut, ItemId};
use vault::{NewItem, Recording};

use crate::device::Device;
use crate::views::capture::SealedView;
use crate::views::trouble::{Asked, ErrorCode, TroubleView};

/// Longest sleep between two checks for due bytes.
const LOOK: Duration = Duration::from_millis(100);

/// All recordings in progress.
pub struct Recorder {
    device: Arc<Device>,
    live: Mutex<BTreeMap<ItemId, Shared>>,
    /// Number of times that all recordings were stopped: a recording that was being started meanwhile does not
    /// continue.
    stops: AtomicU64,
}

type Shared = Arc<Mutex<Held>>;

/// A recording in progress, or the reason why it ended.
struct Held {
    /// `None` once it has ended.
    recording: Option<Recording>,
    /// The error that ended it, until it was reported to the page.
    trouble: Option<TroubleView>,
}

impl Held {
    /// Returns the error for a page that considers it in progress.
    fn ended(&mut self, item: &ItemId) -> TroubleView {
        self.trouble.take().unwrap_or_else(|| gone(item))
    }
}

impl Recorder {
    /// Starts without a recording.
    pub fn new(device: Arc<Device>) -> Self {
        Self { device, live: Mutex::default(), stops: AtomicU64::new(0) }
    }

    /// Begins a recording. When this returns, its opening record is durable.
    pub fn begin(&self, name: &str, media_type: &str, new: &NewItem) -> Result<ItemId, TroubleView> {
        let stops = self.stops.load(Ordering::SeqCst);
        // The page's muxer begins a cluster every half second (`ui/src/capture/recording.ts`).
        let essence = media_type.split(';').next().unwrap_or_default().trim_end();
        let cut = if essence.ends_with("/webm") { Cut::Fragments } else { new.cut };
        let new = NewItem { cut, ..new.clone() };
        let recording = self.device.ask(|home| home.begin_recording(name, media_type, &new))?;
        let item = recording.item();
        let shared: Shared = Arc::new(Mutex::new(Held { recording: Some(recording), trouble: None }));
        let mut live = self.lock()?;
        live.insert(item, Arc::clone(&shared));
        if self.stops.load(Ordering::SeqCst) != stops {
            live.remove(&item);
            drop(live);
            end(&shared);
            return Err(gone(&item));
        }
        drop(live);
        // Pushed bytes must become durable in time, even if the source pauses.
        std::thread::spawn(move || {
            while let Some(wait) = due(&shared) {
                std::thread::sleep(wait);
            }
        });
        Ok(item)
    }

    /// Begins a recording like [`Recorder::begin`], about the items named in hex.
    pub fn begin_about(&self, name: &str, media_type: &str, about: &[String]) -> Result<String, TroubleView> {
        let about = about.iter().map(|id| ItemId::from_str(id)).collect::<Result<_, _>>();
        let about = about.map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        let new = NewItem { about, ..NewItem::default() };
        self.begin(name, media_type, &new).map(|item| item.to_string())
    }

    /// Adds bytes. After an error the recording has ended; the next start closes its safe part.
    pub fn push(&self, item: &str, bytes: &[u8]) -> Result<(), TroubleView> {
        let (item, shared) = self.find(item)?;
        let mut held = shared.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        let Some(recording) = held.recording.as_mut() else {
            self.forget(&item);
            return Err(held.ended(&item));
        };
        recording.push(bytes).map_err(|error| {
            held.recording = None;
            self.forget(&item);
            TroubleView::of(&error, Asked::Home)
        })
    }

    /// Ends a recording with its record. `cut_off`: the source failed, and the record says so.
    pub fn finish(&self, item: &str, cut_off: bool) -> Result<SealedView, TroubleView> {
        let (item, shared) = self.find(item)?;
        self.forget(&item);
        let mut held = shared.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        let Some(recording) = held.recording.take() else { return Err(held.ended(&item)) };
        drop(held);
        let done = if cut_off { recording.cut_off() } else { recording.finish() };
        let sealed = SealedView::from(done.map_err(|e| TroubleView::of(&e, Asked::Home))?);
        Ok(SealedView { interrupted: cut_off, ..sealed })
    }

    /// Ends all recordings, each with its record, and returns their number. If one fails, the next start closes it.
    pub fn stop_all(&self) -> usize {
        self.stops.fetch_add(1, Ordering::SeqCst);
        let Ok(mut live) = self.lock() else { return 0 };
        let all = std::mem::take(&mut *live);
        drop(live);
        all.into_values().filter(end).count()
    }

    fn find(&self, item: &str) -> Result<(ItemId, Shared), TroubleView> {
        let item = ItemId::from_str(item).map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        let shared = self.lock()?.get(&item).cloned();
        shared.map(|s| (item, s)).ok_or_else(|| gone(&item))
    }

    fn forget(&self, item: &ItemId) {
        if let Ok(mut live) = self.lock() {
            live.remove(item);
        }
    }

    fn lock(&self) -> Result<MutexGuard<'_, BTreeMap<ItemId, Shared>>, TroubleView> {
        self.live.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

/// Ends a recording with its record; returns false if there was none to end, or if it could not be closed.
fn end(shared: &Shared) -> bool {
    let recording = shared.lock().ok().and_then(|mut held| held.recording.take());
    recording.is_some_and(|recording| recording.finish().is_ok())
}

/// Makes due bytes durable and returns the time until the next check; `None` if the recording has ended.
fn due(shared: &Shared) -> Option<Duration> {
    let mut held = shared.lock().ok()?;
    let recording = held.recording.as_mut()?;
    if let Err(error) = recording.tick() {
        // The next push reports the error.
        held.recording = None;
        held.trouble = Some(TroubleView::of(&error, Asked::Home));
        return None;
    }
    Some(recording.due_in_ms().map_or(LOOK, Duration::from_millis).clamp(Duration::from_millis(1), LOOK))
}

fn gone(item: &ItemId) -> TroubleView {
    TroubleView { code: ErrorCode::NoRecording, item: Some(item.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::joined_on_failing_disk;
    use crate::views::home::StatusView;

    #[test]
    fn a_recording_that_a_failed_write_ended_says_so_and_the_next_one_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (device, disk) = joined_on_failing_disk(folder.path());
        let recorder = Recorder::new(Arc::clone(&device));
        let item = recorder.begin("v.webm", "video/webm", &NewItem::default()).unwrap().to_string();
        recorder.push(&item, &[7; 1_000_000]).unwrap();
        disk.fail();
        device.ask(|home| home.add_note("seen", &NewItem::default())).unwrap_err();
        assert!(recorder.push(&item, &[7; 1_000_000]).is_err() || recorder.finish(&item, false).is_err());
        let next = recorder.begin("v.webm", "video/webm", &NewItem::default()).unwrap().to_string();
        recorder.finish(&next, false).unwrap();
        let StatusView::Joined(home) = device.status().unwrap() else { panic!("joined") };
        assert_eq!(home.items, 2);
    }

    #[test]
    fn a_recording_that_is_being_begun_when_everything_is_stopped_does_not_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let (device, disk) = joined_on_failing_disk(folder.path());
        let recorder = Arc::new(Recorder::new(Arc::clone(&device)));
        device.home().unwrap();
        // "They are taking me", while the opening record is being written.
        let other = Arc::clone(&recorder);
        disk.before_next(move || {
            assert_eq!(other.stop_all(), 0);
            Ok(())
        });
        let begun = recorder.begin("v.webm", "video/webm", &NewItem::default());
        assert_eq!(begun.unwrap_err().code, ErrorCode::NoRecording);
        assert!(recorder.live.lock().unwrap().is_empty());
        let home = device.home().unwrap();
        assert_eq!(home.status().unwrap().unfinished, 0, "it was left without its record");
    }
}
