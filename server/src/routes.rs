//! Maps requests to modules. Owns paths, methods, roles and body limits; the modules own all other rules.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, head, post};
use evidence::{Admitted, Digest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sync::messages::{MAX_BODY, ServerInfo};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

use crate::archive::Order;
use crate::blocking::to_its_end;
use crate::body::{self, Buffered, Memory, done, json, large_json};
use crate::buffer::Buffer;
use crate::custody::Custodian;
use crate::enrol::{Enrolment, Enrolments};
use crate::intake::Intake;
use crate::keys::LogKey;
use crate::ledger::Ledger;
use crate::line::{Caller, Line};
use crate::objects::Objects;
use crate::rates::too_often;
use crate::sequencer::Sequencer;
use crate::surroundings::Clock;
use crate::uploads::Uploads;
use crate::who::{Asked, Who};
use crate::{Error, Result, archive, front, possession, problem, tiles, tus, words};

/// Largest body of a request by an unknown client, in bytes: two envelopes.
const MAX_STRANGER: usize = 2 * evidence::dsse::MAX_ENVELOPE;
/// Largest question about parts, in bytes: the largest number of digests, and the JSON around them.
const MAX_HELD: usize = 16 * 1024;
/// Largest body from an address that has exceeded its rate, in bytes: an enrolment has a few kilobytes, and its ticket
/// may pay.
const MAX_OWING: usize = 16 * 1024;

/// The modules behind the routes, and the handles for routes without one.
pub struct App {
    pub ledger: Arc<dyn Ledger>,
    pub objects: Arc<dyn Objects>,
    pub sequencer: Sequencer,
    pub key: Arc<LogKey>,
    pub pin: Digest,
    pub clock: Clock,
    pub who: Who,
    pub memory: Memory,
    pub enrolments: Enrolments,
    pub intake: Intake,
    pub uploads: Arc<Uploads>,
    pub custody: Arc<Custodian>,
    /// Places for tiles in progress: any client may request them, and one is up to 16 MiB.
    pub tiles: Arc<Semaphore>,
}

/// Returns all routes.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/server", get(server))
        .route("/v1/organisations", post(organisations))
        .route("/v1/devices", post(devices))
        .route("/v1/archivists", post(archivists))
        .route("/v1/entries", post(entries))
        .route("/v1/receipts", post(receipts))
        .route("/v1/held", post(held))
        .route("/v1/parts", post(parts_create).options(tus::options))
        .route("/v1/parts/{digest}", head(parts_head).patch(parts_patch).options(tus::options))
        .route("/v1/words", post(take_words))
        .route("/v1/archive/entries", get(archive_entries))
        .route("/v1/archive/details", get(archive_details))
        .route("/v1/archive/parts/{digest}", get(archive_part))
        .route("/v1/consistency", get(consistency))
        .route("/checkpoint", get(checkpoint))
        .route("/tile/{*path}", get(tile))
        // Each module reads its own body within its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(front::one_message))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&app.clock), problem::render))
        .with_state(app)
}

