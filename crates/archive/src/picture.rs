//! A photo made small, in memory and within limits: a small file can claim a picture of any size.
//!
//! Knows no archive. A photo that does not decode gives nothing, whatever its bytes do to the decoder.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};

/// Largest photo that is made small, in bytes.
pub(crate) const MAX_PHOTO: usize = 32 * 1024 * 1024;
/// Most pixels to a side of it.
const MAX_SIDE: u32 = 16_384;
/// Most bytes of its pixels: 64 megapixels of three bytes.
const MAX_DECODED: u64 = 192 * 1024 * 1024;
/// Pictures with more bytes of pixels are decoded one at a time, however many threads there are.
const LARGE: u64 = 48 * 1024 * 1024;
/// Pixels to the longer side of what is made.
const SIDE: u32 = 320;

static ONE_LARGE: Mutex<()> = Mutex::new(());

/// True when a file that begins like this may be a photo that can be made small.
pub(crate) fn is_one(beginning: &[u8]) -> bool {
    matches!(image::guess_format(beginning), Ok(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP))
}

/// The photo as a JPEG of at most 320 pixels to a side, turned the way it was taken, without anything that its file
/// says beside the picture. None when it is no JPEG, PNG or WebP, is too large, or does not decode.
pub(crate) fn small(photo: &[u8]) -> Option<Vec<u8>> {
    if photo.len() > MAX_PHOTO || !is_one(photo) {
        return None;
    }
    // A decoder that trips over hostile bytes must not take the intake with it.
    catch_unwind(AssertUnwindSafe(|| decode(photo))).ok().flatten()
}

fn decode(photo: &[u8]) -> Option<Vec<u8>> {
    let mut limits = Limits::no_limits();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_DECODED);
    let mut reader = ImageReader::new(Cursor::new(photo)).with_guessed_format().ok()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let size = decoder.total_bytes();
    if size > MAX_DECODED {
        return None;
    }
    let alone = (size > LARGE).then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    let orientation = decoder.orientation();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    drop(alone);
    if let Ok(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    let mut out = Cursor::new(Vec::new());
    opaque(picture).write_to(&mut out, ImageFormat::Jpeg).ok()?;
    Some(out.into_inner())
}

/// Where a picture lets the ground through, the ground is white.
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
