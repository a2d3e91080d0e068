//! A device's home through failed writes, panics and preferences.

use vault::NewItem;

use super::*;
use crate::testing::{self, joined_on_failing_disk};

fn items(device: &Device) -> u64 {
    match device.status().unwrap() {
        StatusView::Joined(home) => home.items,
        StatusView::Unjoined { .. } => panic!("not joined"),
    }
}

fn note(device: &Device) -> Result<vault::Added, TroubleView> {
    device.ask(|home| home.add_note("seen", &NewItem::default()))
}

#[test]
fn after_a_write_that_failed_the_next_one_is_kept_though_a_conversation_holds_the_home() {
    let folder = tempfile::tempdir().unwrap();
    let (device, disk) = joined_on_failing_disk(folder.path());
    let conversation = device.home().unwrap();
    note(&device).unwrap();
    disk.fail();
    assert_eq!(note(&device).unwrap_err().code, ErrorCode::HomeUnavailable);
    note(&device).unwrap();
    assert_eq!(items(&device), 2);
    drop(conversation);
}

#[test]
fn a_write_that_another_one_ended_is_asked_once_more_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (device, disk) = joined_on_failing_disk(folder.path());
    let first = std::cell::Cell::new(true);
    note(&device).unwrap();
    let kept = device.ask(|home| {
        if first.replace(false) {
            // Another thread's write fails while this question runs.
            disk.fail();
            home.add_note("lost", &NewItem::default()).unwrap_err();
        }
        home.add_note("kept", &NewItem::default())
    });
    kept.unwrap();
    assert_eq!(items(&device), 2, "kept once, and nothing else");
}

#[test]
fn what_was_on_the_disk_when_another_write_failed_is_not_filed_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (device, disk) = joined_on_failing_disk(folder.path());
    let (home, failing) = (device.home().unwrap(), Arc::clone(&disk));
    // While the part of a tap is written, another thread's write fails: the tap's entry can no longer be made here.
    disk.before_next(move || {
        failing.fail();
        home.set_preference(Preference::Language, "ru").unwrap_err();
        Ok(())
    });
    let tapped = device.ask(|home| home.add_tally("press", 1, &NewItem::default()));
    assert_eq!(tapped.unwrap_err().code, ErrorCode::HomeUnavailable);
    assert_eq!(items(&device), 1, "one tap is counted once: the opening took it in");
}

#[test]
fn what_was_chosen_is_said_without_a_look_at_the_disk_once_the_home_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (device, disk) = joined_on_failing_disk(folder.path());
    device.set_preference(Preference::LockAfter, "7").unwrap();
    device.close().unwrap();
    let device = Arc::new(Device::on(folder.path().join("home"), disk.clone()));
    assert_eq!(device.known_preference(Preference::LockAfter), None, "nothing was opened yet");
    device.home().unwrap();
    let asked = |device: &Arc<Device>| {
        let (own, (say, hear)) = (Arc::clone(device), std::sync::mpsc::channel());
        std::thread::spawn(move || say.send(own.known_preference(Preference::LockAfter)));
        hear.recv_timeout(std::time::Duration::from_secs(1)).expect("it waits for a writer")
    };
    let during = Arc::clone(&device);
    disk.before_next(move || {
        assert_eq!(asked(&during).as_deref(), Some("7"));
        Ok(())
    });
    // The writer is the only holder of the home.
    device.set_preference(Preference::LockAfter, "9").unwrap();
    assert_eq!(device.known_preference(Preference::LockAfter).as_deref(), Some("9"));
    device.panic(|_, _| Panic::Everything).unwrap();
    assert_eq!(device.known_preference(Preference::LockAfter), None, "it went with the home");
}

#[test]
fn where_there_is_no_home_language_theme_and_time_to_lock_are_kept_until_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Device::new(folder.path().join("home"));
    let chosen = |device: &Device| match device.status().unwrap() {
        StatusView::Unjoined { preferences, .. } => (preferences.language, preferences.theme, preferences.proxy),
        StatusView::Joined(_) => panic!("nobody joined"),
    };
    let device = start();
    for (which, value) in
        [(Preference::Language, "ru"), (Preference::Theme, "sun"), (Preference::Proxy, "socks5h://127.0.0.1:9")]
    {
        device.set_preference(which, value).unwrap();
    }
    device.set_preference(Preference::LockAfter, "15").unwrap();
    assert_eq!(device.known_preference(Preference::LockAfter).as_deref(), Some("15"));
    assert_eq!(chosen(&start()), (Some("ru".to_owned()), Some("sun".to_owned()), None));
    assert_eq!(start().known_preference(Preference::LockAfter).as_deref(), Some("15"));
    device.panic(|_, _| Panic::Keys).unwrap();
    assert_eq!(chosen(&start()), (None, None, None));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().filter(|e| e.as_ref().unwrap().path().is_file()).count(), 0);
}

