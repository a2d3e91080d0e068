//! The body of a record, read by its format. The window, the command and the search share this reader.
//!
//! Owns the choice of a type for each format. A body of a newer format, or one that cannot be read whole, is
//! [`Body::Other`]: it is shown under its own names.

use evidence::{ItemId, marks};
use forms::FiledForm;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::consent::How;
use crate::filed::{FiledConsent, Testimony};
use crate::records::{CONSENT_FORMAT, IDENTITY_FORMAT, TESTIMONY_FORMAT};
use crate::section::Line;

/// A record's body by its format.
pub enum Body {
    /// A person's account.
    Testimony(Box<Testimony>),
    /// A person's consent, or its withdrawal.
    Consent(Box<FiledConsent>),
    /// The name and contact of a person, in the witness compartment.
    Identity(Box<FiledIdentity>),
    /// A form that was filled in.
    Form(Box<FiledForm>),
    /// A mark of one tap about another item.
    Tag {
        /// The tag's code.
        tag: String,
        /// False when the person marked it as not sure.
        sure: bool,
    },
    /// One tap of a count.
    Tally {
        /// The tally's code.
        tally: String,
        /// 1 or -1.
        step: i8,
    },
    /// Anything else.
    Other,
}

/// The body of an identity card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "IdentityView"))]
pub struct FiledIdentity {
    /// The person: 128 random bits.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub witness: ItemId,
    /// The name, as the person writes it.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub other_names: String,
    /// Born, EDTF.
    #[serde(default)]
    pub birth: Option<String>,
    /// Telephone, address, who can be asked.
    #[serde(default)]
    pub contact: String,
    /// Anything else that says who it is.
    #[serde(default)]
    pub remark: String,
}

impl Body {
    /// Reads a body.
    pub fn read(body: &Value) -> Self {
        match body.get("format").and_then(Value::as_str) {
            Some(TESTIMONY_FORMAT) => Testimony::read(body).ok().map(|read| Self::Testimony(Box::new(read))),
            Some(CONSENT_FORMAT) => FiledConsent::read(body).ok().map(|read| Self::Consent(Box::new(read))),
            Some(IDENTITY_FORMAT) => {
                serde_json::from_value(body.clone()).ok().map(|read| Self::Identity(Box::new(read)))
            }
            Some(_) => None,
            None => FiledForm::read(body).map(|read| Self::Form(Box::new(read))).or_else(|| mark(body)),
        }
        .unwrap_or(Self::Other)
    }

    /// Returns the number of findings that the device noted when the record was filed: a count that does not add up, an account
    /// that may name its person.
    pub fn stood_out(&self) -> usize {
        match self {
            Self::Testimony(read) => read.findings.len(),
            Self::Form(read) => read.findings.len(),
            Self::Consent(_) | Self::Identity(_) | Self::Tag { .. } | Self::Tally { .. } | Self::Other => 0,
        }
    }

    /// Returns the words of people in the body, for a search: their own words and choices, without ids and codes. None
    /// for a body that cannot be read whole.
    pub fn words(&self) -> Option<Vec<&str>> {
        let mut words: Vec<&str> = Vec::new();
        match self {
            Self::Testimony(read) => {
                words.push(&read.pseudonym);
                words.extend(read.before.long_form_reason.as_deref());
                for section in &read.sections {
                    let added = section.corrections.iter().flat_map(|added| &added.lines);
                    words.extend(section.lines.iter().chain(added).map(|Line { text, .. }| text.as_str()));
                    words.extend([&section.when, &section.place].into_iter().filter_map(Option::as_deref));
                }
            }
            Self::Form(read) if read.left_out == 0 => {
                let all = read.parts.iter().flat_map(|part| &part.answers);
                for answer in all {
                    words.extend(answer.words.as_deref());
                    for said in &answer.values {
                        words.push(&said.text);
                        words.extend(said.label.values().map(String::as_str));
                    }
                }
            }
            Self::Consent(read) => {
                if let Some(How::Witnessed { by }) = &read.consent.how {
                    words.push(by);
                }
            }
            Self::Tag { .. } | Self::Tally { .. } => {}
            Self::Identity(_) | Self::Form(_) | Self::Other => return None,
        }
        Some(words)
    }
}

/// Returns a mark of one tap if the body has no other field.
fn mark(body: &Value) -> Option<Body> {
    if let Some(tag) = body.get("tag").and_then(Value::as_str) {
        let sure = body.get("sure").and_then(Value::as_bool)?;
        let whole = marks::tag_body(tag, sure).as_ref() == Some(body);
        return whole.then(|| Body::Tag { tag: tag.to_owned(), sure });
    }
    let tally = body.get("tally").and_then(Value::as_str)?;
    let step = i8::try_from(body.get("step")?.as_i64()?).ok()?;
    let whole = marks::tally_body(tally, step).as_ref() == Some(body);
    whole.then(|| Body::Tally { tally: tally.to_owned(), step })
}
