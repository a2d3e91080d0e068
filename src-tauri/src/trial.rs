//! "Try it alone": a local organisation and a local server, so that the whole way can be walked on one machine.
//!
//! Owns the folder of the trial and the server's thread. Everything stays on this device, the shares of the archive key
//! lie beside what they open, and nobody else has any of it: it is for trying and for nothing else. Desktops only.

use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use archive::Organisation;
use archive::organisation::{PolicyTerms, TICKET_LIFE, log_of};
use evidence::policy::{Review, Server as Address};
use evidence::{Digest, SignedPolicy};
use jiff::Timestamp;
use sync::http::{Options, ServerDoor, System};
use testamur_server::{Config, Server};
use tokio::sync::oneshot;
use vault::Panic;

use crate::device::Device;
use crate::ipc::Answer;
use crate::panic::settled;
use crate::sending::Sending;
use crate::views::home::StatusView;
use crate::views::trial::TrialView;
use crate::views::trouble::{ErrorCode, TroubleView};

const MARK: &str = "made-by-testamur-and-removed-with-the-trial";
const ORGANISATION: &str = "organisation";
const SERVER: &str = "server";
/// Shares of the trial's archive key, and how many of them open it.
const SHARES: (u8, u8) = (3, 2);
/// Time that requests under way get when the server stops.
const STOP: Duration = Duration::from_secs(2);

/// The trial of this device, if there is one.
pub struct Trial {
    device: Arc<Device>,
    sending: Arc<Sending>,
    folder: PathBuf,
    running: Mutex<Option<Running>>,
    /// Held while a trial is made, taken up or ended.
    changing: Mutex<()>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// What a server says once it listens.
struct Listening {
    url: String,
    log_key: String,
    pin: Digest,
}

impl Trial {
    /// Takes up the trial that there is, its server in the background: the window does not wait for it.
    pub fn start(device: Arc<Device>, sending: Arc<Sending>) -> Arc<Self> {
        let folder = device.path().with_file_name("trial");
        let trial = Arc::new(Self { device, sending, folder, running: Mutex::default(), changing: Mutex::default() });
        if let Ok(organisation) = trial.organisation() {
            trial.device.on_trial(Some(organisation.card().organisation));
            let own = Arc::clone(&trial);
            std::thread::spawn(move || own.resume(&organisation));
        }
        trial
    }

    /// Makes organisation and server, and joins with an invitation of theirs. `name` is what the organisation is called.
    ///
    /// Errors: the device has joined before; the disk; no port. What was made is gone again then.
    pub fn begin(&self, name: &str) -> Answer<StatusView> {
        let _alone = self.alone();
        if !matches!(self.device.status()?, StatusView::Unjoined { .. }) {
            return Err(ErrorCode::AlreadyJoined.into());
        }
        // A trial that was cut off while it was made holds nothing.
        self.clear().map_err(disk)?;
        let made = self.make(name);
        if made.is_err() {
            self.device.on_trial(None);
            let _ = self.clear();
        }
        made
    }

    /// Ends the trial: its server, its organisation and this device's home are gone, with everything in them.
    pub fn end(&self) -> Answer<StatusView> {
        let _alone = self.alone();
        if !self.is_on() {
            return Err(ErrorCode::NoTrial.into());
        }
        self.sending.stop();
        // The home first: what is left when this is cut off is a trial without one, which the next start removes.
        // While it stays, so does the trial, with its banner.
        let done = self.device.panic(Panic::Everything).and_then(|()| self.destroy());
        self.sending.again();
        done.map_err(|_| TroubleView::from(ErrorCode::TrialStays))?;
        settled(&self.device)
    }

    /// True when this device's home belongs to a trial.
    pub fn is_on(&self) -> bool {
        self.device.is_on_trial()
    }

    /// Where the trial lies, and whether its server answers.
    pub fn view(&self) -> Answer<TrialView> {
        if !self.is_on() {
            return Err(ErrorCode::NoTrial.into());
        }
        let path = |dir: &str| self.folder.join(dir).display().to_string();
        let running = self.held().as_ref().is_some_and(|r| !r.thread.is_finished());
        Ok(TrialView { organisation: path(ORGANISATION), server: path(SERVER), running })
    }

    /// Removes the trial's folder, whose home is gone or about to go. Nothing is left that opens anything.
    pub fn destroy(&self) -> Answer<()> {
        self.clear().map_err(disk)?;
        self.device.on_trial(None);
        Ok(())
    }

