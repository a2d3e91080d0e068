//! The closed vocabularies of a testimony. Every question begins as not asked; "no" is never assumed.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$about])* $variant),+
        }

        impl $name {
            /// All codes, in the order of the screen.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
        }
    };
}

codes! {
    /// A question that yes or no could answer.
    #[derive(Default)]
    YesNo {
        /// Said so.
        Yes,
        /// Said not.
        No,
        /// Asked, and the person does not know.
        Unknown,
        /// Asked, and the person would not say. Not asked a second time.
        Refused,
        /// Never put.
        #[default]
        NotAsked,
    }
}

codes! {
    /// A person's decision about one use of what they say.
    #[derive(Default)]
    Choice {
        /// Agreed.
        Yes,
        /// Not agreed.
        No,
        /// Will decide later; until then not agreed.
        Later,
        /// Never put; not agreed.
        #[default]
        NotAsked,
    }
}

codes! {
    /// One use of a testimony; each is agreed to alone.
    Use {
        /// A list that only the organisation sees.
        InternalList,
        /// The person's name in a published list.
        NameInPublic,
        /// The account published under the pseudonym.
        PseudonymousPublication,
        /// Handed to a lawyer.
        Lawyer,
        /// Handed to bodies of the United Nations and regional ones.
        UnAndRegionalBodies,
        /// Handed to a court in another country.
        CourtAbroad,
        /// Handed to a court in this country.
        CourtHere,
        /// Shown to journalists.
        Media,
        /// Used in research.
        Research,
    }
}

codes! {
    /// How a person knows what one line says.
    #[derive(Default)]
    Known {
        /// Saw it.
        Saw,
        /// Heard it happen.
        Heard,
        /// Was told by somebody.
        Told,
        /// Concluded it.
        Inferred,
        /// Never asked.
        #[default]
        NotAsked,
    }
}

codes! {
    /// A part of the account.
    SectionKind {
        /// The events, in short: all that a first account has.
        Account,
        /// Before it.
        Before,
        /// How the person was taken.
        Taken,
        /// In the van.
        Van,
        /// At the station.
        Station,
        /// In court.
        Court,
        /// Anything else.
        Other,
    }
}

codes! {
    /// A short list of facts beside the person's own words.
    Fact {
        /// There was water to drink.
        Water,
        /// There was food.
        Food,
        /// A lawyer was let in.
        Lawyer,
        /// Relatives were told.
        RelativesTold,
        /// The phone was taken.
        PhoneTaken,
        /// Footage was erased.
        FootageErased,
        /// Force was used.
        Force,
    }
}

codes! {
    /// The outcome of reading a section back to the person.
    #[derive(Default)]
    ReadBack {
        /// Not read yet.
        #[default]
        NotRead,
        /// The person says it is right.
        Right,
        /// Something was added; the first words stay.
        Changed,
        /// The person withdrew it: the words are gone.
        LeftOut,
    }
}

codes! {
    /// The step at which an interview continues after a break.
    Step {
        /// Is the person alone and safe, and how shall we talk.
        Before,
        /// Consent, one use at a time.
        Consent,
        /// Pseudonym and identity.
        Who,
        /// The account.
        Interview,
        /// Reading it back.
        ReadBack,
        /// Signing off.
        SignOff,
    }
}

impl SectionKind {
    /// Returns the name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Before => "before",
            Self::Taken => "taken",
            Self::Van => "van",
            Self::Station => "station",
            Self::Court => "court",
            Self::Other => "other",
        }
    }
}

impl Use {
    /// Returns the name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InternalList => "internal-list",
            Self::NameInPublic => "name-in-public",
            Self::PseudonymousPublication => "pseudonymous-publication",
            Self::Lawyer => "lawyer",
            Self::UnAndRegionalBodies => "un-and-regional-bodies",
            Self::CourtAbroad => "court-abroad",
            Self::CourtHere => "court-here",
            Self::Media => "media",
            Self::Research => "research",
        }
    }
}
