//! The size limits of forms, the spelling of ids, and the quoting of foreign words in errors.

/// Largest form or set of answers, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Most rows of one repeat.
pub const MAX_ROWS: usize = 200;
/// 2^53: beyond it, some readers lose the last digits of JSON numbers.
pub(crate) const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

pub(crate) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

pub(crate) fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_default).collect()
}
