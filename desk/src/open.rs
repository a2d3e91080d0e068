//! The parts of a running app, made in the order in which they need each other.

use std::path::PathBuf;
use std::sync::Arc;

use crate::capture::Capture;
use crate::changes::Changes;
use crate::device::Device;
use crate::folder::Folder;
use crate::forms::Forms;
use crate::idle::Idle;
use crate::lend::Lending;
use crate::locked::Locked;
use crate::marks::Marks;
use crate::mine::Mine;
use crate::office::Office;
use crate::panic::Panicking;
use crate::recorder::Recorder;
use crate::scan::Scanner;
use crate::sending::Sending;
use crate::settings::Settings;
use crate::size::Kept;
use crate::testimony::Interviews;
#[cfg(feature = "trial")]
use crate::trial::{self, Trial};
use crate::views::changes::ChangedCode;

/// The running app of one home: a door gives each part to the requests of its area.
pub struct Desk {
    /// The home.
    pub device: Arc<Device>,
    /// Live recordings.
    pub recorder: Arc<Recorder>,
    /// The conversation with the server.
    pub sending: Arc<Sending>,
    /// The locked vault.
    pub locked: Arc<Locked>,
    /// One-tap marks and the last word.
    pub marks: Arc<Marks>,
    /// Practice mode.
    #[cfg(feature = "trial")]
    pub trial: Arc<Trial>,
    /// Emergency destruction.
    pub panicking: Arc<Panicking>,
    /// The lock of an unused window.
    pub idle: Arc<Idle>,
    /// The archive of this machine.
    pub office: Arc<Office>,
    /// The list of this device's items.
    pub mine: Arc<Mine>,
    /// The person's preferences.
    pub settings: Arc<Settings>,
    /// Codes before the camera.
    pub scanner: Arc<Scanner>,
    /// Forms and their drafts.
    pub forms: Arc<Forms>,
    /// Interviews with witnesses.
    pub interviews: Arc<Interviews>,
    /// Photos and imports.
    pub capture: Arc<Capture>,
    /// Files that the page lends.
    pub lending: Arc<Lending>,
    /// The folder that is imported.
    pub folder: Arc<Folder>,
    /// The window's kept size.
    pub size: Arc<Kept>,
    /// Changes that no request asked for.
    pub changes: Changes,
}

impl Desk {
    /// Makes the parts for the home at `path` and starts their threads, which end with the process. The home itself is
    /// opened on first use.
    pub fn open(path: PathBuf) -> Self {
        let (size, changes) = (Kept::beside(&path), Changes::default());
        let device = Arc::new(Device::new(path));
        #[cfg(feature = "trial")]
        let office = trial::office_of(&device);
        #[cfg(not(feature = "trial"))]
        let office = Office::new(device.path());
        let recorder = Arc::new(Recorder::new(Arc::clone(&device)));
        let sending = Sending::start(Arc::clone(&device));
        let locked = Arc::new(Locked::new(Arc::clone(&device)));
        let (d, r, s, l) = (Arc::clone(&device), Arc::clone(&recorder), Arc::clone(&sending), Arc::clone(&locked));
        let marks = Arc::new(Marks::new(d, r, s, l));
        #[cfg(feature = "trial")]
        let trial = Trial::start(Arc::clone(&device), Arc::clone(&sending), Arc::clone(&office));
        let panicking = Arc::new(Panicking {
            device: Arc::clone(&device),
            recorder: Arc::clone(&recorder),
            sending: Arc::clone(&sending),
            locked: Arc::clone(&locked),
            #[cfg(feature = "trial")]
            trial: Arc::clone(&trial),
            size: Arc::clone(&size),
            changes: changes.clone(),
        });
        Arc::clone(&panicking).follow();
        let lock = unused(Arc::clone(&office), Arc::clone(&locked), changes.clone());
        let idle = Idle::start(Arc::clone(&device), lock);
        let (d, l, r) = (Arc::clone(&device), Arc::clone(&locked), Arc::clone(&recorder));
        let interviews = Arc::new(Interviews::new(d, l, r));
        let leaving = Arc::downgrade(&interviews);
        locked.before_locking(move || {
            if let Some(interviews) = leaving.upgrade() {
                interviews.put_away();
            }
        });
        let capture = Arc::new(Capture::new(Arc::clone(&device)));
        let lending = Arc::new(Lending::default());
        Self {
            marks,
            #[cfg(feature = "trial")]
            trial,
            panicking,
            idle,
            office,
            mine: Arc::new(Mine::new(Arc::clone(&device), Arc::clone(&locked))),
            settings: Arc::new(Settings::new(Arc::clone(&device), Arc::clone(&sending))),
            scanner: Arc::new(Scanner::default()),
            forms: Arc::new(Forms::new(Arc::clone(&device), Arc::clone(&locked))),
            interviews,
            folder: Arc::new(Folder::new(Arc::clone(&device), Arc::clone(&capture), Arc::clone(&lending))),
            capture,
            lending,
            size,
            changes,
            recorder,
            sending,
            locked,
            device,
        }
    }

    /// Returns true on the machine of an archivist: it has an archive and no device's home.
    pub fn is_archivists(&self) -> bool {
        archive::Store::exists(self.device.path()) && !vault::Home::exists(self.device.path())
    }
}

/// Returns the lock of an unused window: its archive and its vault close, and then its page is told.
fn unused(office: Arc<Office>, locked: Arc<Locked>, changes: Changes) -> impl Fn() {
    move || {
        office.leave();
        changes.tell(ChangedCode::Archive);
        // A vault that was closed already is no change.
        if locked.lock() {
            changes.tell(ChangedCode::Vault);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::testing;
    use crate::views::locked::LockView;
    use crate::views::office::ArchiveView;

    #[test]
    fn the_page_of_an_unused_window_is_told_when_the_archive_and_an_open_vault_are_closed_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let locked = Arc::new(Locked::new(Arc::clone(&device)));
        locked.create("four plain words here".to_owned()).unwrap();
        let office = Office::new(device.path());
        assert!(matches!(office.open("four plain words here".to_owned(), true).unwrap(), ArchiveView::Open { .. }));
        let changes = Changes::default();
        let told = Arc::new(Mutex::new(Vec::new()));
        let (own, vault, archive) = (Arc::clone(&told), Arc::clone(&locked), Arc::clone(&office));
        changes.follow(move |what| {
            own.lock().unwrap().push((what, vault.state().unwrap(), archive.state().unwrap()));
        });
        let lock = unused(office, locked, changes);
        assert!(told.lock().unwrap().is_empty());
        lock();
        lock();
        let told = told.lock().unwrap();
        let names: Vec<_> = told.iter().map(|(what, ..)| *what).collect();
        assert_eq!(names, [ChangedCode::Archive, ChangedCode::Vault, ChangedCode::Archive]);
        assert!(told.iter().all(|(.., archive)| matches!(archive, ArchiveView::Closed)));
        assert_eq!(told[1].1, LockView::Locked);
    }
}
