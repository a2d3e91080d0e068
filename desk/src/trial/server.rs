//! The trial of this device: its organisation, its server, its beginning and its end.

use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use evidence::policy::{Review, Server as Address};
use evidence::{Digest, SignedPolicy};
use jiff::Timestamp;
use organisation::{Organisation, PolicyTerms, TICKET_LIFE, log_of};
use sync::http::{Options, ServerDoor, System};
use testamur_server::{Config, Server};
use tokio::sync::oneshot;
use vault::{Panic, Preference};

use super::desk::Desk;
use super::folder::{MARK, ORGANISATION, disk, folder, folder_beside, office, refusal, remove};
use crate::device::{Device, settled};
use crate::office::Office;
use crate::sending::Sending;
use crate::views::home::StatusView;
use crate::views::trial::TrialView;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

const SERVER: &str = "server";
/// Shares of the trial's archive key, and the number that opens it.
const SHARES: (u8, u8) = (3, 2);
/// Time for requests in progress when the server stops: a panic waits for it.
const STOP: Duration = Duration::from_millis(300);

/// The trial of this device, if there is one.
pub struct Trial {
    pub(super) device: Arc<Device>,
    pub(super) sending: Arc<Sending>,
    folder: PathBuf,
    pub(super) desk: Arc<Desk>,
    running: Mutex<Option<Running>>,
    /// Held while a trial is made, resumed or ended.
    changing: Mutex<()>,
    /// Held while the folder is removed: a panic does not wait for `changing`, and half a folder is useless.
    clearing: Mutex<()>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// The address and the keys of a listening server.
pub(super) struct Listening {
    url: String,
    log_key: String,
    pin: Digest,
}

impl Trial {
    /// Resumes an existing trial, with its server in the background, so that the window does not wait.
    pub fn start(device: Arc<Device>, sending: Arc<Sending>, office: Arc<Office>) -> Arc<Self> {
        let folder = folder_beside(&device);
        let desk = Arc::new(Desk::new(office, folder.clone()));
        let (running, changing, clearing) = (Mutex::default(), Mutex::default(), Mutex::default());
        let trial = Arc::new(Self { device, sending, folder, desk, running, changing, clearing });
        let organisation = trial.organisation().ok();
        trial.device.on_trial(organisation.as_ref().map(|organisation| organisation.card().organisation));
        if trial.is_here() {
            let own = Arc::clone(&trial);
            std::thread::spawn(move || own.resume(organisation.as_ref()));
        }
        trial
    }

    /// Makes organisation and server, and joins with an invitation of theirs. `name` is the organisation's name.
    ///
    /// Fails if the device has joined before, if the disk fails, or without a free port. Then all new files are
    /// removed.
    pub fn begin(&self, name: &str) -> Answer<StatusView> {
        let _alone = self.alone();
        if !matches!(self.device.status()?, StatusView::Unjoined { .. }) {
            return Err(ErrorCode::AlreadyJoined.into());
        }
        // A trial whose making was interrupted holds no data.
        self.clear().map_err(disk)?;
        // The archive of this machine is independent of the trial: it stays in place, and is opened again afterwards.
        self.desk.office().leave();
        let made = self.make(name);
        if made.is_err() {
            self.device.on_trial(None);
            let _ = self.clear();
        }
        made
    }

    /// Ends the trial: deletes its server, its organisation, its archive and this device's home, with all of their
    /// content.
    pub fn end(&self) -> Answer<StatusView> {
        let _alone = self.alone();
        if !self.is_on() {
            return Err(ErrorCode::NoTrial.into());
        }
        let look = [Preference::Language, Preference::Theme].map(|which| (which, self.device.known_preference(which)));
        self.sending.stop();
        self.desk.office().shut();
        // The home first: an interruption then leaves a trial without a home, which the next start removes. While the
        // home stays, so does the trial, with its banner.
        let done = self.device.panic(|_, _| Panic::Everything).and_then(|()| self.destroy());
        self.sending.again();
        done.map_err(|_| TroubleView::from(ErrorCode::TrialStays))?;
        settled(&self.device)?;
        // The app continues in the person's language.
        for (which, value) in look {
            value.map_or(Ok(()), |value| self.device.set_preference(which, &value))?;
        }
        let after = self.device.status()?;
        // Only an empty lock file is left of the home. If the folder also holds the archive of this machine, it stays.
        let home = self.device.path();
        let _ = std::fs::remove_file(home.join("lock")).and_then(|()| std::fs::remove_dir(home));
        Ok(after)
    }

