//! The interview under way: what is saved at every change and taken up again after a kill.
//!
//! A draft never holds who the person is. Whatever is read from a disk is checked as strictly as what is changed.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{ClaimedTime, ItemId, json};
use serde::{Deserialize, Serialize};

use super::before::Before;
use super::codes::{Fact, ReadBack, SectionKind, Step, YesNo};
use super::consent::Consent;
use super::identity::NameMarks;
use super::section::Section;
use super::strokes::Strokes;
use super::text::{ensure, refused};
use super::voices::{BegunVoice, Ways};
use super::{DRAFT_FORMAT, MAX_BYTES, pseudonym};
use crate::{Error, Result};

/// Most recordings, of the interview and of consent alike.
pub(super) const MAX_ITEMS: usize = 100;

/// An interview that is not filed yet.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub(super) format: String,
    /// The person: 128 random bits.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(super) witness: ItemId,
    pub(super) pseudonym: String,
    pub(super) identity: IdentityCard,
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(super) began_at: ClaimedTime,
    pub(super) step: Step,
    pub(super) before: Before,
    pub(super) consent: Consent,
    /// The consent that was filed last.
    pub(super) filed: Option<Filed>,
    /// Recordings of the interview, in order.
    #[cfg_attr(feature = "ts", ts(type = "Array<string>"))]
    pub(super) recordings: Vec<ItemId>,
    /// Short recordings of the person agreeing.
    #[cfg_attr(feature = "ts", ts(type = "Array<string>"))]
    pub(super) voice_marks: Vec<ItemId>,
    /// In the order in which they are shown; only those that were begun.
    pub(super) sections: Vec<Section>,
    pub(super) sign_off: Option<SignOff>,
    /// Fields in which a name of the card stood when they were last compared; no word of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<String>>", optional))]
    pub(super) named: BTreeSet<String>,
    /// Ways to agree and to close that were chosen.
    #[serde(default, skip_serializing_if = "Ways::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Ways>", optional))]
    pub(super) ways: Ways,
    /// Voices that began, by the field that they are for, until an answer stands there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<BTreeMap<String, BegunVoice>>", optional))]
    pub(super) voices: BTreeMap<String, BegunVoice>,
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

/// A consent that was filed, to tell whether it still is what stands on the cards.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Filed {
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(super) item: ItemId,
    pub(super) consent: Consent,
    pub(super) child: YesNo,
    pub(super) guardian: YesNo,
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
    /// An interview that begins: the person has no name here, and nothing was asked.
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

    /// Reads a draft that was saved, and checks it as if it had just been typed.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Format {
            format: String,
        }
        let what = "testimony draft";
        let found: Format = json::parse(what, bytes, MAX_BYTES)?;
        if found.format != DRAFT_FORMAT {
            return Err(Error::unsupported(what, "its format"));
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

    /// The draft as JSON, to be saved.
    pub fn to_json(&self) -> Result<String> {
        String::from_utf8(json::print(self)?).map_err(|_| Error::Bug("JSON is no text"))
    }

    /// The person's random id.
    pub fn witness(&self) -> ItemId {
        self.witness
    }

    /// The person's name everywhere outside the compartment `witnesses`.
    pub fn pseudonym(&self) -> &str {
        &self.pseudonym
    }

    /// The person's language, where it is known.
    pub fn language(&self) -> Option<&str> {
        self.before.language.as_deref()
    }

    /// When the interview began.
    pub fn began_at(&self) -> ClaimedTime {
        self.began_at
    }

    /// Where it stands.
    pub fn step(&self) -> Step {
        self.step
    }

    /// The record of the consent in force, once it was filed.
    pub fn consent_item(&self) -> Option<ItemId> {
        self.filed.as_ref().map(|filed| filed.item)
    }

    /// Whether that may be recorded now. Recording before the person agreed is refused here, not by a screen.
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

    /// Whether an identity card may be sealed now: the person agreed to be written down, and none was sealed before.
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

    /// Notes that there is nobody to seal an identity card to.
    pub fn no_compartment(&mut self) {
        if !matches!(self.identity, IdentityCard::Sealed { .. }) {
            self.identity = IdentityCard::NoCompartment;
        }
    }

    /// Notes where names of the card stand now, so that this is known when there is nothing to compare with any more.
    pub fn note_names(&mut self, marks: &NameMarks) {
        self.named = self.names(marks).into_iter().map(|found| found.field).collect();
    }

    /// Whether the account may be written down now: the person agreed, and that is filed as it stands.
    pub(super) fn may_write(&self) -> Result<()> {
        let filed = self.filed.as_ref().ok_or_else(|| refused("consent", "consent-not-filed"))?;
        ensure(self.is_current(filed), "consent", "consent-not-filed")?;
        ensure(self.consent.may_write(&self.before), "consent.written-down", "need-consent")
    }

    pub(super) fn is_current(&self, filed: &Filed) -> bool {
        filed.consent == self.consent && filed.child == self.before.child && filed.guardian == self.before.guardian
    }

    /// Sections in which something was told and that were not read back.
    pub(super) fn unread(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|s| s.told() && s.read_back == ReadBack::NotRead)
    }

    /// True when there is something to file.
    pub(super) fn told(&self) -> bool {
        !self.recordings.is_empty() || self.sections.iter().any(Section::told)
    }

    /// Refuses unless every section was read back, so that the account can be signed off.
    pub(super) fn may_sign(&self) -> Result<()> {
        self.may_write()?;
        ensure(self.told(), "sections", "nothing-told")?;
        match self.unread().next() {
            Some(section) => Err(refused(section.field("read-back"), "not-read-back")),
            None => Ok(()),
        }
    }

    /// All that holds of a draft at any moment.
    pub(super) fn check(&self) -> Result<()> {
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
