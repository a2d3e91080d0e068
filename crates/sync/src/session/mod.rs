//! The device's side of the conversation as a state machine: what to send next, and what to believe of a reply.
//!
//! Owns the order (enrolment, every head, records, stills, recordings newest first, receipts, and at the end the parts that
//! may leave this device) and the rule that nothing is kept before it is checked. Never opens a socket, reads a clock or sleeps; a session that fails is
//! settled and dropped, and the next one finds everything that matters in the outbox.
//!
//! It ends whatever the server answers: each entry is sent once, each part at most [`MAX_LACKED`] times more than
//! once, each item asked for at most [`MAX_ASKS`] times, each part asked about at most once more than it is sent and once
//! before it leaves.

mod batch;
mod possession;
mod replies;

use std::collections::{BTreeMap, BTreeSet};

use evidence::part::Sealed;
use evidence::{ChainFault, Digest, ItemId, SignedEntry, admission};

use crate::log::{BadReply, Shown, TrustedLog};
use crate::messages::{AskedItem, Enrol, Entries, EntriesReply, Held, HeldReply, Receipts, ReceiptsReply};
use crate::outbox::{Enrolment, ExpectedCustody, Outbox, WaitingPart};

/// How often the server may lack a part that it had acknowledged or claimed to hold, before the session leaves it alone.
pub const MAX_LACKED: u8 = 2;
/// How often one session asks for the receipts of one item.
pub const MAX_ASKS: u8 = 3;
/// Most bytes of envelopes in one request; the body stays below [`crate::messages::MAX_BODY`].
pub const MAX_ENTRIES_BYTES: usize = 8 * 1024 * 1024;
/// Most items in one question for receipts, so that the reply stays below 16 MiB.
pub const MAX_ITEMS: usize = 1_000;

/// Acknowledgements that are noted on disk together; a kill in between costs sending so many small parts again.
const SETTLE_PARTS: usize = 16;
/// Bytes of parts whose acknowledgements may wait to be noted.
const SETTLE_BYTES: u64 = 1024 * 1024;
/// Parts acknowledged since the last question for receipts, after which the next one does not wait for the rest.
const ASK_EVERY: usize = 256;
/// Most sealed parts or entries behind the items of one question.
const MAX_PARTS_ASKED: usize = 20_000;
/// Most refusals and faults that are kept for the report.
const MAX_KEPT: usize = 1_000;

/// How much may be under way at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Parts in flight.
    pub parts: usize,
    /// Their bytes; one part may always be in flight.
    pub bytes: u64,
}

impl Default for Window {
    /// Six small parts hide the round trips of a slow link; 9 MiB are two large parts in memory.
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
    /// Send this part, then [`Reply::Uploaded`], [`Reply::Claimed`] or [`Reply::NotTaken`]. Ask for more steps until [`Step::Wait`].
    Upload(WaitingPart),
    /// `POST /v1/receipts`, then [`Reply::Receipts`].
    AskReceipts(Receipts),
    /// `POST /v1/held`, then [`Reply::Held`].
    AskHeld(Held),
    /// Nothing before one of the requests under way is answered.
    Wait,
    /// Nothing left to do in this session.
    Done,
}

/// The result of a step.
#[derive(Clone, PartialEq, Debug)]
pub enum Reply {
    /// To [`Step::Enrol`].
    Enrolled(EntriesReply),
    /// To [`Step::SendEntries`].
    Entries(EntriesReply),
    /// To [`Step::AskReceipts`].
    Receipts(ReceiptsReply),
    /// To [`Step::AskHeld`]; without answers when the server does not take the question.
    Held(HeldReply),
    /// The server says that it holds this part whole, and every byte of it was sent.
    Uploaded(Digest),
    /// The server says that it holds this part whole, and not every byte of it was sent. Counts as not held until it is shown.
    Claimed(Digest),
    /// The part could not be read or the server does not take it; this session leaves it alone.
    NotTaken(Digest),
    /// The server has no room for this part. No further part is sent, but what is there gets its receipts.
    Full(Digest),
}

