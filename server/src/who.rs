//! Authenticates requests: who signed a request, whether it is new, and whether it exceeds a rate.
//!
//! Owns freshness, nonces and requests in progress, and chooses which of the [`rates`](crate::rates) pays. The modules
//! decide which data a client may see.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use evidence::{Digest, PublicKey};
use sync::auth::{self, Fields, Target, Verified};
use sync::messages::{FRESHNESS_S, codes};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::blocking::blocking;
use crate::body::Grant;
use crate::config::Limits;
use crate::held::hold;
use crate::ledger::{Actor, Device, Ledger, OrgId};
use crate::line::{Caller, Line};
use crate::names::Names;
use crate::rates::Rates;
use crate::surroundings::Clock;
use crate::{Error, Result};

/// Keys whose places are remembered before unused ones are removed.
const REMEMBERED: usize = 10_000;
/// Concurrent requests of one key with a large body or reply: this bounds the memory that one key can occupy, and the
/// work that it can give the log's one writer.
const LARGE: usize = 2;
/// Longest time that a request waits for such a place before it is refused.
const LARGE_WAIT: Duration = Duration::from_secs(30);

/// State about clients. A restart may lose all of it; see [`Who::new_nonce`].
pub struct Who {
    ledger: Arc<dyn Ledger>,
    names: Arc<Names>,
    clock: Clock,
    started: i64,
    nonces: Mutex<Nonces>,
    /// Every enrolled key, so that a flood of unknown ones costs no query to the ledger.
    actors: RwLock<BTreeMap<PublicKey, Actor>>,
    rates: Rates,
    busy: Arc<Mutex<BTreeMap<PublicKey, u32>>>,
    large: Mutex<BTreeMap<PublicKey, Weak<Semaphore>>>,
    in_flight: u32,
}

#[derive(Default)]
struct Nonces {
    since: i64,
    young: HashSet<[u8; 16]>,
    old: HashSet<[u8; 16]>,
}

/// A request with a right signature.
pub struct Asked {
    /// The key that signed.
    pub key: PublicKey,
    /// The party that the key authenticates; `None` only where strangers are allowed.
    pub actor: Option<Actor>,
    /// Host and port that the request was signed for. Already checked if the key is known.
    pub authority: String,
    /// Time of its arrival, in seconds since 1970.
    at: i64,
    /// Whether its address has exceeded its rate: then only a ticket can pay.
    pub owes: bool,
    caller: Caller,
    verified: Verified,
    busy: Busy,
    large: Option<OwnedSemaphorePermit>,
    memory: Option<Grant>,
}

/// Counts a request as in progress until it is dropped.
struct Busy {
    key: PublicKey,
    count: Arc<Mutex<BTreeMap<PublicKey, u32>>>,
}

impl Asked {
    /// Returns the device that sent the request. Errors: `unauthenticated` for any other role.
    pub fn device(&self) -> Result<Device> {
        match self.actor {
            Some(Actor::Device(device)) => Ok(device),
            _ => Err(stranger()),
        }
    }

    /// Returns the organisation of the archivist that sent the request. Errors: `unauthenticated` for any other role.
    pub fn archivist(&self) -> Result<OrgId> {
        match self.actor {
            Some(Actor::Archivist(org)) => Ok(org),
            _ => Err(stranger()),
        }
    }

    /// Waits for one of the [`LARGE`] places that each key has for requests with large bodies or large replies.
    pub async fn large(mut self, who: &Who) -> Result<Self> {
        let places = who.large_places(self.key);
        let place = timeout(LARGE_WAIT, places.acquire_owned()).await;
        let busy =
            || Error::refused(codes::RATE, "too many large requests at the same time; wait for the first of them");
        self.large = Some(place.map_err(|_| busy())?.map_err(|_| Error::Bug("places were closed"))?);
        Ok(self)
    }

    /// Keeps the memory that was granted for the request's body until the work is done: values parsed from the body
    /// live as long.
    pub fn with(mut self, memory: Grant) -> Self {
        self.memory = Some(memory);
        self
    }

    /// Counts the request as in progress until its reply was read.
    pub fn keep(self, response: Response) -> Response {
        hold(response, (self.busy, self.large))
    }

