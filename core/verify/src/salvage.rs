//! Reads the intact files of a damaged or altered zip of a bundle.
//!
//! Every file has a header of its own, so that files can be found one after the other even if the directory at the end
//! is gone. The directory helps past a damaged header. A zip in another spelling counts as packed again, not as
//! damaged: `repacked` reads it like a folder. Limits are the same.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use evidence::{bundle, zip};

use crate::container::{Fields, Member, WHAT, ZipSource, directory, read_at};
use crate::source::{CUT, Damage, MAX_FILES, MAX_PATH, is_plain_path};
use crate::{Error, Result, repacked};

/// The first bytes of a header before a file, and of one in the directory.
const LOCAL: &[u8] = b"PK\x03\x04";
const DIRECTORY: &[u8] = b"PK\x01\x02";
/// Longest header before a file: its fixed fields, a name, sizes of zip64.
const MAX_HEADER: u64 = 30 + MAX_PATH as u64 + 20;

impl<R: Read + Seek> ZipSource<R> {
    /// Reads a zip that is whole, damaged or packed again. Errors: those of [`ZipSource::open`] if no file of a bundle
    /// can be found; for one that was packed again, the obstacle and advice.
    pub fn salvage(mut reader: R) -> Result<Self> {
        let length = reader.seek(SeekFrom::End(0)).map_err(Error::unavailable(WHAT))?;
        let strict = match ZipSource::open(&mut reader).map(|source| source.members) {
            Ok(members) => return Ok(Self::plain(reader, members, Vec::new())),
            Err(error @ Error::Unavailable { .. }) => return Err(error),
            Err(error) => error,
        };
        let listed = directory(&mut reader).map(|(_, listed)| listed).unwrap_or_default();
        let by_place: BTreeMap<u64, &zip::Member> = listed.iter().map(|file| (file.offset, file)).collect();
        let mut walk = Walk::default();
        let mut at = 0;
        while at < length && walk.found.len() < MAX_FILES {
            let file = match (header_at(&mut reader, at, length)?, by_place.get(&at)) {
                (Some(file), _) => file,
                (None, Some(file)) => {
                    walk.spoiled += 1;
                    walk.damage(&file.name, "its header is not what the directory says");
                    (*file).clone()
                }
                // Files after a header that neither place has are found through the directory.
                (None, None) => match by_place.range(at..length).next() {
                    Some((next, _)) => {
                        at = *next;
                        continue;
                    }
                    None => break,
                },
            };
            let Some(next) = walk.take(file, length)? else { break };
            at = next;
        }
        if walk.is_foreign(&mut reader, at, length)? {
            return repacked::open(reader);
        }
        if !walk.members.contains_key(bundle::MANIFEST) {
            return Err(strict);
        }
        // In a whole zip, the directory follows the files.
        let after = read_at(&mut reader, at, 4.min(length.saturating_sub(at)))?;
        if listed.is_empty() && after != DIRECTORY {
            walk.damage.push(Damage { path: None, why: CUT });
        }
        for file in &listed {
            if !walk.members.contains_key(&file.name) {
                walk.damage(&file.name, "it cannot be found any more");
            }
        }
        if walk.damage.is_empty() {
            // A comment after the directory is no damage: people and programs add comments.
            if let Some((members, litter)) = commented(&mut reader, length)? {
                return Ok(Self { repacked: true, litter, ..Self::plain(reader, members, Vec::new()) });
            }
            let why = "the directory at its end is not the one that was written";
            walk.damage.push(Damage { path: None, why });
        }
        Ok(Self::plain(reader, walk.members, walk.damage))
    }
}

/// Files, and the names of foreign entries.
type Beside = (BTreeMap<String, Member>, Vec<String>);

/// Returns the files of a zip in a bundle's spelling with a comment at its end, and the foreign names beside them.
fn commented<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Option<Beside>> {
    match repacked::open(&mut *reader).map(|source| (source.members, source.litter)) {
        Ok(found) => Ok(Some(found).filter(|_| repacked::has_comment(&mut *reader, length).unwrap_or_default())),
        Err(error @ Error::Unavailable { .. }) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Members and damage found so far.
#[derive(Default)]
struct Walk {
    members: BTreeMap<String, Member>,
    found: Vec<zip::Member>,
    damage: Vec<Damage>,
    /// Headers that differ from the directory.
    spoiled: usize,
}

impl Walk {
    fn damage(&mut self, path: &str, why: &'static str) {
        self.damage.push(Damage { path: Some(path.to_owned()), why });
    }

    /// Adds a file and returns the offset of the next one; none if the file extends beyond the end.
    fn take(&mut self, file: zip::Member, length: u64) -> Result<Option<u64>> {
        let data = file.offset + file.local_header()?.len() as u64;
        let next = data.checked_add(file.size).filter(|next| *next <= length);
        let member = Member { data, size: file.size, crc: file.crc, packed: None };
        if self.members.insert(file.name.clone(), member).is_some() {
            return Err(Error::refused(WHAT, "two files have the same path"));
        }
        if next.is_none() {
            self.damage(&file.name, "it is cut off");
        }
        self.found.push(file);
        Ok(next)
    }

    /// Returns true when another program wrote the zip: then most headers differ, whereas damage affects one or a few.
    /// `end` is the offset at which no further file was found.
    fn is_foreign<R: Read + Seek>(&self, reader: &mut R, end: u64, length: u64) -> Result<bool> {
        if self.spoiled * 2 > self.found.len() {
            return Ok(true);
        }
        match read_at(reader, end, 4.min(length.saturating_sub(end)))?.as_slice() {
            // A header of neither spelling, in a zip whose directory is unreadable too.
            LOCAL if self.found.iter().all(|file| file.offset < end) => return Ok(true),
            DIRECTORY => {}
            _ => return Ok(false),
        }
        let (mut at, mut seen, mut other) = (end, 0usize, 0usize);
        for file in &self.found {
            let header = file.central_header()?;
            let next = at + header.len() as u64;
            if next > length {
                break;
            }
            seen += 1;
            other += usize::from(read_at(reader, at, header.len() as u64)? != header);
            at = next;
        }
        Ok(seen > 0 && other * 2 > seen)
    }
}

/// Returns the file whose header is at `at`, if it is in a bundle's spelling.
fn header_at<R: Read + Seek>(reader: &mut R, at: u64, length: u64) -> Result<Option<zip::Member>> {
    let bytes = read_at(reader, at, MAX_HEADER.min(length - at))?;
    let Ok(file) = read_header(&bytes, at) else { return Ok(None) };
    Ok(file.local_header().is_ok_and(|header| bytes.starts_with(&header)).then_some(file))
}

/// Reads the free fields of a header before a file; [`zip::Member::local_header`] then checks all other fields.
fn read_header(bytes: &[u8], at: u64) -> Result<zip::Member> {
    let mut fields = Fields(bytes.get(14..).unwrap_or_default());
    let (crc, _, size, name_length) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u16()?);
    fields.u16()?;
    let name = fields.take(usize::from(name_length))?;
    let name = std::str::from_utf8(name).ok().filter(|name| is_plain_path(name));
    let name = name.ok_or_else(|| Error::refused(WHAT, "a file's path is not made of plain names"))?.to_owned();
    let large = size == zip::IN_ZIP64;
    let mut file = zip::Member { name, crc, size: u64::from(size), offset: at, large };
    if large {
        fields.u32()?;
        file.size = fields.u64()?;
    }
    Ok(file)
}
