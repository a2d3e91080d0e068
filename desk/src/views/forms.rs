//! Forms in the window: their questions, the consequences of the answers, their findings, and unfinished ones.

use std::collections::BTreeMap;

use ::forms::{Calculated, Choice, Finding, Form, Gives, Place, Question, QuestionKind, Severity, View};
use serde::Serialize;

/// Words by language: `kk`, `ru`, `en`.
pub type WordsView = BTreeMap<String, String>;

/// A form, to be chosen from a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormNameView {
    /// Its name for machines.
    pub id: String,
    /// Its edition.
    pub version: u32,
    /// SHA-256 of its bytes, hex.
    pub digest: String,
    /// Its title.
    pub title: WordsView,
}

/// All that a form asks.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormView {
    /// Its id, edition, digest and title.
    pub name: FormNameView,
    /// In the order of the form; what a group or repeat holds follows it.
    pub questions: Vec<QuestionView>,
}

/// Kinds of questions, by the shape of their answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum QuestionType {
    /// Words shown, nothing asked.
    Note,
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// One of the choices.
    SelectOne,
    /// Any of the choices.
    SelectMultiple,
    /// A vague date.
    Date,
    /// A vague date, or a local date and time.
    When,
    /// A time of day.
    Time,
    /// Date and time with an offset.
    Datetime,
    /// Items of evidence.
    Items,
    /// A place on the globe.
    Point,
    /// A number that follows from other answers.
    Number,
    /// Words or a code that follow from other answers.
    Words,
    /// Yes or no that follows from other answers.
    Truth,
    /// Questions that stand together.
    Group,
    /// Questions asked once per row.
    Repeat,
}

/// One question, note, calculation, group or repeat.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Its name for machines.
    pub id: String,
    /// The shape of its answer.
    pub kind: QuestionType,
    /// Its words; none for a calculation that is not shown.
    pub label: WordsView,
    /// How to ask; may be empty.
    pub hint: WordsView,
    /// True when it must be put to the person.
    pub required: bool,
    /// The choices, in order.
    pub choices: Vec<ChoiceView>,
    /// Position in the form of the group or repeat it stands in.
    pub parent: Option<usize>,
    /// Position in the form of the repeat it stands in, at whatever depth.
    pub repeat: Option<usize>,
    /// Least number, or least number of rows.
    pub min: Option<f64>,
    /// Greatest number, or most rows.
    pub max: Option<f64>,
    /// Most characters.
    pub max_length: Option<usize>,
    /// Positions in the form of the questions that a calculation reads; none for other questions.
    pub reads: Vec<usize>,
}

/// One thing that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChoiceView {
    /// The code that is recorded.
    pub id: String,
    /// Its words.
    pub label: WordsView,
}

/// One question, or one of its rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaceView {
    /// Id of the question.
    pub question: String,
    /// Row of the repeat it stands in, from 0.
    pub row: Option<usize>,
}

/// A calculation's outcome.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CalculatedView {
    /// Where.
    pub place: PlaceView,
    /// `{"state": "value", "value"}`, `{"state": "range", "range": [from, to]}` with null where open,
    /// `{"state": "cannot-tell"}` or `{"state": "not-applicable"}`.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub outcome: serde_json::Value,
}

/// Something in a form that somebody should look at.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormFindingView {
    /// Where.
    pub place: PlaceView,
    /// The check's id, or a key of `docs/forms.md` which the window words.
    pub key: String,
    /// True when it must be mended before the form can be filed.
    pub hinders: bool,
    /// The check's message; empty for a key which the window words.
    pub message: WordsView,
    /// The values that the check read, by question: a state, or a list of states over rows. Never words.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub values: BTreeMap<String, serde_json::Value>,
}

/// A form's places, calculations and findings with its answers.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SheetView {
    /// The places that apply, in the order of the form; those in a repeat come row by row.
    pub visible: Vec<PlaceView>,
    /// Every calculation.
    pub calculated: Vec<CalculatedView>,
    /// The first findings, in the order of the form.
    pub findings: Vec<FormFindingView>,
    /// How many more findings there are.
    pub findings_left_out: usize,
    /// Answers to what does not apply now. They hinder filing until they are taken out.
    pub set_aside: Vec<PlaceView>,
    /// True when nothing hinders filing.
    pub can_save: bool,
}

