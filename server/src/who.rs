//! Who asks, whether it is new, and whether it is too often.
//!
//! Owns freshness, nonces, request rates and requests under way. Never decides what an asker may see: the rooms do.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use evidence::{Digest, PublicKey};
use jiff::Timestamp;
use sync::auth::{self, Fields, Target, Verified};
use sync::messages::{FRESHNESS_S, codes};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::app::{App, blocking};
use crate::config::Limits;
use crate::held::hold;
use crate::ledger::{Actor, Device, OrgId};
use crate::{Error, Result};

/// Keys whose rate is remembered; a full bucket needs no memory.
const REMEMBERED_RATES: usize = 10_000;
/// Requests of one key at the same time that may carry much or get much: what one key can make the server keep in
/// memory, and hand to the log's one writer, is that of so many requests.
const LARGE: usize = 2;
/// How long a request waits for such a place before it is turned away.
const LARGE_WAIT: Duration = Duration::from_secs(30);

/// Memory about askers. All of it is lost on a restart, and may be; see [`Who::fresh`].
pub struct Who {
    started: i64,
    nonces: Mutex<Nonces>,
    rates: Mutex<BTreeMap<Option<PublicKey>, Bucket>>,
    busy: Arc<Mutex<BTreeMap<PublicKey, u32>>>,
    large: Mutex<BTreeMap<PublicKey, Weak<Semaphore>>>,
    burst: f64,
    per_second: f64,
    in_flight: u32,
}

#[derive(Default)]
struct Nonces {
    since: i64,
    young: HashSet<[u8; 16]>,
    old: HashSet<[u8; 16]>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

/// A request whose signature is right.
pub struct Asked {
    /// The key that signed.
    pub key: PublicKey,
    /// Whom it speaks for; `None` only where strangers may ask.
    pub actor: Option<Actor>,
    /// Host and port that the request was signed for. Already checked where the key is known.
    pub authority: String,
    verified: Verified,
    busy: Busy,
    large: Option<OwnedSemaphorePermit>,
}

/// Counts a request as under way until it is dropped.
struct Busy {
    key: PublicKey,
    count: Arc<Mutex<BTreeMap<PublicKey, u32>>>,
}

impl Asked {
    /// The device that asks. Errors: `unauthenticated` for any other role.
    pub fn device(&self) -> Result<Device> {
        match self.actor {
            Some(Actor::Device(device)) => Ok(device),
            _ => Err(stranger()),
        }
    }

    /// The organisation whose archivist asks. Errors: `unauthenticated` for any other role.
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

    /// The request counts as under way until its reply was read.
    pub fn keep(self, response: Response) -> Response {
        hold(response, (self.busy, self.large))
    }

    /// Refuses a body that is not the one that was signed.
    pub fn covers(&self, body: &[u8]) -> Result<()> {
        if self.verified.covers(body) { Ok(()) } else { Err(other_body()) }
    }

    /// Digest of the body as it was signed.
    pub fn content_digest(&self) -> Option<Digest> {
        self.verified.content_digest
    }

    /// Whether a body was announced.
    pub fn has_body(&self) -> bool {
        self.verified.content_digest.is_some()
    }
}

impl Who {
    /// Begins with nobody. `now` is the start: requests made before it may have been answered by another run.
    pub fn new(now: Timestamp, limits: &Limits) -> Self {
        Self {
            started: now.as_second(),
            nonces: Mutex::default(),
            rates: Mutex::default(),
            busy: Arc::default(),
            large: Mutex::default(),
            burst: f64::from(limits.burst.max(1)),
            per_second: f64::from(limits.per_second.max(1)),
            in_flight: limits.in_flight.max(1),
        }
    }

    /// Takes one request out of the budget of all who have no key yet.
    pub fn stranger(&self) -> Result<()> {
        self.rate(None)
    }

