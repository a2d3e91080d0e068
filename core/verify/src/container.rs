//! The zip form of a bundle, read in one spelling only: no byte of the container may change unseen.
//!
//! Files are stored without compression, so that no file can expand and no spare bit of a deflate stream can be
//! edited. The directory at the end determines every other header; each header is written again with [`evidence::zip`]
//! and compared byte for byte.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use evidence::zip::{self, IN_ZIP64};

use crate::inflated::Inflated;
use crate::source::{Broken, Damage, MAX_FILES, MAX_PATH};
use crate::{BundleSource, Error, FileInfo, Result};

/// Largest directory, in bytes: [`MAX_FILES`] entries with long names.
pub(crate) const MAX_DIRECTORY: u64 = MAX_FILES as u64 * (46 + MAX_PATH as u64 + 28);
pub(crate) const WHAT: &str = "zip";

/// A bundle as a zip file behind any reader that can seek.
pub struct ZipSource<R> {
    pub(crate) reader: R,
    pub(crate) members: BTreeMap<String, Member>,
    pub(crate) damage: Vec<Damage>,
    pub(crate) litter: Vec<String>,
    pub(crate) repacked: bool,
}

pub(crate) struct Member {
    pub(crate) data: u64,
    pub(crate) size: u64,
    pub(crate) crc: u32,
    /// Length of its packed bytes; none for a stored file.
    pub(crate) packed: Option<u64>,
}

impl<R: Read + Seek> ZipSource<R> {
    /// Reads the directory and all local headers. Errors: `Unsupported` for a zip that is not a bundle's, `Refused`
    /// beyond a limit, `Unavailable` when reading fails.
    pub fn open(mut reader: R) -> Result<Self> {
        let (start, listed) = directory(&mut reader)?;
        let mut members = BTreeMap::new();
        let mut next = 0;
        for file in listed {
            let header = file.local_header()?;
            if file.offset != next || read_at(&mut reader, next, header.len() as u64)? != header {
                return Err(spelling("a file's header is not what the directory says"));
            }
            let data = next + header.len() as u64;
            next = data.checked_add(file.size).filter(|n| *n <= start).ok_or_else(|| spelling("files overlap"))?;
            let member = Member { data, size: file.size, crc: file.crc, packed: None };
            if members.insert(file.name, member).is_some() {
                return Err(Error::refused(WHAT, "two files have the same path"));
            }
        }
        if next != start {
            return Err(spelling("there are bytes that belong to no file"));
        }
        Ok(Self::plain(reader, members, Vec::new()))
    }

    /// Builds a source from members that were found in a zip, with the damage found.
    pub(crate) fn plain(reader: R, members: BTreeMap<String, Member>, damage: Vec<Damage>) -> Self {
        Self { reader, members, damage, litter: Vec::new(), repacked: false }
    }

    /// Returns the offset of a file's bytes in the zip, and their number; none if they are packed.
    pub fn place(&self, path: &str) -> Option<(u64, u64)> {
        let member = self.members.get(path).filter(|member| member.packed.is_none())?;
        Some((member.data, member.size))
    }

    /// Returns true for a zip that another program packed again: it is read like a folder.
    pub fn is_repacked(&self) -> bool {
        self.repacked
    }
}

/// Returns the offset of the directory, and the files that it lists.
pub(crate) fn directory<R: Read + Seek>(reader: &mut R) -> Result<(u64, Vec<zip::Member>)> {
    let length = reader.seek(SeekFrom::End(0)).map_err(Error::unavailable(WHAT))?;
    let (start, end, count) = ends(reader, length)?;
    if count > MAX_FILES as u64 || end - start > MAX_DIRECTORY {
        return Err(Error::refused(WHAT, format!("{count} files, {MAX_FILES} allowed")));
    }
    let directory = read_at(reader, start, end - start)?;
    Ok((start, read_directory(&directory, count)?))
}

impl<R: Read + Seek> BundleSource for ZipSource<R> {
    fn list(&mut self) -> Result<Vec<FileInfo>> {
        Ok(self.members.iter().map(|(path, m)| FileInfo { path: path.clone(), size: m.size }).collect())
    }

    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>> {
        let member = self.members.get(path).ok_or(Error::Bug("a file was opened that was not listed"))?;
        self.reader.seek(SeekFrom::Start(member.data)).map_err(Error::unavailable(WHAT))?;
        let (left, crc, expected) = (member.size, crc32fast::Hasher::new(), member.crc);
        let inner = (&mut self.reader).take(member.packed.unwrap_or(member.size));
        if member.packed.is_some() {
            let inner = Inflated::new(inner).take(member.size);
            return Ok(Box::new(Checked { inner, left, crc, expected }));
        }
        Ok(Box::new(Checked { inner, left, crc, expected }))
    }

    fn damage(&self) -> Vec<Damage> {
        self.damage.clone()
    }

