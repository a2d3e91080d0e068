//! An organisation's folder: its key, the archivist's transport key, the shares of the archive key and of the witness
//! key, its policies.
//!
//! Owns what is made once and signed offline. The two age keys leave this file as shares only; the shares are
//! written so that they can be printed and deleted. Never overwrites anything and never talks to a network.
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

use evidence::invitation::{self, AdmissionSecret, Invitation, Role, Ticket};
use evidence::policy::{self, Log, Policy, RecipientKind, Retired, Review, Server, SignedPolicy};
use evidence::word::Covers;
use evidence::{Digest, Envelope, PublicKey, Token, Word, json};
use jiff::{SignedDuration, Timestamp};
use seal::{AdmissionKey, OrganisationKey, TransportKey};
use serde::{Deserialize, Serialize};
use tlog::SignedCheckpoint;
use zeroize::Zeroizing;

use crate::archive_key::{ArchiveKey, WitnessKey};
pub use crate::rehearsal::{Rehearsal, rehearse};
use crate::shares::{self, Opens, Share, ShareFault};
use crate::{Error, Result, durable, locked_file, small_file};

/// Format name of `organisation.json`.
pub const FORMAT: &str = "testamur-organisation-v1";
/// How long a ticket works unless told otherwise.
pub const TICKET_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Shares of the witness key, all of them needed: the custodian's and the second person's.
pub const WITNESS_SHARES: u8 = 2;

const CARD: &str = "organisation.json";
const ORGANISATION_KEY: &str = "organisation.key";
const ARCHIVIST_TICKET: &str = "archivist.ticket";
const ARCHIVIST_KEY: &str = "archivist.key";
const SHARES: &str = "shares";
const POLICIES: &str = "policies";
/// scrypt work of the organisation key: 256 MiB, about a second.
const ORGANISATION_WORK: u8 = 18;
/// scrypt work of the archivist's key, which reads ciphertext only and is opened beside large pulls: 32 MiB.
const ARCHIVIST_WORK: u8 = 15;

/// Facts of an organisation that anyone may know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    /// Always [`FORMAT`].
    pub format: String,
    /// Its name for people.
    pub name: String,
    /// The key that signs its policies and tickets.
    pub organisation: PublicKey,
    /// The transport key of its archivist.
    pub archivist: PublicKey,
    /// The age recipient that devices seal to.
    pub archive_recipient: String,
    /// How many shares there are of the archive key.
    pub shares: u8,
    /// How many of them are needed.
    pub threshold: u8,
    /// The set they belong to, 8 hex digits.
    pub set: String,
    /// The age recipient that devices seal the witness compartment to. Absent in a folder from before there was one:
    /// such an organisation has no witness compartment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_recipient: Option<String>,
    /// The set of the witness key's shares, 8 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_set: Option<String>,
}

/// Results of [`Organisation::init`].
pub struct Founded {
    /// The organisation.
    pub organisation: Organisation,
    /// Shares of its archive key.
    pub shares: Vec<Share>,
    /// Shares of its witness key: the custodian's, then the second person's.
    pub witness_shares: Vec<Share>,
}

/// An organisation's folder that was read.
pub struct Organisation {
    dir: PathBuf,
    card: Card,
}

/// Settings of a new policy; name, recipients and version are the organisation's own.
#[derive(Clone, Debug)]
pub struct PolicyTerms {
    /// Where devices send.
    pub servers: Vec<Server>,
    /// Logs whose receipts count; see [`log_of`].
    pub logs: Vec<Log>,
    /// Whether devices may look at what they captured.
    pub review: Review,
    /// Whether devices keep sealed parts after delivery.
    pub keep_after_delivery: bool,
    /// Digests of the forms in use.
    pub forms: Vec<Digest>,
    /// When a new device should ask for a newer policy.
    pub expires: Option<Timestamp>,
}

/// Largest file of an organisation's folder that is read: a policy's envelope, twice over.
const MAX_SMALL: u64 = 256 * 1024;

