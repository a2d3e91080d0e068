//! One intake as the window and the command do it: the sources on this machine, the keys from shares, and the archive's
//! own pull. The keys live as long as [`Keys`].

use std::path::Path;
use std::sync::atomic::AtomicBool;

use archive::{Carrier, Progress, Pull, Report, Source, Store};
use evidence::SignedPolicy;
use organisation::{ArchiveKey, Organisation, Share, WitnessKey};

use super::copied::CopiedHome;

/// Most threads that fetch and open.
const MAX_WORKERS: usize = 4;

/// The reason why a folder is no source.
#[derive(Debug)]
pub enum Unopened {
    /// It is a device's home, and cannot be read.
    Home(vault::Error),
    /// It is no carrier, or cannot be read.
    Carrier(archive::Error),
}

/// Opens a folder as a source: a copied home, or a carrier.
///
/// # Errors
///
/// Fails if the folder is neither, or cannot be read.
pub fn open_folder(folder: &Path) -> Result<Box<dyn Source>, Unopened> {
    if CopiedHome::is_one(folder) {
        return Ok(Box::new(CopiedHome::open(folder).map_err(Unopened::Home)?));
    }
    Ok(Box::new(Carrier::open(folder).map_err(Unopened::Carrier)?))
}

/// The key whose shares do not join, and why.
#[derive(Debug)]
pub enum Unjoined {
    /// The archive key.
    Archive(organisation::Error),
    /// The key to the names of witnesses.
    Witnesses(organisation::Error),
}

/// An organisation's keys, restored from shares.
pub struct Keys {
    archive: ArchiveKey,
    witnesses: Option<WitnessKey>,
}

impl Keys {
    /// Joins the shares. Without shares of the witness key, names of witnesses stay sealed.
    ///
    /// # Errors
    ///
    /// Fails if the shares of a key do not join, or join to another organisation's key.
    pub fn restore(organisation: &Organisation, shares: &[Share], witness_shares: &[Share]) -> Result<Self, Unjoined> {
        let archive = organisation.restore(shares).map_err(Unjoined::Archive)?;
        let witnesses = match witness_shares {
            [] => None,
            shares => Some(organisation.restore_witness_key(shares).map_err(Unjoined::Witnesses)?),
        };
        Ok(Self { archive, witnesses })
    }

    /// Pulls all new data of a source into the store, until `stop` is set. Filed data stays, even if the pull fails.
    ///
    /// # Errors
    ///
    /// Fails if the source or the store fails.
    pub fn pull(
        &self,
        organisation: &Organisation,
        policies: &[SignedPolicy],
        source: &dyn Source,
        stop: &AtomicBool,
        store: &mut Store,
        progress: &mut dyn FnMut(&Progress),
    ) -> archive::Result<Report> {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS);
        let (card, key, witness_key) = (organisation.card(), &self.archive, self.witnesses.as_ref());
        Pull { card, policies, key, witness_key, source, workers }.run_until(stop, store, progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_neither_a_home_nor_a_carrier_is_no_source() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(open_folder(&dir.path().join("absent")), Err(Unopened::Carrier(_))));
        let device = crate::testing::joined(dir.path(), crate::testing::terms_with_server());
        drop(device);
        open_folder(&dir.path().join("home")).map(drop).unwrap();
        std::fs::write(dir.path().join("home/outbox.sqlite"), "no database").unwrap();
        assert!(matches!(open_folder(&dir.path().join("home")), Err(Unopened::Home(_))));
    }

    #[test]
    fn shares_that_do_not_join_are_told_with_the_key_that_they_are_of() {
        let dir = tempfile::tempdir().unwrap();
        let founded = Organisation::init(&dir.path().join("org"), "Invented", 3, 2, None).unwrap();
        let organisation = founded.organisation;
        let read = |name: &str, n: usize| {
            let page = std::fs::read_to_string(dir.path().join(format!("org/shares/{name}-{n}.txt"))).unwrap();
            Share::parse(&page, n).unwrap()
        };
        let of = |name: &str| [read(name, 1), read(name, 2)];
        let (own, witness) = (of("share"), of("witness-share"));
        Keys::restore(&organisation, &own, &[]).map(drop).unwrap();
        Keys::restore(&organisation, &own, &witness).map(drop).unwrap();
        assert!(matches!(Keys::restore(&organisation, &witness, &own), Err(Unjoined::Archive(_))));
        assert!(matches!(Keys::restore(&organisation, &own, &own), Err(Unjoined::Witnesses(_))));
    }
}
