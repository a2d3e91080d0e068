//! The hosts and ports under which this server may be addressed: a request that was signed for another name is refused.
//!
//! Owns the names: those from the operator; without them those of the address to listen on, and, for an organisation's
//! own requests, those that its policies give this server. Makes no network request.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{PoisonError, RwLock};

use evidence::policy::Server;
use evidence::{Digest, SignedPolicy};
use sync::messages::codes;

use crate::ledger::OrgId;
use crate::{Error, Result};

/// Names of this server.
pub struct Names {
    own: BTreeSet<String>,
    /// `None` if the operator gave the names: then policies add none.
    policies: Option<RwLock<HashMap<OrgId, BTreeSet<String>>>>,
    pin: Digest,
}

impl Names {
    /// Takes the names `given` by the operator, or those of a server that listens at `addr` with the TLS key `pin`.
    pub fn new(given: &[String], addr: SocketAddr, pin: Digest) -> Self {
        if !given.is_empty() {
            return Self { own: given.iter().map(|name| plain(name)).collect(), policies: None, pin };
        }
        let mut own = BTreeSet::from([plain(&addr.to_string())]);
        if addr.ip().is_loopback() || addr.ip().is_unspecified() {
            own.extend(["127.0.0.1", "[::1]", "localhost"].map(|host| plain(&format!("{host}:{}", addr.port()))));
        }
        Self { own, policies: Some(RwLock::default()), pin }
    }

    /// Adds the names that a policy gives this server. Those of older policies stay: devices may still use them.
    pub fn learn(&self, org: OrgId, policy: &SignedPolicy) {
        let Some(policies) = &self.policies else { return };
        let servers = &policy.policy().servers;
        // A policy without a pin means this server only if it names no other.
        let ours = |server: &&Server| server.pins.contains(&self.pin) || (server.pins.is_empty() && servers.len() == 1);
        let names = servers.iter().filter(ours).filter_map(|server| authority(&server.url));
        policies.write().unwrap_or_else(PoisonError::into_inner).entry(org).or_default().extend(names);
    }

    /// Checks the name that a request was signed for. Errors: `unauthenticated` if it is another server's.
    pub fn check(&self, authority: &str, org: OrgId) -> Result<()> {
        let name = plain(authority);
        let known = || {
            let policies = self.policies.as_ref()?.read().unwrap_or_else(PoisonError::into_inner);
            Some(policies.get(&org)?.contains(&name))
        };
        if self.own.contains(&name) || known().unwrap_or(false) {
            return Ok(());
        }
        Err(Error::refused(codes::UNAUTHENTICATED, "this server does not go by that host and port; see `--authority`"))
    }
}

/// Returns the name in lower case, without the default port.
fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_suffix(":443").map_or(name.clone(), str::to_owned)
}

/// Returns host and port of a policy's URL.
fn authority(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let name = rest.get(..end).filter(|name| !name.is_empty() && !name.contains('@'))?;
    Some(plain(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: OrgId = OrgId(1);

    fn policy(servers: Vec<Server>) -> SignedPolicy {
        let key = seal::OrganisationKey::from_seed(&zeroize::Zeroizing::new([9; 32]));
        let policy = evidence::Policy {
            format: evidence::policy::FORMAT.to_owned(),
            version: 0,
            ancestors: Vec::new(),
            name: "Test".to_owned(),
            archive_recipients: vec![format!("age1{}", "q".repeat(58))],
            witness_recipients: Vec::new(),
            slots: 1,
            servers,
            logs: vec![],
            retired: Vec::new(),
            timestamp_roots: vec![],
            review: evidence::policy::Review::Never,
            keep_after_delivery: false,
            forms: vec![],
            expires: None,
        };
        key.sign_policy(&policy).unwrap()
    }

    fn server(url: &str, pins: &[Digest]) -> Server {
        Server { url: url.to_owned(), pins: pins.to_vec() }
    }

    #[test]
    fn a_loopback_server_is_known_by_its_port_and_by_nothing_else() {
        let names = Names::new(&[], "127.0.0.1:8443".parse().unwrap(), Digest::of(b"pin"));
        for name in ["127.0.0.1:8443", "localhost:8443", "LOCALHOST:8443", "[::1]:8443"] {
            assert!(names.check(name, ORG).is_ok(), "{name}");
        }
        for name in ["127.0.0.1", "127.0.0.1:8444", "localhost", "", "evil.example", "127.0.0.1:8443.evil.example"] {
            assert!(names.check(name, ORG).is_err(), "{name}");
        }
    }

    #[test]
    fn a_policy_names_this_server_for_its_own_organisation_only() {
        let (ours, other) = (Digest::of(b"ours"), Digest::of(b"other"));
        let names = Names::new(&[], "0.0.0.0:8443".parse().unwrap(), ours);
        names.learn(
            ORG,
            &policy(vec![
                server("https://Log.example:443/", &[ours]),
                server("https://second.example:8443", &[other]),
                server("https://third.example", &[]),
            ]),
        );
        assert!(names.check("log.example", ORG).is_ok() && names.check("log.example:443", ORG).is_ok());
        assert!(names.check("log.example", OrgId(2)).is_err(), "another organisation said nothing of it");
        assert!(names.check("second.example:8443", ORG).is_err(), "it has another key");
        assert!(names.check("third.example", ORG).is_err(), "nobody can tell who that is");
        names.learn(OrgId(2), &policy(vec![server("https://only.example:99", &[])]));
        assert!(names.check("only.example:99", OrgId(2)).is_ok());
        assert!(names.check("0.0.0.0:8443", ORG).is_ok() && names.check("192.0.2.1:8443", ORG).is_err());
    }

    #[test]
    fn names_that_the_operator_gave_are_the_only_ones() {
        let pin = Digest::of(b"pin");
        let names = Names::new(&["Log.example:443".to_owned()], "127.0.0.1:8443".parse().unwrap(), pin);
        names.learn(ORG, &policy(vec![server("https://evil.example", &[pin])]));
        assert!(names.check("log.example", ORG).is_ok());
        assert!(names.check("evil.example", ORG).is_err() && names.check("127.0.0.1:8443", ORG).is_err());
    }
}
