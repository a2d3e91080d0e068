//! The policies that an organisation signs, each a successor of the one before, and the logs that they name or retire.

use std::fs;

use disk::Durable;
use evidence::policy::{self, Log, Policy, Retired, Review, Server, SignedPolicy};
use evidence::{Digest, Envelope};
use jiff::Timestamp;
use tlog::SignedCheckpoint;

use crate::folder::{MAX_SMALL, Organisation, POLICIES};
use crate::{Error, Result, small_file};

/// Settings of a new policy; name, recipients and version come from the organisation.
#[derive(Clone, Debug)]
pub struct PolicyTerms {
    /// The servers that devices send to.
    pub servers: Vec<Server>,
    /// Logs whose receipts count; see [`log_of`].
    pub logs: Vec<Log>,
    /// Whether devices may show the items that they captured.
    pub review: Review,
    /// Whether devices keep sealed parts after delivery.
    pub keep_after_delivery: bool,
    /// Digests of the forms in use.
    pub forms: Vec<Digest>,
    /// The time at which a new device should ask for a newer policy.
    pub expires: Option<Timestamp>,
}

impl Organisation {
    /// Signs the next policy and keeps it under `policies/`. Errors: `Refused` if it drops a log that the newest policy
    /// names.
    pub fn policy(&self, terms: PolicyTerms, passphrase: Option<&str>) -> Result<SignedPolicy> {
        self.policy_after(terms, &[], passphrase)
    }

    /// Signs the next policy and keeps it under `policies/`. `last` are the last checkpoints, as signed notes, of the
    /// logs that the newest policy names and these terms drop: their receipts count up to there.
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
        let durable = Durable::os();
        durable.create_folders(&self.dir.join(POLICIES)).map_err(disk())?;
        let path = self.dir.join(POLICIES).join(format!("{version}.dsse"));
        durable.write_new(&path, &signed.envelope().to_json()).map_err(disk())?;
        Ok(signed)
    }

    /// Returns every policy that was signed here, oldest first.
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
}

/// Returns the policy's line for a log, from its C2SP verifier key; the origin is the key's name.
pub fn log_of(verifier_key: &str) -> Result<Log> {
    let key: tlog::VerifierKey = verifier_key.trim().parse()?;
    let log = Log { origin: key.name().to_owned(), key: key.to_string(), cosigners: Vec::new(), quorum: 0 };
    check_log(&log)?;
    Ok(log)
}

/// Returns the retired logs of the next policy after `newest`, which names `logs`.
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