    /// Stops the server: what it acknowledged is on the disk. For the end of the process.
    pub fn stop(&self) {
        let running = self.held().take();
        if let Some(Running { stop, thread }) = running {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }

    fn make(&self, name: &str) -> Answer<StatusView> {
        folder(&self.folder).map_err(disk)?;
        std::fs::write(self.folder.join(MARK), []).map_err(disk)?;
        let listening = self.serve(0)?;
        let founded = Organisation::init(&self.folder.join(ORGANISATION), name, SHARES.0, SHARES.1, None);
        let organisation = founded.map_err(office)?.organisation;
        let terms = PolicyTerms {
            servers: vec![Address { url: listening.url, pins: vec![listening.pin] }],
            logs: vec![log_of(&listening.log_key).map_err(office)?],
            review: Review::Never,
            keep_after_delivery: false,
            forms: Vec::new(),
            expires: None,
        };
        let policy = organisation.policy(terms, None).map_err(office)?;
        admit(&organisation, &policy)?;
        let expires = Timestamp::now().checked_add(TICKET_LIFE).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        let invitation = organisation.invite(&policy, expires, None).map_err(office)?;
        let invitation = evidence::json::print(&invitation).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        self.device.on_trial(Some(organisation.card().organisation));
        self.device.join(&String::from_utf8_lossy(&invitation))
    }

    /// Starts the server again where it was: devices and receipts know it by its address.
    fn resume(&self, organisation: &Organisation) {
        let _alone = self.alone();
        match self.device.status() {
            Ok(StatusView::Joined(home)) if home.trial => {}
            // Left by a trial that was cut off at its beginning or at its end.
            Ok(StatusView::Unjoined { .. }) => return self.destroy().unwrap_or(()),
            _ => return,
        }
        let Ok(policies) = organisation.policies() else { return };
        let address = policies.last().and_then(|p| p.policy().servers.first());
        let port = address.and_then(|a| a.url.rsplit_once(':')).and_then(|(_, port)| port.parse().ok());
        // Without it sending says that the server does not answer, and nothing is lost.
        if let Some(port) = port {
            let _ = self.serve(port);
        }
    }

    fn serve(&self, port: u16) -> Answer<Listening> {
        let mut config = Config::new(self.folder.join(SERVER));
        config.listen.set_port(port);
        config.limits.stop_time = STOP;
        let (say, hear) = sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let server = match Server::bind(config).await {
                    Ok(server) => server,
                    Err(error) => return say.send(Err(refusal(&error))).unwrap_or(()),
                };
                let url = format!("https://{}", server.addr);
                let _ = say.send(Ok(Listening { url, log_key: server.log_key.clone(), pin: server.pin }));
                // Whoever asks it next finds out that it is gone, and says so.
                let _ = server.run(async { stopped.await.unwrap_or(()) }).await;
            });
        });
        let listening = hear.recv().map_err(|_| TroubleView::from(ErrorCode::TrialServer))?;
        if listening.is_ok() {
            *self.held() = Some(Running { stop, thread });
        }
        listening.map_err(TroubleView::from)
    }

    fn organisation(&self) -> archive::Result<Organisation> {
        Organisation::open(&self.folder.join(ORGANISATION))
    }

    fn clear(&self) -> std::io::Result<()> {
        self.stop();
        // A folder of that name that is not ours is somebody's work, and so is an organisation in it.
        let empty = std::fs::read_dir(&self.folder).map_or(true, |mut inside| inside.next().is_none());
        if !empty && !self.folder.join(MARK).is_file() {
            return Err(std::io::ErrorKind::AlreadyExists.into());
        }
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the organisation and its policy known to the policy's server.
fn admit(organisation: &Organisation, policy: &SignedPolicy) -> Answer<()> {
    let server = policy.policy().servers.first().ok_or(TroubleView::from(ErrorCode::Bug))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(disk)?;
    let unreached = |_| TroubleView::from(ErrorCode::TrialServer);
    let door = ServerDoor::new(server, &Options::default(), Arc::new(System)).map_err(unreached)?;
    runtime.block_on(door.admit(&organisation.admission(policy, None))).map_err(unreached)
}

fn folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn disk(error: std::io::Error) -> TroubleView {
    code(&error).into()
}

fn code(error: &std::io::Error) -> ErrorCode {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
        std::io::ErrorKind::AddrInUse => ErrorCode::TrialPortTaken,
        _ => ErrorCode::TrialServer,
    }
}

fn office(error: archive::Error) -> TroubleView {
    match &error {
        archive::Error::Bug(_) => ErrorCode::Bug.into(),
        archive::Error::Refused { .. } => ErrorCode::BadRequest.into(),
        other => refusal(other).into(),
    }
}

