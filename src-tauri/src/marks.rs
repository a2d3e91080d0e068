//! One tap each: tags, taps of the count, and the last word before a device is taken.

use std::str::FromStr;
use std::sync::Arc;

use evidence::ItemId;
use vault::NewItem;

use crate::device::Device;
use crate::ipc::Answer;
use crate::locked::Locked;
use crate::recorder::Recorder;
use crate::sending::Sending;
use crate::views::capture::{SealedView, TakenView};
use crate::views::trouble::{ErrorCode, TroubleView};

/// Files marks and the last word.
pub struct Marks {
    device: Arc<Device>,
    recorder: Arc<Recorder>,
    sending: Arc<Sending>,
    locked: Arc<Locked>,
}

impl Marks {
    /// On this device's home.
    pub fn new(device: Arc<Device>, recorder: Arc<Recorder>, sending: Arc<Sending>, locked: Arc<Locked>) -> Self {
        Self { device, recorder, sending, locked }
    }

    /// Says of an item what it shows.
    pub fn tag(&self, item: &str, code: &str, sure: bool) -> Answer<SealedView> {
        let item = ItemId::from_str(item).map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        Ok(self.device.ask(|home| home.add_tag(item, code, sure, &NewItem::default()))?.into())
    }

    /// One more, or one less.
    pub fn tally(&self, code: &str, step: i8) -> Answer<SealedView> {
        Ok(self.device.ask(|home| home.add_tally(code, step, &NewItem::default()))?.into())
    }

    /// Ends and seals everything live, seals one last word with the chain's head, sends that first, and locks. A step that fails
    /// on the way keeps nothing of the rest from being done.
    pub fn taken(&self) -> TakenView {
        // Beside the rest: whoever uses the vault at this moment may hold it for a while, and a disk that fails takes time.
        let locked = Arc::clone(&self.locked);
        let locking = std::thread::spawn(move || locked.lock());
        let stopped = self.recorder.stop_all() as u64;
        // A disk that failed once is opened anew by the second try.
        let head = || self.device.ask(|home| home.add_head(&NewItem::default(), None)).is_ok();
        let sealed = head() || head();
        self.sending.now();
        // A lock that panicked has let go of the vault all the same.
        let _ = locking.join();
        TakenView { stopped, sealed }
    }
}
