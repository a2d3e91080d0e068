//! The chains of a home by their folders: the newest, the earlier ones, one that is being made. Reads names alone.

use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};

use crate::layout::{Layout, beside};
use crate::{Error, Result};

/// The folder in which a new chain is made.
pub(crate) const MAKING: &str = "next~";
/// Prefix of a complete new chain's folder, while the old chain is still in place. The number of the old chain's new
/// folder follows.
pub(crate) const NEXT: &str = "next-";
/// Prefix of the folder once the old chain has been moved. The number follows.
pub(crate) const READY: &str = "ready-";

/// Returns whether a home has an outbox, or is about to get a new one. Fails if this process may not look, which differs
/// from no outbox.
pub(crate) fn has_outbox(layout: &Layout) -> Result<bool> {
    match std::fs::metadata(layout.outbox()) {
        Ok(found) => Ok(found.is_file()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(is_begun(layout)),
        Err(e) => Err(Error::disk("the home could not be looked into", e)),
    }
}

/// Returns true if a new chain is replacing another one here.
pub(crate) fn is_begun(layout: &Layout) -> bool {
    !steps(layout, NEXT).is_empty() || !steps(layout, READY).is_empty()
}

/// Returns the homes of earlier chains, the first one first.
pub(crate) fn earlier(layout: &Layout) -> Vec<Layout> {
    numbers(&layout.earlier()).into_iter().map(|number| place(layout, number)).collect()
}

pub(crate) fn place(layout: &Layout, number: u64) -> Layout {
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

pub(crate) fn numbers(folder: &Path) -> Vec<u64> {
    named(folder, "")
}

/// Returns the numbers of chains in `folder`, also of paths that are no folders; none if `folder` is missing.
pub(crate) fn numbers_or_why(folder: &Path) -> io::Result<Vec<u64>> {
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

pub(crate) fn steps(layout: &Layout, word: &str) -> Vec<u64> {
    named(layout.root(), word)
}

/// Returns the number in a name that consists of `word` and a number.
pub(crate) fn number_in(entry: &DirEntry, word: &str) -> Option<u64> {
    let name = entry.file_name().into_string().ok()?;
    let number: u64 = name.strip_prefix(word)?.parse().ok()?;
    (name == format!("{word}{number}")).then_some(number)
}

/// Returns the numbers of the folders here whose names consist of `word` and a number.
pub(crate) fn named(folder: &Path, word: &str) -> Vec<u64> {
    let Ok(listed) = std::fs::read_dir(folder) else { return Vec::new() };
    let number = |entry: io::Result<DirEntry>| {
        let entry = entry.ok().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))?;
        number_in(&entry, word)
    };
    let mut numbers: Vec<u64> = listed.filter_map(number).collect();
    numbers.sort_unstable();
    numbers
}
