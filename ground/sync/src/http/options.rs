//! A client's timeouts and proxy.

use std::time::Duration;

use crate::pace::Backoff;

/// Timeouts, attempts and proxy of a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// `socks5h://host:port` (names are then resolved by the proxy) or `http://host:port`.
    pub proxy: Option<String>,
    /// Hosts that are reached without the proxy, separated by commas.
    pub past_proxy: String,
    /// Longest time for connecting.
    pub connect: Duration,
    /// Longest silence during an answer.
    pub idle: Duration,
    /// Time allowed for a request, besides the time that `slowest` allows for its bytes.
    pub grace: Duration,
    /// The slowest link worth waiting for, in bytes a second.
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
