//! Measures the cost of the tiles of a 12-megapixel photo: decoding it, and hashing its tiles (`docs/decisions/0033`).
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example that measures")]

use std::io::Cursor;
use std::time::Instant;

use evidence::Digest;
use pixels::RgbImage;

fn main() {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 28) as u8
    };
    let picture = RgbImage::from_fn(4_000, 3_000, |x, y| {
        image::Rgb([(x / 16) as u8 ^ noise(), (y / 12) as u8 ^ noise(), ((x + y) / 28) as u8 ^ noise()])
    });
    let mut photo = Cursor::new(Vec::new());
    if picture.write_to(&mut photo, image::ImageFormat::Jpeg).is_err() {
        return println!("the photo could not be written");
    }
    let photo = photo.into_inner();
    for _ in 0..3 {
        let began = Instant::now();
        let hashed = pixels::look(&photo, |pixels| {
            let decoded = began.elapsed();
            let tiles = pixels.tiles(&Digest::from_bytes([7; 32]));
            (decoded, tiles.is_some(), began.elapsed() - decoded)
        });
        println!("{} bytes: decoded, tiled, hashed: {hashed:?}", photo.len());
    }
}
