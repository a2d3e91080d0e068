//! The settings that an operator may choose. Owns the defaults and nothing else.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Everything that a server needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the server's data; made on the first start.
    pub data: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Origin of the log, chosen on the first start and never changed. Absent: made from the log key.
    pub origin: Option<String>,
    /// On the first start: even the first organisation needs an admission code.
    pub closed: bool,
    /// Own TLS certificate chain and key, PEM. Absent: a self-signed one, made on the first start.
    pub tls: Option<TlsFiles>,
    /// The `host[:port]` under which clients may address this server; a signature that was made for another is worth
    /// nothing here. Empty: the address to listen on, and what the policies of an organisation call this server.
    pub authorities: Vec<String>,
    /// The newest custody statement was signed by a wrong clock: it does not keep this run from signing.
    pub accept_clock: bool,
    /// Limits.
    pub limits: Limits,
}

/// Paths of PEM files.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// Certificate chain, leaf first.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// How much of the server anyone may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes that one device may store before its media are refused.
    pub quota: u64,
    /// Bytes beyond the quota that only records and entries may use: media cannot exhaust them.
    pub reserve: u64,
    /// Requests that one key, or one address without a key, may send at once before its rate counts.
    pub burst: u32,
    /// Requests per second and key, or address without a key.
    pub per_second: u32,
    /// Requests of one key that may be under way at the same time.
    pub in_flight: u32,
    /// Connections at the same time. A quarter of them is kept for those on which an enrolled key has signed a request.
    pub connections: usize,
    /// Connections of one address (IPv6: of one /64; a /48 has four times as many) at the same time. Everybody behind
    /// one proxy shares them.
    pub per_address: usize,
    /// Connections from this machine itself are not counted together: they come through a proxy of the operator's own.
    pub trust_loopback: bool,
    /// A connection on which nothing is asked for so long is closed.
    pub idle: Duration,
    /// Bytes of free disk below which parts are refused, so that entries still fit.
    pub keep_free: u64,
    /// Memory for JSON bodies of all requests together, in bytes.
    pub body_memory: usize,
    /// A connection that sends no byte of its body for so long counts as broken.
    pub body_idle: Duration,
    /// Time in which the headers of a request must have come, and half the time that a new connection has for its
    /// first request.
    pub header_time: Duration,
    /// Time that requests under way get when the server stops.
    pub stop_time: Duration,
}

impl Config {
    /// Defaults for a data folder: `127.0.0.1:8443`, self-signed TLS, open to the first organisation.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8443)),
            origin: None,
            closed: false,
            tls: None,
            authorities: Vec::new(),
            accept_clock: false,
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            quota: 64 << 30,
            reserve: 256 << 20,
            burst: 5_000,
            per_second: 200,
            in_flight: 32,
            connections: 4_096,
            per_address: 256,
            trust_loopback: true,
            idle: Duration::from_secs(90),
            keep_free: 512 << 20,
            body_memory: 256 << 20,
            body_idle: Duration::from_secs(30),
            header_time: Duration::from_secs(10),
            stop_time: Duration::from_secs(10),
        }
    }
}
