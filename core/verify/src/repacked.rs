//! A bundle's zip that another program packed again: with compression, folders, times, comments or a folder around it.
//!
//! It is read like a folder: only names and bytes of files count, and the container's own lists vouch for nothing.
//! Files are unpacked while they are read, never to a disk and never whole in memory. A bomb is refused before a byte
//! is unpacked: members may not overlap, and their total growth has a limit. Source: PKWARE APPNOTE 6.3.10, sections
//! 4.3 to 4.5; RFC 1951.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use evidence::zip::IN_ZIP64;

use crate::container::{Fields, MAX_DIRECTORY, Member, WHAT, ZipSource, read_at};
use crate::source::{MAX_FILES, folder_around};
use crate::{Error, Result};

/// Longest comment behind a directory, with the preceding record.
const MAX_END: u64 = 22 + u16::MAX as u64;
/// Most bytes of unpacked members, besides the growth that [`MAX_GROWTH`] allows.
const MAX_SMALL: u64 = 256 * 1024 * 1024;
/// Largest growth of all packed members, relative to the zip: a bundle's lists and records shrink to a fifth at most.
const MAX_GROWTH: u64 = 100;
/// Stored and deflated, the two methods of packing that every program knows.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Advice that always works.
const UNPACK: &str = "unpack it and verify the folder";

/// Reads the directory of any ordinary zip. Errors: a zip that cannot be read like a folder, with advice.
pub(crate) fn open<R: Read + Seek>(mut reader: R) -> Result<ZipSource<R>> {
    let length = reader.seek(SeekFrom::End(0)).map_err(Error::unavailable(WHAT))?;
    let (start, size, count) = end(&mut reader, length)?;
    if count > MAX_FILES as u64 || size > MAX_DIRECTORY {
        return Err(Error::refused(WHAT, format!("{count} files, {MAX_FILES} allowed")));
    }
    let directory = read_at(&mut reader, start, size)?;
    let (mut fields, mut listed, mut litter) = (Fields(&directory), Vec::new(), Vec::new());
    for _ in 0..count {
        let file = listed_file(&mut fields)?;
        match file.path() {
            _ if file.is_folder() => {}
            Some(path) if !file.is_link => listed.push((path, file)),
            _ => litter.push(evidence::file_name::lossless(&file.name)),
        }
    }
    if !fields.0.is_empty() {
        return Err(cannot("its directory lists more than it counts"));
    }
    let around = folder_around(listed.iter().map(|(path, _)| path.as_str()))?.unwrap_or_default();
    let (mut members, mut places) = (BTreeMap::new(), Vec::new());
    for (path, file) in listed {
        let Some(path) = path.strip_prefix(&around).map(str::to_owned) else {
            litter.push(path);
            continue;
        };
        let member = file.member(&mut reader)?;
        places.push((file.offset, member.data + file.packed));
        if members.insert(path, member).is_some() {
            return Err(cannot("two files have the same path"));
        }
    }
    check_places(places, start)?;
    check_growth(&members, length)?;
    Ok(ZipSource { reader, members, damage: Vec::new(), litter, repacked: true })
}

/// Refuses overlapping members: with overlaps, a few bytes could expand without limit.
fn check_places(mut places: Vec<(u64, u64)>, directory: u64) -> Result<()> {
    places.sort_unstable();
    let mut before = 0;
    for (begin, end) in places {
        if begin < before || end > directory {
            return Err(cannot("its files overlap"));
        }
        before = end;
    }
    Ok(())
}

fn check_growth(members: &BTreeMap<String, Member>, length: u64) -> Result<()> {
    let packed = members.values().filter(|member| member.packed.is_some());
    let total = packed.fold(0u64, |sum, member| sum.saturating_add(member.size));
    if total > MAX_SMALL.saturating_add(length.saturating_mul(MAX_GROWTH)) {
        let why = format!(
            "it would unpack to {total} bytes, more than {MAX_GROWTH} times its size; where there is room for that, {UNPACK}"
        );
        return Err(Error::refused(WHAT, why));
    }
    Ok(())
}

fn cannot(why: &str) -> Error {
    Error::unsupported(WHAT, format!("{why}; {UNPACK}"))
}

/// Returns the last bytes of a zip, and the offset in them of the end record.
fn find_end<R: Read + Seek>(reader: &mut R, length: u64) -> Result<(Vec<u8>, usize)> {
    let from = length.saturating_sub(MAX_END);
    let tail = read_at(reader, from, length - from)?;
    let fits = |at: &usize| {
        let record = tail.get(*at..).unwrap_or_default();
        let comment = record.get(20..22).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
        record.starts_with(b"PK\x05\x06") && comment.is_some_and(|comment| record.len() >= 22 + usize::from(comment))
    };
    let at = (0..tail.len()).rev().find(fits);
    let at = at.ok_or_else(|| Error::malformed(WHAT, "it was cut off, or is no zip: get it once more"))?;
    Ok((tail, at))
}

/// Returns true if a comment follows the directory and ends with the zip.
pub(crate) fn has_comment<R: Read + Seek>(reader: &mut R, length: u64) -> Result<bool> {
    let (tail, at) = find_end(reader, length)?;
    let record = tail.get(at..).unwrap_or_default();
    let mut fields = Fields(record.get(20..).unwrap_or_default());
    let comment = usize::from(fields.u16()?);
    Ok(comment > 0 && record.len() == 22 + comment)
}

