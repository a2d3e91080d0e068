//! `testamur add`: files, folders and lists of them become items, one after another. A file that cannot be imported is
//! named, and the others continue.

use std::collections::BTreeMap;
use std::path::Path;

use evidence::policy::Review;
use evidence::{Digest, ItemId, file_name};
use serde_json::{Value, json};
use vault::walk::{self, Found};
use vault::{Added, Home, NewItem, OsFile, Passphrase, Reason};

use crate::args::Add;
use crate::device::described;
use crate::door::{Door, place};
use crate::input;
use crate::names::Names;
use crate::opening::open;
use crate::resume::{Met, Resume};
use crate::trouble::{Done, Trouble};
use crate::turn::{self, Held};

/// Returns false if a file changed during the import: it is sealed and marked, but is not the requested file.
pub fn add(door: &Door, args: &Add) -> Done<bool> {
    let location = args.at.as_deref().map(place).transpose()?;
    let new = NewItem { note: args.note.clone(), location, ..NewItem::default() };
    // For a few files the result is one value; for more it is printed as it comes, so that memory does not grow with
    // their number.
    let many = args.files_from.is_some() || args.files.iter().any(|path| path.is_dir());
    // Opened before the home, because a list in use by another run should fail at once.
    let list = args.resume.as_deref().map(Resume::open).transpose()?;
    let home = open(door)?;
    let resume = list.map(|list| Ok::<_, Trouble>(list.of(home.device()?))).transpose()?;
    let known = known(door, &home);
    let mut run =
        Run { door, home: Some(home), since: Held::since_now(), new, many, resume, known, told: Told::default() };
    let path = door.home()?;
    let list = args.files_from.as_deref().map(|list| input::open(list).map_err(Trouble::at(list))).transpose()?;
    let names = list.into_iter().flat_map(|list| Names::new(Box::new(list), args.null));
    let mut gone_on = true;
    for root in args.files.iter().cloned().map(Ok).chain(names) {
        let root = root?;
        let mut met = walk::files(&root, &path).peekable();
        if met.peek().is_none() {
            run.refuse(Trouble::at(&root)(Trouble::new("there is no file in this folder")));
        }
        for found in met {
            gone_on = run.take(found)?;
            if !gone_on {
                break;
            }
        }
        if !gone_on {
            break;
        }
    }
    run.finish(gone_on)
}

/// Returns the digests of items that this device may still open: under a policy that grants review, with the
/// passphrase given. Otherwise none are known or kept: a thief of the device must not be able to ask which files it
/// has sealed.
fn known(door: &Door, home: &Home) -> BTreeMap<Digest, ItemId> {
    let look = || -> Done<BTreeMap<Digest, ItemId>> {
        if home.policy()?.policy().review == Review::Never || !home.status()?.vault {
            return Ok(BTreeMap::new());
        }
        let Some(given) = door.given_passphrase()? else { return Ok(BTreeMap::new()) };
        let vault = home.unlock(&Passphrase::new(given.to_string())?)?;
        while home.refresh(&vault, 100)? {}
        Ok(home.media_digests(&vault)?)
    };
    // Recognising a file that was sealed before is helpful but not required.
    look().unwrap_or_default()
}

#[derive(Default)]
struct Told {
    items: Vec<Value>,
    failed: Vec<Trouble>,
    sealed: u64,
    refused: u64,
    changed: u64,
    before: u64,
    links: u64,
    /// Sealed files that could not be added to the list of `--resume`.
    unlisted: u64,
    list: Option<Trouble>,
}

struct Run<'a> {
    door: &'a Door,
    /// Present except while another program has its turn.
    home: Option<Home>,
    since: Held,
    new: NewItem,
    many: bool,
    resume: Option<Resume>,
    /// Sealed items by digest, from this run and from the vault.
    known: BTreeMap<Digest, ItemId>,
    told: Told,
}

