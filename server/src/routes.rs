//! Which request goes to which room. Owns paths, methods, roles and body limits; every rule behind them is the room's.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, head, post};
use evidence::invitation::Ticket;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sync::messages::{MAX_BODY, ServerInfo};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::body::{self, Buffered, done, json, large_json};
use crate::enrol::Enrolment;
use crate::line::{Caller, Line};
use crate::rates::too_often;
use crate::who::{Asked, ask};
use crate::{Error, Result, archive, custody, enrol, intake, problem, tiles, tus};

/// Largest body of a request by someone who is not known yet: two envelopes.
const MAX_STRANGER: usize = 2 * evidence::dsse::MAX_ENVELOPE;
/// Largest body from an address that has asked too often: an enrolment has a few kilobytes, and its ticket may pay.
const MAX_OWING: usize = 16 * 1024;

/// All routes.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/server", get(server))
        .route("/v1/organisations", post(organisations))
        .route("/v1/devices", post(devices))
        .route("/v1/archivists", post(archivists))
        .route("/v1/entries", post(entries))
        .route("/v1/receipts", post(receipts))
        .route("/v1/parts", post(tus::create).options(tus::options))
        .route("/v1/parts/{digest}", head(tus::head).patch(tus::patch).options(tus::options))
        .route("/v1/archive/entries", get(archive_entries))
        .route("/v1/archive/parts/{digest}", get(archive_part))
        .route("/v1/consistency", get(consistency))
        .route("/checkpoint", get(tiles::checkpoint))
        .route("/tile/{*path}", get(tiles::tile))
        // Each room reads its own body within its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), problem::render))
        .with_state(app)
}

async fn server(State(app): State<Arc<App>>) -> Response {
    json(&ServerInfo {
        origin: app.key.origin().to_owned(),
        log_key: app.key.verifier().to_string(),
        spki: Some(app.pin),
        time: app.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

async fn organisations(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let caller = Caller::of(&parts);
    app.who.stranger(caller)?;
    let Buffered { bytes, memory } = body::whole(&app, &parts.headers, body, MAX_STRANGER, Some(caller)).await?;
    let asked = body::reading(&app, bytes, |bytes| body::parse("admission", bytes, MAX_STRANGER)).await?;
    enrol::admit(&app, asked).await?;
    drop(memory);
    Ok(done())
}

async fn devices(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let (asked, body, ticket) = enrolling(&app, &parts, body).await?;
    let (actor, reply) = enrol::device(&app, body, ticket, &asked).await?;
    app.who.enrolled(asked.key, actor);
    Line::vouch(&parts, asked.key);
    Ok(asked.keep(json(&reply)))
}

async fn archivists(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let (asked, body, ticket) = enrolling(&app, &parts, body).await?;
    let actor = enrol::archivist(&app, body, ticket, &asked).await?;
    app.who.enrolled(asked.key, actor);
    Line::vouch(&parts, asked.key);
    Ok(done())
}

async fn entries(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (asked, body) = signed(&app, request, "entries").await?;
    let device = asked.device()?;
    let reply = large_json(intake::entries(&app, device, body).await?).await?;
    Ok(asked.keep(reply))
}

async fn receipts(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (asked, body) = signed(&app, request, "request for receipts").await?;
    let device = asked.device()?;
    let reply = large_json(custody::receipts(&app, device, body).await?).await?;
    Ok(asked.keep(reply))
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: u64,
    limit: Option<u64>,
}

async fn archive_entries(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    let asked = reading(&app, &parts).await?;
    let org = asked.archivist()?;
    let page: Page = query(&parts)?;
    let asked = asked.large(&app.who).await?;
    let reply = large_json(archive::page(&app, org, page.after, page.limit).await?).await?;
    Ok(asked.keep(reply))
}

async fn archive_part(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    let asked = reading(&app, &parts).await?;
    let org = asked.archivist()?;
    let name = parts.uri.path().rsplit('/').next().and_then(|name| name.parse().ok());
    Ok(asked.keep(archive::part(&app, org, name.ok_or_else(Error::not_found)?).await?))
}

#[derive(Deserialize)]
struct Between {
    from: u64,
    to: Option<u64>,
}

async fn consistency(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    let _asked = reading(&app, &parts).await?;
    let Between { from, to } = query(&parts)?;
    Ok(json(&tiles::consistency(&app, from, to).await?))
}

/// A request without a body by somebody known.
async fn reading(app: &Arc<App>, parts: &Parts) -> Result<Asked> {
    let asked = ask(app, parts, false).await?;
    asked.covers(b"")?;
    Ok(asked)
}

/// A request by somebody known whose signed body is JSON. It is read where other requests do not wait for it, and the
/// memory stays granted until the work is done.
async fn signed<T>(app: &Arc<App>, request: Request, what: &'static str) -> Result<(Asked, T)>
where
    T: DeserializeOwned + Send + 'static,
{
    let (parts, body) = request.into_parts();
    let asked = ask(app, &parts, false).await?.large(&app.who).await?;
    let Buffered { bytes, memory } = body::whole(app, &parts.headers, body, MAX_BODY, None).await?;
    let (asked, value) = body::reading(app, bytes, move |bytes| {
        asked.covers(bytes)?;
        Ok((asked, body::parse(what, bytes, MAX_BODY)?))
    })
    .await?;
    Ok((asked.with(memory), value))
}

/// A request with a ticket. One from an address that has asked too often counts only if the ticket does.
async fn enrolling<T: Enrolment>(app: &Arc<App>, parts: &Parts, body: Body) -> Result<(Asked, T, Ticket)> {
    let asked = ask(app, parts, true).await?;
    let max = if asked.owes { MAX_OWING } else { MAX_STRANGER };
    let owes = asked.owes;
    let read = async {
        let asked = asked.large(&app.who).await?;
        let Buffered { bytes, memory } = body::whole(app, &parts.headers, body, max, Some(Caller::of(parts))).await?;
        let ledger = Arc::clone(&app.ledger);
        body::reading(app, bytes, move |bytes| {
            asked.covers(bytes)?;
            let enrolment: T = body::parse("enrolment", bytes, max)?;
            let ticket = enrol::ticket(&*ledger, &enrolment)?;
            Ok((asked.with(memory), enrolment, ticket))
        })
        .await
    };
    // Without a ticket the address pays, and it has nothing left.
    let (asked, enrolment, ticket) = read.await.map_err(|e| if owes { too_often() } else { e })?;
    app.who.admits(&asked, &enrolment.ticket().digest())?;
    Ok((asked, enrolment, ticket))
}

fn query<T: DeserializeOwned>(parts: &Parts) -> Result<T> {
    let query = Query::try_from_uri(&parts.uri);
    query.map(|Query(value)| value).map_err(|_| Error::malformed("query", "a number is missing or none"))
}
