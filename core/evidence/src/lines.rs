//! The lines of a record: one JSON array `["<salt>", "<path>", <value>]` for each value, so that one line can be shown
//! alone, with a proof, while the salts keep the others secret. Pure: salts come from the caller.
//!
//! The meaning of a record is that of its tree: the JSON object that its struct is read from and printed as.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::padding::padme;
use crate::part::MAX_CONTENT;
use crate::{Digest, Error, Result, json};

/// Bytes of the salt of a line.
pub const SALT: usize = 16;
/// The number of lines is a multiple of this.
pub const STEP: usize = 8;
/// Least size of a record, in bytes. At the size of ordinary records Padmé's steps are small: alone they would reveal
/// a photo from a note and the length of a file's name.
pub const MIN_SIZE: usize = 2_048;
/// Longest path, in bytes.
pub const MAX_PATH: usize = 1_024;

const SALT_DOMAIN: &[u8] = b"testamur-line-salt-v2";
const PAD: &str = "pad";
const FILLER: &str = "filler";

/// One line of a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Random, so that the value cannot be guessed from the line's hash.
    pub salt: [u8; SALT],
    /// The path of the value: `location`, `media/0/name`, `body/answers/q17`.
    pub path: String,
    /// The value at the path.
    pub value: Value,
}

impl Line {
    /// Reads one line, without its newline.
    pub fn parse(what: &'static str, line: &[u8]) -> Result<Self> {
        let (salt, path, value): (String, String, Value) = json::parse(what, line, MAX_CONTENT)?;
        let salt =
            crate::digest::parse_hex(&salt).ok_or_else(|| wrong(what, "a salt is not 32 lower-case hex digits"))?;
        if !is_path(&path) {
            return Err(wrong(what, "a path is none"));
        }
        if [PAD, FILLER].contains(&path.as_str()) && !value.as_str().is_some_and(|said| said.bytes().all(|b| b == b' '))
        {
            return Err(wrong(what, "a line that only fills is not spaces"));
        }
        Ok(Self { salt, path, value })
    }

    fn print(&self) -> Result<Vec<u8>> {
        let mut line = json::print(&(hex::encode(self.salt), &self.path, &self.value))?;
        line.push(b'\n');
        Ok(line)
    }
}

/// Prints a tree as lines, filled up to a multiple of eight lines and padded to a Padmé size of at least [`MIN_SIZE`].
/// Each line takes its own salt.
pub fn encode(what: &'static str, tree: &Value, salt: &mut dyn FnMut() -> [u8; SALT]) -> Result<Vec<u8>> {
    let mut said = said(tree).ok_or_else(|| wrong(what, "it is no object"))?;
    let mut lines: Vec<Line> = Vec::with_capacity(said.len() + STEP);
    for head in heads(said.iter().any(|(path, _)| path == "kind")) {
        let at = said.iter().position(|(path, _)| path == head).ok_or_else(|| wrong(what, "it has no head"))?;
        let (path, value) = said.swap_remove(at);
        lines.push(Line { salt: salt(), path, value });
    }
    said.sort_by(|(a, _), (b, _)| a.cmp(b));
    lines.extend(said.into_iter().map(|(path, value)| Line { salt: salt(), path, value }));
    while !(lines.len() + 1).is_multiple_of(STEP) {
        lines.push(Line { salt: salt(), path: FILLER.to_owned(), value: "".into() });
    }
    let mut pad = Line { salt: salt(), path: PAD.to_owned(), value: "".into() };
    let mut out = Vec::new();
    for line in &lines {
        out.extend(line.print()?);
    }
    let bare = out.len() + pad.print()?.len();
    let size = usize::try_from(padme(bare.max(MIN_SIZE) as u64)).unwrap_or(usize::MAX);
    if size > MAX_CONTENT {
        return Err(wrong(what, "more than a part holds"));
    }
    pad.value = " ".repeat(size.saturating_sub(bare)).into();
    out.extend(pad.print()?);
    // The writer never writes lines that a reader would refuse.
    decode(what, &out)?;
    Ok(out)
}

