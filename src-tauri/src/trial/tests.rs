//! A trial from its first tap to its end, over the real server.

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
fn a_trial_that_is_removed_twice_at_once_is_gone_and_nobody_is_alarmed() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    for _ in 0..20 {
        folder(&desk.trial()).unwrap();
        for name in (0..200).map(|n| n.to_string()).chain([MARK.to_owned()]) {
            std::fs::write(desk.trial().join(name), []).unwrap();
        }
        let both = std::sync::Barrier::new(2);
        let remove = || {
            both.wait();
            trial.destroy()
        };
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(remove);
            (remove(), one.join().unwrap())
        });
        assert_eq!((one, other), (Ok(()), Ok(())));
        assert!(!desk.trial().exists());
    }
    leave((device, sending, trial));
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
