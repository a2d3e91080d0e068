//! Which request goes to which room. Owns paths, methods, roles and body limits; every rule behind them is the room's.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, head, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sync::messages::{MAX_BODY, ServerInfo};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::body::{self, done, json};
use crate::who::{Asked, ask};
use crate::{Error, Result, archive, custody, enrol, intake, problem, tiles, tus};

/// Largest body of a request by someone who is not known yet: two envelopes.
const MAX_STRANGER: usize = 2 * evidence::dsse::MAX_ENVELOPE;

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
    app.who.stranger()?;
    let body = body::whole(&app, &parts.headers, body, MAX_STRANGER, true).await?;
    enrol::admit(&app, body::parse("admission", &body.bytes, MAX_STRANGER)?).await?;
    Ok(done())
}

async fn devices(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (asked, body) = signed(&app, request, true, MAX_STRANGER, "enrolment").await?;
    let reply = enrol::device(&app, body, &asked).await?;
    Ok(asked.keep(json(&reply)))
}

async fn archivists(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (asked, body) = signed(&app, request, true, MAX_STRANGER, "enrolment").await?;
    enrol::archivist(&app, body, &asked).await?;
    Ok(done())
}

async fn entries(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (asked, body) = signed(&app, request, false, MAX_BODY, "entries").await?;
    let device = asked.device()?;
    Ok(asked.keep(json(&intake::entries(&app, device, body).await?)))
}

async fn receipts(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (asked, body) = signed(&app, request, false, MAX_BODY, "request for receipts").await?;
    let device = asked.device()?;
    Ok(asked.keep(json(&custody::receipts(&app, device, body).await?)))
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
    Ok(asked.keep(json(&archive::page(&app, org, page.after, page.limit).await?)))
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

/// A request whose signed body is JSON.
async fn signed<T: DeserializeOwned>(
    app: &Arc<App>,
    request: Request,
    strangers: bool,
    max: usize,
    what: &'static str,
) -> Result<(Asked, T)> {
    let (parts, body) = request.into_parts();
    let asked = ask(app, &parts, strangers).await?.large(&app.who).await?;
    let body = body::whole(app, &parts.headers, body, max, strangers).await?;
    asked.covers(&body.bytes)?;
    Ok((asked, body::parse(what, &body.bytes, max)?))
}

fn query<T: DeserializeOwned>(parts: &Parts) -> Result<T> {
    let query = Query::try_from_uri(&parts.uri);
    query.map(|Query(value)| value).map_err(|_| Error::malformed("query", "a number is missing or none"))
}
