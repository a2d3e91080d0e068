//! Thumbnails: made while an intake has the photo open, kept sealed, never of photos that must not be in a list.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use std::io::Cursor;
use std::time::Duration;

use archive::source::Row;
use archive::{Error, Filter, FindingKind, Report, Store};
use evidence::details::PartStatement;
use evidence::part::Role;
use evidence::record::{Kind, Location, Media, Method, WITNESSES};
use evidence::{Digest, ItemId, Record};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use seal::Sealer;
use support::{Device, Server, World, contains, files, item_id, salted};

/// Returns a picture that is red on its left half and blue on its right half.
fn halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    RgbImage::from_fn(width, height, |x, _| colour(x)).into()
}

/// Makes a picture that does not compress well.
fn noise(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    RgbImage::from_fn(width, height, |_, _| Rgb([next(), next(), next()])).into()
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Makes a JPEG with this camera orientation (EXIF 2.3, tag 0x0112).
fn turned(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let jpeg = written(picture, ImageFormat::Jpeg);
    let mut exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    [&jpeg[..2], &exif, &jpeg[2..]].concat()
}

/// Makes a photo whose record says this compartment, sealed by `sealer` if there is one.
fn photo(device: &mut Device, label: &str, bytes: &[u8], compartment: Option<&str>, sealer: Option<Sealer>) -> ItemId {
    photo_with(device, label, bytes, sealer, |record| record.compartment = compartment.map(str::to_owned))
}

fn photo_with(
    device: &mut Device,
    label: &str,
    bytes: &[u8],
    sealer: Option<Sealer>,
    change: impl FnOnce(&mut Record),
) -> ItemId {
    let id = item_id(label);
    let at = device.claimed();
    let mut record = Record::new(id, Kind::Photo, Method::Captured, at, Location::missing("not-asked"));
    record.media.push(Media {
        name: "IMG_1.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: Some(bytes.len() as u64),
        sha256: Some(Digest::of(bytes)),
        first_part: 0,
        parts: 1,
        ..Media::default()
    });
    change(&mut record);
    let medium = salted(&format!("{label} medium"), bytes);
    let record = salted(&format!("{label} record"), &record.to_content(&[9; 32]).unwrap());
    let usual = sealer.map(|sealer| std::mem::replace(&mut device.sealer, sealer));
    device.add(Some(id), &[(Role::Media(0), &medium), (Role::Record, &record)], None);
    if let Some(usual) = usual {
        device.sealer = usual;
    }
    id
}

fn small(store: &Store, item: &ItemId) -> Option<DynamicImage> {
    let jpeg = store.thumbnail(item).unwrap();
    let shown = store.show(item).unwrap().summary.thumbnail;
    let listed = store.page(&Filter::default(), None, 500).unwrap().into_iter().find(|l| l.item == *item).unwrap();
    assert_eq!((shown, listed.thumbnail), (jpeg.is_some(), jpeg.is_some()), "what the list says of {item}");
    jpeg.map(|jpeg| {
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        image::load_from_memory(&jpeg).unwrap()
    })
}

fn is_red(picture: &DynamicImage, x: u32, y: u32) -> bool {
    let [r, _, b, _] = picture.get_pixel(x, y).0;
    assert!(r.abs_diff(b) > 100, "neither red nor blue: {:?}", picture.get_pixel(x, y));
    r > b
}

/// Removes the parts, so that only stored thumbnails can be shown.
fn lose_the_parts(world: &World) {
    let parts = world.home().join("archive/parts");
    std::fs::remove_dir_all(&parts).unwrap();
    std::fs::create_dir(&parts).unwrap();
}

#[test]
fn an_intake_keeps_a_small_picture_of_every_photo_and_no_disk_sees_it_plain() {
    let mut world = World::new();
    let mut device = world.device("one");
    let formats = [("jpeg", ImageFormat::Jpeg), ("png", ImageFormat::Png), ("webp", ImageFormat::WebP)];
    for (label, format) in formats {
        device.photo(label, "IMG.jpg", &[&written(&halves(1280, 640), format)]);
    }
    let tiny = written(&halves(64, 48), ImageFormat::Png);
    device.photo("tiny", "tiny.png", &[&tiny]);
    // Larger than a part: it comes in two.
    let large = written(&noise(1300, 1300), ImageFormat::Png);
    let (first, second) = large.split_at(evidence::part::MAX_CONTENT);
    assert!(!second.is_empty());
    device.photo("large", "large.png", &[first, second]);
    let see_through = RgbaImage::from_pixel(400, 400, Rgba([0, 0, 0, 0])).into();
    device.photo("see-through", "drawn.png", &[&written(&see_through, ImageFormat::Png)]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.quarantined, report.findings.len()), (0, 0));
    lose_the_parts(&world);
    for (label, _) in formats {
        let picture = small(&store, &item_id(label)).unwrap();
        assert_eq!((picture.width(), picture.height()), (320, 160), "{label}");
        assert!(is_red(&picture, 40, 80) && !is_red(&picture, 280, 80), "{label}");
    }
    let picture = small(&store, &item_id("tiny")).unwrap();
    assert_eq!((picture.width(), picture.height()), (64, 48), "a small one stays as it is");
    assert_eq!(small(&store, &item_id("large")).unwrap().dimensions(), (320, 320));
    let ground = small(&store, &item_id("see-through")).unwrap().get_pixel(200, 200);
    assert!(ground.0[0] > 250, "where a picture lets the ground through, it is white: {ground:?}");
    let kept = store.thumbnail(&item_id("jpeg")).unwrap().unwrap();
    drop(store);
    for (path, bytes) in files(&world.home()) {
        for plain in [&kept[..64], &tiny[..48], b"JFIF", b"IHDR"] {
            assert!(!contains(&bytes, plain), "{path:?}");
        }
    }
    // It is still there after the archive was closed.
    assert_eq!(world.store().thumbnail(&item_id("jpeg")).unwrap(), Some(kept));
}

