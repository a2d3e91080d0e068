//! Headings of items whose record says more than a file name: as data, so that every window can show them in its
//! reader's language.
//!
//! Input comes from strangers: lengths are bounded, and characters that could turn or hide the text around them are
//! escaped. A heading never names a person; a pseudonym is no name.

use evidence::{Digest, ItemId, Record};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::escape::escape;

/// The answer that distinguishes papers of one form: the number of a polling station.
const STATION: &str = "station-number";
/// Most characters of one piece.
const MAX_PIECE: usize = 60;

/// Returns the number of findings that the device noted in a form or a testimony.
pub fn stood_out(record: &Record) -> u64 {
    match record.body.get("findings") {
        Some(Value::Object(found)) => found.len() as u64,
        Some(Value::Array(found)) => found.len() as u64,
        _ => 0,
    }
}

/// The heading of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Heading {
    /// A person's account.
    Testimony {
        /// The person's pseudonym, escaped.
        pseudonym: String,
    },
    /// A person's consent.
    Consent {
        /// The person's pseudonym, once a testimony of the same device says it.
        pseudonym: Option<String>,
    },
    /// A person's withdrawal of their consent.
    Withdrawal {
        /// The person's pseudonym, once a testimony of the same device says it.
        pseudonym: Option<String>,
    },
    /// A form that was filled in.
    Form {
        /// SHA-256 of the form, if the record names one.
        form: Option<Digest>,
        /// The form's own name for itself.
        id: String,
        /// Number of questions that were put, with each row counted.
        answers: u64,
        /// Number of the polling station.
        station: Option<String>,
    },
    /// One tap about another item.
    Tag {
        /// The tag's code.
        tag: String,
        /// The marked item.
        about: Option<ItemId>,
    },
    /// One tap of a count.
    Tally {
        /// The tally's code.
        tally: String,
        /// 1 or -1.
        step: i64,
    },
    /// The signal of a held hand: "they are taking me".
    Held,
}

impl Heading {
    /// Returns the heading of a record; none if a note or a file name says more.
    pub fn of(record: &Record) -> Option<Self> {
        let body = record.body.as_object()?;
        let words = |key: &str| body.get(key).and_then(Value::as_str).map(piece).filter(|w| !w.is_empty());
        match body.get("format").and_then(Value::as_str) {
            Some("testamur-testimony-v1") => {
                return Some(Self::Testimony { pseudonym: words("pseudonym")? });
            }
            Some("testamur-consent-v1") if body.get("withdraws").is_some_and(Value::is_string) => {
                return Some(Self::Withdrawal { pseudonym: None });
            }
            Some("testamur-consent-v1") => return Some(Self::Consent { pseudonym: None }),
            // A card of the witness compartment has no heading, and newer formats have none that we know.
            Some(_) => return None,
            None => {}
        }
        if let Some(answers) = body.get("answers").and_then(Value::as_object) {
            let form = body.get("form");
            let said = |key: &str| form.and_then(|f| f.get(key)).and_then(Value::as_str);
            return Some(Self::Form {
                form: said("sha256").and_then(|digest| digest.parse().ok()),
                id: said("id").map(piece).unwrap_or_default(),
                answers: answered(answers),
                station: answers.get(STATION).and_then(|a| a.get("value")).and_then(plain).filter(|s| !s.is_empty()),
            });
        }
        if let Some(tag) = words("tag") {
            return Some(Self::Tag { tag, about: record.about.first().copied() });
        }
        if is_held(body) {
            return Some(Self::Held);
        }
        let tally = words("tally")?;
        Some(Self::Tally { tally, step: body.get("step").and_then(Value::as_i64).unwrap_or(1) })
    }

    /// Returns the person's pseudonym, if the heading has one.
    pub fn pseudonym(&self) -> Option<&str> {
        match self {
            Self::Testimony { pseudonym } => Some(pseudonym),
            Self::Consent { pseudonym } | Self::Withdrawal { pseudonym } => pseudonym.as_deref(),
            Self::Form { .. } | Self::Tag { .. } | Self::Tally { .. } | Self::Held => None,
        }
    }

    /// Returns the heading with that pseudonym, if it has room for one.
    pub fn named(self, name: Option<String>) -> Self {
        match self {
            Self::Consent { pseudonym: None } => Self::Consent { pseudonym: name },
            Self::Withdrawal { pseudonym: None } => Self::Withdrawal { pseudonym: name },
            other => other,
        }
    }

    /// Returns the heading in English, for the command line and for sorting a list by title.
    pub fn english(&self) -> String {
        let of = |what: &str, pseudonym: &Option<String>| match pseudonym {
            Some(name) => format!("{what} of {name}"),
            None => what.to_owned(),
        };
        match self {
            Self::Testimony { pseudonym } => format!("Testimony of {pseudonym}"),
            Self::Consent { pseudonym } => of("Consent", pseudonym),
            Self::Withdrawal { pseudonym } => of("Withdrawal of the consent", pseudonym),
            Self::Form { id, station: Some(station), .. } => format!("Form {id}, station {station}"),
            Self::Form { id, answers: 1, .. } => format!("Form {id}, 1 answer"),
            Self::Form { id, answers, .. } => format!("Form {id}, {answers} answers"),
            Self::Tag { tag, about: Some(about) } => format!("Tag: {tag}, about {}", short(about)),
            Self::Tag { tag, about: None } => format!("Tag: {tag}"),
            Self::Tally { tally, step: ..0 } => format!("Count: {tally}, one less"),
            Self::Tally { tally, .. } => format!("Count: {tally}, one more"),
            Self::Held => "The hand was held: They are taking me".to_owned(),
        }
    }
}

