//! Sockets: listens, speaks TLS and HTTP, and stops in an orderly way. Owns connections and their limits.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use evidence::Digest;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::body::Memory;
use crate::clock::{self, Reading};
use crate::config::{Config, Limits};
use crate::custody::Custodian;
use crate::durable::{Disk, OsDisk};
use crate::enrol::Enrolments;
use crate::home::{Home, Serving};
use crate::intake::Intake;
use crate::line::{Asking, Places};
use crate::names::Names;
use crate::objects::UploadName;
use crate::recomputed::Recomputed;
use crate::routes::{App, routes};
use crate::sequencer::Sequencer;
use crate::setback::{self, SetBack};
use crate::surroundings::{Clock, system_clock};
use crate::turns::Turns;
use crate::uploads::Uploads;
use crate::who::Who;
use crate::{Error, Result};

/// Tiles in progress at the same time.
const TILES: usize = 32;
/// Longest time that a connection may leave sent bytes unread. Any client may hold one, without this limit for ever.
const UNREAD: Duration = Duration::from_secs(180);
/// Time for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A server whose socket listens.
pub struct Server {
    /// The address it listens on.
    pub addr: SocketAddr,
    /// Origin of its log.
    pub origin: String,
    /// C2SP verifier key of its log.
    pub log_key: String,
    /// SHA-256 of the SubjectPublicKeyInfo of its TLS key.
    pub pin: Digest,
    listener: TcpListener,
    tls: TlsAcceptor,
    app: Arc<App>,
    writer: JoinHandle<()>,
    limits: Limits,
    _serving: Serving,
}

impl Server {
    /// Opens the data folder, makes missing files, and listens. Needs a tokio runtime.
    ///
    /// Errors: those of [`Home::open`]; `Unavailable` if the address is taken.
    pub async fn bind(config: Config) -> Result<Self> {
        Self::bind_with(config, system_clock()).await
    }

    /// Returns the free bytes of the disk, if they are fewer than must be kept: parts are refused then.
    pub fn short_of_room(&self) -> Option<u64> {
        self.app.uploads.short_of_room()
    }

    /// Opens and listens like [`Server::bind`], with another clock.
    pub async fn bind_with(config: Config, clock: Clock) -> Result<Self> {
        Self::bind_on(config, clock, Arc::new(OsDisk)).await
    }

    /// Opens and listens like [`Server::bind_with`], on another disk, so that tests can make each durable step fail.
    pub async fn bind_on(config: Config, clock: Clock, disk: Arc<dyn Disk>) -> Result<Self> {
        let home = Home::open_on(&config, true, disk)?;
        let serving = home.serve()?;
        let known: Vec<UploadName> = {
            let uploads = home.ledger.snapshot()?.uploads()?;
            uploads.into_iter().map(|(device, digest)| UploadName { device, digest }).collect()
        };
        let swept = home.spool.sweep(&known)?;
        if swept > 0 {
            eprintln!("start: threw away {swept} uploads of which nothing was acknowledged");
        }
        let (sequencer, writer) = Sequencer::start(Arc::clone(&home.ledger), Arc::clone(&home.key))?;
        let listener =
            TcpListener::bind(config.listen).await.map_err(Error::unavailable("the address to listen on"))?;
        let addr = listener.local_addr().map_err(Error::unavailable("the address to listen on"))?;
        let names = Names::new(&config.authorities, addr, home.identity.pin);
        home.ledger.snapshot()?.policies()?.iter().for_each(|(org, policy)| names.learn(*org, policy));
        if config.authorities.is_empty() && !addr.ip().is_loopback() {
            eprintln!("start: goes by its address and by the names in policies; others need --authority");
        }
        let newest = clock::newest(&*home.ledger.snapshot()?, &home.key)?;
        let taken_back = newest.as_ref().filter(|_| config.accept_clock).map(|newest| newest.digest);
        let reading = Reading::of(clock(), newest.as_ref(), taken_back.as_ref())?;
        if reading.is_behind() {
            eprintln!("start: the clock is {reading}");
        }
        if let Some(told) = setback::told(&*home.ledger.snapshot()?, &home.key)? {
            eprintln!("start: the log was {told}");
        }
        let app = rooms(&home, config.limits.clone(), clock, sequencer, names, taken_back)?;
        Ok(Self {
            addr,
            origin: home.key.origin().to_owned(),
            log_key: home.key.verifier().to_string(),
            pin: home.identity.pin,
            listener,
            tls: TlsAcceptor::from(home.identity.config),
            app: Arc::new(app),
            writer,
            limits: config.limits,
            _serving: serving,
        })
    }

    /// Returns the routes without sockets and TLS, for tests and for callers with a front of their own.
    pub fn router(&self) -> Router {
        routes(Arc::clone(&self.app))
    }

