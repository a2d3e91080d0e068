//! An organisation's folder: its key, the archivist's transport key, the shares of the archive key and of the witness
//! key, its policies.
//!
//! Owns the objects that are made once and signed offline. The two age keys leave this file only as shares; the shares
//! are written to be printed and deleted. Never overwrites a file and never uses a network.
//!
//! ```text
//! organisation.json    public: name, organisation key, archive and witness recipients, shares, sets
//! organisation.key     signs policies and tickets (0600, locked when a passphrase is given)
//! archivist.key        authenticates the archivist's requests (0600, locked likewise)
//! shares/share-N.txt           shares of the archive key: one page each, to be printed and deleted
//! shares/witness-share-N.txt   shares of the witness key: 1 for the custodian, 2 for the second person
//! policies/N.dsse      every policy signed here, by version
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use disk::{Durable, Step, durable};
use evidence::invitation::{Role, Ticket};
use evidence::json;
use evidence::policy::RecipientKind;
use seal::{OrganisationKey, TransportKey};
use zeroize::Zeroizing;

use crate::archive_key::{ArchiveKey, WitnessKey};
use crate::card::{Card, FORMAT, check_name};
use crate::chance::random;
use crate::shares::{self, Opens, Share, ShareFault};
use crate::{Error, Result, locked_file, small_file};

/// Shares of the witness key, both needed: the custodian's and the second person's.
pub const WITNESS_SHARES: u8 = 2;

const CARD: &str = "organisation.json";
const ORGANISATION_KEY: &str = "organisation.key";
pub(crate) const ARCHIVIST_TICKET: &str = "archivist.ticket";
const ARCHIVIST_KEY: &str = "archivist.key";
const SHARES: &str = "shares";
pub(crate) const POLICIES: &str = "policies";
/// scrypt work of the organisation key: 256 MiB, about a second.
const ORGANISATION_WORK: u8 = 18;
/// scrypt work of the archivist's key, which reads only ciphertext and is opened beside large pulls: 32 MiB.
const ARCHIVIST_WORK: u8 = 15;

/// Results of [`Organisation::init`].
pub struct Founded {
    /// The organisation.
    pub organisation: Organisation,
    /// Shares of its archive key.
    pub shares: Vec<Share>,
    /// Shares of its witness key: the custodian's, then the second person's.
    pub witness_shares: Vec<Share>,
}

/// An organisation's folder, read from the disk.
pub struct Organisation {
    pub(crate) dir: PathBuf,
    pub(crate) card: Card,
}

/// Largest file of an organisation's folder that is read, in bytes: twice a policy's envelope.
pub(crate) const MAX_SMALL: u64 = 256 * 1024;

impl Organisation {
    /// Makes a new organisation in a folder that does not exist or is empty. All of it appears at once, or none.
    ///
    /// Its archive and witness keys are hybrid. `shares` and `threshold` are those of the archive key; the witness key
    /// has [`WITNESS_SHARES`], all needed. Returns the shares for display; they are also on the disk until someone
    /// prints and deletes them. Errors: `Refused` for a folder that is not empty or impossible numbers.
    pub fn init(dir: &Path, name: &str, shares: u8, threshold: u8, passphrase: Option<&str>) -> Result<Founded> {
        Self::init_of(RecipientKind::Hybrid, dir, name, shares, threshold, passphrase)
    }