    /// Returns true if this device's home belongs to a trial.
    pub fn is_on(&self) -> bool {
        self.device.is_on_trial()
    }

    /// Returns the place of the trial, and whether its server answers.
    pub fn view(&self) -> Answer<TrialView> {
        if !self.is_on() {
            return Err(ErrorCode::NoTrial.into());
        }
        let path = |dir: &str| self.folder.join(dir).display().to_string();
        Ok(TrialView { organisation: path(ORGANISATION), server: path(SERVER), running: self.is_running() })
    }

    pub(super) fn is_running(&self) -> bool {
        self.held().as_ref().is_some_and(|r| !r.thread.is_finished())
    }

    /// Removes the trial's folder, whose home is gone or about to be destroyed. No key is left.
    pub fn destroy(&self) -> Answer<()> {
        self.clear().map_err(disk)?;
        self.device.on_trial(None);
        Ok(())
    }

    /// Ends a trial whose home another program destroyed: the folder beside it holds keys to its items. Does not block.
    pub fn end_without_home(&self) -> Answer<()> {
        if !self.is_here() {
            return Ok(());
        }
        match settled(&self.device)? {
            StatusView::Joined(home) if home.trial && home.destroyed => {
                self.device.panic(|_, _| Panic::Everything).and_then(|()| self.destroy())
            }
            StatusView::Joined(_) => Ok(()),
            StatusView::Unjoined { .. } => self.destroy(),
        }
    }

    fn is_here(&self) -> bool {
        self.folder.join(MARK).is_file()
    }

    /// Stops the server at the end of the process: acknowledged data is on the disk.
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
            keep_after_delivery: true,
            forms: Vec::new(),
            expires: None,
        };
        let policy = organisation.policy(terms, None).map_err(office)?;
        admit(&organisation, &policy)?;
        let expires = Timestamp::now().checked_add(TICKET_LIFE).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        let invitation = organisation.invite(&policy, None, expires, None, None).map_err(office)?;
        let invitation = evidence::json::print(&invitation).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        self.device.on_trial(Some(organisation.card().organisation));
        self.device.join(&String::from_utf8_lossy(&invitation))
    }

    /// Starts the server again at its old address: devices and receipts know it by that.
    fn resume(&self, organisation: Option<&Organisation>) {
        let _alone = self.alone();
        // A remnant of a trial that was interrupted at its beginning or end, or whose home is gone.
        if self.end_without_home().is_err()
            || !matches!(self.device.status(), Ok(StatusView::Joined(home)) if home.trial)
        {
            return;
        }
        let Some(Ok(policies)) = organisation.map(Organisation::policies) else { return };
        let address = policies.last().and_then(|p| p.policy().servers.first());
        let port = address.and_then(|a| a.url.rsplit_once(':')).and_then(|(_, port)| port.parse().ok());
        // Without it sending reports that the server does not answer, and no data is lost.
        if let Some(port) = port {
            let _ = self.serve(port);
        }
        // A panic came meanwhile: a server that started after it has made its folder again.
        if !self.is_here() {
            self.stop();
            let _ = std::fs::remove_dir_all(self.folder.join(SERVER));
            let _ = std::fs::remove_dir(&self.folder);
        }
    }

    pub(super) fn serve(&self, port: u16) -> Answer<Listening> {
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
                // The next caller of the server notices that it is gone, and reports that.
                let _ = server.run(async { stopped.await.unwrap_or(()) }).await;
            });
        });
        let listening = hear.recv().map_err(|_| TroubleView::from(ErrorCode::TrialServer))?;
        if listening.is_ok() {
            *self.held() = Some(Running { stop, thread });
        }
        listening.map_err(TroubleView::from)
    }

    fn organisation(&self) -> organisation::Result<Organisation> {
        Organisation::open(&self.folder.join(ORGANISATION))
    }

    fn clear(&self) -> std::io::Result<()> {
        let _alone = self.clearing.lock().unwrap_or_else(PoisonError::into_inner);
        self.stop();
        // A foreign folder of that name is a person's work, and so is an organisation in it.
        let empty = std::fs::read_dir(&self.folder).map_or(true, |mut inside| inside.next().is_none());
        if !empty && !self.is_here() {
            return Err(std::io::ErrorKind::AlreadyExists.into());
        }
        self.desk.leave();
        remove(&self.folder)
    }

    pub(super) fn alone(&self) -> MutexGuard<'_, ()> {
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
