//! Reasons why a conversation with a server failed: a closed list, each with its meaning for the evidence and the next
//! step.
//!
//! Owns the classification. Codes and English texts are in `failure/texts.rs`; translations are looked up by code.
//! Carries no address, no name and no text from a server.

mod texts;

use evidence::{Digest, ItemId};
use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::log::{BadReply, Contradiction};
use crate::messages::{Problem, codes};

/// Number of damaged parts that a detail names.
const MAX_NAMED: usize = 20;

/// All failures of a conversation. None of them loses evidence: the device keeps it, sealed and signed, until it has
/// checked a receipt over every byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The policy's address of the server cannot be used.
    BadAddress,
    /// The configured proxy is not a proxy's address.
    ProxyAddress,
    /// The device has no route to the network.
    NoNetwork,
    /// The server's name does not resolve.
    NameNotFound,
    /// The server's address does not answer.
    Unreachable,
    /// The proxy is not there, or cannot reach the server.
    Proxy,
    /// The server's TLS key is not one of the policy's.
    TlsIdentityChanged,
    /// The server does not speak a TLS version that we accept.
    TlsFailed,
    /// The connection was cut.
    Interrupted,
    /// The answer did not come, or came too slowly.
    TimedOut,
    /// The server does not know the key that signs our requests.
    Unauthenticated,
    /// The server refuses, with one of [`codes`] or `other`.
    Refused(&'static str),
    /// The invitation was used before.
    TicketSpent,
    /// The invitation expired before it was used.
    TicketExpired,
    /// This device began a new chain, which the organisation has not confirmed.
    NotAdmitted,
    /// The invitation is for another server.
    TicketElsewhere,
    /// The server does not know the organisation.
    OrganisationUnknown,
    /// The server admits another organisation only with an unused code.
    CodeNeeded,
    /// The server does not know the policy that the device follows.
    PolicyUnknown,
    /// The server has a policy that is no ancestor of this one.
    PolicyOlder,
    /// The server reports that its log was set back to an older state, and signs nothing more under its origin.
    LogSetBack,
    /// The quota is used up.
    Quota,
    /// The server's own disk has no room for more parts.
    NoRoom,
    /// A body or part is larger than the server accepts.
    TooLarge,
    /// Too many requests; seconds to wait, if the server said.
    Rate(Option<u64>),
    /// The clocks differ too much, even after taking the server's time.
    Clock,
    /// Device and server do not know each other's version.
    Unsupported,
    /// The server failed, with this status.
    ServerError(u16),
    /// The answer is malformed.
    BadReply(&'static str),
    /// A receipt does not hold.
    FalseReceipt(BadReply),
    /// The log contradicts an earlier signature. Carries the evidence.
    LogContradiction(Box<Contradiction>),
    /// Number of parts that the server did not accept or the device could not read.
    PartsLeft(u64),
    /// Parts that the device could not read whole, each with its item.
    PartsDamaged(Vec<(ItemId, Digest)>),
    /// The device's own disk failed to read or write.
    Disk,
    /// The device's own disk is full.
    DiskFull,
    /// The stored enrolment cannot be sent.
    Enrolment,
    /// A fault of this program.
    Bug(&'static str),
}

impl Failure {
    /// Returns the failure's name, for machines and for translations. It never changes.
    pub const fn code(&self) -> &'static str {
        self.texts().0
    }

    /// Returns the event and its meaning for the evidence.
    pub const fn meaning(&self) -> &'static str {
        self.texts().1
    }

    /// Returns the next step for the reader.
    pub const fn next_step(&self) -> &'static str {
        self.texts().2
    }

    /// Returns true when a later attempt may succeed without anybody's action.
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

    /// Returns true when there was no conversation, so that another server of the policy may be tried.
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
    /// Returns codes, counts and digests for finding the failure's cause.
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
    /// Writes `{code, meaning, next_step, detail?, contradiction?}`.
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
