//! One part of the account: the person's own words, line by line, beside a few facts and the sound they were taken from.
//!
//! Owns the rule that a section that was read back is never edited: the person adds to it or withdraws it.

use std::collections::BTreeMap;

use evidence::ItemId;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::codes::{Fact, Known, ReadBack, SectionKind, YesNo};
use crate::text::{MAX_LINE, MAX_SHORT, date, ensure, language, said, within};

/// Most lines of a section, and of each correction.
pub(crate) const MAX_LINES: usize = 200;
/// Most characters that a section's lines have together.
const MAX_SECTION: usize = 40_000;
/// Most characters of a first account, which is short.
pub(crate) const MAX_FIRST_ACCOUNT: usize = 4_000;
/// Most corrections of a section.
const MAX_CORRECTIONS: usize = 50;
/// Most stretches of recordings in a section.
const MAX_AUDIO: usize = 50;
/// Longest recording, in milliseconds: a day.
const MAX_MS: u64 = 24 * 60 * 60 * 1000;

/// One part of the account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Section {
    /// Which.
    pub section: SectionKind,
    /// Language of the words, BCP 47; none: the person's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub language: Option<String>,
    /// Own words as told.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// When it was, EDTF with local time, as vague as it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub when: Option<String>,
    /// Where it was, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub place: Option<String>,
    /// Every fact of the list; not asked unless it was.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "Record<Fact, YesNo>"))]
    pub facts: BTreeMap<Fact, YesNo>,
    /// Where in the recordings it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<AudioRange>>", optional))]
    pub audio: Vec<AudioRange>,
    /// The outcome of reading it back.
    #[serde(default)]
    pub read_back: ReadBack,
    /// Additions when it was read back, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Correction>>", optional))]
    pub corrections: Vec<Correction>,
}

/// One line as told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Line {
    /// The words.
    pub text: String,
    /// How the person knows.
    #[serde(default)]
    pub known: Known,
}

/// Something added to a section that was read back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Correction {
    /// The words.
    pub lines: Vec<Line>,
}

/// A stretch of a recording.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AudioRange {
    /// The recording.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub item: ItemId,
    /// Its beginning, in milliseconds from the recording's own.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub from_ms: u64,
    /// Its end.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub to_ms: u64,
}

impl Section {
    /// Returns a section without any answers.
    pub fn untouched(section: SectionKind) -> Self {
        Self {
            section,
            language: None,
            lines: Vec::new(),
            when: None,
            place: None,
            facts: Fact::ALL.iter().map(|fact| (*fact, YesNo::NotAsked)).collect(),
            audio: Vec::new(),
            read_back: ReadBack::NotRead,
            corrections: Vec::new(),
        }
    }

    /// Returns true when the section has content to read back.
    pub fn told(&self) -> bool {
        let asked = self.facts.values().any(|answer| *answer != YesNo::NotAsked);
        let words = self.lines.iter().any(|line| said(Some(&line.text)));
        asked || words || said(self.when.as_deref()) || said(self.place.as_deref())
    }

    /// Returns the person's words, first and added.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().chain(self.corrections.iter().flat_map(|c| &c.lines));
        lines.map(|line| line.text.as_str()).chain(self.place.as_deref())
    }

    pub(crate) fn field(&self, of: &str) -> String {
        field(self.section, of)
    }

    pub(crate) fn check(&self, first_account: bool) -> Result<()> {
        let most = if first_account { MAX_FIRST_ACCOUNT } else { MAX_SECTION };
        language(&self.field("language"), self.language.as_deref())?;
        check_lines(&self.field("lines"), &self.lines, most)?;
        date(&self.field("when"), self.when.as_deref(), true)?;
        within(&self.field("place"), self.place.as_deref().unwrap_or_default(), MAX_SHORT)?;
        ensure(self.audio.len() <= MAX_AUDIO, &self.field("audio"), "too-many")?;
        for range in &self.audio {
            ensure(range.from_ms < range.to_ms && range.to_ms <= MAX_MS, &self.field("audio"), "not-a-stretch")?;
        }
        let corrections = self.field("corrections");
        ensure(self.corrections.len() <= MAX_CORRECTIONS, &corrections, "too-many")?;
        for correction in &self.corrections {
            check_lines(&corrections, &correction.lines, most)?;
            ensure(correction.lines.iter().any(|l| said(Some(&l.text))), &corrections, "nothing-told")?;
        }
        let read_back = self.field("read-back");
        match self.read_back {
            ReadBack::NotRead => ensure(self.corrections.is_empty(), &read_back, "not-read"),
            ReadBack::Right => ensure(self.told() && self.corrections.is_empty(), &read_back, "nothing-told"),
            ReadBack::Changed => ensure(self.told() && !self.corrections.is_empty(), &read_back, "nothing-added"),
            ReadBack::LeftOut => ensure(*self == Self::withdrawn(self.section), &read_back, "left-out"),
        }
    }

    /// Returns a section that the person withdrew: only its kind remains.
    pub(crate) fn withdrawn(section: SectionKind) -> Self {
        Self { read_back: ReadBack::LeftOut, ..Self::untouched(section) }
    }
}

/// Returns a field's id, such as `sections.van.lines`.
pub(crate) fn field(section: SectionKind, of: &str) -> String {
    format!("sections.{}.{of}", section.name())
}

fn check_lines(field: &str, lines: &[Line], most: usize) -> Result<()> {
    ensure(lines.len() <= MAX_LINES, field, "too-many")?;
    for line in lines {
        within(field, &line.text, MAX_LINE)?;
    }
    let all: usize = lines.iter().map(|line| line.text.chars().count()).sum();
    ensure(all <= most, field, "too-long")
}
