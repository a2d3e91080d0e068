//! The clients: a device that syncs, an archivist that reads. The only place of this crate with sockets and timers.

mod archivist;
mod blame;
mod device;
mod link;
mod tls;
mod upload;
mod watch;

use std::net::UdpSocket;
use std::time::Duration;

use jiff::Timestamp;

pub use archivist::{Archivist, ServerDoor};
pub use device::{Device, Report};
pub use link::{is_proxy, is_same_server, server_address};
pub use watch::{Watch, sync_watch};

use crate::failure::Failure;
use crate::pace::Backoff;

/// Clock, chance and routes, so that tests bring their own.
pub trait Surroundings: Send + Sync {
    /// The device's wall clock.
    fn now(&self) -> Timestamp;

    /// Sixteen random bytes. Errors: `Bug` if the operating system has none.
    fn random(&self) -> Result<[u8; 16], Failure>;

    /// False when the device certainly has no way out.
    fn has_route(&self) -> bool;
}

/// The operating system's clock, randomness and routes.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Surroundings for System {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Failure::Bug("the system gives no randomness"))?;
        Ok(bytes)
    }

    fn has_route(&self) -> bool {
        // Connecting a datagram socket looks up a route and sends nothing; the addresses are for documentation.
        let reaches = |from: &str, to: &str| UdpSocket::bind(from).and_then(|s| s.connect(to)).is_ok();
        reaches("0.0.0.0:0", "192.0.2.1:9") || reaches("[::]:0", "[2001:db8::1]:9")
    }
}

/// How patient to be, and which way to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// `socks5h://host:port` (names are then resolved by the proxy) or `http://host:port`.
    pub proxy: Option<String>,
    /// Hosts that are asked without it, with commas between them.
    pub past_proxy: String,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest silence while an answer comes.
    pub idle: Duration,
    /// A request may take this long, and longer by what `slowest` allows for its bytes.
    pub grace: Duration,
    /// Slowest link that is still worth waiting for, in bytes a second.
    pub slowest: u64,
    /// Attempts without any progress before a conversation ends.
    pub attempts: u32,
    /// Waits between attempts.
    pub backoff: Backoff,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            proxy: None,
            past_proxy: String::new(),
            connect: Duration::from_secs(20),
            idle: Duration::from_secs(45),
            grace: Duration::from_secs(60),
            slowest: 128,
            attempts: 5,
            backoff: Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(8) },
        }
    }
}
