//! Everything that somebody signs and a bundle may hold, by kind: what can be asked of all of them alike.

use serde::de::DeserializeOwned;

use crate::admission::Admission;
use crate::details::MAX_DETAILS;
use crate::entry::{Link, MAX_PAYLOAD, Statement};
use crate::invitation::Ticket;
use crate::json::{self, Unknown};
use crate::part::MAX_CONTENT;
use crate::receipt::{Custody, Holdings, MAX_CUSTODY};
use crate::{Closing, Details, Policy, Record, Result, Word, lines, policy};

/// Kinds of signed objects.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Signed {
    /// An entry's payload.
    Entry,
    /// The bytes of an entry's details.
    Details,
    /// The content of a record or an opening.
    Record,
    /// The content of a closing. It has no other field than its own: one with another is malformed.
    Closing,
    /// A policy's payload.
    Policy,
    /// A ticket's payload.
    Ticket,
    /// An admission's payload.
    Admission,
    /// The payload of an organisation's word about a device.
    Word,
    /// A custody statement's payload.
    Custody,
    /// The bytes of a custody statement's details.
    Holdings,
}

impl Signed {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Entry,
        Self::Details,
        Self::Record,
        Self::Closing,
        Self::Policy,
        Self::Ticket,
        Self::Admission,
        Self::Word,
        Self::Custody,
        Self::Holdings,
    ];

    /// The word of the glossary.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Details => "details",
            Self::Record => "record",
            Self::Closing => "closing",
            Self::Policy => "policy",
            Self::Ticket => "ticket",
            Self::Admission => "admission",
            Self::Word => "word",
            Self::Custody => "custody statement",
            Self::Holdings => "custody details",
        }
    }

    /// Reads the shape of these bytes, and gives the fields that it passes over: they are kept as they were signed, and
    /// say nothing to this version.
    ///
    /// Errors: `Malformed` where the bytes have not this kind's shape. Rules beyond the shape are its own reader's.
    pub fn unknown(self, bytes: &[u8]) -> Result<Unknown> {
        match self {
            Self::Entry => self.of::<Statement<Link>>(bytes, MAX_PAYLOAD),
            Self::Details => self.of::<Details>(bytes, MAX_DETAILS),
            Self::Record => self.of::<Record>(&lines::to_json(self.name(), bytes)?, MAX_CONTENT),
            Self::Closing => self.of::<Closing>(&lines::to_json(self.name(), bytes)?, MAX_CONTENT),
            Self::Policy => self.of::<Policy>(bytes, policy::MAX_PAYLOAD),
            Self::Ticket => self.of::<Ticket>(bytes, MAX_PAYLOAD),
            Self::Admission => self.of::<Admission>(bytes, MAX_PAYLOAD),
            Self::Word => self.of::<Word>(bytes, MAX_PAYLOAD),
            Self::Custody => self.of::<Statement<Custody>>(bytes, MAX_CUSTODY),
            Self::Holdings => self.of::<Holdings>(bytes, MAX_DETAILS),
        }
    }

    fn of<T: DeserializeOwned>(self, bytes: &[u8], max: usize) -> Result<Unknown> {
        json::unknown::<T>(self.name(), bytes, max)
    }
}
