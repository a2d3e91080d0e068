//! Clock, randomness and routes of a client.

use std::net::UdpSocket;

use jiff::Timestamp;

use crate::failure::Failure;

/// Clock, randomness and routes, as a trait for tests.
pub trait Surroundings: Send + Sync {
    /// Returns the device's wall clock.
    fn now(&self) -> Timestamp;

    /// Returns sixteen random bytes. Errors: `Bug` if the operating system has none.
    fn random(&self) -> Result<[u8; 16], Failure>;

    /// Returns false when the device certainly has no route to the network.
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
        // Connecting a datagram socket looks up a route and sends no packet; the addresses are reserved for
        // documentation.
        let reaches = |from: &str, to: &str| UdpSocket::bind(from).and_then(|s| s.connect(to)).is_ok();
        reaches("0.0.0.0:0", "192.0.2.1:9") || reaches("[::]:0", "[2001:db8::1]:9")
    }
}
