//! Words for the search: a record's content, folded so that one spelling finds the other.
//!
//! Cyrillic becomes Latin, Kazakh letters become their Russian neighbours (many people type Kazakh on a Russian
//! keyboard), accents and case are removed. Folded words are only for finding and are never shown.

use evidence::{Record, Story};
use serde_json::Value;
use testimony::Body;

/// Most folded bytes of one item that can be found.
const MAX_TEXT: usize = 64 * 1024;
/// Most words of a query; more do not narrow the result.
const MAX_TERMS: usize = 16;
/// Longest title, in characters.
const MAX_TITLE: usize = 80;
/// Longest name of a file on the systems in use, in letters.
const MAX_NAME: usize = 255;
/// Sorts after every title.
const UNTITLED: &str = "\u{10ffff}";
/// Keys without words of a person, in a body of an unknown format.
const NOT_WORDS: [&str; 8] = ["form", "state", "key", "severity", "question", "values", "sha256", "parts_after_gap"];

/// Returns lower-case ASCII for text in any script.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in near(text) {
        out.push_str(any_ascii::any_ascii_char(c));
    }
    out.make_ascii_lowercase();
    out
}

/// Returns lower case, with each Kazakh letter as its Russian neighbour.
fn near(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        'ё' => Some('е'),
        'ә' => Some('а'),
        'ғ' => Some('г'),
        'қ' => Some('к'),
        'ң' => Some('н'),
        'ө' => Some('о'),
        'ұ' | 'ү' => Some('у'),
        'һ' => Some('х'),
        'і' => Some('и'),
        'ъ' | 'ь' => None,
        other => Some(other),
    })
}

/// Returns the sort key of a title: numbers by their value, then Latin, then Cyrillic in the order of its own alphabet;
/// without case, accents and punctuation. Lines without a title come last.
pub(crate) fn sort_key(title: Option<&str>) -> String {
    let Some(title) = title else { return UNTITLED.to_owned() };
    let mut folded = String::with_capacity(title.len());
    for c in near(title) {
        match c {
            'а'..='я' => folded.push(c),
            other => folded.push_str(any_ascii::any_ascii_char(other)),
        }
    }
    folded.make_ascii_lowercase();
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        let letters: Vec<char> = word.chars().collect();
        for run in letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            let digits = run.first().is_some_and(char::is_ascii_digit);
            let zeros = if digits { run.iter().take_while(|c| **c == '0').count() } else { 0 };
            if digits {
                // The longer number is the larger one. Every length sorts before `a`.
                let length = u8::try_from(run.len() - zeros).unwrap_or(u8::MAX).min(48);
                key.push(char::from(b'0' + length));
            }
            key.extend(run.iter().skip(zeros));
        }
    }
    key
}

/// Precedes a word that must match as a whole: no folded word contains it, and the index treats it as a letter.
const WHOLE: char = '·';

/// Marks words that must match as a whole, for the index.
pub(crate) fn whole<'a>(said: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for words in said {
        for word in fold(words).split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
            text.extend([WHOLE]);
            text.push_str(word);
            text.push(' ');
        }
    }
    text
}

/// Returns the query that finds every line with words that begin like those of `text`, or with whole words that equal
/// them; `None` if it has no words.
pub(crate) fn query(text: &str) -> Option<String> {
    let folded = fold(text);
    let terms = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|t| !t.is_empty()).take(MAX_TERMS);
    let terms: Vec<String> = terms.map(|t| format!("(\"{t}\"* OR \"{WHOLE}{t}\")")).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// Returns all searchable words of a record, folded; none of the compartments that hold names.
pub(crate) fn of(record: &Record) -> String {
    let mut text = String::new();
    if !is_open(record) {
        return text;
    }
    for medium in &record.media {
        push(&mut text, &medium.name);
    }
    match Body::read(&record.body).words() {
        Some(said) => {
            let note = record.body.get("note").and_then(Value::as_str);
            said.into_iter().chain(note).for_each(|words| push(&mut text, words));
        }
        None => collect(&record.body, &mut text),
    }
    text
}

