//! Recordings that began for an answer; a kill or a hold may have cut them off.
//!
//! A recording that no answer names was cut off, unless it is still running. It stays sealed as an item of its own.

use evidence::{ClaimedTime, ItemId};

use crate::Result;
use crate::codes::Use;
use crate::consent::Consent;
use crate::draft::Draft;
use crate::text::ensure;
use crate::ways::{BegunVoice, Ways};

/// The field of the way to agree.
const HOW: &str = "consent.how";
/// The field of the closing.
const SIGN_OFF: &str = "sign-off";

impl Draft {
    /// Notes that a recording began for a field: `consent.how`, `consent.USE.voice` or `sign-off`. The note stays
    /// until an answer replaces it.
    pub fn voice_began(&mut self, field: &str, item: ItemId, at: ClaimedTime) -> Result<()> {
        ensure(takes_voice(field) && self.voice_marks.contains(&item), field, "unknown-recording")?;
        self.voices.insert(field.to_owned(), BegunVoice { item, at });
        Ok(())
    }

    /// Forgets the recordings that the new answers of `consent` name or replace.
    pub(crate) fn settle_consent(&mut self, consent: &Consent) {
        let old = &self.consent;
        self.voices.retain(|field, _| match use_of(field) {
            Some(to) => {
                let voice = |consent: &Consent| consent.uses.get(&to).and_then(|card| card.voice);
                voice(consent).is_none() || voice(consent) == voice(old)
            }
            None => field != HOW || consent.how.is_none() || consent.how == old.how,
        });
    }

    /// Changes the ways; a changed way drops its pending recording.
    pub(crate) fn change_ways(&mut self, ways: Ways) {
        let old = std::mem::replace(&mut self.ways, ways);
        if old.consent != self.ways.consent {
            self.voices.remove(HOW);
        }
        if old.sign_off != self.ways.sign_off {
            self.voices.remove(SIGN_OFF);
        }
    }

    pub(crate) fn settle_sign_off(&mut self) {
        self.voices.remove(SIGN_OFF);
    }

    pub(crate) fn check_voices(&self) -> Result<()> {
        self.voices.iter().try_for_each(|(field, voice)| {
            ensure(takes_voice(field) && self.voice_marks.contains(&voice.item), "voices", "unknown-recording")
        })
    }
}

fn takes_voice(field: &str) -> bool {
    field == HOW || field == SIGN_OFF || use_of(field).is_some()
}

/// Returns the use whose card has this voice field.
fn use_of(field: &str) -> Option<Use> {
    let name = field.strip_prefix("consent.")?.strip_suffix(".voice")?;
    Use::ALL.iter().copied().find(|to| to.name() == name)
}
