//! The tiles of a photo: squares of its pixels, each a salted leaf of one tree, so that one tile can be shown while
//! the salts keep the others secret.

use std::borrow::Cow;

use evidence::Digest;
use evidence::tiles::{Tiles, leaf, root};
use hkdf::Hkdf;
use image::{DynamicImage, RgbImage};
use sha2_age::Sha256;

use crate::Pixels;

/// The name of this way of cutting, salting and hashing. A decoder with other pixels needs another name.
pub const SCHEME: &str = "testamur-tiles-v1";
/// Pixels on a side of a tile.
pub const TILE: u32 = 32;

/// Bytes of the salt of a tile.
const SALT: usize = 16;

impl Pixels {
    /// Returns the tiles with salts derived from `seed`, 32 random bytes. None unless the picture is opaque and has
    /// eight bits of red, green and blue, or of grey.
    pub fn tiles(&self, seed: &Digest) -> Option<Tiles> {
        let picture = self.rgb()?;
        let (width, height) = picture.dimensions();
        let root = root(&leaves(&picture, seed));
        Some(Tiles { scheme: SCHEME.to_owned(), width, height, tile: TILE, root })
    }

    fn rgb(&self) -> Option<Cow<'_, RgbImage>> {
        match &self.picture {
            DynamicImage::ImageRgb8(picture) => Some(Cow::Borrowed(picture)),
            DynamicImage::ImageLuma8(_) => Some(Cow::Owned(self.picture.to_rgb8())),
            DynamicImage::ImageRgba8(picture) if picture.pixels().all(|pixel| pixel.0[3] == u8::MAX) => {
                Some(Cow::Owned(self.picture.to_rgb8()))
            }
            _ => None,
        }
    }
}

/// Returns the leaves of all tiles, row by row from the top left.
pub fn leaves(picture: &RgbImage, seed: &Digest) -> Vec<Digest> {
    let salts = Hkdf::<Sha256>::new(None, seed.as_bytes());
    let side = TILE as usize;
    let places =
        (0..picture.height()).step_by(side).flat_map(|y| (0..picture.width()).step_by(side).map(move |x| (x, y)));
    places.zip(0_u32..).map(|((x, y), number)| leaf(&tile(picture, &salt(&salts, number), x, y))).collect()
}

/// Returns the bytes that a leaf hashes: salt, position and size of the tile, and its pixels row by row.
pub fn tile(picture: &RgbImage, salt: &[u8; SALT], x: u32, y: u32) -> Vec<u8> {
    let across = TILE.min(picture.width().saturating_sub(x));
    let down = TILE.min(picture.height().saturating_sub(y));
    let mut out = Vec::with_capacity(SALT + 16 + across as usize * down as usize * 3);
    out.extend_from_slice(salt);
    [x, y, across, down].into_iter().for_each(|number| out.extend_from_slice(&number.to_be_bytes()));
    let row = picture.width() as usize * 3;
    let rows = picture.as_raw().chunks_exact(row.max(1)).skip(y as usize).take(down as usize);
    for pixels in rows {
        let from = x as usize * 3;
        out.extend_from_slice(pixels.get(from..from + across as usize * 3).unwrap_or_default());
    }
    out
}

