//! The device's side of the conversation as a state machine: the next request, and the checks of each reply.
//!
//! Owns the order (enrolment, every head, records, stills, recordings newest first, receipts, and at the end the parts
//! that may leave this device) and the rule that unchecked data is never kept. Never opens a socket, reads a clock or
//! sleeps. A failed session is settled and dropped, and the next one starts from the outbox.
//!
//! It ends for every behaviour of the server: each entry is sent once, each part is sent again at most [`MAX_LACKED`]
//! times, each item is asked for at most [`MAX_ASKS`] times, and each part is asked about at most once more than it is
//! sent and once before it leaves.

mod batch;
mod possession;
mod replies;

use std::collections::{BTreeMap, BTreeSet};

use evidence::part::Sealed;
use evidence::{ChainFault, Digest, ItemId, SignedEntry, admission};

use crate::log::{BadReply, Shown, TrustedLog};
use crate::messages::{AskedItem, Enrol, Entries, EntriesReply, Held, HeldReply, Receipts, ReceiptsReply};
use crate::outbox::{Enrolment, ExpectedCustody, Outbox, WaitingPart};

/// Number of times that the server may lack a part after it acknowledged or claimed it; then the session leaves the
/// part alone.
pub const MAX_LACKED: u8 = 2;
/// Number of questions about the receipts of one item in one session.
pub const MAX_ASKS: u8 = 3;
/// Most bytes of envelopes in one request; the body stays below [`crate::messages::MAX_BODY`].
pub const MAX_ENTRIES_BYTES: usize = 8 * 1024 * 1024;
/// Most items in one question for receipts, so that the reply stays below 16 MiB.
pub const MAX_ITEMS: usize = 1_000;

/// Acknowledgements that are made durable together; a kill costs sending at most so many small parts again.
const SETTLE_PARTS: usize = 16;
/// Bytes of parts whose acknowledgements may wait to be made durable.
const SETTLE_BYTES: u64 = 1024 * 1024;
/// Parts acknowledged since the last question for receipts after which the next question does not wait for the rest.
const ASK_EVERY: usize = 256;
/// Most sealed parts or entries behind the items of one question.
const MAX_PARTS_ASKED: usize = 20_000;
/// Most refusals and faults kept for the report.
const MAX_KEPT: usize = 1_000;

/// Limits of parallel uploads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Parts in flight.
    pub parts: usize,
    /// Bytes in flight; one part is always allowed.
    pub bytes: u64,
}

impl Default for Window {
    /// Returns limits of six parts, which hide the round trips of a slow link, and 9 MiB, which are two large parts in
    /// memory.
    fn default() -> Self {
        Self { parts: 6, bytes: 9 * 1024 * 1024 }
    }
}

/// The caller's next step.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// `POST /v1/devices`, then [`Reply::Enrolled`].
    Enrol(Box<Enrol>),
    /// `POST /v1/entries`, then [`Reply::Entries`].
    SendEntries(Entries),
    /// Send this part, then [`Reply::Uploaded`], [`Reply::Claimed`] or [`Reply::NotTaken`]. Ask for more steps until
    /// [`Step::Wait`].
    Upload(WaitingPart),
    /// `POST /v1/receipts`, then [`Reply::Receipts`].
    AskReceipts(Receipts),
    /// `POST /v1/held`, then [`Reply::Held`].
    AskHeld(Held),
    /// Wait until one of the requests in flight is answered.
    Wait,
    /// The session is finished.
    Done,
}

/// The result of a step.
#[derive(Clone, PartialEq, Debug)]
pub enum Reply {
    /// Answers [`Step::Enrol`].
    Enrolled(EntriesReply),
    /// Answers [`Step::SendEntries`].
    Entries(EntriesReply),
    /// Answers [`Step::AskReceipts`].
    Receipts(ReceiptsReply),
    /// Answers [`Step::AskHeld`]; empty if the server refused the question.
    Held(HeldReply),
    /// The server reports that it holds this part whole, and every byte of it was sent.
    Uploaded(Digest),
    /// The server reports that it holds this part whole, but not every byte was sent. It counts as not held until it
    /// is shown.
    Claimed(Digest),
    /// The part could not be read or the server refused it; this session leaves it alone.
    NotTaken(Digest),
    /// The server has no room for this part. No further part is sent, but parts on the server still get receipts.
    Full(Digest),
}

