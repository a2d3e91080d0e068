//! A carrier's folder: evidence on a stick, a colleague's phone, or any copied folder.
//!
//! Every file in it is authenticated and sealed by itself, so the folder proves nothing and needs no lock. The writer
//! runs on the device and never sees a secret; the reader trusts no file.
//!
//! ```text
//! policies/<digest>         the envelopes of the organisation's policies that the entries name (optional)
//! entries.jsonl             one entry's envelope a line, in the order of the chain
//! receipts/noted.jsonl      one `Noted` a line (optional)
//! receipts/delivered.jsonl  one `Delivered` a line (optional)
//! parts/<digest>            sealed parts
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use disk::{Durable, Step, durable};
use evidence::bundle::{DELIVERED, ENTRIES, NOTED};
use evidence::dsse::MAX_ENVELOPE;
use evidence::part::Sealed;
use evidence::receipt::{Delivered, Noted};
use evidence::{Carried, Digest, DigestWriter, Envelope, PublicKey, SignedEntry, SignedPolicy, json};

use crate::source::{Page, Policies, Row, Source, SourceFault};
use crate::{Error, Result};

const FOLDER: &str = "the carrier's folder";
const PARTS: &str = "parts";
const POLICIES: &str = "policies";
/// Most unusable policy files that are reported.
const MAX_REFUSED: usize = 64;
/// Longest line that is read, in bytes: an envelope and a tlog-proof.
const MAX_LINE: usize = MAX_ENVELOPE + tlog::proof::MAX_TEXT * 2;
/// Bit of a cursor from which on it holds the file's number; the lower bits hold the offset in bytes.
const FILE_SHIFT: u32 = 56;
const FILES: [&str; 3] = [ENTRIES, NOTED, DELIVERED];

/// Reads a carrier's folder.
pub struct Carrier {
    dir: PathBuf,
}

impl Carrier {
    /// Takes a folder with an `entries.jsonl`. Errors: `Refused` for any other.
    pub fn open(dir: &Path) -> Result<Self> {
        if Self::is_one(dir) {
            return Ok(Self { dir: dir.to_owned() });
        }
        let inside = fs::read_dir(dir).into_iter().flatten().filter_map(|found| Some(found.ok()?.path()));
        let inside = inside.filter(|path| Self::is_one(path)).find_map(|path| Some(path.file_name()?.to_owned()));
        let look =
            inside.map(|name| format!("; its folder {} is a carrier's", verify::escape(&name.to_string_lossy())));
        Err(Error::refused(FOLDER, format!("it has no entries.jsonl{}", look.unwrap_or_default())))
    }

    /// Returns true for a folder with an `entries.jsonl`.
    pub fn is_one(dir: &Path) -> bool {
        dir.join(ENTRIES).is_file()
    }

    fn read_page(&self, after: u64, limit: usize) -> std::io::Result<Page> {
        let mut page = Page { cursor: after, ..Page::default() };
        let mut file = usize::try_from(after >> FILE_SHIFT).unwrap_or(usize::MAX);
        let mut offset = after & ((1 << FILE_SHIFT) - 1);
        while let Some(name) = FILES.get(file) {
            offset = self.read_rows(name, offset, limit, &mut page)?;
            page.cursor = ((file as u64) << FILE_SHIFT) | offset;
            if page.rows.len() + page.malformed.len() >= limit {
                page.more = true;
                return Ok(page);
            }
            (file, offset) = (file + 1, 0);
        }
        Ok(page)
    }

