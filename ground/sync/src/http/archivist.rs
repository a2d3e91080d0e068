//! An archivist's conversation over HTTP: entries in order of arrival, and their sealed parts.
//!
//! Owns the checks between an answer and the archive: every row is in the log, every part has its digest. Never opens
//! a part.

use std::sync::Arc;

use evidence::policy::Server;
use evidence::{Digest, Envelope, part};
use serde::Deserialize;

use super::link::{Call, Link};
use super::options::Options;
use super::surroundings::Surroundings;
use crate::auth::RequestSigner;
use crate::failure::Failure;
use crate::log::{MAX_NOTE, Shown, TrustedLog};
use crate::messages::{Admit, ArchivePage, EnrolArchivist, MAX_WORDS, ServerInfo, Words};

/// Most rows of one requested page, so that it stays below the largest answer.
pub const MAX_ROWS: usize = 500;

/// Requests that need no key.
pub struct ServerDoor {
    link: Link,
}

impl ServerDoor {
    /// Connects to a server of a policy. Errors: `BadAddress`.
    pub fn new(server: &Server, options: &Options, surroundings: Arc<dyn Surroundings>) -> Result<Self, Failure> {
        Ok(Self { link: Link::new(server, options, surroundings)? })
    }

    /// Returns the server's description of itself.
    pub async fn info(&self) -> Result<ServerInfo, Failure> {
        self.link.ask(&Call::get("/v1/server", None), None).await
    }

    /// Makes an organisation and its newest policy known.
    pub async fn admit(&self, admit: &Admit) -> Result<(), Failure> {
        self.link.persist(&Call::post("/v1/organisations", admit)?, None).await.map(|_| ())
    }

    /// Returns the newest checkpoint, a note signed by one of these logs.
    pub async fn newest(&self, logs: &[TrustedLog]) -> Result<String, Failure> {
        newest(&self.link, logs).await
    }
}

pub(super) async fn newest(link: &Link, logs: &[TrustedLog]) -> Result<String, Failure> {
    let answer = link.persist(&Call { limit: MAX_NOTE, ..Call::get("/checkpoint", None) }, None).await?;
    let note = String::from_utf8(answer.body).map_err(|_| Failure::BadReply("a checkpoint that is no text"))?;
    Shown::open(&note, logs)?;
    Ok(note)
}

/// Returns the server's proof that the first `to` leaves continue the first `from`.
pub(super) async fn continuation(
    link: &Link,
    signer: &dyn RequestSigner,
    from: u64,
    to: u64,
) -> Result<Vec<Digest>, Failure> {
    Ok(between(link, signer, from, Some(to)).await?.proof)
}

async fn between(link: &Link, signer: &dyn RequestSigner, from: u64, to: Option<u64>) -> Result<Continued, Failure> {
    let query = to.map_or_else(|| format!("from={from}"), |to| format!("from={from}&to={to}"));
    link.ask(&Call::get("/v1/consistency", Some(query)), Some(signer)).await
}

/// An archivist with a key that may read.
pub struct Archivist {
    link: Link,
    logs: Vec<TrustedLog>,
    signer: Arc<dyn RequestSigner>,
}