#[test]
fn a_panic_before_the_home_was_ever_opened_is_told_what_was_chosen_and_whose_the_home_is() {
    let folder = tempfile::tempdir().unwrap();
    let (device, _) = joined_on_failing_disk(folder.path());
    device.set_preference(Preference::Panic, "everything").unwrap();
    let organisation = device.home().unwrap().organisation().unwrap();
    device.close().unwrap();
    for trial in [false, true] {
        let device = Device::new(folder.path().join("home"));
        device.on_trial(trial.then_some(organisation));
        let told = |chosen: Option<&str>, on_trial| {
            assert_eq!((chosen, on_trial), (Some("everything"), trial));
            Panic::Keys
        };
        device.panic(told).unwrap();
        assert!(matches!(device.status().unwrap(), StatusView::Joined(home) if home.destroyed));
        device.close().unwrap();
    }
}

#[test]
fn what_was_chosen_is_known_also_while_the_home_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let (device, _) = joined_on_failing_disk(folder.path());
    device.set_preference(Preference::LockAfter, "1").unwrap();
    assert_eq!(device.known_preference(Preference::LockAfter).as_deref(), Some("1"));
    device.close().unwrap();
    assert_eq!(device.known_preference(Preference::LockAfter).as_deref(), Some("1"));
}

#[test]
fn what_could_not_be_read_at_the_opening_is_asked_of_the_open_home_by_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let (device, _) = joined_on_failing_disk(folder.path());
    device.set_preference(Preference::Panic, "everything").unwrap();
    device.on_trial(Some(device.home().unwrap().organisation().unwrap()));
    *device.known() = None;
    let told = |chosen: Option<&str>, on_trial| {
        assert_eq!((chosen, on_trial), (Some("everything"), true));
        Panic::Everything
    };
    device.panic(told).unwrap();
    assert!(!folder.path().join("home/parts").exists());
    assert!(matches!(device.status().unwrap(), StatusView::Unjoined { .. }));
}

#[test]
fn what_could_not_be_read_at_the_opening_is_asked_again_of_the_open_home() {
    let folder = tempfile::tempdir().unwrap();
    let (device, _) = joined_on_failing_disk(folder.path());
    device.on_trial(Some(device.home().unwrap().organisation().unwrap()));
    *device.known() = None;
    assert!(device.is_on_trial());
    *device.known() = None;
    assert!(matches!(device.status().unwrap(), StatusView::Joined(home) if home.trial));
}

#[test]
fn a_renewal_is_taken_in_the_window_and_its_errors_have_names() {
    let folder = tempfile::tempdir().unwrap();
    let organisation = testing::organisation(&folder.path().join("org"));
    let device = Device::new(folder.path().join("home"));
    testing::join(&device, &organisation, testing::terms_with_server());
    let own = device.home().unwrap().device().unwrap();
    let policy = organisation.policies().unwrap().remove(0);
    let invite = |renews| {
        let made = organisation.invite(&policy, renews, jiff::Timestamp::MAX, None, None).unwrap();
        serde_json::to_string(&made).unwrap()
    };
    let mut used: serde_json::Value = serde_json::from_str(&invite(None)).unwrap();
    used["admission"] = "0".repeat(64).into();
    for (text, code) in [
        (used.to_string(), ErrorCode::InvitationSpent),
        ("no invitation".to_owned(), ErrorCode::InvitationMalformed),
        (invite(None), ErrorCode::InvitationNew),
        (invite(Some(evidence::Digest::of(b"another"))), ErrorCode::InvitationOther),
    ] {
        assert_eq!(device.renew(&text).unwrap_err().code, code);
    }
    let invitation = invite(Some(own));
    let fresh = Device::new(folder.path().join("fresh"));
    assert_eq!(fresh.join(&invitation).unwrap_err().code, ErrorCode::InvitationRenews);
    assert_eq!(fresh.renew(&invitation).unwrap_err().code, ErrorCode::NoHome);
    let renewed = device.renew(&invitation).unwrap();
    let StatusView::Joined(home) = renewed.home else { panic!("joined") };
    assert_eq!((renewed.seq, home.head.seq), (1, 1));
    assert_eq!(device.renew(&invitation).unwrap_err().code, ErrorCode::InvitationUsed);
}

#[test]
fn a_home_lies_where_the_variable_says_or_in_the_apps_own_folder_and_never_at_a_path_that_moves() {
    let data = || Ok::<_, std::io::Error>(PathBuf::from("/data/app"));
    assert_eq!(super::home(None, data).unwrap(), Path::new("/data/app/home"));
    assert_eq!(super::home(Some("/mnt/stick".into()), data).unwrap(), Path::new("/mnt/stick"));
    for moves in ["", "stick", "../stick"] {
        assert!(super::home(Some(moves.into()), data).unwrap_err().to_string().contains("TESTAMUR_HOME"), "{moves:?}");
    }
    let absent = || Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    super::home(None, absent).unwrap_err();
}