    /// Reads rows of one file from `offset` on; returns the offset after the last one.
    fn read_rows(&self, name: &str, mut offset: u64, limit: usize, page: &mut Page) -> std::io::Result<u64> {
        let Some(mut file) = open_file(&self.dir.join(name))? else { return Ok(0) };
        file.seek(SeekFrom::Start(offset))?;
        let mut file = BufReader::new(file);
        let mut line = Vec::new();
        while page.rows.len() + page.malformed.len() < limit {
            line.clear();
            let read = (&mut file).take(MAX_LINE as u64).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            let start = offset;
            offset += read as u64;
            if line.last() != Some(&b'\n') && read == MAX_LINE {
                offset += skip_line(&mut file)?;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            match read_row(name, &line) {
                Ok(row) => page.rows.push(row),
                Err(e) => page.malformed.push(format!("{name} byte {start}: {e}")),
            }
        }
        Ok(offset)
    }
}

fn skip_line(file: &mut impl BufRead) -> std::io::Result<u64> {
    let mut skipped = 0;
    loop {
        let bytes = file.fill_buf()?;
        let end = bytes.iter().position(|b| *b == b'\n');
        let used = end.map_or(bytes.len(), |at| at + 1);
        skipped += used as u64;
        let done = end.is_some() || used == 0;
        file.consume(used);
        if done {
            return Ok(skipped);
        }
    }
}

fn read_row(name: &str, line: &[u8]) -> evidence::Result<Row> {
    match name {
        NOTED => json::parse::<Noted>("receipt", line, MAX_LINE).map(Row::Noted),
        DELIVERED => json::parse::<Delivered>("receipt", line, MAX_LINE)
            .map(|d| Row::Custody { custody: d.custody, proof: Some(d.proof) }),
        _ => Carried::parse(line).map(|entry| Row::Entry { entry, proof: None }),
    }
}

impl Source for Carrier {
    fn policies(&self, organisation: &PublicKey) -> Result<Policies, SourceFault> {
        let mut found = Policies::default();
        let files = match fs::read_dir(self.dir.join(POLICIES)) {
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(found),
            files => files.map_err(failed)?,
        };
        for file in files {
            match policy(&file.map_err(failed)?.path(), organisation) {
                // Read one at a time, keeping only those that the organisation signed, so that any number of other
                // files costs no memory.
                Some(Ok(policy)) => found.signed.push(policy),
                Some(Err(refused)) if found.refused.len() < MAX_REFUSED => found.refused.push(refused),
                _ => {}
            }
        }
        found.signed.sort_by_key(|policy| (policy.policy().version, policy.digest()));
        found.signed.dedup_by_key(|policy| policy.digest());
        found.refused.sort();
        Ok(found)
    }

    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        self.read_page(after, limit).map_err(failed)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        let path = self.dir.join(PARTS).join(wanted.sha256.to_string());
        let file = open_file(&path).map_err(failed)?.ok_or(SourceFault::NotFound)?;
        file.take(wanted.size.saturating_add(1)).read_to_end(buffer).map_err(failed)?;
        Ok(())
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        Ok(None)
    }

    fn consistency(&self, _: u64, _: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        Err(SourceFault::NotFound)
    }
}

/// Reads the policy in a file of a carrier. Returns `None` for no file, a pipe or a device, because opening one could
/// block for ever; an error holds the name of an unusable file and the reason. An unreadable file does not keep
/// evidence out.
fn policy(path: &Path, organisation: &PublicKey) -> Option<Result<SignedPolicy, (String, String)>> {
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    let unread = |why: String| (format!("{POLICIES}/{}", verify::escape(&shown)), why);
    let bytes =
        match open_file(path).and_then(|file| file.map(|file| read_up_to(file, MAX_ENVELOPE as u64)).transpose()) {
            Ok(bytes) => bytes?,
            Err(e) => return Some(Err(unread(e.to_string()))),
        };
    Some(Envelope::parse(&bytes).map_err(|e| unread(e.to_string())).and_then(|envelope| {
        let digest = envelope.digest().to_string();
        SignedPolicy::open(envelope, organisation).map_err(|e| (digest, e.to_string()))
    }))
}

fn open_file(path: &Path) -> std::io::Result<Option<File>> {
    match disk::open_ordinary(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidInput) => Ok(None),
        Err(e) => Err(e),
    }
}