/// Returns true for the record of a hold: its event and the chain's head, and no other field.
fn is_held(body: &Map<String, Value>) -> bool {
    let Some(head) = body.get("head").and_then(Value::as_object) else { return false };
    let digest = head.get("digest").and_then(Value::as_str).is_some_and(|digest| digest.parse::<Digest>().is_ok());
    let event = body.get("event").and_then(Value::as_str) == Some("taken");
    event && digest && head.get("seq").is_some_and(Value::is_u64) && (body.len(), head.len()) == (2, 2)
}

/// Returns the number of answered questions, including "not known" and "would not say", with each row counted.
fn answered(answers: &Map<String, Value>) -> u64 {
    let one = |answer: &Value| match answer.get("rows").and_then(Value::as_array) {
        // Rows hold answers, never further rows. The question that has them is one more, as the device counts.
        Some(rows) if !rows.is_empty() => {
            let held = rows.iter().filter_map(Value::as_object).flat_map(Map::values).filter(|a| put(a)).count() as u64;
            held + u64::from(held > 0)
        }
        _ => u64::from(put(answer)),
    };
    answers.values().map(one).sum()
}

fn put(answer: &Value) -> bool {
    let state = answer.get("state").and_then(Value::as_str);
    state.is_some_and(|state| !matches!(state, "not-asked" | "not-applicable"))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(piece(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn piece(text: &str) -> String {
    let words = text.split_whitespace().flat_map(|word| [" ", word]).skip(1);
    let short: String = words.flat_map(str::chars).take(MAX_PIECE).collect();
    escape(&short)
}

fn short(item: &ItemId) -> String {
    item.to_string().chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use evidence::record::{Kind, Location, Method};
    use serde_json::json;

    use super::*;

    fn heading(kind: Kind, body: Value) -> Option<Heading> {
        let at = "2019-06-09T11:40:00.000+06:00".parse().unwrap();
        let missing = Location::missing("not-asked");
        let mut record = Record::new(ItemId::from_bytes([1; 16]), kind, Method::Entered, at, missing);
        record.about = vec![ItemId::from_bytes([0xab; 16])];
        record.body = body;
        Heading::of(&record)
    }

    #[test]
    fn records_of_people_and_papers_have_a_heading_of_data() {
        let english = |kind, body| heading(kind, body).map(|h| h.english());
        let testimony = json!({ "format": "testamur-testimony-v1", "pseudonym": "Duck 34" });
        assert_eq!(english(Kind::Testimony, testimony).as_deref(), Some("Testimony of Duck 34"));
        let consent = json!({ "format": "testamur-consent-v1" });
        let named = heading(Kind::Form, consent).unwrap().named(Some("Duck 34".to_owned()));
        assert_eq!(named.english(), "Consent of Duck 34");
        let taken_back = json!({ "format": "testamur-consent-v1", "withdraws": "00" });
        assert_eq!(english(Kind::Form, taken_back).as_deref(), Some("Withdrawal of the consent"));
        let rows = json!([{ "a": { "state": "value", "value": 1 }, "b": { "state": "not-asked" } }]);
        let answers = json!({ "sex": { "state": "refused" }, "age": { "state": "not-asked" },
                              "list": { "state": "value", "rows": rows }, "gone": { "state": "not-applicable" } });
        let form = json!({ "form": { "id": "detention" }, "answers": answers });
        assert_eq!(english(Kind::Form, form).as_deref(), Some("Form detention, 3 answers"));
        let answers = json!({ "station-number": { "state": "value", "value": "74" } });
        let count = json!({ "form": { "id": "vote-count" }, "answers": answers });
        assert_eq!(english(Kind::Form, count).as_deref(), Some("Form vote-count, station 74"));
        let tag = json!({ "tag": "force", "sure": true });
        assert_eq!(english(Kind::Note, tag).as_deref(), Some("Tag: force, about abababab"));
        let tally = json!({ "tally": "dog", "step": -1 });
        assert_eq!(english(Kind::Note, tally).as_deref(), Some("Count: dog, one less"));
        let head = json!({ "seq": 7, "digest": Digest::of(b"head") });
        let held = json!({ "event": "taken", "head": head });
        assert_eq!(heading(Kind::Note, held), Some(Heading::Held));
        let more = json!({ "event": "taken", "head": head, "note": "square" });
        assert_eq!(heading(Kind::Note, more), None);
    }

    #[test]
    fn a_card_of_the_witness_compartment_and_an_ordinary_note_have_none() {
        let card = json!({ "format": "testamur-identity-v1", "name": "Somebody", "pseudonym": "Duck 34" });
        for body in [card, json!({ "note": "square" }), json!(null), json!([1]), json!({ "pseudonym": "Duck 34" })] {
            assert_eq!(heading(Kind::Form, body), None);
        }
    }

    #[test]
    fn what_a_device_lies_about_is_short_and_turns_nothing_around() {
        let long = format!("\u{202e}{}\n\u{0}{}", "a".repeat(500), "b".repeat(100_000));
        let found = heading(Kind::Testimony, json!({ "format": "testamur-testimony-v1", "pseudonym": long })).unwrap();
        let said = found.english();
        assert!(said.chars().count() < 160 && !said.chars().any(|c| c == '\u{202e}' || c.is_control()), "{said}");
        for body in [
            json!({ "format": "testamur-testimony-v1", "pseudonym": 7 }),
            json!({ "format": "testamur-testimony-v1", "pseudonym": "  \n " }),
            json!({ "tally": { "tally": "dog" }, "step": "x" }),
        ] {
            assert_eq!(heading(Kind::Testimony, body), None);
        }
        let strange = json!({ "answers": { "a": 1, "b": { "state": 1 }, "c": { "rows": [1, { "x": 2 }] } } });
        assert_eq!(heading(Kind::Form, strange).unwrap().english(), "Form , 0 answers");
    }
}
