//! Opens an item onto the archivist's disk: the only code that writes plain media, and only on request.
//!
//! Names from records are never paths. Missing parts are always named.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use disk::{Step, durable};
use evidence::closing::Later;
use evidence::{ClaimedTime, Digest, DigestWriter, ItemId, Record};
use serde::Serialize;

use crate::case::PartRow;
use crate::names::Taken;
use crate::store::Store;
use crate::{Error, Result, names};

/// Name of the file beside the media.
pub const SIDECAR: &str = "record.json";
const WHAT: &str = "the opened item";

/// The written item. Also the content of `record.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OpenedItem {
    /// The item.
    pub item: ItemId,
    /// Its record as it should be read; absent if none was opened.
    pub record: Option<Record>,
    /// Values of its end that are not in its opening.
    pub later: Vec<Later>,
    /// Its media.
    pub files: Vec<OpenedFile>,
}

/// One written medium.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OpenedFile {
    /// Its name in the folder; absent if no part of it is held.
    pub file: Option<String>,
    /// Its original name.
    pub name: Option<String>,
    /// SHA-256 of the written bytes.
    pub sha256: Option<Digest>,
    /// Whether that digest equals the record's; absent if the record states none.
    pub matches: Option<bool>,
    /// Bytes written.
    pub bytes: u64,
    /// Numbers of parts that are not held and so are missing in the file.
    pub missing: Vec<u32>,
    /// True if the recording was cut off.
    pub interrupted: bool,
    /// True if the file was changed during its import.
    pub changed: bool,
    /// The file's last change, according to its record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<ClaimedTime>,
    /// Whether the written file has that date too; not every file system can store every date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dated: Option<bool>,
}

/// The coarsest resolution of a file system's dates: 2 s.
const GRAIN: Duration = Duration::from_secs(2);

/// Sets a file's date. Returns false, and leaves the present date, if the file system cannot store this one.
fn date(file: &File, at: ClaimedTime) -> bool {
    let milliseconds = at.instant().as_millisecond();
    let apart = Duration::from_millis(milliseconds.unsigned_abs());
    let time = if milliseconds < 0 { UNIX_EPOCH.checked_sub(apart) } else { UNIX_EPOCH.checked_add(apart) };
    let own = file.metadata().and_then(|own| own.modified());
    let (Some(time), Ok(own)) = (time, own) else { return false };
    // A file system silently replaces a date beyond its range by its first or last one.
    let set = file.set_modified(time).and_then(|()| file.metadata()?.modified());
    let apart = |set: SystemTime| set.duration_since(time).unwrap_or_else(|before| before.duration());
    let fits = set.is_ok_and(|set| apart(set) <= GRAIN);
    if !fits {
        let _ = file.set_modified(own);
    }
    fits
}

impl Store {
    /// Writes an item's media and `record.json` into `dir`, made if it is missing. Never overwrites a file.
    ///
    /// Every part is checked against its commitment while it is written. Errors: `Refused` if the folder already holds
    /// an opened item or the item is unknown; `Malformed` if a part on the archive's disk was changed.
    pub fn open_item(&self, item: &ItemId, dir: &Path) -> Result<OpenedItem> {
        let case = self.case(item)?;
        self.durable().create_folders(dir).map_err(Error::disk(WHAT))?;
        let sidecar = dir.join(SIDECAR);
        if sidecar.symlink_metadata().is_ok() {
            return Err(Error::refused(WHAT, "the folder holds an opened item already; choose another"));
        }
        let mut files = Vec::new();
        let mut taken = Taken::new(&[SIDECAR]);
        for medium in case.media() {
            let end = medium.first_part.saturating_add(medium.parts);
            let held: Vec<&PartRow> =
                case.media.range(medium.first_part..end).map(|(_, p)| p).filter(|p| p.is_held()).collect();
            let mut file = OpenedFile {
                file: None,
                name: medium.name.clone(),
                sha256: None,
                matches: None,
                bytes: medium.bytes,
                missing: medium.missing,
                interrupted: medium.interrupted,
                changed: medium.changed,
                modified: medium.modified,
                dated: None,
            };
            if !held.is_empty() {
                let name = names::opened(medium.name.as_deref(), medium.media_type.as_deref(), &mut taken);
                let (digest, dated) = self.write_plain(&dir.join(&name), &held, medium.modified)?;
                file.dated = dated;
                file.matches = medium.sha256.map(|stated| stated == digest);
                (file.file, file.sha256) = (Some(name), Some(digest));
            }
            files.push(file);
        }
        let (record, later) = case.story.map(|story| (story.record, story.later)).unzip();
        let later = later.unwrap_or_default();
        let opened = OpenedItem { item: *item, record, later, files };
        let text = serde_json::to_string_pretty(&opened).map_err(|_| Error::Bug("a record did not become JSON"))?;
        self.durable()
            .write_new(&sidecar, (names::visible_json(&text) + "\n").as_bytes())
            .map_err(Error::disk(WHAT))?;
        Ok(opened)
    }

