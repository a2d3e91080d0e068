//! Drafts that could not be written to the disk: they stay in memory, sealed to a key that is stored only in the locked
//! vault.
//!
//! Keeps these drafts as long as this process holds the home, also while the vault is locked. Without the passphrase
//! not even this process can read them. A panic destroys the key.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::part::SALT_LEN;
use evidence::policy::RecipientKind;
use evidence::{ClaimedTime, PlainPart};
use rusqlite::{Connection, OptionalExtension};
use seal::{ReviewIdentity, Sealer};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{Error, Result};

/// The setting that holds the key.
const KEY: &str = "key-of-drafts-aside";

/// A text that was begun and not yet filed.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Draft {
    /// Its name, chosen by the caller that saves it.
    pub id: String,
    /// The text so far.
    pub body: String,
    /// The time of saving, by the device's clock.
    pub saved_at: ClaimedTime,
}

/// The sealed drafts in memory, by name.
#[derive(Clone, Default)]
pub(crate) struct Aside(Arc<Mutex<BTreeMap<String, Waiting>>>);

struct Waiting {
    sealed: Vec<u8>,
    saved_at: ClaimedTime,
}

/// The key while the vault is open.
pub(crate) struct AsideKey {
    identity: ReviewIdentity,
    sealer: Sealer,
}

impl AsideKey {
    /// Returns the vault's key for drafts. Makes it in a vault of an earlier version, which may have none; returns `None`
    /// if the disk cannot store it.
    pub(crate) fn of(vault: &Connection) -> Option<Self> {
        let found = vault.query_row("SELECT value FROM settings WHERE name = ?1", [KEY], |r| r.get::<_, String>(0));
        match found.optional().ok()? {
            Some(text) => Self::from(ReviewIdentity::parse(&Zeroizing::new(text)).ok()?).ok(),
            None => Self::make(vault).ok(),
        }
    }

    /// Makes the key and stores it: it must be durable before a draft is sealed to it.
    pub(crate) fn make(vault: &Connection) -> Result<Self> {
        let new = ReviewIdentity::generate(RecipientKind::Hybrid)?;
        let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2)";
        vault.execute(sql, [KEY, new.secret().as_str()]).map_err(Error::sql("the vault could not store a key"))?;
        Self::from(new)
    }

    fn from(identity: ReviewIdentity) -> Result<Self> {
        let sealer = Sealer::new([identity.recipient().as_str()])?;
        Ok(Self { identity, sealer })
    }

    fn seal(&self, text: &str) -> Result<Vec<u8>> {
        // A zero salt suffices: the commitment of a draft is never published.
        let plain = PlainPart::new([0; SALT_LEN], text.as_bytes())?;
        let sealed = self.sealer.seal(&plain);
        plain.into_bytes().zeroize();
        Ok(sealed?.bytes)
    }

    fn open(&self, sealed: &[u8]) -> Result<String> {
        let plain = self.identity.open(sealed)?;
        let text = std::str::from_utf8(plain.content()).map(str::to_owned);
        plain.into_bytes().zeroize();
        text.map_err(|_| Error::Bug("a draft was put aside that is no text"))
    }
}

impl Aside {
    /// Keeps a draft in memory, and replaces an older one of the same name.
    pub(crate) fn put(&self, key: &AsideKey, id: &str, body: &str, saved_at: ClaimedTime) -> Result<()> {
        let sealed = key.seal(body)?;
        self.waiting().insert(id.to_owned(), Waiting { sealed, saved_at });
        Ok(())
    }

    /// Drops a draft that was written or is no longer wanted.
    pub(crate) fn forget(&self, id: &str) {
        self.waiting().remove(id);
    }

    /// Returns every kept draft that `key` opens.
    pub(crate) fn drafts(&self, key: &AsideKey) -> Vec<Draft> {
        let opened = |(id, w): (&String, &Waiting)| {
            let body = key.open(&w.sealed).ok()?;
            Some(Draft { id: id.clone(), body, saved_at: w.saved_at })
        };
        self.waiting().iter().filter_map(opened).collect()
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<String, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
