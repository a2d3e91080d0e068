//! Shares of the archive key and of the witness key: Shamir's scheme over GF(256), each share as words and as one line
//! for a QR code.
//!
//! Owns the two spellings and the checks that tell a mistyped share, a share of the other key, a share of another set
//! and too few shares apart. Never writes a file and never keeps the restored key. A share carries:
//!
//! ```text
//! threshold  total  index   set (4 random bytes)   mark (first 8 bytes of SHA-256 of the recipient)   value (32 bytes)
//! line:  TESTAMUR-SHARE-1:<set>:<index>/<total>:<threshold>:<mark>:<value>:<check>     upper-case hex, QR alphanumeric
//! words: 36 words of the BIP 39 English list, 11 bits each: the three numbers less one in 4 bits each, then set, mark,
//!        value and check
//! ```
//!
//! `check` is the first 4 bytes of SHA-256 over `TESTAMUR-SHARE-1` and the fields above. A share of the witness key has
//! `TESTAMUR-WITNESS-SHARE-1` in both places, so that its words too say which key they belong to.

use std::fmt;

use bip39::Language;
use evidence::Digest;
use zeroize::Zeroizing;

use crate::archive_key::recipient_mark;

mod joining;
pub mod typing;

pub(crate) use joining::{join, split};
pub use joining::{restore, restore_witness_key};

/// First field of the line of a share of the archive key.
pub const PREFIX: &str = "TESTAMUR-SHARE-1";
/// First field of the line of a share of the witness key.
pub const WITNESS_PREFIX: &str = "TESTAMUR-WITNESS-SHARE-1";
/// Fewest shares that may restore a key: with one, every share would be the key.
pub const MIN_THRESHOLD: u8 = 2;
/// Most shares of one key.
pub const MAX_SHARES: u8 = 16;
/// Words in a share.
pub const WORDS: usize = 36;

const FIELDS: usize = 3 + 4 + 8 + 32;
const CHECK: usize = 4;

/// Why shares do not restore a key. Shares are named by their place in the list that was given, from 1.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShareFault {
    /// It was copied wrong, or is no share.
    #[error("share {place} is mistyped: {why}")]
    Mistyped {
        /// Place in the list, from 1.
        place: usize,
        /// Where the mistake shows.
        why: String,
    },
    /// One of its words is not on the list.
    #[error("share {place} is mistyped: word {word} is not on the list")]
    UnknownWord {
        /// Place in the list, from 1.
        place: usize,
        /// Number of the word, from 1.
        word: usize,
    },
    /// All of it can be read, and something in it is not the share's.
    #[error("share {place} is mistyped: its check does not match; compare each word with its page")]
    Check {
        /// Place in the list, from 1.
        place: usize,
    },
    /// It is a share of the other key: archive and witness shares never come together.
    #[error("share {place} is a share of the {belongs}, and a share of the {wanted} is needed here")]
    OtherKey {
        /// Place in the list, from 1.
        place: usize,
        /// The key it is a share of.
        belongs: Opens,
        /// The key that is asked for.
        wanted: Opens,
    },
    /// It belongs to another split or another key of the same kind than the first share given.
    #[error("share {place} is from another set")]
    ForeignSet {
        /// Place in the list, from 1.
        place: usize,
    },
    /// It is the same share as an earlier one.
    #[error("share {place} is the same as share {first}")]
    Repeated {
        /// Place in the list, from 1.
        place: usize,
        /// Place of the earlier one.
        first: usize,
    },
    /// More are needed.
    #[error("{given} shares were given, {needed} are needed")]
    TooFew {
        /// Different shares given.
        given: usize,
        /// Shares needed.
        needed: usize,
    },
    /// The shares are well formed, and this one does not fit the others.
    #[error("share {place} does not fit the others: it was changed on purpose, or made wrongly")]
    Wrong {
        /// Place in the list, from 1.
        place: usize,
    },
    /// The shares are well formed, and do not restore the key they name. With one share more than needed, the wrong
    /// one can be told.
    #[error("the shares do not restore the key they name; give one share more, so that the wrong one can be told")]
    DoNotOpen,
    /// The shares restore a key, and it is not the one of this organisation.
    #[error("the shares restore the key of another organisation")]
    ForeignKey,
}

