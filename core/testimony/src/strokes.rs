//! A drawing, as lines between points: small, without a picture format, equal on every screen.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::text::ensure;

/// Sides of the square that is drawn in; points run from 0 to here in both directions, from the upper left.
pub const SIDE: u16 = 1_000;
/// Most lines.
const MAX_STROKES: usize = 200;
/// Most points of all lines together.
const MAX_POINTS: usize = 6_000;

/// A drawing of at least one line of at least two points.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Strokes(#[cfg_attr(feature = "ts", ts(type = "Array<Array<[number, number]>>"))] pub Vec<Vec<[u16; 2]>>);

impl Strokes {
    pub(crate) fn check(&self, field: &str) -> Result<()> {
        let points: usize = self.0.iter().map(Vec::len).sum();
        ensure(self.0.len() <= MAX_STROKES && points <= MAX_POINTS, field, "too-many")?;
        ensure(self.0.iter().flatten().flatten().all(|n| *n <= SIDE), field, "outside")?;
        // A tap is a dot, not a sign.
        ensure(self.0.iter().any(|line| line.len() >= 2), field, "nothing-drawn")
    }
}
