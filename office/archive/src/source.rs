//! Sources of a pull: a server, a carrier's folder, a copied home. None of their data is trusted.

use evidence::part::Sealed;
use evidence::receipt::Noted;
use evidence::{Carried, Envelope, PublicKey, SignedPolicy};

/// Rows requested at once.
pub const PAGE: usize = 256;

/// A source of an organisation's entries, receipts and sealed parts.
///
/// `part` is called from several threads at once; a source over an async client blocks on its own runtime.
pub trait Source: Sync {
    /// Returns the organisation's policies beside the evidence.
    fn policies(&self, _organisation: &PublicKey) -> Result<Policies, SourceFault> {
        Ok(Policies::default())
    }

    /// Sends the log those words of the organisation that it does not hold yet; they come back among the rows.
    fn tell(&self, _words: &[Envelope]) -> Result<(), SourceFault> {
        Ok(())
    }

    /// Returns at most `limit` rows after a cursor (0: from the beginning). With a log, a cursor is never larger than
    /// its tree that holds the rows before it. Without a log every pull reads from the beginning; known rows cost
    /// little.
    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault>;

    /// Returns entries whose details the source learned after it had returned them, in the order of learning, after a
    /// cursor in that order. Empty if every pull reads all rows again.
    fn told(&self, after: u64, _limit: usize) -> Result<Page, SourceFault> {
        Ok(Page { cursor: after, ..Page::default() })
    }

    /// Returns the sealed parts in the source, if they can be listed: those that no entry names are kept sealed until
    /// an entry names them.
    fn lying(&self) -> Vec<Sealed> {
        Vec::new()
    }

    /// Writes a sealed part into the empty `buffer`, at most one byte more than `wanted.size`.
    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault>;

    /// Returns the log's newest checkpoint, a signed note. `None` if no log can be asked.
    fn newest(&self) -> Result<Option<String>, SourceFault>;

    /// Returns the proof that the log's first `to` leaves continue its first `from` (RFC 6962), with 0 < `from` < `to`.
    fn consistency(&self, from: u64, to: u64) -> Result<Vec<tlog::Hash>, SourceFault>;
}

/// A source's policies.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// The policies that the organisation signed, the earliest first.
    pub signed: Vec<SignedPolicy>,
    /// Digest or place of rejected ones, and the reasons. Limited to a few.
    pub refused: Vec<(String, String)>,
}

/// Rows in the order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Cursor for the next page.
    pub cursor: u64,
    /// True if more follow.
    pub more: bool,
    /// Rows that could not be read, by their place: `entries.jsonl line 7: not JSON`. No content.
    pub malformed: Vec<String>,
}

/// One row of a source.
#[derive(Clone, Debug)]
pub enum Row {
    /// A device's entry, with a C2SP tlog-proof if there is one.
    Entry {
        /// The signed entry, with its details if the source has them.
        entry: Carried,
        /// tlog-proof text for its payload.
        proof: Option<String>,
    },
    /// A server's custody statement, with a C2SP tlog-proof if there is one.
    Custody {
        /// The signed statement, with its details if the source has them.
        custody: Carried,
        /// tlog-proof text for its payload.
        proof: Option<String>,
    },
    /// The organisation's word about a device.
    Word {
        /// The signed word.
        envelope: Envelope,
        /// tlog-proof text for its leaf.
        proof: Option<String>,
    },
    /// A receipt for an entry that came before.
    Noted(Noted),
}

/// The reason why a source did not answer a request.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    /// It does not have it.
    #[error("the source does not have it")]
    NotFound,
    /// Its answer was malformed.
    #[error("the source's answer is malformed: {0}")]
    Malformed(&'static str),
    /// Its log is not named by any policy.
    #[error(
        "no policy that is here names the log of this server, so nothing of it can be believed. Nothing is lost: bring the policy that names \
         it (the organisation's folder as it is now, or a carrier's folder or a home that has it), then pull again"
    )]
    UnknownLog,
    /// Its log was retired or set back: it signs no more, and only returns its data.
    #[error("the server's log signs nothing more")]
    SignsNoMore,
    /// It could not be reached, or failed. A repeated pull continues.
    #[error("the source could not be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