/// Returns the directory's beginning, its length and its number of files.
fn end<R: Read + Seek>(reader: &mut R, length: u64) -> Result<(u64, u64, u64)> {
    let (tail, at) = find_end(reader, length)?;
    let place = length - tail.len() as u64 + at as u64;
    let mut fields = Fields(tail.get(at + 8..).unwrap_or_default());
    let (_, count, size, start) = (fields.u16()?, fields.u16()?, fields.u32()?, fields.u32()?);
    let mut found = (u64::from(start), u64::from(size), u64::from(count), place);
    if count == u16::MAX || start == IN_ZIP64 || size == IN_ZIP64 {
        let locator = place.checked_sub(20).ok_or_else(|| cannot("no zip64 end"))?;
        let locator = read_at(reader, locator, 20)?;
        let mut fields = Fields(locator.get(8..).unwrap_or_default());
        let at = fields.u64()?;
        if !locator.starts_with(b"PK\x06\x07") || at.checked_add(56).is_none_or(|end| end > place) {
            return Err(cannot("no zip64 end"));
        }
        let record = read_at(reader, at, 56)?;
        let mut fields = Fields(record.get(24..).unwrap_or_default());
        let (_, count, size, start) = (fields.u64()?, fields.u64()?, fields.u64()?, fields.u64()?);
        found = (start, size, count, at);
    }
    let (start, size, count, place) = found;
    match start.checked_add(size) == Some(place) {
        true => Ok((start, size, count)),
        false => Err(cannot("its directory is not where its end says")),
    }
}

/// A file from the directory's list.
struct Listed {
    name: Vec<u8>,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
    is_link: bool,
}

fn listed_file(fields: &mut Fields<'_>) -> Result<Listed> {
    if fields.u32()? != 0x0201_4b50 {
        return Err(cannot("its directory is damaged"));
    }
    let (made_by, _, flags, method) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
    let (_, crc, packed, size) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
    let (name, extra, comment) = (fields.u16()?, fields.u16()?, fields.u16()?);
    let (_, _, attributes, offset) = (fields.u16()?, fields.u16()?, fields.u32()?, fields.u32()?);
    let name = fields.take(usize::from(name))?.to_vec();
    let extra = fields.take(usize::from(extra))?;
    fields.take(usize::from(comment))?;
    let on_unix = matches!(made_by >> 8, 3 | 19);
    // A mode for neither file nor folder: a link, a pipe, a device.
    let kind = attributes >> 28;
    let is_link = on_unix && !matches!(kind, 0 | 0o10 | 0o4);
    let (packed, size, offset) = (u64::from(packed), u64::from(size), u64::from(offset));
    let mut file = Listed { name, method, crc, packed, size, offset, is_link };
    file.read_zip64(extra)?;
    if file.is_folder() {
        return Ok(file);
    }
    if flags & 0x2041 != 0 {
        return Err(cannot("it is locked with a password"));
    }
    match method {
        STORED if file.packed == file.size => Ok(file),
        DEFLATED => Ok(file),
        STORED => Err(cannot("a file has two lengths")),
        other => Err(cannot(&format!("it is packed by method {other}, which is not read here"))),
    }
}

impl Listed {
    fn read_zip64(&mut self, mut extra: &[u8]) -> Result<()> {
        while extra.len() >= 4 {
            let mut fields = Fields(extra);
            let (id, length) = (fields.u16()?, fields.u16()?);
            let mut inner = Fields(fields.take(usize::from(length))?);
            extra = fields.0;
            if id == 1 {
                for field in [&mut self.size, &mut self.packed, &mut self.offset] {
                    if *field == u64::from(IN_ZIP64) {
                        *field = inner.u64()?;
                    }
                }
                return Ok(());
            }
        }
        Ok(())
    }

    fn is_folder(&self) -> bool {
        matches!(self.name.last(), Some(b'/' | b'\\'))
    }

    /// Returns the path with `/` between folders; some programs write `\`.
    fn path(&self) -> Option<String> {
        // Names in an old code page: only the folder around a bundle can have one, and it is removed.
        let path =
            String::from_utf8(self.name.clone()).unwrap_or_else(|_| self.name.iter().map(|b| char::from(*b)).collect());
        let path = path.replace('\\', "/");
        Some(path.strip_prefix("./").map_or(path.clone(), str::to_owned))
    }

    /// Finds the file's bytes. The header before them must name the same file, or two readers would see two bundles.
    fn member<R: Read + Seek>(&self, reader: &mut R) -> Result<Member> {
        let header = read_at(reader, self.offset, 30)?;
        let mut fields = Fields(&header);
        if fields.u32()? != 0x0403_4b50 {
            return Err(cannot("a file is not where its directory says"));
        }
        let mut fields = Fields(header.get(8..).unwrap_or_default());
        let method = fields.u16()?;
        let (flags, mut said) =
            (header.get(6).copied().unwrap_or_default(), Fields(header.get(14..).unwrap_or_default()));
        let (crc, packed, size) = (said.u32()?, said.u32()?, said.u32()?);
        let mut fields = Fields(header.get(26..).unwrap_or_default());
        let (name, extra) = (u64::from(fields.u16()?), u64::from(fields.u16()?));
        let at = self.offset + 30;
        // Compared if the header has the sizes, because a program that reads from the front uses them. Some zips have
        // them behind the bytes.
        let alike = |said: u32, listed: u64| said == IN_ZIP64 || u64::from(said) == listed;
        let known = flags & 8 != 0 || crc == self.crc && alike(packed, self.packed) && alike(size, self.size);
        if !known || method != self.method || read_at(reader, at, name)? != self.name {
            return Err(cannot("a file's header is not what its directory says"));
        }
        let data = at + name + extra;
        data.checked_add(self.packed).ok_or_else(|| cannot("its files overlap"))?;
        let packed = (self.method == DEFLATED).then_some(self.packed);
        Ok(Member { data, size: self.size, crc: self.crc, packed })
    }
}
