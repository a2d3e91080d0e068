//! This device's home as the window sees it: opened when first asked for, held until the window closes.
//!
//! Owns where the home lies and that it is open at most once in this process; the vault's lock refuses other processes.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use tauri::{AppHandle, Manager, Runtime};
use vault::{Disk, Home, OsDisk, OsSurroundings, Reason, Recovery, Surroundings};

use crate::views::{Asked, ErrorCode, StatusView, TroubleView};

/// Where the home lies: `TESTAMUR_HOME`, or `home` in the platform's folder for this app's data.
pub fn home<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<PathBuf> {
    match std::env::var_os("TESTAMUR_HOME").filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(dir.into()),
        None => Ok(app.path().app_data_dir()?.join("home")),
    }
}

/// The home of this device, open or not.
pub struct Device {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    around: Arc<dyn Surroundings>,
    opened: Mutex<Option<Opened>>,
}

struct Opened {
    home: Home,
    found: Recovery,
}

impl Device {
    /// Touches nothing yet.
    pub fn new(path: PathBuf) -> Self {
        let around = Arc::new(OsSurroundings::new());
        Self { path, disk: Arc::new(OsDisk), around, opened: Mutex::new(None) }
    }

    /// The vault's state. Opens the home if it is not open; a home that never joined is a state, not a trouble.
    pub fn status(&self) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        if opened.is_none() {
            match Home::open(&self.path, Arc::clone(&self.disk), Arc::clone(&self.around)) {
                Ok((home, found)) => *opened = Some(Opened { home, found }),
                Err(error) if error.is_unjoined() => return Ok(StatusView::unjoined()),
                Err(error) => return Err(TroubleView::of(&error, Asked::Home)),
            }
        }
        read(&mut opened)
    }

    /// Joins the organisation of `invitation` and says the state after it.
    pub fn join(&self, invitation: &str) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        if opened.is_some() {
            return Err(ErrorCode::AlreadyJoined.into());
        }
        let (disk, around) = (Arc::clone(&self.disk), Arc::clone(&self.around));
        let home = Home::join(&self.path, invitation.as_bytes(), None, disk, around)
            .map_err(|error| TroubleView::of(&error, Asked::Join))?;
        *opened = Some(Opened { home, found: Recovery::default() });
        read(&mut opened)
    }

    fn lock(&self) -> Result<MutexGuard<'_, Option<Opened>>, TroubleView> {
        self.opened.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

/// Reads the state of an open home. A home that a failed write has made unsure is closed, so that the next question
/// opens and repairs it.
fn read(opened: &mut Option<Opened>) -> Result<StatusView, TroubleView> {
    let Some(Opened { home, found }) = opened.as_ref() else { return Err(ErrorCode::Bug.into()) };
    StatusView::joined(home, found).map_err(|error| {
        if matches!(error, vault::Error::Unavailable { reason: Reason::Reopen, .. }) {
            *opened = None;
        }
        TroubleView::of(&error, Asked::Home)
    })
}
