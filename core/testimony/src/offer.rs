//! Steps that a screen may offer now, and findings for a person to look at. All of them follow from the draft.

use std::fmt;

use serde::Serialize;

use crate::codes::{SectionKind, YesNo};
use crate::draft::{Draft, Purpose, SignOff};
use crate::identity::NameMarks;
use crate::pseudonym::looks_like_initials;
use crate::text;
use crate::{Error, Result};

/// A field contains a name of the card.
const NAMED: &str = "names-the-person";
const NOT_SAFE: &str = "not-safe";
const NOT_ALONE: &str = "not-alone";
/// Findings that contain no name.
pub(crate) const NAMELESS: [&str; 2] = [NOT_SAFE, NOT_ALONE];

/// The steps that a draft allows as it stands.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Offer {
    /// The rule that keeps the cards from being filed, if any.
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
    /// The rule that keeps the account from being signed off, if any.
    pub sign_off_missing: Option<Missing>,
    /// The rule that keeps the account from being filed, if any.
    pub finish_missing: Option<Missing>,
    /// Findings that a person should look at; none of them stops a step.
    pub findings: Vec<Finding>,
}

/// A rule that is not met yet, by field and key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Missing {
    /// The field.
    pub field: String,
    /// Which rule.
    pub key: String,
}

/// A finding that somebody should look at, by field and key. Its `Debug` leaves out the words.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "TestimonyFinding"))]
pub struct Finding {
    /// The field.
    pub field: String,
    /// The key of its text: `not-safe`, `initials`.
    pub key: &'static str,
    /// Names and numbers of the card as they stand there; none where one stood when names were last compared. No record holds them.
    pub words: Vec<String>,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding").field("field", &self.field).field("key", &self.key).finish_non_exhaustive()
    }
}

impl Draft {
    /// Returns the steps that are allowed now. `marks` are needed while the identity card is in memory.
    pub fn offer(&self, marks: Option<&NameMarks>) -> Offer {
        let kinds = SectionKind::ALL.iter().copied();
        Offer {
            consent_missing: missing(self.may_file_consent()),
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

    pub(crate) fn may_finish(&self) -> Result<()> {
        self.may_write()?;
        text::ensure(self.told(), "sections", "nothing-told")?;
        match &self.sign_off {
            None => Err(text::refused("sign-off", "not-signed")),
            Some(SignOff::Stopped) => Ok(()),
            Some(_) => self.may_sign(),
        }
    }

    pub(crate) fn findings(&self, marks: Option<&NameMarks>) -> Vec<Finding> {
        let mut all = Vec::new();
        let mut found = |field: String, key, words| all.push(Finding { field, key, words });
        if self.before.safe == YesNo::No {
            found("before.safe".to_owned(), NOT_SAFE, Vec::new());
        }
        if self.before.alone == YesNo::No {
            found("before.alone".to_owned(), NOT_ALONE, Vec::new());
        }
        if looks_like_initials(&self.pseudonym) {
            found("pseudonym".to_owned(), "initials", Vec::new());
        }
        match marks {
            Some(marks) => all.extend(self.names(marks)),
            // Without marks: a field that contained a name may still contain it.
            None => all.extend(self.named.iter().filter(|field| self.says(field)).map(|field| Finding {
                field: field.clone(),
                key: NAMED,
                words: Vec::new(),
            })),
        }
        all
    }

    /// Returns the fields with names of the card.
    pub(crate) fn names(&self, marks: &NameMarks) -> Vec<Finding> {
        let mut all = Vec::new();
        let mut named = |field: String, words: Vec<String>| {
            if !words.is_empty() {
                all.push(Finding { field, key: NAMED, words });
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

    /// Returns true while the field has content.
    fn says(&self, field: &str) -> bool {
        let section = self.sections.iter().find(|section| section.field("lines") == field);
        match section {
            Some(section) => section.words().any(|words| !words.trim().is_empty()),
            None => match field {
                "pseudonym" => true,
                "before.long-form-reason" => self.before.long_form_reason.is_some(),
                _ => false,
            },
        }
    }
}

fn missing(allowed: Result<()>) -> Option<Missing> {
    match allowed {
        Ok(()) => None,
        Err(Error::Refused { field, key, .. }) => Some(Missing { field, key: key.to_owned() }),
        Err(_) => Some(Missing { field: "draft".to_owned(), key: "bug".to_owned() }),
    }
}
