//! Turns a client library's error into one failure of the closed list, by walking its causes.
//!
//! Owns the priority of causes: identity before name, name before socket, socket before protocol. Never looks at an
//! error's text.

use std::error::Error;
use std::io;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::failure::Failure;

/// Resolves names through the operating system and marks errors for unknown names.
#[derive(Debug)]
pub(super) struct SystemNames;

/// A name that does not resolve.
#[derive(Debug, thiserror::Error)]
#[error("the name does not resolve")]
pub(super) struct Unresolved;

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => found.collect(),
                Err(_) => Vec::new(),
            };
            if found.is_empty() {
                return Err(Unresolved.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Returns the failure behind the error of a request. `proxied`: a proxy is in use; `has_route`: whether the device
/// has a route to the network, called only when a name was not found.
pub(super) fn failure(error: &reqwest::Error, proxied: bool, has_route: impl FnOnce() -> bool) -> Failure {
    let causes = Causes::of(error);
    if let Some(tls) = causes.tls {
        return match tls {
            rustls::Error::InvalidCertificate(_) => Failure::TlsIdentityChanged,
            _ => Failure::TlsFailed,
        };
    }
    if causes.unresolved {
        return if has_route() { Failure::NameNotFound } else { Failure::NoNetwork };
    }
    if error.is_timeout() || causes.io == Some(io::ErrorKind::TimedOut) {
        return Failure::TimedOut;
    }
    if error.is_connect() && proxied {
        return Failure::Proxy;
    }
    match causes.io {
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown | io::ErrorKind::AddrNotAvailable) => {
            return Failure::NoNetwork;
        }
        Some(io::ErrorKind::ConnectionRefused | io::ErrorKind::HostUnreachable) => return Failure::Unreachable,
        _ => {}
    }
    if causes.nonsense {
        return Failure::BadReply("not an HTTP answer");
    }
    if error.is_builder() {
        return Failure::Bug("a request could not be built");
    }
    Failure::Interrupted
}

#[derive(Default)]
struct Causes<'a> {
    tls: Option<&'a rustls::Error>,
    io: Option<io::ErrorKind>,
    unresolved: bool,
    nonsense: bool,
}

impl<'a> Causes<'a> {
    fn of(error: &'a (dyn Error + 'static)) -> Self {
        let mut causes = Self::default();
        let mut next = Some(error);
        // A library's chain has a few links; the bound protects against a cyclic one.
        for _ in 0..32 {
            let Some(cause) = next else { break };
            causes.tls = causes.tls.or_else(|| cause.downcast_ref());
            causes.unresolved |= cause.is::<Unresolved>();
            causes.nonsense |= cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse);
            next = cause.source();
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                causes.io = Some(io.kind());
                // The `source` of an I/O error skips the error inside it.
                if let Some(inner) = io.get_ref() {
                    next = Some(inner);
                }
            }
        }
        causes
    }
}
