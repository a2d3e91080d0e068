//! The rights of this process in a home, and the copy of an outbox that is only read.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::{Lock, Strange, open_plain};
use evidence::Digest;
use rusqlite::Connection;
use serde::Serialize;
use tempfile::TempDir;

use crate::aside::Aside;
use crate::chains::Files;
use crate::destroyed::Destroyed;
use crate::error::failed;
use crate::layout::beside;
use crate::{Result, schema};

/// Largest outbox that is copied, in bytes: a stick may claim a file of any size. Millions of entries fit.
const MAX_OUTBOX: u64 = 16 << 30;

/// The copy's name.
const COPY: &str = "outbox.sqlite";
/// A folder in memory, on systems that have one.
const MEMORY: &str = "/dev/shm";

/// This process's rights in a home.
pub(crate) enum Access {
    /// This device's own home. The lock is held until the last clone is dropped, also of homes that replaced it after a
    /// failed write.
    Own {
        lock: Arc<Lock>,
        /// Shared by all clones: a panic through one of them also ends the others and an unlocked vault.
        destroyed: Destroyed,
        /// Drafts that wait for room on the disk; shared by all clones.
        aside: Aside,
    },
    /// Another person's home, only to be read. It may come without a lock file.
    Brought {
        _lock: Option<Arc<Lock>>,
        /// Parts that a kill left in `incoming`. A home that is only read does not move them to their places.
        incoming: BTreeMap<Digest, PathBuf>,
    },
}

/// A chain of a home, or a piece of one, that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Unread {
    /// The chain's folder in the home, such as `earlier/2`. `None` for the current chain.
    pub place: Option<String>,
    /// The reason, without content.
    pub why: String,
}

impl Unread {
    pub(crate) fn new(place: Option<String>, why: &dyn fmt::Display) -> Self {
        Self { place, why: why.to_string() }
    }

    /// Describes the chain with this number.
    pub(crate) fn of(number: u64, why: &dyn fmt::Display) -> Self {
        Self::new(Some(place(number)), why)
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place.as_deref().unwrap_or("the newest chain"), self.why)
    }
}

pub(crate) fn place(number: u64) -> String {
    format!("earlier/{number}")
}

/// Number of entries that neither the chain's signatures nor a receipt support.
pub(crate) struct Unvouched(pub(crate) u32);

impl fmt::Display for Unvouched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count) = self;
        write!(
            f,
            "{count} of its entries are left out: what they rested on is gone or was changed, so nobody can vouch for them"
        )
    }
}

/// Opens a copy of a chain's database with its log. A rollback journal is not copied: the outbox never has one, and a
/// planted one could name other files for SQLite to remove.
pub(crate) fn open_copy(files: &Files) -> Result<Connection> {
    let failed = failed("the outbox", "the outbox could not be copied to be read");
    // Memory first: the copy contains the transport key, which should not reach a disk.
    let dir = copy_into(Path::new(MEMORY), files).or_else(|_| copy_into(&tempfile::env::temp_dir(), files));
    let dir = dir.map_err(&failed)?;
    let copied = dir.path().join(COPY);
    let db = schema::open(&copied)?;
    // SQLite keeps the files open. Without names they disappear with this process, even after a kill: they contain the
    // transport key.
    dir.close().map_err(&failed)?;
    Ok(db)
}

/// Copies the database and its log into a private folder below `place`.
fn copy_into(place: &Path, files: &Files) -> io::Result<TempDir> {
    let private = Permissions::from_mode(0o700);
    let dir = tempfile::Builder::new().prefix("testamur-").permissions(private).tempdir_in(place)?;
    let copied = dir.path().join(COPY);
    copy(&files.outbox, &copied)?;
    match copy(&files.log, &beside(&copied, "-wal")) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        other => other?,
    }
    Ok(dir)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let from = open_plain(from)?;
    let mut to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    if io::copy(&mut from.take(MAX_OUTBOX + 1), &mut to)? > MAX_OUTBOX {
        return Err(Strange("it is larger than an outbox can be").into());
    }
    Ok(())
}
