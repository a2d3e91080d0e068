//! The three spellings that every format of this crate shares: decimal, base64, names. Each value has exactly one
//! spelling.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Error;

/// The largest number in every format of this crate, and the most leaves of a tree: 2^63 - 1, so that sizes fit the
/// signed integers of every store.
pub const MAX_SIZE: u64 = i64::MAX as u64;

/// Reads ASCII decimal without sign or leading zero, at most 2^63 - 1. Errors: `Malformed` for any other text.
pub(crate) fn decimal(text: &str) -> Result<u64, Error> {
    let canonical = text == "0" || (!text.starts_with('0') && !text.is_empty());
    if !canonical || text.len() > 19 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Malformed("not a decimal number in its shortest form"));
    }
    match text.parse::<u64>() {
        Ok(number) if number <= MAX_SIZE => Ok(number),
        _ => Err(Error::Malformed("number above 2^63 - 1")),
    }
}

/// Reads RFC 4648 section 4 with padding; refuses stray bits after the last byte.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, Error> {
    STANDARD.decode(text).map_err(|_| Error::Malformed("not canonical base64"))
}

/// Returns the one spelling that [`base64`] reads.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Returns true if the text has a control character below U+0020 other than newline.
pub(crate) fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}
