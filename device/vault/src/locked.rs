//! The locked vault: an SQLCipher database that only the passphrase opens. It holds settings, drafts, the review
//! identity, and, if the policy grants review, the readable index.
//!
//! Capture never needs it. A wrong passphrase is reported without any hint of the vault's content.

use std::collections::BTreeMap;

use disk::cipher;
use disk::stretch::{self, Cost};
use evidence::policy::Review;
use evidence::{ClaimedTime, Digest};
use rusqlite::{Connection, OptionalExtension, params};
use seal::ReviewIdentity;
use zeroize::Zeroizing;

use crate::access::Access;
use crate::aside::{Aside, AsideKey, Draft};
use crate::destroyed::Destroyed;
use crate::error::{ANOTHER_HOME, NO_VAULT, POLICY_SET_BACK, READ_ONLY, REVIEWER_EXCHANGED, WRONG_PASSPHRASE};
use crate::home::{Home, State};
use crate::layout::beside;
use crate::{Error, Result, store};

/// The cost of each guess of the passphrase.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3 };
/// Length of the salt beside the database, in bytes.
const SALT: usize = 16;
/// Version of the tables.
const VERSION: i64 = 2;
/// Longest draft or setting, in bytes.
const MAX_TEXT: usize = 4 * 1024 * 1024;

