//! Writes every 4xx and 5xx as a `Problem` body (RFC 9457). Owns the mapping from codes to HTTP; leaves an error's text
//! unchanged.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sync::messages::{Problem, codes};

use crate::surroundings::Clock;
use crate::{Error, chain_of};

/// The words for a wrong `Tus-Resumable`; the one error that is answered with 412.
pub const TUS_VERSION: &str = "that version of tus";
/// The words for a method that a route does not have; answered with 405.
const METHOD: &str = "that method";

/// Carries the error to [`render`], which knows the time.
#[derive(Clone)]
struct Fault(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        response.extensions_mut().insert(Fault(Arc::new(self)));
        response
    }
}

fn status(error: &Error) -> StatusCode {
    let code = match error.code() {
        codes::UNAUTHENTICATED | codes::CLOCK | codes::REPLAYED => 401,
        codes::REFUSED
        | codes::TICKET_EXPIRED
        | codes::NOT_ADMITTED
        | codes::TICKET_ELSEWHERE
        | codes::ORGANISATION_UNKNOWN
        | codes::CODE_NEEDED
        | codes::POLICY_UNKNOWN
        | codes::POLICY_OLDER => 403,
        codes::TICKET_SPENT | codes::OFFSET | codes::LOG_SET_BACK => 409,
        codes::NOT_FOUND => 404,
        codes::CHECKSUM => 460,
        codes::MALFORMED => 400,
        codes::UNSUPPORTED => match error {
            Error::Unsupported(TUS_VERSION) => 412,
            Error::Unsupported(METHOD) => 405,
            _ => 415,
        },
        codes::TOO_LARGE => 413,
        codes::QUOTA | codes::NO_ROOM => 507,
        codes::RATE => 429,
        codes::UNAVAILABLE => 503,
        _ => 500,
    };
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Gives every refusal its body, also those from libraries. It is the outermost layer.
pub async fn render(State(clock): State<Clock>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let found = response.status();
    if !found.is_client_error() && !found.is_server_error() {
        return response;
    }
    let fault = response.extensions_mut().remove::<Fault>();
    let error = match fault {
        Some(Fault(error)) => error,
        None => Arc::new(match found.as_u16() {
            404 => Error::not_found(),
            405 => Error::Unsupported(METHOD),
            413 => Error::refused(codes::TOO_LARGE, "the body is too large"),
            400..=499 => Error::malformed("request", "it does not follow the protocol"),
            _ => Error::Bug("a request panicked"),
        }),
    };
    if matches!(*error, Error::Unavailable { .. } | Error::Ledger(_) | Error::Bug(_)) {
        eprintln!("request failed: {}", chain_of(&*error));
    }
    let status = status(&error);
    let problem = Problem {
        type_: format!("urn:testamur:problem:{}", error.code()),
        code: error.code().to_owned(),
        status: status.as_u16(),
        detail: error.to_string(),
        time: clock(),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    *response.status_mut() = status;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if matches!(error.code(), codes::RATE | codes::UNAVAILABLE) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    *response.body_mut() = Body::from(body);
    response
}
