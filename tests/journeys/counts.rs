//! Counts that must not grow: round trips, uploads, answers to a repeated question.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use support::Ready;

const ITEMS: usize = 1_000;

fn small_files(ready: &Ready, count: usize) -> Vec<String> {
    let write = |n: usize| {
        let path = ready.world.path(&format!("{n}.txt"));
        std::fs::write(&path, format!("small item {n}")).unwrap();
        path
    };
    (0..count).map(write).collect()
}

#[test]
fn a_thousand_items_are_noted_after_at_most_three_round_trips_and_nothing_is_sent_twice() {
    let ready = Ready::new().unwrap();
    let files = small_files(&ready, ITEMS);
    let mut args = vec!["add"];
    args.extend(files.iter().map(String::as_str));
    ready.world.testamur(&args).unwrap();
    let report = ready.world.testamur(&["sync"]).unwrap();
    let trips = report["round_trips_until_noted"].as_u64().unwrap();
    assert!(trips <= 3, "{trips} round trips");
    assert_eq!(report["items_delivered"], ITEMS, "{report}");
    let again = ready.world.testamur(&["sync"]).unwrap();
    // The one question for a newer policy, with the device's newest checkpoint.
    assert_eq!(
        (&again["parts_sent"], &again["entries_noted"], &again["requests"]),
        (&0.into(), &0.into(), &1.into()),
        "{again}"
    );
    assert!(again["bytes_up"].as_u64().unwrap() < 400, "{again}");
}