const TABLES: &str = "
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE drafts (id TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE review (id INTEGER PRIMARY KEY CHECK (id = 1), identity TEXT NOT NULL) STRICT;
CREATE TABLE progress (id INTEGER PRIMARY KEY CHECK (id = 1), indexed_seq INTEGER NOT NULL) STRICT;
CREATE TABLE readable (item BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE thumbnails (item BLOB PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
";

/// The table that version 2 added: the home that the vault belongs to. Writing it needs the passphrase.
const BELONGS: &str = "
CREATE TABLE belongs (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    genesis BLOB NOT NULL,
    organisation BLOB NOT NULL,
    policy BLOB NOT NULL
) STRICT;
";

/// The text that a person types to unlock the vault. Erased from memory on drop.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text as it was typed. Fails with `Refused` if empty.
    pub fn new(text: String) -> Result<Self> {
        let text = Zeroizing::new(text);
        if text.is_empty() {
            return Err(Error::Refused("the passphrase is empty"));
        }
        Ok(Self(text))
    }
}

/// The unlocked vault. Locks when dropped.
pub struct Unlocked {
    db: Connection,
    /// The home's state: an open file outlives its name, and must not accept drafts that would be lost.
    destroyed: Destroyed,
    pub(crate) identity: Option<ReviewIdentity>,
    /// Drafts that could not be written to the disk, and their key.
    aside: Aside,
    aside_key: Option<AsideKey>,
}

/// Makes the tables of a new vault, and the key of drafts that a full disk refuses: a disk that is full later cannot take it.
fn fill(db: &Connection) -> Result<()> {
    let tables = format!("{TABLES} {BELONGS} PRAGMA user_version = {VERSION};");
    db.execute_batch(&tables).map_err(Error::sql("the vault could not be made"))?;
    AsideKey::make(db).map(drop)
}

impl Home {
    /// Makes the locked vault. Fails with `Refused` if there is one.
    pub fn create_vault(&self, passphrase: &Passphrase) -> Result<Unlocked> {
        let failed = "the vault could not be made";
        let (layout, durable) = (&self.0.layout, &self.0.durable);
        let mut salt = [0; SALT];
        self.0.random(&mut salt)?;
        // Slow on purpose, so no lock is held meanwhile.
        let key = key(passphrase, &salt)?;
        {
            let mut state = self.0.lock()?;
            self.0.destroyed.check()?;
            let device = store::device(&state.db)?.ok_or(Error::Bug("an open home without a device"))?;
            if device.vault {
                return Err(Error::Refused("this home has a vault already"));
            }
            self.0.check_can_add()?;
            // The files of an interrupted attempt are removed: that vault was never announced.
            for ending in ["", "-wal", "-shm", "-journal"] {
                durable.remove(&beside(&layout.vault(), ending)).map_err(|e| Error::disk(failed, e))?;
            }
            durable.write_file(&layout.vault_salt(), &salt).map_err(|e| Error::disk(failed, e))?;
            durable.keep_private(&layout.vault()).map_err(|e| Error::disk(failed, e))?;
            let db = open(&self.0.layout.vault(), &key, true)?;
            db.execute_batch("BEGIN IMMEDIATE").map_err(Error::sql(failed))?;
            fill(&db)?;
            db.execute_batch("COMMIT").map_err(Error::sql(failed))?;
            db.close().map_err(|(_, e)| Error::disk(failed, disk::sql_io(e)))?;
            durable.sync_folder(layout.root()).map_err(|e| Error::disk(failed, e))?;
            self.0.settings(&mut state.db, |tx| tx.execute("UPDATE device SET vault = 1 WHERE id = 1", []))?;
        }
        self.unlock(passphrase)
    }

    /// Opens the locked vault, and first removes items from it that the policy now hides. Fails with `Refused` if the
    /// home was opened for reading, or if the vault knows another home, policy or reviewer: [`Error::is_another_home`],
    /// [`Error::is_policy_set_back`], [`Error::is_reviewer_exchanged`].
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<Unlocked> {
        let Access::Own { aside, .. } = &self.0.access else { return Err(Error::Refused(READ_ONLY)) };
        {
            let state = self.0.lock()?;
            self.0.destroyed.check()?;
            if !store::device(&state.db)?.is_some_and(|d| d.vault) {
                return Err(Error::Refused(NO_VAULT));
            }
        }
        let salt = std::fs::read(self.0.layout.vault_salt());
        let salt = salt.map_err(|e| Error::disk("the vault could not be read", e))?;
        let db = open(&self.0.layout.vault(), &key(passphrase, &salt)?, false)?;
        let version: i64 =
            db.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(Error::sql("the vault could not be read"))?;
        match version {
            VERSION => {}
            1 => db
                .execute_batch(&format!("BEGIN IMMEDIATE; {BELONGS} PRAGMA user_version = {VERSION}; COMMIT;"))
                .map_err(Error::sql("the vault's tables could not be made"))?,
            _ => return Err(Error::Unsupported("the vault")),
        }
        let (aside, destroyed) = (aside.clone(), self.0.destroyed.clone());
        let mut vault = Unlocked { db, destroyed, identity: None, aside, aside_key: None };
        // A panic may have begun since the first check, and this may write a key.
        vault.aside_key = AsideKey::of(vault.db()?);
        self.compare(&vault)?;
        self.follow_review(&mut vault)?;
        self.purge(&vault)?;
        vault.write_waiting()?;
        Ok(vault)
    }

    /// Compares the home with the vault's record of it, and stores the policy. An attacker who can write the outbox can
    /// replace the home, but cannot write the vault.
    fn compare(&self, vault: &Unlocked) -> Result<()> {
        let failed = "the vault could not be compared with the home";
        let state = self.0.lock()?;
        let (genesis, organisation) =
            (store::blob(&state.head.device).to_vec(), state.organisation.as_bytes().to_vec());
        let digest = state.policy.digest();
        let db = vault.db()?;
        let sql = "SELECT genesis, organisation, policy FROM belongs WHERE id = 1";
        let known =
            db.query_row(sql, [], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, Vec<u8>>(2)?)));
        if let Some((whose, of, newest)) = known.optional().map_err(Error::sql(failed))? {
            let goes_on = whose == genesis || self.goes_on_from(&state, &whose)?;
            if !goes_on || of != organisation {
                return Err(Error::Refused(ANOTHER_HOME));
            }
            let newest = store::digest(&newest)?;
            if newest != digest && !state.policy.policy().ancestors.contains(&newest) {
                return Err(Error::Refused(POLICY_SET_BACK));
            }
        }
        let sql = "INSERT INTO belongs (id, genesis, organisation, policy) VALUES (1, ?1, ?2, ?3)
                   ON CONFLICT (id) DO UPDATE SET genesis = ?1, policy = ?3";
        db.execute(sql, params![genesis, organisation, store::blob(&digest)]).map(|_| ()).map_err(Error::sql(failed))
    }

    /// Returns true if this chain claims to continue the one with that genesis, directly or through others. The window
    /// shows the device's own code until the organisation has confirmed it.
    fn goes_on_from(&self, state: &State, genesis: &[u8]) -> Result<bool> {
        let mut before = continues(state)?;
        for earlier in self.0.earlier.iter().rev() {
            let state = earlier.0.lock()?;
            if before.is_some_and(|before| before == state.head.device && store::blob(&before) != genesis) {
                before = continues(&state)?;
            }
        }
        Ok(before.is_some_and(|before| store::blob(&before) == genesis))
    }

    /// Makes the review identity if the policy grants review, and destroys it if it does not.
    fn follow_review(&self, vault: &mut Unlocked) -> Result<()> {
        let failed = "the vault could not follow the policy";
        let mut guard = self.0.lock()?;
        let state = &mut *guard;
        if state.policy.policy().review == Review::Never {
            return vault
                .db()?
                .execute_batch(
                    "BEGIN IMMEDIATE; DELETE FROM review; DELETE FROM readable; DELETE FROM thumbnails;
                     DELETE FROM progress; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
                )
                .map_err(Error::sql(failed));
        }
        let kept = vault
            .db()?
            .query_row("SELECT identity FROM review WHERE id = 1", [], |r| r.get::<_, String>(0))
            .optional()
            .map_err(Error::sql(failed))?;
        let kind = state.policy.policy().recipient_kind();
        let kept = kept.map(|text| ReviewIdentity::parse(&Zeroizing::new(text))).transpose()?;
        let identity = match kept.filter(|kept| kept.kind() == kind) {
            Some(kept) => kept,
            None => {
                let new = ReviewIdentity::generate(kind)?;
                // The identity must be durable before anything is sealed to it.
                vault
                    .db()?
                    .execute("INSERT OR REPLACE INTO review (id, identity) VALUES (1, ?1)", [new.secret().as_str()])
                    .map_err(Error::sql(failed))?;
                new
            }
        };
        let (recipient, named) = (identity.recipient(), state.review.clone());
        drop(guard);
        // This program never names another reviewer. The own reviewer is restored, and the change is reported once.
        if named.as_ref() != Some(&recipient) && self.set_reviewer(recipient)? && named.is_some() {
            return Err(Error::Refused(REVIEWER_EXCHANGED));
        }
        vault.identity = Some(identity);
        Ok(())
    }
}

