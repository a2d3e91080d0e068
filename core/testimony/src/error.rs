//! Errors of an interview and its records. Texts name the field or the rule, never a person's words.

/// Result of a step of an interview, or of reading one of its records.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A record or a draft breaks a rule of its format.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The document that was read.
        what: &'static str,
        /// The rule that was broken.
        why: &'static str,
    },
    /// A record or a draft is of a format this build does not know.
    #[error("{what} needs something this build does not know: {why}")]
    Unsupported {
        /// The document that was read.
        what: &'static str,
        /// The unknown part.
        why: &'static str,
    },
    /// A rule of the interview refuses the step, for instance because another step must come first.
    #[error("{what}: {field} is refused: {key}")]
    Refused {
        /// The document that was worked on.
        what: &'static str,
        /// The field, by id; never its content.
        field: String,
        /// The rule, as the key of the text for the person.
        key: &'static str,
    },
    /// The bytes are not JSON within our limits.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// A fault of this program.
    #[error("bug: {0}")]
    Bug(&'static str),
}
