//! The records of an interview: a consent each time that it is given, and one testimony.

use evidence::record::Kind;
use evidence::{ClaimedTime, ItemId, NewItem};
use serde_json::Value;

use crate::codes::{Choice, ReadBack, YesNo};
use crate::consent::Consent;
use crate::draft::{Draft, Filed};
use crate::filed::{FiledConsent, Testimony};
use crate::identity::NameMarks;
use crate::records::{CONSENT_FORMAT, FACTS, NewRecord, TESTIMONY_FORMAT};
use crate::section::Section;
use crate::text::ensure;
use crate::{Error, Result};

impl Draft {
    /// Returns the consent on the cards, as a record to file before the interview. It supersedes the consent filed
    /// before.
    ///
    /// A consent that was filed is taken back by filing the new answer.
    ///
    /// Errors: `Refused` with the first missing requirement, and while a person of whom no consent was filed does not agree to
    /// be written down: then no record speaks of them.
    pub fn consent_record(&self) -> Result<NewRecord> {
        self.may_file_consent()?;
        let body = FiledConsent {
            format: CONSENT_FORMAT.to_owned(),
            witness: Some(self.witness),
            withdraws: None,
            child: self.before.child,
            guardian: self.before.guardian,
            consent: self.consent.clone(),
        };
        let new = NewItem {
            language: self.consent.language.clone(),
            about: std::iter::once(self.witness).chain(self.voice_marks.iter().copied()).collect(),
            supersedes: self.consent_item().into_iter().collect(),
            compartment: Some(FACTS.to_owned()),
            ..NewItem::default()
        };
        Ok(NewRecord { kind: Kind::Form, body: json(&body)?, new })
    }

    pub(crate) fn may_file_consent(&self) -> Result<()> {
        let agrees = !matches!(self.consent.written_down, Choice::No | Choice::Later);
        ensure(agrees || self.filed.is_some(), "consent.written-down", "need-consent")?;
        self.consent.complete(&self.before)
    }

    /// Notes that the consent on the cards was filed as `item`.
    pub fn consent_filed(&mut self, item: ItemId) -> Result<()> {
        self.may_file_consent()?;
        let (child, guardian) = (self.before.child, self.before.guardian);
        self.filed = Some(Filed { item, consent: self.consent.clone(), child, guardian });
        Ok(())
    }

    /// Returns the testimony, as a record to file. `marks` are needed while the identity card is in memory: the record
    /// notes, by section, where they found a name, so that its reader looks before handing it on.
    ///
    /// Errors: `Refused` without consent, before every section was read back, and before the account was signed off or
    /// broken off.
    pub fn finish(&self, ended_at: ClaimedTime, marks: Option<&NameMarks>) -> Result<NewRecord> {
        self.may_finish()?;
        self.check()?;
        let (Some(consent), Some(sign_off)) = (self.consent_item(), self.sign_off.clone()) else {
            return Err(Error::Bug("a finished interview without consent or sign-off"));
        };
        let kept = |s: &&Section| s.told() || !s.audio.is_empty() || s.read_back == ReadBack::LeftOut;
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
        let new = NewItem {
            language: self.before.language.clone(),
            about: [self.witness, consent].into_iter().chain(items).collect(),
            compartment: Some(FACTS.to_owned()),
            ..NewItem::default()
        };
        Ok(NewRecord { kind: Kind::Testimony, body: json(&body)?, new })
    }
}

impl FiledConsent {
    /// Returns the record by which a person withdraws every consent of the testimony or consent `item`.
    pub fn withdrawal(item: ItemId) -> Result<NewRecord> {
        let body = Self {
            format: CONSENT_FORMAT.to_owned(),
            witness: None,
            withdraws: Some(item),
            child: YesNo::NotAsked,
            guardian: YesNo::NotAsked,
            consent: Consent { written_down: Choice::No, recorded: Choice::No, ..Consent::default() },
        };
        let new = NewItem {
            about: vec![item],
            supersedes: vec![item],
            compartment: Some(FACTS.to_owned()),
            ..NewItem::default()
        };
        Ok(NewRecord { kind: Kind::Form, body: json(&body)?, new })
    }
}

fn json<T: serde::Serialize>(body: &T) -> Result<Value> {
    serde_json::to_value(body).map_err(|_| Error::Bug("a body did not become JSON"))
}
