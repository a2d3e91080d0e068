//! Reads a bundle's small files and hashes every file once. Owns structure and limits; judges no signature.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use evidence::bundle::{self, Manifest};
use evidence::receipt::{Consistency, Delivered, Noted};
use evidence::{Digest, Envelope, SignedEntry, json};

use crate::source::{list, read_small};
use crate::{BundleSource, Error, Result};

/// Most entries in a bundle.
const MAX_ENTRIES: usize = 250_000;
/// Most receipts of one kind in a bundle.
const MAX_RECEIPTS: usize = 250_000;
/// Longest line with a receipt, in bytes: a proof with the largest note and its JSON escapes.
const MAX_RECEIPT: usize = 1024 * 1024;
/// Largest file of lines, in bytes.
const MAX_LINES: u64 = 512 * 1024 * 1024;

/// A bundle's small files, read.
pub(crate) struct Files {
    /// Every file and its length.
    pub(crate) sizes: BTreeMap<String, u64>,
    /// Digests of the files as they are; media and records join when they are judged.
    pub(crate) digests: BTreeMap<String, Digest>,
    /// Digests as the bundle lists them; none when its source has no list.
    pub(crate) sums: Option<BTreeMap<String, Digest>>,
    pub(crate) manifest: Manifest,
    pub(crate) policy: Option<Envelope>,
    pub(crate) entries: Vec<SignedEntry>,
    pub(crate) noted: Vec<Noted>,
    pub(crate) delivered: Vec<Delivered>,
    pub(crate) consistency: Vec<Consistency>,
}

/// Reads everything but media and records.
pub(crate) fn read(source: &mut dyn BundleSource) -> Result<Files> {
    let sizes = list(source)?;
    let mut digests = BTreeMap::new();
    let sums = match (source.has_sums(), sizes.contains_key(bundle::SUMS)) {
        (false, _) => None,
        (true, false) => return Err(Error::malformed("bundle", "it has no SHA256SUMS")),
        (true, true) => Some(bundle::parse_sums(&read_small(source, bundle::SUMS, bundle::MAX_SUMS)?)?),
    };
    let bytes = read_small(source, bundle::MANIFEST, bundle::MAX_MANIFEST)?;
    digests.insert(bundle::MANIFEST.to_owned(), Digest::of(&bytes));
    let manifest = Manifest::parse(&bytes)?;
    let items: BTreeSet<_> = manifest.items.iter().map(|i| i.item).collect();
    if items.len() != manifest.items.len() {
        return Err(Error::malformed("bundle", "an item is listed twice"));
    }
    let mut policy = None;
    if sizes.contains_key(bundle::POLICY) {
        let bytes = read_small(source, bundle::POLICY, evidence::dsse::MAX_ENVELOPE)?;
        digests.insert(bundle::POLICY.to_owned(), Digest::of(&bytes));
        policy = Some(Envelope::parse(&bytes)?);
    }
    let mut lines = Lines { source, sizes: &sizes, digests: &mut digests };
    let entries =
        lines.read(bundle::ENTRIES, evidence::dsse::MAX_ENVELOPE, MAX_ENTRIES, |line| Ok(SignedEntry::parse(line)?))?;
    let noted = lines.receipts(bundle::NOTED)?;
    let delivered = lines.receipts(bundle::DELIVERED)?;
    let consistency = lines.receipts(bundle::CONSISTENCY)?;
    Ok(Files { sizes, digests, sums, manifest, policy, entries, noted, delivered, consistency })
}

struct Lines<'a> {
    source: &'a mut dyn BundleSource,
    sizes: &'a BTreeMap<String, u64>,
    digests: &'a mut BTreeMap<String, Digest>,
}

impl Lines<'_> {
    fn receipts<T: serde::de::DeserializeOwned>(&mut self, path: &'static str) -> Result<Vec<T>> {
        self.read(path, MAX_RECEIPT, MAX_RECEIPTS, |line| Ok(json::parse("receipt", line, MAX_RECEIPT)?))
    }

    /// Reads one value a line; an absent file has none.
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
        let (mut values, mut line) = (Vec::new(), Vec::new());
        loop {
            line.clear();
            let limit = longest as u64 + 2;
            (&mut reader).take(limit).read_until(b'\n', &mut line).map_err(Error::unavailable(path))?;
            if line.is_empty() {
                break;
            }
            hash.update(&line);
            let number = values.len() + 1;
            let wrong = |why: String| Error::malformed(path, format!("line {number}: {why}"));
            let content = line.strip_suffix(b"\n").ok_or_else(|| wrong("too long, or without an end".to_owned()))?;
            if values.len() == most {
                return Err(Error::refused(path, format!("more than {most} lines")));
            }
            values.push(parse(content).map_err(|e| match e {
                Error::Malformed { why, .. } => wrong(why),
                other => other,
            })?);
        }
        self.digests.insert(path.to_owned(), hash.finish());
        Ok(values)
    }
}

/// Hashes a file from beginning to end in flat memory.
pub(crate) fn hash_file(source: &mut dyn BundleSource, path: &str) -> Result<Digest> {
    let mut reader = source.open(path)?;
    let mut hash = evidence::DigestWriter::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = read_some(&mut *reader, &mut buffer)?;
        if n == 0 {
            return Ok(hash.finish());
        }
        hash.update(buffer.get(..n).unwrap_or_default());
    }
}

/// One read, tried again when it was interrupted. 0 at the end.
pub(crate) fn read_some(reader: &mut dyn Read, buffer: &mut [u8]) -> Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            other => return other.map_err(Error::unavailable("file of the bundle")),
        }
    }
}