fn read_up_to(file: File, max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn failed(e: std::io::Error) -> SourceFault {
    SourceFault::Unavailable(Box::new(e))
}

/// Writes a carrier's folder. No file in it is secret, but they identify a device's chain, so the folder is private.
pub struct CarrierWriter {
    durable: Durable,
    dir: PathBuf,
    beside: PathBuf,
    entries: Lines,
    noted: Lines,
    delivered: Lines,
    policies: BTreeMap<Digest, Digest>,
    parts: BTreeSet<Digest>,
}

/// A file of lines, and the digest of its content.
struct Lines {
    file: File,
    digest: DigestWriter,
}

/// A finished carrier's folder whose files have not been read back yet.
pub struct Written {
    dir: PathBuf,
    files: Vec<(PathBuf, Digest)>,
}

impl CarrierWriter {
    /// Begins a folder that does not exist yet; it gets its final name in [`CarrierWriter::finish`].
    pub fn create(dir: &Path) -> Result<Self> {
        let disk = || Error::disk(FOLDER);
        if dir.symlink_metadata().is_ok() {
            return Err(Error::refused(FOLDER, "its name is taken, and nothing is overwritten"));
        }
        let durable = Durable::os();
        let beside = durable::beside(dir).map_err(disk())?;
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(disk())?;
        }
        durable.create_folders(&beside.join(PARTS)).map_err(disk())?;
        durable.create_folders(&beside.join("receipts")).map_err(disk())?;
        durable.create_folders(&beside.join(POLICIES)).map_err(disk())?;
        let lines = |name| {
            let file = durable::create_new(&beside.join(name)).map_err(disk())?;
            Ok::<_, Error>(Lines { file, digest: DigestWriter::default() })
        };
        let [entries, noted, delivered] = [lines(ENTRIES)?, lines(NOTED)?, lines(DELIVERED)?];
        let dir = dir.to_owned();
        Ok(Self { durable, dir, beside, entries, noted, delivered, policies: BTreeMap::new(), parts: BTreeSet::new() })
    }

    /// Puts a policy beside the evidence, unless it is there already.
    pub fn policy(&mut self, policy: &Envelope) -> Result<()> {
        let (name, bytes) = (policy.digest(), policy.to_json());
        if self.policies.insert(name, Digest::of(&bytes)).is_none() {
            let path = self.beside.join(POLICIES).join(name.to_string());
            self.durable.write_new(&path, &bytes).map_err(Error::disk(FOLDER))?;
        }
        Ok(())
    }

    /// Appends an entry. The caller keeps the order of the chain.
    pub fn entry(&mut self, entry: &SignedEntry) -> Result<()> {
        self.entries.add(&entry.carried())
    }

    /// Appends a noted receipt.
    pub fn noted(&mut self, receipt: &Noted) -> Result<()> {
        self.noted.add(receipt)
    }

    /// Appends a delivered receipt.
    pub fn delivered(&mut self, receipt: &Delivered) -> Result<()> {
        self.delivered.add(receipt)
    }

    /// Writes a sealed part under its digest, which is computed here. If it does not fit, no bytes of it stay, and the
    /// folder can be finished without it.
    pub fn part(&mut self, sealed: &[u8]) -> Result<Digest> {
        let name = Digest::of(sealed);
        let path = self.beside.join(PARTS).join(name.to_string());
        self.durable.write_renamed(&path, sealed).map_err(Error::disk(FOLDER))?;
        self.parts.insert(name);
        Ok(name)
    }

    /// Makes everything durable and gives the folder its name.
    pub fn finish(self) -> Result<Written> {
        let disk = || Error::disk(FOLDER);
        for (name, lines) in [(ENTRIES, &self.entries), (NOTED, &self.noted), (DELIVERED, &self.delivered)] {
            self.durable.sync_file(&self.beside.join(name), &lines.file).map_err(disk())?;
        }
        for folder in [PARTS, "receipts", POLICIES, ""].map(|name| self.beside.join(name)) {
            self.durable.sync_folder(&folder).map_err(disk())?;
        }
        self.durable.rename(Step::Rename, &self.beside, &self.dir).map_err(disk())?;
        self.durable.sync_parent(&self.dir).map_err(disk())?;
        let lines = [(ENTRIES, self.entries), (NOTED, self.noted), (DELIVERED, self.delivered)];
        let mut files: Vec<_> =
            lines.into_iter().map(|(name, lines)| (PathBuf::from(name), lines.digest.finish())).collect();
        let policies = self.policies.into_iter();
        files.extend(policies.map(|(name, bytes)| (Path::new(POLICIES).join(name.to_string()), bytes)));
        files.extend(self.parts.into_iter().map(|part| (Path::new(PARTS).join(part.to_string()), part)));
        Ok(Written { dir: self.dir, files })
    }

    /// Removes the written files if the folder is unusable.
    pub fn give_up(self) {
        let _ = fs::remove_dir_all(&self.beside);
    }
}

impl Lines {
    fn add<T: serde::Serialize>(&mut self, value: &T) -> Result<()> {
        let mut bytes = json::print(value)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(Error::disk(FOLDER))?;
        self.digest.update(&bytes);
        Ok(())
    }
}

impl Written {
    /// Reads every file back and compares it: broken and counterfeit sticks accept bytes and lose them.
    pub fn check(&self) -> Result<()> {
        for (name, digest) in &self.files {
            if read_back(&self.dir.join(name)).ok() != Some(*digest) {
                let why = format!(
                    "{} is not there as it was written: the medium loses what it takes. Use another one; what this device holds is \
                     as it was",
                    name.display()
                );
                return Err(Error::refused(FOLDER, why));
            }
        }
        Ok(())
    }
}

/// Returns the digest of a file as read from its medium, if the system can drop its cache.
fn read_back(path: &Path) -> std::io::Result<Digest> {
    let mut file = disk::open_ordinary(path)?;
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    let (mut digest, mut block) = (DigestWriter::default(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut block)? {
            0 => return Ok(digest.finish()),
            read => digest.update(block.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_that_loses_or_changes_what_it_took_is_found_out() {
        let dir = tempfile::tempdir().unwrap();
        for (n, spoil) in ["", "part", "entries", "folder"].into_iter().enumerate() {
            let path = dir.path().join(n.to_string());
            let mut writer = CarrierWriter::create(&path).unwrap();
            let part = writer.part(b"sealed").unwrap();
            let written = writer.finish().unwrap();
            match spoil {
                "part" => fs::write(path.join(PARTS).join(part.to_string()), b"sealeD").unwrap(),
                "entries" => fs::write(path.join(ENTRIES), b"x").unwrap(),
                "folder" => fs::remove_dir_all(&path).unwrap(),
                _ => {}
            }
            assert_eq!(written.check().is_ok(), spoil.is_empty(), "{spoil}");
        }
    }
}