impl ShareFault {
    /// Place of the share that it is about, from 1; none where it is about all of them.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Mistyped { place, .. }
            | Self::UnknownWord { place, .. }
            | Self::Check { place }
            | Self::OtherKey { place, .. }
            | Self::ForeignSet { place }
            | Self::Repeated { place, .. }
            | Self::Wrong { place } => Some(*place),
            Self::TooFew { .. } | Self::DoNotOpen | Self::ForeignKey => None,
        }
    }

    /// Where the mistake of a mistyped share shows.
    fn why(&self) -> Option<String> {
        match self {
            Self::Mistyped { why, .. } => Some(why.clone()),
            Self::UnknownWord { word, .. } => Some(format!("word {word} is not on the list")),
            Self::Check { .. } => Some("the check does not match".to_owned()),
            _ => None,
        }
    }
}

/// Which of an organisation's two keys a share belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opens {
    /// The archive key: everything but the witness compartment.
    Archive,
    /// The witness key: the witness compartment and nothing else.
    Witnesses,
}

impl Opens {
    const ALL: [Self; 2] = [Self::Archive, Self::Witnesses];

    fn prefix(self) -> &'static str {
        match self {
            Self::Archive => PREFIX,
            Self::Witnesses => WITNESS_PREFIX,
        }
    }
}

impl fmt::Display for Opens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Archive => "archive key",
            Self::Witnesses => "witness key",
        })
    }
}

/// One share. Erased from memory on drop; not `Debug`.
#[derive(Clone)]
pub struct Share {
    opens: Opens,
    threshold: u8,
    total: u8,
    index: u8,
    set: [u8; 4],
    mark: [u8; 8],
    value: Zeroizing<[u8; 32]>,
}

/// Names one split of one key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SetId([u8; 4]);

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl Share {
    /// Which key it is a share of.
    pub fn opens(&self) -> Opens {
        self.opens
    }

    /// Who is meant to keep it, where that is laid down: a share of the witness key.
    pub fn holder(&self) -> Option<&'static str> {
        match (self.opens, self.index) {
            (Opens::Witnesses, 1) => Some("custodian"),
            (Opens::Witnesses, 2) => Some("second person"),
            _ => None,
        }
    }

    /// Which split it belongs to.
    pub fn set(&self) -> SetId {
        SetId(self.set)
    }

    /// Its number, from 1.
    pub fn index(&self) -> u8 {
        self.index
    }

    /// How many shares there are.
    pub fn total(&self) -> u8 {
        self.total
    }

    /// How many are needed.
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// True when it is a share of the key behind this recipient.
    pub fn is_of(&self, recipient: &str) -> bool {
        self.mark == recipient_mark(recipient)
    }

    /// The line for a QR code.
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

    /// The words, lower case, one space between them.
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

    /// The text of a share's file: for people, with both spellings.
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
    /// When both spellings are there, both must be right: one damaged spelling is a reason to write the share anew.
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
        // Words have no first field: the check tells which key they belong to.
        Self::from_bytes(&bytes, &Opens::ALL, place)
    }

    /// The share of one of these keys whose check matches.
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

/// The words of a text. Numbers beside them are for people.
fn words_of(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    let words = text.split_whitespace().filter(|w| !w.trim_end_matches('.').bytes().all(|b| b.is_ascii_digit()));
    words.map(|w| Zeroizing::new(w.to_lowercase()))
}

/// Eleven bits from bit `from` on, most significant first.
fn eleven_bits(nibbles: &[u8], from: usize) -> u16 {
    (from..from + 11).fold(0, |word, bit| {
        let nibble = nibbles.get(bit / 4).copied().unwrap_or(0);
        (word << 1) | u16::from((nibble >> (3 - bit % 4)) & 1)
    })
}

/// Words of eleven bits as nibbles; [`WORDS`] words fill them without a rest.
fn nibbles(words: &[u16]) -> Zeroizing<Vec<u8>> {
    let mut nibbles = Zeroizing::new(vec![0u8; WORDS * 11 / 4]);
    for (bit, set) in words.iter().flat_map(|w| (0..11).rev().map(move |b| (w >> b) & 1 == 1)).enumerate() {
        if let (true, Some(nibble)) = (set, nibbles.get_mut(bit / 4)) {
            *nibble |= 1 << (3 - bit % 4);
        }
    }
    nibbles
}