/// Returns all searchable words of an item: of its record, and of additions and corrections at its end.
pub(crate) fn of_story(story: &Story) -> String {
    let mut text = of(&story.record);
    if is_open(&story.record) {
        story.later.iter().for_each(|later| collect(&later.value, &mut text));
    }
    text
}

/// Adds words that others state about an item to those of its record.
pub(crate) fn with(said: &[String], of_record: String) -> String {
    let mut text = String::new();
    said.iter().for_each(|words| push(&mut text, words));
    text + &of_record
}

/// Returns the name of a record's first medium, safe to show.
pub(crate) fn file_name(record: &Record) -> Option<String> {
    let name = record.media.first().filter(|_| is_open(record)).map(|m| whole_name(&m.name));
    name.filter(|n| !n.is_empty()).map(|n| verify::escape(&n))
}

/// Returns an item's title in the list: the first words of its note, else the name of its first medium.
pub(crate) fn title(record: &Record) -> Option<String> {
    let said = ["note", "text"].iter().find_map(|key| record.body.get(*key)?.as_str());
    let named = record.media.first().map(|m| whole_name(&m.name));
    let words = said.map(first_words).into_iter().chain(named).find(|w| !w.is_empty())?;
    // Control and bidi characters would let a name look like another.
    Some(verify::escape(&words))
}

/// Returns false for the compartments of names, witnesses and contributors: their records are shown only on the item's
/// own page, never in a list.
pub(crate) fn is_open(record: &Record) -> bool {
    record.compartment.as_deref().is_none_or(|c| c == "facts")
}

/// Returns a file's name with its end, by which pages of one document differ; in a long name the middle is cut.
fn whole_name(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let left_out = name.chars().count().saturating_sub(MAX_NAME);
    if left_out == 0 {
        return name;
    }
    let begin = MAX_NAME / 2;
    name.chars().take(begin).chain(['…']).chain(name.chars().skip(begin + left_out)).collect()
}

fn first_words(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let room = MAX_TITLE.saturating_sub(out.chars().count());
        if room == 0 || (!out.is_empty() && word.chars().count() >= room) {
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().take(room));
    }
    out
}

