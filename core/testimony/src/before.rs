//! Answers before the interview: is the person safe to talk, in which language, and did somebody take an account
//! already?
//!
//! Owns the rule that a person who was heard before gives only a first account, unless there is a reason in words: a
//! later account that differs can be used against them.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::codes::YesNo;
use crate::text::{MAX_SHORT, ensure, language, said, within};

/// Answers before the interview.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Before {
    /// The person cannot be overheard.
    #[serde(default)]
    pub alone: YesNo,
    /// The person can talk here and now without danger.
    #[serde(default)]
    pub safe: YesNo,
    /// The person's language, BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    /// Somebody interprets.
    #[serde(default)]
    pub interpreter: YesNo,
    /// The person is under 18.
    #[serde(default)]
    pub child: YesNo,
    /// A child's guardian is there and agrees.
    #[serde(default)]
    pub guardian: YesNo,
    /// Somebody has taken an account from the person already.
    #[serde(default)]
    pub heard_before: YesNo,
    /// A short first account; the long form is the exception.
    #[serde(default = "yes")]
    pub first_account: bool,
    /// Why the long form all the same.
    #[serde(default)]
    pub long_form_reason: Option<String>,
}

impl Default for Before {
    fn default() -> Self {
        Self {
            alone: YesNo::NotAsked,
            safe: YesNo::NotAsked,
            language: None,
            interpreter: YesNo::NotAsked,
            child: YesNo::NotAsked,
            guardian: YesNo::NotAsked,
            heard_before: YesNo::NotAsked,
            first_account: true,
            long_form_reason: None,
        }
    }
}

impl Before {
    pub(crate) fn check(&self) -> Result<()> {
        language("before.language", self.language.as_deref())?;
        within("before.long-form-reason", self.long_form_reason.as_deref().unwrap_or_default(), MAX_SHORT)?;
        if self.first_account {
            return Ok(());
        }
        match self.heard_before {
            YesNo::No => Ok(()),
            YesNo::NotAsked => ensure(false, "before.heard-before", "ask-first"),
            // A person who does not know or does not answer may have been heard.
            YesNo::Yes | YesNo::Unknown | YesNo::Refused => {
                ensure(said(self.long_form_reason.as_deref()), "before.long-form-reason", "reason-needed")
            }
        }
    }
}

fn yes() -> bool {
    true
}
