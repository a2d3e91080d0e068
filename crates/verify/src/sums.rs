//! The bundle's own list of digests, and what came with its carrier: told beside the answers.

use evidence::bundle::{DETAILS, POLICIES, SUMS, TREES};

use crate::content::AGAIN;
use crate::findings::{Findings, Scope};
use crate::read::{Files, hash_file};
use crate::verdict::Question::Content;
use crate::verdict::escape;
use crate::{BundleSource, Result};

/// Says how a file does not agree with its carrier. Whether by chance or by somebody's hand, no checksum tells.
pub(crate) fn damaged(path: &str, why: &str) -> String {
    format!("{} is damaged or was altered: {why}", escape(path))
}

/// Compares every file with the list of digests, after all items were read. False when one is not as it should be: the
/// bundle was damaged or changed since. An item's own commitments say what a changed file means for it.
pub(crate) fn check(source: &mut dyn BundleSource, files: &mut Files, findings: &mut Findings) -> Result<bool> {
    let ours =
        |path: &str| ["records/", "media/", TREES, DETAILS, POLICIES].iter().any(|folder| path.starts_with(folder));
    let mut whole = files.carrier.is_empty();
    for why in &files.carrier {
        let text = format!("the zip is damaged or was altered: {why}");
        findings.remark(Content, Scope::All, "zip-damaged", text, AGAIN);
    }
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
        if ours(path) {
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
    for (path, why) in &files.damaged {
        whole = false;
        if !files.owners.contains_key(path) {
            let text = damaged(path, why);
            findings.remark(Content, Scope::All, "file-damaged", text, AGAIN).file(path, None);
        }
    }
    let Some(sums) = &files.sums else { return Ok(whole) };
    for path in sums.keys().filter(|p| !files.sizes.contains_key(*p)) {
        let text = format!("{} is listed in SHA256SUMS, but is not in the bundle", escape(path));
        let owner = files.owners.get(path).copied();
        whole = false;
        // Of what an item lists that is said already.
        if !files.altered.contains(path) {
            findings.remark(Content, Scope::All, "file-missing", text, AGAIN).file(path, owner);
        }
    }
    for (path, digest) in &files.digests {
        let owner = files.owners.get(path).copied();
        match sums.get(path) {
            None => {
                let text = format!("{} was read and judged, though SHA256SUMS does not list it", escape(path));
                let next = "its signed lines say what they say; ask the bundle's maker for the bundle once more";
                findings.remark(Content, Scope::All, "unlisted-read", text, next).file(path, owner);
                whole &= !ours(path);
            }
            // Of a damaged, altered or missing file that is said already.
            Some(listed) if listed != digest && files.altered.contains(path) => whole = false,
            Some(listed) if listed != digest && !files.damaged.contains_key(path) => {
                let text = format!("{} is not the file whose digest SHA256SUMS lists", escape(path));
                findings.remark(Content, Scope::All, "file-changed", text, AGAIN).file(path, owner);
                whole = false;
            }
            Some(_) => {}
        }
    }
    if whole {
        let text =
            format!("{} files, each with the digest that SHA256SUMS lists; anybody can write that list", sums.len());
        findings.pass(Content, Scope::All, "sums", text);
    }
    Ok(whole)
}
