//! A device's conversation over HTTP: drives the session, with several uploads at once, until it is done or fails.
//!
//! Owns the choice of the server and the counts. The session decides what to believe.

use std::io::ErrorKind;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use evidence::{Digest, ItemId, Policy};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use serde::Serialize;

use super::link::{Call, Link};
use super::options::Options;
use super::surroundings::Surroundings;
use super::upload::{self, Pace, Sent};
use crate::auth::RequestSigner;
use crate::failure::Failure;
use crate::log::{Shown, TrustedLog};
use crate::messages::HeldReply;
use crate::outbox::Outbox;
use crate::session::{Reply, Session, SessionError, Step, Tally, Window};

/// A device that talks to the servers of its policy.
pub struct Device {
    links: Vec<Link>,
    logs: Vec<TrustedLog>,
    device: Digest,
    signer: Arc<dyn RequestSigner>,
    window: Window,
    surroundings: Arc<dyn Surroundings>,
    asks_policy: bool,
}

/// Results of a conversation, final or so far.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Report {
    /// Index in the policy of the server that was asked last.
    pub server: usize,
    /// Requests made.
    pub requests: u64,
    /// Sequential requests until every entry was noted; absent if that did not happen.
    pub round_trips_until_noted: Option<u64>,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of answers.
    pub bytes_down: u64,
    /// Results of the session.
    #[serde(flatten)]
    pub tally: Tally,
    /// The reason for an early end, or for unfinished work.
    pub failure: Option<Failure>,
}

impl Device {
    /// Creates the client of a device with this genesis digest under this policy.
    ///
    /// Errors: `BadAddress` if the policy has no server, or one with an unusable address; `Unsupported` if it has no
    /// log whose key we can check.
    pub fn new(
        device: Digest,
        policy: &Policy,
        signer: Arc<dyn RequestSigner>,
        options: &Options,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Self, Failure> {
        let links = policy.servers.iter().map(|s| Link::new(s, options, Arc::clone(&surroundings)));
        let links = links.collect::<Result<Vec<_>, _>>()?;
        if links.is_empty() {
            return Err(Failure::BadAddress);
        }
        let logs = policy.logs.iter().map(|l| TrustedLog::from_policy(l).map_err(|_| Failure::Unsupported));
        let logs = logs.collect::<Result<Vec<_>, _>>()?;
        if logs.is_empty() {
            return Err(Failure::Unsupported);
        }
        Ok(Self { links, logs, device, signer, window: Window::default(), surroundings, asks_policy: false })
    }

    /// Makes every conversation ask for the organisation's newest policy, even with an empty outbox, which then costs
    /// one request.
    pub fn asking_policy(self) -> Self {
        Self { asks_policy: true, ..self }
    }

    /// Runs one conversation: enrols if needed, sends everything in the outbox, fetches receipts. Tries the servers of
    /// the policy in order until one answers. Calls `progress` after every answer.
    pub async fn sync_once<O: Outbox>(&self, outbox: &mut O, progress: &mut dyn FnMut(&Report)) -> Report {
        let mut report = Report::default();
        for (place, link) in self.links.iter().enumerate() {
            report = Report { server: place, ..Report::default() };
            let session = Session::new(self.device, self.logs.clone(), self.window);
            let mut run = Run {
                link,
                signer: &*self.signer,
                pace: Pace::default(),
                session: if self.asks_policy { session.asking_policy() } else { session },
                began: link.traffic(),
                unread: Vec::new(),
                full: Arc::default(),
                report,
            };
            let ended = match run.go(outbox, progress).await {
                Err(Failure::LogSetBack) => run.set_back(outbox, &self.logs).await,
                ended => ended,
            };
            let settled = run.session.settle(outbox).map_err(blame);
            let failure = ended.and(settled).err();
            let met = run.report.tally != Tally::default();
            report = run.finish(failure);
            if met || !report.failure.as_ref().is_some_and(Failure::never_met) {
                break;
            }
        }
        report
    }

    pub(super) fn surroundings(&self) -> &dyn Surroundings {
        &*self.surroundings
    }
}

struct Run<'a> {
    link: &'a Link,
    signer: &'a dyn RequestSigner,
    pace: Pace,
    session: Session,
    began: super::link::Traffic,
    /// Parts that could not be read from the device's disk.
    unread: Vec<(ItemId, Digest)>,
    /// The reason why the server accepts no more parts: the device's quota, or its own disk.
    full: Arc<OnceLock<Failure>>,
    report: Report,
}