#[test]
fn a_photo_stands_the_way_the_camera_was_held() {
    let mut world = World::new();
    let mut device = world.device("one");
    for orientation in 0..=9 {
        device.photo(&format!("{orientation}"), "a.jpg", &[&turned(&halves(640, 320), orientation)]);
    }
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    for orientation in 0..=9_u8 {
        let picture = small(&store, &item_id(&format!("{orientation}"))).unwrap();
        let upright = (5..=8).contains(&orientation);
        assert_eq!(picture.dimensions(), if upright { (160, 320) } else { (320, 160) }, "{orientation}");
        // The place of the sensor's left edge: left, right, top, bottom.
        let (x, y, red) = match orientation {
            2 | 3 => (40, 80, false),
            5 | 6 => (80, 40, true),
            7 | 8 => (80, 40, false),
            _ => (40, 80, true),
        };
        assert_eq!(is_red(&picture, x, y), red, "{orientation}");
    }
}

/// Makes a PNG that claims these sides, without the pixels.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut png = written(&halves(8, 8), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32fast::hash(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

#[test]
fn a_photo_that_does_not_decode_costs_nothing_but_its_thumbnail() {
    let mut world = World::new();
    let mut device = world.device("one");
    let jpeg = written(&noise(600, 600), ImageFormat::Jpeg);
    let mut zeros = jpeg.clone();
    zeros[200..].fill(0);
    let bad = [
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
        ("words", b"no picture at all".to_vec()),
        ("beginning", jpeg[..12].to_vec()),
        ("zeros", zeros),
        ("wide", claims(70_000, 1)),
        ("huge", claims(30_000, 30_000)),
        ("empty", claims(0, 0)),
        ("heavy", claims(14_000, 6_000)),
        ("hollow", claims(4_000, 3_000)),
    ];
    for (label, bytes) in &bad {
        device.photo(label, "IMG.jpg", &[bytes]);
    }
    device.photo("good", "IMG.jpg", &[&jpeg]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.parts, report.quarantined, report.findings.len()), (22, 0, 0));
    for (label, bytes) in &bad {
        let item = item_id(label);
        assert!(store.show(&item).unwrap().summary.wholeness() == archive::Wholeness::Whole, "{label}");
        assert_eq!(store.read_medium(&item, 0, 0, 4096).unwrap(), bytes[..bytes.len().min(4096)], "{label}");
        if *label != "zeros" {
            assert!(small(&store, &item).is_none(), "{label}");
        }
    }
    assert!(small(&store, &item_id("good")).is_some());
    assert!(matches!(store.thumbnail(&item_id("nobody")), Err(Error::Refused { .. })));
}

