//! Checks a request against HTTP/1.1 itself, before any route handles it (RFC 9112, sections 3.2 and 6).
//!
//! Refuses a request that a proxy in front may read differently from this server: two hosts, or two ways to find the
//! end of its body.

use axum::extract::Request;
use axum::http::header::{HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::{Error, Result};

/// Refuses a request that two readers may understand differently.
pub async fn one_message(request: Request, next: Next) -> Response {
    match check(request.version(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Refuses two hosts and `Transfer-Encoding`, with or without `Content-Length`: hyper drops the length before any code
/// sees it, and a signed body has a known length.
fn check(version: Version, headers: &HeaderMap) -> Result<()> {
    if headers.get_all(HOST).iter().nth(1).is_some() {
        return Err(Error::malformed("request", "it names two hosts"));
    }
    if version <= Version::HTTP_11 && headers.contains_key(TRANSFER_ENCODING) {
        return Err(Error::malformed("request", "its body needs a `Content-Length` and no `Transfer-Encoding`"));
    }
    Ok(())
}
