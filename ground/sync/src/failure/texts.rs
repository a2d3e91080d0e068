//! Each failure's code, its event and meaning for the evidence, and the next step, in English.

use super::Failure;

impl Failure {
    pub(super) const fn texts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::BadAddress => (
                "bad-address",
                "The server's address in the policy cannot be used. Nothing was sent; everything is safe on the device.",
                "Ask the organisation for a corrected policy.",
            ),
            Self::ProxyAddress => (
                "proxy-address",
                "The proxy setting (--proxy, TESTAMUR_PROXY, HTTPS_PROXY or ALL_PROXY) is not a proxy's address. Nothing was sent \
                 past it; everything is safe on the device.",
                "Write socks5h://HOST:PORT (Tor: socks5h://127.0.0.1:9050) or http://HOST:PORT; TESTAMUR_PROXY= with nothing \
                 after it sends directly.",
            ),
            Self::NoNetwork => (
                "no-network",
                "There is no network. What was captured is sealed and safe from reading, but only on this device.",
                "Move to where there is a network, or hand the sealed parts over on a storage stick.",
            ),
            Self::NameNotFound => (
                "name-not-found",
                "The server's name cannot be found: it may be blocked here. Nothing was sent.",
                "Try another network, or set a proxy (for example Tor) and sync again.",
            ),
            Self::Unreachable => (
                "unreachable",
                "Nobody answers at the server's address: it is down, or blocked here. Nothing was sent.",
                "Try again later, another network, or a proxy.",
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
                "Sign in to the network if it asks for that, or try another network or a proxy.",
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
                "Ask the organisation whether this device was removed, or the server was set back to an older state, and for an \
                 invitation that renews this device.",
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
            Self::NotAdmitted => (
                "not-admitted",
                "This device had to begin a new chain, which the organisation has not confirmed to the server. Captures are safe here, but \
                 those of the new chain cannot be sent yet.",
                "Carry them on a stick (testamur carry FOLDER) to the organisation's archive: there this device's five words (testamur \
                 status) are compared and confirmed (testamur archive confirm). Or ask for an invitation that renews this device.",
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
            Self::LogSetBack => (
                "log-set-back",
                "The server was set back to an older state, and it says so: it signs nothing more under its log. Everything is sealed and \
                 stays on this device, with the receipts that it has.",
                "Tell whoever runs the server: restore its newer state, or begin a new log. Until then captures can leave on a stick \
                 (testamur carry FOLDER). Delete nothing here.",
            ),
            Self::Quota => (
                "quota",
                "The space that the server grants is used up. What it acknowledged is held; the rest is on the device.",
                "Ask the organisation for more space, then sync again. Do not delete anything here before.",
            ),
            Self::NoRoom => (
                "no-room",
                "The server has no room on its disk. Your evidence is kept here; what the server acknowledged is held there.",
                "Tell whoever runs the server, and sync again when there is room. Delete nothing here before.",
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
                "The device's own storage failed. What the server acknowledged is held there.",
                "Sync again. If it stays, copy this home to another disk (testamur carry FOLDER) while it can be read.",
            ),
            Self::DiskFull => (
                "disk-full",
                "The disk of this device is full, so receipts could not be kept. What the server acknowledged is held there; nothing \
                 is lost here.",
                "Free some space, but delete nothing of this home, and sync again.",
            ),
            Self::Enrolment => (
                "enrolment",
                "The invitation stored on this device cannot be sent. Captures are safe here.",
                "Ask the organisation for an invitation that renews this device.",
            ),
            Self::Bug(_) => (
                "bug",
                "This is a fault of the app. Everything is safe on the device.",
                "Report it, with the code and the time.",
            ),
        }
    }
}
