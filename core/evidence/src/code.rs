//! A device's code: the first 80 bits of its genesis digest as five words that two people can say to each other, in
//! any of the three languages.
//!
//! The words are proquints (arXiv:0901.4016): consonant, vowel, consonant, vowel, consonant for 16 bits. They are
//! written in Latin or in Cyrillic letters, for the same sounds, and both are read back.

use std::fmt;

use crate::{Digest, Error, Result};

/// Bytes of the digest that the code has.
pub const CODE_LEN: usize = 10;
const CONSONANTS: [(char, char); 16] = [
    ('b', 'б'),
    ('d', 'д'),
    ('f', 'ф'),
    ('g', 'г'),
    ('h', 'х'),
    ('j', 'ж'),
    ('k', 'к'),
    ('l', 'л'),
    ('m', 'м'),
    ('n', 'н'),
    ('p', 'п'),
    ('r', 'р'),
    ('s', 'с'),
    ('t', 'т'),
    ('v', 'в'),
    ('z', 'з'),
];
const VOWELS: [(char, char); 4] = [('a', 'а'), ('i', 'и'), ('o', 'о'), ('u', 'у')];

/// The letters of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    /// For English.
    Latin,
    /// For Kazakh and Russian.
    Cyrillic,
}

/// The code of a device: 80 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DeviceCode([u8; CODE_LEN]);

impl DeviceCode {
    /// Returns the code of the device whose genesis has this digest.
    pub fn of(device: &Digest) -> Self {
        let mut code = [0; CODE_LEN];
        for (to, from) in code.iter_mut().zip(device.as_bytes()) {
            *to = *from;
        }
        Self(code)
    }

    /// Returns true when the device has this code.
    pub fn names(&self, device: &Digest) -> bool {
        Self::of(device) == *self
    }

    /// Returns five words of five letters, joined by `-`.
    pub fn words(&self, script: Script) -> String {
        let word = |pair: &[u8; 2]| {
            let bits = usize::from(u16::from_be_bytes(*pair));
            let letter = |letters: &[(char, char)], shift: usize| {
                let found = letters.get((bits >> shift) & (letters.len() - 1)).copied().unwrap_or_default();
                if script == Script::Latin { found.0 } else { found.1 }
            };
            let spelt = [
                letter(&CONSONANTS, 12),
                letter(&VOWELS, 10),
                letter(&CONSONANTS, 6),
                letter(&VOWELS, 4),
                letter(&CONSONANTS, 0),
            ];
            spelt.iter().collect::<String>()
        };
        self.0.as_chunks::<2>().0.iter().map(word).collect::<Vec<_>>().join("-")
    }

    /// Reads a code in either script, with letters of either case and any separators between its words.
    ///
    /// Errors: `Malformed` if letters are missing, too many, or not among the letters of a code.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| Error::malformed("device code", why);
        let letters: Vec<char> = text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()).collect();
        if letters.len() != CODE_LEN / 2 * 5 {
            return Err(wrong("it has not five words of five letters"));
        }
        let mut code = Vec::with_capacity(CODE_LEN);
        for word in letters.as_chunks::<5>().0 {
            let place = |letters: &[(char, char)], letter: char| {
                letters.iter().position(|(latin, cyrillic)| letter == *latin || letter == *cyrillic)
            };
            let bits = word.iter().enumerate().try_fold(0usize, |bits, (at, letter)| {
                let letters: &[(char, char)] = if at % 2 == 0 { &CONSONANTS } else { &VOWELS };
                Some(bits * letters.len() + place(letters, *letter)?)
            });
            let bits =
                bits.and_then(|bits| u16::try_from(bits).ok()).ok_or_else(|| wrong("a letter is none of a code"))?;
            code.extend_from_slice(&bits.to_be_bytes());
        }
        Ok(Self(code.try_into().map_err(|_| wrong("it is too long"))?))
    }
}

impl fmt::Display for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Script::Latin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_paper() {
        // 127.0.0.1, 63.84.220.193 and the first half of 63.118.7.35.
        let bytes = [127, 0, 0, 1, 63, 84, 220, 193, 63, 118];
        assert_eq!(DeviceCode(bytes).to_string(), "lusab-babad-gutih-tugad-gutuk");
        assert_eq!(DeviceCode(bytes).words(Script::Cyrillic), "лусаб-бабад-гутих-тугад-гутук");
    }

    #[test]
    fn every_code_is_read_back_in_either_script_and_told_from_its_neighbours() {
        for n in 0..500_u64 {
            let device = Digest::of(&n.to_be_bytes());
            let code = DeviceCode::of(&device);
            assert!(code.names(&device));
            for script in [Script::Latin, Script::Cyrillic] {
                let words = code.words(script);
                assert_eq!(words.chars().count(), 29);
                assert_eq!(DeviceCode::parse(&words.to_uppercase().replace('-', " ")).unwrap(), code);
                let spoilt = words.replacen(words.chars().next().unwrap_or('-'), "", 1);
                assert!(DeviceCode::parse(&spoilt).is_err());
            }
        }
        for wrong in ["", "lusab", "lusab-babad-gutih-tugad-gutuq", "ausab-babad-gutih-tugad-gutuk"] {
            assert!(DeviceCode::parse(wrong).is_err(), "{wrong}");
        }
    }
}
