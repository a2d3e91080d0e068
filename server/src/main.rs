//! The server's command line: `testamur-server --data DIR [--listen ADDR] [--origin NAME] | init | invite | status`.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde_json::json;
use testamur_server::clock::{self, Reading};
use testamur_server::successor::{self, Last, Successor};
use testamur_server::surroundings::system_clock;
use testamur_server::{Config, Error, Home, Server, TlsFiles, chain_of, ended, enrol, setback};

/// The trusted server: takes entries and sealed parts, notes them in a log, and signs what it holds.
#[derive(Parser)]
#[command(name = "testamur-server", version)]
struct Args {
    /// Folder of the server's data; made on the first start
    #[arg(long, value_name = "DIR", global = true, default_value = "testamur-data")]
    data: PathBuf,
    /// Machine output
    #[arg(long, global = true)]
    json: bool,
    /// Origin of the log; chosen on the first start, never changed
    #[arg(long, value_name = "NAME", global = true)]
    origin: Option<String>,
    /// Where to listen; port 0 lets the system choose
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443", value_parser = listening)]
    listen: SocketAddr,
    /// Own TLS certificate chain, PEM; without it a self-signed one is made
    #[arg(long, value_name = "FILE", requires = "tls_key", global = true)]
    tls_cert: Option<PathBuf>,
    /// Own TLS key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert", global = true)]
    tls_key: Option<PathBuf>,
    /// The host:port under which clients may address this server, and no other; without it the address to listen on
    /// and the names in the organisations' policies
    #[arg(long, value_name = "HOST:PORT")]
    authority: Vec<String>,
    /// Bytes that one device may store before its media are refused
    #[arg(long, value_name = "BYTES")]
    quota: Option<u64>,
    /// Bytes beyond the quota that only records and entries may use
    #[arg(long, value_name = "BYTES")]
    reserve: Option<u64>,
    /// Requests per second and key, or address without a key
    #[arg(long, value_name = "N")]
    rate: Option<u32>,
    /// Requests that one key, or one address without a key, may send at once before its rate counts
    #[arg(long, value_name = "N")]
    burst: Option<u32>,
    /// Connections at the same time, a quarter of them for enrolled keys alone
    #[arg(long, value_name = "N")]
    connections: Option<usize>,
    /// Connections of one address (IPv6: of one /64; a /48 has four times as many) at the same time; everybody behind
    /// one proxy shares them
    #[arg(long, value_name = "N")]
    per_address: Option<usize>,
    /// Bytes of free disk below which parts are refused
    #[arg(long, value_name = "BYTES")]
    keep_free: Option<u64>,
    /// Once, after the newest custody statement was signed by a wrong clock: sign again, though the clock says less
    #[arg(long)]
    accept_clock: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Makes the data folder and prints origin, log key and TLS pin
    Init {
        /// Even the first organisation needs an admission code
        #[arg(long)]
        closed: bool,
    },
    /// Prints a one-time admission code for an organisation
    Invite,
    /// Prints counts, whether the clock can be right, and whether the log was set back
    Status,
    /// Prints the newest checkpoint of this log: the one that a device showed where the log was set back. `testamur org policy --retire`
    /// takes it
    Checkpoint,
    /// Gives this log up for a new one in another folder, whose origin `--origin` names, and prints what the organisation does next.
    /// Nothing more is signed under this one's origin
    Succeed {
        /// Folder of the new log
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// Which history stays where this log has two
        #[arg(long, value_enum)]
        last: Option<Stays>,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Stays {
    /// The one in this folder: it is the newest state, and an older one was served meanwhile
    Own,
    /// The one that a device showed: this is an older state, and the newest one is lost
    Shown,
}

/// Parses an address to listen on, as numbers or as a name of this computer such as `localhost:8444`.
fn listening(word: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = word.parse() {
        return Ok(address);
    }
    let example = "give an address of this computer and a port, for example 127.0.0.1:8443, 0.0.0.0:8443, [::]:8443 or localhost:8443";
    let found = word.to_socket_addrs().map_err(|_| example.to_owned())?;
    // A name with both kinds of address means the older protocol, which every client speaks.
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(SocketAddr::is_ipv6);
    found.first().copied().ok_or_else(|| example.to_owned())
}

fn main() -> ExitCode {
    if let Err(error) = memory::keep_in() {
        eprintln!("testamur-server: after a crash the system may write this program's memory to a disk: {error}");
    }
    let args = Args::parse();
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("testamur-server: {}", chain_of(&error));
            match error {
                Error::Malformed { .. } | Error::Unsupported(_) | Error::Refused { .. } => ExitCode::from(2),
                Error::Unavailable { .. } | Error::Ledger(_) | Error::Bug(_) => ExitCode::FAILURE,
            }
        }
    }
}

