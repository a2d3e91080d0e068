//! The bundle's own list of digests, and what came with its carrier: told beside the answers.

use std::collections::{BTreeMap, BTreeSet};

use evidence::ItemId;
use evidence::bundle::{DETAILS, ENTRIES, MANIFEST, POLICIES, SUMS, TREES};

use crate::content::AGAIN;
use crate::findings::{Findings, Scope};
use crate::read::{Files, hash_file};
use crate::verdict::Question::{Completeness, Content};
use crate::verdict::escape;
use crate::{BundleSource, Result};

/// Says how a file does not agree with its carrier. Whether by chance or by somebody's hand, no checksum tells.
pub(crate) fn damaged(path: &str, why: &str) -> String {
    format!("{} is damaged or was altered: {why}", escape(path))
}

/// Files in which something may be cut.
type Doubted = BTreeSet<String>;

/// Compares every file with the list of digests, after all items were read. False when one is not as it should be: the
/// bundle was damaged or changed since. An item's own commitments say what a changed file means for it; a file of no item
/// has nothing but the list, so that another byte in it fails.
pub(crate) fn check(source: &mut dyn BundleSource, files: &mut Files, findings: &mut Findings) -> Result<bool> {
    let mut whole = files.carrier.is_empty();
    for why in &files.carrier {
        let text = format!("the zip is damaged or was altered: {why}");
        findings.remark(Content, Scope::All, "zip-damaged", text, AGAIN);
    }
    whole &= unread(source, files, findings)?;
    let mut doubted = Doubted::new();
    whole &= of_carrier(files, findings, &mut doubted);
    whole &= listed(files, findings, &mut doubted);
    if let Some(first) = doubted.first() {
        let more = match doubted.len() - 1 {
            0 => "is".to_owned(),
            more => format!("and {more} more of the bundle's files are"),
        };
        let text = format!(
            "{} {more} not as listed: entries or receipts may be cut, and nothing tells how many",
            escape(first)
        );
        findings.open(Completeness, Scope::All, "files-differ", text, AGAIN).file(first, None);
    }
    if whole {
        let count = files.sums.as_ref().map_or(0, BTreeMap::len);
        let text = format!("{count} files, each with the digest that SHA256SUMS lists; anybody can write that list");
        if files.sums.is_some() {
            findings.pass(Content, Scope::All, "sums", text);
        }
    }
    Ok(whole)
}

/// True for what lies where items' files lie.
fn is_ours(path: &str) -> bool {
    ["records/", "media/", TREES, DETAILS, POLICIES].iter().any(|folder| path.starts_with(folder))
}

/// The item that says of a file by itself whether it has the bytes that the device sealed. Shown lines have no such word: one
/// that is cut is none.
fn answered_by(files: &Files, path: &str) -> Option<ItemId> {
    files.owners.get(path).copied().filter(|_| !path.starts_with(TREES))
}

/// Reads and names what nothing has read so far. False where a listed file is no item's.
fn unread(source: &mut dyn BundleSource, files: &mut Files, findings: &mut Findings) -> Result<bool> {
    let mut whole = true;
    let paths: Vec<String> = files.sizes.keys().filter(|p| *p != SUMS).cloned().collect();
    for path in &paths {
        if files.digests.contains_key(path) {
            continue;
        }
        // A file on no list is no part of the bundle, wherever it lies: it is not even read.
        if !files.owners.contains_key(path) && files.sums.as_ref().is_some_and(|sums| !sums.contains_key(path)) {
            files.damaged.remove(path);
            files.litter.insert(path.clone());
            continue;
        }
        let (digest, broken) = hash_file(source, path)?;
        files.digests.insert(path.clone(), digest);
        files.damaged.extend(broken.map(|why| (path.clone(), why)));
        if is_ours(path) {
            let text = format!("{path} belongs to no item of the bundle");
            let next = "do not rely on it; ask who put it there";
            findings.remark(Content, Scope::All, "stray-file", text, next).file(path, None);
            whole = false;
        } else {
            let next = "a newer verifier may know what it is; do not rely on it";
            let text = format!("nothing vouches for {}", escape(path));
            findings.remark(Content, Scope::All, "unknown-file", text, next).file(path, None);
        }
    }
    for path in &files.litter {
        let text = format!("{} is no part of the bundle: nothing lists it, and it was not read", escape(path));
        let next = "the answers speak of none of it: rely on it for nothing";
        findings.remark(Content, Scope::All, "unlisted-file", text, next).file(path, None);
    }
    Ok(whole)
}

/// Names files that do not agree with the carrier that they came in. False where there are any.
fn of_carrier(files: &Files, findings: &mut Findings, doubted: &mut Doubted) -> bool {
    for (path, why) in files.damaged.iter().filter(|(path, _)| answered_by(files, path).is_none()) {
        let (text, read) = (damaged(path, why), files.digests.get(path));
        let listed = files.sums.as_ref().map(|sums| sums.get(path));
        // Litter that is not there any more was nothing of the bundle's.
        if path != SUMS && read.is_none() && listed == Some(None) {
            findings.remark(Content, Scope::All, "file-damaged", text, AGAIN).file(path, None);
            continue;
        }
        findings.fail(Content, Scope::All, "file-damaged", text, AGAIN).file(path, None);
        // Where its header alone was hit, all that it says is here.
        if read.is_none() || listed.flatten() != read {
            doubted.insert(path.clone());
        }
    }
    files.damaged.is_empty()
}

/// Compares what is here with the list. False where they differ.
fn listed(files: &Files, findings: &mut Findings, doubted: &mut Doubted) -> bool {
    let Some(sums) = &files.sums else { return true };
    let mut whole = true;
    for path in sums.keys().filter(|p| !files.sizes.contains_key(*p)) {
        let text = format!("{} is listed in SHA256SUMS, but is not in the bundle", escape(path));
        whole = false;
        // Of what an item lists that is said already.
        if !files.altered.contains(path) {
            findings.fail(Content, Scope::All, "file-missing", text, AGAIN).file(path, None);
            doubted.insert(path.clone());
        }
    }
    for (path, digest) in &files.digests {
        let owner = files.owners.get(path).copied();
        match sums.get(path) {
            None => {
                let text = format!("{} was read and judged, though SHA256SUMS does not list it", escape(path));
                let next = "its signed lines say what they say; ask the bundle's maker for the bundle once more";
                // Receipts and words come later, and each stands for itself. A list that lacks anything else was cut.
                if is_ours(path) || [ENTRIES, MANIFEST].contains(&path.as_str()) {
                    findings.open(Content, Scope::All, "unlisted-read", text, next).file(path, owner);
                    doubted.insert(path.clone());
                    whole = false;
                } else {
                    findings.remark(Content, Scope::All, "unlisted-read", text, next).file(path, owner);
                }
            }
            Some(listed) if listed == digest => {}
            Some(_) => {
                whole = false;
                // Of a damaged, altered or missing file that is said already.
                if files.altered.contains(path) || files.damaged.contains_key(path) {
                    continue;
                }
                let text = format!("{} is not the file whose digest SHA256SUMS lists", escape(path));
                // What an item shows has the bytes that the device sealed: the list is another, and the item is right.
                if answered_by(files, path).is_some() {
                    findings.open(Content, Scope::All, "file-changed", text, AGAIN).file(path, owner);
                } else {
                    findings.fail(Content, Scope::All, "file-changed", text, AGAIN).file(path, None);
                }
                doubted.insert(path.clone());
            }
        }
    }
    whole
}
