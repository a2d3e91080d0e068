//! The archivist's desk of a trial: its items are brought into an archive of its own, with its own shares.
//!
//! Owns the archive's passphrase, which is random and kept beside the archive: a trial protects no evidence. Never touches
//! the archive of this machine, which is under the home.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use organisation::Organisation;

use super::folder::{ARCHIVE, BETWEEN, MARK, ORGANISATION, TRIES, disk, folder_beside, office, remove};
use crate::device::Device;
use crate::office::Office;
use crate::views::office::{ArchiveView, IntakeInput, IntakeState};
use crate::views::trial::LookView;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

const PASSPHRASE: &str = "archive-passphrase";
/// Bytes of randomness in it.
const CHANCE: usize = 32;

/// Returns the office of this machine, which uses the trial's archive as long as the home belongs to a trial.
pub fn office_of(device: &Arc<Device>) -> Arc<Office> {
    let (own, device) = (folder_beside(device), Arc::clone(device));
    Office::at(move || if device.is_on_trial() { own.clone() } else { device.path().to_owned() })
}

/// The office, and its progress with the trial's archive.
pub(super) struct Desk {
    office: Arc<Office>,
    folder: PathBuf,
    looking: Mutex<Looking>,
}

#[derive(Default)]
struct Looking {
    /// True while the archive is being opened.
    opening: bool,
    /// True once it was opened in this run.
    opened: bool,
    /// True once all data was imported that the server had at the start of this look.
    taken_in: bool,
    /// The reason why the archive could not be opened.
    trouble: Option<TroubleView>,
}

impl Desk {
    pub(super) fn new(office: Arc<Office>, folder: PathBuf) -> Self {
        Self { office, folder, looking: Mutex::default() }
    }

    pub(super) fn office(&self) -> &Arc<Office> {
        &self.office
    }

    #[cfg(test)]
    pub(super) fn is_opening(&self) -> bool {
        self.looking().opening
    }

    /// Closes the trial's archive before its folder is removed, as far as the time allows. If it was not opened, the
    /// office may be using the archive of this machine, which is left alone.
    pub(super) fn leave(&self) {
        if !std::mem::take(&mut self.looking().opened) {
            return;
        }
        for _ in 0..TRIES {
            // Repeated each time: an archive that was being opened at the last attempt is still open.
            self.office.shut();
            if self.office.is_shut() {
                break;
            }
            std::thread::sleep(BETWEEN);
        }
    }

    pub(super) fn anew(&self) {
        let mut looking = self.looking();
        (looking.taken_in, looking.trouble) = (false, None);
    }

    /// Takes one step per call: opens the archive, imports, or reports the end.
    pub(super) fn step(self: &Arc<Self>, random: impl Fn(&mut [u8]) -> Answer<()>) -> Answer<LookView> {
        {
            let mut looking = self.looking();
            if looking.opening {
                return Ok(LookView::Opening);
            }
            if let Some(trouble) = looking.trouble.take() {
                return Err(trouble);
            }
        }
        let told = self.office.intake()?;
        let taking_in = || LookView::TakingIn { parts: told.parts, waiting: told.waiting };
        match self.office.state()? {
            ArchiveView::TakingIn => Ok(taking_in()),
            // The store is returned shortly before its intake reports its result.
            ArchiveView::Open { .. } if matches!(told.state, IntakeState::Running | IntakeState::Stopping) => {
                Ok(taking_in())
            }
            ArchiveView::Open { .. } if self.looking().taken_in => {
                told.trouble.clone().map_or(Ok(LookView::Ready), Err)
            }
            ArchiveView::Open { .. } => {
                let told = self.office.take_in(intake(&self.folder)?)?;
                self.looking().taken_in = true;
                Ok(LookView::TakingIn { parts: told.parts, waiting: told.waiting })
            }
            ArchiveView::Closed | ArchiveView::None => {
                let mut chance = [0; CHANCE];
                random(&mut chance)?;
                {
                    let mut looking = self.looking();
                    (looking.opening, looking.opened) = (true, true);
                }
                let own = Arc::clone(self);
                std::thread::spawn(move || {
                    let opened = own.open(&chance);
                    let mut looking = own.looking();
                    (looking.opening, looking.trouble) = (false, opened.err());
                });
                Ok(LookView::Opening)
            }
        }
    }

    /// Opens the trial's archive. If its kept passphrase does not open it, it is made again: the server has all of its
    /// data.
    fn open(&self, chance: &[u8]) -> Answer<()> {
        let file = self.folder.join(PASSPHRASE);
        let kept = std::fs::read_to_string(&file).ok();
        let opened = match kept {
            Some(passphrase) => self.office.open(passphrase, true),
            None => Err(ErrorCode::PassphraseWrong.into()),
        };
        let opened = match opened {
            Err(trouble)
                if trouble.code == ErrorCode::PassphraseWrong || trouble.code == ErrorCode::PassphraseShort =>
            {
                self.make(&file, chance)
            }
            other => other.map(drop),
        };
        // A panic or the trial's end came meanwhile: files made after it are removed too.
        if !self.folder.join(MARK).is_file() {
            self.office.shut();
            let _ = remove(&self.folder.join(ARCHIVE));
            let _ = std::fs::remove_file(&file);
            let _ = std::fs::remove_dir(&self.folder);
            return Err(ErrorCode::NoTrial.into());
        }
        opened
    }

    fn make(&self, file: &Path, chance: &[u8]) -> Answer<()> {
        let passphrase: String = chance.iter().map(|byte| format!("{byte:02x}")).collect();
        remove(&self.folder.join(ARCHIVE)).map_err(disk)?;
        let _ = std::fs::remove_file(file);
        write_new(file, passphrase.as_bytes()).map_err(disk)?;
        self.office.open(passphrase, true).map(drop)
    }

    fn looking(&self) -> MutexGuard<'_, Looking> {
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns all inputs of an intake, as the trial keeps them.
fn intake(folder: &Path) -> Answer<IntakeInput> {
    let at = folder.join(ORGANISATION);
    let organisation = Organisation::open(&at).map_err(office)?;
    let policies = organisation.policies().map_err(office)?;
    let server = policies.last().and_then(|p| p.policy().servers.first()).map(|s| s.url.clone());
    let (mut shares, mut witness_shares) = (Vec::new(), Vec::new());
    for page in std::fs::read_dir(at.join("shares")).map_err(disk)? {
        let page = page.map_err(disk)?;
        let text = std::fs::read_to_string(page.path()).map_err(disk)?;
        match page.file_name().to_string_lossy() {
            name if name.starts_with("witness-share-") => witness_shares.push(text),
            name if name.starts_with("share-") => shares.push(text),
            _ => {}
        }
    }
    // As many as are needed, in any choice.
    shares.truncate(organisation.card().threshold.into());
    let organisation = at.display().to_string();
    Ok(IntakeInput { organisation, passphrase: None, shares, witness_shares, server, folder: None, proxy: None })
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
