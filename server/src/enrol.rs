//! Admits organisations, and enrols devices and archivists by the organisation's tickets.
//!
//! Owns the rules of admission. Never judges later entries, and reveals whether an organisation is known only to a
//! holder of its ticket.

use std::sync::Arc;

use evidence::invitation::{Role, Ticket};
use evidence::{Admitted, Digest, Head, PublicKey, SignedEntry, SignedPolicy, admission};
use serde::de::DeserializeOwned;
use sync::messages::{Admit, Enrol, EnrolArchivist, EntriesReply, codes};

use crate::blocking::blocking;
use crate::home::ADMISSION;
use crate::intake::{self, Candidate};
use crate::keys::LogKey;
use crate::ledger::{Actor, Ledger, OrgId, Snapshot};
use crate::names::Names;
use crate::sequencer::{Sequencer, Step};
use crate::setback::SetBack;
use crate::surroundings::{Clock, random};
use crate::who::Asked;
use crate::{Error, Result};

/// A request that brings a ticket.
pub trait Enrolment: DeserializeOwned + Send + 'static {
    /// The role that it enrols.
    const ROLE: Role;
    /// Returns the organisation that is claimed to have signed the ticket.
    fn organisation(&self) -> &PublicKey;
    /// Returns the ticket that admits it; `None` if it names none, so that only a confirmation can admit it.
    fn admitted(&self) -> Result<Option<Admitted>>;
}

impl Enrolment for Enrol {
    const ROLE: Role = Role::Device;

    fn organisation(&self) -> &PublicKey {
        &self.organisation
    }

    fn admitted(&self) -> Result<Option<Admitted>> {
        let by = SignedEntry::from_carried(self.renewal.as_ref().unwrap_or(&self.genesis).clone())?;
        if self.renewal.is_none() && by.details().is_some_and(|d| d.ticket.is_none() && d.continues.is_some()) {
            return Ok(None);
        }
        Ok(Some(admission::of_entry(&by, &self.organisation)?))
    }
}

impl Enrolment for EnrolArchivist {
    const ROLE: Role = Role::Archivist;

    fn organisation(&self) -> &PublicKey {
        &self.organisation
    }

    fn admitted(&self) -> Result<Option<Admitted>> {
        Ok(Some(Admitted { name: self.ticket.digest(), ticket: Ticket::open(&self.ticket, &self.organisation)? }))
    }
}

/// Makes a one-time admission code; only its hash is kept. `now` in seconds since 1970.
pub fn invite(ledger: &dyn Ledger, now: i64) -> Result<String> {
    let code = hex::encode(random::<16>()?);
    let mut change = ledger.change()?;
    change.add_code(&Digest::of(code.as_bytes()), now)?;
    let _: crate::durable::Durable = change.commit()?;
    Ok(code)
}

/// Admits organisations, devices and archivists.
pub struct Enrolments {
    /// The enrolled ones.
    pub ledger: Arc<dyn Ledger>,
    /// The log's writer.
    pub sequencer: Sequencer,
    /// The names of this server; policies add to them.
    pub names: Arc<Names>,
    /// The state that stops enrolment when the log was set back.
    pub set_back: Arc<SetBack>,
    /// The log's key, whose origin a ticket names.
    pub key: Arc<LogKey>,
    /// Used to tell whether a ticket has expired.
    pub clock: Clock,
}

impl Enrolments {
    /// Opens the ticket of an enrolment: signed by an admitted organisation, for this role.
    pub async fn admitted<T: Enrolment>(&self, asked: T) -> Result<(T, Option<Admitted>)> {
        let ledger = Arc::clone(&self.ledger);
        blocking(move || {
            let admitted = asked.admitted()?;
            if admitted.as_ref().is_some_and(|admitted| admitted.ticket.role != T::ROLE) {
                return Err(Error::refused(codes::REFUSED, "the ticket is for another role"));
            }
            known(&*ledger.snapshot()?, asked.organisation())?;
            Ok((asked, admitted))
        })
        .await
    }

    /// Admits an organisation, or follows the newer policy of a known one.
    pub async fn admit(&self, asked: Admit) -> Result<()> {
        let policy = SignedPolicy::open(asked.policy, &asked.organisation)?;
        let (key, code, admitted) = (asked.organisation, asked.code, policy.clone());
        let org = self
            .sequencer
            .submit(move |step| {
                if let Some((org, current)) = step.ledger().organisation(&key)? {
                    let older = |_| {
                        Error::refused(
                            codes::POLICY_OLDER,
                            "a policy is known here that this one does not descend from",
                        )
                    };
                    policy.check_follows(&current).map_err(older)?;
                    if policy.digest() != current.digest() {
                        step.change().set_policy(org, &policy)?;
                    }
                    return Ok(org);
                }
                let open = step.ledger().meta(ADMISSION)?.as_deref() == Some("open") && step.ledger().is_empty()?;
                let admitted = match &code {
                    Some(code) => step.change().spend_code(&Digest::of(code.as_bytes()))? || open,
                    None => open,
                };
                if !admitted {
                    return Err(Error::refused(
                        codes::CODE_NEEDED,
                        "this server admits organisations by an unused code only",
                    ));
                }
                Ok(step.change().add_organisation(&key, &policy)?)
            })
            .await?;
        self.names.learn(org, &admitted);
        Ok(())
    }

