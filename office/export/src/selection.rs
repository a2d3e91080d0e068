//! Decides which items may leave, for which use, and which of their files are withheld.
//!
//! An item of the witness compartment never leaves. An account leaves only for a use that its person agreed to, and if
//! a finding says that it may hold a name, only after an archivist has read it. Writes nothing.

use archive::{Store, Withhold};
use evidence::ItemId;
use jiff::Timestamp;
use testimony::Use;

use crate::{Error, Result};

/// Chosen items that may leave for one use. Every writer takes one, and only [`Selection::of`] makes it, so that nothing
/// is written without its checks.
pub struct Selection<'a> {
    pub(crate) store: &'a Store,
    pub(crate) items: Vec<ItemId>,
    pub(crate) withhold: Withhold,
    pub(crate) made_at: Timestamp,
}

impl<'a> Selection<'a> {
    /// Chooses `items` of an archive, to be handed on for the use `purpose`. `looked` are the accounts in which the
    /// archivist has found no name. `made_at` is the archivist's clock.
    ///
    /// Errors: `Refused` for an item that is unknown, that waits for an entry, or that belongs to the witness
    /// compartment, even if all of it is withheld; `NoConsent` for accounts whose persons did not agree to that use;
    /// then `Named` for accounts that may hold a name according to their findings and that no archivist has read.
    /// Accounts whose record and media are withheld need neither.
    pub fn of(
        store: &'a Store,
        items: &[ItemId],
        purpose: Option<Use>,
        withhold: &Withhold,
        looked: &[ItemId],
        made_at: Timestamp,
    ) -> Result<Self> {
        let (mut lacking, mut named) = (Vec::new(), Vec::new());
        for item in items {
            let leaving = store.leaving(item, made_at)?;
            if leaving.of_witnesses {
                let why =
                    format!("item {item} belongs to the witness compartment, and nothing of that leaves in a bundle");
                return Err(Error::refused(why));
            }
            if !leaving.linked {
                let why =
                    format!("item {item} waits for an entry that did not come yet; nobody can check who signed it");
                return Err(Error::refused(why));
            }
            let shows_media = leaving.has_media && !withhold.has_media(item);
            if withhold.has_record(item) && !shows_media {
                continue;
            }
            let Some(account) = leaving.account else { continue };
            if purpose.is_none_or(|purpose| !account.uses.contains(&purpose)) {
                lacking.push(*item);
            }
            if account.named && !looked.contains(item) {
                named.push(*item);
            }
        }
        if !lacking.is_empty() {
            return Err(Error::NoConsent { lacking, purpose });
        }
        if !named.is_empty() {
            return Err(Error::Named { items: named });
        }
        Ok(Self { store, items: items.to_vec(), withhold: withhold.clone(), made_at })
    }
}
