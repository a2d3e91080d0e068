//! Replaces a chain that cannot continue by a new one, so that capture never waits (docs/decisions/0031).
//!
//! Owns the steps of the replacement. The new chain is made completely beside the old one; then the old one's files
//! become a home of their own below `earlier`, to be read and sent from, and the new one's files take their place. The
//! folder's name records the progress, so that the next start finishes an interrupted replacement.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence::details::Continues;
use evidence::{BootId, Digest, SignedEntry, SignedPolicy};
use rusqlite::{Connection, Transaction, params};

use crate::chains::{MAKING, NEXT, READY, numbers_or_why, steps};
use crate::durable::Durable;
use crate::genesis::{Keys, newest};
use crate::layout::{Layout, beside};
use crate::{Error, Result, Surroundings, mend, schema, store};
use disk::{Step, sql_io};

const FAILED: &str = "a new chain could not be begun";
/// A chain that cannot continue.
pub(crate) struct Broken<'a> {
    pub(crate) device: &'a store::Device,
    /// Its newest valid entry.
    pub(crate) tip: Option<&'a SignedEntry>,
    /// The genesis that its entries name, if that entry itself is missing.
    pub(crate) named: Option<Digest>,
}

impl Broken<'_> {
    fn continues(&self) -> Option<Continues> {
        let tip = self.tip.map(|tip| Continues { device: tip.device(), entry: tip.digest() });
        tip.or(self.named.map(|device| Continues { device, entry: device }))
    }
}

/// Makes the new chain and puts it in the old one's place.
pub(crate) fn begin(
    durable: &Durable,
    layout: &Layout,
    around: &Arc<dyn Surroundings>,
    boot: BootId,
    db: Connection,
    broken: &Broken<'_>,
) -> Result<()> {
    let policy = follows(&db, broken)?;
    mend::mark(durable, layout)?;
    let made = make(durable, layout, around, boot, &db, broken, &policy)?;
    db.close().map_err(|(_, e)| failed(sql_io(e)))?;
    let number = 1 + numbers_or_why(&layout.earlier()).map_err(failed)?.into_iter().max().unwrap_or(0);
    let next = layout.root().join(format!("{NEXT}{number}"));
    durable.rename(Step::Rename, &made, &next).map_err(failed)?;
    durable.sync_folder(layout.root()).map_err(failed)?;
    resume(durable, layout)
}

fn failed(error: io::Error) -> Error {
    Error::disk(FAILED, error)
}

/// Returns the policy in force. Fails with `Malformed` if it is older than the policy that the chain names: someone set
/// it back, and new items would be sealed to people whom the organisation had removed.
fn follows(db: &Connection, broken: &Broken<'_>) -> Result<SignedPolicy> {
    let policy = SignedPolicy::open(broken.device.policy.clone(), &broken.device.organisation)?;
    let named = broken.tip.and_then(|tip| Some(tip.details()?.policy));
    let known = named.is_none_or(|named| named == policy.digest() || policy.policy().ancestors.contains(&named));
    let earlier = store::policies(db, &broken.device.organisation)?;
    if !known || earlier.iter().any(|earlier| policy.check_follows(earlier).is_err()) {
        return Err(Error::malformed("the outbox", "a newer policy was in force here: somebody set it back"));
    }
    Ok(policy)
}

/// Makes a complete home for the new chain, and returns its folder.
fn make(
    durable: &Durable,
    layout: &Layout,
    around: &Arc<dyn Surroundings>,
    boot: BootId,
    old: &Connection,
    broken: &Broken<'_>,
    policy: &SignedPolicy,
) -> Result<PathBuf> {
    let path = layout.root().join(MAKING);
    durable.remove_tree(&path).map_err(failed)?;
    durable.create_folder(&path).map_err(failed)?;
    let new = Layout::new(&path);
    for folder in new.folders() {
        durable.create_folder(&folder).map_err(failed)?;
    }
    let keys = Keys::create(durable, &new, around, FAILED)?;
    let seen = newest(broken.device.checkpoint.as_deref(), policy);
    let checkpoint = broken.device.checkpoint.as_deref().filter(|_| seen.is_some());
    let (mut details, link) = keys.genesis(around, boot, broken.device.organisation.digest(), policy, seen, FAILED)?;
    details.continues = broken.continues();
    let genesis = seal::sign_entry(keys.first, link, &details)?;
    durable.keep_private(&new.outbox()).map_err(failed)?;
    let mut db = schema::open(&new.outbox())?;
    let rows = carry_over(old)?;
    let tx = db.transaction().map_err(Error::sql(FAILED))?;
    let transport_row = keys.pad.turn(&keys.transport.seed());
    let device = params![
        broken.device.organisation.as_bytes().as_slice(),
        broken.device.policy.to_json(),
        transport_row.as_slice(),
        checkpoint,
        broken.device.vault,
    ];
    rows.write(&tx, device)
        .and_then(|()| store::insert_entry(&tx, &genesis, false, false))
        .map_err(Error::sql(FAILED))?;
    durable.commit(Step::CommitEntry, &new.outbox(), tx).map_err(failed)?;
    durable.checkpoint(&new.outbox(), &db).map_err(failed)?;
    db.close().map_err(|(_, e)| failed(sql_io(e)))?;
    for folder in [new.parts(), new.root().to_owned()] {
        durable.sync_folder(&folder).map_err(failed)?;
    }
    Ok(path)
}

