//! Names of the records of an interview, and their compartments.

use evidence::NewItem;
use evidence::record::Kind;
use serde_json::Value;

/// Format name of a testimony's body.
pub const TESTIMONY_FORMAT: &str = "testamur-testimony-v1";
/// Format name of a consent's body.
pub const CONSENT_FORMAT: &str = "testamur-consent-v1";
/// Format name of an identity card's body.
pub const IDENTITY_FORMAT: &str = "testamur-identity-v1";
/// Format name of a draft.
pub const DRAFT_FORMAT: &str = "testamur-testimony-draft-v1";
/// Largest draft and largest body, in bytes.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Compartment of records that identify a person.
pub const WITNESSES: &str = evidence::record::WITNESSES;
/// Compartment of the events, without names.
pub const FACTS: &str = "facts";

/// A record without media, to be filed. The caller adds time and the item's id.
#[derive(Clone, PartialEq)]
pub struct NewRecord {
    /// The kind of evidence.
    pub kind: Kind,
    /// Its body.
    pub body: Value,
    /// Language of the words, the person and items it refers to, the records it supersedes, and its compartment.
    pub new: NewItem,
}
