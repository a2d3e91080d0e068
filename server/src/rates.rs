//! Limits the rate of requests: a bucket of requests for each payer, refilled with time.
//!
//! Owns the buckets. A payer is a key, a ticket or a block of addresses; strangers never share one bucket. The buckets
//! are only in memory, and a full bucket is forgotten.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use evidence::{Digest, PublicKey};
use sync::messages::codes;
use tokio::time::Instant;

use crate::block::{Block, SITE};
use crate::config::Limits;
use crate::{Error, Result};

/// Payers that are remembered before full buckets are removed.
const REMEMBERED: usize = 10_000;

/// The party that pays for a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Payer {
    Key(PublicKey),
    Ticket(Digest),
    Near(IpAddr),
    Site(IpAddr),
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

/// All buckets.
pub struct Rates {
    buckets: Mutex<Buckets>,
    burst: f64,
    per_second: f64,
}

struct Buckets {
    of: BTreeMap<Payer, Bucket>,
    /// Number of buckets at which full ones are removed again: twice the rest of the last time.
    sweep_at: usize,
}

impl Rates {
    /// Begins with full buckets.
    pub fn new(limits: &Limits) -> Self {
        Self {
            buckets: Mutex::new(Buckets { of: BTreeMap::new(), sweep_at: REMEMBERED }),
            burst: f64::from(limits.burst.max(1)),
            per_second: f64::from(limits.per_second.max(1)),
        }
    }

    /// Charges a request to a known key.
    pub fn key(&self, key: PublicKey) -> Result<()> {
        self.pay(&[(Payer::Key(key), 1.0)], 1.0)
    }

    /// Charges a further cost to a known key, in requests: at most the rest of a full bucket after one request.
    pub fn more(&self, key: PublicKey, requests: u32) -> Result<()> {
        self.pay(&[(Payer::Key(key), 1.0)], f64::from(requests).min(self.burst - 1.0))
    }

    /// Charges a request with a ticket that an admitted organisation signed.
    pub fn ticket(&self, ticket: Digest) -> Result<()> {
        self.pay(&[(Payer::Ticket(ticket), 1.0)], 1.0)
    }

    /// Charges a request by an unknown client.
    pub fn stranger(&self, block: Block) -> Result<()> {
        self.pay(&strangers(block), 1.0)
    }

    /// Returns the charge of [`Rates::stranger`]: the request turned out to be a known client's.
    pub fn give_back(&self, block: Block) {
        let mut buckets = self.lock();
        for (payer, times) in strangers(block) {
            if let Some(bucket) = buckets.of.get_mut(&payer) {
                bucket.tokens = (bucket.tokens + 1.0).min(self.burst * times);
            }
        }
    }

    /// Takes this many requests out of every bucket, or out of none. Each payer has a multiple of the usual bucket.
    fn pay(&self, payers: &[(Payer, f64)], requests: f64) -> Result<()> {
        let now = Instant::now();
        let mut buckets = self.lock();
        self.sweep(&mut buckets, now);
        for (payer, times) in payers {
            let bucket = buckets.of.entry(*payer).or_insert(Bucket { tokens: self.burst * times, at: now });
            let earned = now.duration_since(bucket.at).as_secs_f64() * self.per_second * times;
            bucket.tokens = (bucket.tokens + earned).min(self.burst * times);
            bucket.at = now;
            if bucket.tokens < requests {
                return Err(too_often());
            }
        }
        for (payer, _) in payers {
            if let Some(bucket) = buckets.of.get_mut(payer) {
                bucket.tokens -= requests;
            }
        }
        Ok(())
    }

    fn sweep(&self, buckets: &mut Buckets, now: Instant) {
        if buckets.of.len() < buckets.sweep_at {
            return;
        }
        let full = Duration::from_secs_f64(self.burst / self.per_second);
        buckets.of.retain(|_, bucket| now.duration_since(bucket.at) < full);
        buckets.sweep_at = REMEMBERED.max(2 * buckets.of.len());
    }

    fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the one answer to an empty bucket.
pub fn too_often() -> Error {
    Error::refused(codes::RATE, "too many requests; wait as `Retry-After` says")
}

fn strangers(block: Block) -> Vec<(Payer, f64)> {
    let site = block.site.map(|site| (Payer::Site(site), SITE as f64));
    [(Payer::Near(block.near), 1.0)].into_iter().chain(site).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        Rates::new(&Limits { burst: 5, per_second: 1, ..Limits::default() })
    }

    fn at(text: &str) -> Block {
        Block::of(text.parse().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_pay_by_their_block_and_a_48_has_four_shares() {
        let rates = rates();
        let asked = |from: &str| (0..50).filter(|_| rates.stranger(at(from)).is_ok()).count();
        assert_eq!((asked("192.0.2.1"), asked("192.0.2.1"), asked("192.0.2.2")), (5, 0, 5));
        let of_site: usize = (0..100).map(|n| asked(&format!("2001:db8:0:{n}::1"))).sum();
        assert_eq!((of_site, asked("2001:db8:1::1")), (20, 5));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(asked("192.0.2.1"), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_given_back_can_be_spent_again_and_no_more() {
        let rates = rates();
        let from = at("2001:db8::1");
        for _ in 0..100 {
            rates.stranger(from).unwrap();
            rates.give_back(from);
        }
        (0..100).for_each(|_| rates.give_back(from));
        assert_eq!((0..50).filter(|_| rates.stranger(from).is_ok()).count(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn payers_are_forgotten_when_their_buckets_are_full() {
        let rates = rates();
        for n in 0..3 * REMEMBERED as u32 {
            rates.stranger(Block::of(std::net::Ipv4Addr::from(n).into())).unwrap();
        }
        assert!(rates.lock().of.len() >= 3 * REMEMBERED, "one that has just paid is forgotten");
        tokio::time::advance(Duration::from_secs(6)).await;
        (0..4 * REMEMBERED as u32).for_each(|n| rates.stranger(Block::of(std::net::Ipv4Addr::from(n).into())).unwrap());
        assert!(rates.lock().of.len() <= 5 * REMEMBERED);
    }
}
