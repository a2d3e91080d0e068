//! A trial from its first tap to its end, over the real server.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use organisation::Organisation;
use vault::{Panic, Preference};

use super::folder::*;
use super::*;
use crate::device::Device;
use crate::sending::Sending;
use crate::testing;
use crate::views::home::StatusView;
use crate::views::office::ArchiveView;
use crate::views::trial::LookView;
use crate::views::trouble::ErrorCode;
use crate::views::verdict::StatusCode;

struct Desk {
    _dir: tempfile::TempDir,
    home: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { home: dir.path().join("home"), _dir: dir }
    }

    /// Returns the parts that a start of the app makes.
    fn start(&self) -> (Arc<Device>, Arc<Sending>, Arc<Trial>) {
        let device = Arc::new(Device::new(self.home.clone()));
        let sending = Sending::start(Arc::clone(&device));
        let trial = Trial::start(Arc::clone(&device), Arc::clone(&sending), office_of(&device));
        (device, sending, trial)
    }

    /// Returns every file that the app left.
    fn files(&self) -> Vec<PathBuf> {
        let (mut folders, mut files) = (vec![self.home.parent().unwrap().to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
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
        StatusView::Joined(home) => *home,
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

    // The next start: the address is the old one, so new items are sent there too.
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
    // Another one can be begun in this run.
    assert!(matches!(trial.begin("Again").unwrap(), StatusView::Joined(home) if home.trial));
    leave((device, sending, trial));
}

#[test]
fn the_language_that_was_chosen_goes_on_after_a_trial_and_into_the_next_home() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    let language = |view: StatusView| match view {
        StatusView::Joined(home) => home.preferences.language,
        StatusView::Unjoined { preferences, .. } => preferences.language,
    };
    trial.begin("Trial").unwrap();
    device.set_preference(Preference::Language, "kk").unwrap();
    device.set_preference(Preference::Proxy, "socks5h://127.0.0.1:9").unwrap();
    assert_eq!(language(trial.end().unwrap()).as_deref(), Some("kk"));
    leave((device, sending, trial));

    let (device, sending, trial) = desk.start();
    assert_eq!(language(device.status().unwrap()).as_deref(), Some("kk"), "the next start");
    let StatusView::Joined(home) = trial.begin("Again").unwrap() else { panic!("not joined") };
    assert_eq!((home.preferences.language.as_deref(), home.preferences.proxy), (Some("kk"), None));
    assert!(!desk.home.with_file_name("home.look").exists(), "the home keeps it now");
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
fn a_trial_whose_home_another_program_destroyed_is_removed_by_the_next_start() {
    for what in [Panic::Keys, Panic::Everything] {
        let desk = Desk::new();
        let (device, sending, trial) = desk.start();
        trial.begin("Trial").unwrap();
        leave((device, sending, trial));
        testing::destroy_elsewhere(&desk.home, what, || {});
        assert!(desk.trial().join(ORGANISATION).exists());
        let (device, sending, trial) = desk.start();
        wait("the trial is gone", || !desk.trial().exists());
        wait("its home is gone", || matches!(device.status(), Ok(StatusView::Unjoined { .. })));
        leave((device, sending, trial));
    }
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
    // The start checks in the background.
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

/// Files a new note and returns its item, hex.
fn note(device: &Device, words: &str) -> String {
    let note = device.ask(|home| home.add_note(words, &vault::NewItem::default())).unwrap();
    note.item.to_string()
}

/// Looks until the item is there, and returns the steps on the way.
fn look(trial: &Trial, item: &str) -> Vec<LookView> {
    let mut steps = vec![trial.look(Some(item), true).unwrap()];
    wait("a look", || {
        let next = trial.look(Some(item), false).unwrap();
        if steps.last() != Some(&next) {
            steps.push(next);
        }
        steps.last() == Some(&LookView::Ready)
    });
    steps
}

#[test]
fn one_look_brings_an_item_through_the_trials_own_archive_and_a_later_item_too() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    trial.begin("Trial").unwrap();
    let office = Arc::clone(trial.desk.office());
    let first = note(&device, "first");
    let steps = look(&trial, &first);
    assert!(steps.contains(&LookView::Opening), "{steps:?}");
    assert!(steps.iter().any(|step| matches!(step, LookView::TakingIn { .. })), "{steps:?}");
    let verdict = office.judge(std::slice::from_ref(&first)).unwrap();
    let answers: Vec<_> = verdict.answers.iter().map(|answer| (answer.question, answer.status)).collect();
    assert_eq!(answers.len(), 5);
    assert!(verdict.trusted && answers.iter().all(|(_, status)| *status != StatusCode::Failed), "{answers:?}");
    assert_eq!(office.case(&first).unwrap().record.unwrap().rows[0].values[0].text, "first");

    let second = note(&device, "second");
    look(&trial, &second);
    assert_eq!(office.case(&second).unwrap().record.unwrap().rows[0].values[0].text, "second");
    office.shut();
    leave((device, sending, trial));

    // After another start the kept passphrase opens that archive.
    let (device, sending, trial) = desk.start();
    wait("the server", || trial.view().is_ok_and(|view| view.running));
    look(&trial, &first);
    let office = Arc::clone(trial.desk.office());
    assert!(matches!(office.state().unwrap(), ArchiveView::Open { items: 2, .. }));
    assert_eq!(trial.look(None, true).unwrap(), LookView::TakingIn { parts: 0, waiting: 0 });
    wait("all of it", || trial.look(None, false).unwrap() == LookView::Ready);

    assert!(matches!(trial.end().unwrap(), StatusView::Unjoined { archive: false, .. }));
    assert_eq!(desk.files(), Vec::<PathBuf>::new(), "the trial left files");
    assert_eq!(office.state().unwrap(), ArchiveView::None);
    leave((device, sending, trial));
}

#[test]
fn what_is_not_delivered_yet_is_said_and_an_unknown_item_is_refused() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    assert_eq!(trial.look(None, true).unwrap_err().code, ErrorCode::NoTrial);
    trial.begin("Trial").unwrap();
    let mut recording =
        device.ask(|home| home.begin_recording("v.webm", "video/webm", &vault::NewItem::default())).unwrap();
    recording.push(&[7; 40_000]).unwrap();
    let going_on = recording.item().to_string();
    assert_eq!(trial.look(Some(&going_on), true).unwrap(), LookView::Capturing);
    trial.stop();
    recording.finish().unwrap();
    // A sending that failed before this gives its reason immediately.
    let said = trial.look(Some(&going_on), true);
    let waits = matches!(said, Ok(LookView::Sending { .. }));
    assert!(waits || said.is_err_and(|why| why.code == ErrorCode::TrialServer), "nobody could take it");
    wait("the reason", || trial.look(Some(&going_on), false).is_err_and(|why| why.code == ErrorCode::TrialServer));
    for nobodys in ["00".repeat(16), "x".to_owned()] {
        assert_eq!(trial.look(Some(&nobodys), true).unwrap_err().code, ErrorCode::BadRequest);
    }
    leave((device, sending, trial));
}

#[test]
fn the_archive_of_this_machine_is_not_touched_by_a_trial_and_is_there_again_after_it() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    let office = Arc::clone(trial.desk.office());
    office.open("the archivist's own words".to_owned(), true).unwrap();
    assert!(matches!(device.status().unwrap(), StatusView::Unjoined { archive: true, .. }));
    let own = |desk: &Desk| {
        let mut files = desk.files();
        files.retain(|path| path.starts_with(desk.home.join("archive")) && !path.ends_with("lock"));
        files.sort();
        files.into_iter().map(|path| std::fs::read(&path).map(|bytes| (path, bytes)).unwrap()).collect::<Vec<_>>()
    };
    office.close().unwrap();
    let before = own(&desk);
    assert!(!before.is_empty());

    trial.begin("Trial").unwrap();
    assert_eq!(office.state().unwrap(), ArchiveView::None, "the trial shows the archive of this machine");
    let item = note(&device, "first");
    look(&trial, &item);
    trial.end().unwrap();
    assert_eq!(own(&desk), before);
    assert_eq!(office.state().unwrap(), ArchiveView::Closed);
    office.open("the archivist's own words".to_owned(), false).unwrap();
    assert!(matches!(office.state().unwrap(), ArchiveView::Open { items: 0, .. }));
    leave((device, sending, trial));
}

