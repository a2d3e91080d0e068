//! Checks the files against the bundle's own list of digests, and reports foreign files and damage of the carrier.

use std::collections::{BTreeMap, BTreeSet};

use evidence::ItemId;
use evidence::bundle::{DETAILS, ENTRIES, MANIFEST, POLICIES, SUMS, TREES};

use crate::answers::Question::{Completeness, Content};
use crate::escape::escape;
use crate::findings::AGAIN;
use crate::findings::{Findings, Scope};
use crate::read::{Files, hash_file};
use crate::source::CUT;
use crate::{BundleSource, Result};

/// Returns the text of a disagreement between a file and its carrier. No checksum can tell chance from intent.
pub(crate) fn damaged(path: &str, why: &str) -> String {
    format!("{} is damaged or was altered: {why}", escape(path))
}

/// Files that may be cut.
type Doubted = BTreeSet<String>;

/// Compares every file with the list of digests, after all items were read. Returns false if a file disagrees: the
/// bundle was damaged or changed. An item's own commitments decide the meaning of a changed file; a file of no item
/// has only the list, so a changed byte in it fails.
pub(crate) fn check(source: &mut dyn BundleSource, files: &mut Files, findings: &mut Findings) -> Result<bool> {
    let mut whole = files.carrier.is_empty();
    for why in &files.carrier {
        let cut = *why == CUT;
        let text = format!("the zip {}: {why}", if cut { "is not whole" } else { "is damaged or was altered" });
        match cut {
            true => findings.remark(Content, Scope::All, "zip-cut", text, AGAIN),
            false => findings.remark(Content, Scope::All, "zip-damaged", text, AGAIN),
        };
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

/// Returns true for a path in the folders of items' files.
fn is_ours(path: &str) -> bool {
    ["records/", "media/", TREES, DETAILS, POLICIES].iter().any(|folder| path.starts_with(folder))
}

/// Returns the item whose findings say whether a file has the bytes that the device sealed. Files of shown lines have
/// no such findings.
fn answered_by(files: &Files, path: &str) -> Option<ItemId> {
    files.owners.get(path).copied().filter(|_| !path.starts_with(TREES))
}

/// Reads and names files that are still unread. Returns false if a listed file belongs to no item.
fn unread(source: &mut dyn BundleSource, files: &mut Files, findings: &mut Findings) -> Result<bool> {
    let mut whole = true;
    let paths: Vec<String> = files.sizes.keys().filter(|p| *p != SUMS).cloned().collect();
    for path in &paths {
        if files.digests.contains_key(path) {
            continue;
        }
        // A file on no list is no part of the bundle, in any folder: it is not read.
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

/// Names files that disagree with their carrier. Returns false if there are any.
fn of_carrier(files: &Files, findings: &mut Findings, doubted: &mut Doubted) -> bool {
    for (path, why) in files.damaged.iter().filter(|(path, _)| answered_by(files, path).is_none()) {
        let (text, read) = (damaged(path, why), files.digests.get(path));
        let listed = files.sums.as_ref().map(|sums| sums.get(path));
        // Litter that disappeared was no part of the bundle.
        if path != SUMS && read.is_none() && listed == Some(None) {
            findings.remark(Content, Scope::All, "file-damaged", text, AGAIN).file(path, None);
            continue;
        }
        findings.fail(Content, Scope::All, "file-damaged", text, AGAIN).file(path, None);
        // If only its header was damaged, its content is complete.
        if read.is_none() || listed.flatten() != read {
            doubted.insert(path.clone());
        }
    }
    files.damaged.is_empty()
}

/// Compares the files with the list. Returns false if they differ.
fn listed(files: &Files, findings: &mut Findings, doubted: &mut Doubted) -> bool {
    let Some(sums) = &files.sums else { return true };
    let mut whole = true;
    for path in sums.keys().filter(|p| !files.sizes.contains_key(*p)) {
        let text = format!("{} is listed in SHA256SUMS, but is not in the bundle", escape(path));
        whole = false;
        // Differences in an item's files are already reported with the item.
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
                // Receipts and words are added later, and each carries its own proof. A list that lacks any other file
                // was cut.
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
                // Damaged, altered and missing files are already reported.
                if files.altered.contains(path) || files.damaged.contains_key(path) {
                    continue;
                }
                let text = format!("{} is not the file whose digest SHA256SUMS lists", escape(path));
                // A file of an item has the sealed bytes, so the list is wrong and the item is right.
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
