//! Single lines of a record that is not shown whole: each has a proof to the root over all lines, which an entry
//! states.
//!
//! The manifest does not list them, so a line without a proof is ignored and harms no other evidence. The device chose
//! the root: the record's own `id` line binds the lines to an item and must be among them.

use std::collections::BTreeMap;

use evidence::bundle::{MAX_TREE, ShownLine, TREES};
use evidence::lines::{Line, STEP};
use evidence::{Digest, ItemId, json};
use serde_json::Value;
use tlog::tree::verify_inclusion;
use tlog::{Hash, leaf_hash};

use crate::answers::Question::Content;
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::read::Files;
use crate::source::read_small;
use crate::verdict::LineVerdict;
use crate::{BundleSource, Result};

/// Longest line with its proof, in bytes.
const LONGEST: usize = 1024 * 1024;
/// Paths of lines without meaning.
const SILENT: [&str; 2] = ["filler", "pad"];

/// Returns the lines that a bundle shows of the record parts with these roots, in the order of their paths.
pub(crate) fn lines(
    source: &mut dyn BundleSource,
    files: &mut Files,
    item: ItemId,
    roots: impl Iterator<Item = Digest>,
    scope: Scope,
    findings: &mut Findings,
) -> Result<Vec<LineVerdict>> {
    let mut told = Vec::new();
    for root in roots {
        let path = format!("{TREES}{root}");
        // Read once: if two records of a bundle state one root, only the first is shown through it.
        if files.sizes.get(&path).is_none_or(|size| *size > MAX_TREE as u64) || files.owners.contains_key(&path) {
            continue;
        }
        files.owners.insert(path.clone(), item);
        let small = read_small(source, &path, "shown lines", MAX_TREE)?;
        files.digests.insert(path.clone(), Digest::of(&small.bytes));
        files.damaged.extend(small.broken.map(|why| (path.clone(), why)));
        let (mut shown, mut wrong) = (BTreeMap::new(), 0usize);
        for line in small.bytes.split_inclusive(|b| *b == b'\n') {
            match proven(line, &root) {
                Some((leaf, line)) => drop(shown.insert(leaf, line)),
                None => wrong += 1,
            }
        }
        let id = Value::String(item.to_string());
        if !shown.values().any(|line| line.path == "id" && line.value == id) {
            wrong += shown.len();
            shown.clear();
        }
        if wrong > 0 {
            let text = format!("{wrong} lines of {path} are not proven to be of this item's record");
            let next = "they say nothing; ask the bundle's maker for the lines with their proofs, the one with the item's id among them";
            findings.remark(Content, scope, "line-not-of-record", text, next).file(&path, None);
        }
        if !shown.is_empty() {
            let text = format!("{} lines of a record are shown, each as the entry states it", shown.len());
            findings.pass(Content, scope, "lines-shown", text);
        }
        let mut says: Vec<Line> = shown.into_values().collect();
        says.sort_by(|a, b| a.path.cmp(&b.path));
        let says = says.into_iter().filter(|line| !SILENT.contains(&line.path.as_str()));
        told.extend(says.map(|Line { path, value, .. }| LineVerdict { path: escape(&path), value: said(&value) }));
    }
    Ok(told)
}

/// Returns a line by its leaf; none if its proof does not lead to the root. Neither its index nor the number of lines
/// is proven: other values can lead there too.
fn proven(line: &[u8], root: &Digest) -> Option<(Hash, Line)> {
    let line = line.strip_suffix(b"\n")?;
    let shown: ShownLine = json::parse("a shown line", line, LONGEST).ok()?;
    json::one_print("a shown line", line, &shown).ok()?;
    let proof: Vec<Hash> = shown.proof.iter().map(|d| Hash(*d.as_bytes())).collect();
    let (leaf, root) = (leaf_hash(shown.line.as_bytes()), Hash(*root.as_bytes()));
    verify_inclusion(&leaf, shown.index, shown.size, &proof, &root).ok()?;
    let whole = shown.size.is_multiple_of(STEP as u64);
    whole.then_some(())?;
    Some((leaf, Line::parse("a shown line", shown.line.as_bytes()).ok()?))
}

/// Returns a value as text: strings unquoted, anything else as JSON.
fn said(value: &Value) -> String {
    match value {
        Value::String(words) => escape(words),
        other => escape(&other.to_string()),
    }
}
