//! Phone clocks are corrected all the time, a server may boot without one, and a reader's may be slow: none of it
//! makes correct evidence wrong, and each is reported with its source.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use jiff::SignedDuration;
use support::{Captured, Device, Scene, World, bundle, judge, photo, policy, told, ts};
use verify::{Finding, Question, Status, Trust, Verdict};

/// Notes the device's newest entry in the log.
fn log_last(world: &mut World, device: &Device) {
    world.log.append(device.entries.last().unwrap().envelope().payload());
}

fn shot(world: &mut World, device: &mut Device, label: &str) -> Captured {
    let shot = photo(device, label, &[b"picture"], world.log.seen());
    log_last(world, device);
    shot
}

fn deliver(world: &mut World, device: &Device, at: &str) {
    world.log.deliver(&[device.entries.last().unwrap()], at);
}

fn times<'a>(verdict: &'a Verdict, code: &str) -> Vec<&'a Finding> {
    verdict.answers.time.findings.iter().filter(|f| f.code == code).collect()
}

/// Returns the trust in a log without cosigners: the server's clock is the only one.
fn alone(world: &World) -> Trust {
    let policy = world.organisation.sign_policy(&policy(&world.log.key, &[], 0)).unwrap();
    Trust { policy: Some(policy), ..world.trust() }
}

#[test]
fn a_phone_s_clock_that_is_corrected_is_a_remark_with_its_size_and_no_failure() {
    for (ahead, size) in [(20, "20 s"), (3 * 3600, "180 min"), (40 * 86_400, "40 days")] {
        let mut world = World::new();
        let mut device = world.device("phone");
        log_last(&mut world, &device);
        let right = device.now;
        device.now = right.checked_add(SignedDuration::from_secs(ahead)).unwrap();
        device.add(None, &[], world.log.seen());
        log_last(&mut world, &device);
        // The time between two signatures does not count here.
        device.now = right;
        let shot = shot(&mut world, &mut device, "right");
        deliver(&mut world, &device, "2026-06-09T05:50:00Z");
        let files = told(bundle(&world, &device.entries, &[&shot]), &device.entries);
        let verdict = judge(&files, &world.trust()).unwrap();
        assert!(verdict.exit_ok(), "{verdict}");
        let back = times(&verdict, "claims-go-back");
        assert_eq!((back.len(), back[0].status), (1, Status::Remark), "{verdict}");
        assert!(
            back[0].text.contains(size) && back[0].text.contains("earlier than the entry before"),
            "{}",
            back[0].text
        );
    }
}

#[test]
fn another_item_s_wrong_clock_never_touches_this_one() {
    let with = |years: i64| {
        let mut world = World::new();
        let mut device = world.device("phone");
        log_last(&mut world, &device);
        let right = device.now;
        device.now = right.checked_add(SignedDuration::from_hours(years * 8_766)).unwrap();
        let wrong = shot(&mut world, &mut device, "wrong");
        device.now = right.checked_add(SignedDuration::from_secs(60)).unwrap();
        let mine = shot(&mut world, &mut device, "mine");
        deliver(&mut world, &device, "2026-06-09T05:50:00Z");
        let only = judge(&bundle(&world, &device.entries, &[&mine]), &world.trust()).unwrap();
        let both = judge(&bundle(&world, &device.entries, &[&wrong, &mine]), &world.trust()).unwrap();
        assert!(only.exit_ok(), "{only}");
        let of = |verdict: &Verdict| {
            let item = verdict.items.iter().find(|item| item.item == mine.id).unwrap().clone();
            (item.answers.time.status, item.interval)
        };
        assert_eq!(of(&only), of(&both));
        of(&only)
    };
    for years in [-27, 12, 73] {
        assert_eq!(with(years), with(0), "{years} years off");
    }
}

#[test]
fn a_server_that_contradicts_its_own_log_is_named_and_the_time_is_not_checked() {
    // It booted once with a clock four months behind, and once without any.
    for (at, told_as) in
        [("2026-02-01T00:00:00Z", "claimed-after-noted"), ("1970-01-01T00:00:09Z", "upper-without-time")]
    {
        let mut world = World::new();
        let mut device = world.device("phone");
        log_last(&mut world, &device);
        device.wait(60);
        let shot = shot(&mut world, &mut device, "right");
        deliver(&mut world, &device, at);
        let files = bundle(&world, &device.entries, &[&shot]);
        let verdict = judge(&files, &alone(&world)).unwrap();
        assert!(verdict.exit_ok(), "{verdict}");
        assert_eq!(verdict.items[0].answers.time.status, Status::NotChecked);
        let found = times(&verdict, told_as);
        assert!(!found.is_empty() && found.iter().all(|f| f.text.contains("log.example.org")), "{verdict}");
        // The quorum's clocks give the time, whatever the server's clock shows.
        let verdict = judge(&files, &world.trust()).unwrap();
        assert!(times(&verdict, told_as).is_empty() && verdict.exit_ok(), "{verdict}");
    }
}

#[test]
fn items_noted_before_a_server_s_clock_went_wrong_are_not_failed_by_it() {
    let mut world = World::new();
    let mut device = world.device("phone");
    log_last(&mut world, &device);
    device.wait(60);
    let before = shot(&mut world, &mut device, "before");
    deliver(&mut world, &device, "2026-06-09T05:50:00Z");
    device.wait(3_600);
    let after = shot(&mut world, &mut device, "after");
    deliver(&mut world, &device, "2026-02-01T00:00:00Z");
    let verdict = judge(&bundle(&world, &device.entries, &[&before, &after]), &alone(&world)).unwrap();
    assert!(verdict.exit_ok(), "{verdict}");
    assert_eq!(times(&verdict, "server-clock").len(), 1, "{verdict}");
    let item = verdict.items.iter().find(|item| item.item == before.id).unwrap();
    assert!(!item.answers.time.findings.iter().any(|f| f.code == "claimed-after-noted"), "{verdict}");
    assert_eq!(item.interval.not_after.as_ref().unwrap().at, Some(ts("2026-06-09T05:50:00Z")));
}

#[test]
fn a_reader_s_slow_clock_is_told_and_changes_no_answer() {
    let scene = Scene::new();
    let sound = judge(&scene.files(), &scene.world.trust()).unwrap();
    for slow in ["2026-06-09T07:59:59Z", "2026-06-09T03:00:00Z", "1970-01-01T00:00:00Z"] {
        let verdict = judge(&scene.files(), &scene.world.trust().at(ts(slow))).unwrap();
        assert!(verdict.exit_ok(), "{verdict}");
        for question in Question::ALL {
            assert_eq!(verdict.answers.get(question).status, sound.answers.get(question).status, "{slow}:\n{verdict}");
        }
        let said = times(&verdict, "custody-in-the-future");
        assert!(said.iter().all(|f| f.next.as_deref().unwrap().contains("this computer's clock")));
    }
    let far = judge(&scene.files(), &scene.world.trust().at(ts("1970-01-01T00:00:00Z"))).unwrap();
    assert_eq!(times(&far, "custody-in-the-future").len(), 1);
}
