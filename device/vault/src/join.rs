//! Joining: makes a home and its genesis entry from an invitation, without a network.

use std::path::Path;
use std::sync::Arc;

use disk::{Disk, Step};
use evidence::Invitation;
use rusqlite::params;
use seal::AdmissionKey;

use crate::access::Access;
use crate::aside::Aside;
use crate::chains;
use crate::destroy;
use crate::destroyed::Destroyed;
use crate::durable::Durable;
use crate::error::{ALL_DESTROYED, JOINED, KEYS_DESTROYED, RENEWS, USED_BY_ANOTHER};
use crate::genesis::{Keys, newest};
use crate::home::{Chain, Home, boot, lock};
use crate::layout::Layout;
use crate::{Error, Panic, Passphrase, Result, Surroundings, schema, store};

impl Home {
    /// Makes a home in the folder `path` (created if missing) and joins the organisation of `invitation` with a genesis
    /// entry. Needs no network. With a passphrase it also makes the locked vault.
    ///
    /// An interrupted join is begun again. Fails with `Refused` if the home has already joined.
    pub fn join(
        path: &Path,
        invitation: &[u8],
        passphrase: Option<&Passphrase>,
        disk: Arc<dyn Disk>,
        around: Arc<dyn Surroundings>,
    ) -> Result<Self> {
        Self::join_until(path, invitation, passphrase, disk, around, &Destroyed::default())
    }

    /// Joins like [`Home::join`], and stops as soon as `destroyed` reports a panic.
    pub fn join_until(
        path: &Path,
        invitation: &[u8],
        passphrase: Option<&Passphrase>,
        disk: Arc<dyn Disk>,
        around: Arc<dyn Surroundings>,
        destroyed: &Destroyed,
    ) -> Result<Self> {
        let (invitation, policy) = Invitation::read(invitation)?;
        if invitation.renews()?.is_some() {
            return Err(Error::Refused(RENEWS));
        }
        let failed = "the home could not be made";
        let layout = Layout::new(path);
        let durable = Durable::new(disk, destroyed, &layout);
        // A used invitation admits no device, so the join is refused first; a home that joined with it reports that it
        // has joined.
        if invitation.is_used() && !layout.outbox().exists() {
            return Err(Error::Refused(USED_BY_ANOTHER));
        }
        durable.create_folders(path).map_err(|e| Error::disk(failed, e))?;
        let left_behind = layout.panic_begun().is_some();
        let lock = lock(&layout)?;
        let finished = destroy::resume(&durable, &layout)?;
        if finished == Some(Panic::Everything) && !left_behind {
            // The panic began after the lock was taken, and covers this join.
            return Err(Error::Refused(ALL_DESTROYED));
        }
        // An interrupted start left the outbox in another folder.
        if chains::is_begun(&layout) {
            return Err(Error::Refused(JOINED));
        }
        for folder in layout.folders() {
            durable.create_folder(&folder).map_err(|e| Error::disk(failed, e))?;
        }
        durable.keep_private(&layout.outbox()).map_err(|e| Error::disk(failed, e))?;
        let mut db = schema::open(&layout.outbox())?;
        if let Some(device) = store::device(&db)? {
            let destroyed = device.is_destroyed() || layout.panic_begun().is_some();
            let by_another = || -> Result<bool> { Ok(invitation.is_used() && !store::took(&db, &invitation.ticket)?) };
            return Err(Error::Refused(match destroyed {
                true => KEYS_DESTROYED,
                false if by_another()? => USED_BY_ANOTHER,
                false => JOINED,
            }));
        }
        if invitation.is_used() {
            return Err(Error::Refused(USED_BY_ANOTHER));
        }
        let (boot, around) = (boot(&around)?, around);
        let keys = Keys::create(&durable, &layout, &around, failed)?;
        for folder in [layout.parts(), layout.root().to_owned()] {
            durable.sync_folder(&folder).map_err(|e| Error::disk(failed, e))?;
        }
        let seen = newest(invitation.checkpoint.as_deref(), &policy);
        let organisation = invitation.organisation.digest();
        let (mut details, link) = keys.genesis(&around, boot, organisation, &policy, seen.clone(), failed)?;
        // The secret of the invitation signs this one admission and is dropped; it is never written here.
        let admission_key = AdmissionKey::from_seed(invitation.admission.seed());
        admission_key.admit(&mut details, &link, keys.first.public()?, invitation.ticket.clone())?;
        let genesis = seal::sign_entry(keys.first, link, &details)?;
        // An invitation whose secret does not fit its ticket would make a device without an admission.
        evidence::admission::of_entry(&genesis, &invitation.organisation)?;
        let tx = db.transaction().map_err(Error::sql(failed))?;
        tx.execute(
            "INSERT INTO device (id, organisation, policy, transport_seed, checkpoint) VALUES (1, ?1, ?2, ?3, ?4)",
            params![
                invitation.organisation.as_bytes().as_slice(),
                invitation.policy.to_json(),
                keys.pad.turn(&keys.transport.seed()).as_slice(),
                invitation.checkpoint.as_deref().filter(|_| seen.is_some()),
            ],
        )
        .and_then(|_| store::insert_entry(&tx, &genesis, false, false))
        .map_err(Error::sql(failed))?;
        durable.commit(Step::CommitEntry, &layout.outbox(), tx).map_err(|e| Error::disk(failed, e))?;
        let access = Access::Own { lock: Arc::new(lock), destroyed: destroyed.clone(), aside: Aside::default() };
        durable.reserve().make();
        let home = Self::assemble(
            layout,
            durable,
            around,
            boot,
            db,
            access,
            Chain { key: Some(keys.next), ..Chain::default() },
        )?;
        if let Some(passphrase) = passphrase {
            home.create_vault(passphrase)?;
        }
        Ok(home)
    }
}
