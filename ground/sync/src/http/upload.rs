//! Sends one sealed part to the server by tus 1.0.0, through any number of dropped connections.
//!
//! Owns offsets and pieces. An upload's name is the part's digest, so there is no session to keep: after a drop,
//! a restart or on another connection the server reports its offset. Believes only offsets; custody statements decide
//! delivery.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use evidence::Digest;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::link::{Answer, Call, Link};
use crate::auth::RequestSigner;
use crate::failure::Failure;
use crate::messages::codes;
use crate::pace::{FIRST_CHUNK, Went, next_chunk};
use crate::tus;

const PARTS: &str = "/v1/parts";
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// The outcome of sending a part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Sent {
    /// The server reports that it holds the part whole, and every byte of it was sent now.
    Whole,
    /// The server reports that it holds the part whole, though not every byte was sent now: it has earlier bytes, or
    /// only claims to.
    Claimed,
    /// The server refuses this part; another attempt in this conversation is pointless.
    NotTaken,
    /// The server has no room left: the device's quota, or its own disk.
    Full(Failure),
}

/// The best size of pieces for this link, shared by all uploads over it.
pub(super) struct Pace(AtomicUsize);

impl Default for Pace {
    fn default() -> Self {
        Self(AtomicUsize::new(FIRST_CHUNK))
    }
}

