//! A copied key names any number of roots; the root that the honest device saw still joins.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use evidence::Digest;
use evidence::entry::Seen;
use support::{ORIGIN, Scene, bundle, judge, note};

#[test]
fn entries_of_a_copied_key_that_name_other_roots_take_no_bound_from_an_honest_one() {
    let scene = Scene::new();
    let honest = judge(&scene.files(), &scene.world.trust()).unwrap();
    let size = scene.device.entries[2].link().seen.as_ref().unwrap().size;
    assert!(!size.is_power_of_two(), "then the proof says which root it is about");
    let mut entries = scene.device.entries.clone();
    for n in 0..600 {
        let mut copy = scene.device.clone();
        copy.entries.truncate(2);
        let root = Digest::of(format!("another root {n}").as_bytes());
        note(&mut copy, &format!("forged {n}"), "x", Some(Seen { origin: ORIGIN.to_owned(), size, root }));
        entries.push(copy.entries[2].clone());
    }
    let forged = judge(&bundle(&scene.world, &entries, &[&scene.photo]), &scene.world.trust()).unwrap();
    let time = |verdict: &verify::Verdict| serde_json::to_value(&verdict.items[0].interval).unwrap();
    assert_eq!(time(&forged), time(&honest));
    assert_eq!(forged.items[0].answers.time.status, honest.items[0].answers.time.status);
}
