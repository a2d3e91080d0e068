//! Filed records, read again: by an archivist, or by whoever must know whether a use was agreed to.
//!
//! Reads what strangers wrote; believes nothing but its shape.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{ClaimedTime, ItemId, json};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::before::Before;
use super::codes::{Use, YesNo};
use super::consent::Consent;
use super::draft::{IdentityCard, MAX_ITEMS, SignOff};
use super::section::Section;
use super::text::ensure;
use super::{CONSENT_FORMAT, MAX_BYTES, TESTIMONY_FORMAT, pseudonym};
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
    /// The record of the consent that it was taken under.
    pub consent: ItemId,
    /// The device's wall clock when the interview began.
    pub began_at: ClaimedTime,
    /// And when it was closed.
    pub ended_at: ClaimedTime,
    /// The answers before the interview.
    pub before: Before,
    /// Recordings of the interview.
    #[serde(default)]
    pub recordings: Vec<ItemId>,
    /// The account.
    pub sections: Vec<Section>,
    /// How it was closed.
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
    /// The person; none in a withdrawal, which needs only the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<ItemId>,
    /// The item whose every consent ends here.
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

    /// True when the person agreed to that use. A later record may have ended it.
    pub fn allows(&self, to: Use) -> bool {
        self.withdraws.is_none() && self.consent.allows(to)
    }
}

fn read<T: serde::de::DeserializeOwned>(what: &'static str, body: &Value, format: &str) -> Result<T> {
    match body.get("format").and_then(Value::as_str) {
        Some(found) if found == format => {}
        Some(_) => return Err(Error::unsupported(what, "its format")),
        None => return Err(Error::malformed(what, "it names no format")),
    }
    Ok(json::parse(what, &json::print(body)?, MAX_BYTES)?)
}
