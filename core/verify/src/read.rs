//! Reads a bundle's small files and hashes every file once. Owns structure and limits; judges no signature.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read};

use evidence::bundle::{self, Manifest};
use evidence::details::MAX_DETAILS;
use evidence::receipt::{Consistency, Delivered, Noted};
use evidence::word::Spoken;
use evidence::{Digest, Envelope, ItemId, SignedEntry, json};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::source::{Broken, Listed, Small, list, read_small};
use crate::{BundleSource, Error, Result};

/// Most entries in a bundle.
const MAX_ENTRIES: usize = 250_000;
/// Most receipts of one kind, or words of the organisation, in a bundle.
const MAX_RECEIPTS: usize = 250_000;
/// Longest receipt line, in bytes: a proof with the largest note and its JSON escapes.
const MAX_RECEIPT: usize = 1024 * 1024;
/// Most policies in a bundle.
const MAX_POLICIES: usize = 1_000;
/// Largest file of lines, in bytes.
const MAX_LINES: u64 = 512 * 1024 * 1024;

/// A bundle's small files, read.
pub(crate) struct Files {
    /// Every file and its length.
    pub(crate) sizes: BTreeMap<String, u64>,
    /// Foreign files beside those of the bundle. Names by strangers.
    pub(crate) litter: BTreeSet<String>,
    /// Digests of the files; those of media and records are added when these are judged.
    pub(crate) digests: BTreeMap<String, Digest>,
    /// Files that were damaged in transit, with the symptom; media and records are added when they are judged.
    pub(crate) damaged: BTreeMap<String, &'static str>,
    /// Unreadable lines: the file, their number, and the fault of the first.
    pub(crate) unreadable: Vec<(&'static str, usize, String)>,
    /// Damage to the carrier of the files.
    pub(crate) carrier: Vec<&'static str>,
    /// Files that are missing or differ from the sealed bytes; their items have the findings.
    pub(crate) altered: BTreeSet<String>,
    /// The item that lists a file.
    pub(crate) owners: BTreeMap<String, ItemId>,
    /// Digests as the bundle lists them; none if the source has no list or the list is unreadable.
    pub(crate) sums: Option<BTreeMap<String, Digest>>,
    pub(crate) manifest: Manifest,
    /// True when the manifest's spelling differs from its canonical print.
    pub(crate) reprinted: bool,
    /// Envelopes from the folder of policies, by path.
    pub(crate) policies: BTreeMap<String, Envelope>,
    pub(crate) entries: Vec<SignedEntry>,
    /// Files of details, by the digest that entries name.
    pub(crate) details: BTreeMap<Digest, Vec<u8>>,
    /// Statements about devices that claim to be the organisation's.
    pub(crate) words: Vec<Spoken>,
    pub(crate) noted: Vec<Noted>,
    pub(crate) delivered: Vec<Delivered>,
    pub(crate) consistency: Vec<Consistency>,
}

/// Reads all files but media and records.
pub(crate) fn read(source: &mut dyn BundleSource) -> Result<Files> {
    let mut listed = list(source)?;
    let sizes = &listed.files;
    let (mut digests, mut damaged, mut carrier) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for damage in source.damage() {
        match damage.path {
            Some(path) => drop(damaged.insert(path, damage.why)),
            None => carrier.push(damage.why),
        }
    }
    let sums = match (source.has_sums(), sizes.contains_key(bundle::SUMS)) {
        (false, _) => None,
        (true, false) if damaged.is_empty() && carrier.is_empty() => {
            return Err(Error::malformed("bundle", "it has no SHA256SUMS"));
        }
        (true, false) => {
            damaged.entry(bundle::SUMS.to_owned()).or_insert("it cannot be found any more");
            None
        }
        (true, true) => {
            let bytes = whole(source, bundle::SUMS, bundle::MAX_SUMS, &mut damaged)?;
            readable(bundle::SUMS, &damaged, bundle::parse_sums(&bytes))?
        }
    };
    listed.settle(sums.as_ref())?;
    let Listed { files: sizes, litter } = listed;
    let bytes = whole(source, bundle::MANIFEST, bundle::MAX_MANIFEST, &mut damaged)?;
    digests.insert(bundle::MANIFEST.to_owned(), Digest::of(&bytes));
    let manifest = Manifest::parse(&bytes)?;
    let reprinted = json::one_print("bundle", &bytes, &manifest).is_err();
    let items: BTreeSet<_> = manifest.items.iter().map(|i| (i.device, i.item, i.as_of)).collect();
    if items.len() != manifest.items.len() {
        return Err(Error::malformed("bundle", "an item is listed twice"));
    }
    let mut policies = BTreeMap::new();
    let named = sizes.iter().filter(|(path, size)| is_policy(path) && **size <= evidence::dsse::MAX_ENVELOPE as u64);
    for (path, _) in named.take(MAX_POLICIES) {
        let small = read_small(source, path, "policy", evidence::dsse::MAX_ENVELOPE)?;
        damaged.extend(small.broken.map(|why| (path.clone(), why)));
        // Any other file there is no policy, and is reported as a file of no item.
        let envelope = Envelope::parse(&small.bytes).ok();
        if let Some(envelope) = envelope.filter(|e| path.ends_with(&e.digest().to_string())) {
            digests.insert(path.clone(), Digest::of(&small.bytes));
            policies.insert(path.clone(), envelope);
        }
    }
    let unreadable = Vec::new();
    let mut lines = Lines { source, sizes: &sizes, digests: &mut digests, damaged: &mut damaged, unreadable };
    let entries = lines.read(bundle::ENTRIES, evidence::dsse::MAX_ENVELOPE, MAX_ENTRIES, |line| {
        let envelope = Envelope::parse(line)?;
        json::one_print("envelope", line, &envelope)?;
        Ok(SignedEntry::from_envelope(envelope)?)
    })?;
    let words = lines.receipts(bundle::WORDS)?;
    let noted = lines.receipts(bundle::NOTED)?;
    let delivered = lines.receipts(bundle::DELIVERED)?;
    let consistency = lines.receipts(bundle::CONSISTENCY)?;
    let (unreadable, owners) = (lines.unreadable, BTreeMap::new());
    let mut details = BTreeMap::new();
    for name in entries.iter().map(SignedEntry::details_digest).collect::<BTreeSet<_>>() {
        let path = format!("{}{name}", bundle::DETAILS);
        if sizes.get(&path).is_some_and(|size| *size <= MAX_DETAILS as u64) {
            let small = read_small(source, &path, "details", MAX_DETAILS)?;
            damaged.extend(small.broken.map(|why| (path.clone(), why)));
            digests.insert(path, Digest::of(&small.bytes));
            details.insert(name, small.bytes);
        }
    }
    Ok(Files {
        unreadable,
        litter,
        altered: BTreeSet::new(),
        sizes,
        digests,
        damaged,
        carrier,
        owners,
        sums,
        manifest,
        reprinted,
        policies,
        entries,
        details,
        words,
        noted,
        delivered,
        consistency,
    })
}

fn is_policy(path: &str) -> bool {
    path.strip_prefix(bundle::POLICIES).is_some_and(|name| name.parse::<Digest>().is_ok())
}

/// Returns the bytes of a small file; damage is noted, and the readable rest is judged.
fn whole(
    source: &mut dyn BundleSource,
    path: &'static str,
    max: usize,
    damaged: &mut BTreeMap<String, &'static str>,
) -> Result<Vec<u8>> {
    let Small { bytes, broken } = read_small(source, path, path, max)?;
    damaged.extend(broken.map(|why| (path.to_owned(), why)));
    Ok(bytes)
}

/// Returns the content of a file; none if damage made it unreadable.
fn readable<T>(path: &str, damaged: &BTreeMap<String, &'static str>, read: evidence::Result<T>) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(_) if damaged.contains_key(path) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

struct Lines<'a> {
    source: &'a mut dyn BundleSource,
    sizes: &'a BTreeMap<String, u64>,
    digests: &'a mut BTreeMap<String, Digest>,
    damaged: &'a mut BTreeMap<String, &'static str>,
    unreadable: Vec<(&'static str, usize, String)>,
}

impl Lines<'_> {
    fn receipts<T: DeserializeOwned + Serialize>(&mut self, path: &'static str) -> Result<Vec<T>> {
        self.read(path, MAX_RECEIPT, MAX_RECEIPTS, |line| {
            let receipt = json::parse("receipt", line, MAX_RECEIPT)?;
            json::one_print("receipt", line, &receipt)?;
            Ok(receipt)
        })
    }

    /// Reads one value a line; an absent file has none. Unreadable lines, and lines in a spelling other than the
    /// canonical print, are ignored and counted: anybody can add such a line to any file.
    fn read<T>(
        &mut self,
        path: &'static str,
        longest: usize,
        most: usize,
        mut parse: impl FnMut(&[u8]) -> Result<T>,
    ) -> Result<Vec<T>> {
        let Some(size) = self.sizes.get(path) else { return Ok(Vec::new()) };
        if *size > MAX_LINES {
            return Err(Error::refused(path, format!("{size} bytes, {MAX_LINES} allowed")));
        }
        let mut hash = evidence::DigestWriter::default();
        let mut reader = BufReader::new(self.source.open(path)?.take(MAX_LINES + 1));
        let (mut values, mut line, mut number) = (Vec::new(), Vec::new(), 0usize);
        let (mut bad, mut fault, mut broken) = (0usize, None, None);
        while broken.is_none() {
            line.clear();
            let limit = longest as u64 + 2;
            if let Err(error) = (&mut reader).take(limit).read_until(b'\n', &mut line) {
                let why = Broken::of(&error);
                broken = Some(why.ok_or_else(|| Error::unavailable(path)(error))?);
            }
            if line.is_empty() {
                break;
            }
            hash.update(&line);
            number += 1;
            if values.len() + bad == most {
                return Err(Error::refused(path, format!("more than {most} lines")));
            }
            let none = || Error::malformed(path, "too long, or without an end");
            match line.strip_suffix(b"\n").ok_or_else(none).and_then(&mut parse) {
                Ok(value) => values.push(value),
                Err(error) => {
                    bad += 1;
                    fault.get_or_insert_with(|| format!("line {number}: {error}"));
                }
            }
        }
        self.damaged.extend(broken.map(|why| (path.to_owned(), why)));
        self.digests.insert(path.to_owned(), hash.finish());
        self.unreadable.extend(fault.map(|first| (path, bad, first)));
        Ok(values)
    }
}

/// Hashes a file from beginning to end in flat memory. Also returns how the file disagrees with its carrier, if it
/// does.
pub(crate) fn hash_file(source: &mut dyn BundleSource, path: &str) -> Result<(Digest, Option<&'static str>)> {
    let mut reader = source.open(path)?;
    let mut hash = evidence::DigestWriter::default();
    let (mut buffer, mut broken) = (vec![0; 64 * 1024], None);
    loop {
        let n = read_some(&mut *reader, &mut buffer, &mut broken)?;
        if n == 0 {
            return Ok((hash.finish(), broken));
        }
        hash.update(buffer.get(..n).unwrap_or_default());
    }
}

/// Reads once, again after an interruption. Returns 0 at the end of the file and at damage.
pub(crate) fn read_some(reader: &mut dyn Read, buffer: &mut [u8], broken: &mut Option<&'static str>) -> Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) if Broken::of(&e).is_some() => {
                *broken = Broken::of(&e);
                return Ok(0);
            }
            other => return other.map_err(Error::unavailable("file of the bundle")),
        }
    }
}
