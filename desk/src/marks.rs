//! One-tap records: tags, taps of the count, and the last word before a person is taken.

use std::str::FromStr;
use std::sync::Arc;

use evidence::ItemId;
use vault::NewItem;

use crate::device::Device;
use crate::locked::Locked;
use crate::recorder::Recorder;
use crate::sending::Sending;
use crate::views::capture::{SealedView, TakenView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Files marks and the last word.
pub struct Marks {
    device: Arc<Device>,
    recorder: Arc<Recorder>,
    sending: Arc<Sending>,
    locked: Arc<Locked>,
}

impl Marks {
    /// Files into this device's home.
    pub fn new(device: Arc<Device>, recorder: Arc<Recorder>, sending: Arc<Sending>, locked: Arc<Locked>) -> Self {
        Self { device, recorder, sending, locked }
    }

    /// Files a tag of an item's content.
    pub fn tag(&self, item: &str, code: &str, sure: bool) -> Answer<SealedView> {
        let item = ItemId::from_str(item).map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        Ok(self.device.ask(|home| home.add_tag(item, code, sure, &NewItem::default()))?.into())
    }

    /// Files a tap of the count: one more, or one less.
    pub fn tally(&self, code: &str, step: i8) -> Answer<SealedView> {
        Ok(self.device.ask(|home| home.add_tally(code, step, &NewItem::default()))?.into())
    }

    /// Ends and seals all recordings, seals one last word with the chain's head, sends that first, and locks. A failed
    /// step does not prevent the others.
    pub fn taken(&self) -> TakenView {
        // On another thread: a user of the vault may hold it for a while, and a failing disk takes time.
        let locked = Arc::clone(&self.locked);
        let locking = std::thread::spawn(move || locked.lock());
        let stopped = self.recorder.stop_all() as u64;
        // After one failure of the disk, the second attempt reopens the home.
        let head = || self.device.ask(|home| home.add_head(&NewItem::default(), None)).is_ok();
        let sealed = head() || head();
        self.sending.now();
        // Even a locking that panicked has closed the vault.
        let _ = locking.join();
        TakenView { stopped, sealed }
    }
}