    /// Refuses a request that is too old, too new, or was there before.
    ///
    /// Nonces live in memory, and a restart forgets them; so a request made before the start is refused like any other
    /// stale one, and a client signs it again. What remains is a copy of a request of the very second of the restart.
    /// It cannot do harm: every change is idempotent by digest, offset or ticket, and an answer to a copied reading
    /// request tells whoever could copy it nothing that the first answer did not.
    fn fresh(&self, verified: &Verified, now: i64) -> Result<()> {
        if !verified.is_fresh(now, FRESHNESS_S) || verified.created < self.started {
            return Err(Error::refused(codes::CLOCK, "the request was not made now; sign it again with this time"));
        }
        let mut nonces = lock(&self.nonces);
        // A nonce is of use for as long as `created` may be ahead and behind together; two ages cover that.
        if now.saturating_sub(nonces.since) > 2 * FRESHNESS_S {
            nonces.old = std::mem::take(&mut nonces.young);
            nonces.since = now;
        }
        // Half a digest of key and nonce: a third of the memory, and no two requests meet.
        let name = Digest::of(&[verified.key.as_bytes().as_slice(), &verified.nonce].concat());
        let nonce = *name.as_bytes().first_chunk().ok_or(Error::Bug("a digest is too short"))?;
        if nonces.old.contains(&nonce) || !nonces.young.insert(nonce) {
            return Err(Error::refused(codes::REPLAYED, "the nonce was used before"));
        }
        Ok(())
    }

    fn rate(&self, key: Option<PublicKey>) -> Result<()> {
        let now = Instant::now();
        let mut rates = lock(&self.rates);
        if rates.len() > REMEMBERED_RATES {
            let full = Duration::from_secs_f64(self.burst / self.per_second);
            rates.retain(|_, bucket| now.duration_since(bucket.at) < full);
        }
        let bucket = rates.entry(key).or_insert(Bucket { tokens: self.burst, at: now });
        let earned = now.duration_since(bucket.at).as_secs_f64() * self.per_second;
        bucket.tokens = (bucket.tokens + earned).min(self.burst);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            return Err(Error::refused(codes::RATE, "too many requests; wait as `Retry-After` says"));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }

    fn large_places(&self, key: PublicKey) -> Arc<Semaphore> {
        let mut large = lock(&self.large);
        if let Some(places) = large.get(&key).and_then(Weak::upgrade) {
            return places;
        }
        if large.len() > REMEMBERED_RATES {
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

/// Finds out who asks. `strangers`: whether a key that nobody knows yet may.
pub async fn ask(app: &Arc<App>, parts: &Parts, strangers: bool) -> Result<Asked> {
    if strangers {
        app.who.stranger()?;
    }
    let authority = authority(parts);
    let verified = verify(authority, parts)?;
    let (ledger, key) = (Arc::clone(&app.ledger), verified.key);
    let actor = blocking(move || ledger.snapshot()?.actor(&key)).await?;
    if actor.is_none() && !strangers {
        return Err(stranger());
    }
    if let Some(Actor::Device(Device { org, .. }) | Actor::Archivist(org)) = actor {
        app.names.check(authority, org)?;
        app.who.rate(Some(key))?;
    }
    let busy = app.who.begin(key)?;
    app.who.fresh(&verified, app.now().as_second())?;
    Ok(Asked { key, actor, authority: authority.to_owned(), verified, busy, large: None })
}

/// Host and port as the request line has them, else as the header.
fn authority(parts: &Parts) -> &str {
    let host = || parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    parts.uri.authority().map(|a| a.as_str()).or_else(host).unwrap_or_default()
}

fn verify(authority: &str, parts: &Parts) -> Result<Verified> {
    let wrong = |error: auth::AuthError| Error::refused(codes::UNAUTHENTICATED, error.to_string());
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let fields = Fields::from_headers(headers).map_err(wrong)?;
    let target = Target { method: parts.method.as_str(), authority, path: parts.uri.path(), query: parts.uri.query() };
    auth::verify(&target, &fields).map_err(wrong)
}

/// The one answer to an unknown key and to a known key in another role.
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