    /// Refuses a body that is not the signed one.
    pub fn covers(&self, body: &[u8]) -> Result<()> {
        if self.verified.covers(body) { Ok(()) } else { Err(other_body()) }
    }

    /// Returns the digest of the body, as signed.
    pub fn content_digest(&self) -> Option<Digest> {
        self.verified.content_digest
    }

    /// Returns whether a body was announced.
    pub fn has_body(&self) -> bool {
        self.verified.content_digest.is_some()
    }
}

impl Who {
    /// Starts with the enrolled keys and the present time: an earlier run may have answered requests made before.
    pub fn new(limits: &Limits, ledger: Arc<dyn Ledger>, names: Arc<Names>, clock: Clock) -> Result<Self> {
        let enrolled = ledger.snapshot()?.actors()?;
        Ok(Self {
            started: clock().as_second(),
            nonces: Mutex::default(),
            actors: RwLock::new(enrolled.into_iter().collect()),
            rates: Rates::new(limits),
            busy: Arc::default(),
            large: Mutex::default(),
            in_flight: limits.in_flight.max(1),
            ledger,
            names,
            clock,
        })
    }

    /// Charges one request to an address.
    pub fn stranger(&self, caller: Caller) -> Result<()> {
        self.rates.stranger(caller.block)
    }

    /// Charges a stranger's ticket instead of its address: an admitted organisation signed the ticket.
    pub fn admits(&self, asked: &Asked, ticket: &Digest) -> Result<()> {
        if asked.actor.is_some() {
            return Ok(());
        }
        self.rates.ticket(*ticket)?;
        if !asked.owes {
            self.rates.give_back(asked.caller.block);
        }
        self.new_nonce(&asked.verified, asked.at)
    }

    /// Accepts an enrolment without a ticket: its address has paid for it.
    pub fn comes_alone(&self, asked: &Asked) -> Result<()> {
        if asked.actor.is_some() { Ok(()) } else { self.new_nonce(&asked.verified, asked.at) }
    }

    /// Charges a known client for this many more requests.
    pub fn pays(&self, asked: &Asked, requests: u32) -> Result<()> {
        self.rates.more(asked.key, requests)
    }

    /// Records a key that has been enrolled durably.
    pub fn enrolled(&self, key: PublicKey, actor: Actor) {
        self.actors.write().unwrap_or_else(PoisonError::into_inner).insert(key, actor);
    }

    fn known(&self, key: &PublicKey) -> Option<Actor> {
        self.actors.read().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }

    /// Refuses a request that is too old or too new.
    fn timely(&self, verified: &Verified, now: i64) -> Result<()> {
        if !verified.is_fresh(now, FRESHNESS_S) || verified.created < self.started {
            return Err(Error::refused(codes::CLOCK, "the request was not made now; sign it again with this time"));
        }
        Ok(())
    }

    /// Refuses a repeated request. Nonces are remembered only for clients with a key or a ticket: other clients gain no
    /// advantage from a repetition.
    ///
    /// Nonces are in memory, and a restart forgets them; so a request made before the start is refused like any other
    /// stale one, and a client signs it again. Only a copy of a request from the very second of the restart can pass.
    /// It cannot do harm: every change is idempotent by digest, offset or ticket, and the answer to a copied read
    /// request reveals no more to the copier than the first answer did.
    fn new_nonce(&self, verified: &Verified, now: i64) -> Result<()> {
        let mut nonces = lock(&self.nonces);
        // A nonce matters as long as `created` may be ahead and behind together; two ages cover that.
        if now.saturating_sub(nonces.since) > 2 * FRESHNESS_S {
            nonces.old = std::mem::take(&mut nonces.young);
            nonces.since = now;
        }
        // Half a digest of key and nonce: a third of the memory, without collisions.
        let name = Digest::of(&[verified.key.as_bytes().as_slice(), &verified.nonce].concat());
        let nonce = *name.as_bytes().first_chunk().ok_or(Error::Bug("a digest is too short"))?;
        if nonces.old.contains(&nonce) || !nonces.young.insert(nonce) {
            return Err(Error::refused(codes::REPLAYED, "the nonce was used before"));
        }
        Ok(())
    }

