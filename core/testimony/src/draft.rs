//! The unfinished interview, which is saved at every change and resumed after a kill.
//!
//! A draft never holds the person's identity. A draft from a disk is checked as strictly as a change.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{ClaimedTime, ItemId, json};
use serde::{Deserialize, Serialize};

use crate::before::Before;
use crate::codes::{Fact, ReadBack, SectionKind, Step, YesNo};
use crate::consent::Consent;
use crate::identity::NameMarks;
use crate::pseudonym;
use crate::records::{DRAFT_FORMAT, MAX_BYTES};
use crate::section::Section;
use crate::strokes::Strokes;
use crate::text::{ensure, refused};
use crate::ways::{BegunVoice, Ways};
use crate::{Error, Result};

/// Most recordings of an interview, including those of consent.
pub(crate) const MAX_ITEMS: usize = 100;

/// An interview that is not filed yet.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub(crate) format: String,
    /// The person: 128 random bits.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(crate) witness: ItemId,
    pub(crate) pseudonym: String,
    pub(crate) identity: IdentityCard,
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(crate) began_at: ClaimedTime,
    pub(crate) step: Step,
    pub(crate) before: Before,
    pub(crate) consent: Consent,
    /// The consent that was filed last.
    pub(crate) filed: Option<Filed>,
    /// Recordings of the interview, in order.
    #[cfg_attr(feature = "ts", ts(type = "Array<string>"))]
    pub(crate) recordings: Vec<ItemId>,
    /// Short recordings of the person agreeing.
    #[cfg_attr(feature = "ts", ts(type = "Array<string>"))]
    pub(crate) voice_marks: Vec<ItemId>,
    /// In the order in which they are shown; only those that were begun.
    pub(crate) sections: Vec<Section>,
    pub(crate) sign_off: Option<SignOff>,
    /// Fields in which a name of the card stood when they were last compared; no word of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<String>>", optional))]
    pub(crate) named: BTreeSet<String>,
    /// Ways to agree and to close that were chosen.
    #[serde(default, skip_serializing_if = "Ways::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Ways>", optional))]
    pub(crate) ways: Ways,
    /// Voices that began, by the field that they are for, until an answer stands there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<BTreeMap<String, BegunVoice>>", optional))]
    pub(crate) voices: BTreeMap<String, BegunVoice>,
}

/// The state of the identity card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum IdentityCard {
    /// The person was not asked who they are.
    NotAsked,
    /// The person would not say.
    Refused,
    /// The organisation has nobody to seal it to; it was not taken.
    NoCompartment,
    /// Sealed, and gone from here.
    Sealed {
        /// Its record.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        item: ItemId,
    },
}

/// A filed consent, for comparison with the cards.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Filed {
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(crate) item: ItemId,
    pub(crate) consent: Consent,
    pub(crate) child: YesNo,
    pub(crate) guardian: YesNo,
}

/// How the account was closed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SignOff {
    /// Drawn by the person.
    Drawn {
        /// The drawing.
        strokes: Strokes,
    },
    /// Said by the person.
    Voice {
        /// The recording.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        item: ItemId,
    },
    /// Agreed, and not signed.
    AgreedNotSigned,
    /// Broken off: kept as the person wished, not all of it read back, not agreed to be right.
    Stopped,
}

/// The purpose of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The person agreeing, a few seconds; also a sign-off.
    VoiceMark,
    /// The account.
    Interview,
}

impl Draft {
    /// Begins an interview: the person has a pseudonym and no name, and no question was asked.
    pub fn new(witness: ItemId, pseudonym: String, began_at: ClaimedTime) -> Result<Self> {
        pseudonym::check(&pseudonym)?;
        Ok(Self {
            format: DRAFT_FORMAT.to_owned(),
            witness,
            pseudonym,
            identity: IdentityCard::NotAsked,
            began_at,
            step: Step::Before,
            before: Before::default(),
            consent: Consent::default(),
            filed: None,
            recordings: Vec::new(),
            voice_marks: Vec::new(),
            sections: Vec::new(),
            sign_off: None,
            named: BTreeSet::new(),
            ways: Ways::default(),
            voices: BTreeMap::new(),
        })
    }

