//! The settings that an operator may choose, with their defaults.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// All settings that a server needs before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the server's data; made on the first start.
    pub data: PathBuf,
    /// The address to listen on; with port 0 the system chooses one.
    pub listen: SocketAddr,
    /// Origin of the log, chosen on the first start and never changed. If absent, it is made from the log key.
    pub origin: Option<String>,
    /// On the first start: if true, even the first organisation needs an admission code.
    pub closed: bool,
    /// The operator's TLS certificate chain and key, PEM. If absent, a self-signed one is made on the first start.
    pub tls: Option<TlsFiles>,
    /// The `host[:port]` names under which clients may address this server; a signature for another name is refused. If
    /// empty: the address to listen on, and this server's names in the policies of an organisation.
    pub authorities: Vec<String>,
    /// The newest custody statement was signed by a wrong clock, so it does not keep this run from signing.
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

/// Resource limits per client and for the server.
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
    /// Concurrent requests of one key.
    pub in_flight: u32,
    /// Concurrent connections. A quarter of them is reserved for connections on which an enrolled key has signed a
    /// request.
    pub connections: usize,
    /// Concurrent connections of one address (IPv6: of one /64; a /48 has four times as many). All clients behind one
    /// proxy share them.
    pub per_address: usize,
    /// If true, connections from this machine are not counted together: they come through the operator's own proxy.
    pub trust_loopback: bool,
    /// Time after which a connection without requests is closed.
    pub idle: Duration,
    /// Bytes of free disk below which parts are refused, so that entries still fit.
    pub keep_free: u64,
    /// Memory for JSON bodies of all requests together, in bytes.
    pub body_memory: usize,
    /// Time after which a connection that sends no byte of its body counts as broken.
    pub body_idle: Duration,
    /// Time limit for the headers of a request, and half the time limit for a new connection's first request.
    pub header_time: Duration,
    /// Time for requests in progress to finish when the server stops.
    pub stop_time: Duration,
}

impl Config {
    /// Returns the defaults for a data folder: `127.0.0.1:8443`, self-signed TLS, open to the first organisation.
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
