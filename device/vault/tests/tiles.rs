//! The tiles of photos that were taken in the app: they are in the photos' records, and never delay a photo.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io::{self, Cursor, Read};

use common::{Chosen, World};
use evidence::policy::Review;
use evidence::record::Media;
use image::{DynamicImage, ImageFormat, RgbImage};
use vault::{Error, Home, NewItem};

/// Makes a picture that does not compress well.
fn noise(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    RgbImage::from_fn(width, height, |_, _| image::Rgb([next(), next(), next()])).into()
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn captured(world: &World, home: &Home, photo: &[u8]) -> (Media, usize) {
    let added = home.add_captured(&mut Cursor::new(photo), "1.jpg", &NewItem::default(), &mut |_| ()).unwrap();
    let (record, media) = world.item(home, &added.item);
    assert_eq!(media, photo);
    (record.media[0].clone(), added.parts as usize)
}

/// Captures a photo until its tiles are made in time, which a busy machine does not manage each time.
fn tiled(world: &World, home: &Home, photo: &[u8]) -> (Media, usize) {
    let tries = std::iter::repeat_with(|| captured(world, home, photo)).take(50);
    tries.into_iter().find(|(media, _)| media.tiles.is_some()).expect("no tiles in fifty tries")
}

fn world() -> (World, Home) {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(1));
    (world, home)
}

#[test]
fn a_captured_photo_states_its_tiles_whether_it_takes_one_part_or_several() {
    let (world, home) = world();
    let mut seeds = Vec::new();
    for (picture, format, parts) in [
        (noise(100, 70), ImageFormat::Jpeg, 1),
        (noise(100, 70), ImageFormat::Png, 1),
        (noise(1_300, 1_200), ImageFormat::Png, 2),
    ] {
        let photo = written(&picture, format);
        let (media, taken) = tiled(&world, &home, &photo);
        let seed = media.tile_seed.expect("a seed");
        assert_eq!(taken, parts);
        assert_eq!(media.tiles, pixels::look(&photo, |pixels| pixels.tiles(&seed)).flatten());
        seeds.push(seed);
    }
    seeds.dedup();
    assert_eq!(seeds.len(), 3, "one seed for two photos");
}

#[test]
fn what_does_not_decode_and_what_was_imported_is_sealed_without_tiles() {
    let (world, home) = world();
    let photo = written(&noise(40, 40), ImageFormat::Jpeg);
    let cut_off = &written(&noise(40, 40), ImageFormat::Png)[..200];
    for bytes in [cut_off, b"\xff\xd8\xff\xe0 a photo, nearly", b"\x89PNG\r\n\x1a\n and no more"] {
        let (media, _) = captured(&world, &home, bytes);
        assert_eq!((media.tiles, media.tile_seed), (None, None));
    }
    let imported = home.add_file(&mut Cursor::new(&photo), "1.jpg", &NewItem::default(), &mut |_| ()).unwrap();
    let (record, _) = world.item(&home, &imported.item);
    assert_eq!((&record.media[0].tiles, record.media[0].tile_seed), (&None, None));
}

#[test]
fn a_photo_whose_source_fails_is_closed_without_tiles() {
    let (world, home) = world();
    let mut photo = written(&noise(1_300, 1_200), ImageFormat::Png);
    photo.truncate(photo.len() - 1);
    let mut from = Cursor::new(photo).chain(Failing);
    let failed = home.add_captured(&mut from, "1.jpg", &NewItem::default(), &mut |_| ()).unwrap_err();
    let Error::Unavailable { safe, .. } = failed else { panic!("{failed}") };
    let (record, _) = world.item(&home, &safe.item.unwrap());
    assert!(record.media[0].interrupted && record.media[0].tiles.is_none());
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the source is gone"))
    }
}
