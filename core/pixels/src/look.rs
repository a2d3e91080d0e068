//! Decoding within limits.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Largest photo that is decoded, in bytes.
pub const MAX_PHOTO: usize = 32 * 1024 * 1024;
/// Most pixels on one side of a photo.
const MAX_SIDE: u32 = 16_384;
/// Most bytes of decoded pixels: 64 megapixels of three bytes.
const MAX_DECODED: u64 = 192 * 1024 * 1024;
/// Photos with more bytes of pixels are decoded one at a time, on any number of threads.
const LARGE: u64 = 48 * 1024 * 1024;

static ONE_LARGE: Mutex<()> = Mutex::new(());

/// A photo's pixels as the decoder gives them, not yet turned.
pub struct Pixels {
    pub(crate) picture: DynamicImage,
    pub(crate) orientation: Orientation,
}

/// Returns true when a file with this beginning may be a photo that this crate decodes.
pub fn is_one(beginning: &[u8]) -> bool {
    matches!(image::guess_format(beginning), Ok(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP))
}

/// Decodes a photo and calls `at` with its pixels. None when it is no JPEG, PNG or WebP, is too large, or does not
/// decode.
pub fn look<T>(photo: &[u8], at: impl FnOnce(Pixels) -> T) -> Option<T> {
    if photo.len() > MAX_PHOTO || !is_one(photo) {
        return None;
    }
    // A decoder that panics on hostile bytes must not take its caller with it.
    catch_unwind(AssertUnwindSafe(|| decode(photo, at))).ok().flatten()
}

fn decode<T>(photo: &[u8], at: impl FnOnce(Pixels) -> T) -> Option<T> {
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
    let _alone = (size > LARGE).then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    Some(at(Pixels { picture, orientation }))
}
