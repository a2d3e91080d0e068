//! The value of an expression: known, known within bounds, or missing. A missing value is neither "no" nor zero.

use std::sync::Arc;

/// The type of an expression's value, known without any answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Type {
    Number,
    Text,
    Bool,
    /// Chosen codes, or ids of items.
    Codes,
    /// Local date or time, in minutes.
    Moment,
    /// Time of day, in minutes.
    Clock,
    /// A time with an offset, in minutes of UTC.
    Instant,
}

impl Type {
    pub(crate) fn ordered(self) -> bool {
        matches!(self, Self::Number | Self::Moment | Self::Clock | Self::Instant)
    }
}

/// A value, shared and cheap to clone.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Val {
    /// Not asked, unknown, refused, not applicable, or only "about".
    Missing,
    Bool(bool),
    /// Least and greatest value; equal if exact.
    Span(f64, f64),
    /// A text and its number of characters.
    Text(Arc<str>, usize),
    Codes(Arc<[String]>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Arith {
    Plus,
    Minus,
    Times,
    Div,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Val {
    pub(crate) fn exact(n: f64) -> Self {
        Self::span(n, n)
    }

    /// Returns a span; missing if a bound is not a number or is out of range.
    pub(crate) fn span(from: f64, to: f64) -> Self {
        let nothing = from.is_nan() || to.is_nan() || from == f64::INFINITY || to == f64::NEG_INFINITY;
        if nothing || from > to { Self::Missing } else { Self::Span(from, to) }
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.into(), text.chars().count())
    }

    pub(crate) fn truth(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }
}

impl From<Option<bool>> for Val {
    fn from(truth: Option<bool>) -> Self {
        truth.map_or(Self::Missing, Self::Bool)
    }
}

/// Returns the conjunction in Kleene's logic: true, false, or none for "cannot tell".
pub(crate) fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(crate) fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    both(a.map(|a| !a), b.map(|b| !b)).map(|none| !none)
}

pub(crate) fn arith(op: Arith, a: &Val, b: &Val) -> Val {
    let (Val::Span(a, z), Val::Span(b, y)) = (a, b) else { return Val::Missing };
    let of = |all: [f64; 4]| {
        if all.iter().any(|n| n.is_nan()) {
            return Val::Missing;
        }
        Val::span(
            all.iter().copied().fold(f64::INFINITY, f64::min),
            all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    match op {
        Arith::Plus => Val::span(a + b, z + y),
        Arith::Minus => Val::span(a - y, z - b),
        Arith::Times => of([a * b, a * y, z * b, z * y]),
        Arith::Div if *b <= 0.0 && *y >= 0.0 => Val::Missing,
        Arith::Div => of([a / b, a / y, z / b, z / y]),
    }
}

/// Returns true or false only if that holds for every possible meaning of the answers.
pub(crate) fn compare(op: Compare, a: &Val, b: &Val) -> Option<bool> {
    match op {
        Compare::Ne => compare(Compare::Eq, a, b).map(|same| !same),
        Compare::Gt => compare(Compare::Lt, b, a),
        Compare::Ge => compare(Compare::Le, b, a),
        Compare::Eq => match (a, b) {
            (Val::Bool(a), Val::Bool(b)) => Some(a == b),
            (Val::Text(a, n), Val::Text(b, m)) => Some(n == m && a == b),
            (Val::Span(a, z), Val::Span(b, y)) if a == z && b == y => Some(near(*a, *b)),
            (Val::Span(a, z), Val::Span(b, y)) => (z < b || y < a).then_some(false),
            _ => None,
        },
        Compare::Lt | Compare::Le => {
            let (Val::Span(a, z), Val::Span(b, y)) = (a, b) else { return None };
            let or_same = op == Compare::Le;
            if z < b && !near(*z, *b) || (or_same && near(*z, *b)) {
                Some(true)
            } else if a > y && !near(*a, *y) || (!or_same && near(*a, *y)) {
                Some(false)
            } else {
                None
            }
        }
    }
}

/// Compares whole numbers exactly and fractions up to rounding: 0.1 + 0.2 is 0.3.
fn near(a: f64, b: f64) -> bool {
    let whole = a.fract() == 0.0 && b.fract() == 0.0;
    a == b || (a.is_finite() && b.is_finite() && !whole && (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0))
}
