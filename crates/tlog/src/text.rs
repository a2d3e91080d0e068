//! The three spellings that every format here shares: decimal, base64, names. Each value has exactly one spelling.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Error;

/// ASCII decimal without sign, leading zero or surroundings, at most 2^63 - 1.
pub(crate) fn decimal(text: &str) -> Result<u64, Error> {
    let canonical = text == "0" || (!text.starts_with('0') && !text.is_empty());
    if !canonical || text.len() > 19 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Malformed("not a decimal number in its shortest form"));
    }
    match text.parse::<u64>() {
        Ok(number) if number <= crate::tree::MAX_SIZE => Ok(number),
        _ => Err(Error::Malformed("number above 2^63 - 1")),
    }
}

/// RFC 4648 section 4 with padding; stray bits after the last byte are refused.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, Error> {
    STANDARD.decode(text).map_err(|_| Error::Malformed("not canonical base64"))
}

/// The one spelling that [`base64`] reads.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Text without control characters below U+0020 other than newline.
pub(crate) fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}
