//! Preferences: what the app must know before any passphrase. Anyone who takes the device can read them, so nothing
//! private is ever one: no name, no place, no person, no passphrase. What is private is a setting of the locked vault.

use rusqlite::OptionalExtension;

use crate::home::Home;
use crate::{Error, Result};

/// Longest value, in bytes.
const MAX_VALUE: usize = 300;

/// The closed list of preferences.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Preference {
    /// Language of the app's words.
    Language,
    /// Light, dark or sun.
    Theme,
    /// Minutes until the app locks.
    LockAfter,
    /// What a panic destroys.
    Panic,
    /// SOCKS5 proxy to send through. Never with a name or password in it: those would be readable.
    Proxy,
}

impl Preference {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Theme => "theme",
            Self::LockAfter => "lock-after",
            Self::Panic => "panic",
            Self::Proxy => "proxy",
        }
    }
}

impl Home {
    /// A preference; none if it was never set.
    pub fn preference(&self, which: Preference) -> Result<Option<String>> {
        let state = self.0.lock()?;
        let found = state.db.query_row("SELECT value FROM preferences WHERE name = ?1", [which.name()], |r| r.get(0));
        found.optional().map_err(Error::sql("a preference could not be read"))
    }

    /// Sets a preference, durably. Readable by anyone who takes the device. Malformed when longer than 300 bytes.
    pub fn set_preference(&self, which: Preference, value: &str) -> Result<()> {
        if value.len() > MAX_VALUE {
            return Err(Error::malformed("preference", format!("{} bytes, {MAX_VALUE} allowed", value.len())));
        }
        let mut state = self.0.lock()?;
        self.0.settings(&mut state.db, |tx| {
            let sql =
                "INSERT INTO preferences (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
            tx.execute(sql, [which.name(), value])
        })
    }
}
