//! Makes an entry durable: the only way from sealed parts to an acknowledgement.
//!
//! Owns the order of the steps. Only [`Shared::commit`] makes [`Acknowledged`], so code that shows "safe" to a person
//! has passed all of them.

use std::sync::PoisonError;

use disk::{Step, sql_io};
use evidence::details::{PartStatement, Uptime};
use evidence::entry::Link;
use evidence::part::Role;
use evidence::{ClaimedTime, Details, Digest, ItemId, PlainPart, PublicKey, SignedEntry, Token};
use rusqlite::Transaction;
use seal::OneTimeKey;
use zeroize::Zeroizing;

use crate::error::NO_KEY;
use crate::home::{Shared, State};
use crate::incoming::Staged;
use crate::readers::Readers;
use crate::{Error, Reason, Result, Safe, slots, store};

/// Proof to the caller that an entry and all its parts are durable on this device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acknowledged {
    entry: Digest,
    seq: u64,
    parts: u32,
    claimed_at: ClaimedTime,
}

impl Acknowledged {
    /// Returns the time that the entry claims.
    pub fn claimed_at(&self) -> ClaimedTime {
        self.claimed_at
    }

    /// Returns the digest of the entry.
    pub fn entry(&self) -> Digest {
        self.entry
    }

    /// Returns the entry's sequence number in the chain.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Returns the number of its parts.
    pub fn parts(&self) -> u32 {
        self.parts
    }
}

/// The instructions that the device follows, as an entry names them.
#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) policy: Digest,
    pub(crate) review: Option<String>,
}

/// The next entry before it is signed.
pub(crate) struct Next<'a> {
    pub(crate) item: Option<ItemId>,
    pub(crate) parts: Vec<PartStatement>,
    pub(crate) named: Named,
    /// Adds to the details before they are signed. Its argument is the key that signs.
    pub(crate) complete: Option<Complete<'a>>,
}

type Complete<'a> = Box<dyn FnOnce(&mut Details, &Link, PublicKey) -> Result<()> + 'a>;

impl Next<'_> {
    /// Returns an entry without parts that names the instructions in force.
    pub(crate) fn alone(named: Named) -> Self {
        Self { item: None, parts: Vec::new(), named, complete: None }
    }
}

impl Shared {
    /// Seals one plain part to `readers` and writes it into `parts/incoming`. This is no acknowledgement yet.
    ///
    /// `buffer` is memory to reuse, and is returned. A failed write poisons the home.
    pub(crate) fn stage(
        &self,
        item: ItemId,
        readers: Readers,
        live: bool,
        role: Role,
        plain: &PlainPart,
        buffer: Vec<u8>,
    ) -> Result<(Staged, Vec<u8>)> {
        self.check_can_add()?;
        let sealed = self.sealer(readers)?.seal_into(plain, buffer)?;
        let tree = match role {
            Role::Media(_) => None,
            Role::Opening | Role::Record => Some(evidence::lines::root("record", plain.content())?),
        };
        let part = PartStatement { role, commitment: sealed.commitment, tree, sealed: sealed.sealed };
        let staged = Staged { item, live, part };
        let path = self.layout.incoming().join(staged.to_string());
        let _writing = self.writing.read().unwrap_or_else(PoisonError::into_inner);
        self.check_can_add()?;
        // A record completes its item, so it may use all the room there is.
        let fits = role == Role::Record || self.durable.reserve().lets_in(sealed.sealed.size);
        let full = || Err(std::io::ErrorKind::StorageFull.into());
        let written = if fits { self.durable.write_part(&path, &sealed.bytes) } else { full() };
        if let Err(e) = written {
            self.poison();
            return Err(Error::disk("a part could not be stored", e));
        }
        Ok((staged, sealed.bytes))
    }

    /// Seals content under a fresh salt and writes it into `parts/incoming`.
    pub(crate) fn stage_content(
        &self,
        item: ItemId,
        readers: Readers,
        live: bool,
        role: Role,
        content: &[u8],
    ) -> Result<Staged> {
        let mut salt = [0; evidence::part::SALT_LEN];
        self.random(&mut salt)?;
        let plain = PlainPart::new(salt, content)?;
        Ok(self.stage(item, readers, live, role, &plain, Vec::new())?.0)
    }

    /// Makes an entry over staged parts of one item durable, in the order that [`crate::durable`] explains.
    ///
    /// A failed step poisons the home: only the next start can find out the state of the disk. `interrupted` marks the
    /// item as cut off.
    pub(crate) fn commit(&self, staged: &[Staged], interrupted: bool) -> Result<Acknowledged> {
        // The next opening may adopt staged parts into the chain, so the error must carry the item's id to a caller
        // that tries again.
        let item = staged.first().map(|s| s.item);
        let refused = |e: Error| e.with_safe(Safe { item, ..Safe::default() });
        let mut state = self.lock().map_err(refused)?;
        self.check_can_add().map_err(refused)?;
        let done = self.commit_steps(&mut state, staged, interrupted);
        if done.is_err() {
            self.poison();
        }
        done
    }

