//! Reads what is whole of a bundle's zip that is damaged, or was altered.
//!
//! Every file carries its own header, so that files are found one after the other even where the directory at the end
//! is gone. The directory helps past a header that was hit. A zip of another spelling is none that was damaged: it is read
//! as a folder would be (`repacked`). Limits are the same.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use evidence::{bundle, zip};

use crate::container::{Fields, Member, WHAT, ZipSource, directory, read_at};
use crate::source::{Damage, MAX_FILES, MAX_PATH, is_plain_path};
use crate::{Error, Result, repacked};

/// How a header before a file begins, and how one in the directory does.
const LOCAL: &[u8] = b"PK\x03\x04";
const DIRECTORY: &[u8] = b"PK\x01\x02";
/// Longest header before a file: its fixed fields, a name, sizes of zip64.
const MAX_HEADER: u64 = 30 + MAX_PATH as u64 + 20;

impl<R: Read + Seek> ZipSource<R> {
    /// Reads a zip, what is whole of a damaged one, or one that another program packed again. Errors: as
    /// [`ZipSource::open`] where nothing of a bundle can be found; of one that was packed again, what keeps it from being
    /// read and what to do.
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
                // Files after a header that neither place knows are found by the directory.
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
        // The files of a whole one are followed by the directory.
        let after = read_at(&mut reader, at, 4.min(length.saturating_sub(at)))?;
        if listed.is_empty() && after != DIRECTORY {
            walk.damage.push(Damage { path: None, why: "it ends too early, as a copy does that broke off" });
        }
        for file in &listed {
            if !walk.members.contains_key(&file.name) {
                walk.damage(&file.name, "it cannot be found any more");
            }
        }
        if walk.damage.is_empty() {
            // A comment behind it is no damage: people and programs put one there.
            if let Some((members, litter)) = commented(&mut reader, length)? {
                return Ok(Self { repacked: true, litter, ..Self::plain(reader, members, Vec::new()) });
            }
            let why = "the directory at its end is not the one that was written";
            walk.damage.push(Damage { path: None, why });
        }
        Ok(Self::plain(reader, walk.members, walk.damage))
    }
}

/// Files, and the names of what is none of them.
type Beside = (BTreeMap<String, Member>, Vec<String>);

/// The files of a zip in the spelling of a bundle, but for a comment at its end, and what lies beside them.
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
    /// Headers that were not what the directory says.
    spoiled: usize,
}

impl Walk {
    fn damage(&mut self, path: &str, why: &'static str) {
        self.damage.push(Damage { path: Some(path.to_owned()), why });
    }

    /// Takes a file and says where the next one begins; none when this one reaches beyond the end.
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

    /// True when another program wrote it: then most headers differ, where damage hits one or a few. `end` is where no
    /// further file was found.
    fn is_foreign<R: Read + Seek>(&self, reader: &mut R, end: u64, length: u64) -> Result<bool> {
        if self.spoiled * 2 > self.found.len() {
            return Ok(true);
        }
        match read_at(reader, end, 4.min(length.saturating_sub(end)))?.as_slice() {
            // A header of neither spelling, in a zip whose directory cannot be read either.
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

/// The file whose header stands at `at`, if one stands there in a bundle's spelling.
fn header_at<R: Read + Seek>(reader: &mut R, at: u64, length: u64) -> Result<Option<zip::Member>> {
    let bytes = read_at(reader, at, MAX_HEADER.min(length - at))?;
    let Ok(file) = read_header(&bytes, at) else { return Ok(None) };
    Ok(file.local_header().is_ok_and(|header| bytes.starts_with(&header)).then_some(file))
}

/// Takes the free fields of a header before a file; [`zip::Member::local_header`] then checks all the others.
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