/// What lies at the bottom of an error: the system's word, where it gave one.
fn refusal(error: &(dyn std::error::Error + 'static)) -> ErrorCode {
    let mut next = Some(error);
    while let Some(one) = next {
        if let Some(system) = one.downcast_ref::<std::io::Error>() {
            return code(system);
        }
        next = one.source();
    }
    ErrorCode::TrialServer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    struct Desk {
        _dir: tempfile::TempDir,
        home: PathBuf,
    }

    impl Desk {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            Self { home: dir.path().join("home"), _dir: dir }
        }

        /// What a start of the app makes.
        fn start(&self) -> (Arc<Device>, Arc<Sending>, Arc<Trial>) {
            let device = Arc::new(Device::new(self.home.clone()));
            let sending = Sending::start(Arc::clone(&device));
            let trial = Trial::start(Arc::clone(&device), Arc::clone(&sending));
            (device, sending, trial)
        }

        fn trial(&self) -> PathBuf {
            self.home.with_file_name("trial")
        }
    }

    fn wait(what: &str, mut done: impl FnMut() -> bool) {
        for _ in 0..300 {
            if done() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("waited in vain: {what}");
    }

    fn joined(device: &Device) -> crate::views::home::HomeView {
        match device.status().unwrap() {
            StatusView::Joined(home) => home,
            StatusView::Unjoined { .. } => panic!("not joined"),
        }
    }

    fn leave((device, sending, trial): (Arc<Device>, Arc<Sending>, Arc<Trial>)) {
        sending.stop();
        trial.stop();
        device.close().unwrap();
    }

    #[test]
    fn a_trial_walks_the_whole_way_comes_back_at_the_same_address_and_ends_without_a_trace() {
        let desk = Desk::new();
        let (device, sending, trial) = desk.start();
        let StatusView::Joined(home) = trial.begin("Trial").unwrap() else { panic!("not joined") };
        assert!(home.trial && home.organisation == "Trial");
        // Three of the archive key, two of the witness key.
        assert_eq!(std::fs::read_dir(desk.trial().join("organisation/shares")).unwrap().count(), 5);
        device.ask(|home| home.add_note("first", &vault::NewItem::default())).unwrap();
        sending.now();
        wait("delivered", || joined(&device).delivered == 1);
        let url = || device.home().unwrap().policy().unwrap().policy().servers[0].url.clone();
        let before = url();
        leave((device, sending, trial));

        // The next start: the same address, so what is captured goes the same way.
        let (device, sending, trial) = desk.start();
        wait("the home", || device.status().is_ok());
        assert!(joined(&device).trial);
        device.ask(|home| home.add_note("second", &vault::NewItem::default())).unwrap();
        wait("the server", || trial.view().unwrap().running);
        sending.now();
        wait("delivered again", || joined(&device).delivered == 2);
        assert_eq!(device.home().unwrap().policy().unwrap().policy().servers[0].url, before);

        let after = trial.end().unwrap();
        assert!(matches!(after, StatusView::Unjoined { .. }));
        assert!(!desk.trial().exists());
        assert_eq!(trial.end().unwrap_err().code, ErrorCode::NoTrial);
        // And another one can be begun in the same run.
        assert!(matches!(trial.begin("Again").unwrap(), StatusView::Joined(home) if home.trial));
        leave((device, sending, trial));
    }

    #[test]
    fn a_trial_never_touches_a_home_of_somebody_else() {
        let desk = Desk::new();
        let (device, sending, trial) = desk.start();
        let office = desk.home.with_file_name("org");
        testing::join(&device, &testing::organisation(&office), testing::terms_with_server());
        assert!(!joined(&device).trial);
        assert_eq!(trial.begin("Trial").unwrap_err().code, ErrorCode::AlreadyJoined);
        assert_eq!(trial.end().unwrap_err().code, ErrorCode::NoTrial);
        assert_eq!(trial.view().unwrap_err().code, ErrorCode::NoTrial);
        assert_eq!(joined(&device).organisation, "Invented");
        leave((device, sending, trial));
    }

    #[test]
    fn what_a_trial_left_when_it_was_cut_off_is_removed_by_the_next_start() {
        let desk = Desk::new();
        folder(&desk.trial()).unwrap();
        std::fs::write(desk.trial().join(MARK), []).unwrap();
        Organisation::init(&desk.trial().join(ORGANISATION), "Trial", 3, 2, None).unwrap();
        let started = desk.start();
        wait("removed", || !desk.trial().exists());
        assert!(matches!(started.0.status().unwrap(), StatusView::Unjoined { .. }));
        leave(started);
    }

    #[test]
    fn a_folder_of_the_same_name_that_somebody_else_made_is_never_removed() {
        let desk = Desk::new();
        let theirs = desk.trial().join(ORGANISATION);
        testing::organisation(&theirs);
        let (device, sending, trial) = desk.start();
        assert!(trial.begin("Trial").is_err());
        // The start looks in the background.
        drop(trial.alone());
        std::thread::sleep(Duration::from_millis(200));
        assert!(Organisation::open(&theirs).is_ok(), "somebody's organisation was removed");
        assert!(matches!(device.status().unwrap(), StatusView::Unjoined { .. }));
        leave((device, sending, trial));
    }

    #[test]
    fn a_taken_port_and_a_full_disk_are_told_apart() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let desk = Desk::new();
        let (device, sending, trial) = desk.start();
        folder(&desk.trial()).unwrap();
        let refused = trial.serve(taken.local_addr().unwrap().port());
        assert_eq!(refused.err().unwrap().code, ErrorCode::TrialPortTaken);
        assert_eq!(disk(std::io::ErrorKind::StorageFull.into()).code, ErrorCode::DiskFull);
        leave((device, sending, trial));
    }
}
