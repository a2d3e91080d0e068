//! Replaces a chain that cannot continue by a new one, so that capture never waits (docs/decisions/0031).
//!
//! Owns the steps of the replacement. The new chain is made completely beside the old one; then the old one's files
//! become a home of their own below `earlier`, to be read and sent from, and the new one's files take their place. The
//! folder's name records the progress, so that the next start finishes an interrupted replacement.

use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence::details::Continues;
use evidence::{BootId, Digest, SignedEntry, SignedPolicy};
use rusqlite::{Connection, Transaction, params};

use crate::durable::Durable;
use crate::genesis::{Keys, newest};
use crate::layout::{Layout, beside};
use crate::{Error, Result, Surroundings, mend, schema, store};
use disk::{Step, sql_io};

const FAILED: &str = "a new chain could not be begun";
/// The folder in which a new chain is made.
const MAKING: &str = "next~";
/// Prefix of a complete new chain's folder, while the old chain is still in place. The number of the old chain's new
/// folder follows.
const NEXT: &str = "next-";
/// Prefix of the folder once the old chain has been moved. The number follows.
const READY: &str = "ready-";

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

/// Returns true if a new chain is replacing another one here.
pub(crate) fn is_begun(layout: &Layout) -> bool {
    !steps(layout, NEXT).is_empty() || !steps(layout, READY).is_empty()
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

/// Returns the homes of earlier chains, the first one first.
pub(crate) fn earlier(layout: &Layout) -> Vec<Layout> {
    numbers(&layout.earlier()).into_iter().map(|number| place(layout, number)).collect()
}

fn place(layout: &Layout, number: u64) -> Layout {
    layout.chain(layout.earlier().join(number.to_string()))
}

/// Returns the homes of earlier chains by their numbers, the first one first. Fails if they cannot be listed, which
/// differs from no earlier chain.
pub(crate) fn earlier_or_why(layout: &Layout) -> io::Result<Vec<(u64, Layout)>> {
    let numbers = numbers_or_why(&layout.earlier())?;
    Ok(numbers.into_iter().map(|number| (number, place(layout, number))).collect())
}

/// Earlier chains by their numbers, each with its files if it has a folder.
pub(crate) type Earlier = io::Result<Vec<(u64, Option<Files>)>>;

/// The locations of a chain's files, which are read without being moved.
pub(crate) struct Files {
    /// The folder that has its parts.
    pub(crate) layout: Layout,
    pub(crate) outbox: PathBuf,
    /// The database's log.
    pub(crate) log: PathBuf,
}

impl Files {
    /// Takes each file from the first of these folders that has it, because an interrupted start moved some of them.
    /// Returns `None` if no path is a folder.
    fn among(folders: Vec<Layout>) -> Option<Self> {
        let folders: Vec<Layout> = folders.into_iter().filter(Layout::is_folder).collect();
        let first = |has: &dyn Fn(&Layout) -> PathBuf| {
            folders.iter().find(|folder| has(folder).symlink_metadata().is_ok()).or(folders.first())
        };
        let log = |folder: &Layout| beside(&folder.outbox(), "-wal");
        Some(Self {
            layout: first(&Layout::parts)?.clone(),
            outbox: first(&Layout::outbox)?.outbox(),
            log: log(first(&log)?),
        })
    }
}

/// Returns the current chain and the earlier ones by their numbers, the first one first, in any state of an interrupted
/// replacement. Its second part is an error if the earlier chains cannot be listed.
pub(crate) fn chains(layout: &Layout) -> (Option<Files>, Earlier) {
    let (next, ready) = (steps(layout, NEXT).pop(), steps(layout, READY).pop());
    let beside = |word: &str, number: u64| layout.chain(layout.root().join(format!("{word}{number}")));
    let current = match (next, ready) {
        (Some(number), _) => vec![beside(NEXT, number)],
        (None, Some(number)) => vec![beside(READY, number), layout.clone()],
        (None, None) => vec![layout.clone()],
    };
    let earlier = earlier_or_why(layout).map(|earlier| {
        let mut folders: BTreeMap<u64, Vec<Layout>> =
            earlier.into_iter().map(|(number, place)| (number, vec![place])).collect();
        // The old chain, if it is still in place.
        folders.extend(next.map(|number| (number, vec![place(layout, number), layout.clone()])));
        folders.into_iter().map(|(number, folders)| (number, Files::among(folders))).collect()
    });
    (Files::among(current), earlier)
}

/// Returns every other folder in which keys may be: those of earlier chains, and of a chain that is taking their place.
pub(crate) fn others(layout: &Layout) -> Vec<Layout> {
    let mut all = earlier(layout);
    all.extend(unfinished(layout).into_iter().map(|path| layout.chain(path)));
    all
}

/// Returns the folders of a new chain that has not taken its place yet.
pub(crate) fn unfinished(layout: &Layout) -> Vec<PathBuf> {
    let numbered = |word: &'static str| {
        steps(layout, word).into_iter().map(move |number| layout.root().join(format!("{word}{number}")))
    };
    let making = Some(layout.root().join(MAKING)).filter(|path| path.is_dir());
    making.into_iter().chain(numbered(NEXT)).chain(numbered(READY)).collect()
}

fn numbers(folder: &Path) -> Vec<u64> {
    named(folder, "")
}

/// Returns the numbers of chains in `folder`, also of paths that are no folders; none if `folder` is missing.
fn numbers_or_why(folder: &Path) -> io::Result<Vec<u64>> {
    let listed = match std::fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut numbers = Vec::new();
    for entry in listed {
        numbers.extend(number_in(&entry?, ""));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn steps(layout: &Layout, word: &str) -> Vec<u64> {
    named(layout.root(), word)
}

/// Returns the number in a name that consists of `word` and a number.
fn number_in(entry: &DirEntry, word: &str) -> Option<u64> {
    let name = entry.file_name().into_string().ok()?;
    let number: u64 = name.strip_prefix(word)?.parse().ok()?;
    (name == format!("{word}{number}")).then_some(number)
}

/// Returns the numbers of the folders here whose names consist of `word` and a number.
fn named(folder: &Path, word: &str) -> Vec<u64> {
    let Ok(listed) = std::fs::read_dir(folder) else { return Vec::new() };
    let number = |entry: io::Result<DirEntry>| {
        let entry = entry.ok().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))?;
        number_in(&entry, word)
    };
    let mut numbers: Vec<u64> = listed.filter_map(number).collect();
    numbers.sort_unstable();
    numbers
}
