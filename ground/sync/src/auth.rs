//! Authentication of requests: HTTP message signatures (RFC 9421) by an Ed25519 transport key, over a content digest
//! (RFC 9530).
//!
//! Owns the one profile of `docs/protocol.md`, for both sides. Never holds a secret, reads a clock, or remembers a
//! nonce: the signer is a trait, and the caller of [`verify`] checks `created`, the nonce and the body.
//!
//! A general structured-fields parser would accept many spellings of one statement; this profile has a single one, so
//! that signed, parsed and compared bytes are equal.

use std::borrow::Cow;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence::{Digest, PublicKey};

/// Name of the header that carries the body's digest.
pub const CONTENT_DIGEST: &str = "content-digest";
/// Name of the header that lists the signed components.
pub const SIGNATURE_INPUT: &str = "signature-input";
/// Name of the header that carries the signature.
pub const SIGNATURE: &str = "signature";

/// Longest path or query that is signed, in bytes.
const MAX_TARGET: usize = 2_048;
/// Longest host and port, in bytes.
const MAX_AUTHORITY: usize = 300;

/// A transport key that signs requests. The secret stays on the other side of this trait.
pub trait RequestSigner: Send + Sync {
    /// Returns the public key, which becomes the `keyid`.
    fn key(&self) -> PublicKey;

    /// Returns the Ed25519 signature (RFC 8032) over a signature base.
    fn sign(&self, base: &[u8]) -> [u8; 64];
}

/// A public key and a function that signs for it.
impl<F: Fn(&[u8]) -> [u8; 64] + Send + Sync> RequestSigner for (PublicKey, F) {
    fn key(&self) -> PublicKey {
        self.0
    }

    fn sign(&self, base: &[u8]) -> [u8; 64] {
        (self.1)(base)
    }
}

/// The signed components of a request. `authority` is `host[:port]`, `path` begins with `/` as in the request line,
/// `query` has no `?`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target<'a> {
    /// Upper-case method.
    pub method: &'a str,
    /// Host and port; case and the default port 443 do not matter.
    pub authority: &'a str,
    /// Path, percent-encoded as sent.
    pub path: &'a str,
    /// Query, percent-encoded as sent.
    pub query: Option<&'a str>,
}

/// The headers to add to a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedHeaders {
    /// `Content-Digest`, exactly when there is a body.
    pub content_digest: Option<String>,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

/// The three header fields of a request, as received.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Fields<'a> {
    content_digest: Option<&'a str>,
    signature_input: Option<&'a str>,
    signature: Option<&'a str>,
}

/// Key, time, nonce and body digest of a valid signature. The caller still checks that `created` is fresh, that the
/// nonce is new, that the key has the needed role, and that the body matches ([`Verified::covers`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verified {
    /// The key that signed.
    pub key: PublicKey,
    /// The signing time by the signer's clock, in seconds since 1970.
    pub created: i64,
    /// Random bytes that make the request usable once.
    pub nonce: [u8; 16],
    /// SHA-256 of the body; absent when the request has none.
    pub content_digest: Option<Digest>,
}

