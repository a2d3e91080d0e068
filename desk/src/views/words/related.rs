//! An item's heading and its related items, in the window.

use archive::{Related, Relation};
use serde::Serialize;
use verdict::{HeadingView, KindCode};

use super::testimony::ConsentView;

macro_rules! relations {
    ($($name:ident),+ $(,)?) => {
        /// How one record names another item.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum RelationCode { $(#[allow(missing_docs, reason = "documented where the archive defines it")] $name,)+ }

        impl From<Relation> for RelationCode {
            fn from(relation: Relation) -> Self {
                match relation { $(Relation::$name => Self::$name,)+ }
            }
        }
    };
}

relations!(Consent, Withdraws, Supersedes, Recording, Voice, Identity, About, SamePerson, SameFile);

/// One item that belongs to another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RelatedView {
    /// The other item.
    pub item: String,
    /// How one names the other.
    pub relation: RelationCode,
    /// True when the other one's record names this item.
    pub back: bool,
    /// True when the archive has it; then it can be opened.
    pub here: bool,
    /// Its kind, where its record was opened.
    pub kind: Option<KindCode>,
    /// First words or name; none for items that name people.
    pub title: Option<String>,
    /// Its heading; none where a note or a file's name is the title.
    pub heading: Option<HeadingView>,
    /// The device's clock at its first entry; empty when the archive does not have it.
    pub claimed_at: String,
    /// True for items of the witness compartment.
    pub witness: bool,
}

/// A consent beside the testimony that it belongs to.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BesideView {
    /// Its item.
    pub item: String,
    /// The device's clock when it was filed.
    pub claimed_at: String,
    /// The consent, or the withdrawal of one.
    pub consent: ConsentView,
}

impl From<&Related> for RelatedView {
    fn from(related: &Related) -> Self {
        let line = related.line.as_ref();
        Self {
            item: related.item.to_string(),
            relation: related.relation.into(),
            back: related.back,
            here: line.is_some(),
            kind: line.and_then(|l| l.kind).map(KindCode::from),
            title: line.and_then(|l| l.title.clone()),
            heading: line.and_then(|l| l.heading.as_ref()).map(HeadingView::from),
            claimed_at: line.map(|l| l.claimed_at.clone()).unwrap_or_default(),
            witness: line.is_some_and(|l| l.witness),
        }
    }
}
