//! The folder of the trial, and the window's codes for a disk that refuses.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::device::Device;
use crate::views::trouble::{ErrorCode, TroubleView};

pub(super) const MARK: &str = "made-by-testamur-and-removed-with-the-trial";
pub(super) const ORGANISATION: &str = "organisation";
/// The archive crate's name for its folder.
pub(super) const ARCHIVE: &str = "archive";
/// Attempts to remove the folder, and the time between them: an intake into its archive may still write.
pub(super) const TRIES: u32 = 12;
pub(super) const BETWEEN: Duration = Duration::from_millis(50);

/// Returns the folder for the trial of a device.
pub(super) fn folder_beside(device: &Device) -> PathBuf {
    device.path().with_file_name("trial")
}

/// Removes a folder into which other threads may still be writing.
pub(super) fn remove(folder: &Path) -> std::io::Result<()> {
    let mut left = TRIES;
    loop {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(_) if left > 0 => std::thread::sleep(BETWEEN),
            other => return other,
        }
        left -= 1;
    }
}

pub(super) fn folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(super) fn disk(error: std::io::Error) -> TroubleView {
    code(&error).into()
}

fn code(error: &std::io::Error) -> ErrorCode {
    match error.kind() {
        _ if disk::is_full(error) => ErrorCode::DiskFull,
        std::io::ErrorKind::AddrInUse => ErrorCode::TrialPortTaken,
        _ => ErrorCode::TrialServer,
    }
}

pub(super) fn office(error: impl Into<archive::Error>) -> TroubleView {
    match &error.into() {
        archive::Error::Bug(_) => ErrorCode::Bug.into(),
        archive::Error::Refused { .. } => ErrorCode::BadRequest.into(),
        other => refusal(other).into(),
    }
}

/// Returns the code of the system's error at the root of an error, if there is one.
pub(super) fn refusal(error: &(dyn std::error::Error + 'static)) -> ErrorCode {
    let mut next = Some(error);
    while let Some(one) = next {
        if let Some(system) = one.downcast_ref::<std::io::Error>() {
            return code(system);
        }
        next = one.source();
    }
    ErrorCode::TrialServer
}