    /// Authenticates a request. `strangers`: whether an unknown key is allowed.
    ///
    /// The cheapest checks come first: for an unknown key from an address that has exceeded its rate no signature is
    /// verified, unless a ticket may still pay ([`Asked::owes`]).
    pub async fn ask(&self, parts: &Parts, strangers: bool) -> Result<Asked> {
        let (caller, authority) = (Caller::of(parts), authority(parts));
        let fields = fields(parts).or_else(|wrong| self.stranger(caller).and(Err(wrong)))?;
        let known = fields.key().and_then(|key| self.known(&key));
        let paid = if known.is_some() { Ok(()) } else { self.stranger(caller) };
        let owes = paid.is_err();
        if !strangers || fields.key().is_none() {
            paid?;
        }
        let verified = match (verify(authority, parts, &fields), known) {
            // The sender used the name of another's key.
            (Err(wrong), Some(_)) => return self.stranger(caller).and(Err(wrong)),
            (verified, _) => verified?,
        };
        let actor = if known.is_some() || owes { known } else { self.look_up(verified.key).await? };
        if actor.is_none() && !strangers {
            return Err(stranger());
        }
        let (key, at) = (verified.key, (self.clock)().as_second());
        if let Some(Actor::Device(Device { org, .. }) | Actor::Archivist(org)) = actor {
            self.names.check(authority, org)?;
            self.rates.key(key)?;
        }
        let busy = self.begin(key)?;
        self.timely(&verified, at)?;
        if actor.is_some() {
            self.new_nonce(&verified, at)?;
            Line::vouch(parts, key);
        }
        let authority = authority.to_owned();
        Ok(Asked { key, actor, authority, at, owes, caller, verified, busy, large: None, memory: None })
    }

    /// Asks the ledger for a key that is not remembered; the ledger has it if the enrolling client did not wait for the
    /// answer.
    async fn look_up(&self, key: PublicKey) -> Result<Option<Actor>> {
        let ledger = Arc::clone(&self.ledger);
        let actor = blocking(move || Ok(ledger.snapshot()?.actor(&key)?)).await?;
        if let Some(actor) = actor {
            self.enrolled(key, actor);
        }
        Ok(actor)
    }

    fn large_places(&self, key: PublicKey) -> Arc<Semaphore> {
        let mut large = lock(&self.large);
        if let Some(places) = large.get(&key).and_then(Weak::upgrade) {
            return places;
        }
        if large.len() > REMEMBERED {
            large.retain(|_, places| places.strong_count() > 0);
        }
        let places = Arc::new(Semaphore::new(LARGE));
        large.insert(key, Arc::downgrade(&places));
        places
    }

    fn begin(&self, key: PublicKey) -> Result<Busy> {
        let mut busy = lock(&self.busy);
        let count = busy.entry(key).or_insert(0);
        if *count >= self.in_flight {
            return Err(Error::refused(codes::RATE, "too many requests at the same time; wait for the first of them"));
        }
        *count += 1;
        Ok(Busy { key, count: Arc::clone(&self.busy) })
    }
}

/// Returns host and port from the request line, else from the header.
fn authority(parts: &Parts) -> &str {
    let host = || parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    parts.uri.authority().map(|a| a.as_str()).or_else(host).unwrap_or_default()
}

fn fields(parts: &Parts) -> Result<Fields<'_>> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Fields::from_headers(headers).map_err(unsigned)
}

fn verify(authority: &str, parts: &Parts, fields: &Fields<'_>) -> Result<Verified> {
    let target = Target { method: parts.method.as_str(), authority, path: parts.uri.path(), query: parts.uri.query() };
    auth::verify(&target, fields).map_err(unsigned)
}

fn unsigned(error: auth::AuthError) -> Error {
    Error::refused(codes::UNAUTHENTICATED, error.to_string())
}

/// Returns the one answer to an unknown key and to a known key in another role.
fn stranger() -> Error {
    Error::refused(codes::UNAUTHENTICATED, "the key is not known in this role")
}

fn other_body() -> Error {
    Error::refused(codes::UNAUTHENTICATED, "the body is not the one that was signed")
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut busy = lock(&self.count);
        if let Some(count) = busy.get_mut(&self.key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                busy.remove(&self.key);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