/// An unfinished form in the locked vault, without its answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FormDraftView {
    /// Its name.
    pub id: String,
    /// The form it fills in; none when the draft cannot be read.
    pub form: Option<String>,
    /// False when it belongs to another edition of its form than this app has.
    pub current: bool,
    /// Questions with an answer.
    pub answered: usize,
    /// Number of the polling station, where that was told.
    pub station: Option<String>,
    /// Random id or pseudonym of the person it is about, where that was told.
    pub person: Option<String>,
    /// The place in words, where that was told.
    pub place: Option<String>,
    /// When it was kept, RFC 3339.
    pub saved_at: String,
}

/// The answers that were typed into an unfinished form.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormDraftAnswersView {
    /// Language of the words in it.
    pub language: String,
    /// By question, as `docs/forms.md` has them.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub answers: serde_json::Value,
    /// Where in the form the person was, as the window named it; none in drafts of older versions.
    pub at: Option<String>,
}

impl From<&Form> for FormNameView {
    fn from(form: &Form) -> Self {
        Self { id: form.id.clone(), version: form.version, digest: form.digest.to_string(), title: form.title.clone() }
    }
}

impl From<&Form> for FormView {
    fn from(form: &Form) -> Self {
        Self { name: form.into(), questions: form.questions.iter().map(QuestionView::from).collect() }
    }
}

impl From<&Question> for QuestionView {
    fn from(question: &Question) -> Self {
        let (min, max, max_length) = limits(&question.kind);
        Self {
            id: question.id.clone(),
            kind: QuestionType::of(&question.kind),
            label: question.label.clone(),
            hint: question.hint.clone(),
            required: question.required,
            choices: question.choices.iter().map(ChoiceView::from).collect(),
            parent: question.parent,
            repeat: question.repeat,
            min,
            max,
            max_length,
            reads: question.reads().to_vec(),
        }
    }
}

impl From<&Choice> for ChoiceView {
    fn from(choice: &Choice) -> Self {
        Self { id: choice.id.clone(), label: choice.label.clone() }
    }
}

impl QuestionType {
    fn of(kind: &QuestionKind) -> Self {
        match kind {
            QuestionKind::Note => Self::Note,
            QuestionKind::Text { .. } => Self::Text,
            QuestionKind::Integer { .. } => Self::Integer,
            QuestionKind::Decimal { .. } => Self::Decimal,
            QuestionKind::SelectOne(_) => Self::SelectOne,
            QuestionKind::SelectMultiple(_) => Self::SelectMultiple,
            QuestionKind::Date => Self::Date,
            QuestionKind::When => Self::When,
            QuestionKind::Time => Self::Time,
            QuestionKind::DateTime => Self::Datetime,
            QuestionKind::Items => Self::Items,
            QuestionKind::Point => Self::Point,
            QuestionKind::Calculate { gives: Gives::Number } => Self::Number,
            QuestionKind::Calculate { gives: Gives::Text } => Self::Words,
            QuestionKind::Calculate { gives: Gives::Boolean } => Self::Truth,
            QuestionKind::Group => Self::Group,
            QuestionKind::Repeat { .. } => Self::Repeat,
        }
    }
}

/// Returns a question's limits. Whole numbers of a form are exact in a double: the form engine allows no others.
fn limits(kind: &QuestionKind) -> (Option<f64>, Option<f64>, Option<usize>) {
    match kind {
        QuestionKind::Text { max_length } => (None, None, *max_length),
        QuestionKind::Integer { min, max } => (min.map(|n| n as f64), max.map(|n| n as f64), None),
        QuestionKind::Decimal { min, max } => (*min, *max, None),
        QuestionKind::Repeat { min, max } => (Some(*min as f64), Some(*max as f64), None),
        _ => (None, None, None),
    }
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        Self { question: place.question, row: place.row }
    }
}

impl From<Calculated> for CalculatedView {
    fn from(calculated: Calculated) -> Self {
        Self { place: calculated.place.into(), outcome: calculated.outcome }
    }
}

impl From<Finding> for FormFindingView {
    fn from(finding: Finding) -> Self {
        Self {
            place: finding.place.into(),
            key: finding.key,
            hinders: finding.severity == Severity::Error,
            message: finding.message,
            values: finding.values,
        }
    }
}

impl From<View> for SheetView {
    fn from(view: View) -> Self {
        Self {
            visible: view.visible.into_iter().map(PlaceView::from).collect(),
            calculated: view.calculated.into_iter().map(CalculatedView::from).collect(),
            findings: view.findings.into_iter().map(FormFindingView::from).collect(),
            findings_left_out: view.findings_left_out,
            set_aside: view.set_aside.into_iter().map(PlaceView::from).collect(),
            can_save: view.can_save,
        }
    }
}
