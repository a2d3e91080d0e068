//! Consent: to be written down, to be recorded, and to each use separately. It is a record of its own, filed before
//! the interview; a change of mind is another record that supersedes it.

use std::collections::BTreeMap;

use evidence::ItemId;
use forms::Day;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::before::Before;
use crate::codes::{Choice, Use, YesNo};
use crate::strokes::Strokes;
use crate::text::{MAX_SHORT, date, ensure, language, refused, said, within};

/// A person's decisions, as they stand on the cards.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Consent {
    /// The decision on writing it down at all.
    #[serde(default)]
    pub written_down: Choice,
    /// The decision on recording the voice.
    #[serde(default)]
    pub recorded: Choice,
    /// A child's own assent, beside the guardian's consent.
    #[serde(default)]
    pub assent: YesNo,
    /// One card per use; one that is not here was not asked.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Use, Card>>"))]
    pub uses: BTreeMap<Use, Card>,
    /// The language in which all this was explained, BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    /// The risks were named.
    #[serde(default)]
    pub risks_named: bool,
    /// How to change one's mind was told.
    #[serde(default)]
    pub can_change_told: bool,
    /// How it was given.
    #[serde(default)]
    pub how: Option<How>,
}

/// One use.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Card {
    /// The person's decision.
    pub choice: Choice,
    /// Until when, EDTF; none: until it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub until: Option<String>,
    /// A recording of the person saying so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "string"))]
    pub voice: Option<ItemId>,
}

/// How consent was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum How {
    /// In the person's own voice.
    Voice {
        /// The recording.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        item: ItemId,
    },
    /// Drawn by the person.
    Sign {
        /// The drawing.
        strokes: Strokes,
    },
    /// Said before somebody.
    Witnessed {
        /// Who stood by: a role, never a name.
        by: String,
    },
}

impl Consent {
    /// Returns true when the person agreed to be written down; for a child, the guardian and the child both.
    pub fn may_write(&self, before: &Before) -> bool {
        let guarded = before.child != YesNo::Yes || (before.guardian == YesNo::Yes && self.assent == YesNo::Yes);
        self.written_down == Choice::Yes && guarded
    }

    /// Returns true when the voice may be recorded too.
    pub fn may_record(&self, before: &Before) -> bool {
        self.may_write(before) && self.recorded == Choice::Yes
    }

    /// Returns true when the person agreed to that use on that day.
    pub fn allows(&self, to: Use, on: Day) -> bool {
        let lasts = |card: &Card| card.until.as_deref().is_none_or(|until| on.is_within(until));
        self.uses.get(&to).is_some_and(|card| card.choice == Choice::Yes && lasts(card))
    }

    /// Returns the items that the consent names.
    pub(crate) fn items(&self) -> impl Iterator<Item = ItemId> {
        let how = match &self.how {
            Some(How::Voice { item }) => Some(*item),
            _ => None,
        };
        self.uses.values().filter_map(|card| card.voice).chain(how)
    }

    /// Checks the fields of the cards, finished or not.
    pub(crate) fn check(&self) -> Result<()> {
        language("consent.language", self.language.as_deref())?;
        for (to, card) in &self.uses {
            date(&format!("consent.{}.until", to.name()), card.until.as_deref(), false)?;
        }
        match &self.how {
            Some(How::Sign { strokes }) => strokes.check("consent.how"),
            Some(How::Witnessed { by }) => within("consent.how", by, MAX_SHORT),
            Some(How::Voice { .. }) | None => Ok(()),
        }
    }

    /// Refuses if a requirement for filing is missing, and names the first one.
    pub(crate) fn complete(&self, before: &Before) -> Result<()> {
        self.check()?;
        ensure(self.written_down != Choice::NotAsked, "consent.written-down", "ask-first")?;
        ensure(said(self.language.as_deref()), "consent.language", "language-needed")?;
        ensure(self.risks_named, "consent.risks-named", "risks-needed")?;
        ensure(self.can_change_told, "consent.can-change-told", "change-needed")?;
        if before.child == YesNo::Yes && self.written_down == Choice::Yes {
            ensure(before.guardian == YesNo::Yes, "before.guardian", "guardian-needed")?;
            ensure(self.assent == YesNo::Yes, "consent.assent", "assent-needed")?;
        }
        match &self.how {
            Some(How::Witnessed { by }) => ensure(said(Some(by)), "consent.how", "how-needed"),
            Some(How::Voice { .. } | How::Sign { .. }) => Ok(()),
            None => Err(refused("consent.how", "how-needed")),
        }
    }
}
