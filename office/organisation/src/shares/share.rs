//! One share of the archive key or of the witness key: Shamir's scheme over GF(256), as words and as one line for a QR
//! code.
//!
//! Owns the two spellings and the checks that distinguish a mistyped share, a share of the other key, a share of
//! another set and too few shares. Never writes a file and never keeps the restored key. A share carries:
//!
//! ```text
//! threshold  total  index   set (4 random bytes)   mark (first 8 bytes of SHA-256 of the recipient)   value (32 bytes)
//! line:  TESTAMUR-SHARE-1:<set>:<index>/<total>:<threshold>:<mark>:<value>:<check>     upper-case hex, QR alphanumeric
//! words: 36 words of the BIP 39 English list, 11 bits each: the three numbers less one in 4 bits each, then set, mark,
//!        value and check
//! ```
//!
//! `check` is the first 4 bytes of SHA-256 over `TESTAMUR-SHARE-1` and the fields above. A share of the witness key has
//! `TESTAMUR-WITNESS-SHARE-1` in both places, so that its words too show which key they belong to.

use std::fmt;

use bip39::Language;
use evidence::Digest;
use zeroize::Zeroizing;

use super::fault::ShareFault;
use super::opens::Opens;
use crate::archive_key::recipient_mark;

/// Fewest shares that may restore a key: with one, every share would be the key.
pub const MIN_THRESHOLD: u8 = 2;
/// Most shares of one key.
pub const MAX_SHARES: u8 = 16;
/// Words in a share.
pub const WORDS: usize = 36;

const FIELDS: usize = 3 + 4 + 8 + 32;
const CHECK: usize = 4;

/// One share. Erased from memory on drop; not `Debug`.
#[derive(Clone)]
pub struct Share {
    pub(super) opens: Opens,
    pub(super) threshold: u8,
    pub(super) total: u8,
    pub(super) index: u8,
    pub(super) set: [u8; 4],
    pub(super) mark: [u8; 8],
    pub(super) value: Zeroizing<[u8; 32]>,
}