    /// Reads a saved draft and checks it as strictly as typed changes.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Format {
            format: String,
        }
        let what = "testimony draft";
        let found: Format = json::parse(what, bytes, MAX_BYTES)?;
        if found.format != DRAFT_FORMAT {
            return Err(Error::Unsupported { what, why: "its format" });
        }
        let mut draft: Self = json::parse(what, bytes, MAX_BYTES)?;
        for section in &mut draft.sections {
            for fact in Fact::ALL {
                section.facts.entry(*fact).or_insert(YesNo::NotAsked);
            }
        }
        draft.check()?;
        Ok(draft)
    }

    /// Returns the draft as JSON, for saving.
    pub fn to_json(&self) -> Result<String> {
        String::from_utf8(json::print(self)?).map_err(|_| Error::Bug("JSON is no text"))
    }

    /// Returns the person's random id.
    pub fn witness(&self) -> ItemId {
        self.witness
    }

    /// Returns the name that stands for the person everywhere outside the compartment `witnesses`.
    pub fn pseudonym(&self) -> &str {
        &self.pseudonym
    }

    /// Returns the person's language, if known.
    pub fn language(&self) -> Option<&str> {
        self.before.language.as_deref()
    }

    /// Returns the time at which the interview began.
    pub fn began_at(&self) -> ClaimedTime {
        self.began_at
    }

    /// Returns the interview's current step.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Returns the record of the consent in force, if one was filed.
    pub fn consent_item(&self) -> Option<ItemId> {
        self.filed.as_ref().map(|filed| filed.item)
    }

    /// Refuses a recording that may not be made now. The rule that consent comes first is checked here, not by a
    /// screen.
    pub fn may_record(&self, purpose: Purpose) -> Result<()> {
        ensure(self.consent.may_record(&self.before), "consent.recorded", "need-consent")?;
        match purpose {
            Purpose::VoiceMark => Ok(()),
            Purpose::Interview => {
                self.may_write()?;
                ensure(self.sign_off.is_none(), "sign-off", "signed")
            }
        }
    }

    /// Notes a recording that began. The caller asks [`Draft::may_record`] before it opens a microphone.
    pub fn recording_began(&mut self, purpose: Purpose, item: ItemId) -> Result<()> {
        self.may_record(purpose)?;
        let (items, field) = match purpose {
            Purpose::VoiceMark => (&mut self.voice_marks, "voice-marks"),
            Purpose::Interview => (&mut self.recordings, "recordings"),
        };
        ensure(items.len() < MAX_ITEMS && !items.contains(&item), field, "too-many")?;
        items.push(item);
        Ok(())
    }

    /// Refuses an identity card unless the person agreed to be written down and no card was sealed before.
    pub fn may_take_identity(&self) -> Result<()> {
        self.may_write()?;
        ensure(!matches!(self.identity, IdentityCard::Sealed { .. }), "identity", "identity-sealed")
    }

    /// Notes that the identity card was sealed as `item`.
    pub fn identity_sealed(&mut self, item: ItemId) -> Result<()> {
        self.may_take_identity()?;
        self.identity = IdentityCard::Sealed { item };
        Ok(())
    }

    /// Notes that the organisation has no recipient for an identity card.
    pub fn no_compartment(&mut self) {
        if !matches!(self.identity, IdentityCard::Sealed { .. }) {
            self.identity = IdentityCard::NoCompartment;
        }
    }

    /// Notes the fields in which names of the card are now, so that this is known after the card is gone from memory.
    pub fn note_names(&mut self, marks: &NameMarks) {
        self.named = self.names(marks).into_iter().map(|found| found.field).collect();
    }

    /// Refuses to write the account down unless the person agreed and the consent on the cards is filed.
    pub(crate) fn may_write(&self) -> Result<()> {
        let filed = self.filed.as_ref().ok_or_else(|| refused("consent", "consent-not-filed"))?;
        ensure(self.is_current(filed), "consent", "consent-not-filed")?;
        ensure(self.consent.may_write(&self.before), "consent.written-down", "need-consent")
    }

    pub(crate) fn is_current(&self, filed: &Filed) -> bool {
        filed.consent == self.consent && filed.child == self.before.child && filed.guardian == self.before.guardian
    }

    /// Returns the sections that have content and were not read back.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|s| s.told() && s.read_back == ReadBack::NotRead)
    }

    /// Returns true when there is content to file.
    pub(crate) fn told(&self) -> bool {
        !self.recordings.is_empty() || self.sections.iter().any(Section::told)
    }

    /// Refuses unless every section was read back, so that the account can be signed off.
    pub(crate) fn may_sign(&self) -> Result<()> {
        self.may_write()?;
        ensure(self.told(), "sections", "nothing-told")?;
        match self.unread().next() {
            Some(section) => Err(refused(section.field("read-back"), "not-read-back")),
            None => Ok(()),
        }
    }

    /// Checks the rules that hold for a draft at any moment.
    pub(crate) fn check(&self) -> Result<()> {
        self.before.check()?;
        self.consent.check()?;
        pseudonym::check(&self.pseudonym)?;
        distinct("recordings", &self.recordings)?;
        distinct("voice-marks", &self.voice_marks)?;
        self.check_voices()?;
        let consents = [Some(&self.consent), self.filed.as_ref().map(|f| &f.consent)];
        let known = consents.into_iter().flatten().flat_map(Consent::items).all(|i| self.voice_marks.contains(&i));
        ensure(known, "consent", "unknown-recording")?;
        ensure(self.named.len() <= MAX_ITEMS, "named", "too-many")?;
        let ordered = self.sections.iter().zip(self.sections.iter().skip(1)).all(|(a, b)| a.section < b.section);
        ensure(ordered, "sections", "order")?;
        ensure(self.sections.is_empty() || self.filed.is_some(), "sections", "consent-not-filed")?;
        for section in &self.sections {
            let offered = !self.before.first_account || section.section == SectionKind::Account;
            ensure(offered, &section.field("lines"), "first-account")?;
            section.check(self.before.first_account)?;
            let known = section.audio.iter().all(|range| self.recordings.contains(&range.item));
            ensure(known, &section.field("audio"), "unknown-recording")?;
        }
        match &self.sign_off {
            None | Some(SignOff::Stopped) => Ok(()),
            Some(SignOff::AgreedNotSigned) => self.may_sign(),
            Some(SignOff::Drawn { strokes }) => {
                strokes.check("sign-off")?;
                self.may_sign()
            }
            Some(SignOff::Voice { item }) => {
                ensure(self.voice_marks.contains(item), "sign-off", "unknown-recording")?;
                self.may_sign()
            }
        }
    }
}

fn distinct(field: &str, items: &[ItemId]) -> Result<()> {
    let all: std::collections::BTreeSet<_> = items.iter().collect();
    ensure(items.len() <= MAX_ITEMS && all.len() == items.len(), field, "too-many")
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({}, {:?}, {} sections)", self.witness, self.step, self.sections.len())
    }
}
