//! Connections as places that someone holds: how many one address has, and whether anything happens on them.
//!
//! Owns who must give a place back. Addresses live in memory, as long as their connections, and are never written.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum::response::Response;
use futures_util::future::BoxFuture;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::time::{Instant, sleep_until};

use crate::held::hold;

/// Connections by address.
#[derive(Clone, Default)]
pub struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One connection's share of its address.
pub struct Place {
    address: IpAddr,
    addresses: Addresses,
}

impl Addresses {
    /// A place for one more connection from this address; `None` if it has `most`.
    pub fn place(&self, address: IpAddr, most: usize) -> Option<Place> {
        let address = household(address);
        let mut addresses = lock(&self.0);
        let count = addresses.entry(address).or_insert(0);
        if *count >= most.max(1) {
            return None;
        }
        *count += 1;
        Some(Place { address, addresses: self.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut addresses = lock(&self.addresses.0);
        if let Some(count) = addresses.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                addresses.remove(&self.address);
            }
        }
    }
}

/// Whoever has one IPv6 address has all of its /64.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

/// What happens on one connection.
#[derive(Clone)]
pub struct Line(Arc<Mutex<State>>);

struct State {
    under_way: usize,
    asked: bool,
    since: Instant,
}

/// A request under way, until its reply was read.
struct UnderWay(Line);

impl Line {
    /// A connection that has just begun.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State { under_way: 0, asked: false, since: Instant::now() })))
    }

    /// Ready once nothing happened for too long: `first` before the first request, `idle` after one.
    pub async fn quiet(&self, first: Duration, idle: Duration) {
        loop {
            let now = Instant::now();
            let until = {
                let state = lock(&self.0);
                let patience = if state.asked { idle } else { first };
                if state.under_way > 0 { now + patience.max(Duration::from_secs(1)) } else { state.since + patience }
            };
            if until <= now {
                return;
            }
            sleep_until(until).await;
        }
    }

    fn begin(&self) -> UnderWay {
        let mut state = lock(&self.0);
        state.under_way += 1;
        state.asked = true;
        UnderWay(self.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = lock(&self.0.0);
        state.under_way = state.under_way.saturating_sub(1);
        state.since = Instant::now();
    }
}

/// The routes as one connection asks them.
pub struct Asking {
    routes: TowerToHyperService<Router>,
    line: Line,
}

impl Asking {
    /// Counts what is asked on `line`.
    pub fn new(routes: Router, line: Line) -> Self {
        Self { routes: TowerToHyperService::new(routes), line }
    }
}

impl Service<Request<Incoming>> for Asking {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let (under_way, reply) = (self.line.begin(), self.routes.call(request));
        Box::pin(async move { reply.await.map(|reply| hold(reply, under_way)) })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_so_many_places_and_its_neighbours_in_a_64_share_them() {
        let addresses = Addresses::default();
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = addresses.place(at("2001:db8::1"), 2);
        let second = addresses.place(at("2001:db8::ffff"), 2);
        assert!(first.is_some() && second.is_some());
        assert!(addresses.place(at("2001:db8::2"), 2).is_none());
        assert!(addresses.place(at("2001:db8:0:1::2"), 2).is_some());
        let v4 = [addresses.place(at("192.0.2.1"), 2), addresses.place(at("::ffff:192.0.2.1"), 2)];
        assert!(v4.iter().all(Option::is_some) && addresses.place(at("192.0.2.1"), 2).is_none());
        assert!(addresses.place(at("192.0.2.2"), 2).is_some());
        drop(first);
        assert!(addresses.place(at("2001:db8::2"), 2).is_some());
        drop((second, v4));
        assert!(lock(&addresses.0).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_quiet_only_when_nothing_is_under_way() {
        let (line, second) = (Line::new(), Duration::from_secs(1));
        let begun = Instant::now();
        line.quiet(second * 20, second * 90).await;
        assert_eq!(begun.elapsed(), second * 20);
        let request = line.begin();
        let waiting = tokio::time::timeout(second * 1_000, line.quiet(second * 20, second * 90)).await;
        assert!(waiting.is_err(), "it was cut off under a request");
        drop(request);
        let begun = Instant::now();
        line.quiet(second * 20, second * 90).await;
        assert_eq!(begun.elapsed(), second * 90);
    }
}
