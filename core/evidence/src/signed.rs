//! All signed objects that a bundle may hold, by kind, with the operations that all kinds share.

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
    /// The content of a closing, which is malformed if it has an unknown field.
    Closing,
    /// A policy's payload.
    Policy,
    /// A ticket's payload.
    Ticket,
    /// An admission's payload.
    Admission,
    /// The payload of an organisation's statement about a device.
    Word,
    /// A custody statement's payload.
    Custody,
    /// The bytes of a custody statement's details.
    Holdings,
}

impl Signed {
    /// All kinds.
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

    /// Returns the glossary's word for the kind.
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

    /// Reads the shape of these bytes and returns the unknown fields. They stay as they were signed and mean nothing
    /// to this version.
    ///
    /// Errors: `Malformed` if the bytes do not have this kind's shape. The kind's own reader checks the rules beyond
    /// the shape.
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