/// Rows that the new chain's home takes over: the person's preferences, and the policies whose logs signed receipts.
struct Rows {
    preferences: Vec<(String, String)>,
    policies: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Rows {
    fn write(&self, tx: &Transaction<'_>, device: impl rusqlite::Params) -> rusqlite::Result<()> {
        let sql = "INSERT INTO device (id, organisation, policy, transport_seed, checkpoint, vault) VALUES (1, ?1, ?2, ?3, ?4, ?5)";
        tx.execute(sql, device)?;
        for (name, value) in &self.preferences {
            tx.execute("INSERT INTO preferences (name, value) VALUES (?1, ?2)", params![name, value])?;
        }
        for (digest, policy) in &self.policies {
            tx.execute("INSERT INTO policies (digest, policy) VALUES (?1, ?2)", params![digest, policy])?;
        }
        Ok(())
    }
}

fn carry_over(old: &Connection) -> Result<Rows> {
    let read = || -> rusqlite::Result<Rows> {
        let mut preferences = old.prepare("SELECT name, value FROM preferences")?;
        let preferences =
            preferences.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut policies = old.prepare("SELECT digest, policy FROM policies")?;
        let policies = policies.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Rows { preferences, policies })
    };
    read().map_err(Error::sql(FAILED))
}

/// Finishes a begun replacement: moves the old chain's files below `earlier`, and the new one's into their place. Each
/// step can be interrupted and repeated.
pub(crate) fn resume(durable: &Durable, layout: &Layout) -> Result<()> {
    for number in steps(layout, NEXT) {
        old_makes_room(durable, layout, number).map_err(failed)?;
    }
    for number in steps(layout, READY) {
        new_moves_in(durable, layout, number).map_err(failed)?;
    }
    Ok(())
}

/// Returns the files of a chain.
fn files(layout: &Layout) -> Vec<PathBuf> {
    let outbox = layout.outbox();
    let databases = ["-wal", "-shm", ""].map(|ending| beside(&outbox, ending));
    let mut files = vec![layout.ratchet(), layout.transport(), layout.parts(), layout.mended(), layout.broken()];
    files.extend(databases);
    files
}

fn old_makes_room(durable: &Durable, layout: &Layout, number: u64) -> io::Result<()> {
    let earlier = layout.earlier();
    let place = Layout::new(&earlier.join(number.to_string()));
    for folder in [&earlier, &place.root().to_owned(), &place.aside()] {
        durable.create_folder(folder)?;
    }
    for (from, to) in files(layout).into_iter().zip(files(&place)) {
        move_once(durable, &from, &to)?;
    }
    for folder in [place.root(), &earlier, layout.root()] {
        durable.sync_folder(folder)?;
    }
    let (next, ready) = (format!("{NEXT}{number}"), format!("{READY}{number}"));
    durable.rename(Step::Rename, &layout.root().join(next), &layout.root().join(ready))?;
    durable.sync_folder(layout.root())
}

fn new_moves_in(durable: &Durable, layout: &Layout, number: u64) -> io::Result<()> {
    let made = Layout::new(&layout.root().join(format!("{READY}{number}")));
    for (from, to) in files(&made).into_iter().zip(files(layout)) {
        move_once(durable, &from, &to)?;
    }
    durable.sync_folder(layout.root())?;
    durable.remove_tree(made.root())?;
    durable.sync_folder(layout.root())
}

/// Renames, unless that was done before.
fn move_once(durable: &Durable, from: &Path, to: &Path) -> io::Result<()> {
    let there = |path: &Path| path.symlink_metadata().is_ok();
    if there(from) && !there(to) { durable.rename(Step::Rename, from, to) } else { Ok(()) }
}
