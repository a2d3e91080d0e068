//! Translates tus 1.0.0 with creation, creation-with-upload and checksum: headers in, headers out.
//!
//! Owns the spelling of the protocol. [`crate::uploads`] handles the bytes.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use evidence::Digest;
use evidence::part::MAX_SEALED;
use sync::messages::codes;
use sync::tus::{self, CHUNK_TYPE, VERSION};

use crate::body::{drain, length, too_large};
use crate::problem::TUS_VERSION;
use crate::uploads::{Chunk, Uploads};
use crate::who::{Asked, Who};
use crate::{Error, Result};

const EXTENSIONS: &str = "creation,creation-with-upload,checksum";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSIONS: HeaderName = HeaderName::from_static("tus-version");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// Answers `OPTIONS /v1/parts` with public facts.
pub async fn options() -> Response {
    let headers = [
        (TUS_VERSIONS, HeaderValue::from_static(VERSION)),
        (HeaderName::from_static("tus-extension"), HeaderValue::from_static(EXTENSIONS)),
        (HeaderName::from_static("tus-max-size"), HeaderValue::from(MAX_SEALED)),
        (HeaderName::from_static("tus-checksum-algorithm"), HeaderValue::from_static("sha256")),
        (ALLOW, HeaderValue::from_static("OPTIONS, POST, HEAD, PATCH")),
    ];
    with_version((StatusCode::NO_CONTENT, headers).into_response())
}

/// Answers `POST /v1/parts`.
pub async fn create(who: &Who, uploads: &Arc<Uploads>, request: Request) -> Response {
    with_version(created(who, uploads, request).await.unwrap_or_else(IntoResponse::into_response))
}

/// Answers `HEAD /v1/parts/<digest>`.
pub async fn head(who: &Who, uploads: &Arc<Uploads>, request: Request) -> Response {
    with_version(offset(who, uploads, request).await.unwrap_or_else(IntoResponse::into_response))
}

/// Answers `PATCH /v1/parts/<digest>`.
pub async fn patch(who: &Who, uploads: &Arc<Uploads>, request: Request) -> Response {
    with_version(appended(who, uploads, request).await.unwrap_or_else(IntoResponse::into_response))
}

async fn created(who: &Who, uploads: &Arc<Uploads>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let asked = who.ask(&parts, false).await?;
    let (device, headers) = (asked.device()?, &parts.headers);
    check_version(headers)?;
    let size = number(headers, &LENGTH, "Upload-Length")?;
    if size > MAX_SEALED as u64 {
        return Err(too_large());
    }
    let digest = metadata(headers)?;
    let chunk = chunk(headers, &asked, 0)?;
    if chunk.as_ref().is_some_and(|chunk| chunk.length.is_some_and(|length| length > size)) {
        return Err(too_large());
    }
    let (turn, part) = uploads.turn(&device, digest).await?;
    if part.size != size {
        return Err(Error::not_found());
    }
    let offset = match (part.held, chunk) {
        (true, _) => {
            drain(body, size, uploads.limits.body_idle).await;
            size
        }
        (false, None) => uploads.begin(&turn, part).await?,
        (false, Some(mut chunk)) => {
            // The body is the part from its first byte; bytes that are already there are not written again.
            chunk.skip = part.received.unwrap_or(0);
            uploads.receive(turn, part, chunk, body).await?
        }
    };
    let location =
        HeaderValue::try_from(format!("/v1/parts/{digest}")).map_err(|_| Error::Bug("a digest as a path"))?;
    let headers = [(LOCATION, location), (OFFSET, HeaderValue::from(offset)), (LENGTH, HeaderValue::from(size))];
    Ok((StatusCode::CREATED, headers).into_response())
}

