//! Why a conversation with a server did not go through: a closed list, each with what it means for the evidence and
//! what to do next.
//!
//! Owns what counts as which failure; its code and English texts stand in `failure/texts.rs`, and a reader's language is looked up by
//! the code. Never carries an address, a name or anything that a server wrote.

mod texts;

use evidence::{Digest, ItemId};
use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::log::{BadReply, Contradiction};
use crate::messages::{Problem, codes};

/// Damaged parts that a detail names.
const MAX_NAMED: usize = 20;

/// Everything that can stop a conversation. Nothing of it loses evidence: what is on the device stays there, sealed
/// and signed, until a receipt over every byte is checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The policy's address of the server cannot be used.
    BadAddress,
    /// The proxy that was set is no address of a proxy.
    ProxyAddress,
    /// The device has no way out.
    NoNetwork,
    /// The server's name does not resolve.
    NameNotFound,
    /// The server's address does not answer.
    Unreachable,
    /// The proxy is not there, or cannot reach the server.
    Proxy,
    /// The other side has not the TLS key of the policy.
    TlsIdentityChanged,
    /// The other side does not speak TLS as we do.
    TlsFailed,
    /// The connection was cut.
    Interrupted,
    /// The answer did not come, or came too slowly.
    TimedOut,
    /// The server does not know the key that signs our requests.
    Unauthenticated,
    /// The server says no; one of [`codes`], or `other`.
    Refused(&'static str),
    /// The invitation was used before.
    TicketSpent,
    /// The invitation expired before it was used.
    TicketExpired,
    /// This device's chain was begun anew, and the organisation has not confirmed it.
    NotAdmitted,
    /// The invitation is for another server.
    TicketElsewhere,
    /// The server does not know the organisation.
    OrganisationUnknown,
    /// The server admits a further organisation by an unused code only.
    CodeNeeded,
    /// The server was not told of the policy that the device follows.
    PolicyUnknown,
    /// The server has a policy that this one does not descend from.
    PolicyOlder,
    /// The server's log was set back to an older state, and the server says so: it signs nothing more under its origin.
    LogSetBack,
    /// The quota is used up.
    Quota,
    /// The server's own disk has no room for more parts.
    NoRoom,
    /// Something is larger than the server takes.
    TooLarge,
    /// Too many requests; seconds to wait, if the server said.
    Rate(Option<u64>),
    /// The clocks differ too much, even after taking the server's time.
    Clock,
    /// Device and server do not understand each other's version.
    Unsupported,
    /// The server failed; its status.
    ServerError(u16),
    /// The answer is not what it should be.
    BadReply(&'static str),
    /// A receipt does not hold.
    FalseReceipt(BadReply),
    /// The log contradicts what it signed before. Carries the evidence.
    LogContradiction(Box<Contradiction>),
    /// So many parts were not taken or could not be read.
    PartsLeft(u64),
    /// Parts that the device could not read whole: each with its item.
    PartsDamaged(Vec<(ItemId, Digest)>),
    /// The device's own disk could not answer or could not keep something.
    Disk,
    /// The device's own disk is full.
    DiskFull,
    /// The stored enrolment cannot be sent.
    Enrolment,
    /// Our own fault.
    Bug(&'static str),
}

impl Failure {
    /// The name of the failure, for machines and for looking up a translation. Never changes.
    pub const fn code(&self) -> &'static str {
        self.texts().0
    }

    /// The event, and what it means for the evidence.
    pub const fn meaning(&self) -> &'static str {
        self.texts().1
    }

    /// Advice to the person who reads it.
    pub const fn next_step(&self) -> &'static str {
        self.texts().2
    }

    /// True when the same attempt may go through a little later without anybody doing anything.
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::NoNetwork
                | Self::NameNotFound
                | Self::Unreachable
                | Self::Proxy
                | Self::Interrupted
                | Self::TimedOut
                | Self::Rate(_)
                | Self::ServerError(_)
        )
    }

    /// True when no conversation took place, so that another server of the policy may be asked.
    pub const fn never_met(&self) -> bool {
        matches!(
            self,
            Self::BadAddress
                | Self::ProxyAddress
                | Self::NoNetwork
                | Self::NameNotFound
                | Self::Unreachable
                | Self::Proxy
                | Self::TlsIdentityChanged
                | Self::TlsFailed
                | Self::Interrupted
                | Self::TimedOut
                | Self::ServerError(_)
        )
    }

    /// Reads a 3xx, 4xx or 5xx answer. `retry_after` in seconds.
    pub fn from_answer(status: u16, problem: Option<&Problem>, retry_after: Option<u64>) -> Self {
        let code = problem.map_or("", |p| codes::known(&p.code));
        match (code, status) {
            (codes::CLOCK, _) => Self::Clock,
            (codes::UNAUTHENTICATED | codes::REPLAYED, _) | (_, 401) => Self::Unauthenticated,
            (codes::TICKET_SPENT, _) => Self::TicketSpent,
            (codes::NO_ROOM, _) => Self::NoRoom,
            (codes::TICKET_EXPIRED, _) => Self::TicketExpired,
            (codes::NOT_ADMITTED, _) => Self::NotAdmitted,
            (codes::TICKET_ELSEWHERE, _) => Self::TicketElsewhere,
            (codes::ORGANISATION_UNKNOWN, _) => Self::OrganisationUnknown,
            (codes::CODE_NEEDED, _) => Self::CodeNeeded,
            (codes::POLICY_UNKNOWN, _) => Self::PolicyUnknown,
            (codes::POLICY_OLDER, _) => Self::PolicyOlder,
            (codes::LOG_SET_BACK, _) => Self::LogSetBack,
            (codes::QUOTA, _) | (_, 507) => Self::Quota,
            (codes::TOO_LARGE, _) | (_, 413) => Self::TooLarge,
            (codes::RATE, _) | (_, 429) => Self::Rate(retry_after),
            (codes::UNSUPPORTED | codes::MALFORMED, _) | (_, 400 | 405 | 412 | 415) => Self::Unsupported,
            (_, 500..=599) => Self::ServerError(status),
            (_, 400..=499) => Self::Refused(if code.is_empty() { "other" } else { code }),
            _ => Self::BadReply("an answer with a status that nothing here gives"),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.meaning())?;
        match self.detail() {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// Codes, counts and digests that make the failure findable.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Refused(code) => Some((*code).to_owned()),
            Self::ServerError(status) => Some(format!("status {status}")),
            Self::Rate(Some(seconds)) => Some(format!("{seconds} s")),
            Self::PartsLeft(count) => Some(format!("{count} parts")),
            Self::PartsDamaged(parts) => {
                let named =
                    parts.iter().take(MAX_NAMED).map(|(item, part)| format!("item {item} part {}", part.short()));
                let more = parts.len().saturating_sub(MAX_NAMED);
                let more = (more > 0).then(|| format!("{more} more"));
                Some(named.chain(more).collect::<Vec<_>>().join(", "))
            }
            Self::BadReply(why) | Self::Bug(why) => Some((*why).to_owned()),
            Self::FalseReceipt(why) => Some(why.to_string()),
            Self::LogContradiction(found) => Some(BadReply::Contradiction(found.clone()).to_string()),
            _ => None,
        }
    }
}

impl Serialize for Failure {
    /// `{code, meaning, next_step, detail?, contradiction?}`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Failure", 5)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("meaning", self.meaning())?;
        out.serialize_field("next_step", self.next_step())?;
        match self.detail() {
            Some(detail) => out.serialize_field("detail", &detail)?,
            None => out.skip_field("detail")?,
        }
        match self {
            Self::LogContradiction(found) => out.serialize_field("contradiction", found)?,
            _ => out.skip_field("contradiction")?,
        }
        out.end()
    }
}

impl From<BadReply> for Failure {
    fn from(why: BadReply) -> Self {
        match why {
            BadReply::Malformed(why) => Self::BadReply(why),
            BadReply::Contradiction(found) => Self::LogContradiction(found),
            other => Self::FalseReceipt(other),
        }
    }
}