impl Archivist {
    /// Creates an archivist at one server who trusts these logs of the policy. Errors: `BadAddress`.
    pub fn new(
        server: &Server,
        logs: Vec<TrustedLog>,
        signer: Arc<dyn RequestSigner>,
        options: &Options,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Self, Failure> {
        Ok(Self { link: Link::new(server, options, surroundings)?, logs, signer })
    }

    /// Registers this archivist's key with its ticket.
    pub async fn enrol(&self, ticket: &EnrolArchivist) -> Result<(), Failure> {
        self.link.persist(&Call::post("/v1/archivists", ticket)?, Some(&*self.signer)).await.map(|_| ())
    }

    /// Sends the organisation's words about its devices; the archive's rows will contain them. Harmless to repeat.
    pub async fn tell(&self, words: &[Envelope]) -> Result<(), Failure> {
        for words in words.chunks(MAX_WORDS) {
            let words = Words { words: words.to_vec() };
            self.link.persist(&Call::post("/v1/words", &words)?, Some(&*self.signer)).await?;
        }
        Ok(())
    }

    /// Returns the rows after `after`, at most `limit` and at most [`MAX_ROWS`]: each is in the log under the page's
    /// checkpoint, and cursors only grow.
    ///
    /// Errors: `FalseReceipt` if a row is not at its claimed place in the log, `BadReply` if the page is not in order.
    pub async fn page(&self, after: u64, limit: usize) -> Result<ArchivePage, Failure> {
        self.rows("/v1/archive/entries", after, limit).await
    }

    /// Returns entries whose details arrived after they were noted, in the order of the details' arrival, from after
    /// `after`. The checks and errors are those of [`Archivist::page`].
    pub async fn told(&self, after: u64, limit: usize) -> Result<ArchivePage, Failure> {
        self.rows("/v1/archive/details", after, limit).await
    }

    async fn rows(&self, path: &str, after: u64, limit: usize) -> Result<ArchivePage, Failure> {
        let query = format!("after={after}&limit={}", limit.clamp(1, MAX_ROWS));
        let page: ArchivePage = self.link.ask(&Call::get(path, Some(query)), Some(&*self.signer)).await?;
        let shown = Shown::open(&page.checkpoint, &self.logs)?;
        let mut cursor = after;
        for row in &page.rows {
            if row.cursor <= cursor {
                return Err(Failure::BadReply("rows that are not in order"));
            }
            cursor = row.cursor;
            shown.holds(&row.leaf(), &row.noted)?;
        }
        // An empty page that promises more would be requested for ever.
        if page.more && page.rows.is_empty() {
            return Err(Failure::BadReply("an empty page that is not the last"));
        }
        Ok(page)
    }

    /// Returns the sealed bytes of a part, checked against its digest. Retries after a dropped connection.
    ///
    /// Errors: `Refused` if the server does not have it, `BadReply` if the bytes have another digest.
    pub async fn part(&self, digest: &Digest) -> Result<Vec<u8>, Failure> {
        let call = Call { limit: part::MAX_SEALED, ..Call::get(&format!("/v1/archive/parts/{digest}"), None) };
        let bytes = self.link.persist(&call, Some(&*self.signer)).await?.body;
        if Digest::of(&bytes) != *digest {
            return Err(Failure::BadReply("a part with another digest"));
        }
        Ok(bytes)
    }

    /// Returns the newest checkpoint, proven to continue `known`, a signed note.
    ///
    /// Errors: `LogContradiction` with both if it does not.
    pub async fn consistency(&self, known: &str) -> Result<String, Failure> {
        let known = Shown::open(known, &self.logs)?;
        let Continued { checkpoint, proof } = between(&self.link, &*self.signer, known.size(), None).await?;
        let shown = Shown::open(&checkpoint, &self.logs)?;
        shown.continues(Some(&known), &proof)?;
        Ok(checkpoint)
    }

    /// Returns the newest checkpoint, a note signed by a log of the policy. The caller chooses the older checkpoint
    /// that it must continue: a log that went back cannot prove anything from lost leaves.
    pub async fn newest(&self) -> Result<String, Failure> {
        newest(&self.link, &self.logs).await
    }

    /// Returns the proof that the first `to` leaves continue the first `from`. The caller, who has the checkpoints of
    /// these sizes, must check it.
    pub async fn continuation(&self, from: u64, to: u64) -> Result<Vec<Digest>, Failure> {
        continuation(&self.link, &*self.signer, from, to).await
    }
}

#[derive(Deserialize)]
struct Continued {
    checkpoint: String,
    proof: Vec<Digest>,
}
