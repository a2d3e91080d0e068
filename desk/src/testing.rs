//! The base of this crate's tests: an organisation, a device that joined it, and a disk that fails on request.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use evidence::policy::{Log, Review};
use organisation::{Organisation, PolicyTerms};
use vault::{Disk, OsDisk, Panic, Step};

use crate::device::Device;

/// Returns a policy without a server.
pub fn terms(review: Review) -> PolicyTerms {
    PolicyTerms {
        servers: Vec::new(),
        logs: Vec::new(),
        review,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    }
}

/// Returns a policy with a server that does not answer, and its log.
pub fn terms_with_server() -> PolicyTerms {
    let pins = vec![evidence::Digest::of(b"pin")];
    let server = evidence::policy::Server { url: "https://127.0.0.1:1".to_owned(), pins };
    // The public key of RFC 8032, section 7.1, test 1.
    let public: evidence::Digest = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a".parse().unwrap();
    let key = tlog::VerifierKey::new("log.example.org", tlog::KeyKind::Ed25519, public.as_bytes()).unwrap().to_string();
    let log = Log { origin: "log.example.org".to_owned(), key, cosigners: Vec::new(), quorum: 0 };
    PolicyTerms { servers: vec![server], logs: vec![log], ..terms(Review::Never) }
}

/// Destroys a home like another program, and calls `look` repeatedly until the home is released.
pub fn destroy_elsewhere(home: &Path, what: Panic, mut look: impl FnMut()) {
    let mut looks = 100;
    let destroyed = vault::Home::panic_at(home, what, Arc::new(OsDisk), || {
        look();
        thread::sleep(Duration::from_millis(50));
        looks -= 1;
        looks > 0
    });
    destroyed.unwrap();
}

/// Returns a new organisation in `folder`.
pub fn organisation(folder: &Path) -> Organisation {
    Organisation::init(folder, "Invented", 3, 2, None).unwrap().organisation
}

/// Joins the device to the organisation under a policy of these terms.
pub fn join(device: &Device, organisation: &Organisation, terms: PolicyTerms) {
    device.join(&invitation(organisation, terms)).unwrap();
}

/// Returns an invitation to join the organisation under a policy of these terms.
pub fn invitation(organisation: &Organisation, terms: PolicyTerms) -> String {
    let policy = organisation.policy(terms, None).unwrap();
    serde_json::to_string(&organisation.invite(&policy, None, jiff::Timestamp::MAX, None, None).unwrap()).unwrap()
}

/// Returns a device in `folder/home` that joined an organisation in `folder/org`.
pub fn joined(folder: &Path, terms: PolicyTerms) -> Arc<Device> {
    let device = Arc::new(Device::new(folder.join("home")));
    join(&device, &organisation(&folder.join("org")), terms);
    device
}

/// The real disk; on request, the next durable step of this thread fails or is preceded by a function, or every step is
/// slow.
#[derive(Default)]
pub struct FailingDisk {
    next: Mutex<Option<(ThreadId, Before)>>,
    step_ms: AtomicU64,
}

type Before = Box<dyn FnOnce() -> io::Result<()> + Send>;

impl FailingDisk {
    /// Makes the next step fail.
    pub fn fail(&self) {
        self.before_next(|| Err(io::Error::other("the disk fails")));
    }

    /// Makes every later step take this long.
    pub fn slow_down(&self, step: Duration) {
        self.step_ms.store(u64::try_from(step.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Runs `before` before the next step, which fails if it fails.
    pub fn before_next(&self, before: impl FnOnce() -> io::Result<()> + Send + 'static) {
        *self.next.lock().unwrap() = Some((thread::current().id(), Box::new(before)));
    }
}

impl Disk for FailingDisk {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let before = self.next.lock().unwrap().take_if(|(thread, _)| *thread == thread::current().id());
        before.map_or(Ok(()), |(_, before)| before())?;
        thread::sleep(Duration::from_millis(self.step_ms.load(Ordering::SeqCst)));
        OsDisk.run(step, path, act)
    }
}

/// Returns a joined device, and its disk that a test can make fail.
pub fn joined_on_failing_disk(folder: &Path) -> (Arc<Device>, Arc<FailingDisk>) {
    drop(joined(folder, terms_with_server()));
    let disk = Arc::new(FailingDisk::default());
    (Arc::new(Device::on(folder.join("home"), disk.clone())), disk)
}

/// Leaves `count` parts without an entry in a home, like a kill: its opening adopts each of them.
pub fn leave_orphans(home: &Path, count: u8) {
    for n in 0..count {
        let bytes = vec![n; 1_000];
        let (item, digest) = (evidence::ItemId::from_bytes([n; 16]), evidence::Digest::of(&bytes));
        let name = format!("{item}.whole.record.{digest}.{digest}.{}", bytes.len());
        std::fs::write(home.join("parts/incoming").join(name), bytes).unwrap();
    }
}
