//! Sends in the background: all waiting data goes to the organisation's server as soon as it is reachable.
//!
//! Owns the sending thread and the state for the window. `sync` decides what to send and which answers to trust.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use evidence::SignedPolicy;
use sync::http::{Device as Line, Options, Report, Surroundings as _, System, Watch};
use tokio::sync::{Notify, watch};
use vault::{Home, Preference};

use crate::device::Device;
use crate::views::sending::{SendingCode, SendingState, SendingView};

/// Time between checks for a home, while there is none.
const LOOK: Duration = Duration::from_secs(1);
/// Time between requests for the newest policy while sending pauses: every request with entries asks for it anyway.
const POLICY: Duration = Duration::from_hours(1);
/// Wait while there is a server but a conversation cannot begin.
const BLOCKED: Duration = Duration::from_secs(15);

/// The window's view of the background thread.
pub struct Sending {
    told: Mutex<Told>,
    now: Notify,
    /// True if a person pressed "send": then the newest policy is requested too.
    pressed: AtomicBool,
    /// Whether sending is allowed, and by which route: a conversation ends when this changes.
    way: watch::Sender<Way>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Way {
    stopped: bool,
    /// Number of changes of the route.
    changes: u64,
}

/// The outcome of a search for a server.
enum Found {
    /// No home, or an organisation without a server.
    Nothing,
    /// There is a server, and the reason why it cannot be contacted.
    Blocked(SendingCode),
    Line(Home, Box<Line>),
}

#[derive(Default)]
struct Told {
    view: SendingView,
    /// Time of the next automatic conversation.
    next: Option<Instant>,
}

impl Sending {
    /// Starts the thread. It ends with the process.
    pub fn start(device: Arc<Device>) -> Arc<Self> {
        let (told, pressed) = (Mutex::default(), AtomicBool::new(false));
        let sending = Arc::new(Self { told, now: Notify::new(), pressed, way: watch::Sender::default() });
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

    /// Returns the state of sending.
    pub fn view(&self) -> SendingView {
        let told = self.told();
        #[allow(clippy::disallowed_methods, reason = "a wait that is shown, not evidence")]
        let left = told.next.map(|at| at.saturating_duration_since(Instant::now()).as_secs());
        SendingView { next_in_s: left, ..told.view.clone() }
    }

    /// Starts a conversation immediately, without waiting.
    pub fn now(&self) {
        self.now.notify_one();
    }

    /// Starts a conversation immediately on a person's request, and requests the newest policy even if no data waits.
    pub fn press(&self) {
        self.pressed.store(true, Ordering::SeqCst);
        self.now();
    }

    /// Returns true if the newest policy must be requested now, with or without waiting data.
    fn wants_policy(&self, asked: &mut Option<Instant>) -> bool {
        #[allow(clippy::disallowed_methods, reason = "a wait, not evidence")]
        let now = Instant::now();
        let due = asked.is_none_or(|asked| now.duration_since(asked) >= POLICY);
        if !due && !self.pressed.load(Ordering::SeqCst) {
            return false;
        }
        self.pressed.store(false, Ordering::SeqCst);
        *asked = Some(now);
        true
    }

    /// Stops sending for this run: the keys are about to be destroyed.
    pub fn stop(&self) {
        self.way.send_modify(|way| way.stopped = true);
        self.now();
    }

    /// Switches the route: a conversation on the old one ends, and continues on the new one.
    pub fn another_way(&self) {
        self.way.send_modify(|way| way.changes += 1);
        self.now();
    }

    /// Resumes sending after [`Sending::stop`], if there is data to send.
    pub fn again(&self) {
        self.way.send_modify(|way| way.stopped = false);
        self.now();
    }

    async fn run(&self, device: &Device) {
        let mut attempt = 0;
        let mut asked = None;
        let mut way = self.way.subscribe();
        loop {
            let stopped = way.borrow_and_update().stopped;
            let (mut home, line) = match if stopped { Found::Nothing } else { find(device) } {
                Found::Line(home, line) => (home, line),
                Found::Nothing => {
                    self.say(SendingState::Off, None, None);
                    self.rest(LOOK).await;
                    continue;
                }
                Found::Blocked(trouble) => {
                    self.say(SendingState::Waiting, Some(trouble), Some(BLOCKED));
                    self.rest(BLOCKED).await;
                    continue;
                }
            };
            let earlier = tokio::select! {
                earlier = send_earlier(device, &home) => earlier,
                _ = way.changed() => continue,
            };
            let line = if self.wants_policy(&mut asked) { Box::new(line.asking_policy()) } else { line };
            let trouble = self.told().view.trouble;
            self.say(SendingState::Sending, trouble, None);
            let before = self.view();
            let mut progress = |report: &Report| {
                let view = SendingView { trouble: before.trouble, ..before.with(report) };
                self.tell(|told| told.view = view);
            };
            let report = tokio::select! {
                report = line.sync_once(&mut home, &mut progress) => report,
                // The sender belongs to this struct, and lives as long.
                _ = way.changed() => continue,
            };
            drop(home);
            let random = System.random().map_or(0, |bytes| u128::from_be_bytes(bytes) as u64);
            let wait = Watch::default().wait(&report, attempt, random);
            let well = earlier && report.failure.is_none() && report.tally.items_incomplete == 0;
            attempt = if well { 0 } else { attempt.saturating_add(1) };
            self.tell(|told| told.view = before.with(&report));
            let trouble = self.told().view.trouble;
            self.say(SendingState::Waiting, trouble, Some(wait));
            self.rest(wait).await;
        }
    }

    async fn rest(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.now.notified() => {}
        }
    }

