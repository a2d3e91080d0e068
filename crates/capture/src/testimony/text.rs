//! How long what is written may be, and the refusals that name a field and never what stands in it.

use crate::form::is_vague_date;
use crate::{Error, Result};

/// Longest remark: a reason, a place, who stood by, in characters.
pub(super) const MAX_SHORT: usize = 500;
/// Longest line of a person's own words, in characters.
pub(super) const MAX_LINE: usize = 4_000;
/// Longest pseudonym, in characters.
pub(super) const MAX_PSEUDONYM: usize = 60;
/// Longest field of the identity card, in characters.
pub(super) const MAX_IDENTITY: usize = 500;

const WHAT: &str = "testimony";

/// A rule says no.
pub(super) fn refused(field: impl Into<String>, key: &'static str) -> Error {
    Error::Refused { what: WHAT, field: field.into(), key }
}

/// Refused with the key when it does not hold.
pub(super) fn ensure(holds: bool, field: &str, key: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(refused(field, key)) }
}

/// At most `most` characters.
pub(super) fn within(field: &str, text: &str, most: usize) -> Result<()> {
    // Bytes first: counting the characters of a megabyte for nothing would be a gift to whoever sends it.
    ensure(text.len() <= most.saturating_mul(4) && text.chars().count() <= most, field, "too-long")
}

/// Something else than blanks.
pub(super) fn said(text: Option<&str>) -> bool {
    text.is_some_and(|t| !t.trim().is_empty())
}

/// A BCP 47 tag, or none.
pub(super) fn language(field: &str, tag: Option<&str>) -> Result<()> {
    let fits = |t: &str| {
        (1..=35).contains(&t.len())
            && t.split('-').all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    ensure(tag.is_none_or(fits), field, "not-a-language")
}

/// A vague date, or none.
pub(super) fn date(field: &str, text: Option<&str>, timed: bool) -> Result<()> {
    ensure(text.is_none_or(|t| is_vague_date(t, timed)), field, "not-a-date")
}
