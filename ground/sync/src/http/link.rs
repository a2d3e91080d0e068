//! One server: signed requests over one pool of connections, with deadlines, limits and counters.
//!
//! Owns the form of requests and the deadlines. Never follows a redirect, sends a cookie or names itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use evidence::json;
use evidence::policy::Server;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, NoProxy, Proxy, Url, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout, timeout_at};

use super::options::Options;
use super::surroundings::Surroundings;
use super::{blame, tls};
use crate::auth::{self, RequestSigner, Target};
use crate::failure::Failure;
use crate::messages::{Problem, codes};

/// Largest JSON answer that is read, in bytes: receipts of 4,096 entries, or a page for an archivist.
pub(super) const MAX_ANSWER: usize = 32 * 1024 * 1024;
/// Largest problem that is read, in bytes.
const MAX_PROBLEM: usize = 16 * 1024;

pub(super) struct Link {
    client: Client,
    base: Url,
    authority: String,
    options: Options,
    surroundings: Arc<dyn Surroundings>,
    /// Seconds to add to our clock so that the server accepts it.
    skew: AtomicI64,
    worked: AtomicBool,
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

/// A request before it is signed.
pub(super) struct Call {
    pub method: Method,
    pub path: String,
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Largest answer to read, in bytes.
    pub limit: usize,
}

/// An answer, read whole.
pub(super) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Counts of this connection so far: requests, and bytes of bodies each way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Traffic {
    pub requests: u64,
    pub up: u64,
    pub down: u64,
}

/// Returns a server's address: https, a host and an optional port only.
fn base(url: &str) -> Result<Url, Failure> {
    let base = Url::parse(url).map_err(|_| Failure::BadAddress)?;
    let bare = base.username().is_empty() && base.password().is_none() && base.query().is_none();
    if base.scheme() != "https" || base.path() != "/" || !bare || base.fragment().is_some() {
        return Err(Failure::BadAddress);
    }
    Ok(base)
}

/// Returns true only for `socks5h://HOST:PORT` and `http://HOST:PORT` (used as a tunnel, CONNECT), with or without
/// `NAME:PASSWORD@` before the host. Both let the proxy resolve names, so that the local network does not learn them.
/// TLS to the server passes through untouched: the proxy learns the server's name and the sizes.
pub fn is_proxy(address: &str) -> bool {
    let rest = address.strip_prefix("socks5h://").or_else(|| address.strip_prefix("http://"));
    // Other programs' settings often end with a slash.
    let rest = rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    let rest = rest.map(|rest| rest.rsplit_once('@').map_or(rest, |(_, rest)| rest));
    let Some((host, port)) = rest.and_then(|rest| rest.rsplit_once(':')) else { return false };
    let host = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')),
    };
    host && port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Returns a server's address in its only spelling, with its host in ASCII; none for an address that devices could not
/// use.
pub fn server_address(word: &str) -> Option<String> {
    base(word).ok().map(|base| base.as_str().trim_end_matches('/').to_owned())
}

/// Returns true when both spellings are of one server's address; false for an address that devices could not use.
pub fn is_same_server(one: &str, other: &str) -> bool {
    server_address(one).is_some_and(|one| server_address(other) == Some(one))
}

impl Link {
    pub fn new(server: &Server, options: &Options, surroundings: Arc<dyn Surroundings>) -> Result<Self, Failure> {
        let base = base(&server.url)?;
        let host = base.host_str().ok_or(Failure::BadAddress)?;
        let authority = base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::config(&server.pins)?)
            .https_only(true)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(blame::SystemNames)
            .connect_timeout(options.connect)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(10))
            .http2_keep_alive_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(60));
        if let Some(proxy) = &options.proxy {
            if !is_proxy(proxy) {
                return Err(Failure::ProxyAddress);
            }
            let proxy = Proxy::all(proxy).map_err(|_| Failure::ProxyAddress)?;
            builder = builder.proxy(proxy.no_proxy(NoProxy::from_string(&options.past_proxy)));
        }
        Ok(Self {
            client: builder.build().map_err(|_| Failure::Bug("the HTTP client could not be built"))?,
            base,
            authority,
            options: options.clone(),
            surroundings,
            skew: AtomicI64::new(0),
            worked: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
        })
    }

    pub fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.requests.load(Ordering::Relaxed),
            up: self.up.load(Ordering::Relaxed),
            down: self.down.load(Ordering::Relaxed),
        }
    }

    /// Requests JSON, and retries after passing failures.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        call: &Call,
        signer: Option<&dyn RequestSigner>,
    ) -> Result<T, Failure> {
        let answer = self.persist(call, signer).await?;
        json::parse("reply", &answer.body, call.limit).map_err(|_| Failure::BadReply("not the JSON it should be"))
    }

    /// Returns an answer of 2xx, retrying after passing failures.
    pub async fn persist(&self, call: &Call, signer: Option<&dyn RequestSigner>) -> Result<Answer, Failure> {
        let mut attempt = 0;
        loop {
            let failure = match self.send(call, signer).await {
                Ok(answer) if answer.is_success() => return Ok(answer),
                Ok(answer) => answer.failure(),
                Err(failure) => failure,
            };
            attempt = self.wait(attempt, failure).await?;
        }
    }

    /// Waits before the next attempt and returns its number, or returns the failure if another attempt is pointless. A
    /// server that never answered in this conversation gets no second attempt, because a person is waiting.
    pub async fn wait(&self, attempt: u32, failure: Failure) -> Result<u32, Failure> {
        let worth = match &failure {
            Failure::Interrupted => true,
            Failure::Rate(Some(seconds)) => *seconds <= self.options.backoff.longest.as_secs(),
            other => other.is_passing() && self.worked.load(Ordering::Relaxed),
        };
        if !worth || attempt.saturating_add(1) >= self.options.attempts {
            return Err(failure);
        }
        let [a, b, c, d, e, f, g, h, ..] = self.surroundings.random()?;
        let mut delay = self.options.backoff.delay(attempt, u64::from_be_bytes([a, b, c, d, e, f, g, h]));
        if let Failure::Rate(Some(seconds)) = failure {
            delay = delay.max(Duration::from_secs(seconds));
        }
        tokio::time::sleep(delay).await;
        Ok(attempt + 1)
    }

    /// Makes one attempt, and a second one with the server's time if ours is refused.
    pub async fn send(&self, call: &Call, signer: Option<&dyn RequestSigner>) -> Result<Answer, Failure> {
        let answer = self.send_as_of(call, signer).await?;
        let Some(problem) = answer.problem().filter(|p| p.code == codes::CLOCK && signer.is_some()) else {
            return Ok(answer);
        };
        let skew = problem.time.as_second().saturating_sub(self.surroundings.now().as_second());
        self.skew.store(skew, Ordering::Relaxed);
        self.send_as_of(call, signer).await
    }

    async fn send_as_of(&self, call: &Call, signer: Option<&dyn RequestSigner>) -> Result<Answer, Failure> {
        let mut url = self.base.clone();
        url.set_path(&call.path);
        url.set_query(call.query.as_deref());
        let mut request = self.client.request(call.method.clone(), url).headers(call.headers.clone());
        if let Some(signer) = signer {
            for (name, value) in self.signature(call, signer)? {
                request = request.header(name, value);
            }
        }
        if !call.body.is_empty() {
            request = request.body(call.body.clone());
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let sending = self.options.grace + self.time_for(call.body.len());
        let response = timeout(sending, request.send()).await.map_err(|_| Failure::TimedOut)?;
        let response = response.map_err(|e| self.blame(&e))?;
        self.up.fetch_add(call.body.len() as u64, Ordering::Relaxed);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let limit = if response.status().is_success() { call.limit } else { MAX_PROBLEM };
        // Some servers send a problem's body even here, which HTTP/2 treats as a broken stream.
        let body = if call.method == Method::HEAD { Vec::new() } else { self.read(response, limit).await? };
        self.worked.store(true, Ordering::Relaxed);
        Ok(Answer { status, headers, body })
    }

    fn signature(&self, call: &Call, signer: &dyn RequestSigner) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
        let target = Target {
            method: call.method.as_str(),
            authority: &self.authority,
            path: &call.path,
            query: call.query.as_deref(),
        };
        let created = self.surroundings.now().as_second().saturating_add(self.skew.load(Ordering::Relaxed));
        let nonce = self.surroundings.random()?;
        let digest = auth::body_digest(&call.body);
        let unsigned = |_| Failure::Bug("a request that cannot be signed");
        let signed = auth::sign(&target, digest.as_ref(), created.max(0), &nonce, signer).map_err(unsigned)?;
        let fields = [
            (auth::SIGNATURE_INPUT, Some(signed.signature_input)),
            (auth::SIGNATURE, Some(signed.signature)),
            (auth::CONTENT_DIGEST, signed.content_digest),
        ];
        let mut out = Vec::with_capacity(fields.len());
        for (name, value) in fields {
            let Some(value) = value else { continue };
            let value = HeaderValue::from_str(&value).map_err(|_| Failure::Bug("a signature that is no header"))?;
            out.push((HeaderName::from_static(name), value));
        }
        Ok(out)
    }

    /// Reads an answer within its limit. Silence ends it, and so does a trickle: only received bytes extend the
    /// deadline.
    async fn read(&self, mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        let began = Instant::now();
        loop {
            let deadline = began + self.options.grace + self.time_for(body.len());
            let deadline = deadline.min(Instant::now() + self.options.idle);
            let chunk = timeout_at(deadline, response.chunk()).await.map_err(|_| Failure::TimedOut)?;
            let Some(chunk) = chunk.map_err(|e| self.blame(&e))? else { return Ok(body) };
            self.down.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            if body.len().saturating_add(chunk.len()) > limit {
                return Err(Failure::BadReply("longer than any answer"));
            }
            body.extend_from_slice(&chunk);
        }
    }

    fn time_for(&self, bytes: usize) -> Duration {
        Duration::from_secs((bytes as u64).checked_div(self.options.slowest).unwrap_or(0))
    }

    fn blame(&self, error: &reqwest::Error) -> Failure {
        blame::failure(error, self.options.proxy.is_some(), || self.surroundings.has_route())
    }
}

