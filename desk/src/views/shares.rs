//! Shares in the window, as they are typed or held before the camera.

use organisation::Opens;
use organisation::shares::typing::{Stage, Typed};
use serde::{Deserialize, Serialize};

/// Which of an organisation's two keys shares are wanted for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum OpensCode {
    /// The archive key.
    Archive,
    /// The witness key.
    Witnesses,
}

/// How far a share has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ShareStage {
    /// Nothing was typed yet.
    Empty,
    /// Right so far.
    Begun,
    /// A word is not on the list.
    UnknownWord,
    /// There are more words than a share has.
    TooManyWords,
    /// All words are on the list, and one is not the share's.
    Check,
    /// It cannot be read as a share.
    Unreadable,
    /// A share of the other key.
    OtherKey,
    /// A share of another organisation's key.
    OtherOrganisation,
    /// A share of another set.
    OtherSet,
    /// It was given before.
    Repeated,
    /// It is whole and fits the others.
    Good,
}

/// The state of one share as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ShareView {
    /// How far it has come.
    pub stage: ShareStage,
    /// Words so far.
    pub words: u32,
    /// Number of the word that is not on the list, from 1.
    pub word: Option<u32>,
    /// Words of the list that look like that one, the likeliest first.
    pub near: Vec<String>,
    /// Words of the list that begin like the one being typed.
    pub completions: Vec<String>,
    /// The set it belongs to, once it is whole.
    pub set: Option<String>,
    /// Its number in the set, likewise.
    pub index: Option<u8>,
    /// Number of the earlier field that it is the same as or does not fit, from 1.
    pub first: Option<u32>,
}

/// A share's code, as a picture showed it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ShareCodeView {
    /// True when there was a code, whatever it is.
    pub seen: bool,
    /// The share's line.
    pub line: Option<String>,
}

impl From<OpensCode> for Opens {
    fn from(code: OpensCode) -> Self {
        match code {
            OpensCode::Archive => Self::Archive,
            OpensCode::Witnesses => Self::Witnesses,
        }
    }
}

impl From<&Typed> for ShareView {
    fn from(typed: &Typed) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (mut word, mut near, mut first) = (None, Vec::new(), None);
        let stage = match &typed.stage {
            Stage::Empty => ShareStage::Empty,
            Stage::Begun => ShareStage::Begun,
            Stage::UnknownWord { word: number, near: words } => {
                word = Some(count(*number));
                near = words.iter().map(|w| (*w).to_owned()).collect();
                ShareStage::UnknownWord
            }
            Stage::TooManyWords => ShareStage::TooManyWords,
            Stage::Check => ShareStage::Check,
            Stage::Unreadable => ShareStage::Unreadable,
            Stage::OtherKey => ShareStage::OtherKey,
            Stage::OtherOrganisation => ShareStage::OtherOrganisation,
            Stage::OtherSet { first: place } => {
                first = Some(count(*place));
                ShareStage::OtherSet
            }
            Stage::Repeated { first: place } => {
                first = Some(count(*place));
                ShareStage::Repeated
            }
            Stage::Good => ShareStage::Good,
        };
        Self {
            stage,
            words: count(typed.words),
            word,
            near,
            completions: typed.completions.iter().map(|w| (*w).to_owned()).collect(),
            set: typed.set.map(|set| set.to_string()),
            index: typed.index,
            first,
        }
    }
}
