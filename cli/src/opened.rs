//! The archive, the organisation's folder, its keys and shares, opened for a command.

use std::path::{Path, PathBuf};

use archive::Store;
use organisation::shares::ShareFault;
use organisation::{Organisation, Share};
use zeroize::Zeroizing;

use crate::door::Door;
use crate::input::read_text;
use crate::trouble::{Done, Trouble};

/// The name of the archive in questions for its passphrase.
pub const ARCHIVE: &str = "the archive";

/// Opens the archive of this home.
pub fn store(door: &Door) -> Done<Store> {
    let home = door.home()?;
    if !Store::exists(&home) {
        return Err(Trouble::new("there is no archive in this home yet: testamur archive pull makes it"));
    }
    Ok(Store::open(&home, &door.passphrase(ARCHIVE)?)?)
}

/// Reads an organisation's folder.
pub fn open(dir: &Path) -> Done<Organisation> {
    Organisation::open(dir).map_err(|e| Trouble::at(dir)(e.into()))
}

/// Returns the passphrase of the organisation's keys, if they are locked.
pub fn key_passphrase(door: &Door, organisation: &Organisation) -> Done<Option<Zeroizing<String>>> {
    if organisation.is_locked()? { door.passphrase("the organisation's keys").map(Some) } else { Ok(None) }
}

/// Reads share files.
pub fn read_shares(files: &[PathBuf]) -> Done<Vec<Share>> {
    let read = |(place, path): (usize, &PathBuf)| {
        Share::parse(&read_text(path)?, place + 1).map_err(|e| Trouble::at(path)(e.into()))
    };
    files.iter().enumerate().map(read).collect()
}

/// Adds the file's name to an error that carries a share's number.
pub fn name_share(error: organisation::Error, files: &[PathBuf]) -> Trouble {
    let place = match &error {
        organisation::Error::Share(fault) => fault.place(),
        _ => None,
    };
    let file = |place: usize| files.get(place.checked_sub(1)?);
    // A person who gave files does not know the number of a share.
    if let organisation::Error::Share(ShareFault::Repeated { first, .. }) = &error
        && let (Some(path), Some(other)) = (place.and_then(file), file(*first))
    {
        let why = match path == other {
            true => "it was given twice".to_owned(),
            false => format!("it is the same share as {}", verify::escape(&other.display().to_string())),
        };
        return Trouble::at(path)(Trouble::new(why));
    }
    match place.and_then(file) {
        Some(path) => Trouble::at(path)(error.into()),
        None => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_was_given_twice_is_told_by_both_files() {
        let files = [PathBuf::from("stick/share-1.txt"), PathBuf::from("safe/share-1.txt")];
        let fault = ShareFault::Repeated { place: 2, first: 1 };
        let told = name_share(fault.into(), &files);
        assert_eq!(told.text(), "safe/share-1.txt: it is the same share as stick/share-1.txt");
    }
}
