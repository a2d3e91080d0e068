//! The statements at the end of an item in the window: after its record, and never in place of it.

use evidence::closing::Change;
use serde::Serialize;
use verify::Said;

/// How something said at the end stands to the opening.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeCode {
    /// The opening does not say it.
    Added,
    /// The opening says something else, and the end says so by name.
    Corrected,
    /// It takes the place of something that the opening says.
    Contradicted,
}

/// The statements at the end of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EndView {
    /// The device's clock at the entry that carries it, where the entry's details are here.
    pub claimed_at: Option<String>,
    /// When the capture ended, as the closing claims.
    pub ended_at: Option<String>,
    /// The paths that were added, corrected or contradicted.
    pub later: Vec<LaterView>,
}

/// One path about which the end says something. Text of strangers is safe to show; values are JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LaterView {
    /// How it stands to the opening.
    pub change: ChangeCode,
    /// The path, as `media/0/name`.
    pub path: String,
    /// The opening's value there.
    pub before: Option<String>,
    /// The end's value there.
    pub value: String,
    /// Why, where it corrects.
    pub reason: Option<String>,
}

impl From<&verify::End> for EndView {
    fn from(end: &verify::End) -> Self {
        Self {
            claimed_at: end.claimed_at.map(|at| at.to_string()),
            ended_at: end.ended_at.map(|at| at.to_string()),
            later: end.later.iter().map(LaterView::from).collect(),
        }
    }
}

impl From<&Said> for LaterView {
    fn from(said: &Said) -> Self {
        let change = match said.change {
            Change::Added => ChangeCode::Added,
            Change::Corrected => ChangeCode::Corrected,
            Change::Contradicted => ChangeCode::Contradicted,
        };
        let (path, before) = (said.path.clone(), said.before.clone());
        Self { change, path, before, value: said.value.clone(), reason: said.reason.clone() }
    }
}