#[test]
fn what_names_people_has_no_picture_in_a_list() {
    let mut world = World::new();
    let mut device = world.device("one");
    let bytes = written(&halves(640, 480), ImageFormat::Jpeg);
    let witness = Sealer::new([world.organisation.card().witness_recipient.as_deref().unwrap()]).unwrap();
    let sealed = photo(&mut device, "witness", &bytes, Some(WITNESSES), Some(witness));
    // Sealed to the archive by mistake.
    let exposed = photo(&mut device, "exposed", &bytes, Some(WITNESSES), None);
    let named = photo(&mut device, "named", &bytes, Some("names"), None);
    let facts = photo(&mut device, "facts", &bytes, Some("facts"), None);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    assert!(small(&store, &facts).is_some());
    for item in [sealed, exposed, named] {
        assert!(small(&store, &item).is_none(), "{item}");
    }
    world.pull_with(&mut store, &server, Some(&world.witness_key())).unwrap();
    assert_eq!(store.show(&sealed).unwrap().summary.held, 2, "the two people opened it");
    for item in [sealed, exposed, named] {
        assert!(small(&store, &item).is_none(), "{item}");
    }
}

#[test]
fn an_item_of_which_a_part_is_no_good_loses_its_picture() {
    let mut world = World::new();
    let mut device = world.device("one");
    let bytes = written(&halves(640, 480), ImageFormat::Jpeg);
    let square = device.photo("square", "IMG.jpg", &[&bytes]);
    let bridge = device.photo("bridge", "IMG.jpg", &[&bytes]);
    let mut server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    assert!(small(&store, &square).is_some());
    // Another part of the same item does not match its entry.
    let rubbish = device.sealer.seal(&salted("rubbish", b"something else")).unwrap();
    let stated =
        PartStatement { role: Role::Media(7), commitment: Digest::of(b"not this"), tree: None, sealed: rubbish.sealed };
    device.parts.insert(rubbish.sealed.sha256, rubbish.bytes);
    let entry = device.add_stated(Some(square), &[stated], None);
    server.rows.push(Row::Entry { entry: entry.carried(), proof: None });
    server.parts = device.parts.clone();
    assert_eq!(world.pull(&mut store, &server).unwrap().quarantined, 1);
    assert!(small(&store, &square).is_none());
    assert!(small(&store, &bridge).is_some(), "the other item keeps its own");
}

#[test]
fn a_photo_whose_parts_came_apart_gets_its_picture_when_somebody_asks() {
    let mut world = World::new();
    let mut device = world.device("one");
    let bytes = written(&noise(900, 600), ImageFormat::Png);
    let (first, second) = bytes.split_at(1_000_000);
    let item = device.photo("square", "square.png", &[first, second]);
    let missing = device.entries[1].parts()[1].sealed.sha256;
    let mut server = Server::with(&mut world.log, &[&device]);
    server.missing.insert(missing);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    assert!(small(&store, &item).is_none(), "half a photo is none");
    server.missing.clear();
    world.pull(&mut store, &server).unwrap();
    // A part that was changed on the archive's disk is reported; after a second fetch the thumbnail is the same.
    let path = world.home().join("archive/parts").join(missing.to_string());
    let sealed = std::fs::read(&path).unwrap();
    let mut changed = sealed.clone();
    changed[5_000] ^= 1;
    std::fs::write(&path, changed).unwrap();
    for _ in 0..2 {
        assert!(matches!(store.thumbnail(&item), Err(Error::Malformed { .. })));
    }
    std::fs::write(&path, sealed).unwrap();
    let asked = store.thumbnail(&item).unwrap().unwrap();
    lose_the_parts(&world);
    assert_eq!(store.thumbnail(&item).unwrap(), Some(asked), "it was made once and kept");
    assert_eq!(small(&store, &item).unwrap().dimensions(), (320, 213));
}

#[allow(clippy::disallowed_methods, reason = "the test measures")]
fn clock() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap()
}

