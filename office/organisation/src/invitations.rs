//! The statements that an organisation signs about persons and devices: invitations, tickets, and words that confirm or
//! end a device.

use evidence::invitation::{self, AdmissionSecret, Invitation, Role, Ticket};
use evidence::policy::SignedPolicy;
use evidence::word::Covers;
use evidence::{Digest, Envelope, Token, Word};
use jiff::{SignedDuration, Timestamp};
use seal::AdmissionKey;

use crate::chance::{fill, random};
use crate::folder::{ARCHIVIST_TICKET, MAX_SMALL, Organisation};
use crate::{Result, small_file};

/// Default lifetime of a ticket.
pub const TICKET_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Organisation {
    /// Makes an invitation for one device, valid at the policy's first log: for a new device, or to renew the device
    /// with the genesis digest `renews`. `expires` is usually `now +` [`TICKET_LIFE`]. `checkpoint` is the newest one
    /// of that log as a signed note, if known: it proves that the device's entries were made after it.
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

    /// Signs the organisation's word that a device is its own, after a person has compared its code with the device's
    /// holder.
    pub fn confirm(&self, device: Digest, passphrase: Option<&str>) -> Result<Envelope> {
        let word = Word::confirmed(salt()?, self.card.organisation, device);
        Ok(self.organisation_key(passphrase)?.say(&word)?)
    }

    /// Signs the organisation's word that entries of a device from that point on are not its own, until it is renewed.
    pub fn end(&self, device: Digest, covers: Covers, passphrase: Option<&str>) -> Result<Envelope> {
        let word = Word::ended(salt()?, self.card.organisation, device, covers);
        Ok(self.organisation_key(passphrase)?.say(&word)?)
    }

    /// Returns the ticket that lets this organisation's archivist key read at a server. Made once, so that a pull needs
    /// neither the organisation key nor its passphrase.
    pub fn archivist_ticket(&self) -> Result<Envelope> {
        let bytes = small_file::read(&self.dir.join(ARCHIVIST_TICKET), ARCHIVIST_TICKET, MAX_SMALL)?;
        Ok(Envelope::parse(&bytes)?)
    }

    /// Returns the message that makes this organisation known to a server.
    pub fn admission(&self, policy: &SignedPolicy, code: Option<String>) -> sync::messages::Admit {
        sync::messages::Admit { organisation: self.card.organisation, policy: policy.envelope().clone(), code }
    }
}

fn salt() -> Result<Token> {
    let mut salt = [0; 16];
    fill(&mut salt)?;
    Ok(Token::from_bytes(salt))
}