fn collect(value: &Value, text: &mut String) {
    match value {
        Value::String(words) => push(text, words),
        Value::Array(values) => values.iter().for_each(|v| collect(v, text)),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(key, _)| !NOT_WORDS.contains(&key.as_str()));
            said.for_each(|(_, v)| collect(v, text));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn push(text: &mut String, words: &str) {
    if text.len() < MAX_TEXT {
        // A character folds to several; text beyond the limit is not folded.
        let room = MAX_TEXT - text.len();
        text.extend(fold(&words.chars().take(room).collect::<String>()).chars().take(room));
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use evidence::record::{Kind, Location, Method};
    use serde_json::json;

    use super::*;

    #[test]
    fn one_spelling_finds_the_other() {
        for (written, typed) in [
            ("Алматы", "almaty"),
            ("Қазақстан", "Казакстан"),
            ("Площадь", "ploshchad"),
            ("Ёлка", "елка"),
            ("ЖЕЛТОҚСАН", "желтоқсан"),
            ("Übung", "ubung"),
        ] {
            assert_eq!(fold(written), fold(typed), "{written} {typed}");
            assert!(fold(written).is_ascii());
        }
    }

    #[test]
    fn a_query_is_made_of_words_and_of_nothing_that_could_be_syntax() {
        let wanted = |terms: &[&str]| {
            Some(terms.iter().map(|t| format!("(\"{t}\"* OR \"·{t}\")")).collect::<Vec<_>>().join(" AND "))
        };
        assert_eq!(query("Площадь, 11:40"), wanted(&["ploshchad", "11", "40"]));
        assert_eq!(query("a\" OR text:*"), wanted(&["a", "or", "text"]));
        for empty in ["", "  ", "\"*-", "ъ"] {
            assert_eq!(query(empty), None, "{empty}");
        }
    }

    #[test]
    fn titles_stand_in_the_order_in_which_a_person_looks_for_them() {
        let sorted = [
            "2 people",
            "10 people",
            "Almaty",
            "IMG_9.jpg",
            "IMG_0010.jpg",
            "IMG_2041.jpg",
            "Übung",
            "« Алматы »",
            "Ёлка",
            "ЖЕЛТОҚСАН 2",
            "желтоксан 16",
            "Өскемен",
            "площадь",
            "Яблоко",
        ];
        let mut keys: Vec<_> = sorted.iter().map(|t| (sort_key(Some(t)), *t)).collect();
        keys.push((sort_key(None), "none"));
        let before = keys.clone();
        keys.sort();
        assert_eq!(keys, before);
        assert_eq!(sort_key(Some("Қала")), sort_key(Some("кала")));
        assert!(sort_key(Some(&"9".repeat(80))) < sort_key(Some("a")));
        assert_eq!(sort_key(Some("«…»")), "");
    }

    #[test]
    fn a_file_keeps_the_end_of_its_name() {
        let page = "Protocol of the polling station number 1204 Almaty, Bostandyk district, page 2559 left.jpg";
        assert_eq!(whole_name(page), page);
        assert_eq!(whole_name(" two\n  words.jpg"), "two words.jpg");
        let long = whole_name(&format!("{}2559 left.jpg", "x".repeat(400)));
        assert!(long.ends_with("2559 left.jpg") && long.chars().count() <= MAX_NAME + 1, "{long}");
    }

    #[test]
    fn a_title_ends_with_a_whole_word_unless_one_word_is_longer_than_any_title() {
        assert_eq!(first_words("  two   words "), "two words");
        let long = first_words(&"слово ".repeat(40));
        assert!(long.ends_with("слово…") && long.chars().count() <= MAX_TITLE + 1, "{long}");
        assert_eq!(first_words(&"x".repeat(200)).chars().count(), MAX_TITLE);
    }

    fn record(body: Value) -> Record {
        let at = "2026-06-09T11:40:00.000+06:00".parse().unwrap();
        let (id, kind, method) = (evidence::ItemId::from_bytes([1; 16]), Kind::Form, Method::Entered);
        let mut record = Record::new(id, kind, method, at, Location::missing("not-asked"));
        record.body = body;
        record
    }

    #[test]
    fn a_form_is_found_by_what_was_chosen_in_any_language_and_by_the_persons_own_words() {
        let form = forms::shipped().iter().find(|form| form.id == "detention").unwrap();
        let mut body = form.fill(include_bytes!("../../../docs/examples/detention.answers.json")).unwrap().body;
        body["note"] = "from the bench".into();
        let found = of(&record(body));
        for typed in
            ["Выкручивали руки", "arms twisted", "Қолын қайырды", "arms-twisted", "лет тридцать", "синий-аист", "bench"]
        {
            assert!(found.contains(fold(typed).trim()), "{typed}: {found}");
        }
        assert!(!found.contains(&form.digest.to_string()) && !found.contains("not-asked"), "{found}");
    }

    #[test]
    fn a_testimony_is_found_by_the_persons_words_and_by_no_code_or_id_in_it() {
        let line = |text: &str| json!([{ "text": text, "known": "inferred" }]);
        let section = json!({ "section": "account", "lines": line("A bus came."), "place": "the square",
                              "read_back": "changed", "corrections": [{ "lines": line("Two buses.") }] });
        let mut body = json!({ "format": "testamur-testimony-v1", "witness": "01".repeat(16), "pseudonym": "Duck 34",
            "identity": { "state": "refused" }, "consent": "02".repeat(16), "began_at": "2019-06-12T12:00:00.000+06:00",
            "ended_at": "2019-06-12T12:50:00.000+06:00", "before": {}, "sections": [section],
            "sign_off": { "kind": "agreed-not-signed" } });
        let found = of(&record(body.clone()));
        for typed in ["a bus came", "two buses", "square", "duck 34"] {
            assert!(found.contains(typed), "{typed}: {found}");
        }
        for code in ["inferred", "agreed", "refused", "0101", "testamur"] {
            assert!(!found.contains(code), "{code}: {found}");
        }
        // Words of an unknown newer version are found in any key.
        body["format"] = "testamur-testimony-v9".into();
        assert!(of(&record(body)).contains("a bus came"));
    }
}