    fn commit_steps(&self, state: &mut State, staged: &[Staged], interrupted: bool) -> Result<Acknowledged> {
        let first = staged.first().ok_or(Error::Bug("an entry without parts"))?;
        let failed = "an entry could not be stored";
        let incoming = self.layout.incoming();
        let parts: Vec<PartStatement> = staged.iter().map(|s| s.part).collect();
        let named = Named { policy: state.policy.digest(), review: state.review.clone() };
        let live = first.live;
        let next = Next { item: Some(first.item), parts, named, complete: None };
        let entry = self.append(state, next, |tx, entry| store::insert_entry(tx, entry, live, interrupted))?;
        self.renamed(staged.iter().map(|s| s.part.sealed.sha256));
        for staged in staged {
            let from = incoming.join(staged.to_string());
            let to = self.layout.part(&staged.part.sealed.sha256);
            self.durable.rename(Step::Rename, &from, &to).map_err(|e| Error::disk(failed, e))?;
        }
        let parts = u32::try_from(staged.len()).unwrap_or(u32::MAX);
        Ok(Acknowledged { entry: entry.digest(), seq: entry.seq(), parts, claimed_at: store::claimed_at(&entry)? })
    }

    /// Makes an entry without parts durable; `complete` adds its details.
    pub(crate) fn commit_alone(&self, complete: Complete<'_>) -> Result<Acknowledged> {
        let mut state = self.lock()?;
        self.check_can_add()?;
        let named = Named { policy: state.policy.digest(), review: state.review.clone() };
        let next = Next { complete: Some(complete), ..Next::alone(named) };
        let done = self.append(&mut state, next, |tx, entry| store::insert_entry(tx, entry, false, false));
        if done.is_err() {
            self.poison();
        }
        let entry = done?;
        Ok(Acknowledged { entry: entry.digest(), seq: entry.seq(), parts: 0, claimed_at: store::claimed_at(&entry)? })
    }

    /// Signs the next entry and makes it durable, together with the rows that `keep` writes. If this fails, the caller
    /// must poison the home.
    pub(crate) fn append(
        &self,
        state: &mut State,
        add: Next<'_>,
        keep: impl FnOnce(&Transaction<'_>, &SignedEntry) -> rusqlite::Result<()>,
    ) -> Result<SignedEntry> {
        let failed = "an entry could not be stored";
        // Another writer changed the outbox. The next opening of the home reads it; this recorder stops sealing.
        if store::newest_digest(&state.db)? != Some(state.head.digest) {
            let what = "the chain has another head than this device left, and nothing more is sealed into it";
            return Err(Error::unavailable(what, Reason::Reopen));
        }
        let key = state.key.take().ok_or(Error::Refused(NO_KEY))?;
        self.sync_incoming().map_err(|e| Error::disk(failed, e))?;

        let seq = state.head.seq + 1;
        let next = self.one_time_key()?;
        slots::write(&self.durable, &self.layout, seq + 1, &next)?;

        let Next { item, parts, named, complete } = add;
        let mut details = Details {
            salt: self.salt()?,
            claimed_at: self.around.now(),
            uptime: self.uptime(),
            policy: named.policy,
            review: named.review,
            parts,
            organisation: None,
            transport_key: None,
            platform: None,
            ticket: None,
            admission: None,
            continues: None,
        };
        let link = Link {
            device: Some(state.head.device),
            seq,
            prev: Some(state.head.digest),
            key: None,
            next_key: next.public()?,
            item,
            ends: details.ends(),
            seen: state.seen.clone(),
        };
        if let Some(complete) = complete {
            complete(&mut details, &link, key.public()?)?;
        }
        let entry = seal::sign_entry(key, link, &details)?;
        let head = state.head.extend(&entry).map_err(|_| Error::Bug("a new entry does not extend the chain"))?;
        let tx = state.db.transaction().map_err(Error::sql(failed))?;
        keep(&tx, &entry).map_err(|e| Error::disk(failed, sql_io(e)))?;
        self.durable.commit(Step::CommitEntry, &self.layout.outbox(), tx).map_err(|e| Error::disk(failed, e))?;
        state.head = head;
        state.key = Some(next);
        slots::erase(&self.durable, &self.layout, seq)?;
        Ok(entry)
    }

    /// Makes a one-time key from the surroundings' randomness.
    pub(crate) fn one_time_key(&self) -> Result<OneTimeKey> {
        let mut seed = Zeroizing::new([0; 32]);
        self.random(seed.as_mut_slice())?;
        Ok(OneTimeKey::from_seed(&seed))
    }

    fn salt(&self) -> Result<Token> {
        let mut salt = [0; 16];
        self.random(&mut salt)?;
        Ok(Token::from_bytes(salt))
    }

    /// Returns a seed for the salts of one record's lines.
    pub(crate) fn seed(&self) -> Result<[u8; 32]> {
        let mut seed = [0; 32];
        self.random(&mut seed)?;
        Ok(seed)
    }

    pub(crate) fn random(&self, bytes: &mut [u8]) -> Result<()> {
        self.around.fill_random(bytes).map_err(|e| Error::Unavailable {
            what: "nothing could be sealed",
            reason: Reason::Randomness,
            safe: crate::Safe::default(),
            source: Some(e),
        })
    }

    pub(crate) fn uptime(&self) -> Uptime {
        Uptime { boot: self.boot, ms: self.around.monotonic_ms() }
    }
}