/// Why a session cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError<E: std::error::Error + Send + Sync + 'static> {
    /// The device's disk could not answer, or could not keep something.
    #[error("the outbox is unavailable")]
    Unavailable(#[source] E),
    /// The reply was not believed; nothing wrong was kept.
    #[error(transparent)]
    Refused(#[from] BadReply),
    /// The enrolment in the outbox is not fit to be sent.
    #[error("the enrolment is malformed: {0}")]
    Malformed(&'static str),
    /// A reply to a question that was not asked: the driver's fault.
    #[error("bug: {0}")]
    Bug(&'static str),
}

/// An entry that the server did not take.
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
    /// Entries that got a noted receipt.
    pub entries_noted: u64,
    /// Entries that were not taken (the first thousand).
    pub entries_refused: Vec<NotNoted>,
    /// Parts that the server acknowledged after they were sent.
    pub parts_sent: u64,
    /// Parts that the server has shown to hold, though not every byte of them was sent now.
    pub parts_held: u64,
    /// Delivered parts that the server has shown to hold and that left this device, as its policy says.
    pub parts_removed: u64,
    /// Parts that the server has not shown to hold when it was asked: they stay on this device.
    pub parts_not_shown: u64,
    /// Parts that were left alone: unreadable, not taken, or lost by the server again and again.
    pub parts_left: u64,
    /// Items that got complete delivered receipts.
    pub items_delivered: u64,
    /// Items that the server says are not complete yet.
    pub items_incomplete: u64,
    /// True when the server signs for nothing because its clock is wrong: it takes entries and parts all the same.
    pub server_clock_behind: bool,
    /// True when the server brought a newer policy of the organisation, which the device follows from then on.
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
    /// The newest entry, when it was sent ahead of its turn.
    ahead: Option<u64>,
    uploading: BTreeMap<Digest, u64>,
    /// Acknowledged, and not yet noted on disk.
    unsettled: BTreeMap<Digest, u64>,
    /// Parts that the server says it holds, until it has shown them.
    claims: BTreeMap<Digest, Claim>,
    /// Parts that may leave this device, once they were looked for, and that nobody was asked about yet.
    leaving: Option<Vec<Sealed>>,
    lacked: BTreeMap<Digest, u8>,
    left: BTreeSet<Digest>,
    full: bool,
    asks: BTreeMap<ItemId, u8>,
    /// True until it was asked for, where it is wanted in any case.
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
    /// Its size, and the checkpoint itself: a server that was set back learns it from this.
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

/// Why parts are to be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Claims,
    Leaving,
}

/// The server's word for a part.
#[derive(Clone, Copy)]
struct Claim {
    size: u64,
    /// It took no more bytes of it: sending it again is no use in this session.
    after_upload: bool,
}

impl Session {
    /// A conversation on behalf of the device with this genesis digest, believing these logs of its policy.
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

    /// Asks for the organisation's newest policy even where nothing waits. Without it, looking costs no request then.
    pub fn asking_policy(self) -> Self {
        Self { asks_policy: true, ..self }
    }

    /// The results so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// True once every entry of the outbox was sent and answered.
    pub fn entries_are_through(&self) -> bool {
        self.phase == Phase::Parts
    }

    /// The next thing to do. Asking again before the answer gives the next thing that can go beside it.
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
                    // Every request with entries asks for it too.
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

    /// Takes in what came of a step. Whatever holds is durable in the outbox afterwards, even when something else in
    /// the reply did not and this gives `Refused`.
    ///
    /// A contradiction of the log is kept in the outbox too: it is evidence, and a report is gone when it was read.
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

    /// One sync for many acknowledgements: on a phone's flash each costs as much as a round trip.
    fn settle_if_due<O: Outbox>(&mut self, outbox: &mut O) -> Result<(), SessionError<O::Error>> {
        let many = self.unsettled.len() >= SETTLE_PARTS || self.unsettled.values().sum::<u64>() >= SETTLE_BYTES;
        if many || self.uploading.is_empty() { self.settle(outbox) } else { Ok(()) }
    }

    /// Notes acknowledgements that are still only in memory. For a driver that ends a session early.
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
        // A chain that goes on from another one has no ticket: the server takes it once the organisation has confirmed it.
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

    /// The newest checkpoint, if a log of the policy signed it.
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