/// Prints a struct as lines, each with a salt derived from `seed`: 32 random bytes that are used once and not kept, so
/// that a shown line reveals no other line.
pub fn print<T: serde::Serialize>(what: &'static str, value: &T, seed: &[u8; 32]) -> Result<Vec<u8>> {
    let tree = serde_json::to_value(value).map_err(|_| Error::Bug("a record did not become JSON"))?;
    let mut number = 0u64;
    encode(what, &tree, &mut || {
        let hash = Sha256::new_with_prefix(SALT_DOMAIN).chain_update(seed).chain_update(number.to_be_bytes());
        number += 1;
        let mut salt = [0; SALT];
        salt.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        salt
    })
}

/// Returns the JSON object that the lines mean.
pub fn to_json(what: &'static str, content: &[u8]) -> Result<Vec<u8>> {
    json::print(&decode(what, content)?)
}

/// Returns the format name in line 0, which a reader checks first.
pub fn format_of(what: &'static str, content: &[u8]) -> Result<String> {
    let first = content.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = Line::parse(what, first)?;
    match line.value {
        Value::String(format) if line.path == "format" => Ok(format),
        _ => Err(wrong(what, "line 0 does not name its format")),
    }
}

/// Returns the lines, without their newlines.
pub fn split<'a>(what: &'static str, content: &'a [u8]) -> Result<Vec<&'a [u8]>> {
    if content.len() > MAX_CONTENT {
        return Err(wrong(what, "more than a part holds"));
    }
    let ended = content.strip_suffix(b"\n").ok_or_else(|| wrong(what, "its last line has no end"))?;
    Ok(ended.split(|b| *b == b'\n').collect())
}

/// Reads lines as a tree. Refuses a path given twice, a path that is a prefix of another, other first lines than
/// `format`, `id` and `kind` (in a closing `opening`), a number of lines that is no multiple of eight, and a last line
/// that is not `pad`.
pub fn decode(what: &'static str, content: &[u8]) -> Result<Value> {
    let lines: Vec<Line> =
        split(what, content)?.into_iter().map(|line| Line::parse(what, line)).collect::<Result<_>>()?;
    if !lines.len().is_multiple_of(STEP) {
        return Err(wrong(what, "its lines are no multiple of eight"));
    }
    let [format, id, third, ..] = lines.as_slice() else { return Err(wrong(what, "it has no head")) };
    let of_record = third.path == "kind";
    if [format, id, third].map(|line| line.path.as_str()) != heads(of_record) {
        return Err(wrong(what, "its first lines are not its head"));
    }
    let mut lines = lines;
    if lines.pop().is_none_or(|last| last.path != PAD) {
        return Err(wrong(what, "its last line is not its pad"));
    }
    let mut seen = BTreeSet::new();
    for line in lines.iter().filter(|line| line.path != FILLER) {
        if line.path == PAD || !seen.insert(line.path.as_str()) {
            return Err(wrong(what, "a path is given twice"));
        }
    }
    if seen.iter().any(|path| prefixes(path).any(|prefix| seen.contains(prefix))) {
        return Err(wrong(what, "a path is a prefix of another"));
    }
    let mut tree = Map::new();
    for Line { path, value, .. } in lines.into_iter().filter(|line| line.path != FILLER) {
        let put = match path.split_once('/') {
            // The keys of `adds` and `corrects` are paths.
            Some((head @ ("adds" | "corrects"), key)) => {
                let map = tree.entry(head.to_owned()).or_insert_with(|| Value::Object(Map::new()));
                map.as_object_mut().map(|map| drop(map.insert(key.to_owned(), value)))
            }
            _ => put(&mut tree, &path, value),
        };
        put.ok_or_else(|| wrong(what, "a path leads nowhere"))?;
    }
    if let Some(media) = tree.remove("media") {
        tree.insert("media".to_owned(), listed(media).ok_or_else(|| wrong(what, "a medium is left out"))?);
    }
    Ok(Value::Object(tree))
}

