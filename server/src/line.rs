//! Connections as places: assigns them, and tells whether a connection is in use.
//!
//! Decides which connection must be closed for another. Addresses are only in memory, as long as their connections, and
//! are never written.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum::http::request::Parts;
use axum::response::Response;
use evidence::PublicKey;
use futures_util::future::BoxFuture;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::time::{Instant, sleep_until};

use crate::block::{Block, SITE};
use crate::commons::{Commons, Groups, Share, Short};
use crate::config::Limits;
use crate::held::hold;

/// Most places of one enrolled key among those reserved for such keys.
const PLACES_OF_KEY: usize = 16;

/// All places. Every connection begins in the places for strangers; once an enrolled key has signed a request on it, it
/// moves to the reserved places, as long as there are any.
pub struct Places {
    strangers: Commons,
    enrolled: Commons,
    trust_loopback: bool,
}

impl Places {
    /// Makes as many as the limits say, a quarter of them for enrolled keys.
    pub fn new(limits: &Limits) -> Self {
        let (all, each) = (limits.connections.max(2), limits.per_address);
        let kept = (all / 4).max(1);
        Self {
            strangers: Commons::new(all - kept, each, each.saturating_mul(SITE)),
            enrolled: Commons::new(kept, PLACES_OF_KEY, kept),
            trust_loopback: limits.trust_loopback,
        }
    }

    /// Returns a place for a connection from this address; `None` if its own block has too many or most of them.
    pub fn enter(&self, from: IpAddr) -> Option<Line> {
        let block = Block::of(from);
        // The operator's own proxy carries many clients.
        let alone = self.trust_loopback && from.to_canonical().is_loopback();
        let groups = if alone { Groups::default() } else { block.into() };
        let share = self.strangers.enter(groups);
        let state = State { under_way: 0, asked: false, since: Instant::now(), place: share, enrolled: false };
        let entered = state.place.take(1, Short::Another);
        entered.then(|| Line {
            caller: Caller { block, groups },
            state: Arc::new(Mutex::new(state)),
            enrolled: self.enrolled.clone(),
        })
    }
}

/// The origin of a request.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The blocks around its address.
    pub block: Block,
    /// The groups in which it is counted.
    pub groups: Groups,
}

impl Caller {
    /// Returns the sender of a request; [`Block::NOWHERE`] if no connection brought it.
    pub fn of(parts: &Parts) -> Self {
        let nowhere = Self { block: Block::NOWHERE, groups: Groups::default() };
        parts.extensions.get::<Line>().map_or(nowhere, |line| line.caller)
    }
}

/// One connection: its caller, its place and its requests in progress.
#[derive(Clone)]
pub struct Line {
    caller: Caller,
    state: Arc<Mutex<State>>,
    enrolled: Commons,
}

struct State {
    under_way: usize,
    asked: bool,
    since: Instant,
    place: Share,
    enrolled: bool,
}

/// A request in progress, until its reply was read.
struct UnderWay(Line);

impl Line {
    /// Completes once the place was given to another. A reserved place is never lost.
    pub fn lost(&self) -> impl Future<Output = ()> + Send + use<> {
        lock(&self.state).place.lost()
    }

    /// Records that an enrolled key has signed a request on its connection.
    pub fn vouch(parts: &Parts, key: PublicKey) {
        let Some(line) = parts.extensions.get::<Self>() else { return };
        let mut state = lock(&line.state);
        if state.enrolled {
            return;
        }
        let place = line.enrolled.enter(key.into());
        if place.take(1, Short::Refuse) {
            (state.place, state.enrolled) = (place, true);
        }
    }

    /// Completes after a time without requests: `first` before the first request, `idle` after one.
    pub async fn quiet(&self, first: Duration, idle: Duration) {
        loop {
            let now = Instant::now();
            let until = {
                let state = lock(&self.state);
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
        let mut state = lock(&self.state);
        state.under_way += 1;
        state.asked = true;
        state.place.idle(false);
        UnderWay(self.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = lock(&self.0.state);
        state.under_way = state.under_way.saturating_sub(1);
        state.since = Instant::now();
        state.place.idle(state.under_way == 0);
    }
}

/// The routes for one connection.
pub struct Asking {
    routes: TowerToHyperService<Router>,
    line: Line,
}

impl Asking {
    /// Counts the requests on `line`.
    pub fn new(routes: Router, line: Line) -> Self {
        Self { routes: TowerToHyperService::new(routes), line }
    }
}

impl Service<Request<Incoming>> for Asking {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.line.clone());
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

    fn places(trust_loopback: bool) -> Places {
        Places::new(&Limits { connections: 8, per_address: 2, trust_loopback, ..Limits::default() })
    }

    fn enter(places: &Places, from: &str) -> Option<Line> {
        places.enter(from.parse().unwrap())
    }

    fn request(line: &Line) -> Parts {
        let mut request = Request::new(());
        request.extensions_mut().insert(line.clone());
        request.into_parts().0
    }

    #[tokio::test]
    async fn an_address_has_so_many_requests_and_this_machine_is_counted_where_it_is_not_trusted() {
        for (trusted, places) in [(true, places(true)), (false, places(false))] {
            for (from, counted) in [("192.0.2.1", true), ("127.0.0.1", !trusted), ("::1", !trusted)] {
                let held: Vec<Line> = (0..2).map(|_| enter(&places, from).unwrap()).collect();
                let _busy: Vec<UnderWay> = held.iter().map(Line::begin).collect();
                assert_eq!(enter(&places, from).is_none(), counted, "{from}");
            }
        }
    }

    #[tokio::test]
    async fn a_connection_that_an_enrolled_key_has_signed_on_is_beyond_the_reach_of_strangers() {
        let places = places(false);
        let key = |n: u8| seal::TransportKey::from_seed(&zeroize::Zeroizing::new([n; 32])).public();
        let known = enter(&places, "192.0.2.1").unwrap();
        let lost = known.lost();
        Line::vouch(&request(&known), key(1).unwrap());
        let strangers: Vec<Line> = (0..200).filter_map(|n| enter(&places, &format!("198.51.100.{n}"))).collect();
        assert_eq!(strangers.len(), 200, "newcomers wait for those who are idle");
        assert!(futures_util::FutureExt::now_or_never(lost).is_none(), "a stranger took the place of a known key");
        // Two places are reserved, so a third key stays where it was.
        let more: Vec<Line> = (2..4).map(|n| enter(&places, &format!("192.0.2.{n}")).unwrap()).collect();
        more.iter().zip(2..).for_each(|(line, n)| Line::vouch(&request(line), key(n).unwrap()));
        assert_eq!(more.iter().filter(|line| lock(&line.state).enrolled).count(), 1);
        drop(known);
        Line::vouch(&request(&more[1]), key(3).unwrap());
        assert!(lock(&more[1].state).enrolled, "a place that was given back stays empty");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_quiet_only_when_nothing_is_under_way() {
        let second = Duration::from_secs(1);
        let line = enter(&places(true), "192.0.2.1").unwrap();
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
