//! Writing a bundle's zip, in the one spelling that a verifier takes: stored, no times, no comments, no extra fields
//! but zip64 sizes. Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
//!
//! Streams: a member's sizes and CRC-32 are written into its header when its last byte is known. Never keeps content.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

/// Value of a 32-bit field whose true value stands in the zip64 field.
const IN_ZIP64: u32 = u32::MAX;
/// 1980-01-01: day 1, month 1, year 0.
const DATE: u16 = 0x0021;
/// Regular file, owner writes, everybody reads.
const MODE: u32 = 0o100_644 << 16;
/// Bytes collected before they are written.
const BUFFER: usize = 256 * 1024;

pub(crate) struct ZipWriter {
    out: BufWriter<File>,
    at: u64,
    members: Vec<Member>,
    crc: crc32fast::Hasher,
}

struct Member {
    name: String,
    crc: u32,
    size: u64,
    offset: u64,
    /// Sizes stand in the zip64 field. Decided when the member begins.
    large: bool,
}

impl ZipWriter {
    pub(crate) fn new(file: File) -> Self {
        let out = BufWriter::with_capacity(BUFFER, file);
        Self { out, at: 0, members: Vec::new(), crc: crc32fast::Hasher::new() }
    }

    /// Begins a member of about `expected` bytes. One that may reach 4 GiB must say so here.
    pub(crate) fn begin(&mut self, name: &str, expected: u64) -> io::Result<()> {
        let large = expected >= u64::from(IN_ZIP64);
        let member = Member { name: name.to_owned(), crc: 0, size: 0, offset: self.at, large };
        let header = local_header(&member)?;
        self.out.write_all(&header)?;
        self.at += header.len() as u64;
        self.members.push(member);
        self.crc = crc32fast::Hasher::new();
        Ok(())
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.crc.update(bytes);
        self.at += bytes.len() as u64;
        match self.members.last_mut() {
            Some(member) => member.size += bytes.len() as u64,
            None => return Err(io::ErrorKind::InvalidInput.into()),
        }
        Ok(())
    }

    /// Ends the member: its header gets the true size and CRC-32.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        let crc = std::mem::take(&mut self.crc).finalize();
        let Some(member) = self.members.last_mut() else { return Err(io::ErrorKind::InvalidInput.into()) };
        member.crc = crc;
        // A member that claimed to be small stays below the mark, and one that claimed to be large reaches it.
        if member.large != (member.size >= u64::from(IN_ZIP64)) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let (header, offset) = (local_header(member)?, member.offset);
        self.out.seek(SeekFrom::Start(offset))?;
        self.out.write_all(&header)?;
        self.out.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }

    /// Replaces the content of the first member by other bytes of the same length.
    pub(crate) fn fill_first(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(member) = self.members.first_mut().filter(|m| m.size == bytes.len() as u64) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        member.crc = crc32fast::hash(bytes);
        let (header, offset) = (local_header(member)?, member.offset);
        self.out.seek(SeekFrom::Start(offset))?;
        self.out.write_all(&header)?;
        self.out.write_all(bytes)?;
        self.out.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }

    /// Writes the directory and gives the file back, not yet synced.
    pub(crate) fn finish(mut self) -> io::Result<File> {
        let start = self.at;
        for member in &self.members {
            let header = central_header(member)?;
            self.out.write_all(&header)?;
            self.at += header.len() as u64;
        }
        let end = end_records(start, self.at - start, self.members.len() as u64, self.at);
        self.out.write_all(&end)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn local_header(member: &Member) -> io::Result<Vec<u8>> {
    let zip64 = if member.large { [member.size.to_le_bytes(), member.size.to_le_bytes()].concat() } else { Vec::new() };
    let mut out = Vec::with_capacity(30 + member.name.len() + 20);
    out.extend_from_slice(&0x0403_4b50u32.to_le_bytes());
    common(member, &mut out, zip64.len())?;
    out.extend_from_slice(member.name.as_bytes());
    push_zip64(&zip64, &mut out);
    Ok(out)
}

fn central_header(member: &Member) -> io::Result<Vec<u8>> {
    let mut zip64 = Vec::new();
    if member.large {
        zip64.extend_from_slice(&member.size.to_le_bytes());
        zip64.extend_from_slice(&member.size.to_le_bytes());
    }
    if member.offset >= u64::from(IN_ZIP64) {
        zip64.extend_from_slice(&member.offset.to_le_bytes());
    }
    let mut out = Vec::with_capacity(46 + member.name.len() + 28);
    out.extend_from_slice(&0x0201_4b50u32.to_le_bytes());
    // Made on Unix by the version that is needed to read it.
    out.extend_from_slice(&[needed(member), 3]);
    common(member, &mut out, zip64.len())?;
    // Comment length, disk, internal attributes.
    out.extend_from_slice(&[0; 6]);
    out.extend_from_slice(&MODE.to_le_bytes());
    out.extend_from_slice(&clamp(member.offset).to_le_bytes());
    out.extend_from_slice(member.name.as_bytes());
    push_zip64(&zip64, &mut out);
    Ok(out)
}

/// What both headers share: version needed, flags, method, time, date, CRC-32, sizes, lengths of name and extra.
fn common(member: &Member, out: &mut Vec<u8>, zip64: usize) -> io::Result<()> {
    let size = if member.large { IN_ZIP64 } else { clamp(member.size) };
    let length = |n: usize| u16::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::InvalidFilename));
    for field in [u16::from(needed(member)), 0, 0, 0, DATE] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [member.crc, size, size] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    out.extend_from_slice(&length(member.name.len())?.to_le_bytes());
    out.extend_from_slice(&length(if zip64 == 0 { 0 } else { zip64 + 4 })?.to_le_bytes());
    Ok(())
}