/// The reason why a session cannot continue.
#[derive(Debug, thiserror::Error)]
pub enum SessionError<E: std::error::Error + Send + Sync + 'static> {
    /// The device's disk failed to read or write.
    #[error("the outbox is unavailable")]
    Unavailable(#[source] E),
    /// The reply was not believed; only its valid data was kept.
    #[error(transparent)]
    Refused(#[from] BadReply),
    /// The enrolment in the outbox cannot be sent.
    #[error("the enrolment is malformed: {0}")]
    Malformed(&'static str),
    /// A reply without a question: a fault of the driver.
    #[error("bug: {0}")]
    Bug(&'static str),
}

/// An entry that the server refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct NotNoted {
    /// Its sequence number.
    pub seq: u64,
    /// A problem code, or `unanswered`.
    pub code: &'static str,
}

/// Results of a session so far.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize)]
pub struct Tally {
    /// Number of entries with a new noted receipt.
    pub entries_noted: u64,
    /// Refused entries (the first thousand).
    pub entries_refused: Vec<NotNoted>,
    /// Number of parts that were sent and acknowledged.
    pub parts_sent: u64,
    /// Number of parts that the server has shown to hold, though not every byte was sent now.
    pub parts_held: u64,
    /// Number of delivered parts that left this device under its policy, after the server had shown to hold them.
    pub parts_removed: u64,
    /// Number of parts that the server has not shown to hold: they stay on this device.
    pub parts_not_shown: u64,
    /// Number of parts left alone: unreadable, refused, or lost by the server several times.
    pub parts_left: u64,
    /// Number of items with new complete delivered receipts.
    pub items_delivered: u64,
    /// Number of items that the server reports as incomplete.
    pub items_incomplete: u64,
    /// True when the server refuses to sign because its clock is wrong: it still accepts entries and parts.
    pub server_clock_behind: bool,
    /// True when the server brought a newer policy of the organisation, which the device now follows.
    pub policy_followed: bool,
    /// Faults that the server found in the chain, as of its last reply.
    pub faults: Vec<ChainFault>,
}

/// One conversation with one server.
pub struct Session {
    logs: Vec<TrustedLog>,
    device: Digest,
    window: Window,
    phase: Phase,
    asked: Option<Asked>,
    /// Entries below this number were sent in this session.
    cursor: u64,
    /// The newest entry, if it was sent early.
    ahead: Option<u64>,
    uploading: BTreeMap<Digest, u64>,
    /// Acknowledged parts that are not durable yet.
    unsettled: BTreeMap<Digest, u64>,
    /// Parts that the server claims to hold and has not shown yet.
    claims: BTreeMap<Digest, Claim>,
    /// Parts that may leave this device and were not asked about yet; none before the first look.
    leaving: Option<Vec<Sealed>>,
    lacked: BTreeMap<Digest, u8>,
    left: BTreeSet<Digest>,
    full: bool,
    asks: BTreeMap<ItemId, u8>,
    /// True until the policy was asked for, if the caller always wants it.
    asks_policy: bool,
    unasked: usize,
    tally: Tally,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Enrolment,
    Entries,
    Parts,
}

struct Asked {
    what: Question,
    known: Option<Known>,
}

/// The newest checkpoint at the time of a question: a signed note and its number of leaves.
struct Known {
    note: String,
    size: u64,
}

impl Known {
    /// Returns its size, and the checkpoint itself, from which a server that was set back learns that it was.
    fn asked_with(this: Option<&Self>) -> (Option<u64>, Option<String>) {
        this.map(|known| (known.size, known.note.clone())).unzip()
    }
}

enum Question {
    Enrolment(Box<SignedEntry>),
    Entries(Vec<SignedEntry>),
    Receipts(Vec<(ItemId, ExpectedCustody)>),
    Held(Subject, Vec<Digest>),
}

/// The reason for a question about parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Claims,
    Leaving,
}

/// The server's claim to hold a part.
#[derive(Clone, Copy)]
struct Claim {
    size: u64,
    /// The server accepted no more bytes of it: sending it again in this session is pointless.
    after_upload: bool,
}

impl Session {
    /// Creates a session for the device with this genesis digest, trusting these logs of its policy.
    pub fn new(device: Digest, logs: Vec<TrustedLog>, window: Window) -> Self {
        Self {
            logs,
            device,
            window,
            phase: Phase::Enrolment,
            asked: None,
            cursor: 0,
            ahead: None,
            uploading: BTreeMap::new(),
            unsettled: BTreeMap::new(),
            claims: BTreeMap::new(),
            leaving: None,
            lacked: BTreeMap::new(),
            left: BTreeSet::new(),
            full: false,
            asks: BTreeMap::new(),
            asks_policy: false,
            unasked: 0,
            tally: Tally::default(),
        }
    }

    /// Makes the session ask for the organisation's newest policy even with an empty outbox; otherwise an empty outbox
    /// costs no request.
    pub fn asking_policy(self) -> Self {
        Self { asks_policy: true, ..self }
    }

    /// Returns the results so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Returns true once every entry of the outbox was sent and answered.
    pub fn entries_are_through(&self) -> bool {
        self.phase == Phase::Parts
    }

    /// Returns the next step. A further call before the answer returns a step that can run in parallel.
    ///
    /// Errors: `Unavailable` from the outbox; `Malformed` if the stored enrolment cannot be sent.
    pub fn next<O: Outbox>(&mut self, outbox: &O) -> Result<Step, SessionError<O::Error>> {
        if self.asked.is_none() {
            if self.phase == Phase::Enrolment {
                if let Some(asks) = outbox.enrolment().map_err(SessionError::Unavailable)? {
                    return self.enrol(outbox, asks);
                }
                self.phase = Phase::Entries;
            }
            if self.phase == Phase::Entries {
                let batch = self.batch(outbox).map_err(SessionError::Unavailable)?;
                if !batch.is_empty() || self.asks_policy {
                    // Every request with entries asks for the policy too.
                    self.asks_policy = false;
                    let known = self.known(outbox)?;
                    let (size, shown) = Known::asked_with(known.as_ref());
                    let entries = batch.iter().map(|e| e.carried()).collect();
                    self.asked = Some(Asked { what: Question::Entries(batch), known });
                    let policy = Some(outbox.policy().map_err(SessionError::Unavailable)?);
                    return Ok(Step::SendEntries(Entries { entries, known: size, policy, shown }));
                }
                self.phase = Phase::Parts;
            }
        }
        if self.phase != Phase::Parts {
            return Ok(Step::Wait);
        }
        if let Some(question) = self.claimed(outbox)? {
            return Ok(question);
        }
        if let Some(part) = self.part(outbox).map_err(SessionError::Unavailable)? {
            self.uploading.insert(part.digest, part.size);
            return Ok(Step::Upload(part));
        }
        if self.asked.is_none() && (self.uploading.is_empty() || self.unasked >= ASK_EVERY) {
            let items = self.items(outbox).map_err(SessionError::Unavailable)?;
            if !items.is_empty() {
                self.unasked = 0;
                let known = self.known(outbox)?;
                let (size, shown) = Known::asked_with(known.as_ref());
                let asked = items.iter().map(|(item, expected)| AskedItem {
                    item: *item,
                    entries: expected.entries.iter().map(|(_, digest)| *digest).collect(),
                });
                let asked = Receipts { items: asked.collect(), known: size, shown };
                self.asked = Some(Asked { what: Question::Receipts(items), known });
                return Ok(Step::AskReceipts(asked));
            }
            if self.uploading.is_empty()
                && let Some(question) = self.goodbye(outbox)?
            {
                return Ok(question);
            }
        }
        Ok(if self.asked.is_some() || !self.uploading.is_empty() { Step::Wait } else { Step::Done })
    }

    /// Takes the result of a step. All valid data is durable in the outbox afterwards, even if other data in the reply
    /// was invalid and this returns `Refused`.
    ///
    /// A contradiction of the log is stored in the outbox too, because it is evidence and a report is transient.
    pub fn on_reply<O: Outbox>(&mut self, outbox: &mut O, reply: Reply) -> Result<(), SessionError<O::Error>> {
        let taken = self.take(outbox, reply);
        if let Err(SessionError::Refused(BadReply::Contradiction(found))) = &taken {
            outbox.contradiction(found).map_err(SessionError::Unavailable)?;
        }
        taken
    }

    fn take<O: Outbox>(&mut self, outbox: &mut O, reply: Reply) -> Result<(), SessionError<O::Error>> {
        match reply {
            Reply::Uploaded(digest) => {
                let size = self.landed(&digest)?;
                self.unsettled.insert(digest, size);
                self.tally.parts_sent += 1;
                self.unasked += 1;
                self.settle_if_due(outbox)
            }
            Reply::Claimed(digest) => {
                let size = self.landed(&digest)?;
                self.claims.insert(digest, Claim { size, after_upload: true });
                self.settle_if_due(outbox)
            }
            Reply::Full(digest) => {
                self.landed(&digest)?;
                self.full = true;
                self.settle_if_due(outbox)
            }
            Reply::NotTaken(digest) => {
                self.landed(&digest)?;
                self.leave(digest);
                self.settle_if_due(outbox)
            }
            answer => {
                let asked = self.asked.take().ok_or(SessionError::Bug("an answer without a question"))?;
                match (asked.what, answer) {
                    (Question::Enrolment(genesis), Reply::Enrolled(reply)) => {
                        self.on_enrolled(outbox, *genesis, asked.known.as_ref(), reply)
                    }
                    (Question::Entries(sent), Reply::Entries(reply)) => {
                        let result = self.on_entries(outbox, &sent, asked.known.as_ref(), true, reply);
                        result.map(|_| ())
                    }
                    (Question::Receipts(items), Reply::Receipts(reply)) => {
                        self.on_receipts(outbox, &items, asked.known.as_ref(), reply)
                    }
                    (Question::Held(subject, parts), Reply::Held(reply)) => {
                        self.on_held(outbox, subject, &parts, &reply)
                    }
                    _ => Err(SessionError::Bug("an answer to another question")),
                }
            }
        }
    }

    fn landed<E: std::error::Error + Send + Sync>(&mut self, digest: &Digest) -> Result<u64, SessionError<E>> {
        self.uploading.remove(digest).ok_or(SessionError::Bug("a part that was not under way"))
    }

    /// Settles many acknowledgements with one fsync: on a phone's flash each costs as much as a round trip.
    fn settle_if_due<O: Outbox>(&mut self, outbox: &mut O) -> Result<(), SessionError<O::Error>> {
        let many = self.unsettled.len() >= SETTLE_PARTS || self.unsettled.values().sum::<u64>() >= SETTLE_BYTES;
        if many || self.uploading.is_empty() { self.settle(outbox) } else { Ok(()) }
    }

    /// Makes acknowledgements durable that are still only in memory, for a driver that ends a session early.
    pub fn settle<O: Outbox>(&mut self, outbox: &mut O) -> Result<(), SessionError<O::Error>> {
        if !self.unsettled.is_empty() {
            let digests: Vec<Digest> = self.unsettled.keys().copied().collect();
            outbox.uploaded(&digests).map_err(SessionError::Unavailable)?;
            self.unsettled.clear();
        }
        Ok(())
    }

    fn enrol<O: Outbox>(&mut self, outbox: &O, asks: Enrolment) -> Result<Step, SessionError<O::Error>> {
        let Enrolment { organisation, genesis, renewal } = asks;
        let entry = SignedEntry::from_carried(genesis.clone())
            .map_err(|_| SessionError::Malformed("genesis cannot be read"))?;
        let by = renewal.clone().map_or_else(|| Ok(entry.clone()), SignedEntry::from_carried);
        let by = by.map_err(|_| SessionError::Malformed("the renewal cannot be read"))?;
        // A chain that continues another has no ticket: the server accepts it after the organisation has confirmed it.
        let goes_on = by.details().is_some_and(|details| details.ticket.is_none() && details.continues.is_some());
        if renewal.is_some() || !goes_on {
            admission::of_entry(&by, &organisation)
                .map_err(|_| SessionError::Malformed("the entry is not admitted by its ticket"))?;
        }
        if entry.digest() != self.device || by.device() != self.device {
            return Err(SessionError::Malformed("genesis is not this device's"));
        }
        let known = self.known(outbox)?;
        let (_, shown) = Known::asked_with(known.as_ref());
        self.asked = Some(Asked { what: Question::Enrolment(Box::new(entry)), known });
        Ok(Step::Enrol(Box::new(Enrol { organisation, genesis, renewal, shown })))
    }

    fn part<O: Outbox>(&self, outbox: &O) -> Result<Option<WaitingPart>, O::Error> {
        if self.full || self.uploading.len() >= self.window.parts.max(1) {
            return Ok(None);
        }
        let limit = self.uploading.len() + self.unsettled.len() + self.claims.len() + self.left.len() + 1;
        let free = |p: &WaitingPart| {
            let d = &p.digest;
            let under_way = self.uploading.contains_key(d) || self.unsettled.contains_key(d);
            !under_way && !self.claims.contains_key(d) && !self.left.contains(d)
        };
        let Some(part) = outbox.waiting_parts(limit)?.into_iter().find(free) else { return Ok(None) };
        let under_way: u64 = self.uploading.values().sum();
        let room = self.uploading.is_empty() || under_way.saturating_add(part.size) <= self.window.bytes;
        Ok(room.then_some(part))
    }

    fn items<O: Outbox>(&mut self, outbox: &O) -> Result<Vec<(ItemId, ExpectedCustody)>, O::Error> {
        let mut items = Vec::new();
        let mut parts = 0;
        for item in outbox.undelivered(MAX_ITEMS + self.asks.len())? {
            if items.len() == MAX_ITEMS || parts >= MAX_PARTS_ASKED {
                break;
            }
            let asks = self.asks.entry(item).or_default();
            if *asks < MAX_ASKS {
                *asks += 1;
                let expected = outbox.expected(&item)?;
                parts += expected.parts.len().max(expected.entries.len());
                items.push((item, expected));
            }
        }
        Ok(items)
    }

    /// Returns the newest checkpoint, if a log of the policy signed it.
    fn known<O: Outbox>(&self, outbox: &O) -> Result<Option<Known>, SessionError<O::Error>> {
        let note = outbox.checkpoint().map_err(SessionError::Unavailable)?;
        Ok(note.and_then(|note| {
            let size = Shown::open(&note, &self.logs).ok()?.size();
            Some(Known { note, size })
        }))
    }

    fn leave(&mut self, digest: Digest) {
        if self.left.insert(digest) {
            self.tally.parts_left += 1;
        }
    }
}
