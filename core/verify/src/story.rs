//! The story of an item's disclosed opening and end, and whether the end agrees with the opening.
//!
//! Answers *content* for that question alone. The opening is shown unchanged; a value of the end never replaces one of
//! the opening.

use evidence::bundle::{Item, RecordFile};
use evidence::closing::{Change, Later};
use evidence::part::Role;
use evidence::{ClaimedTime, Digest, Ending, Opening, SignedEntry, Story};
use serde::Serialize;

use crate::answers::Question::Content;
use crate::escape::{escape, escape_note};
use crate::findings::{Findings, Scope};
use crate::stated::Stated;

/// Number of paths that a finding names.
const NAMED: usize = 5;

/// The end of an item with its time, shown after the opening.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct End {
    /// The entry that carries it.
    pub entry: Digest,
    /// The device's clock at that entry, if its details are disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<ClaimedTime>,
    /// When the capture ended, as the closing claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<ClaimedTime>,
    /// Added or corrected values, by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Said>,
}

/// One path for which the end gives a value. Text by strangers is escaped; values are JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Said {
    /// Relation to the opening.
    pub change: Change,
    /// The path.
    pub path: String,
    /// The opening's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value that the end gives.
    pub value: String,
    /// The reason, if the value is a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl End {
    pub(crate) fn of(story: &Story, entries: &[&SignedEntry]) -> Option<Self> {
        let entry = entries.iter().find(|entry| entry.finishes_item())?;
        if story.ended_at.is_none() && story.later.is_empty() {
            return None;
        }
        Some(Self {
            entry: entry.digest(),
            claimed_at: entry.details().map(|d| d.claimed_at),
            ended_at: story.ended_at,
            later: story.later.iter().map(Said::from).collect(),
        })
    }
}

impl From<&Later> for Said {
    fn from(later: &Later) -> Self {
        Self {
            change: later.change,
            path: escape(&later.path),
            before: later.before.as_ref().map(|value| escape_note(&value.to_string())),
            value: escape_note(&later.value.to_string()),
            reason: later.reason.as_deref().map(escape_note),
        }
    }
}

/// Tells the item from its disclosed parts. A contradiction counts only between parts for which the item's own entries
/// vouch.
pub(crate) fn told(
    scope: Scope,
    item: &Item,
    entries: Option<&[&SignedEntry]>,
    stated: &Stated,
    opening: Option<&Opening>,
    ending: Option<&Ending>,
    findings: &mut Findings,
) -> Option<Story> {
    let first = entries.and_then(|entries| entries.first()).filter(|entry| entry.details().is_some());
    let vouched = |role: Role, file: Option<&RecordFile>| file.is_some_and(|file| stated.has(role, &file.commitment));
    if first.is_none() {
        // No entry vouches for the listed files: they are shown, and content is not checked anyway.
        let has_opening = item.opening.is_some() || matches!(ending, Some(Ending::Closing(_)));
        return Story::of(has_opening, opening, ending);
    }
    let has_opening = stated.parts.contains_key(&Role::Opening);
    let opening = opening.filter(|_| vouched(Role::Opening, item.opening.as_ref()));
    let closes = matches!(ending, Some(Ending::Closing(_)));
    if !has_opening && (closes || entries.is_some_and(|entries| entries.len() > 1)) {
        let text = "the first entry of this item states no opening: what it is was said only at the end";
        let next = "rely on the time of its last entry for everything that its record says";
        findings.open(Content, scope, "no-opening", text, next);
    }
    if has_opening && item.opening.as_ref().is_none_or(|file| file.withheld) {
        let text = "the opening of this item is withheld: nobody can see whether its end says something else";
        findings.open(Content, scope, "opening-withheld", text, "ask the organisation for the opening");
    }
    let story = Story::of(has_opening, opening, ending)?;
    if story.is_contradicted() && vouched(Role::Record, item.record.as_ref()) {
        let against = story.later.iter().filter(|later| later.change == Change::Contradicted);
        let paths: Vec<String> = against.clone().take(NAMED).map(|later| escape(&later.path)).collect();
        let more = match against.count().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let text = format!("the end of this item takes the place of what its opening says: {}{more}", paths.join(", "));
        let next = "rely on the opening alone, and find out who closed the item";
        findings.fail(Content, scope, "opening-contradicted", text, next);
    }
    Some(story)
}
