//! Renewal: the organisation admits this device again, by an entry for which this device has its own invitation.
//!
//! Entries after it are the organisation's again, even if the first invitation was misused or a key was copied. Entries
//! before it stay as they are.

use evidence::invitation::Ticket;
use evidence::{Invitation, admission};
use seal::AdmissionKey;

use crate::commit::Acknowledged;
use crate::error::{
    FOR_A_NEW_DEVICE, FOR_ANOTHER_DEVICE, OF_ANOTHER_LOG, OF_ANOTHER_ORGANISATION, USED, USED_BY_ANOTHER,
};
use crate::genesis::platform;
use crate::home::Home;
use crate::{Error, Result, store};

impl Home {
    /// Uses an invitation that renews this device, and its policy if that is newer.
    ///
    /// Errors: `Refused` for an invitation that is for another device, for a new one or from another organisation, that
    /// was already used, or that is valid at no log of this device's policy; [`Error::not_for_us`] says which.
    pub fn renew(&self, invitation: &[u8]) -> Result<Acknowledged> {
        let (invitation, policy) = Invitation::read(invitation)?;
        let (device, organisation) = (self.device()?, self.organisation()?);
        if invitation.organisation != organisation {
            return Err(Error::Refused(OF_ANOTHER_ORGANISATION));
        }
        let ticket = Ticket::open(&invitation.ticket, &organisation)?;
        if store::took(&self.0.lock()?.db, &invitation.ticket)? {
            return Err(Error::Refused(USED));
        }
        match ticket.device {
            Some(named) if named == device => {}
            Some(_) => return Err(Error::Refused(FOR_ANOTHER_DEVICE)),
            None if invitation.is_used() => return Err(Error::Refused(USED_BY_ANOTHER)),
            None => return Err(Error::Refused(FOR_A_NEW_DEVICE)),
        }
        // A used invitation for this very device that is not in its chain: a copy of its home used it.
        if invitation.is_used() {
            return Err(Error::Refused(USED_BY_ANOTHER));
        }
        let own = self.policy()?;
        let newer = policy.policy().version > own.policy().version;
        let follows = if newer { &policy } else { &own };
        if !follows.policy().logs.iter().any(|known| Some(&known.origin) == ticket.log.as_ref()) {
            return Err(Error::Refused(OF_ANOTHER_LOG));
        }
        let secret = AdmissionKey::from_seed(invitation.admission.seed());
        if ticket.admission_key != Some(secret.public()?) {
            return Err(Error::Refused("the invitation's secret is not its ticket's; ask for another one"));
        }
        if newer {
            self.set_policy(invitation.policy.clone())?;
        }
        let transport = self.transport_key()?.public()?;
        {
            // The server is asked again: it may have forgotten this device, or be another server. One that knows the
            // device answers as before.
            let mut state = self.0.lock()?;
            self.0.settings(&mut state.db, |tx| tx.execute("UPDATE device SET enrolled = 0 WHERE id = 1", []))?;
        }
        let renewed = self.0.commit_alone(Box::new(|details, link, key| {
            details.organisation = Some(organisation.digest());
            details.transport_key = Some(transport);
            details.platform = Some(platform().to_owned());
            Ok(secret.admit(details, link, key, invitation.ticket.clone())?)
        }))?;
        let state = self.0.lock()?;
        let entry = store::newest_renewal(&state.db)?.ok_or(Error::Bug("the renewal is not there"))?;
        admission::of_entry(&entry, &organisation)?;
        Ok(renewed)
    }
}
