//! Why a conversation with a server did not go through: a closed list, each with what it means for the evidence and
//! what to do next.
//!
//! Owns codes and English texts; a reader's language is looked up by the code. Never carries an address, a name or
//! anything that a server wrote.

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
    /// The policy's address of the server, or of the proxy, cannot be used.
    BadAddress,
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
    /// The quota is used up.
    Quota,
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
            (codes::TICKET_EXPIRED, _) => Self::TicketExpired,
            (codes::TICKET_ELSEWHERE, _) => Self::TicketElsewhere,
            (codes::ORGANISATION_UNKNOWN, _) => Self::OrganisationUnknown,
            (codes::CODE_NEEDED, _) => Self::CodeNeeded,
            (codes::POLICY_UNKNOWN, _) => Self::PolicyUnknown,
            (codes::POLICY_OLDER, _) => Self::PolicyOlder,
            (codes::QUOTA, _) | (_, 507) => Self::Quota,
            (codes::TOO_LARGE, _) | (_, 413) => Self::TooLarge,
            (codes::RATE, _) | (_, 429) => Self::Rate(retry_after),
            (codes::UNSUPPORTED | codes::MALFORMED, _) | (_, 400 | 405 | 412 | 415) => Self::Unsupported,
            (_, 500..=599) => Self::ServerError(status),
            (_, 400..=499) => Self::Refused(if code.is_empty() { "other" } else { code }),
            _ => Self::BadReply("an answer with a status that nothing here gives"),
        }
    }

    const fn texts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::BadAddress => (
                "bad-address",
                "The server's or proxy's address cannot be used. Nothing was sent; everything is safe on the device.",
                "Ask the organisation for a corrected policy, or correct the proxy setting.",
            ),
            Self::NoNetwork => (
                "no-network",
                "There is no network. What was captured is sealed and safe from reading, but only on this device.",
                "Move to where there is a network, or hand the sealed parts over on a storage stick.",
            ),
            Self::NameNotFound => (
                "name-not-found",
                "The server's name cannot be found: it may be blocked here. Nothing was sent.",
                "Try another network, or set a SOCKS5 proxy (for example Tor) and sync again.",
            ),
            Self::Unreachable => (
                "unreachable",
                "Nobody answers at the server's address: it is down, or blocked here. Nothing was sent.",
                "Try again later, another network, or a SOCKS5 proxy.",
            ),
            Self::Proxy => (
                "proxy",
                "The proxy is not running or cannot reach the server. Nothing was sent.",
                "Start the proxy (for Tor: wait until it is connected), or sync without it.",
            ),
            Self::TlsIdentityChanged => (
                "tls-identity-changed",
                "Somebody else answers in the server's place. Nothing was sent to them, so nothing was revealed.",
                "Do not go on in this network. Try another one; if it stays, ask the organisation by another way.",
            ),
            Self::TlsFailed => (
                "tls-failed",
                "Whoever answers does not speak a secure language: a login page of a network, or a blocking device. \
                 Nothing was sent.",
                "Sign in to the network if it asks for that, or try another network or a SOCKS5 proxy.",
            ),
            Self::Interrupted => (
                "interrupted",
                "The connection was cut. What the server acknowledged stays acknowledged.",
                "Sync again; it goes on where it stopped.",
            ),
            Self::TimedOut => (
                "timed-out",
                "The server answered too slowly or not at all. What it acknowledged stays acknowledged.",
                "Sync again, if possible on a better connection; it goes on where it stopped.",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                "The server does not know this device, or no longer trusts it. Nothing was taken; everything is safe \
                 on the device.",
                "Ask the organisation whether this device was removed, and for a new invitation.",
            ),
            Self::Refused(_) => (
                "refused",
                "The server refuses the request. What it did not take is safe on the device.",
                "Ask the organisation whether this device was removed or its home was copied, and show them this message.",
            ),
            Self::TicketSpent => (
                "ticket-spent",
                "This invitation was used by another device. Captures are safe here, but cannot be sent yet.",
                "Tell the organisation this device's five words (testamur status), ask for an invitation that renews it, and say if \
                 you did not use the first one.",
            ),
            Self::TicketExpired => (
                "ticket-expired",
                "The invitation expired before this device first reached the server. Captures are safe here, but cannot be sent yet.",
                "Tell the organisation this device's five words (testamur status) and ask for an invitation that renews it; testamur \
                 join takes it. Captures can leave on a stick until then (testamur carry FOLDER).",
            ),
            Self::TicketElsewhere => (
                "ticket-elsewhere",
                "The invitation is for another server than the one that answers. Captures are safe here, but cannot be sent yet.",
                "Tell the organisation this device's five words (testamur status) and ask for an invitation that renews it for this \
                 server.",
            ),
            Self::OrganisationUnknown => (
                "organisation-unknown",
                "The server does not know the organisation of this device. Everything is safe on the device.",
                "Tell the organisation: an invitation made with --server and the server's code makes it known there.",
            ),
            Self::CodeNeeded => (
                "code-needed",
                "The server admits a further organisation only by an unused code. Nothing was taken.",
                "Ask whoever runs the server for a code (testamur-server invite) and give it with --code.",
            ),
            Self::PolicyUnknown => (
                "policy-unknown",
                "The server was not told of the policy that this device follows. Captures are safe here, but cannot be sent yet.",
                "Tell the organisation: an invitation made with that policy and --server makes it known there.",
            ),
            Self::PolicyOlder => (
                "policy-older",
                "The server has a policy of this organisation that the given one does not descend from. Nothing was taken.",
                "Use the newest policy: the one that was made last with the organisation's folder.",
            ),
            Self::Quota => (
                "quota",
                "The space that the server grants is used up. What it acknowledged is held; the rest is on the device.",
                "Ask the organisation for more space, then sync again. Do not delete anything here before.",
            ),
            Self::TooLarge => (
                "too-large",
                "Something is larger than the server takes. It is safe on the device.",
                "Ask the organisation to raise the server's limit.",
            ),
            Self::Rate(_) => (
                "rate",
                "The server asks to slow down. What it acknowledged stays acknowledged.",
                "Wait a while and sync again.",
            ),
            Self::Clock => (
                "clock",
                "The device's clock is wrong and the server does not take requests dated like that. Captures stay valid.",
                "Set the device's clock, then sync again.",
            ),
            Self::Unsupported => (
                "unsupported",
                "Device and server are of versions that do not understand each other. Everything is safe on the device.",
                "Update the app, or ask the organisation to update the server.",
            ),
            Self::ServerError(_) => (
                "server-error",
                "The server failed and acknowledged nothing in that answer. Everything is safe on the device.",
                "Try again later; if it stays, tell the organisation.",
            ),
            Self::BadReply(_) => (
                "bad-reply",
                "The server's answer makes no sense and was not believed. Everything is safe on the device.",
                "Try again later; if it stays, tell the organisation.",
            ),
            Self::FalseReceipt(_) => (
                "false-receipt",
                "The server gave a receipt that does not hold. It was not believed; keep what is on the device.",
                "Tell the organisation: the server is broken or lies.",
            ),
            Self::LogContradiction(_) => (
                "log-contradiction",
                "The server's log contradicts what it signed before: it was set back, or shows different people \
                 different histories. Nothing of the answer was believed; keep what is on the device.",
                "Tell the organisation and hand over the two signed checkpoints: they prove it.",
            ),
            Self::PartsLeft(_) => (
                "parts-left",
                "Some parts were not taken, were lost by the server, or could not be read here. They stay on the device.",
                "Sync again; if it stays, tell the organisation.",
            ),
            Self::PartsDamaged(_) => (
                "parts-damaged",
                "Sealed parts on this device are cut, missing or unreadable. They are lost unless a copy exists; everything \
                 else was sent as usual.",
                "Look for a copy: a backup of this device's folder, or a carried folder. Tell the organisation which items.",
            ),
            Self::Disk => (
                "disk",
                "The device's own storage failed or is full. What was acknowledged is kept by the server.",
                "Free some space and sync again; nothing that was delivered depends on this device.",
            ),
            Self::Enrolment => (
                "enrolment",
                "The invitation stored on this device cannot be sent. Captures are safe here.",
                "Ask the organisation for a new invitation.",
            ),
            Self::Bug(_) => (
                "bug",
                "This is a fault of the app. Everything is safe on the device.",
                "Report it, with the code and the time.",
            ),
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
