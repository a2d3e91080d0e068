//! The archivist's desk: the time from a key press to a photo and all facts beside it.
//!
//! `DESK_ITEMS=10000 cargo test --release -p archive --test desk -- --nocapture` measures a large archive.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use std::io::Cursor;
use std::time::Duration;

use archive::{Carrier, CarrierWriter, Filter, Mark};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use support::World;

#[allow(clippy::disallowed_methods, reason = "the test measures")]
fn clock() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap()
}

fn took(times: &mut Vec<Duration>, work: impl FnOnce()) {
    let begun = clock();
    work();
    times.push(clock() - begun);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Returns a photo of 3 MB, as phones take them.
fn photo() -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let picture: DynamicImage = RgbImage::from_fn(1800, 1350, |_, _| Rgb([next(), next(), next()])).into();
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

#[test]
fn a_photo_and_all_that_stands_beside_it_is_there_before_a_person_notices() {
    let items = std::env::var("DESK_ITEMS").ok().map_or(300, |n| n.parse().unwrap());
    let (world, large) = (World::new(), photo());
    let mut device = world.device("one");
    let dir = tempfile::tempdir().unwrap();
    let mut writer = CarrierWriter::create(&dir.path().join("stick")).unwrap();
    // Every twentieth item is a real photo; every third one's medium does not come, which is a finding each.
    let (mut shown, mut lost) = (Vec::new(), Vec::new());
    for n in 0..items {
        let label = format!("item {n}");
        let small = format!("content {n}");
        let item = device.photo(&label, "a.jpg", &[if n % 20 == 0 { &large } else { small.as_bytes() }]);
        if n % 20 == 0 {
            shown.push(item);
        } else if n % 3 == 0 {
            lost.push(device.entries.last().unwrap().parts()[0].sealed.sha256);
        }
        for (digest, sealed) in std::mem::take(&mut device.parts) {
            if !lost.contains(&digest) {
                writer.part(&sealed).unwrap();
            }
        }
    }
    device.entries.iter().for_each(|entry| writer.entry(entry).unwrap());
    writer.finish().unwrap();
    let mut store = world.store();
    let mut pulled = Vec::new();
    took(&mut pulled, || {
        let report = world.pull(&mut store, &Carrier::open(&dir.path().join("stick")).unwrap()).unwrap();
        assert_eq!((report.items.len(), report.missing as usize), (items, lost.len()));
    });
    drop(store);
    let (mut opened, mut store) = (Vec::new(), None);
    took(&mut opened, || store = Some(world.store()));
    let store = store.unwrap();
    let [mut show, mut thumbnail, mut medium, mut all, mut mark, mut judged] = [const { Vec::new() }; 6];
    shown.truncate(120);
    for item in &shown {
        took(&mut all, || {
            took(&mut show, || assert!(store.show(item).unwrap().findings.is_empty()));
            took(&mut thumbnail, || assert!(store.thumbnail(item).unwrap().is_some()));
            took(&mut medium, || assert_eq!(store.read_medium(item, 0, 0, 1 << 20).unwrap().len(), 1 << 20));
        });
        let change = Mark { looked_at: Some(true), ..Mark::default() };
        took(&mut mark, || assert!(store.mark(item, &change).unwrap().looked_at));
    }
    took(&mut judged, || assert!(store.judge(&shown[..1], "2026-06-10T00:00:00Z".parse().unwrap()).is_ok()));
    let mut findings = Vec::new();
    took(&mut findings, || assert!(store.findings().unwrap().len() >= lost.len()));
    let mut paged = Vec::new();
    took(&mut paged, || assert!(store.page(&Filter::default(), None, 200).unwrap().len() <= 200));
    println!(
        "{items} items, {} findings: intake {:?}, opening {:?}; median of {}: item {:?}, thumbnail {:?}, first MiB {:?}, \
         together {:?}, longest {:?}; mark {:?}; five answers {:?}; all findings {:?}; page {:?}",
        lost.len(),
        pulled[0],
        opened[0],
        shown.len(),
        median(show.clone()),
        median(thumbnail.clone()),
        median(medium.clone()),
        median(all.clone()),
        all.iter().max().unwrap(),
        median(mark),
        judged[0],
        findings[0],
        paged[0],
    );
    // Opening and reading a part cannot be avoided; the item's other facts must not take as long again.
    let (all, medium) = (median(all), median(medium));
    assert!(all < Duration::from_millis(100).max(medium * 2), "{all:?}, of which the medium takes {medium:?}");
}