impl Organisation {
    /// Makes a new organisation in a folder that does not exist or is empty. All of it appears at once, or nothing.
    ///
    /// Its archive and witness keys are hybrid. `shares` and `threshold` are those of the archive key; the witness key has [`WITNESS_SHARES`], all needed.
    /// Gives the shares for showing; they are also on disk until somebody prints and deletes them. Errors: `Refused`
    /// for a folder that is not empty or numbers that cannot be.
    pub fn init(dir: &Path, name: &str, shares: u8, threshold: u8, passphrase: Option<&str>) -> Result<Founded> {
        Self::init_of(RecipientKind::Hybrid, dir, name, shares, threshold, passphrase)
    }

    /// Makes an organisation as [`Self::init`] does, whose archive and witness keys are of this kind.
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
        let beside = durable::beside(dir).map_err(disk())?;
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(disk())?;
        }
        durable::folder(&beside.join(SHARES)).map_err(disk())?;
        durable::folder(&beside.join(POLICIES)).map_err(disk())?;
        for share in parts.iter().chain(&witness_parts) {
            durable::write_new(&share_path(&beside, share), share.page().as_bytes()).map_err(disk())?;
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
        durable::write_new(&beside.join(ARCHIVIST_TICKET), &ticket).map_err(disk())?;
        let mut bytes = serde_json::to_vec_pretty(&card).map_err(|_| Error::Bug("a card did not become JSON"))?;
        bytes.push(b'\n');
        durable::write_new(&beside.join(CARD), &bytes).map_err(disk())?;
        fs::rename(&beside, dir).map_err(disk())?;
        durable::sync_parent(dir).map_err(disk())?;
        // Drivers of sticks were seen that lose what a renamed folder holds, and shares are made once.
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

    /// The facts of it that anyone may know.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// True when its keys need a passphrase.
    pub fn is_locked(&self) -> Result<bool> {
        locked_file::is_locked(&self.dir.join(ORGANISATION_KEY))
    }

    /// The key that authenticates the archivist's requests to a server.
    pub fn archivist_key(&self, passphrase: Option<&str>) -> Result<TransportKey> {
        let key = TransportKey::from_seed(&self.seed(ARCHIVIST_KEY, passphrase)?);
        if key.public()? != self.card.archivist {
            return Err(Error::malformed("archivist.key", "it is not the key that organisation.json names"));
        }
        Ok(key)
    }

    /// Signs the next policy and keeps it under `policies/`. Refused where it no longer names a log that the newest one names.
    pub fn policy(&self, terms: PolicyTerms, passphrase: Option<&str>) -> Result<SignedPolicy> {
        self.policy_after(terms, &[], passphrase)
    }

    /// Signs the next policy and keeps it under `policies/`. `last` are the last checkpoints, as signed notes, of the logs that the
    /// newest policy names and these terms do not: their receipts count up to there.
    pub fn policy_after(&self, terms: PolicyTerms, last: &[String], passphrase: Option<&str>) -> Result<SignedPolicy> {
        let key = self.organisation_key(passphrase)?;
        let newest = self.policies()?.pop();
        let ancestors = match &newest {
            Some(newest) => newest.policy().successor()?.ancestors,
            None => Vec::new(),
        };
        let retired = retired(newest.as_ref().map(SignedPolicy::policy), &terms.logs, last)?;
        let version = ancestors.len() as u64;
        for log in &terms.logs {
            check_log(log)?;
        }
        let archive_recipients = vec![self.card.archive_recipient.clone()];
        let witness_recipients: Vec<_> = self.card.witness_recipient.iter().cloned().collect();
        let signed = key.sign_policy(&Policy {
            format: policy::FORMAT.to_owned(),
            version,
            ancestors,
            name: self.card.name.clone(),
            slots: Policy::slots_for(&archive_recipients, &witness_recipients, terms.review),
            archive_recipients,
            witness_recipients,
            servers: terms.servers,
            logs: terms.logs,
            retired,
            timestamp_roots: Vec::new(),
            review: terms.review,
            keep_after_delivery: terms.keep_after_delivery,
            forms: terms.forms,
            expires: terms.expires,
        })?;
        let disk = || Error::disk("the organisation's folder");
        durable::folder(&self.dir.join(POLICIES)).map_err(disk())?;
        let path = self.dir.join(POLICIES).join(format!("{version}.dsse"));
        durable::write_new(&path, &signed.envelope().to_json()).map_err(disk())?;
        Ok(signed)
    }

    /// Every policy that was signed here, oldest first.
    pub fn policies(&self) -> Result<Vec<SignedPolicy>> {
        let disk = || Error::disk("the organisation's folder");
        let mut found = Vec::new();
        let folder = match fs::read_dir(self.dir.join(POLICIES)) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            other => other.map_err(disk())?,
        };
        for file in folder {
            let path = file.map_err(disk())?.path();
            if path.extension().is_some_and(|e| e == "dsse") {
                found.push(self.read_policy(&small_file::read(&path, "a policy of the organisation", MAX_SMALL)?)?);
            }
        }
        found.sort_by_key(|p| p.policy().version);
        Ok(found)
    }

    /// Reads a policy and checks that this organisation signed it.
    pub fn read_policy(&self, envelope: &[u8]) -> Result<SignedPolicy> {
        Ok(SignedPolicy::open(Envelope::parse(envelope)?, &self.card.organisation)?)
    }

    /// An invitation for one device, good at the policy's first log: for a new one, or to renew the device with the genesis digest
    /// `renews`. `expires` is usually `now +` [`TICKET_LIFE`]. `checkpoint` is the
    /// newest one of that log as a signed note, where it is at hand: what the device signs was then made after it.
    pub fn invite(
        &self,
        policy: &SignedPolicy,
        renews: Option<Digest>,
        expires: Timestamp,
        checkpoint: Option<String>,
        passphrase: Option<&str>,
    ) -> Result<Invitation> {
        let policy = SignedPolicy::open(policy.envelope().clone(), &self.card.organisation)?;
        let organisation = self.card.organisation;
        let secret = random()?;
        let ticket = Ticket {
            organisation,
            role: Role::Device,
            admission_key: Some(AdmissionKey::from_seed(&secret).public()?),
            log: policy.policy().logs.first().map(|log| log.origin.clone()),
            device: renews,
            key: None,
            expires: Some(expires),
        };
        let ticket = self.organisation_key(passphrase)?.sign_ticket(&ticket)?;
        Ok(Invitation {
            format: invitation::FORMAT.to_owned(),
            organisation: self.card.organisation,
            policy: policy.envelope().clone(),
            ticket,
            admission: AdmissionSecret::new(secret),
            checkpoint,
        })
    }

    /// The organisation's word that a device is its own, after a person has compared its code with who holds it.
    pub fn confirm(&self, device: Digest, passphrase: Option<&str>) -> Result<Envelope> {
        let word = Word::confirmed(salt()?, self.card.organisation, device);
        Ok(self.organisation_key(passphrase)?.say(&word)?)
    }

    /// The organisation's word that what a device signed from there on is not its own, until it is renewed.
    pub fn end(&self, device: Digest, covers: Covers, passphrase: Option<&str>) -> Result<Envelope> {
        let word = Word::ended(salt()?, self.card.organisation, device, covers);
        Ok(self.organisation_key(passphrase)?.say(&word)?)
    }

    /// The ticket that lets this organisation's archivist key read at a server. Made once, so that a pull needs
    /// neither the organisation key nor its passphrase.
    pub fn archivist_ticket(&self) -> Result<Envelope> {
        let bytes = small_file::read(&self.dir.join(ARCHIVIST_TICKET), ARCHIVIST_TICKET, MAX_SMALL)?;
        Ok(Envelope::parse(&bytes)?)
    }

    /// The message that makes this organisation known to a server.
    pub fn admission(&self, policy: &SignedPolicy, code: Option<String>) -> sync::messages::Admit {
        sync::messages::Admit { organisation: self.card.organisation, policy: policy.envelope().clone(), code }
    }

    /// Restores the archive key and checks that it is this organisation's.
    pub fn restore(&self, shares: &[Share]) -> Result<ArchiveKey> {
        let key = shares::restore(shares)?;
        if key.recipient() != self.card.archive_recipient {
            return Err(ShareFault::ForeignKey.into());
        }
        Ok(key)
    }

    /// Restores the witness key and checks that it is this organisation's. Refused when it has none.
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

    fn organisation_key(&self, passphrase: Option<&str>) -> Result<OrganisationKey> {
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

/// The file of one share in an organisation's folder.
pub fn share_path(dir: &Path, share: &Share) -> PathBuf {
    let kind = match share.opens() {
        Opens::Archive => "share",
        Opens::Witnesses => "witness-share",
    };
    dir.join(SHARES).join(format!("{kind}-{}.txt", share.index()))
}

/// A new key, as its recipient and its shares.
fn split_new(kind: RecipientKind, opens: Opens, total: u8, threshold: u8) -> Result<(String, Vec<Share>)> {
    let key = ArchiveKey::generate(kind)?;
    let parts = shares::split(&key, opens, total, threshold)?;
    // Tried before anything depends on it.
    let restored = shares::join(parts.get(..usize::from(threshold)).unwrap_or_default(), opens)?;
    if restored.recipient() != key.recipient() {
        return Err(Error::Bug("the shares do not restore the key"));
    }
    Ok((key.recipient(), parts))
}

/// The policy's line for a log, from its C2SP verifier key; the origin is the key's name.
pub fn log_of(verifier_key: &str) -> Result<Log> {
    let key: tlog::VerifierKey = verifier_key.trim().parse()?;
    let log = Log { origin: key.name().to_owned(), key: key.to_string(), cosigners: Vec::new(), quorum: 0 };
    check_log(&log)?;
    Ok(log)
}

/// The retired logs of the policy after `newest` that names `logs`.
fn retired(newest: Option<&Policy>, logs: &[Log], last: &[String]) -> Result<Vec<Retired>> {
    let mut retired = newest.map(|p| p.retired.clone()).unwrap_or_default();
    let mut notes: Vec<_> = last.iter().map(|note| tlog::Note::parse(note.as_bytes())).collect::<Result<_, _>>()?;
    let named = newest.map(|p| p.logs.as_slice()).unwrap_or_default();
    for log in named.iter().filter(|log| !logs.iter().any(|kept| kept.key == log.key)) {
        let key: tlog::VerifierKey = log.key.parse()?;
        let opened = |note: &tlog::Note| SignedCheckpoint::check(note.clone(), &key);
        let Some(place) = notes.iter().position(|note| opened(note).is_ok()) else {
            let why = "a log of the newest policy is in it no more: its last checkpoint is needed, so that its receipts go on counting up to there";
            return Err(Error::refused("the policy", why));
        };
        let signed = opened(&notes.swap_remove(place))?;
        let (size, root) = (signed.checkpoint().size(), Digest::from_bytes(*signed.checkpoint().root().as_bytes()));
        retired.push(Retired { log: log.clone(), size, root });
    }
    if notes.is_empty() {
        return Ok(retired);
    }
    Err(Error::refused("the policy", "a last checkpoint is of no log that goes out of use"))
}

fn check_log(log: &Log) -> Result<()> {
    let key: tlog::VerifierKey = log.key.parse()?;
    if key.name() != log.origin || key.kind() != tlog::KeyKind::Ed25519 {
        return Err(Error::refused("the log key", "it is not the key of a log of that origin"));
    }
    for cosigner in &log.cosigners {
        let key: tlog::VerifierKey = cosigner.parse()?;
        if key.kind() != tlog::KeyKind::Cosigner {
            return Err(Error::refused("the log key", "a cosigner's key is not one"));
        }
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
        return Err(Error::refused("the name", "it is empty, too long or has control characters"));
    }
    Ok(())
}

pub(crate) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| Error::Unavailable { what: "the system's randomness", source: Box::new(e) })
}

fn salt() -> Result<Token> {
    let mut salt = [0; 16];
    fill(&mut salt)?;
    Ok(Token::from_bytes(salt))
}

fn random() -> Result<Zeroizing<[u8; 32]>> {
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut())?;
    Ok(seed)
}