impl Run<'_> {
    async fn go<O: Outbox>(&mut self, outbox: &mut O, progress: &mut dyn FnMut(&Report)) -> Result<(), Failure> {
        let (link, signer) = (self.link, self.signer);
        // Shared with the running uploads while `self` changes.
        let pace = std::mem::take(&mut self.pace);
        let mut flights: FuturesUnordered<BoxFuture<'_, Result<Reply, Failure>>> = FuturesUnordered::new();
        loop {
            let step = self.session.next(outbox).map_err(blame)?;
            if self.session.entries_are_through() && self.report.round_trips_until_noted.is_none() {
                self.report.round_trips_until_noted = Some(self.report.requests);
            }
            match step {
                Step::Done => return Ok(()),
                Step::Wait => {
                    let landed = flights.next().await.ok_or(Failure::Bug("nothing to wait for"))?;
                    let reply = landed?;
                    let kept = self.session.on_reply(outbox, reply);
                    self.count();
                    progress(&self.report);
                    kept.map_err(blame)?;
                }
                Step::Upload(part) => match outbox.read_part(&part.digest) {
                    Ok(bytes) => {
                        let bytes = Bytes::from(bytes);
                        let (pace, full) = (&pace, Arc::clone(&self.full));
                        flights.push(Box::pin(async move {
                            Ok(match upload::send(link, signer, pace, part.digest, bytes).await? {
                                Sent::Whole => Reply::Uploaded(part.digest),
                                Sent::Claimed => Reply::Claimed(part.digest),
                                Sent::NotTaken => Reply::NotTaken(part.digest),
                                Sent::Full(why) => {
                                    full.get_or_init(|| why);
                                    Reply::Full(part.digest)
                                }
                            })
                        }));
                    }
                    Err(_) => {
                        // One damaged part must not stop the others.
                        self.unread.push((part.item, part.digest));
                        self.session.on_reply(outbox, Reply::NotTaken(part.digest)).map_err(blame)?;
                    }
                },
                Step::Enrol(enrol) => {
                    let call = Call::post("/v1/devices", &enrol)?;
                    flights.push(Box::pin(async move { Ok(Reply::Enrolled(link.ask(&call, Some(signer)).await?)) }));
                }
                Step::SendEntries(entries) => {
                    let call = Call::post("/v1/entries", &entries)?;
                    drop(entries);
                    flights.push(Box::pin(async move { Ok(Reply::Entries(link.ask(&call, Some(signer)).await?)) }));
                }
                Step::AskReceipts(receipts) => {
                    let call = Call::post("/v1/receipts", &receipts)?;
                    flights.push(Box::pin(async move { Ok(Reply::Receipts(link.ask(&call, Some(signer)).await?)) }));
                }
                Step::AskHeld(held) => {
                    let call = Call::post("/v1/held", &held)?;
                    flights.push(Box::pin(async move {
                        match link.ask(&call, Some(signer)).await {
                            // A server that refuses the question has shown no part; everything else continues.
                            Err(Failure::Refused(_) | Failure::TooLarge) => Ok(Reply::Held(HeldReply::default())),
                            answer => Ok(Reply::Held(answer?)),
                        }
                    }));
                }
            }
        }
    }

    /// Keeps the evidence when the server reports that its log was set back: its public checkpoint and the newer one.
    async fn set_back<O: Outbox>(&mut self, outbox: &mut O, logs: &[TrustedLog]) -> Result<(), Failure> {
        if let Ok(shows) = super::archivist::newest(self.link, logs).await {
            let known = outbox.checkpoint().ok().flatten();
            let sizes = known.and_then(|known| {
                Some((Shown::open(&known, logs).ok()?.size(), Shown::open(&shows, logs).ok()?.size()))
            });
            // A larger log must prove that it continues the known one; a wrong proof shows that it does not.
            let proof = match sizes {
                Some((from, to)) if 0 < from && from < to => {
                    super::archivist::continuation(self.link, self.signer, from, to).await.unwrap_or_default()
                }
                _ => Vec::new(),
            };
            self.session.on_set_back(outbox, &shows, &proof).map_err(blame)?;
        }
        Err(Failure::LogSetBack)
    }

    fn count(&mut self) {
        let now = self.link.traffic();
        self.report.requests = now.requests.saturating_sub(self.began.requests);
        self.report.bytes_up = now.up.saturating_sub(self.began.up);
        self.report.bytes_down = now.down.saturating_sub(self.began.down);
        self.report.tally = self.session.tally().clone();
    }

    fn finish(mut self, failure: Option<Failure>) -> Report {
        self.count();
        if !self.report.tally.entries_refused.is_empty() {
            self.report.round_trips_until_noted = None;
        }
        let (refused, left) = (self.report.tally.entries_refused.first(), self.report.tally.parts_left);
        self.report.failure = failure
            .or_else(|| refused.map(|r| Failure::Refused(r.code)))
            .or_else(|| self.full.get().cloned())
            .or_else(|| (!self.unread.is_empty()).then_some(Failure::PartsDamaged(self.unread)))
            .or_else(|| (left > 0).then_some(Failure::PartsLeft(left)));
        self.report
    }
}

fn blame<E: std::error::Error + Send + Sync + 'static>(error: SessionError<E>) -> Failure {
    match error {
        SessionError::Unavailable(e) if is_full(&e) => Failure::DiskFull,
        SessionError::Unavailable(_) => Failure::Disk,
        SessionError::Refused(why) => why.into(),
        SessionError::Malformed(_) => Failure::Enrolment,
        SessionError::Bug(why) => Failure::Bug(why),
    }
}

/// Returns true when an error or one of its causes reports a full disk.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let kind = |e: &std::io::Error| matches!(e.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
    std::iter::successors(Some(error), |e| e.source()).filter_map(|e| e.downcast_ref()).any(kind)
}
