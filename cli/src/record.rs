//! A record in plain English, for `testamur archive show`: a testimony, a consent or a filled form with words instead
//! of keys. Any other body stays JSON.
//!
//! Codes of a testimony are English words with hyphens; forms have their own words.

use evidence::Record;
use forms::{FiledAnswer, FiledForm, Labels};
use serde_json::{Value, json};
use testimony::{Body, FiledConsent, How, IdentityCard, Line, SignOff, Testimony, Use, YesNo};

/// Returns the record's body in lines; none for a body without words.
pub fn lines(record: &Record) -> Option<String> {
    let mut out = Page::default();
    match Body::read(&record.body) {
        Body::Testimony(read) => out.testimony(&read),
        Body::Consent(read) => out.consent(&read),
        Body::Form(read) => out.form(&read),
        Body::Identity(_) | Body::Tag { .. } | Body::Tally { .. } | Body::Other => return None,
    }
    Some(out.0)
}

/// Returns one line for each finding that the device noted in the record; none without findings.
pub fn stood_out(record: &Record) -> Vec<String> {
    match Body::read(&record.body) {
        Body::Testimony(read) => read.findings.iter().map(|(field, key)| format!("{field}: {key}")).collect(),
        Body::Form(read) => {
            read.findings.iter().map(|found| english(&found.message).unwrap_or(&found.key).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    /// Adds one line with a label and a value. Long values are printed whole, in several lines.
    fn row(&mut self, label: &str, said: &str) {
        let mut label = visible(label);
        for line in said.lines() {
            self.0 += &format!("  {label:<34} {}\n", visible(line));
            label.clear();
        }
    }

    fn head(&mut self, words: &str) {
        self.0 += &format!("\n  {}\n", visible(words));
    }

    fn asked(&mut self, label: &str, answer: YesNo) {
        if answer != YesNo::NotAsked {
            self.row(label, &code(json!(answer)));
        }
    }

    fn words(&mut self, lines: &[Line]) {
        for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
            self.row(&format!("({})", code(json!(line.known))), &line.text);
        }
    }

    fn testimony(&mut self, read: &Testimony) {
        self.head(&format!("Testimony of {}", read.pseudonym));
        self.row("person", &read.witness.to_string());
        self.row("interview", &format!("{} to {}", read.began_at, read.ended_at));
        let identity = match read.identity {
            IdentityCard::NotAsked => "not asked".to_owned(),
            IdentityCard::Refused => "the person would not say".to_owned(),
            IdentityCard::NoCompartment => "not taken: nobody keeps names of witnesses".to_owned(),
            IdentityCard::Sealed { item } => format!("sealed as {item}"),
        };
        self.row("identity card", &identity);
        self.row("consent", &read.consent.to_string());
        let before = &read.before;
        for (label, answer) in [
            ("nobody else could hear", before.alone),
            ("safe to talk", before.safe),
            ("somebody interpreted", before.interpreter),
            ("under 18", before.child),
            ("a guardian was there and agreed", before.guardian),
            ("an account was taken before", before.heard_before),
        ] {
            self.asked(label, answer);
        }
        self.row("language", before.language.as_deref().unwrap_or_default());
        self.row("extent", if before.first_account { "a short first account" } else { "the long form" });
        self.row("why the long form", before.long_form_reason.as_deref().unwrap_or_default());
        for recording in &read.recordings {
            self.row("recording", &recording.to_string());
        }
        for section in &read.sections {
            self.head(&code(json!(section.section)));
            self.words(&section.lines);
            self.row("when", section.when.as_deref().unwrap_or_default());
            self.row("where", section.place.as_deref().unwrap_or_default());
            for (fact, answer) in &section.facts {
                self.asked(&code(json!(fact)), *answer);
            }
            for range in &section.audio {
                self.row("sound", &format!("{} from {} ms to {} ms", range.item, range.from_ms, range.to_ms));
            }
            self.row("read back", &code(json!(section.read_back)));
            for added in &section.corrections {
                self.row("added when it was read back", "");
                self.words(&added.lines);
            }
        }
        self.head("closing");
        let closing = match &read.sign_off {
            SignOff::Drawn { strokes } => {
                format!("read back and closed with a drawn sign of {} lines", strokes.0.len())
            }
            SignOff::Voice { item } => format!("read back and closed in the person's voice, in {item}"),
            SignOff::AgreedNotSigned => "read back and agreed, not signed".to_owned(),
            SignOff::Stopped => "stopped early, not read back to the end".to_owned(),
        };
        self.row("closed", &closing);
        for (field, key) in &read.findings {
            self.row("look at", &format!("{field}: {key}"));
        }
    }

    fn consent(&mut self, read: &FiledConsent) {
        if let Some(item) = read.withdraws {
            self.head("Withdrawal of every consent");
            return self.row("of", &item.to_string());
        }
        self.head("Consent");
        let cards = &read.consent;
        self.row("person", &read.witness.map(|id| id.to_string()).unwrap_or_default());
        self.row("being written down", &code(json!(cards.written_down)));
        self.row("recording of the voice", &code(json!(cards.recorded)));
        for to in Use::ALL {
            let card = cards.uses.get(to).cloned().unwrap_or_default();
            let until = card.until.map(|until| format!(", until {until}")).unwrap_or_default();
            let voice = card.voice.map(|item| format!(", said in {item}")).unwrap_or_default();
            self.row(&code(json!(to)), &format!("{}{until}{voice}", code(json!(card.choice))));
        }
        self.asked("under 18", read.child);
        self.asked("a guardian agrees", read.guardian);
        self.asked("the child's own assent", cards.assent);
        self.row("explained in", cards.language.as_deref().unwrap_or_default());
        self.row("risks named", if cards.risks_named { "yes" } else { "no" });
        self.row("how to change one's mind told", if cards.can_change_told { "yes" } else { "no" });
        let how = match &cards.how {
            Some(How::Voice { item }) => format!("in the person's voice, in {item}"),
            Some(How::Sign { strokes }) => format!("by a drawn sign of {} lines", strokes.0.len()),
            Some(How::Witnessed { by }) => format!("said before somebody: {by}"),
            None => "not said".to_owned(),
        };
        self.row("given", &how);
    }

    fn form(&mut self, form: &FiledForm) {
        let title = english(&form.title).unwrap_or("A form that this version does not know");
        self.head(&format!("{title} ({}, edition {})", form.id, form.version));
        for part in &form.parts {
            if let Some(label) = english(&part.label) {
                self.head(label);
            }
            part.answers.iter().for_each(|answer| self.answer(answer));
        }
        for found in &form.findings {
            self.head(english(&found.message).unwrap_or(&found.key));
            found.values.iter().for_each(|value| self.answer(value));
        }
        self.row("not asked", &form.not_asked.len().to_string());
    }

    fn answer(&mut self, answer: &FiledAnswer) {
        let label = english(&answer.label).unwrap_or(&answer.name);
        let label = answer.row.map_or_else(|| label.to_owned(), |row| format!("{row}: {label}"));
        let values: Vec<&str> = answer.values.iter().map(|v| english(&v.label).unwrap_or(&v.text)).collect();
        let said = match answer.state.as_str() {
            "value" => values.join(", "),
            "range" => values.join(" to "),
            "about" => format!("about {}", values.join(", ")),
            state => state.replace('-', " "),
        };
        let words = answer.words.as_deref().map(|words| format!(" \"{words}\"")).unwrap_or_default();
        self.row(&label, &format!("{said}{words}"));
    }
}

fn english(labels: &Labels) -> Option<&str> {
    labels.get("en").or_else(|| labels.values().next()).map(String::as_str)
}

/// Returns the name of a record's code, with blanks for its hyphens.
fn code(code: Value) -> String {
    code.as_str().unwrap_or("?").replace('-', " ")
}

/// Returns text of any length, with escapes for characters that would turn, hide or end the line around them.
fn visible(words: &str) -> String {
    let letters: Vec<char> = words.chars().collect();
    letters.chunks(100).map(|piece| verify::escape(&piece.iter().collect::<String>())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::ItemId;
    use evidence::record::{Kind, Location, Method};

    fn read(body: Value) -> Option<String> {
        lines(&filed(body))
    }

    fn filed(body: Value) -> Record {
        let at = "2019-06-09T11:40:00.000+06:00".parse().unwrap();
        let id = ItemId::from_bytes([1; 16]);
        let mut record = Record::new(id, Kind::Form, Method::Entered, at, Location::missing("not-asked"));
        record.body = body;
        record
    }

    #[test]
    fn each_finding_of_a_testimony_or_a_form_is_a_line() {
        let mut account = testimony("A bus came.");
        account["findings"] = json!({ "sections.account.lines": "names-the-person" });
        assert_eq!(stood_out(&filed(account)), ["sections.account.lines: names-the-person"]);
        let count = &forms::shipped()[1];
        let mut body = count.fill(include_bytes!("../../docs/examples/vote-count.answers.json")).unwrap().body;
        body["findings"] = json!([{ "question": "checks", "key": "P01" }, { "question": "checks", "key": "of-later" }]);
        let found = stood_out(&filed(body));
        assert!(found.len() == 2 && found[0].contains(' ') && found[1] == "of-later", "{found:?}");
        assert!(stood_out(&filed(testimony("A bus came."))).is_empty() && stood_out(&filed(json!({}))).is_empty());
    }

    fn testimony(text: &str) -> Value {
        let section = json!({ "section": "account", "lines": [{ "text": text, "known": "saw" }],
                              "facts": { "footage-erased": "yes", "food": "not-asked" }, "read_back": "right" });
        json!({ "format": "testamur-testimony-v1", "witness": "01".repeat(16), "pseudonym": "Duck 34",
                "identity": { "state": "refused" }, "consent": "02".repeat(16), "began_at": "2019-06-12T12:00:00.000+06:00",
                "ended_at": "2019-06-12T12:50:00.000+06:00", "before": { "alone": "yes" }, "sections": [section],
                "sign_off": { "kind": "agreed-not-signed" } })
    }

    #[test]
    fn a_testimony_a_consent_and_a_form_are_read_under_words() {
        let told = read(testimony("A bus came.")).unwrap();
        for words in
            ["Testimony of Duck 34", "(saw)", "A bus came.", "footage erased", "read back and agreed, not signed"]
        {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!told.contains("food") && !told.contains("footage-erased"), "{told}");
        let consent = json!({ "format": "testamur-consent-v1", "witness": "01".repeat(16), "child": "no", "guardian": "not-asked",
            "consent": { "written_down": "yes", "uses": { "court-here": { "choice": "yes", "until": "2026-12-01" } } } });
        let told = read(consent).unwrap();
        assert!(
            told.contains("court here") && told.contains("yes, until 2026-12-01") && told.contains("media"),
            "{told}"
        );
        let form = &forms::shipped()[0];
        let body = form.fill(include_bytes!("../../docs/examples/detention.answers.json")).unwrap().body;
        let told = read(body).unwrap();
        assert!(told.contains("Detention (detention, edition 1)") && told.contains("not asked"), "{told}");
    }

    #[test]
    fn long_words_are_told_whole_and_cannot_forge_a_line() {
        let told = read(testimony(&format!("{}\n\u{202e}entry 1  forged", "слово ".repeat(100)))).unwrap();
        assert_eq!(told.matches("слово").count(), 100);
        assert!(!told.contains('\u{202e}') && told.lines().all(|l| l.is_empty() || l.starts_with("  ")), "{told}");
    }

    #[test]
    fn other_records_stay_as_they_are() {
        for body in [json!(null), json!({ "note": "x" }), json!({ "format": "testamur-testimony-v9" })] {
            assert_eq!(read(body), None);
        }
    }
}
