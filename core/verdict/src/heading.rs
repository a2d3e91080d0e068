//! An item's heading in the window, with the titles of the shipped forms.

use forms::{Labels, shipped};
use serde::Serialize;
use verify::Heading;

/// An item's heading, where its record says more than a note or the name of a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum HeadingView {
    /// A person's account.
    Testimony {
        /// The person's pseudonym.
        pseudonym: String,
    },
    /// A person's consent.
    Consent {
        /// The person's pseudonym, where it is known.
        pseudonym: Option<String>,
    },
    /// A person's withdrawal of their consent.
    Withdrawal {
        /// The person's pseudonym, where it is known.
        pseudonym: Option<String>,
    },
    /// A form that was filled in.
    Form {
        /// Its title by language; empty where this app does not know the form.
        title: Labels,
        /// Its own name for itself.
        id: String,
        /// Questions that were put to somebody.
        answers: u64,
        /// Number of the polling station.
        station: Option<String>,
    },
    /// One tap about another item.
    Tag {
        /// Its code.
        tag: String,
        /// The item.
        about: Option<String>,
    },
    /// One tap of a count.
    Tally {
        /// Its code.
        tally: String,
        /// 1 or -1.
        step: i64,
    },
    /// The held hand: they are taking me.
    Held,
}

impl From<&Heading> for HeadingView {
    fn from(heading: &Heading) -> Self {
        match heading.clone() {
            Heading::Testimony { pseudonym } => Self::Testimony { pseudonym },
            Heading::Consent { pseudonym } => Self::Consent { pseudonym },
            Heading::Withdrawal { pseudonym } => Self::Withdrawal { pseudonym },
            Heading::Form { form, id, answers, station } => {
                let known = shipped().iter().find(|known| Some(known.digest) == form);
                Self::Form { title: known.map(|k| k.title.clone()).unwrap_or_default(), id, answers, station }
            }
            Heading::Tag { tag, about } => Self::Tag { tag, about: about.map(|item| item.to_string()) },
            Heading::Tally { tally, step } => Self::Tally { tally, step: step.signum() },
            Heading::Held => Self::Held,
        }
    }
}