    /// Enrols the device that signed the request `by`.
    pub async fn device(&self, asked: Enrol, by_ticket: Option<Admitted>, by: &Asked) -> Result<(Actor, EntriesReply)> {
        self.set_back.look(asked.shown).await?;
        let (signer, authority, names) = (by.key, by.authority.clone(), Arc::clone(&self.names));
        let genesis = SignedEntry::from_carried(asked.genesis)?;
        let renewal = asked.renewal.map(SignedEntry::from_carried).transpose()?;
        let says =
            genesis.genesis().ok_or_else(|| Error::malformed("genesis", "it is a later entry, or has no details"))?;
        let admits = renewal.as_ref().map_or(Some(says), SignedEntry::renewal);
        let policy =
            admits.ok_or_else(|| Error::malformed("renewal", "it is another entry, or has no details"))?.policy;
        Head::from_genesis(&genesis)
            .map_err(|_| Error::refused(codes::REFUSED, "genesis is not signed by its own key"))?;
        if says.organisation != asked.organisation.digest() {
            return Err(Error::refused(codes::REFUSED, "genesis names another organisation"));
        }
        if says.transport_key != signer {
            return Err(Error::refused(codes::REFUSED, "genesis names another transport key than the one that asks"));
        }
        if renewal.is_some_and(|renewal| renewal.device() != genesis.digest()) {
            return Err(Error::refused(codes::REFUSED, "the renewal is another device's"));
        }
        let (organisation, now, digest) = (asked.organisation, (self.clock)(), genesis.digest());
        let (candidate, origin) = (Candidate::genesis(genesis)?, self.key.origin().to_owned());
        let (device, noted) = self
            .sequencer
            .submit(move |step| {
                let org = known(step.ledger(), &organisation)?;
                names.check(&authority, org)?;
                let device = match step.ledger().actor(&signer)? {
                    // A repeated request gets the former answer, and uses up no second ticket.
                    Some(Actor::Device(device)) if device.genesis == digest && device.org == org => device,
                    Some(_) => return Err(Error::refused(codes::REFUSED, "the transport key is enrolled already")),
                    None => {
                        if !step.ledger().knows_policy(org, &policy)? {
                            return Err(Error::refused(
                                codes::POLICY_UNKNOWN,
                                "genesis names a policy that is not known here",
                            ));
                        }
                        // A device that the organisation confirmed needs no valid ticket.
                        if !step.ledger().is_confirmed(org, &digest)? {
                            let by_ticket = by_ticket.as_ref().ok_or_else(unconfirmed)?;
                            for_this_log(by_ticket, &origin)?;
                            spend(step, org, by_ticket, &digest, now)?;
                        }
                        step.change().add_device(org, &digest, &signer)?
                    }
                };
                let taken = intake::append(step, &device, &[candidate], u64::MAX)?;
                Ok((device, taken.noted))
            })
            .await?;
        Ok((
            Actor::Device(device),
            intake::reply(&self.ledger, device, noted, Vec::new(), intake::Knows::default()).await?,
        ))
    }

    /// Grants read access to the key that the ticket names and that signed the request `by`.
    pub async fn archivist(&self, asked: EnrolArchivist, by_ticket: Option<Admitted>, by: &Asked) -> Result<Actor> {
        let by_ticket = by_ticket.ok_or(Error::Bug("an archivist without a ticket"))?;
        let (signer, authority, names) = (by.key, by.authority.clone(), Arc::clone(&self.names));
        if by_ticket.ticket.key != Some(signer) {
            return Err(Error::refused(codes::REFUSED, "the ticket names another key than the one that asks"));
        }
        let (organisation, now) = (asked.organisation, (self.clock)());
        self.sequencer
            .submit(move |step| {
                let org = known(step.ledger(), &organisation)?;
                names.check(&authority, org)?;
                match step.ledger().actor(&signer)? {
                    Some(Actor::Archivist(of)) if of == org => return Ok(Actor::Archivist(org)),
                    Some(_) => return Err(Error::refused(codes::REFUSED, "the transport key is enrolled already")),
                    None => {}
                }
                spend(step, org, &by_ticket, &signer.digest(), now)?;
                step.change().add_archivist(org, &signer)?;
                Ok(Actor::Archivist(org))
            })
            .await
    }
}

fn unconfirmed() -> Error {
    Error::refused(
        codes::NOT_ADMITTED,
        "genesis names no ticket, and the organisation has not confirmed this device here",
    )
}

fn for_this_log(by_ticket: &Admitted, origin: &str) -> Result<()> {
    if by_ticket.ticket.log.as_deref() != Some(origin) {
        return Err(Error::refused(
            codes::TICKET_ELSEWHERE,
            "the ticket is for another server's log; ask for a new invitation",
        ));
    }
    Ok(())
}

fn known(ledger: &dyn Snapshot, organisation: &PublicKey) -> Result<OrgId> {
    let found = ledger.organisation(organisation)?;
    found
        .map(|(org, _)| org)
        .ok_or_else(|| Error::refused(codes::ORGANISATION_UNKNOWN, "the organisation is not admitted here"))
}

fn spend(step: &mut Step<'_>, org: OrgId, with: &Admitted, by: &Digest, now: jiff::Timestamp) -> Result<()> {
    if with.ticket.expires.is_some_and(|expires| expires < now) {
        return Err(Error::refused(codes::TICKET_EXPIRED, "the ticket has expired"));
    }
    match step.ledger().ticket(org, &with.name)? {
        Some(_) => Err(Error::refused(codes::TICKET_SPENT, "the ticket was used before")),
        None => Ok(step.change().spend_ticket(org, &with.name, by)?),
    }
}