/// The reason why a request counts as unsigned. Texts name the field, never its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthError {
    /// A required field is missing.
    #[error("request signature is malformed: no {0}")]
    Missing(&'static str),
    /// A field occurs more than once.
    #[error("request signature is malformed: {0} is given twice")]
    Repeated(&'static str),
    /// A field or a part of the request does not follow the profile.
    #[error("request signature is malformed: {0} does not follow testamur-v1")]
    Malformed(&'static str),
    /// The digest is present but not signed, or signed but not present.
    #[error("request signature is refused: content-digest is not covered exactly when there is one")]
    Uncovered,
    /// The signature does not match this request and this key.
    #[error("request signature is refused: it does not verify")]
    BadSignature,
}

/// Returns the headers for one request. `body` is the SHA-256 of a body that is not empty; `created` is in seconds
/// since 1970, not negative; `nonce` must be fresh for every call.
///
/// Errors: `Malformed` if the target has characters that no request line can carry, or `created` is negative.
pub fn sign(
    target: &Target<'_>,
    body: Option<&Digest>,
    created: i64,
    nonce: &[u8; 16],
    signer: &dyn RequestSigner,
) -> Result<SignedHeaders, AuthError> {
    if created < 0 {
        return Err(AuthError::Malformed("created"));
    }
    let params = params(body.is_some(), created, nonce, &signer.key());
    let content_digest = body.map(print_content_digest);
    let base = request_base(target, content_digest.as_deref(), &params)?;
    let signature = STANDARD.encode(signer.sign(base.as_bytes()));
    Ok(SignedHeaders {
        content_digest,
        signature_input: format!("testamur={params}"),
        signature: format!("testamur=:{signature}:"),
    })
}

/// Returns the digest of a body for [`sign`]: none for an empty body.
pub fn body_digest(body: &[u8]) -> Option<Digest> {
    (!body.is_empty()).then(|| Digest::of(body))
}

/// Checks the signature over the received request.
///
/// Errors: [`AuthError`] if the request cannot be attributed to a key.
pub fn verify(target: &Target<'_>, fields: &Fields<'_>) -> Result<Verified, AuthError> {
    let input = fields.signature_input.ok_or(AuthError::Missing(SIGNATURE_INPUT))?;
    let signature = fields.signature.ok_or(AuthError::Missing(SIGNATURE))?;
    let params = input.strip_prefix("testamur=").ok_or(AuthError::Malformed(SIGNATURE_INPUT))?;
    let said = Params::parse(params).ok_or(AuthError::Malformed(SIGNATURE_INPUT))?;
    let signature = parse_signature(signature).ok_or(AuthError::Malformed(SIGNATURE))?;
    if said.covers_body != fields.content_digest.is_some() {
        return Err(AuthError::Uncovered);
    }
    let content_digest = match fields.content_digest {
        Some(text) => Some(parse_content_digest(text).ok_or(AuthError::Malformed(CONTENT_DIGEST))?),
        None => None,
    };
    let base = request_base(target, fields.content_digest, params)?;
    if !said.key.verify(base.as_bytes(), &signature) {
        return Err(AuthError::BadSignature);
    }
    Ok(Verified { key: said.key, created: said.created, nonce: said.nonce, content_digest })
}

impl<'a> Fields<'a> {
    /// Picks the three fields out of all headers, given as pairs of name and value. Names may have any case.
    ///
    /// Errors: `Repeated` if a field is given twice, `Malformed` if one is not printable ASCII.
    pub fn from_headers(headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, AuthError> {
        let mut fields = Self::default();
        for (name, value) in headers {
            let (slot, name) = if name.eq_ignore_ascii_case(CONTENT_DIGEST) {
                (&mut fields.content_digest, CONTENT_DIGEST)
            } else if name.eq_ignore_ascii_case(SIGNATURE_INPUT) {
                (&mut fields.signature_input, SIGNATURE_INPUT)
            } else if name.eq_ignore_ascii_case(SIGNATURE) {
                (&mut fields.signature, SIGNATURE)
            } else {
                continue;
            };
            if slot.is_some() {
                return Err(AuthError::Repeated(name));
            }
            let text = std::str::from_utf8(value).ok().filter(|t| t.bytes().all(|b| (b' '..=b'~').contains(&b)));
            *slot = Some(text.ok_or(AuthError::Malformed(name))?);
        }
        Ok(fields)
    }

    /// Returns the claimed key before any check. None if the fields do not follow the profile.
    pub fn key(&self) -> Option<PublicKey> {
        Params::parse(self.signature_input?.strip_prefix("testamur=")?).map(|said| said.key)
    }
}

impl Verified {
    /// Returns true when `body` is the signed body; an empty body must have no digest.
    pub fn covers(&self, body: &[u8]) -> bool {
        self.content_digest == body_digest(body)
    }

    /// Returns true when `created` is at most `within` seconds away from `now`, both in seconds since 1970.
    pub fn is_fresh(&self, now: i64, within: i64) -> bool {
        self.created.abs_diff(now) <= within.unsigned_abs()
    }
}

/// Returns the signature base of RFC 9421 section 2.5: one line for each covered component, then the parameters, with
/// no newline at the end.
pub fn signature_base<'a>(components: impl IntoIterator<Item = (&'a str, &'a str)>, params: &str) -> String {
    let mut base = String::new();
    for (name, value) in components {
        // Writing to a String always succeeds.
        let _ = writeln!(base, "\"{name}\": {value}");
    }
    let _ = write!(base, "\"@signature-params\": {params}");
    base
}

fn request_base(target: &Target<'_>, content_digest: Option<&str>, params: &str) -> Result<String, AuthError> {
    // A newline in a component would begin a second line of the base.
    let visible = |text: &str, max: usize| text.len() <= max && text.bytes().all(|b| (b'!'..=b'~').contains(&b));
    if target.method.is_empty() || target.method.len() > 16 || !target.method.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(AuthError::Malformed("@method"));
    }
    if target.authority.is_empty() || !visible(target.authority, MAX_AUTHORITY) {
        return Err(AuthError::Malformed("@authority"));
    }
    if !target.path.starts_with('/') || !visible(target.path, MAX_TARGET) || target.path.contains(['?', '#']) {
        return Err(AuthError::Malformed("@path"));
    }
    let query = target.query.unwrap_or_default();
    if !visible(query, MAX_TARGET) || query.contains('#') {
        return Err(AuthError::Malformed("@query"));
    }
    let (authority, query) = (authority(target.authority), format!("?{query}"));
    let mut components =
        vec![("@method", target.method), ("@authority", &*authority), ("@path", target.path), ("@query", &*query)];
    components.extend(content_digest.map(|d| (CONTENT_DIGEST, d)));
    Ok(signature_base(components, params))
}

/// Returns the authority by RFC 9421 section 2.2.3: lower case, without the default port of https.
fn authority(text: &str) -> Cow<'_, str> {
    let text = text.strip_suffix(":443").unwrap_or(text);
    if text.bytes().any(|b| b.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

const COMPONENTS: &str = r#"("@method" "@authority" "@path" "@query""#;

fn params(covers_body: bool, created: i64, nonce: &[u8; 16], key: &PublicKey) -> String {
    let body = if covers_body { r#" "content-digest""# } else { "" };
    let nonce = evidence::Token::from_bytes(*nonce);
    format!(r#"{COMPONENTS}{body});created={created};nonce="{nonce}";keyid="{key}";alg="ed25519";tag="testamur-v1""#)
}

struct Params {
    covers_body: bool,
    created: i64,
    nonce: [u8; 16],
    key: PublicKey,
}

impl Params {
    fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(COMPONENTS)?;
        let (covers_body, rest) = match rest.strip_prefix(r#" "content-digest""#) {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (created, rest) = rest.strip_prefix(");created=")?.split_once(";nonce=\"")?;
        let (nonce, rest) = rest.split_once("\";keyid=\"")?;
        let (key, rest) = rest.split_once('"')?;
        if rest != r#";alg="ed25519";tag="testamur-v1""# {
            return None;
        }
        // RFC 9651 integers have at most 15 digits; one value has one spelling.
        let digits = !created.is_empty() && created.len() <= 15 && created.bytes().all(|b| b.is_ascii_digit());
        if !digits || (created.len() > 1 && created.starts_with('0')) {
            return None;
        }
        let nonce: evidence::Token = nonce.parse().ok()?;
        Some(Self { covers_body, created: created.parse().ok()?, nonce: *nonce.as_bytes(), key: key.parse().ok()? })
    }
}

fn parse_signature(text: &str) -> Option<[u8; 64]> {
    let text = text.strip_prefix("testamur=:")?.strip_suffix(':')?;
    if text.len() != 88 {
        return None;
    }
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn print_content_digest(digest: &Digest) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest.as_bytes()))
}

fn parse_content_digest(text: &str) -> Option<Digest> {
    let text = text.strip_prefix("sha-256=:")?.strip_suffix(':')?;
    if text.len() != 44 {
        return None;
    }
    STANDARD.decode(text).ok()?.try_into().ok().map(Digest::from_bytes)
}