/// Identifies one split of one key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SetId([u8; 4]);

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl Share {
    /// Returns the key that it is a share of.
    pub fn opens(&self) -> Opens {
        self.opens
    }

    /// Returns its intended keeper, if there is a rule: only for a share of the witness key.
    pub fn holder(&self) -> Option<&'static str> {
        match (self.opens, self.index) {
            (Opens::Witnesses, 1) => Some("custodian"),
            (Opens::Witnesses, 2) => Some("second person"),
            _ => None,
        }
    }

    /// Returns the split that it belongs to.
    pub fn set(&self) -> SetId {
        SetId(self.set)
    }

    /// Returns its number, from 1.
    pub fn index(&self) -> u8 {
        self.index
    }

    /// Returns the number of shares in its set.
    pub fn total(&self) -> u8 {
        self.total
    }

    /// Returns the number of shares that are needed.
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// Returns true if it is a share of the key behind this recipient.
    pub fn is_of(&self, recipient: &str) -> bool {
        self.mark == recipient_mark(recipient)
    }

    /// Returns the line for a QR code.
    pub fn line(&self) -> Zeroizing<String> {
        let check = hex::encode_upper(self.check());
        let value = Zeroizing::new(hex::encode_upper(self.value.as_slice()));
        let (prefix, set, mark) = (self.opens.prefix(), self.set(), hex::encode_upper(self.mark));
        let line = format!(
            "{prefix}:{set}:{}/{}:{}:{mark}:{}:{check}",
            self.index,
            self.total,
            self.threshold,
            value.as_str()
        );
        Zeroizing::new(line)
    }

    /// Returns the words in lower case, separated by one space.
    pub fn words(&self) -> Zeroizing<String> {
        let mut nibbles = Zeroizing::new(vec![self.threshold - 1, self.total - 1, self.index - 1]);
        for byte in self.set.iter().chain(&self.mark).chain(self.value.iter()).chain(&self.check()) {
            nibbles.extend_from_slice(&[byte >> 4, byte & 15]);
        }
        let list = Language::English.word_list();
        let mut words = Zeroizing::new(String::with_capacity(WORDS * 9));
        for at in 0..WORDS {
            let word = list.get(usize::from(eleven_bits(&nibbles, at * 11))).copied().unwrap_or_default();
            if at > 0 {
                words.push(' ');
            }
            words.push_str(word);
        }
        words
    }

    /// Returns the text of a share's file: for people, with both spellings.
    pub fn page(&self) -> Zeroizing<String> {
        let opened = match self.opens {
            Opens::Archive => "archive",
            Opens::Witnesses => "witness compartment",
        };
        let holder = self.holder().map_or(String::new(), |who| format!(", for the {who}"));
        let mut page = Zeroizing::new(format!(
            "Testamur: share {} of {} of {} {}{holder}. Set {}. Any {} shares of this set open the {opened}.\n\
             Keep it on paper, apart from the others, and delete this file. If too many shares are lost, nobody can \
             open the {opened}.\n\nFor a QR code:\n{}\n\nWords:\n",
            self.index,
            self.total,
            if self.opens == Opens::Archive { "an" } else { "a" },
            self.opens,
            self.set(),
            self.threshold,
            self.line().as_str()
        ));
        for (at, word) in self.words().split(' ').enumerate() {
            page.push_str(&format!("{:>2} {word:<9}", at + 1));
            page.push(if at % 5 == 4 || at + 1 == WORDS { '\n' } else { ' ' });
        }
        page
    }

    /// Reads a share as words, as a line, or as a page with both; `place` names it in errors, from 1.
    ///
    /// If both spellings are there, both must be right: a damaged spelling is a reason to write the share again.
    pub fn parse(text: &str, place: usize) -> Result<Self, ShareFault> {
        let mistyped = |why: &str| ShareFault::Mistyped { place, why: why.to_owned() };
        if text.len() > 16 * 1024 {
            return Err(mistyped("it is too long to be a share"));
        }
        let begins = |l: &str, p: &str| l.get(..p.len()).is_some_and(|start| start.eq_ignore_ascii_case(p));
        let is_line = |l: &&str| Opens::ALL.iter().any(|o| begins(l, o.prefix()));
        let mut lines = text.lines().map(str::trim).filter(is_line);
        let line = lines.next();
        if lines.next().is_some() {
            return Err(mistyped("it holds more than one share"));
        }
        let heading = |l: &str| l.trim().eq_ignore_ascii_case("words:");
        let below = text.lines().skip_while(|l| !heading(l)).skip(1).collect::<Vec<_>>().join(" ");
        let from_line = line.map(|l| Self::parse_line(l, place)).transpose();
        let words = if !below.trim().is_empty() {
            Some(below)
        } else if line.is_none() {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            None
        };
        let words = words.map(Zeroizing::new);
        let from_words = words.as_ref().map(|w| Self::parse_words(w, place)).transpose();
        match (from_line, from_words) {
            (Ok(Some(a)), Ok(Some(b))) if a.opens != b.opens || a.fields() != b.fields() => {
                Err(mistyped("its line and its words are two different shares"))
            }
            (Ok(Some(share)), Ok(_)) | (Ok(None), Ok(Some(share))) => Ok(share),
            (Ok(Some(_)), Err(fault)) => match fault.why() {
                Some(why) => Err(mistyped(&format!("the line is right, the words are not: {why}"))),
                None => Err(fault),
            },
            (Err(fault), Ok(Some(_))) => match fault.why() {
                Some(why) => Err(mistyped(&format!("the words are right, the line is not: {why}"))),
                None => Err(fault),
            },
            (Err(fault), _) | (_, Err(fault)) => Err(fault),
            (Ok(None), Ok(None)) => Err(mistyped("there is no share in it")),
        }
    }

    fn parse_line(line: &str, place: usize) -> Result<Self, ShareFault> {
        let mistyped = |why: &str| ShareFault::Mistyped { place, why: why.to_owned() };
        let line: Zeroizing<String> =
            Zeroizing::new(line.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect());
        let shape = || mistyped("the line has not the fields of a share");
        let fields: Vec<&str> = line.split(':').collect();
        let [prefix, set, place_of, threshold, mark, value, check] = fields.as_slice() else { return Err(shape()) };
        let named = |o: &Opens| o.prefix().eq_ignore_ascii_case(prefix);
        let opens = Opens::ALL.into_iter().find(named).ok_or_else(shape)?;
        let (index, total) = place_of.split_once('/').ok_or_else(shape)?;
        let number = |text: &str| text.parse::<u8>().map_err(|_| shape());
        let mut bytes = Zeroizing::new(vec![number(threshold)?, number(total)?, number(index)?]);
        for (text, len) in [(set, 4), (mark, 8), (value, 32), (check, CHECK)] {
            let decoded = Zeroizing::new(hex::decode(text).map_err(|_| mistyped("a field of the line is not hex"))?);
            if decoded.len() != len {
                return Err(mistyped("a field of the line is too short or too long"));
            }
            bytes.extend_from_slice(&decoded);
        }
        Self::from_bytes(&bytes, &[opens], place)
    }

    fn parse_words(words: &str, place: usize) -> Result<Self, ShareFault> {
        let mistyped = |why: String| ShareFault::Mistyped { place, why };
        let words: Vec<Zeroizing<String>> = words_of(words).collect();
        let mut numbers = Zeroizing::new(Vec::with_capacity(words.len()));
        for (at, word) in words.iter().enumerate() {
            let number = Language::English.find_word(word);
            numbers.push(number.ok_or(ShareFault::UnknownWord { place, word: at + 1 })?);
        }
        if numbers.len() != WORDS {
            return Err(mistyped(format!("it has {} words, a share has {WORDS}", numbers.len())));
        }
        let nibbles = nibbles(&numbers);
        let (numbers, rest) = nibbles.split_at_checked(3).unwrap_or_default();
        let mut bytes = Zeroizing::new(numbers.iter().map(|n| n + 1).collect::<Vec<u8>>());
        bytes.extend(rest.as_chunks::<2>().0.iter().map(|[high, low]| (high << 4) | low));
        // Words have no first field: the check shows which key they belong to.
        Self::from_bytes(&bytes, &Opens::ALL, place)
    }

    /// Returns the share of one of these keys whose check matches.
    fn from_bytes(bytes: &[u8], of: &[Opens], place: usize) -> Result<Self, ShareFault> {
        let mistyped = |why: &str| ShareFault::Mistyped { place, why: why.to_owned() };
        let broken = || ShareFault::Check { place };
        let (&[threshold, total, index], rest) = bytes.split_first_chunk().ok_or_else(broken)?;
        let (&set, rest) = rest.split_first_chunk().ok_or_else(broken)?;
        let (&mark, rest) = rest.split_first_chunk().ok_or_else(broken)?;
        let (&value, check) = rest.split_first_chunk().ok_or_else(broken)?;
        let mut share =
            Self { opens: Opens::Archive, threshold, total, index, set, mark, value: Zeroizing::new(value) };
        let matches = |o: &Opens| {
            share.opens = *o;
            share.check() == check
        };
        if !of.iter().any(matches) {
            return Err(broken());
        }
        let sane = (MIN_THRESHOLD..=total).contains(&threshold) && total <= MAX_SHARES && (1..=total).contains(&index);
        if sane { Ok(share) } else { Err(mistyped("its numbers do not fit each other")) }
    }

    fn fields(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(FIELDS + CHECK));
        bytes.extend_from_slice(&[self.threshold, self.total, self.index]);
        bytes.extend_from_slice(&self.set);
        bytes.extend_from_slice(&self.mark);
        bytes.extend_from_slice(self.value.as_slice());
        bytes
    }

    fn check(&self) -> [u8; CHECK] {
        let mut bytes = Zeroizing::new(self.opens.prefix().as_bytes().to_vec());
        bytes.extend_from_slice(&self.fields());
        Digest::of(&bytes).as_bytes().first_chunk().copied().unwrap_or_default()
    }
}

/// Returns the words of a text. Numbers beside them are for people.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    let words = text.split_whitespace().filter(|w| !w.trim_end_matches('.').bytes().all(|b| b.is_ascii_digit()));
    words.map(|w| Zeroizing::new(w.to_lowercase()))
}

/// Returns eleven bits from bit `from` on, most significant first.
fn eleven_bits(nibbles: &[u8], from: usize) -> u16 {
    (from..from + 11).fold(0, |word, bit| {
        let nibble = nibbles.get(bit / 4).copied().unwrap_or(0);
        (word << 1) | u16::from((nibble >> (3 - bit % 4)) & 1)
    })
}

/// Converts words of eleven bits to nibbles; [`WORDS`] words fill them exactly.
fn nibbles(words: &[u16]) -> Zeroizing<Vec<u8>> {
    let mut nibbles = Zeroizing::new(vec![0u8; WORDS * 11 / 4]);
    for (bit, set) in words.iter().flat_map(|w| (0..11).rev().map(move |b| (w >> b) & 1 == 1)).enumerate() {
        if let (true, Some(nibble)) = (set, nibbles.get_mut(bit / 4)) {
            *nibble |= 1 << (3 - bit % 4);
        }
    }
    nibbles
}
