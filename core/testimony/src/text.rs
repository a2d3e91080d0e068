//! Length limits of texts, and refusals that name a field and never its content.

use forms::is_vague_date;

use crate::{Error, Result};

/// Longest remark (a reason, a place, a person present), in characters.
pub(crate) const MAX_SHORT: usize = 500;
/// Longest line of a person's own words, in characters.
pub(crate) const MAX_LINE: usize = 4_000;
/// Longest pseudonym, in characters.
pub(crate) const MAX_PSEUDONYM: usize = 60;
/// Longest field of the identity card, in characters.
pub(crate) const MAX_IDENTITY: usize = 500;

const WHAT: &str = "testimony";

/// Returns a refusal with the field and the key of the rule.
pub(crate) fn refused(field: impl Into<String>, key: &'static str) -> Error {
    Error::Refused { what: WHAT, field: field.into(), key }
}

/// Refuses with the key unless the condition holds.
pub(crate) fn ensure(holds: bool, field: &str, key: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(refused(field, key)) }
}

/// Refuses a text of more than `most` characters.
pub(crate) fn within(field: &str, text: &str, most: usize) -> Result<()> {
    // Bytes first, so that a sender of a megabyte cannot make us count its characters.
    ensure(text.len() <= most.saturating_mul(4) && text.chars().count() <= most, field, "too-long")
}

/// Returns true for a text with more than blanks.
pub(crate) fn said(text: Option<&str>) -> bool {
    text.is_some_and(|t| !t.trim().is_empty())
}

/// Refuses a text that is no BCP 47 tag.
pub(crate) fn language(field: &str, tag: Option<&str>) -> Result<()> {
    let fits = |t: &str| {
        (1..=35).contains(&t.len())
            && t.split('-').all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    ensure(tag.is_none_or(fits), field, "not-a-language")
}

/// Refuses a text that is no vague date.
pub(crate) fn date(field: &str, text: Option<&str>, timed: bool) -> Result<()> {
    ensure(text.is_none_or(|t| is_vague_date(t, timed)), field, "not-a-date")
}