async fn offset(who: &Who, uploads: &Arc<Uploads>, request: Request) -> Result<Response> {
    let (parts, _) = request.into_parts();
    let asked = who.ask(&parts, false).await?;
    let device = asked.device()?;
    check_version(&parts.headers)?;
    let (_turn, part) = uploads.turn(&device, named(parts.uri.path())?).await?;
    let offset = if part.held { part.size } else { part.received.ok_or_else(Error::not_found)? };
    let headers = [
        (OFFSET, HeaderValue::from(offset)),
        (LENGTH, HeaderValue::from(part.size)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::OK, headers).into_response())
}

async fn appended(who: &Who, uploads: &Arc<Uploads>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let asked = who.ask(&parts, false).await?;
    let (device, headers) = (asked.device()?, &parts.headers);
    check_version(headers)?;
    let at = number(headers, &OFFSET, "Upload-Offset")?;
    if headers.get(CONTENT_TYPE).is_none_or(|found| found != CHUNK_TYPE) {
        return Err(Error::Unsupported("that media type of a chunk"));
    }
    let digest = named(parts.uri.path())?;
    let chunk = chunk(headers, &asked, at)?;
    let (turn, part) = uploads.turn(&device, digest).await?;
    let current = if part.held { part.size } else { part.received.ok_or_else(Error::not_found)? };
    if at != current {
        return Err(Error::refused(codes::OFFSET, format!("the upload's offset is {current}")));
    }
    let offset = match chunk {
        None => current,
        Some(chunk) => {
            if chunk.length.is_some_and(|length| length > part.size - current) || part.held {
                return Err(too_large());
            }
            uploads.receive(turn, part, chunk, body).await?
        }
    };
    Ok((StatusCode::NO_CONTENT, [(OFFSET, HeaderValue::from(offset))]).into_response())
}

/// Returns the body as the headers describe it; `None` if there is none.
fn chunk(headers: &HeaderMap, asked: &Asked, offset: u64) -> Result<Option<Chunk>> {
    let length = length(headers)?;
    if !asked.has_body() {
        // A body without a signature is refused.
        return if length.unwrap_or(0) == 0 {
            Ok(None)
        } else {
            Err(asked.covers(b"?").err().unwrap_or(Error::Bug("body")))
        };
    }
    if headers.get(CONTENT_TYPE).is_none_or(|found| found != CHUNK_TYPE) {
        return Err(Error::Unsupported("that media type of a chunk"));
    }
    let checksum = match headers.get("upload-checksum") {
        None => None,
        Some(value) => {
            let wrong = || Error::malformed("Upload-Checksum", "not sha256 and the base64 of 32 bytes");
            Some(value.to_str().ok().and_then(tus::parse_checksum).ok_or_else(wrong)?)
        }
    };
    Ok(Some(Chunk { offset, skip: 0, length, checksum, signed: asked.content_digest() }))
}

fn metadata(headers: &HeaderMap) -> Result<Digest> {
    let text = headers.get("upload-metadata").and_then(|value| value.to_str().ok());
    let wrong = || Error::malformed("Upload-Metadata", "no sha256, or not the base64 of 64 hex digits");
    text.and_then(tus::parse_metadata).ok_or_else(wrong)
}

/// Returns the digest at the end of a path. A path without a digest is not found.
fn named(path: &str) -> Result<Digest> {
    path.rsplit('/').next().and_then(|name| name.parse().ok()).ok_or_else(Error::not_found)
}

fn number(headers: &HeaderMap, name: &HeaderName, shown: &'static str) -> Result<u64> {
    let mut values = headers.get_all(name).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Error::malformed(shown, "it must be given once"));
    };
    value.to_str().ok().and_then(tus::parse_number).ok_or_else(|| Error::malformed(shown, "not a number"))
}

fn check_version(headers: &HeaderMap) -> Result<()> {
    match headers.get(RESUMABLE) {
        Some(version) if version == VERSION => Ok(()),
        _ => Err(Error::Unsupported(TUS_VERSION)),
    }
}

fn with_version(mut response: Response) -> Response {
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert(TUS_VERSIONS, HeaderValue::from_static(VERSION));
    }
    response
}
