//! Small copies of photos, for lists.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};

use crate::Pixels;

/// Pixels on the longer side of the copy.
const SIDE: u32 = 320;

impl Pixels {
    /// Returns the photo as a JPEG of at most 320 pixels on a side, turned as it was taken, without the other data of
    /// its file.
    pub fn small(self) -> Option<Vec<u8>> {
        let Self { mut picture, orientation } = self;
        if picture.width().max(picture.height()) > SIDE {
            picture = picture.thumbnail(SIDE, SIDE);
        }
        picture.apply_orientation(orientation);
        let mut out = Cursor::new(Vec::new());
        opaque(picture).write_to(&mut out, ImageFormat::Jpeg).ok()?;
        Some(out.into_inner())
    }
}

/// Puts the picture on a white ground, which shows through transparent pixels.
fn opaque(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture: RgbaImage = picture.into_rgba8();
    let mut out = RgbImage::new(picture.width(), picture.height());
    for (to, from) in out.pixels_mut().zip(picture.pixels()) {
        let [r, g, b, a] = from.0.map(u32::from);
        to.0 = [r, g, b].map(|c| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX));
    }
    out
}
