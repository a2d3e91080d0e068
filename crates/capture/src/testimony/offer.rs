//! What a screen may offer now, and what somebody should look at. Says nothing that the draft does not say.

use std::fmt;

use serde::Serialize;

use super::codes::{SectionKind, YesNo};
use super::draft::{Draft, Purpose, SignOff};
use super::identity::NameMarks;
use super::pseudonym::looks_like_initials;
use crate::{Error, Result};

/// What can be done with a draft as it stands.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Offer {
    /// What stands between the cards and filing them; none when nothing does.
    pub consent_missing: Option<Missing>,
    /// True when the consent that is filed is the one on the cards.
    pub consent_filed: bool,
    /// True when the account may be written down.
    pub may_write: bool,
    /// True when the account may be recorded.
    pub may_record: bool,
    /// True when the person may be recorded agreeing.
    pub may_record_voice_mark: bool,
    /// Sections that are open to be told.
    pub offered: Vec<SectionKind>,
    /// What stands between the account and signing off; none when nothing does.
    pub sign_off_missing: Option<Missing>,
    /// What stands between the account and filing it.
    pub finish_missing: Option<Missing>,
    /// What somebody should look at; hinders nothing.
    pub findings: Vec<Finding>,
}

/// What is missing, by field and key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Missing {
    /// The field.
    pub field: String,
    /// Which rule.
    pub key: String,
}

/// What somebody should look at, by field and key. Its `Debug` leaves out the words.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "TestimonyFinding"))]
pub struct Finding {
    /// The field.
    pub field: String,
    /// What it is.
    pub key: &'static str,
    /// Names and numbers of the card as they stand there. No record holds them.
    pub words: Vec<String>,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding").field("field", &self.field).field("key", &self.key).finish_non_exhaustive()
    }
}

impl Draft {
    /// What can be done now. `marks` while the identity card is in memory.
    pub fn offer(&self, marks: Option<&NameMarks>) -> Offer {
        let kinds = SectionKind::ALL.iter().copied();
        Offer {
            consent_missing: missing(self.consent.complete(&self.before)),
            consent_filed: self.filed.as_ref().is_some_and(|filed| self.is_current(filed)),
            may_write: self.may_write().is_ok() && self.sign_off.is_none(),
            may_record: self.may_record(Purpose::Interview).is_ok(),
            may_record_voice_mark: self.may_record(Purpose::VoiceMark).is_ok(),
            offered: kinds.filter(|k| !self.before.first_account || *k == SectionKind::Account).collect(),
            sign_off_missing: missing(self.may_sign()),
            finish_missing: missing(self.may_finish()),
            findings: self.findings(marks),
        }
    }

    pub(super) fn may_finish(&self) -> Result<()> {
        self.may_write()?;
        super::text::ensure(self.told(), "sections", "nothing-told")?;
        match &self.sign_off {
            None => Err(super::text::refused("sign-off", "not-signed")),
            Some(SignOff::Stopped) => Ok(()),
            Some(_) => self.may_sign(),
        }
    }

    pub(super) fn findings(&self, marks: Option<&NameMarks>) -> Vec<Finding> {
        let mut all = Vec::new();
        let mut found = |field: String, key, words| all.push(Finding { field, key, words });
        if self.before.safe == YesNo::No {
            found("before.safe".to_owned(), "not-safe", Vec::new());
        }
        if self.before.alone == YesNo::No {
            found("before.alone".to_owned(), "not-alone", Vec::new());
        }
        if looks_like_initials(&self.pseudonym) {
            found("pseudonym".to_owned(), "initials", Vec::new());
        }
        let Some(marks) = marks else { return all };
        let mut named = |field: String, words: Vec<String>| {
            if !words.is_empty() {
                found(field, "names-the-person", words);
            }
        };
        named("pseudonym".to_owned(), marks.found(&self.pseudonym));
        if let Some(reason) = self.before.long_form_reason.as_deref() {
            named("before.long-form-reason".to_owned(), marks.found(reason));
        }
        for section in &self.sections {
            named(section.field("lines"), section.words().flat_map(|words| marks.found(words)).collect());
        }
        all
    }
}

fn missing(allowed: Result<()>) -> Option<Missing> {
    match allowed {
        Ok(()) => None,
        Err(Error::Refused { field, key, .. }) => Some(Missing { field, key: key.to_owned() }),
        Err(_) => Some(Missing { field: "draft".to_owned(), key: "bug".to_owned() }),
    }
}