fn salt(salts: &Hkdf<Sha256>, number: u32) -> [u8; SALT] {
    let mut salt = [0; SALT];
    let info = [SCHEME.as_bytes(), &number.to_be_bytes()];
    // HKDF refuses only more than 8,160 bytes.
    let _ = salts.expand_multi_info(&info, &mut salt);
    salt
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::look;

    /// A photo of 70 by 50 pixels as a camera's encoder writes it, and its root under the seed of 32 sevens.
    const PHOTO: &[u8] = include_bytes!("../tests/photo.jpg");
    const ROOT: &str = "51fd7729c14d6608aa8b9069d2968f721a11bb2c48a897889ed4f22dd5f7a915";
    const SEED: Digest = Digest::from_bytes([7; 32]);

    /// Returns a picture of one colour, in which every tile shows the same.
    fn plain(width: u32, height: u32) -> RgbImage {
        RgbImage::from_pixel(width, height, image::Rgb([200, 10, 10]))
    }

    #[test]
    fn this_decoder_gives_the_pixels_that_the_name_of_the_scheme_stands_for() {
        let tiles = look(PHOTO, |pixels| pixels.tiles(&SEED)).flatten().unwrap();
        assert_eq!((tiles.scheme.as_str(), tiles.width, tiles.height, tiles.tile), (SCHEME, 70, 50, TILE));
        assert_eq!(tiles.root.to_string(), ROOT, "with other pixels the scheme needs another name");
    }

    #[test]
    fn every_pixel_is_in_one_tile_and_tiles_at_the_edge_are_smaller() {
        let picture = RgbImage::from_fn(70, 50, |x, y| image::Rgb([x as u8, y as u8, 1]));
        let (mut pixels, mut sizes) = (0, Vec::new());
        for (x, y) in [(0, 0), (32, 0), (64, 0), (0, 32), (32, 32), (64, 32)] {
            let tile = tile(&picture, &[0; SALT], x, y);
            let (head, shown) = tile.split_at(SALT + 16);
            assert_eq!(head[SALT..SALT + 8], [x.to_be_bytes(), y.to_be_bytes()].concat());
            assert_eq!(shown[..3], picture.get_pixel(x, y).0);
            pixels += shown.len() / 3;
            sizes.push(shown.len());
        }
        assert_eq!(sizes, [32 * 32 * 3, 32 * 32 * 3, 6 * 32 * 3, 32 * 18 * 3, 32 * 18 * 3, 6 * 18 * 3]);
        assert_eq!(pixels, 70 * 50);
        assert_eq!(leaves(&picture, &SEED).len(), 6);
    }

    #[test]
    fn one_pixel_of_another_colour_is_another_root() {
        let mut picture = plain(70, 50);
        let before = leaves(&picture, &SEED);
        picture.put_pixel(69, 49, image::Rgb([200, 10, 11]));
        let after = leaves(&picture, &SEED);
        assert_eq!(before.iter().zip(&after).filter(|(a, b)| a != b).count(), 1);
        assert_ne!(root(&before), root(&after));
    }

    #[test]
    fn without_the_seed_a_hidden_tile_cannot_be_told_from_its_hash() {
        let picture = plain(96, 96);
        let hidden: BTreeSet<Digest> = leaves(&picture, &SEED).into_iter().collect();
        assert_eq!(hidden.len(), 9, "tiles that show the same have one hash");
        // The attacker knows everything but the seed: the pixels, the position of each tile, and the root.
        let known = [Digest::from_bytes([0; 32]), root(&leaves(&picture, &SEED)), Digest::of(SEED.as_bytes())];
        let by_seed = known.iter().flat_map(|seed| leaves(&picture, seed));
        let places = (0..3).flat_map(|x| (0..3).map(move |y| (x * TILE, y * TILE)));
        let unsalted = places.clone().flat_map(|(x, y)| {
            let tile = tile(&picture, &[0; SALT], x, y);
            [leaf(&tile), leaf(&tile[SALT..]), leaf(&tile[SALT + 16..]), Digest::of(&tile[SALT + 16..])]
        });
        // The salt of a shown tile opens no other tile.
        let salts = Hkdf::<Sha256>::new(None, SEED.as_bytes());
        let shown = salt(&salts, 0);
        let by_shown = places.skip(1).map(|(x, y)| leaf(&tile(&picture, &shown, x, y)));
        assert!(by_seed.chain(unsalted).chain(by_shown).all(|guess| !hidden.contains(&guess)));
    }

    #[test]
    fn pictures_that_are_no_eight_opaque_bits_have_no_tiles_and_grey_ones_do() {
        let tiles = |picture: DynamicImage| {
            Pixels { picture, orientation: image::metadata::Orientation::NoTransforms }.tiles(&SEED)
        };
        let rgb = DynamicImage::ImageRgb8(plain(40, 40));
        assert_eq!(tiles(rgb.to_rgba8().into()), tiles(rgb.clone()));
        assert_eq!(tiles(rgb.to_luma8().into()), tiles(rgb.to_luma8().into()));
        assert!(tiles(rgb.to_luma8().into()).is_some());
        let mut through = rgb.to_rgba8();
        through.put_pixel(3, 3, image::Rgba([0, 0, 0, 254]));
        for none in [through.into(), rgb.to_rgb16().into(), rgb.to_rgb32f().into(), rgb.to_luma_alpha8().into()] {
            assert_eq!(tiles(none), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn no_bytes_of_a_stranger_stop_it(at in 0_usize..3_000, bytes: Vec<u8>) {
            let mut photo = PHOTO.to_vec();
            photo.truncate(at);
            photo.extend(bytes);
            look(&photo, |pixels| pixels.tiles(&SEED));
        }
    }
}