    /// Makes an organisation like [`Self::init`], with archive and witness keys of this kind.
    pub fn init_of(
        kind: RecipientKind,
        dir: &Path,
        name: &str,
        shares: u8,
        threshold: u8,
        passphrase: Option<&str>,
    ) -> Result<Founded> {
        check_name(name)?;
        let disk = || Error::disk("the organisation's folder");
        if dir.read_dir().map(|mut d| d.next().is_some()).unwrap_or(false) || dir.is_file() {
            return Err(Error::refused("the organisation", "the folder is not empty, and nothing is overwritten"));
        }
        let (archive_recipient, parts) = split_new(kind, Opens::Archive, shares, threshold)?;
        let (witness_recipient, witness_parts) = split_new(kind, Opens::Witnesses, WITNESS_SHARES, WITNESS_SHARES)?;
        let set = |parts: &[Share]| parts.first().map(|s| s.set().to_string());
        let organisation = OrganisationKey::from_seed(&random()?);
        let archivist = TransportKey::from_seed(&random()?);
        let card = Card {
            format: FORMAT.to_owned(),
            name: name.to_owned(),
            organisation: organisation.public()?,
            archivist: archivist.public()?,
            archive_recipient,
            shares,
            threshold,
            set: set(&parts).unwrap_or_default(),
            witness_recipient: Some(witness_recipient),
            witness_set: set(&witness_parts),
        };
        let durable = Durable::os();
        let beside = durable::beside(dir).map_err(disk())?;
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(disk())?;
        }
        durable.create_folders(&beside.join(SHARES)).map_err(disk())?;
        durable.create_folders(&beside.join(POLICIES)).map_err(disk())?;
        for share in parts.iter().chain(&witness_parts) {
            durable.write_new(&share_path(&beside, share), share.page().as_bytes()).map_err(disk())?;
        }
        let text = |seed: Zeroizing<[u8; 32]>| Zeroizing::new(hex::encode(seed.as_slice()) + "\n");
        locked_file::write(&beside.join(ORGANISATION_KEY), &text(organisation.seed()), passphrase, ORGANISATION_WORK)?;
        locked_file::write(&beside.join(ARCHIVIST_KEY), &text(archivist.seed()), passphrase, ARCHIVIST_WORK)?;
        let ticket = Ticket {
            organisation: card.organisation,
            role: Role::Archivist,
            admission_key: None,
            log: None,
            device: None,
            key: Some(card.archivist),
            expires: None,
        };
        let ticket = organisation.sign_ticket(&ticket)?.to_json();
        durable.write_new(&beside.join(ARCHIVIST_TICKET), &ticket).map_err(disk())?;
        let mut bytes = serde_json::to_vec_pretty(&card).map_err(|_| Error::Bug("a card did not become JSON"))?;
        bytes.push(b'\n');
        durable.write_new(&beside.join(CARD), &bytes).map_err(disk())?;
        durable.rename(Step::Rename, &beside, dir).map_err(disk())?;
        durable.sync_parent(dir).map_err(disk())?;
        // Some drivers of sticks lose the content of a renamed folder, and shares are made only once.
        let kept = |share: &Share| fs::read(share_path(dir, share)).is_ok_and(|page| page == share.page().as_bytes());
        if !parts.iter().chain(&witness_parts).all(kept) {
            return Err(Error::refused(
                "the organisation",
                "its folder lost what was written to it; use another medium",
            ));
        }
        let organisation = Self::open(dir)?;
        Ok(Founded { organisation, shares: parts, witness_shares: witness_parts })
    }

    /// Reads an organisation's folder.
    pub fn open(dir: &Path) -> Result<Self> {
        let bytes = small_file::read(&dir.join(CARD), CARD, MAX_SMALL)?;
        let card: Card = json::parse("organisation.json", &bytes, 64 * 1024)?;
        if card.format != FORMAT {
            return Err(Error::Unsupported { what: "organisation.json" });
        }
        check_name(&card.name)?;
        Ok(Self { dir: dir.to_owned(), card })
    }

    /// Returns its public facts.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Returns true if its keys need a passphrase.
    pub fn is_locked(&self) -> Result<bool> {
        locked_file::is_locked(&self.dir.join(ORGANISATION_KEY))
    }

    /// Returns the key that authenticates the archivist's requests to a server.
    pub fn archivist_key(&self, passphrase: Option<&str>) -> Result<TransportKey> {
        let key = TransportKey::from_seed(&self.seed(ARCHIVIST_KEY, passphrase)?);
        if key.public()? != self.card.archivist {
            return Err(Error::malformed("archivist.key", "it is not the key that organisation.json names"));
        }
        Ok(key)
    }

    /// Restores the archive key and checks that it is this organisation's.
    pub fn restore(&self, shares: &[Share]) -> Result<ArchiveKey> {
        let key = shares::restore(shares)?;
        if key.recipient() != self.card.archive_recipient {
            return Err(ShareFault::ForeignKey.into());
        }
        Ok(key)
    }

    /// Restores the witness key and checks that it is this organisation's. Errors: `Refused` if it has none.
    pub fn restore_witness_key(&self, shares: &[Share]) -> Result<WitnessKey> {
        let Some(recipient) = &self.card.witness_recipient else {
            return Err(Error::refused("the witness key", "this organisation was made without a witness compartment"));
        };
        let key = shares::restore_witness_key(shares)?;
        if key.recipient() != *recipient {
            return Err(ShareFault::ForeignKey.into());
        }
        Ok(key)
    }

    pub(crate) fn organisation_key(&self, passphrase: Option<&str>) -> Result<OrganisationKey> {
        let key = OrganisationKey::from_seed(&self.seed(ORGANISATION_KEY, passphrase)?);
        if key.public()? != self.card.organisation {
            return Err(Error::malformed("organisation.key", "it is not the key that organisation.json names"));
        }
        Ok(key)
    }

    fn seed(&self, file: &str, passphrase: Option<&str>) -> Result<Zeroizing<[u8; 32]>> {
        let text = locked_file::read(&self.dir.join(file), passphrase)?;
        let mut seed = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.as_bytes(), seed.as_mut())
            .map_err(|_| Error::malformed("a key file", "it is not 64 hex digits"))?;
        Ok(seed)
    }
}

/// Returns the file of one share in an organisation's folder.
pub fn share_path(dir: &Path, share: &Share) -> PathBuf {
    let kind = match share.opens() {
        Opens::Archive => "share",
        Opens::Witnesses => "witness-share",
    };
    dir.join(SHARES).join(format!("{kind}-{}.txt", share.index()))
}

/// Makes a new key, and returns its recipient and its shares.
fn split_new(kind: RecipientKind, opens: Opens, total: u8, threshold: u8) -> Result<(String, Vec<Share>)> {
    let key = ArchiveKey::generate(kind)?;
    let parts = shares::split(&key, opens, total, threshold)?;
    // The shares are tested before anything depends on them.
    let restored = shares::join(parts.get(..usize::from(threshold)).unwrap_or_default(), opens)?;
    if restored.recipient() != key.recipient() {
        return Err(Error::Bug("the shares do not restore the key"));
    }
    Ok((key.recipient(), parts))
}
