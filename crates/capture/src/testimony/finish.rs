//! The records that an interview becomes: the consent as often as it is given anew, the testimony once.

use evidence::record::Kind;
use evidence::{ClaimedTime, ItemId};
use serde_json::Value;

use super::codes::{Choice, ReadBack};
use super::draft::{Draft, Filed};
use super::filed::{FiledConsent, Testimony};
use super::identity::NameMarks;
use super::{CONSENT_FORMAT, FACTS, NewRecord, TESTIMONY_FORMAT};
use crate::{Error, Result};

impl Draft {
    /// The consent on the cards, as a record to be filed before the interview. Takes the place of the one filed before.
    ///
    /// Refused, naming the first thing that is missing.
    pub fn consent_record(&self) -> Result<NewRecord> {
        self.consent.complete(&self.before)?;
        let body = FiledConsent {
            format: CONSENT_FORMAT.to_owned(),
            witness: Some(self.witness),
            withdraws: None,
            child: self.before.child,
            guardian: self.before.guardian,
            consent: self.consent.clone(),
        };
        Ok(NewRecord {
            kind: Kind::Form,
            body: json(&body)?,
            language: self.consent.language.clone(),
            about: std::iter::once(self.witness).chain(self.voice_marks.iter().copied()).collect(),
            supersedes: self.consent_item().into_iter().collect(),
            compartment: FACTS,
        })
    }

    /// Notes that the consent on the cards was filed as `item`.
    pub fn consent_filed(&mut self, item: ItemId) -> Result<()> {
        self.consent.complete(&self.before)?;
        let (child, guardian) = (self.before.child, self.before.guardian);
        self.filed = Some(Filed { item, consent: self.consent.clone(), child, guardian });
        Ok(())
    }

    /// The testimony, as a record to be filed. `marks` while the identity card is in memory: what they find is noted in
    /// the record by section, so that whoever opens it looks before handing it on.
    ///
    /// Refused without consent, before everything was read back, and before it was signed off or broken off.
    pub fn finish(&self, ended_at: ClaimedTime, marks: Option<&NameMarks>) -> Result<NewRecord> {
        self.may_finish()?;
        self.check()?;
        let (Some(consent), Some(sign_off)) = (self.consent_item(), self.sign_off.clone()) else {
            return Err(Error::Bug("a finished interview without consent or sign-off"));
        };
        let kept = |s: &&super::Section| s.told() || !s.audio.is_empty() || s.read_back == ReadBack::LeftOut;
        let body = Testimony {
            format: TESTIMONY_FORMAT.to_owned(),
            witness: self.witness,
            pseudonym: self.pseudonym.clone(),
            identity: self.identity.clone(),
            consent,
            began_at: self.began_at,
            ended_at,
            before: self.before.clone(),
            recordings: self.recordings.clone(),
            sections: self.sections.iter().filter(kept).cloned().collect(),
            sign_off,
            findings: self.findings(marks).into_iter().map(|f| (f.field, f.key.to_owned())).collect(),
        };
        let items = self.recordings.iter().chain(&self.voice_marks).copied();
        Ok(NewRecord {
            kind: Kind::Testimony,
            body: json(&body)?,
            language: self.before.language.clone(),
            about: [self.witness, consent].into_iter().chain(items).collect(),
            supersedes: Vec::new(),
            compartment: FACTS,
        })
    }
}

impl FiledConsent {
    /// The record by which a person takes back every consent of the testimony or consent `item`.
    pub fn withdrawal(item: ItemId) -> Result<NewRecord> {
        let body = Self {
            format: CONSENT_FORMAT.to_owned(),
            witness: None,
            withdraws: Some(item),
            child: super::YesNo::NotAsked,
            guardian: super::YesNo::NotAsked,
            consent: super::Consent { written_down: Choice::No, recorded: Choice::No, ..super::Consent::default() },
        };
        Ok(NewRecord {
            kind: Kind::Form,
            body: json(&body)?,
            language: None,
            about: vec![item],
            supersedes: vec![item],
            compartment: FACTS,
        })
    }
}

fn json<T: serde::Serialize>(body: &T) -> Result<Value> {
    serde_json::to_value(body).map_err(|_| Error::Bug("a body did not become JSON"))
}