/// Returns the durations of an intake with pictures, of one without, and of decoding the photos alone.
fn measured(photos: &[Vec<u8>]) -> [Duration; 3] {
    // Each picture's bytes, once as photos and once as files that are no photos.
    let [with, without] = [true, false].map(|shown| {
        let mut world = World::new();
        let mut device = world.device("one");
        for (n, bytes) in photos.iter().enumerate() {
            let bytes = if shown { bytes.clone() } else { [b"\0", &bytes[1..]].concat() };
            device.photo(&format!("{n}"), "a.jpg", &[&bytes]);
        }
        let server = Server::with(&mut world.log, &[&device]);
        let mut store = world.store();
        let begun = clock();
        world.pull(&mut store, &server).unwrap();
        let took = clock() - begun;
        let lines = store.list().unwrap();
        assert!(lines.iter().all(|line| line.thumbnail == shown) && lines.len() == photos.len());
        took
    });
    let begun = clock();
    for photo in photos {
        assert!(image::load_from_memory(photo).unwrap().thumbnail(320, 320).rotate90().width() <= 320);
    }
    [with, without, clock() - begun]
}

#[test]
fn pictures_add_to_an_intake_about_the_time_that_decoding_them_takes() {
    let photos: Vec<Vec<u8>> = (0..24).map(|n| turned(&noise(800 + n, 600), 6)).collect();
    // On a busy machine another program may slow down one measurement, but not all five.
    let tried: Vec<_> = (0..5)
        .map(|_| measured(&photos))
        .scan(false, |done, took| (!std::mem::replace(done, took[0] < (took[1] + took[2]) * 2)).then_some(took))
        .collect();
    let [with, without, decoding] = *tried.last().unwrap();
    println!("{} photos: with pictures {with:?}, without {without:?}, decoding {decoding:?}", photos.len());
    assert!(with < (without + decoding) * 2, "{tried:?}");
}

#[test]
fn a_photo_whose_tiles_are_not_those_of_its_pixels_or_are_compared_with_none_is_named_and_no_check_fails() {
    let mut world = World::new();
    let mut device = world.device("one");
    let jpeg = written(&halves(100, 70), ImageFormat::Jpeg);
    let seed = Digest::of(b"seed");
    let right = pixels::look(&jpeg, |pixels| pixels.tiles(&seed)).flatten().unwrap();
    let changes: [(&str, Change); 8] = [
        ("right", |_| ()),
        ("none-stated", |media| (media.tiles, media.tile_seed) = (None, None)),
        ("undecodable", |_| ()),
        ("another-root", |media| media.tiles.as_mut().unwrap().root = Digest::of(b"another")),
        ("another-width", |media| media.tiles.as_mut().unwrap().width = 99),
        ("another-seed", |media| media.tile_seed = Some(Digest::of(b"another"))),
        ("another-scheme", |media| media.tiles.as_mut().unwrap().scheme = "later".to_owned()),
        ("without-a-seed", |media| media.tile_seed = None),
    ];
    let (mut differ, mut unchecked) = (Vec::new(), Vec::new());
    for (label, change) in changes {
        let undecodable = (label == "undecodable").then(|| b"\0\0\0\x18ftypheic of a phone".to_vec());
        let item = photo_with(&mut device, label, undecodable.as_ref().unwrap_or(&jpeg), None, |record| {
            let media = &mut record.media[0];
            (media.tiles, media.tile_seed) = (Some(right.clone()), Some(seed));
            change(media);
        });
        match label {
            "another-root" | "another-width" | "another-seed" => differ.push(item.to_string()),
            "another-scheme" | "without-a-seed" | "undecodable" => unchecked.push(item.to_string()),
            _ => {}
        }
    }
    differ.sort();
    unchecked.sort();
    let server = Server::with(&mut world.log, &[&device]);
    let report = world.pull(&mut world.store(), &server).unwrap();
    assert_eq!(of_kind(&report, FindingKind::TilesDiffer), differ, "{:?}", report.findings);
    assert_eq!((of_kind(&report, FindingKind::TilesUnchecked), differ.len()), (unchecked, 3), "{:?}", report.findings);
    assert!(!FindingKind::TilesDiffer.is_failure() && !FindingKind::TilesUnchecked.is_failure());
}

fn of_kind(report: &Report, kind: FindingKind) -> Vec<String> {
    let of = report.findings.iter().filter(|found| found.kind == kind);
    let mut named: Vec<String> = of.map(|found| found.subject.clone()).collect();
    named.sort();
    named
}

type Change = fn(&mut Media);