    /// Returns the digest of the written bytes, and whether the file has the date that its record states.
    fn write_plain(
        &self,
        path: &Path,
        parts: &[&PartRow],
        modified: Option<ClaimedTime>,
    ) -> Result<(Digest, Option<bool>)> {
        let disk = || Error::disk(WHAT);
        if path.symlink_metadata().is_ok() {
            return Err(Error::refused(WHAT, "a name in the folder is taken, and nothing is overwritten"));
        }
        let beside = durable::beside(path).map_err(disk())?;
        // A remnant of an interrupted opening: half a medium.
        if beside.symlink_metadata().is_ok_and(|m| m.is_file()) {
            fs::remove_file(&beside).map_err(disk())?;
        }
        let mut file = BufWriter::with_capacity(256 * 1024, durable::create_new(&beside).map_err(disk())?);
        let mut digest = DigestWriter::default();
        let mut buffer = Vec::new();
        let written = parts.iter().try_for_each(|part| {
            self.pour(part, &mut buffer, &mut |piece| {
                digest.update(piece);
                file.write_all(piece)
            })
        });
        let named = written.and_then(|()| {
            let file = file.into_inner().map_err(|e| disk()(e.into_error()))?;
            let dated = modified.map(|at| date(&file, at));
            self.durable().sync_file(&beside, &file).map_err(disk())?;
            self.durable().rename(Step::Rename, &beside, path).map_err(disk())?;
            Ok(dated)
        });
        // Half a plain medium is useless, so it is removed and the error is returned.
        let dated = named.inspect_err(|_| drop(fs::remove_file(&beside)))?;
        Ok((digest.finish(), dated))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gets_the_date_of_its_record_or_keeps_its_own_and_that_is_told() {
        let dir = tempfile::tempdir().unwrap();
        for (place, at) in
            ["2019-06-09T11:40:00.120+06:00", "1969-12-31T00:00:00.000+00:00", "9999-12-30T00:00:00.000+00:00"]
                .into_iter()
                .enumerate()
        {
            let file = File::create(dir.path().join(place.to_string())).unwrap();
            let of = |file: &File| file.metadata().unwrap().modified().unwrap();
            let (own, at) = (of(&file), at.parse::<ClaimedTime>().unwrap());
            let stated = UNIX_EPOCH.checked_add(Duration::from_millis(at.instant().as_millisecond().unsigned_abs()));
            let fits = date(&file, at);
            assert!(fits || place == 2, "every file system here has such a date");
            match fits {
                true if at.instant().as_millisecond() > 0 => assert_eq!(of(&file), stated.unwrap()),
                true => assert!(of(&file) < UNIX_EPOCH),
                false => assert_eq!(of(&file), own, "it keeps its own date, and no other one comes in its place"),
            }
        }
    }
}
