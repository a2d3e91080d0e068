//! Which request goes to which room. Owns paths, methods, roles and body limits; every rule behind them is the room's.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, head, post};
use evidence::Admitted;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sync::messages::{MAX_BODY, ServerInfo};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::{App, blocking, to_its_end};
use crate::archive::Order;
use crate::body::{self, Buffered, done, json, large_json};
use crate::buffer::Buffer;
use crate::enrol::Enrolment;
use crate::line::{Caller, Line};
use crate::rates::too_often;
use crate::who::{Asked, ask};
use crate::{Error, Result, archive, custody, enrol, front, intake, possession, problem, tiles, tus, words};

/// Largest body of a request by someone who is not known yet: two envelopes.
const MAX_STRANGER: usize = 2 * evidence::dsse::MAX_ENVELOPE;
/// Largest question about parts: as many digests as it may have, and the words around them.
const MAX_HELD: usize = 16 * 1024;
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
        .route("/v1/held", post(held))
        .route("/v1/parts", post(tus::create).options(tus::options))
        .route("/v1/parts/{digest}", head(tus::head).patch(tus::patch).options(tus::options))
        .route("/v1/words", post(take_words))
        .route("/v1/archive/entries", get(archive_entries))
        .route("/v1/archive/details", get(archive_details))
        .route("/v1/archive/parts/{digest}", get(archive_part))
        .route("/v1/consistency", get(consistency))
        .route("/checkpoint", get(tiles::checkpoint))
        .route("/tile/{*path}", get(tiles::tile))
        // Each room reads its own body within its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(front::one_message))
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
    to_its_end(async move {
        let read = move |bytes: &[u8]| Ok((body::parse("admission", bytes, MAX_STRANGER)?, memory));
        let (asked, memory) = body::reading(&app, bytes, read).await?;
        enrol::admit(&app, asked).await?;
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
        let (actor, reply) = enrol::device(&app, body, ticket, &asked).await?;
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
        let actor = enrol::archivist(&app, body, ticket, &asked).await?;
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
        let reply = large_json(intake::entries(&app, device, body).await?).await?;
        Ok(asked.keep(reply))
    })
    .await
}

async fn receipts(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let read = signed(&app, request, MAX_BODY).await?;
    to_its_end(async move {
        let (asked, body) = read.json(&app, "request for receipts").await?;
        let device = asked.device()?;
        let reply = large_json(custody::receipts(&app, device, body).await?).await?;
        Ok(asked.keep(reply))
    })
    .await
}

async fn held(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let read = signed(&app, request, MAX_HELD).await?;
    to_its_end(async move {
        let (asked, body) = read.json(&app, "question about parts").await?;
        let device = asked.device()?;
        let reply = json(&possession::answers(&app, &asked, device, body).await?);
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
        words::take(&app, asked.archivist()?, body).await?;
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
        let reply = large_json(archive::page(&app, org, order, page.after, page.limit).await?).await?;
        Ok(asked.keep(reply))
    })
    .await
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

/// A request whose body has come whole. The memory stays granted as long as the asker's place is taken.
struct Read {
    asked: Asked,
    bytes: Buffer,
    max: usize,
}

impl Read {
    /// The body as JSON, if it is the one that was signed.
    async fn json<T: DeserializeOwned + Send + 'static>(self, app: &App, what: &'static str) -> Result<(Asked, T)> {
        let Self { asked, bytes, max } = self;
        let read = move |bytes: &[u8]| {
            asked.covers(bytes)?;
            let value = body::parse(what, bytes, max)?;
            Ok((asked, value))
        };
        body::reading(app, bytes, read).await
    }

    /// The body as an enrolment. With a ticket that an admitted organisation signed the ticket pays.
    async fn enrolment<T: Enrolment>(self, app: &App) -> Result<(Asked, T, Option<Admitted>)> {
        let owes = self.asked.owes;
        let read = async {
            let (asked, enrolment) = self.json(app, "enrolment").await?;
            let ledger = Arc::clone(&app.ledger);
            blocking(move || {
                let admitted = enrol::admitted(&*ledger, &enrolment)?;
                Ok((asked, enrolment, admitted))
            })
            .await
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

/// Without a ticket the address pays; where it has nothing left, nothing else is said.
fn owing(owes: bool, error: Error) -> Error {
    if owes { too_often() } else { error }
}

/// A request by somebody known, with a body of at most so many bytes.
async fn signed(app: &Arc<App>, request: Request, max: usize) -> Result<Read> {
    let (parts, body) = request.into_parts();
    let asked = ask(app, &parts, false).await?.large(&app.who).await?;
    let Buffered { bytes, memory } = body::whole(app, &parts.headers, body, max, None).await?;
    Ok(Read { asked: asked.with(memory), bytes, max })
}

/// A request by anyone, with an enrolment as its body.
async fn enrolling(app: &Arc<App>, parts: &Parts, body: Body) -> Result<Read> {
    let asked = ask(app, parts, true).await?;
    let owes = asked.owes;
    let max = if owes { MAX_OWING } else { MAX_STRANGER };
    let read = async {
        let asked = asked.large(&app.who).await?;
        let Buffered { bytes, memory } = body::whole(app, &parts.headers, body, max, Some(Caller::of(parts))).await?;
        Ok(Read { asked: asked.with(memory), bytes, max })
    };
    read.await.map_err(|e| owing(owes, e))
}

fn query<T: DeserializeOwned>(parts: &Parts) -> Result<T> {
    let query = Query::try_from_uri(&parts.uri);
    query.map(|Query(value)| value).map_err(|_| Error::malformed("query", "a number is missing or none"))
}
