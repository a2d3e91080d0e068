//! The state of sending in the window.

use serde::Serialize;
use sync::Failure;
use sync::http::Report;

/// The states of sending.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SendingState {
    /// There is no server to send to, or no home.
    #[default]
    Off,
    /// A conversation is under way.
    Sending,
    /// It waits for the next look.
    Waiting,
}

/// How sending goes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SendingView {
    /// Off, sending or waiting.
    pub state: SendingState,
    /// Bytes of requests since the app was opened.
    pub bytes_up: u64,
    /// Bytes of answers since the app was opened.
    pub bytes_down: u64,
    /// Parts sent since the app was opened.
    pub parts_sent: u64,
    /// Seconds until the next look, while it waits.
    pub next_in_s: Option<u64>,
    /// Why the last conversation ended early.
    pub trouble: Option<SendingCode>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident($pattern:pat),)+) => {
        /// Why a conversation with the server did not go through; the window explains each.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum SendingCode { $($(#[$doc])* $name,)+ }

        impl From<&Failure> for SendingCode {
            fn from(failure: &Failure) -> Self {
                match failure { $($pattern => Self::$name,)+ }
            }
        }
    };
}

codes! {
    /// The address cannot be used.
    BadAddress(Failure::BadAddress),
    /// Not the address of a proxy.
    ProxyAddress(Failure::ProxyAddress),
    /// No way out.
    NoNetwork(Failure::NoNetwork),
    /// The name does not resolve.
    NameNotFound(Failure::NameNotFound),
    /// No server answers.
    Unreachable(Failure::Unreachable),
    /// The proxy does not work.
    Proxy(Failure::Proxy),
    /// Not the key of the policy.
    TlsIdentityChanged(Failure::TlsIdentityChanged),
    /// No common TLS.
    TlsFailed(Failure::TlsFailed),
    /// Cut.
    Interrupted(Failure::Interrupted),
    /// Too slow.
    TimedOut(Failure::TimedOut),
    /// The server does not know us.
    Unauthenticated(Failure::Unauthenticated),
    /// The server says no.
    Refused(Failure::Refused(_)),
    /// The invitation was used.
    TicketSpent(Failure::TicketSpent),
    /// The invitation expired.
    TicketExpired(Failure::TicketExpired),
    /// The organisation has not confirmed a chain that was begun anew.
    NotAdmitted(Failure::NotAdmitted),
    /// The invitation is for another server.
    TicketElsewhere(Failure::TicketElsewhere),
    /// The server does not know the organisation.
    OrganisationUnknown(Failure::OrganisationUnknown),
    /// The server wants a code for a further organisation.
    CodeNeeded(Failure::CodeNeeded),
    /// The server does not know the policy.
    PolicyUnknown(Failure::PolicyUnknown),
    /// The server has a newer policy.
    PolicyOlder(Failure::PolicyOlder),
    /// The server's log was set back.
    LogSetBack(Failure::LogSetBack),
    /// The quota is used up.
    Quota(Failure::Quota),
    /// The server's disk has no room.
    NoRoom(Failure::NoRoom),
    /// Too large.
    TooLarge(Failure::TooLarge),
    /// Too many requests.
    Rate(Failure::Rate(_)),
    /// The clocks differ.
    Clock(Failure::Clock),
    /// Another version.
    Unsupported(Failure::Unsupported),
    /// The server failed.
    ServerError(Failure::ServerError(_)),
    /// The answer is wrong.
    BadReply(Failure::BadReply(_)),
    /// A receipt does not hold.
    FalseReceipt(Failure::FalseReceipt(_)),
    /// The log contradicts itself.
    LogContradiction(Failure::LogContradiction(_)),
    /// Parts were left.
    PartsLeft(Failure::PartsLeft(_)),
    /// Parts cannot be read whole here.
    PartsDamaged(Failure::PartsDamaged(_)),
    /// The device's disk.
    Disk(Failure::Disk),
    /// The device's disk is full.
    DiskFull(Failure::DiskFull),
    /// The enrolment cannot be sent.
    Enrolment(Failure::Enrolment),
    /// Our own fault.
    Bug(Failure::Bug(_)),
}

impl SendingView {
    /// Adds a conversation's counts to these.
    pub fn with(&self, report: &Report) -> Self {
        Self {
            bytes_up: self.bytes_up.saturating_add(report.bytes_up),
            bytes_down: self.bytes_down.saturating_add(report.bytes_down),
            parts_sent: self.parts_sent.saturating_add(report.tally.parts_sent),
            trouble: report.failure.as_ref().map(SendingCode::from),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_the_code_that_the_core_gives_it() {
        for failure in [Failure::NoNetwork, Failure::TlsIdentityChanged, Failure::Rate(Some(3)), Failure::PartsLeft(2)]
        {
            let code = serde_json::to_value(SendingCode::from(&failure)).unwrap();
            assert_eq!(code, failure.code());
        }
    }
}
