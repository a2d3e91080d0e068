//! Six words that a witness can remember or write down instead of anything with a name on it.
//!
//! They are the first 48 bits of a digest: enough to find a testimony again, not enough to prove anything.

use evidence::Digest;

/// How many words.
pub const WORDS: usize = 6;

const EN: &str = include_str!("words/en.txt");
const RU: &str = include_str!("words/ru.txt");
const KK: &str = include_str!("words/kk.txt");

/// The words of a digest in the reader's language (`kk`, `ru`, otherwise English).
pub fn words(digest: &Digest, language: &str) -> Vec<&'static str> {
    let list: Vec<&str> = list(language).split_whitespace().collect();
    digest.as_bytes().iter().take(WORDS).filter_map(|byte| list.get(usize::from(*byte)).copied()).collect()
}

/// True when the words, in any of the three languages and in any case, are those of the digest.
pub fn are_of(said: &str, digest: &Digest) -> bool {
    let said: Vec<String> = said.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(fold).collect();
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
}
