//! Where an archive pulls from: a server, a carrier's folder, a copied home. Nothing that comes through is believed.

use evidence::part::Sealed;
use evidence::receipt::Noted;
use evidence::{Carried, Envelope, PublicKey, SignedPolicy};

/// Rows asked for at once.
pub const PAGE: usize = 256;

/// A place that holds entries, receipts and sealed parts of an organisation.
///
/// `part` is called from several threads at once; a source over an async client blocks on its own runtime.
pub trait Source: Sync {
    /// The organisation's policies that lie beside the evidence.
    fn policies(&self, _organisation: &PublicKey) -> Result<Policies, SourceFault> {
        Ok(Policies::default())
    }

    /// Hands the log the organisation's words that it does not hold yet; they come back among the rows.
    fn tell(&self, _words: &[Envelope]) -> Result<(), SourceFault> {
        Ok(())
    }

    /// The rows after a cursor (0: from the beginning), at most `limit`. Where there is a log, a cursor is no larger than its tree that
    /// holds the rows before it. Without a log every pull reads from the beginning; rows that are known cost little.
    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault>;

    /// Entries whose details the source learned after it gave them, in the order in which it learned these, after a cursor in that
    /// order. None where every pull reads all rows anew.
    fn told(&self, after: u64, _limit: usize) -> Result<Page, SourceFault> {
        Ok(Page { cursor: after, ..Page::default() })
    }

    /// The sealed parts that lie there, where they can be listed: those that no entry names are kept sealed, for the day that names them.
    fn lying(&self) -> Vec<Sealed> {
        Vec::new()
    }

    /// Writes a sealed part into the empty `buffer`, at most `wanted.size` bytes and one more.
    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault>;

    /// The log's newest checkpoint, a signed note. `None` where there is no log that can be asked.
    fn newest(&self) -> Result<Option<String>, SourceFault>;

    /// Proof that the log's first `to` leaves continue its first `from` (RFC 6962), where 0 < `from` < `to`.
    fn consistency(&self, from: u64, to: u64) -> Result<Vec<tlog::Hash>, SourceFault>;
}

/// Policies as a source has them.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Those that the organisation signed, the earliest first.
    pub signed: Vec<SignedPolicy>,
    /// Digest or place of others, and why they are none. No more than a few of many.
    pub refused: Vec<(String, String)>,
}

/// Rows in the order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Cursor to ask for the next page with.
    pub cursor: u64,
    /// True when more follow.
    pub more: bool,
    /// Rows that could not be read, and where they stand: `entries.jsonl line 7: not JSON`. No content.
    pub malformed: Vec<String>,
}

/// One thing that a source tells.
#[derive(Clone, Debug)]
pub enum Row {
    /// A device's entry, with a C2SP tlog-proof where there is one.
    Entry {
        /// As signed, with its details where they came along.
        entry: Carried,
        /// tlog-proof text for its payload.
        proof: Option<String>,
    },
    /// A server's custody statement, likewise.
    Custody {
        /// As signed, with its details where they came along.
        custody: Carried,
        /// tlog-proof text for its payload.
        proof: Option<String>,
    },
    /// The organisation's word about a device.
    Word {
        /// As signed.
        envelope: Envelope,
        /// tlog-proof text for its leaf.
        proof: Option<String>,
    },
    /// A receipt for an entry that came before.
    Noted(Noted),
}

/// Why a source did not give what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    /// It does not have it.
    #[error("the source does not have it")]
    NotFound,
    /// It answered with something that is not an answer.
    #[error("the source's answer is malformed: {0}")]
    Malformed(&'static str),
    /// Its log is none of those that the policies name.
    #[error(
        "no policy that is here names the log of this server, so nothing of it can be believed. Nothing is lost: bring the policy that names \
         it (the organisation's folder as it is now, or a carrier's folder or a home that has it), then pull again"
    )]
    UnknownLog,
    /// Its log was given up or set back: it signs nothing more, and gives what it has.
    #[error("the server's log signs nothing more")]
    SignsNoMore,
    /// It could not be reached, or failed. The pull may be repeated and goes on where it was.
    #[error("the source could not be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
