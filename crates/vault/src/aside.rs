//! Drafts that the disk did not take: they wait in memory, sealed to a key that lies in the locked vault and nowhere else.
//!
//! Owns what waits, as long as the home is held in this process. Locking changes nothing about it: without the passphrase
//! nobody can read it, this process included. A panic destroys the key.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::part::SALT_LEN;
use evidence::policy::RecipientKind;
use evidence::{ClaimedTime, PlainPart};
use rusqlite::{Connection, OptionalExtension};
use seal::{ReviewIdentity, Sealer};
use zeroize::{Zeroize as _, Zeroizing};

use crate::locked::Draft;
use crate::{Error, Result};

/// The setting that holds the key.
const KEY: &str = "key-of-drafts-aside";

/// The drafts that wait, sealed, by name.
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
    /// The vault's own key, made if there is none yet. None on a disk that does not take it.
    pub(crate) fn of(vault: &Connection) -> Option<Self> {
        let found = vault.query_row("SELECT value FROM settings WHERE name = ?1", [KEY], |r| r.get::<_, String>(0));
        let identity = match found.optional().ok()? {
            Some(text) => ReviewIdentity::parse(&Zeroizing::new(text)).ok()?,
            None => {
                let new = ReviewIdentity::generate(RecipientKind::Hybrid).ok()?;
                let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2)";
                // Durable before anything is sealed to it.
                vault.execute(sql, [KEY, new.secret().as_str()]).ok()?;
                new
            }
        };
        let sealer = Sealer::new([identity.recipient().as_str()]).ok()?;
        Some(Self { identity, sealer })
    }

    fn seal(&self, text: &str) -> Result<Vec<u8>> {
        // No commitment to it is published that a salt would have to hide.
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
    /// Puts a draft aside, over an older one of that name.
    pub(crate) fn put(&self, key: &AsideKey, id: &str, body: &str, saved_at: ClaimedTime) -> Result<()> {
        let sealed = key.seal(body)?;
        self.waiting().insert(id.to_owned(), Waiting { sealed, saved_at });
        Ok(())
    }

    /// Lets go of a draft: it was written, or is wanted no more.
    pub(crate) fn forget(&self, id: &str) {
        self.waiting().remove(id);
    }

    /// Everything that waits and that `key` opens.
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
