//! A photo's pixels, in memory and within limits, because a small file can claim a picture of any size; and the signed
//! tiles of these pixels.
//!
//! Knows no record and no archive. A photo that does not decode gives no pixels, even if its bytes make the decoder
//! panic.

mod look;
mod small;
mod tiles;

pub use image::RgbImage;
pub use look::{MAX_PHOTO, Pixels, is_one, look};
pub use tiles::{SCHEME, TILE, leaves, tile};
