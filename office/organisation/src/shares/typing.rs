//! Checks shares while they are typed: their progress, and immediately any wrong word.
//!
//! Compares shares with each other before a key is joined. Keeps no text of them, and no text of a fault contains a
//! word of a share; proposals are words of the public list.

use bip39::Language;
use zeroize::Zeroizing;

use super::fault::ShareFault;
use super::opens::{Opens, PREFIX};
use super::share::{SetId, Share, WORDS, words_of};

/// Most words that are proposed at once.
const PROPOSED: usize = 4;
/// Letters that may differ between a wrong word and a proposed one.
const NEAR: usize = 2;
/// Fewest letters of a line after its prefix.
const REST_OF_LINE: usize = 106;

/// The progress of a share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// No text yet.
    Empty,
    /// Right so far.
    Begun,
    /// A word is not on the list.
    UnknownWord {
        /// Its number, from 1.
        word: usize,
        /// Similar words of the list, the likeliest first.
        near: Vec<&'static str>,
    },
    /// There are more words than a share has.
    TooManyWords,
    /// All words are on the list, but the check does not match.
    Check,
    /// It cannot be read as a share.
    Unreadable,
    /// It is complete, but a share of the other key.
    OtherKey,
    /// It is complete, but from another organisation's key.
    OtherOrganisation,
    /// It is complete, but from another set than the first complete share.
    OtherSet {
        /// Place of that share, from 1.
        first: usize,
    },
    /// It is complete, but was given before.
    Repeated {
        /// Place of the earlier one, from 1.
        first: usize,
    },
    /// It is complete and fits the others.
    Good,
}

/// The state of a share as it is typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Typed {
    /// Its progress.
    pub stage: Stage,
    /// Words so far; none for a line.
    pub words: usize,
    /// Words of the list with the prefix that is being typed.
    pub completions: Vec<&'static str>,
    /// The set it belongs to, once it is complete.
    pub set: Option<SetId>,
    /// Its number in the set, once it is complete.
    pub index: Option<u8>,
}

/// Checks shares as they are typed, each alone and with the others. `recipient` is that of the organisation's key, if
/// known.
pub fn check(texts: &[Zeroizing<String>], wanted: Opens, recipient: Option<&str>) -> Vec<Typed> {
    let mut whole: Vec<(usize, Share)> = Vec::new();
    let mut told = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let (mut typed, share) = alone(text, at + 1);
        if let Some(share) = share {
            (typed.set, typed.index) = (Some(share.set()), Some(share.index()));
            typed.stage = beside(&share, &whole, wanted, recipient);
            if typed.stage == Stage::Good {
                whole.push((at + 1, share));
            }
        }
        told.push(typed);
    }
    told
}

/// Compares a complete share with those before it.
fn beside(share: &Share, whole: &[(usize, Share)], wanted: Opens, recipient: Option<&str>) -> Stage {
    if share.opens() != wanted {
        return Stage::OtherKey;
    }
    if recipient.is_some_and(|recipient| !share.is_of(recipient)) {
        return Stage::OtherOrganisation;
    }
    let set = |s: &Share| (s.set, s.mark, s.threshold, s.total);
    if let Some((first, _)) = whole.first().filter(|(_, first)| set(first) != set(share)) {
        return Stage::OtherSet { first: *first };
    }
    match whole.iter().find(|(_, earlier)| earlier.index() == share.index()) {
        Some((first, _)) => Stage::Repeated { first: *first },
        None => Stage::Good,
    }
}

fn alone(text: &str, place: usize) -> (Typed, Option<Share>) {
    let mut typed = Typed { stage: Stage::Empty, words: 0, completions: Vec::new(), set: None, index: None };
    if text.trim().is_empty() {
        return (typed, None);
    }
    if is_line_or_page(text) {
        typed.stage = match Share::parse(text, place) {
            Ok(share) => return (typed, Some(share)),
            Err(_) if is_short(text) => Stage::Begun,
            Err(ShareFault::UnknownWord { word, .. }) => Stage::UnknownWord { word, near: Vec::new() },
            Err(ShareFault::Check { .. }) => Stage::Check,
            Err(_) => Stage::Unreadable,
        };
        return (typed, None);
    }
    let words: Vec<Zeroizing<String>> = words_of(text).collect();
    let open = !text.ends_with(char::is_whitespace);
    typed.words = words.len();
    typed.stage = Stage::Begun;
    for (at, word) in words.iter().enumerate() {
        let last = open && at + 1 == words.len();
        if last {
            typed.completions = beginning_like(word);
        }
        let being_typed = last && !typed.completions.is_empty();
        if Language::English.find_word(word).is_none() && !being_typed {
            typed.stage = Stage::UnknownWord { word: at + 1, near: near(word) };
            return (typed, None);
        }
    }
    // A complete word is not proposed again.
    typed.completions.retain(|proposed| words.last().is_none_or(|word| word.as_str() != *proposed));
    if words.len() > WORDS {
        typed.stage = Stage::TooManyWords;
    }
    if words.len() != WORDS || words.last().is_some_and(|word| Language::English.find_word(word).is_none()) {
        return (typed, None);
    }
    match Share::parse(text, place) {
        Ok(share) => (typed, Some(share)),
        Err(_) => {
            typed.stage = Stage::Check;
            (typed, None)
        }
    }
}

/// Returns true for a line for a QR code, a page with both spellings, or the beginning of one. "test" is on the list;
/// no word begins with "testa".
fn is_line_or_page(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("testa")) || line.eq_ignore_ascii_case("words:")
    })
}

/// Returns true for a line that is still too short.
fn is_short(text: &str) -> bool {
    text.lines().count() == 1 && text.trim().len() < PREFIX.len() + REST_OF_LINE
}

fn beginning_like(word: &str) -> Vec<&'static str> {
    let list = Language::English.word_list().iter().copied();
    list.filter(|one| one.starts_with(word)).take(PROPOSED).collect()
}

/// Returns words that differ in few letters, the likeliest first.
fn near(word: &str) -> Vec<&'static str> {
    let list = Language::English.word_list().iter().copied();
    let mut found: Vec<(usize, &'static str)> =
        list.map(|one| (distance(word, one), one)).filter(|(far, _)| *far <= NEAR).collect();
    // Among equally distant words those with the same first letters come first: these are seldom mistyped.
    found.sort_by_key(|(far, one)| (*far, !one.bytes().zip(word.bytes()).take(3).all(|(a, b)| a == b)));
    let best = found.first().map_or(0, |(far, _)| *far);
    found.into_iter().filter(|(far, _)| *far == best).map(|(_, one)| one).take(PROPOSED).collect()
}

/// Counts the letters that are inserted, omitted, changed or swapped with their neighbour between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (Zeroizing::new(a.chars().collect::<Vec<_>>()), b.chars().collect::<Vec<_>>());
    if a.len().abs_diff(b.len()) > NEAR {
        return NEAR + 1;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, letter) in a.iter().enumerate() {
        let above = rows.last().cloned().unwrap_or_default();
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let at = |row: &[usize], n: usize| row.get(n).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (at(&above, j + 1) + 1).min(at(&row, j) + 1).min(at(&above, j) + usize::from(letter != other));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(other) && b.get(j - 1) == Some(letter);
            if let (true, Some(before)) = (swapped, rows.len().checked_sub(2).and_then(|n| rows.get(n))) {
                best = best.min(at(before, j - 1) + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(NEAR + 1)
}
