//! Preferences: values that the app needs before any passphrase. A person who takes the device can read them, so none
//! is private: no name, place, person or passphrase. Private values are settings of the locked vault.

use std::collections::BTreeMap;
use std::path::Path;

use evidence::PublicKey;
use rusqlite::{Connection, OptionalExtension};

use crate::access::open_copy;
use crate::chains;
use crate::error::UNJOINED;
use crate::home::{Home, lock};
use crate::layout::Layout;
use crate::{Error, Result, schema, store};

/// Adds or replaces a preference.
const SET: &str = "INSERT INTO preferences (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
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
    /// The extent of a panic: the keys, or everything.
    Panic,
    /// SOCKS5 proxy to send through. Never contains a name or password, which would be readable.
    Proxy,
    /// Number of uses of the lens, up to the number after which its buttons need no words.
    Uses,
    /// Whether the tally buttons show words.
    TallyWords,
    /// Whether the person knows the changes of a policy; set by a policy, see [`Home::policy_changes`].
    Recipients,
    /// Number of the entry up to which the person knows of interrupted files; see [`Home::pieces_known`].
    Pieces,
}

/// The organisation of a home, and all of its preferences.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glance {
    /// The organisation key.
    pub organisation: PublicKey,
    /// Every preference that was ever set, with its value.
    pub preferences: BTreeMap<Preference, String>,
}

impl Preference {
    const ALL: [Self; 9] = [
        Self::Language,
        Self::Theme,
        Self::LockAfter,
        Self::Panic,
        Self::Proxy,
        Self::Uses,
        Self::TallyWords,
        Self::Recipients,
        Self::Pieces,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Theme => "theme",
            Self::LockAfter => "lock-after",
            Self::Panic => "panic",
            Self::Proxy => "proxy",
            Self::Uses => "uses",
            Self::TallyWords => "tally-words",
            Self::Recipients => "recipients",
            Self::Pieces => "pieces",
        }
    }
}

impl Home {
    /// Returns a preference; `None` if it was never set.
    pub fn preference(&self, which: Preference) -> Result<Option<String>> {
        read(&self.0.lock()?.db, which)
    }

    /// Returns the organisation and the preferences of this home.
    pub fn glance(&self) -> Result<Glance> {
        let state = self.0.lock()?;
        Ok(Glance { organisation: state.organisation, preferences: read_all(&state.db)? })
    }

    /// Returns the organisation and the preferences of a home without opening or repairing it, because a panic has no
    /// time for that. If another program has the home open, a copy is read, which may be inconsistent.
    ///
    /// Fails with `Refused` if the home never joined.
    pub fn glance_at(path: &Path) -> Result<Glance> {
        let layout = Layout::new(path);
        if !chains::has_outbox(&layout)? {
            return Err(Error::Refused(UNJOINED));
        }
        let files = chains::chains(&layout).0.ok_or(Error::Refused(UNJOINED))?;
        let (_lock, db) = match lock(&layout) {
            Err(e) if e.is_in_use() => (None, open_copy(&files)?),
            other => (Some(other?), schema::open(&files.outbox)?),
        };
        let device = store::device(&db)?.ok_or(Error::Refused(UNJOINED))?;
        Ok(Glance { organisation: device.organisation, preferences: read_all(&db)? })
    }

    /// Sets a preference durably. A person who takes the device can read it. Fails with `Malformed` if it is longer
    /// than 300 bytes.
    pub fn set_preference(&self, which: Preference, value: &str) -> Result<()> {
        if value.len() > MAX_VALUE {
            return Err(Error::malformed("preference", format!("{} bytes, {MAX_VALUE} allowed", value.len())));
        }
        let mut state = self.0.lock()?;
        self.0.settings(&mut state.db, |tx| set(tx, which, value))
    }
}

/// Sets a preference within another transaction.
pub(crate) fn set(db: &Connection, which: Preference, value: &str) -> rusqlite::Result<usize> {
    db.execute(SET, [which.name(), value])
}

pub(crate) fn read(db: &Connection, which: Preference) -> Result<Option<String>> {
    let found = db.query_row("SELECT value FROM preferences WHERE name = ?1", [which.name()], |r| r.get(0));
    found.optional().map_err(Error::sql("a preference could not be read"))
}

fn read_all(db: &Connection) -> Result<BTreeMap<Preference, String>> {
    let all = Preference::ALL.into_iter().map(|which| Ok(read(db, which)?.map(|value| (which, value))));
    all.filter_map(Result::transpose).collect()
}
