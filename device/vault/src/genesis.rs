//! Makes the keys of a new chain and its first entry without the admission: for a device that joins, and for one whose
//! chain cannot continue.

use std::sync::Arc;

use evidence::details::Uptime;
use evidence::entry::{Link, Seen};
use evidence::{BootId, Details, Digest, SignedPolicy, Token};
use seal::{OneTimeKey, TransportKey};
use zeroize::Zeroizing;

use crate::believed::Believed;
use crate::durable::Durable;
use crate::layout::Layout;
use crate::store::seen;
use crate::transport::Pad;
use crate::{Error, Result, Surroundings, slots, transport};

/// Fresh keys. The lasting ones are durable once the home's folders are synced.
pub(crate) struct Keys {
    /// Signs genesis immediately, so it never touches the disk.
    pub(crate) first: OneTimeKey,
    pub(crate) next: OneTimeKey,
    pub(crate) transport: TransportKey,
    pub(crate) pad: Pad,
}

impl Keys {
    pub(crate) fn create(
        durable: &Durable,
        layout: &Layout,
        around: &Arc<dyn Surroundings>,
        what: &'static str,
    ) -> Result<Self> {
        let seed = || -> Result<Zeroizing<[u8; 32]>> {
            let mut seed = Zeroizing::new([0; 32]);
            around.fill_random(seed.as_mut_slice()).map_err(|e| Error::disk(what, e))?;
            Ok(seed)
        };
        let (first, next) = (OneTimeKey::from_seed(&seed()?), OneTimeKey::from_seed(&seed()?));
        let transport = TransportKey::from_seed(&seed()?);
        slots::create(durable, layout)?;
        slots::write(durable, layout, 1, &next)?;
        let pad = transport::create(durable, layout, around)?;
        Ok(Self { first, next, transport, pad })
    }

    /// Returns genesis without an admission. The reviewer is named when the vault is unlocked: no database row may
    /// choose one.
    pub(crate) fn genesis(
        &self,
        around: &Arc<dyn Surroundings>,
        boot: BootId,
        organisation: Digest,
        policy: &SignedPolicy,
        seen: Option<Seen>,
        what: &'static str,
    ) -> Result<(Details, Link)> {
        let mut salt = [0; 16];
        around.fill_random(&mut salt).map_err(|e| Error::disk(what, e))?;
        let details = Details {
            salt: Token::from_bytes(salt),
            claimed_at: around.now(),
            uptime: Uptime { boot, ms: around.monotonic_ms() },
            policy: policy.digest(),
            review: None,
            parts: Vec::new(),
            organisation: Some(organisation),
            transport_key: Some(self.transport.public()?),
            platform: Some(platform().to_owned()),
            ticket: None,
            admission: None,
            continues: None,
        };
        let (key, next_key) = (Some(self.first.public()?), self.next.public()?);
        let link = Link { device: None, seq: 0, prev: None, key, next_key, item: None, ends: false, seen };
        Ok((details, link))
    }
}

/// Returns the tree of a checkpoint that a log of the policy signed. Other checkpoints are ignored: they give no
/// protection, and must not keep a device from capturing.
pub(crate) fn newest(note: Option<&str>, policy: &SignedPolicy) -> Option<Seen> {
    let note = note?;
    let seen = Believed::new(std::iter::once(policy)).shows(note).then(|| seen(Some(note)))?;
    // An empty log gives no lower bound of the time.
    seen.filter(|seen| seen.size > 0)
}

pub(crate) fn platform() -> &'static str {
    match std::env::consts::OS {
        known @ ("linux" | "android" | "ios" | "macos" | "windows") => known,
        _ => "other",
    }
}