#[test]
fn an_archive_whose_passphrase_was_lost_is_made_anew_and_taken_in_again() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    trial.begin("Trial").unwrap();
    let item = note(&device, "first");
    look(&trial, &item);
    let office = Arc::clone(trial.desk.office());
    for lost in [None, Some("not the words of the archive")] {
        office.close().unwrap();
        match lost {
            None => std::fs::remove_file(desk.trial().join("archive-passphrase")).unwrap(),
            Some(other) => std::fs::write(desk.trial().join("archive-passphrase"), other).unwrap(),
        }
        look(&trial, &item);
        assert!(matches!(office.state().unwrap(), ArchiveView::Open { items: 1, .. }));
    }
    leave((device, sending, trial));
}

#[test]
fn an_end_in_the_middle_of_a_look_leaves_nothing() {
    let desk = Desk::new();
    let (device, sending, trial) = desk.start();
    for pause in [0, 20, 200, 900] {
        trial.begin("Trial").unwrap();
        let item = note(&device, "first");
        sending.now();
        wait("delivered", || joined(&device).delivered == 1);
        let begun = trial.look(Some(&item), true).unwrap();
        assert_eq!(begun, LookView::Opening);
        std::thread::sleep(Duration::from_millis(pause));
        trial.look(Some(&item), false).unwrap();
        trial.end().unwrap();
        wait("the desk is quiet", || trial.desk.office().is_shut() && !trial.desk.is_opening());
        assert_eq!(desk.files(), Vec::<PathBuf>::new(), "after {pause} ms");
    }
    leave((device, sending, trial));
}