/// Returns the RFC 6962 root over the lines without their newlines.
pub fn root(what: &'static str, content: &[u8]) -> Result<Digest> {
    let leaves: Vec<[u8; 32]> = split(what, content)?.into_iter().map(|line| hash(0, &[line])).collect();
    Ok(root_of(&leaves))
}

/// Returns the RFC 6962 root over leaves.
pub(crate) fn root_of(leaves: &[[u8; 32]]) -> Digest {
    Digest::from_bytes(tree_of(leaves))
}

/// Returns the RFC 6962 hash of one line without its newline.
pub fn leaf(line: &[u8]) -> Digest {
    Digest::from_bytes(hash(0, &[line]))
}

fn tree_of(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            hash(1, &[&tree_of(left), &tree_of(right)])
        }
    }
}

fn hash(kind: u8, pieces: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix([kind]);
    pieces.iter().for_each(|piece| hash.update(piece));
    hash.finalize().into()
}

/// Returns the paths of the first three lines.
fn heads(of_record: bool) -> [&'static str; 3] {
    ["format", "id", if of_record { "kind" } else { "opening" }]
}

/// Returns each value of a tree with its path. The function walks the objects in `body` and the fields of each medium;
/// the keys of `adds` and `corrects` are paths. All other values stay whole. In a key of `body`, a slash is written
/// `~1` and a tilde `~0`.
pub(crate) fn said(tree: &Value) -> Option<Vec<(String, Value)>> {
    let mut out = Vec::new();
    for (key, value) in tree.as_object()? {
        match (key.as_str(), value) {
            (PAD | FILLER, _) => {}
            ("media", Value::Array(media)) => {
                for (place, medium) in media.iter().enumerate() {
                    for (field, value) in medium.as_object()? {
                        out.push((format!("media/{place}/{}", escaped(field)), value.clone()));
                    }
                }
            }
            ("adds" | "corrects", Value::Object(paths)) => {
                out.extend(paths.iter().map(|(path, value)| (format!("{key}/{path}"), value.clone())));
            }
            ("body", value) => walk("body", value, &mut out),
            (key, value) => out.push((escaped(key), value.clone())),
        }
    }
    Some(out)
}

fn walk(path: &str, value: &Value, out: &mut Vec<(String, Value)>) {
    match value.as_object().filter(|object| !object.is_empty()) {
        Some(object) => object.iter().for_each(|(key, value)| walk(&format!("{path}/{}", escaped(key)), value, out)),
        None => out.push((path.to_owned(), value.clone())),
    }
}

/// Puts a value at its path; none if another value is in the way.
fn put(object: &mut Map<String, Value>, path: &str, value: Value) -> Option<()> {
    match path.split_once('/') {
        None => drop(object.insert(unescaped(path), value)),
        Some((head, rest)) => {
            let below = object.entry(unescaped(head)).or_insert_with(|| Value::Object(Map::new()));
            put(below.as_object_mut()?, rest, value)?;
        }
    }
    Some(())
}

/// Returns numbered media as a list; none unless the numbers are 0, 1, 2, … without a hole.
fn listed(media: Value) -> Option<Value> {
    let Value::Object(mut media) = media else { return None };
    let mut list = Vec::with_capacity(media.len());
    while let Some(medium) = media.remove(&list.len().to_string()) {
        list.push(medium);
    }
    media.is_empty().then_some(Value::Array(list))
}

/// Returns true for a path in its only spelling.
pub(crate) fn is_path(path: &str) -> bool {
    let spelt = |step: &str| !step.is_empty() && step.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    path.len() <= MAX_PATH && path.split('/').count() <= usize::from(json::MAX_DEPTH) && path.split('/').all(spelt)
}

/// Returns every path above `path`.
pub(crate) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

pub(crate) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

fn wrong(what: &'static str, why: &str) -> Error {
    Error::malformed(what, why)
}
