//! Six words that a witness can remember or write down instead of anything with a name on it.
//!
//! They are the first 48 bits of a digest: enough to find a testimony again, not enough to prove anything.

use evidence::Digest;

/// Number of words.
pub const WORDS: usize = 6;

const EN: &str = include_str!("words/en.txt");
const RU: &str = include_str!("words/ru.txt");
const KK: &str = include_str!("words/kk.txt");

/// Words of the first lists that were removed as slang of custody, insults or the name of a police unit, each with its
/// replacement, so that a receipt of that time can still be found.
const REPLACED: [(&str, &str); 7] = [
    ("козёл", "каштан"),
    ("корова", "крапива"),
    ("конверт", "клубок"),
    ("ласточка", "лопух"),
    ("овца", "одеяло"),
    ("слон", "снежок"),
    ("бүркіт", "бүршік"),
];

/// Returns the words of a digest in the reader's language (`kk`, `ru`, otherwise English).
pub fn words(digest: &Digest, language: &str) -> Vec<&'static str> {
    let list: Vec<&str> = list(language).split_whitespace().collect();
    digest.as_bytes().iter().take(WORDS).filter_map(|byte| list.get(usize::from(*byte)).copied()).collect()
}

/// Returns true when the words, in any of the three languages and in any case, are those of the digest.
pub fn are_of(said: &str, digest: &Digest) -> bool {
    let said: Vec<String> = said.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(today).collect();
    said.len() == WORDS
        && ["kk", "ru", "en"].iter().any(|l| words(digest, l).iter().map(|w| fold(w)).eq(said.iter().cloned()))
}

fn list(language: &str) -> &'static str {
    match language {
        "kk" => KK,
        "ru" => RU,
        _ => EN,
    }
}

/// Returns the folded replacement of a removed word, or the word itself.
fn today(word: &str) -> String {
    let word = fold(word);
    REPLACED.iter().find(|(before, _)| fold(before) == word).map_or(word, |(_, now)| fold(now))
}

fn fold(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_list_has_256_different_words_of_letters() {
        for language in ["kk", "ru", "en"] {
            let all: Vec<&str> = list(language).split_whitespace().collect();
            let distinct: BTreeSet<_> = all.iter().map(|w| fold(w)).collect();
            assert_eq!((all.len(), distinct.len()), (256, 256), "{language}");
            assert!(all.iter().all(|w| w.chars().all(char::is_alphabetic)), "{language}");
            let script = |c: char| c.is_ascii() == (language == "en");
            assert!(all.iter().all(|w| w.chars().all(script)), "{language}: one script only");
        }
    }

    #[test]
    fn six_words_are_recognised_however_they_were_written_down() {
        let digest = Digest::of(b"a testimony");
        let other = Digest::of(b"another");
        for language in ["kk", "ru", "en"] {
            let six = words(&digest, language);
            assert_eq!(six.len(), WORDS);
            assert!(are_of(&six.join(" "), &digest), "{language}");
            assert!(are_of(&six.join(", ").to_uppercase().replace('Ё', "Е"), &digest), "{language}");
            assert!(!are_of(&six.join(" "), &other) && !are_of(six[0], &digest), "{language}");
        }
    }

    #[test]
    fn a_receipt_with_a_word_of_the_first_lists_is_still_found() {
        for (before, now) in REPLACED {
            let has = |language: &str, word: &str| list(language).split_whitespace().any(|w| w == word);
            assert!(["kk", "ru", "en"].iter().all(|language| !has(language, before)), "{before}");
            let language = if has("kk", now) { "kk" } else { "ru" };
            let mut digests = (0..10_000_u32).map(|n| Digest::of(&n.to_le_bytes()));
            let digest = digests.find(|digest| words(digest, language).contains(&now)).unwrap();
            let six: Vec<_> = words(&digest, language).into_iter().map(|w| if w == now { before } else { w }).collect();
            assert!(are_of(&six.join(" "), &digest), "{before}");
        }
    }
}