fn run(args: Args) -> Result<(), Error> {
    let mut config = config(&args);
    match args.command {
        None => serve(config, args.json),
        Some(Command::Init { closed }) => {
            config.closed = closed;
            let home = Home::open(&config, true)?;
            let (origin, log_key, pin) = (home.key.origin(), home.key.verifier().to_string(), home.identity.pin);
            match args.json {
                true => println!("{}", json!({ "origin": origin, "log_key": log_key, "pin": pin })),
                false => println!("origin   {origin}\nlog key  {log_key}\npin      {pin}"),
            }
            Ok(())
        }
        Some(Command::Invite) => {
            let home = Home::open(&config, false)?;
            let code = enrol::invite(&*home.ledger, system_clock()().as_second())?;
            match args.json {
                true => println!("{}", json!({ "code": code })),
                false => println!("{code}"),
            }
            Ok(())
        }
        Some(Command::Checkpoint) => checkpoint(&config, args.json),
        Some(Command::Succeed { new, last }) => succeed(&config, new, last, args.json),
        Some(Command::Status) => {
            let home = Home::open(&config, false)?;
            let snapshot = home.ledger.snapshot()?;
            let json = |_| Error::Bug("counts did not become JSON");
            let mut value = serde_json::to_value(snapshot.counts()?).map_err(json)?;
            let set_back = ended::newest_shown(&*snapshot)?;
            let told = setback::told(&*snapshot, &home.key)?;
            let told = told.unwrap_or_else(|| "goes on; nobody has shown a newer state".to_owned());
            let newest = clock::newest(&*snapshot, &home.key)?;
            let reading = Reading::of(system_clock()(), newest.as_ref(), None)?;
            match (args.json, value.as_object_mut()) {
                (false, Some(rows)) => {
                    rows.iter().for_each(|(name, n)| println!("{:<16} {n:>12}", name.replace('_', " ")));
                    println!("{:<16} {reading}", "clock");
                    println!("{:<16} {told}", "log");
                }
                (_, Some(rows)) => {
                    let mut clock = serde_json::to_value(reading).map_err(json)?;
                    if let Some(fields) = clock.as_object_mut() {
                        fields.insert("behind".to_owned(), reading.is_behind().into());
                    }
                    rows.insert("clock".to_owned(), clock);
                    rows.insert("set_back".to_owned(), json!(set_back));
                    println!("{value}");
                }
                _ => println!("{value}"),
            }
            Ok(())
        }
    }
}

fn succeed(config: &Config, data: PathBuf, last: Option<Stays>, as_json: bool) -> Result<(), Error> {
    let which = last.map(|last| match last {
        Stays::Own => Last::Own,
        Stays::Shown => Last::Shown,
    });
    let (old, new) = (Config { origin: None, ..config.clone() }, Config { data, ..config.clone() });
    let Successor { origin, log_key, pin, last } = successor::begin(&old, &new, which)?;
    let last = last.display();
    match as_json {
        true => println!("{}", json!({ "origin": origin, "log_key": log_key, "pin": pin, "last": last.to_string() })),
        false => println!(
            "origin   {origin}\nlog key  {log_key}\npin      {pin}\n\nThe organisation retires the old log by its next policy, and renews each device:\n\
             testamur org policy ORG --server URL --pin {pin} --log-key {log_key} --retire {last} --out policy.dsse\n\
             testamur org invite ORG --policy policy.dsse --server URL --renews CODE --out renewal.json"
        ),
    }
    Ok(())
}

fn checkpoint(config: &Config, as_json: bool) -> Result<(), Error> {
    let home = Home::open(config, false)?;
    let snapshot = home.ledger.snapshot()?;
    let note = match ended::given_up(&*snapshot)?.or(ended::newest_shown(&*snapshot)?) {
        Some(note) => note,
        None => snapshot.log_head()?.checkpoint,
    };
    match as_json {
        true => println!("{}", json!({ "checkpoint": note })),
        false => print!("{note}"),
    }
    Ok(())
}

fn config(args: &Args) -> Config {
    let mut config = Config::new(&args.data);
    config.listen = args.listen;
    config.origin.clone_from(&args.origin);
    config.authorities.clone_from(&args.authority);
    config.accept_clock = args.accept_clock;
    if let (Some(cert), Some(key)) = (&args.tls_cert, &args.tls_key) {
        config.tls = Some(TlsFiles { cert: cert.clone(), key: key.clone() });
    }
    let limits = &mut config.limits;
    limits.quota = args.quota.unwrap_or(limits.quota);
    limits.reserve = args.reserve.unwrap_or(limits.reserve);
    limits.per_second = args.rate.unwrap_or(limits.per_second);
    limits.burst = args.burst.unwrap_or(limits.burst);
    limits.connections = args.connections.unwrap_or(limits.connections);
    limits.per_address = args.per_address.unwrap_or(limits.per_address);
    limits.keep_free = args.keep_free.unwrap_or(limits.keep_free);
    config
}

fn serve(config: Config, as_json: bool) -> Result<(), Error> {
    files();
    let unavailable = |source| Error::Unavailable { what: "the runtime", source: Some(Box::new(source)) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(unavailable)?;
    let keep_free = config.limits.keep_free;
    runtime.block_on(async {
        let server = Server::bind(config).await?;
        let (url, origin) = (format!("https://{}", server.addr), server.origin.clone());
        let (log_key, pin) = (server.log_key.clone(), server.pin);
        if let Some(free) = server.short_of_room() {
            eprintln!(
                "testamur-server: the disk has {free} bytes free, which is less than the reserve of {keep_free} (--keep-free): entries are \
                 noted, but every part is refused, and devices are told that the server has no room. Make room, or set a smaller reserve"
            );
        }
        match as_json {
            true => {
                println!("{}", json!({ "ready": url, "url": url, "origin": origin, "log_key": log_key, "pin": pin }))
            }
            false => println!("ready {url} origin={origin} log-key={log_key} pin={pin}"),
        }
        server.run(stop()).await?;
        eprintln!("stopped");
        Ok(())
    })
}

/// Raises the limit of open files: every connection is one, and the system grants more on request.
fn files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Without it fewer connections fit, and the server reports that.
    let _ = setrlimit(Resource::Nofile, limit);
}

async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        // Without signals the server serves until it is killed, which loses nothing acknowledged either.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