/// Returns the device whose chain this one continues.
fn continues(state: &State) -> Result<Option<Digest>> {
    Ok(store::entry_at(&state.db, 0)?.and_then(|genesis| Some(genesis.details()?.continues?.device)))
}

impl Unlocked {
    /// Returns the database. Fails once a panic has destroyed the vault.
    pub(crate) fn db(&self) -> Result<&Connection> {
        self.destroyed.check()?;
        Ok(&self.db)
    }

    /// Returns a setting; `None` if it was never set.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        self.db()?
            .query_row("SELECT value FROM settings WHERE name = ?1", [name], |r| r.get(0))
            .optional()
            .map_err(Error::sql("a setting could not be read"))
    }

    /// Sets a setting.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        bounded(value)?;
        let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
        self.db()?.execute(sql, [name, value]).map(|_| ()).map_err(Error::sql("a setting could not be stored"))
    }

    /// Saves a draft, and replaces an older one of the same name.
    ///
    /// A draft that cannot be written to the disk stays in memory, sealed so that only the passphrase opens it; a later
    /// save, [`Unlocked::write_waiting`] or unlocking of this home writes it. The call fails anyway, because the draft
    /// does not outlive the process.
    pub fn save_draft(&self, id: &str, body: &str, now: ClaimedTime) -> Result<()> {
        bounded(body)?;
        let saved = self.write_draft(id, body, now);
        match (&saved, &self.aside_key) {
            (Ok(()), _) => self.aside.forget(id),
            // A draft that cannot even be sealed is lost with this process; the error says that it was not saved.
            (Err(error), Some(key)) if !error.is_destroyed() => drop(self.aside.put(key, id, body, now)),
            _ => {}
        }
        saved
    }

    fn write_draft(&self, id: &str, body: &str, now: ClaimedTime) -> Result<()> {
        let sql = "INSERT INTO drafts (id, body, saved_at) VALUES (?1, ?2, ?3)
                   ON CONFLICT (id) DO UPDATE SET body = ?2, saved_at = ?3";
        let saved = self.db()?.execute(sql, params![id, body, now.to_string()]);
        saved.map(|_| ()).map_err(Error::sql("a draft could not be stored"))
    }

    /// Returns the drafts that wait in memory, unsealed.
    fn waiting(&self) -> Vec<Draft> {
        self.aside_key.as_ref().map_or_else(Vec::new, |key| self.aside.drafts(key))
    }

    /// Writes as many of the waiting drafts as the disk has room for. Returns true if none waits any more.
    pub fn write_waiting(&self) -> Result<bool> {
        self.db()?;
        let mut written = true;
        for draft in self.waiting() {
            match self.write_draft(&draft.id, &draft.body, draft.saved_at) {
                Ok(()) => self.aside.forget(&draft.id),
                Err(_) => written = false,
            }
        }
        Ok(written)
    }

    /// Returns all drafts by name, including those that wait in memory.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let failed = "the drafts could not be read";
        let mut query = self
            .db()?
            .prepare_cached("SELECT id, body, saved_at FROM drafts ORDER BY id")
            .map_err(Error::sql(failed))?;
        let rows = query
            .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get::<_, String>(2)?)))
            .map_err(Error::sql(failed))?;
        let drafts = rows.map(|row| {
            let (id, body, saved_at) = row.map_err(Error::sql(failed))?;
            Ok((id.clone(), Draft { id, body, saved_at: saved_at.parse()? }))
        });
        let mut drafts = drafts.collect::<Result<BTreeMap<_, _>>>()?;
        drafts.extend(self.waiting().into_iter().map(|draft| (draft.id.clone(), draft)));
        Ok(drafts.into_values().collect())
    }

    /// Removes a draft. A missing draft is no error.
    pub fn remove_draft(&self, id: &str) -> Result<()> {
        let removed = self.db()?.execute("DELETE FROM drafts WHERE id = ?1", [id]);
        removed.map_err(Error::sql("a draft could not be removed"))?;
        self.aside.forget(id);
        Ok(())
    }
}

fn bounded(text: &str) -> Result<()> {
    if text.len() > MAX_TEXT {
        return Err(Error::malformed("draft or setting", format!("{} bytes, {MAX_TEXT} allowed", text.len())));
    }
    Ok(())
}

fn key(passphrase: &Passphrase, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    stretch::key(&passphrase.0, salt, COST).map_err(|_| Error::malformed("vault", "its salt is damaged"))
}

fn open(path: &std::path::Path, key: &Zeroizing<[u8; 32]>, create: bool) -> Result<Connection> {
    cipher::open(path, key, create).map_err(|e| match e {
        cipher::Error::WrongKey => Error::Refused(WRONG_PASSPHRASE),
        cipher::Error::Sql(e) => Error::sql("the vault could not be opened")(e),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_vault_has_the_key_of_refused_drafts_before_any_disk_can_be_full() {
        let db = Connection::open_in_memory().unwrap();
        fill(&db).unwrap();
        db.pragma_update(None, "query_only", true).unwrap();
        assert!(AsideKey::of(&db).is_some());
    }
}