async fn server(State(app): State<Arc<App>>) -> Response {
    json(&ServerInfo {
        origin: app.key.origin().to_owned(),
        log_key: app.key.verifier().to_string(),
        spki: Some(app.pin),
        time: (app.clock)(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

async fn organisations(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let caller = Caller::of(&parts);
    app.who.stranger(caller)?;
    let Buffered { bytes, memory } = app.memory.whole(&parts.headers, body, MAX_STRANGER, Some(caller)).await?;
    to_its_end(async move {
        let read = move |bytes: &[u8]| Ok((body::parse("admission", bytes, MAX_STRANGER)?, memory));
        let (asked, memory) = app.memory.reading(bytes, read).await?;
        app.enrolments.admit(asked).await?;
        drop(memory);
        Ok(done())
    })
    .await
}

async fn devices(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let read = enrolling(&app, &parts, body).await?;
    to_its_end(async move {
        let (asked, body, ticket) = read.enrolment(&app).await?;
        let (actor, reply) = app.enrolments.device(body, ticket, &asked).await?;
        app.who.enrolled(asked.key, actor);
        Line::vouch(&parts, asked.key);
        Ok(asked.keep(json(&reply)))
    })
    .await
}

async fn archivists(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let read = enrolling(&app, &parts, body).await?;
    to_its_end(async move {
        let (asked, body, ticket) = read.enrolment(&app).await?;
        let actor = app.enrolments.archivist(body, ticket, &asked).await?;
        app.who.enrolled(asked.key, actor);
        Line::vouch(&parts, asked.key);
        Ok(done())
    })
    .await
}

async fn entries(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let read = signed(&app, request, MAX_BODY).await?;
    to_its_end(async move {
        let (asked, body) = read.json(&app, "entries").await?;
        let device = asked.device()?;
        let reply = large_json(app.intake.entries(device, body).await?).await?;
        Ok(asked.keep(reply))
    })
    .await
}

async fn receipts(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let read = signed(&app, request, MAX_BODY).await?;
    to_its_end(async move {
        let (asked, body) = read.json(&app, "request for receipts").await?;
        let device = asked.device()?;
        let reply = large_json(app.custody.receipts(device, body).await?).await?;
        Ok(asked.keep(reply))
    })
    .await
}

async fn held(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let read = signed(&app, request, MAX_HELD).await?;
    to_its_end(async move {
        let (asked, body) = read.json(&app, "question about parts").await?;
        let held = possession::answers(&app.ledger, &app.objects, &app.sequencer, &app.who, &asked, body);
        let reply = json(&held.await?);
        Ok(asked.keep(reply))
    })
    .await
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: u64,
    limit: Option<u64>,
}

async fn take_words(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let read = signed(&app, request, MAX_STRANGER).await?;
    to_its_end(async move {
        let (asked, body) = read.json(&app, "words").await?;
        words::take(&app.sequencer, asked.archivist()?, body).await?;
        Ok(asked.keep(done()))
    })
    .await
}

async fn archive_entries(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    archive_page(app, parts, Order::Log).await
}

async fn archive_details(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    archive_page(app, parts, Order::Told).await
}

async fn archive_page(app: Arc<App>, parts: Parts, order: Order) -> Result<Response> {
    let asked = reading(&app, &parts).await?;
    let org = asked.archivist()?;
    let page: Page = query(&parts)?;
    let asked = asked.large(&app.who).await?;
    to_its_end(async move {
        let reply = large_json(archive::page(&app.ledger, org, order, page.after, page.limit).await?).await?;
        Ok(asked.keep(reply))
    })
    .await
}

async fn archive_part(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    let asked = reading(&app, &parts).await?;
    let org = asked.archivist()?;
    let name = parts.uri.path().rsplit('/').next().and_then(|name| name.parse().ok());
    let name = name.ok_or_else(Error::not_found)?;
    Ok(asked.keep(archive::part(&app.ledger, &app.objects, &app.sequencer, org, name).await?))
}

#[derive(Deserialize)]
struct Between {
    from: u64,
    to: Option<u64>,
}

async fn consistency(State(app): State<Arc<App>>, parts: Parts) -> Result<Response> {
    let _asked = reading(&app, &parts).await?;
    let Between { from, to } = query(&parts)?;
    Ok(json(&tiles::consistency(&app.ledger, from, to).await?))
}

async fn checkpoint(State(app): State<Arc<App>>) -> Result<Response> {
    tiles::checkpoint(&app.ledger).await
}

async fn tile(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    tiles::tile(&app.ledger, &app.tiles, request.uri().path()).await
}

async fn parts_create(State(app): State<Arc<App>>, request: Request) -> Response {
    tus::create(&app.who, &app.uploads, request).await
}

async fn parts_head(State(app): State<Arc<App>>, request: Request) -> Response {
    tus::head(&app.who, &app.uploads, request).await
}

async fn parts_patch(State(app): State<Arc<App>>, request: Request) -> Response {
    tus::patch(&app.who, &app.uploads, request).await
}

/// Checks a request without a body by a known client.
async fn reading(app: &Arc<App>, parts: &Parts) -> Result<Asked> {
    let asked = app.who.ask(parts, false).await?;
    asked.covers(b"")?;
    Ok(asked)
}

/// A request whose whole body has come. The memory stays granted as long as the request is in progress.
struct Read {
    asked: Asked,
    bytes: Buffer,
    max: usize,
}

impl Read {
    /// Parses the body as JSON, if it is the signed one.
    async fn json<T: DeserializeOwned + Send + 'static>(self, app: &App, what: &'static str) -> Result<(Asked, T)> {
        let Self { asked, bytes, max } = self;
        let read = move |bytes: &[u8]| {
            asked.covers(bytes)?;
            let value = body::parse(what, bytes, max)?;
            Ok((asked, value))
        };
        app.memory.reading(bytes, read).await
    }

    /// Parses the body as an enrolment. If an admitted organisation signed its ticket, the ticket pays.
    async fn enrolment<T: Enrolment>(self, app: &App) -> Result<(Asked, T, Option<Admitted>)> {
        let owes = self.asked.owes;
        let read = async {
            let (asked, enrolment) = self.json(app, "enrolment").await?;
            let (enrolment, admitted) = app.enrolments.admitted(enrolment).await?;
            Ok((asked, enrolment, admitted))
        };
        let (asked, enrolment, admitted) = read.await.map_err(|e| owing(owes, e))?;
        match &admitted {
            Some(admitted) => app.who.admits(&asked, &admitted.name)?,
            None if owes => return Err(too_often()),
            None => app.who.comes_alone(&asked)?,
        }
        Ok((asked, enrolment, admitted))
    }
}

/// Returns the error of a request without a valid ticket. If the address has exceeded its rate, the reply says only
/// that.
fn owing(owes: bool, error: Error) -> Error {
    if owes { too_often() } else { error }
}

/// Reads a request by a known client, with a body of at most `max` bytes.
async fn signed(app: &Arc<App>, request: Request, max: usize) -> Result<Read> {
    let (parts, body) = request.into_parts();
    let asked = app.who.ask(&parts, false).await?.large(&app.who).await?;
    let Buffered { bytes, memory } = app.memory.whole(&parts.headers, body, max, None).await?;
    Ok(Read { asked: asked.with(memory), bytes, max })
}

/// Reads a request by any client, with an enrolment as its body.
async fn enrolling(app: &Arc<App>, parts: &Parts, body: Body) -> Result<Read> {
    let asked = app.who.ask(parts, true).await?;
    let owes = asked.owes;
    let max = if owes { MAX_OWING } else { MAX_STRANGER };
    let read = async {
        let asked = asked.large(&app.who).await?;
        let Buffered { bytes, memory } = app.memory.whole(&parts.headers, body, max, Some(Caller::of(parts))).await?;
        Ok(Read { asked: asked.with(memory), bytes, max })
    };
    read.await.map_err(|e| owing(owes, e))
}

fn query<T: DeserializeOwned>(parts: &Parts) -> Result<T> {
    let query = Query::try_from_uri(&parts.uri);
    query.map(|Query(value)| value).map_err(|_| Error::malformed("query", "a number is missing or none"))
}
