//! The three records of an interview as documents: account, consent, identity card.

use std::collections::BTreeMap;

use ::testimony::{Before, Consent, FiledConsent, IdentityCard, Section, SectionKind, SignOff, Testimony, YesNo};
use serde::Serialize;

/// A testimony.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TestimonyView {
    /// The person: 128 random bits.
    pub witness: String,
    /// The person's pseudonym.
    pub pseudonym: String,
    /// The state of the identity card.
    pub identity: IdentityCard,
    /// The record of the consent that it was taken under.
    pub consent: String,
    /// The device's clock when the interview began.
    pub began_at: String,
    /// And when it was closed.
    pub ended_at: String,
    /// The answers before the interview.
    pub before: Before,
    /// Recordings of the interview.
    pub recordings: Vec<String>,
    /// The account.
    pub sections: Vec<Section>,
    /// How it was closed.
    pub sign_off: SignOff,
    /// The findings when it was closed.
    pub findings: Vec<StoodOutView>,
}

/// Something that stood out when a testimony was closed.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StoodOutView {
    /// The field, as the record has it.
    pub field: String,
    /// The section that the field is of.
    pub section: Option<SectionKind>,
    /// Which finding.
    pub key: String,
}

/// A consent, or the withdrawal of one.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConsentView {
    /// The person; none in a withdrawal.
    pub witness: Option<String>,
    /// The item whose every consent ends here.
    pub withdraws: Option<String>,
    /// The person is under 18.
    pub child: YesNo,
    /// A guardian is there and agrees.
    pub guardian: YesNo,
    /// The cards.
    pub consent: Consent,
}

impl From<&Testimony> for TestimonyView {
    fn from(read: &Testimony) -> Self {
        Self {
            witness: read.witness.to_string(),
            pseudonym: read.pseudonym.clone(),
            identity: read.identity.clone(),
            consent: read.consent.to_string(),
            began_at: read.began_at.to_string(),
            ended_at: read.ended_at.to_string(),
            before: read.before.clone(),
            recordings: read.recordings.iter().map(ToString::to_string).collect(),
            sections: read.sections.clone(),
            sign_off: read.sign_off.clone(),
            findings: stood_out(&read.findings),
        }
    }
}

fn stood_out(findings: &BTreeMap<String, String>) -> Vec<StoodOutView> {
    let section = |field: &str| {
        let name = field.strip_prefix("sections.")?.split('.').next()?;
        SectionKind::ALL.iter().copied().find(|kind| kind.name() == name)
    };
    let found = findings.iter().map(|(field, key)| StoodOutView {
        field: verify::escape(field),
        section: section(field),
        key: verify::escape(key),
    });
    found.collect()
}

impl From<&FiledConsent> for ConsentView {
    fn from(read: &FiledConsent) -> Self {
        Self {
            witness: read.witness.map(|id| id.to_string()),
            withdraws: read.withdraws.map(|id| id.to_string()),
            child: read.child,
            guardian: read.guardian,
            consent: read.consent.clone(),
        }
    }
}
