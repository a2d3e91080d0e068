//! Filed records, read again by an archivist, or by code that must know whether a person agreed to a use.
//!
//! Input comes from strangers, and only its shape is trusted.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{ClaimedTime, ItemId, json};
use forms::Day;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::before::Before;
use crate::codes::{Choice, Use, YesNo};
use crate::consent::Consent;
use crate::draft::{IdentityCard, MAX_ITEMS, SignOff};
use crate::offer::NAMELESS;
use crate::pseudonym;
use crate::records::{CONSENT_FORMAT, MAX_BYTES, TESTIMONY_FORMAT};
use crate::section::Section;
use crate::text::ensure;
use crate::{Error, Result};

/// The body of a testimony.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Testimony {
    /// Always [`TESTIMONY_FORMAT`].
    pub format: String,
    /// The person: 128 random bits.
    pub witness: ItemId,
    /// The name that stands for the person.
    pub pseudonym: String,
    /// The state of the identity card.
    pub identity: IdentityCard,
    /// The record of the consent in force.
    pub consent: ItemId,
    /// The device's wall clock when the interview began.
    pub began_at: ClaimedTime,
    /// The device's wall clock when the interview was closed.
    pub ended_at: ClaimedTime,
    /// The answers before the interview.
    pub before: Before,
    /// Recordings of the interview.
    #[serde(default)]
    pub recordings: Vec<ItemId>,
    /// The account, in sections.
    pub sections: Vec<Section>,
    /// The way in which the account was closed.
    pub sign_off: SignOff,
    /// Findings when it was closed: field and key.
    #[serde(default)]
    pub findings: BTreeMap<String, String>,
}

/// The body of a consent, or of its withdrawal.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FiledConsent {
    /// Always [`CONSENT_FORMAT`].
    pub format: String,
    /// The person; none in a withdrawal, which names only the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<ItemId>,
    /// The testimony or consent whose consents all end with this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraws: Option<ItemId>,
    /// The person is under 18.
    pub child: YesNo,
    /// A guardian is there and agrees.
    pub guardian: YesNo,
    /// The cards.
    pub consent: Consent,
}

impl Testimony {
    /// Reads the body of a record.
    pub fn read(body: &Value) -> Result<Self> {
        let testimony: Self = read("testimony", body, TESTIMONY_FORMAT)?;
        testimony.before.check()?;
        pseudonym::check(&testimony.pseudonym)?;
        if let SignOff::Drawn { strokes } = &testimony.sign_off {
            strokes.check("sign-off")?;
        }
        ensure(testimony.recordings.len() <= MAX_ITEMS, "recordings", "too-many")?;
        ensure(testimony.findings.len() <= MAX_ITEMS, "findings", "too-many")?;
        let each: BTreeSet<_> = testimony.sections.iter().map(|s| s.section).collect();
        ensure(each.len() == testimony.sections.len(), "sections", "order")?;
        for section in &testimony.sections {
            section.check(testimony.before.first_account)?;
        }
        Ok(testimony)
    }
}

impl FiledConsent {
    /// Reads the body of a record.
    pub fn read(body: &Value) -> Result<Self> {
        let filed: Self = read("consent", body, CONSENT_FORMAT)?;
        filed.consent.check()?;
        Ok(filed)
    }

    /// Returns true when the person agreed to be written down and to that use on that day; for a child, the guardian
    /// and the child both. A later record may have ended the consent.
    pub fn allows(&self, to: Use, on: Day) -> bool {
        let agreed = self.consent.written_down == Choice::Yes;
        let guarded = self.child != YesNo::Yes || (self.guardian == YesNo::Yes && self.consent.assent == YesNo::Yes);
        self.withdraws.is_none() && agreed && guarded && self.consent.allows(to, on)
    }
}

/// Returns true when the findings of a filed record say that it may contain the person's name. Unknown keys, for
/// instance of a later version, count as such findings.
pub fn may_name(body: &Value) -> bool {
    let findings = body.get("findings").and_then(Value::as_object);
    findings
        .is_some_and(|findings| findings.values().any(|key| !key.as_str().is_some_and(|key| NAMELESS.contains(&key))))
}

fn read<T: serde::de::DeserializeOwned>(what: &'static str, body: &Value, format: &str) -> Result<T> {
    match body.get("format").and_then(Value::as_str) {
        Some(found) if found == format => {}
        Some(_) => return Err(Error::Unsupported { what, why: "its format" }),
        None => return Err(Error::Malformed { what, why: "it names no format" }),
    }
    Ok(json::parse(what, &json::print(body)?, MAX_BYTES)?)
}
