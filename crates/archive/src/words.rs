//! Words as they are searched: what a record says, folded so that one spelling finds the other.
//!
//! Cyrillic becomes Latin, Kazakh letters become their Russian neighbours (many people type Kazakh on a Russian
//! keyboard), accents and case go. Folded words are for finding only and are never shown.

use evidence::{Record, Story};
use serde_json::Value;

/// Most folded bytes of one item that can be found.
const MAX_TEXT: usize = 64 * 1024;
/// Most words of a query; more narrow nothing down.
const MAX_TERMS: usize = 16;
/// Longest title, in characters.
const MAX_TITLE: usize = 80;
/// Stands after every title.
const UNTITLED: &str = "\u{10ffff}";
/// Keys of a record's body that carry no words of a person.
const NOT_WORDS: [&str; 8] = ["form", "state", "key", "severity", "question", "values", "sha256", "parts_after_gap"];

/// Lower-case ASCII for any script.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in near(text) {
        out.push_str(any_ascii::any_ascii_char(c));
    }
    out.make_ascii_lowercase();
    out
}

/// Lower case, with each Kazakh letter as its Russian neighbour.
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

/// How a title is sorted: numbers by their value, then Latin, then Cyrillic in the order of its own alphabet; without
/// case, accents and punctuation. Lines without a title come after all others.
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
                // The longer number is the larger one. Every length stands before `a`.
                let length = u8::try_from(run.len() - zeros).unwrap_or(u8::MAX).min(48);
                key.push(char::from(b'0' + length));
            }
            key.extend(run.iter().skip(zeros));
        }
    }
    key
}

/// Stands before a word that is found whole: no folded word has it, and the index takes it for a letter.
const WHOLE: char = '·';

/// Words that are found whole, as the index has them.
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

/// The query that finds every line with words that begin like those of `text`, or are one of them and are found whole; none
/// when it has no words.
pub(crate) fn query(text: &str) -> Option<String> {
    let folded = fold(text);
    let terms = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|t| !t.is_empty()).take(MAX_TERMS);
    let terms: Vec<String> = terms.map(|t| format!("(\"{t}\"* OR \"{WHOLE}{t}\")")).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// Everything of a record that can be found, folded. Nothing of the compartments that hold names.
pub(crate) fn of(record: &Record) -> String {
    let mut text = String::new();
    if !is_open(record) {
        return text;
    }
    for medium in &record.media {
        push(&mut text, &medium.name);
    }
    collect(&record.body, &mut text);
    text
}

/// Everything of an item that can be found: of its record, and of what was added or corrected at its end.
pub(crate) fn of_story(story: &Story) -> String {
    let mut text = of(&story.record);
    if is_open(&story.record) {
        story.later.iter().for_each(|later| collect(&later.value, &mut text));
    }
    text
}

/// Adds words that others say of an item to those of its record.
pub(crate) fn with(said: &[String], of_record: String) -> String {
    let mut text = String::new();
    said.iter().for_each(|words| push(&mut text, words));
    text + &of_record
}

/// The name of a record's first medium, safe to show.
pub(crate) fn file_name(record: &Record) -> Option<String> {
    let name = record.media.first().filter(|_| is_open(record)).map(|m| first_words(&m.name));
    name.filter(|n| !n.is_empty()).map(|n| verify::escape(&n))
}

/// An item's title in the list: the first words of its note, else the name of its first medium.
pub(crate) fn title(record: &Record) -> Option<String> {
    let said = ["note", "text"].iter().find_map(|key| record.body.get(*key)?.as_str());
    let named = record.media.first().map(|m| m.name.as_str());
    let words = said.into_iter().chain(named).map(first_words).find(|w| !w.is_empty())?;
    // Control and bidi characters would let a name look like another.
    Some(verify::escape(&words))
}

/// Names, witnesses and contributors are read on the item's own page and stand in no list.
pub(crate) fn is_open(record: &Record) -> bool {
    record.compartment.as_deref().is_none_or(|c| c == "facts")
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
        // A character folds to several; what is cut here is folded no further.
        let room = MAX_TEXT - text.len();
        text.extend(fold(&words.chars().take(room).collect::<String>()).chars().take(room));
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
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
    fn a_title_ends_with_a_whole_word_unless_one_word_is_longer_than_any_title() {
        assert_eq!(first_words("  two   words "), "two words");
        let long = first_words(&"слово ".repeat(40));
        assert!(long.ends_with("слово…") && long.chars().count() <= MAX_TITLE + 1, "{long}");
        assert_eq!(first_words(&"x".repeat(200)).chars().count(), MAX_TITLE);
    }
}
