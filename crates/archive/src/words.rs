//! Words as they are searched: what a record says, folded so that one spelling finds the other.
//!
//! Cyrillic becomes Latin, Kazakh letters become their Russian neighbours (many people type Kazakh on a Russian
//! keyboard), accents and case go. Folded words are for finding only and are never shown.

use evidence::Record;
use serde_json::Value;

/// Most folded bytes of one item that can be found.
const MAX_TEXT: usize = 64 * 1024;
/// Most words of a query; more narrow nothing down.
const MAX_TERMS: usize = 16;
/// Longest title, in characters.
const MAX_TITLE: usize = 80;
/// Keys of a record's body that carry no words of a person.
const NOT_WORDS: [&str; 8] = ["form", "state", "key", "severity", "question", "values", "sha256", "parts_after_gap"];

/// Lower-case ASCII for any script.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'ё' => 'е',
            'ә' => 'а',
            'ғ' => 'г',
            'қ' => 'к',
            'ң' => 'н',
            'ө' => 'о',
            'ұ' | 'ү' => 'у',
            'һ' => 'х',
            'і' => 'и',
            'ъ' | 'ь' => continue,
            other => other,
        };
        out.push_str(any_ascii::any_ascii_char(c));
    }
    out.make_ascii_lowercase();
    out
}

/// The query that finds every line with words that begin like those of `text`; none when it has no words.
pub(crate) fn query(text: &str) -> Option<String> {
    let folded = fold(text);
    let terms = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|t| !t.is_empty()).take(MAX_TERMS);
    let terms: Vec<String> = terms.map(|t| format!("\"{t}\"*")).collect();
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

/// What the list calls an item: the first words of its note, else the name of its first medium.
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
        assert_eq!(query("Площадь, 11:40").as_deref(), Some("\"ploshchad\"* AND \"11\"* AND \"40\"*"));
        assert_eq!(query("a\" OR text:*").as_deref(), Some("\"a\"* AND \"or\"* AND \"text\"*"));
        for empty in ["", "  ", "\"*-", "ъ"] {
            assert_eq!(query(empty), None, "{empty}");
        }
    }

    #[test]
    fn a_title_ends_with_a_whole_word_unless_one_word_is_longer_than_any_title() {
        assert_eq!(first_words("  two   words "), "two words");
        let long = first_words(&"слово ".repeat(40));
        assert!(long.ends_with("слово…") && long.chars().count() <= MAX_TITLE + 1, "{long}");
        assert_eq!(first_words(&"x".repeat(200)).chars().count(), MAX_TITLE);
    }
}
