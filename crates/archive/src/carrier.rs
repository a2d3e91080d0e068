//! A carrier's folder: evidence on a stick, a colleague's phone, any copied folder.
//!
//! Everything in it is authenticated and sealed by itself, so the folder proves nothing and needs no lock. The writer
//! runs on the device's side and never sees a secret; the reader believes nothing.
//!
//! ```text
//! policy.dsse               the policy's envelope (optional)
//! entries.jsonl             one entry's envelope a line, in the order of the chain
//! receipts/noted.jsonl      one `Noted` a line (optional)
//! receipts/delivered.jsonl  one `Delivered` a line (optional)
//! parts/<digest>            sealed parts
//! ```

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use evidence::bundle::{DELIVERED, ENTRIES, NOTED};
use evidence::dsse::MAX_ENVELOPE;
use evidence::part::Sealed;
use evidence::receipt::{Delivered, Noted};
use evidence::{Carried, Digest, Envelope, SignedEntry, json};

use crate::source::{Page, Row, Source, SourceFault};
use crate::{Error, Result, durable};

const PARTS: &str = "parts";
const POLICY: &str = "policy.dsse";
/// Longest line that is read, in bytes: an envelope and a tlog-proof.
const MAX_LINE: usize = MAX_ENVELOPE + tlog::proof::MAX_TEXT * 2;
/// Where a cursor says which file it is in; below, the offset in bytes.
const FILE_SHIFT: u32 = 56;
const FILES: [&str; 3] = [ENTRIES, NOTED, DELIVERED];

/// Reads a carrier's folder.
pub struct Carrier {
    dir: PathBuf,
}

impl Carrier {
    /// Takes a folder with an `entries.jsonl`. Errors: `Refused` for any other.
    pub fn open(dir: &Path) -> Result<Self> {
        if !dir.join(ENTRIES).is_file() {
            return Err(Error::refused("the carrier's folder", "it has no entries.jsonl"));
        }
        Ok(Self { dir: dir.to_owned() })
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

    /// Reads rows of one file from `offset` on; gives the offset after the last one.
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
    fn name(&self) -> Option<String> {
        None
    }

    fn policies(&self) -> Result<Vec<Envelope>, SourceFault> {
        let Some(file) = open_file(&self.dir.join(POLICY)).map_err(failed)? else { return Ok(Vec::new()) };
        let bytes = read_up_to(file, MAX_ENVELOPE as u64).map_err(failed)?;
        Ok(vec![Envelope::parse(&bytes).map_err(|_| SourceFault::Malformed("policy.dsse is not an envelope"))?])
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

/// A file to read, or none. A pipe or a device counts as none: opening it could wait for ever.
fn open_file(path: &Path) -> std::io::Result<Option<File>> {
    match crate::open_ordinary(path) {
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

/// Writes a carrier's folder. Nothing in it is secret; it still names a device's chain, so it is made private.
pub struct CarrierWriter {
    dir: PathBuf,
    beside: PathBuf,
    entries: File,
    noted: File,
    delivered: File,
}

impl CarrierWriter {
    /// Begins a folder that does not exist yet; it gets its name in [`CarrierWriter::finish`].
    pub fn create(dir: &Path) -> Result<Self> {
        let disk = || Error::disk("the carrier's folder");
        if dir.symlink_metadata().is_ok() {
            return Err(Error::refused("the carrier's folder", "its name is taken, and nothing is overwritten"));
        }
        let beside = durable::beside(dir).map_err(disk())?;
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(disk())?;
        }
        durable::folder(&beside.join(PARTS)).map_err(disk())?;
        durable::folder(&beside.join("receipts")).map_err(disk())?;
        let [entries, noted, delivered] =
            [ENTRIES, NOTED, DELIVERED].map(|name| durable::create_new(&beside.join(name)));
        Ok(Self {
            dir: dir.to_owned(),
            entries: entries.map_err(disk())?,
            noted: noted.map_err(disk())?,
            delivered: delivered.map_err(disk())?,
            beside,
        })
    }

    /// Puts the policy beside the evidence.
    pub fn policy(&mut self, policy: &Envelope) -> Result<()> {
        durable::write_new(&self.beside.join(POLICY), &policy.to_json()).map_err(Error::disk("the carrier's folder"))
    }

    /// Appends an entry. In the order of the chain.
    pub fn entry(&mut self, entry: &SignedEntry) -> Result<()> {
        line(&mut self.entries, &entry.carried())
    }

    /// Appends a noted receipt.
    pub fn noted(&mut self, receipt: &Noted) -> Result<()> {
        line(&mut self.noted, receipt)
    }

    /// Appends a delivered receipt.
    pub fn delivered(&mut self, receipt: &Delivered) -> Result<()> {
        line(&mut self.delivered, receipt)
    }

    /// Writes a sealed part under its digest, which is computed here.
    pub fn part(&mut self, sealed: &[u8]) -> Result<Digest> {
        let name = Digest::of(sealed);
        let path = self.beside.join(PARTS).join(name.to_string());
        durable::write_renamed(&path, sealed).map_err(Error::disk("the carrier's folder"))?;
        Ok(name)
    }

    /// Makes everything durable and gives the folder its name.
    pub fn finish(self) -> Result<()> {
        let disk = || Error::disk("the carrier's folder");
        for file in [&self.entries, &self.noted, &self.delivered] {
            durable::sync(file).map_err(disk())?;
        }
        for folder in [self.beside.join(PARTS), self.beside.join("receipts"), self.beside.clone()] {
            durable::sync_folder(&folder).map_err(disk())?;
        }
        fs::rename(&self.beside, &self.dir).map_err(disk())?;
        durable::sync_parent(&self.dir).map_err(disk())
    }
}

fn line<T: serde::Serialize>(file: &mut File, value: &T) -> Result<()> {
    let mut bytes = json::print(value)?;
    bytes.push(b'\n');
    file.write_all(&bytes).map_err(Error::disk("the carrier's folder"))
}