impl Pace {
    fn chunk(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from a piece. `chunk` is the size in force when the piece was cut: a drop loses all pieces in flight at
    /// once and must count once, and a successful piece counts only if it had full size.
    fn learn(&self, chunk: usize, length: usize, went: Went) {
        if length >= chunk || went == Went::Lost {
            let next = next_chunk(chunk, went);
            // Fails, as intended, if another piece of the same size was counted first.
            let _ = self.0.compare_exchange(chunk, next, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

/// Sends one part. Errors: failures that should end the conversation.
pub(super) async fn send(
    link: &Link,
    signer: &dyn RequestSigner,
    pace: &Pace,
    digest: Digest,
    bytes: Bytes,
) -> Result<Sent, Failure> {
    let size = bytes.len();
    // The next byte to send, as reported by the server; `None` until the upload is created.
    let mut offset: Option<usize> = None;
    let (mut attempt, mut spoilt) = (0, false);
    // Number of leading bytes that these requests sent. An offset beyond them is only the server's claim.
    let mut gone = 0;
    let whole = |gone: usize| if gone == size { Sent::Whole } else { Sent::Claimed };
    loop {
        let from = offset.unwrap_or(0);
        let chunk = pace.chunk();
        let piece = bytes.slice(from..size.min(from.saturating_add(chunk)));
        let (length, began) = (piece.len(), Instant::now());
        let call = match offset {
            None => create(&digest, size, piece)?,
            Some(at) => append(&digest, at, piece)?,
        };
        let answer = link.send(&call, Some(signer)).await;
        if from <= gone && answer.is_ok() {
            gone = gone.max(from.saturating_add(length));
        }
        let failure = match answer {
            Ok(answer) if answer.is_success() => {
                let reached = reached(&answer, size)?;
                if reached == size {
                    pace.learn(chunk, length, Went::Through(began.elapsed()));
                    return Ok(whole(gone));
                }
                if reached > from {
                    pace.learn(chunk, length, Went::Through(began.elapsed()));
                    attempt = 0;
                } else {
                    attempt = link.wait(attempt, Failure::Interrupted).await?;
                }
                offset = Some(reached);
                continue;
            }
            Ok(answer) => match judge(&answer) {
                Verdict::Elsewhere => Failure::Interrupted,
                Verdict::Spoilt if spoilt => return Ok(Sent::NotTaken),
                Verdict::Spoilt => {
                    // The server discarded the bytes: start again from the first byte.
                    (spoilt, offset) = (true, None);
                    continue;
                }
                Verdict::Never => return Ok(Sent::NotTaken),
                Verdict::Failed(why @ (Failure::Quota | Failure::NoRoom)) => return Ok(Sent::Full(why)),
                Verdict::Failed(failure) => failure,
            },
            Err(failure) => failure,
        };
        let unclear = matches!(failure, Failure::Interrupted | Failure::TimedOut);
        attempt = link.wait(attempt, failure).await?;
        // After a clear refusal the offset is unchanged; after silence only the server knows it.
        if !unclear {
            continue;
        }
        pace.learn(chunk, length, Went::Lost);
        let before = offset;
        offset = held(link, signer, &digest, size, &mut attempt).await?;
        if offset == Some(size) {
            // Only the answer to the last piece was lost, not the piece.
            let last = from <= gone && from.saturating_add(length) == size;
            return Ok(whole(if last { size } else { gone }));
        }
        if offset.is_some_and(|reached| from <= gone && reached > from && reached <= from.saturating_add(length)) {
            gone = gone.max(offset.unwrap_or_default());
        }
        if offset > before {
            attempt = 0;
        }
    }
}

/// Returns the server's offset for a part, `None` if it knows no upload of it.
async fn held(
    link: &Link,
    signer: &dyn RequestSigner,
    digest: &Digest,
    size: usize,
    attempt: &mut u32,
) -> Result<Option<usize>, Failure> {
    let call = Call { method: Method::HEAD, headers: headers([])?, ..Call::get(&format!("{PARTS}/{digest}"), None) };
    loop {
        let failure = match link.send(&call, Some(signer)).await {
            Ok(answer) if answer.is_success() => return reached(&answer, size).map(Some),
            Ok(answer) if matches!(answer.status, 404 | 410) => return Ok(None),
            Ok(answer) => answer.failure(),
            Err(failure) => failure,
        };
        *attempt = link.wait(*attempt, failure).await?;
    }
}

fn create(digest: &Digest, size: usize, piece: Bytes) -> Result<Call, Failure> {
    let fields = headers([
        ("upload-length", size.to_string()),
        ("upload-metadata", tus::print_metadata(digest)),
        ("content-type", tus::CHUNK_TYPE.to_owned()),
    ])?;
    Ok(Call { method: Method::POST, headers: fields, body: piece, ..Call::get(PARTS, None) })
}

fn append(digest: &Digest, at: usize, piece: Bytes) -> Result<Call, Failure> {
    let fields = headers([("upload-offset", at.to_string()), ("content-type", tus::CHUNK_TYPE.to_owned())])?;
    Ok(Call { method: Method::PATCH, headers: fields, body: piece, ..Call::get(&format!("{PARTS}/{digest}"), None) })
}

fn headers<const N: usize>(fields: [(&'static str, String); N]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(N + 1);
    headers.insert("tus-resumable", HeaderValue::from_static(tus::VERSION));
    for (name, value) in fields {
        let value = HeaderValue::try_from(value).map_err(|_| Failure::Bug("an upload's header"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn reached(answer: &Answer, size: usize) -> Result<usize, Failure> {
    let offset = answer.number(UPLOAD_OFFSET).and_then(|n| usize::try_from(n).ok());
    offset.filter(|n| *n <= size).ok_or(Failure::BadReply("an upload without a possible offset"))
}

enum Verdict {
    /// The server is at another offset.
    Elsewhere,
    /// The bytes that arrived do not have the digest.
    Spoilt,
    /// The server refuses this part for good.
    Never,
    /// Another failure, which may end the conversation.
    Failed(Failure),
}

fn judge(answer: &Answer) -> Verdict {
    let code = answer.problem().map_or("", |p| codes::known(&p.code));
    match (code, answer.status) {
        (codes::CHECKSUM, _) | (_, 460) => Verdict::Spoilt,
        (codes::OFFSET, _) | (_, 409) => Verdict::Elsewhere,
        (codes::NOT_FOUND | codes::TOO_LARGE, _) | (_, 404 | 410 | 413) => Verdict::Never,
        _ => Verdict::Failed(answer.failure()),
    }
}