    /// Serves until `shutdown` is ready, then lets requests in progress finish within [`Limits::stop_time`].
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<()> {
        let graceful = GracefulShutdown::new();
        let (builder, places) = (Arc::new(http(&self.limits)), Places::new(&affordable(&self.limits)));
        let (first, idle) = (self.limits.header_time.saturating_mul(2), self.limits.idle);
        let router = self.router();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let (stream, from) = tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, from)) => (stream, from.ip()),
                    Err(_) => {
                        // File handles are probably exhausted: those in use must be closed first.
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
                () = &mut shutdown => break,
            };
            let Some(line) = places.enter(from) else { continue };
            let (tls, builder, router, watcher) =
                (self.tls.clone(), Arc::clone(&builder), router.clone(), graceful.watcher());
            tokio::spawn(async move {
                let lost = line.lost();
                let talk = async {
                    let Some(stream) = handshake(tls, stream).await else { return };
                    let connection = builder.serve_connection(TokioIo::new(stream), Asking::new(router, line.clone()));
                    // The end of a connection is not logged.
                    tokio::select! {
                        _ = watcher.watch(connection.into_owned()) => {}
                        () = line.quiet(first, idle) => {}
                    }
                };
                tokio::select! {
                    () = talk => {}
                    () = lost => {}
                }
            });
        }
        drop(self.listener);
        drop(router);
        let _ = timeout(self.limits.stop_time, graceful.shutdown()).await;
        drop(self.app);
        let writer = tokio::task::spawn_blocking(move || self.writer.join());
        let _ = timeout(self.limits.stop_time, writer).await;
        Ok(())
    }
}

/// Gives each module its handles.
fn rooms(
    home: &Home,
    limits: Limits,
    clock: Clock,
    sequencer: Sequencer,
    names: Names,
    taken_back: Option<Digest>,
) -> Result<App> {
    let ledger = || Arc::clone(&home.ledger);
    let objects = || Arc::clone(&home.objects);
    let (writer, names, recomputed) = (|| sequencer.clone(), Arc::new(names), Arc::new(Recomputed::default()));
    let set_back = Arc::new(SetBack::new(ledger(), Arc::clone(&home.key), writer())?);
    let limit = limits.quota.saturating_add(limits.reserve);
    Ok(App {
        who: Who::new(&limits, ledger(), Arc::clone(&names), Arc::clone(&clock))?,
        memory: Memory::new(&limits),
        enrolments: Enrolments {
            ledger: ledger(),
            sequencer: writer(),
            names,
            set_back: Arc::clone(&set_back),
            key: Arc::clone(&home.key),
            clock: Arc::clone(&clock),
        },
        intake: Intake { ledger: ledger(), sequencer: writer(), set_back: Arc::clone(&set_back), limit },
        uploads: Arc::new(Uploads {
            ledger: ledger(),
            sequencer: writer(),
            spool: Arc::clone(&home.spool),
            objects: objects(),
            recomputed: Arc::clone(&recomputed),
            limits,
            turns: Turns::default(),
        }),
        custody: Arc::new(Custodian {
            ledger: ledger(),
            objects: objects(),
            recomputed,
            key: Arc::clone(&home.key),
            sequencer: writer(),
            set_back,
            clock: Arc::clone(&clock),
            taken_back,
            limit,
        }),
        tiles: Arc::new(Semaphore::new(TILES)),
        ledger: ledger(),
        objects: objects(),
        key: Arc::clone(&home.key),
        pin: home.identity.pin,
        sequencer: writer(),
        clock,
    })
}

/// Returns limits with at most half as many connections as the system lets this process open files: if files ran out
/// first, no connection would be closed for another.
fn affordable(limits: &Limits) -> Limits {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    let most = usize::try_from(files / 2).unwrap_or(usize::MAX);
    if most < limits.connections {
        eprintln!("start: {most} connections at the same time, for want of file handles (`ulimit -n`)");
    }
    Limits { connections: limits.connections.min(most), ..limits.clone() }
}

async fn handshake(tls: TlsAcceptor, stream: TcpStream) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    // Small replies must not wait for the next one.
    stream.set_nodelay(true).ok()?;
    unread(&stream)?;
    timeout(HANDSHAKE, tls.accept(stream)).await.ok()?.ok()
}

/// Lets the system close connections whose other side stopped reading, if it can.
fn unread(stream: &TcpStream) -> Option<()> {
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_tcp_user_timeout(stream, u32::try_from(UNREAD.as_millis()).ok()?).ok()?;
    Some(())
}

fn http(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header_time).max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20))
        .max_concurrent_streams(limits.in_flight)
        .max_header_list_size(32 * 1024)
        .adaptive_window(true);
    builder
}
