//! The reasons why shares restore no key. No text of a fault contains a word of a share.

use super::opens::Opens;

/// The reason why shares do not restore a key. Shares are named by their place in the given list, from 1.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShareFault {
    /// It was miscopied, or is no share.
    #[error("share {place} is mistyped: {why}")]
    Mistyped {
        /// Place in the list, from 1.
        place: usize,
        /// The place of the mistake.
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
    /// All of it can be read, but its check does not match.
    #[error("share {place} is mistyped: its check does not match; compare each word with its page")]
    Check {
        /// Place in the list, from 1.
        place: usize,
    },
    /// It is a share of the other key: archive and witness shares cannot be combined.
    #[error("share {place} is a share of the {belongs}, and a share of the {wanted} is needed here")]
    OtherKey {
        /// Place in the list, from 1.
        place: usize,
        /// The key that it is a share of.
        belongs: Opens,
        /// The key that was requested.
        wanted: Opens,
    },
    /// It belongs to another split, or to another key of that kind, than the first share.
    #[error("share {place} is from another set")]
    ForeignSet {
        /// Place in the list, from 1.
        place: usize,
    },
    /// It equals an earlier share.
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
    /// The shares are well formed, but this one does not fit the others.
    #[error("share {place} does not fit the others: it was changed on purpose, or made wrongly")]
    Wrong {
        /// Place in the list, from 1.
        place: usize,
    },
    /// The shares are well formed, but do not restore the key they name. With one more share than needed, the wrong one
    /// can be found.
    #[error("the shares do not restore the key they name; give one share more, so that the wrong one can be told")]
    DoNotOpen,
    /// The shares restore a key of another organisation.
    #[error("the shares restore the key of another organisation")]
    ForeignKey,
}

impl ShareFault {
    /// Returns the place of the share in question, from 1; `None` if the fault concerns all of them.
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

    /// Returns the place of the mistake in a mistyped share.
    pub(super) fn why(&self) -> Option<String> {
        match self {
            Self::Mistyped { why, .. } => Some(why.clone()),
            Self::UnknownWord { word, .. } => Some(format!("word {word} is not on the list")),
            Self::Check { .. } => Some("the check does not match".to_owned()),
            _ => None,
        }
    }
}