impl Run<'_> {
    /// Returns false if no further file can be imported.
    fn take(&mut self, found: Found) -> Done<bool> {
        let path = match found {
            Found::File(path) => path,
            Found::Refused(path, why) => {
                self.refuse(Trouble::at(&path)(Trouble::new(why.to_string())));
                return Ok(true);
            }
            Found::Link => {
                self.told.links += 1;
                return Ok(true);
            }
        };
        match self.take_one(&path) {
            Ok(true) => Ok(true),
            Ok(false) => {
                self.told.before += 1;
                Ok(true)
            }
            Err((why, hopeless)) => {
                self.refuse(Trouble::at(&path)(why));
                Ok(!hopeless)
            }
        }
    }

    fn refuse(&mut self, why: Trouble) {
        self.told.refused += 1;
        if self.many {
            self.door.progress_done();
            eprintln!("testamur: {}", why.text());
            if self.door.is_json() {
                self.door.done(&json!({ "failed": why.text() }), "");
            }
        } else {
            self.told.failed.push(why);
        }
    }

    /// Seals one file; false if the list of `--resume` has it. The error says whether every other file would fail too.
    fn take_one(&mut self, path: &Path) -> Result<bool, (Trouble, bool)> {
        let one = |e: Trouble| (e, false);
        let mut file = open_one(path).map_err(one)?;
        let met = self.resume.as_ref().and_then(|_| Met::of(path, &file));
        if met.as_ref().is_some_and(|met| self.resume.as_ref().is_some_and(|list| list.has(met))) {
            return Ok(false);
        }
        self.let_others().map_err(|e| (e, true))?;
        let Some(home) = &self.home else { return Err((Trouble::new("the home is not open"), true)) };
        let name = file_name::text(path.file_name().unwrap_or_default());
        let new = NewItem { modified: file.modified(), ..self.new.clone() };
        let size = file.size().max(1);
        let (door, sealed) = (self.door, self.told.sealed);
        let before = if self.many { format!("{sealed} sealed, ") } else { String::new() };
        let added = home.add_file(&mut file, &name, &new, &mut |p| {
            door.progress(format_args!("{before}{:>3} %", p.bytes.min(size) * 100 / size));
        });
        let added = added.map_err(|e| {
            let full = matches!(e, vault::Error::Unavailable { reason: Reason::DiskFull | Reason::Disk, .. });
            let dead = matches!(e, vault::Error::Unavailable { reason: Reason::Reopen | Reason::Destroyed, .. });
            (Trouble::from(e), dead || full && self.many)
        })?;
        self.door.progress_done();
        self.tell(path, &added);
        if let (Some(list), Some(met)) = (&mut self.resume, met)
            && !added.changed
            && let Err(why) = list.note(&met, &added)
        {
            // The file and later ones are sealed anyway: the list is no evidence.
            self.told.unlisted += 1;
            self.told.list.get_or_insert(why);
        }
        Ok(true)
    }

    fn tell(&mut self, path: &Path, added: &Added) {
        let same = added.sha256.and_then(|digest| {
            let known = self.known.get(&digest).copied();
            known.or_else(|| {
                self.known.insert(digest, added.item);
                None
            })
        });
        self.told.sealed += 1;
        self.told.changed += u64::from(added.changed);
        let mut value = described(added);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("file".to_owned(), json!(file_name::text(path.as_os_str())));
            if !is_text(path) {
                fields.insert("name_escaped".to_owned(), json!(file_name::text(path.file_name().unwrap_or_default())));
            }
            if let Some(same) = same {
                fields.insert("same_as".to_owned(), json!(same));
            }
        }
        let digest = added.sha256.map(|d| d.to_string()).unwrap_or_default();
        let shown = verify::escape(&file_name::text(path.as_os_str()));
        let mut line = format!("sealed {}  {} bytes  {digest}  {shown}", added.item, added.bytes);
        if !is_text(path) {
            line += "\n  its name is not UTF-8: the bytes that are no letters are kept as \\x and two digits";
        }
        if added.changed {
            line += "\n  CHANGED WHILE IT WAS READ: what is sealed may be a mixture that was never on the disk, and its record says so. Add \
                     it again once nothing writes to it";
        }
        if let Some(same) = same {
            line += &format!("\n  the same bytes were sealed before, as item {same}");
        }
        match (self.many, self.door.is_json()) {
            (true, _) | (false, false) => self.door.done(&value, line),
            (false, true) => self.told.items.push(value),
        }
    }

    /// Lets another program have the home now and then during a long import.
    fn let_others(&mut self) -> Done {
        if !self.since.is_long() {
            return Ok(());
        }
        drop(self.home.take());
        turn::pause();
        self.home = Some(open(self.door)?);
        self.since = Held::since_now();
        Ok(())
    }

    fn finish(self, gone_on: bool) -> Done<bool> {
        let Told { items, failed, sealed, refused, changed, before, links, unlisted, list } = self.told;
        let reasons: Vec<_> = failed.iter().map(Trouble::text).collect();
        let mut said = format!("{sealed} files sealed");
        for (count, words) in [
            (before, "sealed by an earlier run and passed over"),
            (links, "links to something in the same folder, passed over"),
            (changed, "CHANGED WHILE THEY WERE READ"),
            (refused, "not taken in"),
            (unlisted, "SEALED AND NOT IN THE LIST of --resume"),
        ] {
            if count > 0 {
                said += &format!(", {count} {words}");
            }
        }
        if self.many {
            let value = json!({
                "sealed": sealed, "failed": refused, "changed": changed, "sealed_before": before, "links": links,
                "unlisted": unlisted,
            });
            self.door.done(&value, &said);
        } else if self.door.is_json() {
            self.door.done(&json!({ "items": items, "failed": reasons }), "");
        }
        if sealed + refused + before + links == 0 {
            return Err(Trouble::new("the list names no file; nothing was sealed"));
        }
        if let Some(why) = &list {
            eprintln!(
                "testamur: the list of --resume could not be written: {}. {unlisted} files are sealed, signed and durable, and a run with \
                 this list would seal them again",
                why.text()
            );
        }
        if refused == 0 {
            return Ok(changed == 0 && unlisted == 0);
        }
        let stopped = if gone_on { "" } else { " NOTHING MORE WAS TRIED after the last of them." };
        let reasons =
            if self.many { "some files were not taken in, as named above".to_owned() } else { reasons.join("\n") };
        Err(Trouble::new(format!(
            "{reasons}\n{sealed} of {} files are sealed, signed and durable; the others stay where they are.{stopped}",
            sealed + refused
        )))
    }
}

/// Returns false if the file's name has bytes that are no text.
fn is_text(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_str().is_some())
}

fn open_one(path: &Path) -> Done<OsFile> {
    let refused = |why: &str| Trouble::new(why);
    if !std::fs::metadata(path)?.is_file() {
        return Err(refused("it is not a file; `testamur record` takes what a program writes bit by bit"));
    }
    let file = OsFile::new(input::open_file(path)?)?;
    if file.size() == 0 {
        return Err(refused("the file is empty, there is nothing to seal"));
    }
    Ok(file)
}