/// 4.5 with zip64, else 1.0.
fn needed(member: &Member) -> u8 {
    if member.large { 45 } else { 10 }
}

fn push_zip64(field: &[u8], out: &mut Vec<u8>) {
    if let (false, Ok(length)) = (field.is_empty(), u16::try_from(field.len())) {
        out.extend_from_slice(&1u16.to_le_bytes());
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(field);
    }
}

fn end_records(start: u64, size: u64, count: u64, end: u64) -> Vec<u8> {
    let mut out = Vec::new();
    let is64 = count > u64::from(u16::MAX) || size.max(start) > u64::from(IN_ZIP64);
    if is64 {
        out.extend_from_slice(&0x0606_4b50u32.to_le_bytes());
        out.extend_from_slice(&44u64.to_le_bytes());
        out.extend_from_slice(&[45, 0, 45, 0]);
        out.extend_from_slice(&[0; 8]);
        for field in [count, count, size, start] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        out.extend_from_slice(&0x0706_4b50u32.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&end.to_le_bytes());
        out.extend_from_slice(&1u32.to_le_bytes());
    }
    out.extend_from_slice(&0x0605_4b50u32.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    let short = u16::try_from(count).unwrap_or(u16::MAX);
    out.extend_from_slice(&short.to_le_bytes());
    out.extend_from_slice(&short.to_le_bytes());
    let size = if is64 { IN_ZIP64 } else { clamp(size) };
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&clamp(start).to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

fn clamp(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(IN_ZIP64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "writes 4.3 GiB; run by hand and in the night: cargo test -p archive -- --ignored"]
    fn members_beyond_4_gib_are_read_by_a_verifier_and_by_a_foreign_tool() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("large.zip");
        let large = u64::from(IN_ZIP64) + 4096;
        let mut zip = ZipWriter::new(crate::durable::create_new(&path).unwrap());
        zip.begin("SHA256SUMS", 4).unwrap();
        zip.write(b"\0\0\0\0").unwrap();
        zip.end().unwrap();
        zip.begin("media/large.bin", large).unwrap();
        let piece = vec![7; 1 << 20];
        let mut left = large;
        while left > 0 {
            let take = left.min(piece.len() as u64);
            zip.write(&piece[..take as usize]).unwrap();
            left -= take;
        }
        zip.end().unwrap();
        zip.begin("records/after", 5).unwrap();
        zip.write(b"after").unwrap();
        zip.end().unwrap();
        zip.fill_first(b"sums").unwrap();
        zip.finish().unwrap();
        let mut source = verify::ZipSource::open(File::open(&path).unwrap()).unwrap();
        let sizes: Vec<u64> = verify::BundleSource::list(&mut source).unwrap().iter().map(|f| f.size).collect();
        assert_eq!(sizes, [4, large, 5]);
        let mut text = String::new();
        let mut first = verify::BundleSource::open(&mut source, "SHA256SUMS").unwrap();
        io::Read::read_to_string(&mut first, &mut text).unwrap();
        assert_eq!(text, "sums");
        let script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; \
                      assert z.read('records/after') == b'after'";
        let out = std::process::Command::new("python3").args(["-c", script]).arg(&path).status().unwrap();
        assert!(out.success());
    }
}