impl Call {
    pub fn get(path: &str, query: Option<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.to_owned(),
            query,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            limit: MAX_ANSWER,
        }
    }

    pub fn post<T: Serialize>(path: &str, value: &T) -> Result<Self, Failure> {
        let body = json::print(value).map_err(|_| Failure::Bug("a message did not become JSON"))?;
        let mut call = Self { method: Method::POST, body: body.into(), ..Self::get(path, None) };
        call.headers.insert("content-type", HeaderValue::from_static("application/json"));
        Ok(call)
    }
}

impl Answer {
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    pub fn problem(&self) -> Option<Problem> {
        if self.is_success() { None } else { json::parse("problem", &self.body, MAX_PROBLEM).ok() }
    }

    pub fn failure(&self) -> Failure {
        Failure::from_answer(self.status, self.problem().as_ref(), self.number(RETRY_AFTER))
    }

    /// Returns a header's value if it is a decimal number.
    pub fn number(&self, name: HeaderName) -> Option<u64> {
        self.headers.get(name)?.to_str().ok()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_host_and_a_port_and_resolves_names() {
        for good in [
            "http://proxy.example:3128",
            "socks5h://127.0.0.1:9050",
            "socks5h://tor.local:1",
            "socks5h://[::1]:9050",
            "http://me:secret@proxy.example:3128/",
        ] {
            assert!(is_proxy(good), "{good}");
        }
        for bad in [
            "socks5://127.0.0.1:9050",
            "https://127.0.0.1:9050",
            "socks5h://127.0.0.1",
            "socks5h://127.0.0.1:0",
            "socks5h://127.0.0.1:65536",
            "socks5h://127.0.0.1:+90",
            "socks5h://:9050",
            "socks5h://a b:1",
            "socks5h://::1:9050",
            "socks5h://host:1/path",
            "127.0.0.1:9050",
            "http://me@:1",
        ] {
            assert!(!is_proxy(bad), "{bad}");
        }
    }
}