    fn litter(&self) -> Vec<String> {
        self.litter.clone()
    }
}

/// Passes all of a member's bytes on, then fails unless length and CRC-32 are right.
struct Checked<R> {
    inner: R,
    left: u64,
    crc: crc32fast::Hasher,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.crc.update(buffer.get(..n).unwrap_or_default());
        self.left = self.left.saturating_sub(n as u64);
        if n == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return Err(Broken::error("it ends too early"));
            }
            if self.crc.clone().finalize() != self.expected {
                return Err(Broken::error("its checksum is another"));
            }
        }
        Ok(n)
    }
}

pub(crate) fn spelling(why: &str) -> Error {
    Error::unsupported(WHAT, format!("not written the way of a bundle ({why}); unpack it and verify the folder"))
}

/// Returns the directory's beginning, its end and its number of files.
fn ends<R: Read + Seek>(reader: &mut R, length: u64) -> Result<(u64, u64, u64)> {
    let tail_at = length.checked_sub(22).ok_or_else(|| Error::malformed(WHAT, "too short to be a zip"))?;
    let tail = read_at(reader, tail_at, 22)?;
    let mut fields = Fields(&tail);
    if fields.u32()? != 0x0605_4b50 {
        return Err(Error::malformed(WHAT, "it does not end like a zip without a comment"));
    }
    let (_, count, size, start) = (fields.u32()?, (fields.u16()?, fields.u16()?), fields.u32()?, fields.u32()?);
    let mut found = (u64::from(start), u64::from(count.1), u64::from(size), tail_at);
    if count.1 == u16::MAX || start == IN_ZIP64 || size == IN_ZIP64 {
        let zip64_at = tail_at.checked_sub(76).ok_or_else(|| spelling("no zip64 end"))?;
        let record = read_at(reader, zip64_at, 56)?;
        let mut fields = Fields(record.get(24..).unwrap_or_default());
        let (_, count, size, start) = (fields.u64()?, fields.u64()?, fields.u64()?, fields.u64()?);
        found = (start, count, size, zip64_at);
    }
    let (start, count, size, end) = found;
    if start.checked_add(size) != Some(end) {
        return Err(spelling("the directory does not reach to the end"));
    }
    // The zip64 end asks for version 4.5 if a file is large, and for 1.0 if there are only many files.
    let found = read_at(reader, end, length - end)?;
    if ![10, 45].iter().any(|version| found == zip::end_records(start, size, count, end, *version)) {
        return Err(spelling("the end of the directory has other fields"));
    }
    Ok((start, end, count))
}

fn read_directory(mut bytes: &[u8], count: u64) -> Result<Vec<zip::Member>> {
    let mut listed = Vec::new();
    for _ in 0..count {
        let file = read_listed(bytes)?;
        let header = file.central_header()?;
        bytes = bytes.strip_prefix(header.as_slice()).ok_or_else(|| spelling("the directory has other fields"))?;
        listed.push(file);
    }
    if bytes.is_empty() { Ok(listed) } else { Err(spelling("the directory lists more than it counts")) }
}

/// Reads the free fields of a directory entry; [`zip::Member::central_header`] then checks all other fields.
fn read_listed(bytes: &[u8]) -> Result<zip::Member> {
    let mut fields = Fields(bytes.get(16..).unwrap_or_default());
    let (crc, _, size, name_length) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u16()?);
    let mut fields = Fields(bytes.get(42..).unwrap_or_default());
    let offset = fields.u32()?;
    let name = fields.take(usize::from(name_length))?;
    // A bundle lists only files; other programs list folders too.
    if name.ends_with(b"/") {
        return Err(spelling("it lists folders"));
    }
    let name = std::str::from_utf8(name).ok().filter(|n| crate::source::is_plain_path(n));
    let name = name.ok_or_else(|| Error::refused(WHAT, "a file's path is not made of plain names"))?;
    let mut file = zip::Member {
        name: name.to_owned(),
        crc,
        size: u64::from(size),
        offset: u64::from(offset),
        large: size == IN_ZIP64,
    };
    if file.large || offset == IN_ZIP64 {
        fields.u32()?;
        if file.large {
            file.size = fields.u64()?;
            fields.u64()?;
        }
        if offset == IN_ZIP64 {
            file.offset = fields.u64()?;
        }
    }
    Ok(file)
}

pub(crate) fn read_at<R: Read + Seek>(reader: &mut R, at: u64, length: u64) -> Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(at)).map_err(Error::unavailable(WHAT))?;
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes).map_err(Error::unavailable(WHAT))?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(Error::malformed(WHAT, "it ends too early")) }
}

/// Little-endian fields, one after the other.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (head, rest) =
            self.0.split_at_checked(n).ok_or_else(|| Error::malformed(WHAT, "a header ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| Error::Bug("a slice has another length than asked for"))
    }

    pub(crate) fn u16(&mut self) -> Result<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }
}
