//! The way that was chosen to agree and to close, and voices that began for them: what a kill or a hold leaves half done.
//!
//! A voice that began and that no answer names was cut off, unless it still goes on. It stays sealed by itself.

use evidence::{ClaimedTime, ItemId};
use serde::{Deserialize, Serialize};

use super::codes::Use;
use super::consent::Consent;
use super::draft::Draft;
use super::text::ensure;
use crate::Result;

/// The field of the way to agree.
const HOW: &str = "consent.how";
/// The field of the closing.
const SIGN_OFF: &str = "sign-off";

/// Ways that were chosen, gone to their end or not.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Ways {
    /// To agree.
    pub(super) consent: Option<WayToAgree>,
    /// To close.
    pub(super) sign_off: Option<WayToClose>,
}

/// A way to agree.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WayToAgree {
    /// In the person's own voice.
    Voice,
    /// By drawing.
    Sign,
    /// By saying so before somebody.
    Witnessed,
}

/// A way to close.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WayToClose {
    /// By drawing.
    Drawn,
    /// In the person's own voice.
    Voice,
    /// Agreed, and not signed.
    AgreedNotSigned,
}

/// A voice that began.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct BegunVoice {
    /// The recording.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(super) item: ItemId,
    /// When it began.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(super) at: ClaimedTime,
}

impl Ways {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Draft {
    /// Notes for which field a voice began: `consent.how`, `consent.USE.voice`, `sign-off`. It stands there until an answer takes its place.
    pub fn voice_began(&mut self, field: &str, item: ItemId, at: ClaimedTime) -> Result<()> {
        ensure(takes_voice(field) && self.voice_marks.contains(&item), field, "unknown-recording")?;
        self.voices.insert(field.to_owned(), BegunVoice { item, at });
        Ok(())
    }

    /// The voices that the new answers of `consent` make good are not looked for any more.
    pub(super) fn settle_consent(&mut self, consent: &Consent) {
        let old = &self.consent;
        self.voices.retain(|field, _| match use_of(field) {
            Some(to) => {
                let voice = |consent: &Consent| consent.uses.get(&to).and_then(|card| card.voice);
                voice(consent).is_none() || voice(consent) == voice(old)
            }
            None => field != HOW || consent.how.is_none() || consent.how == old.how,
        });
    }

    /// Who chooses another way waits for no voice any more.
    pub(super) fn change_ways(&mut self, ways: Ways) {
        let old = std::mem::replace(&mut self.ways, ways);
        if old.consent != self.ways.consent {
            self.voices.remove(HOW);
        }
        if old.sign_off != self.ways.sign_off {
            self.voices.remove(SIGN_OFF);
        }
    }

    pub(super) fn settle_sign_off(&mut self) {
        self.voices.remove(SIGN_OFF);
    }

    pub(super) fn check_voices(&self) -> Result<()> {
        self.voices.iter().try_for_each(|(field, voice)| {
            ensure(takes_voice(field) && self.voice_marks.contains(&voice.item), "voices", "unknown-recording")
        })
    }
}

fn takes_voice(field: &str) -> bool {
    field == HOW || field == SIGN_OFF || use_of(field).is_some()
}

/// The use whose card's voice that field is.
fn use_of(field: &str) -> Option<Use> {
    let name = field.strip_prefix("consent.")?.strip_suffix(".voice")?;
    Use::ALL.iter().copied().find(|to| to.name() == name)
}
