//! Sending in the background: everything that waits goes to the organisation's server as soon as there is a way.
//!
//! Owns the thread that talks and what the window is told of it. What to send and what to believe is `sync`'s.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sync::http::{Device as Line, Options, Report, Surroundings as _, System, Watch};
use tokio::sync::Notify;
use vault::{Home, Preference};

use crate::device::Device;
use crate::views::sending::{SendingCode, SendingState, SendingView};

/// How often an app without a home looks whether there is one now.
const LOOK: Duration = Duration::from_secs(1);

/// The background's side that the window sees.
pub struct Sending {
    told: Mutex<Told>,
    now: Notify,
}

#[derive(Default)]
struct Told {
    view: SendingView,
    /// When the next conversation begins by itself.
    next: Option<Instant>,
    stopped: bool,
    /// How often the way out was changed: a conversation that goes another way ends.
    ways: u64,
}

impl Sending {
    /// Starts the thread. It ends with the process.
    pub fn start(device: Arc<Device>) -> Arc<Self> {
        let sending = Arc::new(Self { told: Mutex::default(), now: Notify::new() });
        let own = Arc::clone(&sending);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(own.run(&device)),
                Err(_) => own.tell(|told| told.view.trouble = Some(SendingCode::Bug)),
            }
        });
        sending
    }

    /// How it goes.
    pub fn view(&self) -> SendingView {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        #[allow(clippy::disallowed_methods, reason = "a wait that is shown, not evidence")]
        let left = told.next.map(|at| at.saturating_duration_since(Instant::now()).as_secs());
        SendingView { next_in_s: left, ..told.view.clone() }
    }

    /// Talks at once, whatever the wait.
    pub fn now(&self) {
        self.now.notify_one();
    }

    /// Talks no more in this run: the keys are about to go.
    pub fn stop(&self) {
        self.tell(|told| told.stopped = true);
        self.now();
    }

    /// The way out was changed: what is under way past it ends, and goes on by the new one.
    pub fn another_way(&self) {
        self.tell(|told| told.ways += 1);
        self.now();
    }

    /// Talks again after [`Sending::stop`], if there is something to talk about.
    pub fn again(&self) {
        self.tell(|told| told.stopped = false);
        self.now();
    }

    async fn run(&self, device: &Device) {
        let mut attempt = 0;
        loop {
            let Some((mut home, line)) = self.line(device) else {
                self.tell(|told| (told.view.state, told.next) = (SendingState::Off, None));
                self.rest(LOOK).await;
                continue;
            };
            self.tell(|told| (told.view.state, told.next) = (SendingState::Sending, None));
            let ways = self.told.lock().unwrap_or_else(PoisonError::into_inner).ways;
            let before = self.view();
            let mut progress = |report: &Report| {
                let view = SendingView { trouble: before.trouble, ..before.with(report) };
                self.tell(|told| told.view = view);
            };
            let report = tokio::select! {
                report = line.sync_once(&mut home, &mut progress) => report,
                () = self.stopped(ways) => continue,
            };
            drop(home);
            let random = System.random().map_or(0, |bytes| u128::from_be_bytes(bytes) as u64);
            let wait = Watch::default().wait(&report, attempt, random);
            let well = report.failure.is_none() && report.tally.items_incomplete == 0;
            attempt = if well { 0 } else { attempt.saturating_add(1) };
            #[allow(clippy::disallowed_methods, reason = "a wait that is shown, not evidence")]
            let next = Instant::now().checked_add(wait);
            self.tell(|told| {
                told.view = SendingView { state: SendingState::Waiting, ..before.with(&report) };
                told.next = next;
            });
            self.rest(wait).await;
        }
    }

    /// The home and a line to its servers; none while there is nothing to send with.
    fn line(&self, device: &Device) -> Option<(Home, Line)> {
        if self.told.lock().unwrap_or_else(PoisonError::into_inner).stopped {
            return None;
        }
        let home = device.home().ok()?;
        // Not past a proxy that cannot be read: then nothing is sent.
        let Ok(proxy) = device.preference(&home, Preference::Proxy) else {
            self.tell(|told| told.view.trouble = Some(SendingCode::Disk));
            return None;
        };
        let proxy = proxy.filter(|proxy| !proxy.is_empty());
        let policy = home.policy().ok()?;
        if policy.policy().servers.is_empty() {
            return None;
        }
        let key = home.transport_key().ok()?;
        let signer = Arc::new((key.public().ok()?, move |base: &[u8]| key.sign(base)));
        let options = Options { proxy, ..Options::default() };
        match Line::new(home.device().ok()?, policy.policy(), signer, &options, Arc::new(System)) {
            Ok(line) => Some((home, line)),
            Err(failure) => {
                self.tell(|told| told.view.trouble = Some(SendingCode::from(&failure)));
                None
            }
        }
    }

    async fn rest(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.now.notified() => {}
        }
    }

    /// Ready when sending was stopped, or is to go another way.
    async fn stopped(&self, ways: u64) {
        loop {
            {
                let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
                if told.stopped || told.ways != ways {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn tell(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
