//! The story that the disclosed opening and end of an item tell together, and whether the end keeps to the opening.
//!
//! Answers *content* for that alone. The opening is told as it was said; nothing that was said at the end ever stands
//! in its place.

use evidence::bundle::{Item, RecordFile};
use evidence::closing::{Change, Later};
use evidence::part::Role;
use evidence::{ClaimedTime, Digest, Ending, Opening, SignedEntry, Story};
use serde::Serialize;

use crate::content::Stated;
use crate::findings::{Findings, Scope};
use crate::verdict::Question::Content;
use crate::verdict::{escape, escape_note};

/// Paths that a finding names.
const NAMED: usize = 5;

/// The end of an item, and its time: told after what was said first.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct End {
    /// The entry that carries it.
    pub entry: Digest,
    /// The device's clock at that entry, where its details are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<ClaimedTime>,
    /// When the capture ended, as the closing claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<ClaimedTime>,
    /// Values that were added or corrected, by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Said>,
}

/// One path about which the end says something. Whatever strangers wrote is escaped; values are JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Said {
    /// How it stands to the opening.
    pub change: Change,
    /// The path.
    pub path: String,
    /// The opening's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The end's value.
    pub value: String,
    /// Why, where it corrects.
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

/// Tells the item by what is disclosed of it. A contradiction counts only between parts for which the item's own entries
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
        // No entry vouches for the files that the bundle lists; they are told, and content is not checked anyway.
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
