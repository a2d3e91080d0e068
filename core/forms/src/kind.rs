//! Types of questions, and of their answers in expressions.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::value::Type;

/// The type of a question, with the bounds of an answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "type", content = "of", rename_all = "snake_case")]
pub enum QuestionKind {
    /// Words to show, without an answer.
    Note,
    /// Free text.
    Text {
        /// Most characters.
        max_length: Option<usize>,
    },
    /// A whole number.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// A number.
    Decimal {
        /// Least value.
        min: Option<f64>,
        /// Greatest value.
        max: Option<f64>,
    },
    /// Exactly one of these codes.
    SelectOne(BTreeSet<String>),
    /// Any number of these codes.
    SelectMultiple(BTreeSet<String>),
    /// A date in EDTF, exact or vague: `2019-06-09`, `2019-06-XX`, `2019-06~`, `2019-06-09/2019-06-10`.
    Date,
    /// A date, or a local date and time, in EDTF: `2019-06-09T11:40~`.
    When,
    /// A time of day: `11:40`.
    Time,
    /// Date and time with an offset: `2019-06-09T11:40:00+06:00`.
    #[serde(rename = "datetime")]
    DateTime,
    /// Ids of items of evidence, 1 to 64.
    Items,
    /// `{lat, lon, accuracy_m?}` on WGS 84.
    Point,
    /// Never asked; calculated from other answers.
    Calculate {
        /// The type of its result.
        gives: Gives,
    },
    /// Questions that are shown together.
    Group,
    /// Questions asked once per row.
    Repeat {
        /// Least number of rows, if there are any.
        min: usize,
        /// Most rows.
        max: usize,
    },
}

/// The type of a calculation's result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gives {
    /// A number, exact or as a range.
    Number,
    /// Free text or a code.
    Text,
    /// True or false.
    Boolean,
}

impl QuestionKind {
    /// Returns true when a person can answer it: repeats, but neither groups, notes nor calculations.
    pub fn takes_answers(&self) -> bool {
        !matches!(self, Self::Note | Self::Group | Self::Calculate { .. })
    }

    /// Returns the type of its answers in an expression; none if they have no value there.
    pub(crate) fn gives(&self) -> Option<Type> {
        Some(match self {
            Self::Text { .. } | Self::SelectOne(_) | Self::Calculate { gives: Gives::Text } => Type::Text,
            Self::Integer { .. } | Self::Decimal { .. } | Self::Calculate { gives: Gives::Number } => Type::Number,
            Self::SelectMultiple(_) | Self::Items => Type::Codes,
            Self::Date | Self::When => Type::Moment,
            Self::Time => Type::Clock,
            Self::DateTime => Type::Instant,
            Self::Calculate { gives: Gives::Boolean } => Type::Bool,
            Self::Note | Self::Point | Self::Group | Self::Repeat { .. } => return None,
        })
    }
}