    fn say(&self, state: SendingState, trouble: Option<SendingCode>, wait: Option<Duration>) {
        #[allow(clippy::disallowed_methods, reason = "a wait that is shown, not evidence")]
        let next = wait.and_then(|wait| Instant::now().checked_add(wait));
        self.tell(|told| {
            (told.view.state, told.view.trouble, told.next) = (state, trouble, next);
        });
    }

    fn tell(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told());
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the home and a connection to its servers, or the reason why there is none.
fn find(device: &Device) -> Found {
    // Other commands report the error of a home.
    let Ok(home) = device.home() else { return Found::Nothing };
    // Receipts are believed only if they were checked since the start, even if sending is impossible.
    if home.check_all().is_err() {
        return Found::Blocked(SendingCode::Disk);
    }
    let blocked = |_| Found::Blocked(SendingCode::Disk);
    let policy = match home.policy() {
        Ok(policy) if policy.policy().servers.is_empty() => return Found::Nothing,
        Ok(policy) => policy,
        Err(error) => return blocked(error),
    };
    // Sending must not bypass a proxy whose setting cannot be read: then it does not send.
    let proxy = match device.preference(&home, Preference::Proxy) {
        Ok(proxy) => proxy.filter(|proxy| !proxy.is_empty()),
        Err(error) => return blocked(error),
    };
    match line(&home, &policy, proxy) {
        Ok(Some(line)) => Found::Line(home, Box::new(line)),
        Ok(None) => Found::Nothing,
        Err(code) => Found::Blocked(code),
    }
}

/// Returns a connection to a policy's servers for one chain of this device. `None` if its keys were destroyed: it
/// cannot authenticate.
fn line(chain: &Home, policy: &SignedPolicy, proxy: Option<String>) -> Result<Option<Line>, SendingCode> {
    let Ok(key) = chain.transport_key() else { return Ok(None) };
    let public = key.public().map_err(|_| SendingCode::Bug)?;
    let signer = Arc::new((public, move |base: &[u8]| key.sign(base)));
    let options = Options { proxy, ..Options::default() };
    let name = chain.device().map_err(|_| SendingCode::Disk)?;
    let line = Line::new(name, policy.policy(), signer, &options, Arc::new(System));
    line.map(Some).map_err(|failure| SendingCode::from(&failure))
}

/// Sends the waiting data of chains that could not continue. Returns true if none of theirs waits any more. Their
/// errors are not shown: waiting data is counted, and the newest chain meets the same errors.
async fn send_earlier(device: &Device, home: &Home) -> bool {
    let mut well = true;
    for mut chain in home.earlier() {
        if matches!(chain.waits(), Ok(false)) {
            continue;
        }
        let proxy = device.preference(home, Preference::Proxy).map(|proxy| proxy.filter(|proxy| !proxy.is_empty()));
        let (Ok(proxy), Ok(policy)) = (proxy, chain.policy()) else {
            well = false;
            continue;
        };
        if let Ok(Some(line)) = line(&chain, &policy, proxy) {
            line.sync_once(&mut chain, &mut |_: &Report| {}).await;
        }
        well &= matches!(chain.waits(), Ok(false));
    }
    well
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::testing;

    /// Waits until the view fits `what`.
    fn wait(sending: &Sending, what: impl Fn(&SendingView) -> bool) -> SendingView {
        for _ in 0..200 {
            let view = sending.view();
            if what(&view) {
                return view;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("waited in vain: {:?}", sending.view());
    }

    /// Waits for a caller.
    fn accept(listener: &TcpListener) -> TcpStream {
        for _ in 0..200 {
            match listener.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false).unwrap();
                    return stream;
                }
                Err(_) => std::thread::sleep(Duration::from_millis(25)),
            }
        }
        panic!("nobody called");
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_told_nothing_goes_past_it_and_a_better_one_is_tried_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        device.set_preference(Preference::Proxy, "not a proxy").unwrap();
        let sending = Sending::start(Arc::clone(&device));
        let view = wait(&sending, |view| view.trouble.is_some());
        assert_eq!((view.state, view.trouble), (SendingState::Waiting, Some(SendingCode::ProxyAddress)));
        assert!(view.next_in_s.is_some());

        device.set_preference(Preference::Proxy, "").unwrap();
        sending.another_way();
        wait(&sending, |view| view.trouble == Some(SendingCode::Unreachable));
    }

    #[test]
    fn a_conversation_ends_within_moments_when_it_is_stopped_or_sent_another_way() {
        let folder = tempfile::tempdir().unwrap();
        // Accepts the connection and never answers.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut terms = testing::terms_with_server();
        terms.servers[0].url = format!("https://{}", silent.local_addr().unwrap());
        let sending = Sending::start(testing::joined(folder.path(), terms));
        silent.set_nonblocking(true).unwrap();
        let first = accept(&silent);
        sending.another_way();
        // The present conversation is dropped, and another one begins.
        let _second = accept(&silent);
        first.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        std::io::copy(&mut &first, &mut std::io::sink()).expect("the first one was closed");
        sending.stop();
        wait(&sending, |view| view.state == SendingState::Off);
    }
}
