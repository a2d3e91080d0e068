//! A server as a source, over the archivist's HTTP client. Blocks on a runtime of its own.

use std::sync::Arc;

use evidence::part::Sealed;
use evidence::{Envelope, SignedPolicy};
use organisation::Organisation;
use sync::Failure;
use sync::TrustedLog;
use sync::http::{Archivist, Options, System, is_same_server};
use sync::log::{BadReply, Shown};
use sync::messages::{ArchivePage, EnrolArchivist, RowKind};
use tokio::runtime::Runtime;

use crate::source::{Page, Row, Source, SourceFault};

use crate::{Error, Result};

/// Pulls from one server.
pub struct ServerSource {
    archivist: Archivist,
    logs: Vec<TrustedLog>,
    runtime: Runtime,
}

impl ServerSource {
    /// Makes the organisation's archivist known to the server at `url`, which is harmless to repeat, and returns the
    /// server as a source. `policies` are the organisation's policies in the archive, beside those of its folder: the
    /// logs of all of them are trusted, retired ones too. `passphrase` opens the archivist's key if it is locked.
    ///
    /// Errors: `Refused` if no policy names that server, so that its TLS key is unknown, or if the key is locked;
    /// `WrongPassphrase`; `Unavailable` with the conversation's failure as its source.
    pub fn connect(
        organisation: &Organisation,
        policies: &[SignedPolicy],
        url: &str,
        passphrase: Option<&str>,
        options: &Options,
    ) -> Result<Self> {
        let mut policies = [policies, &organisation.policies()?].concat();
        policies.sort_by_key(|policy| policy.policy().version);
        let named = policies.iter().rev().find_map(|p| p.policy().servers.iter().find(|s| is_same_server(&s.url, url)));
        let unnamed = "no policy of this organisation names it, so its TLS key is not known";
        let server = named.ok_or_else(|| Error::refused(SERVER, unnamed))?;
        let logs = policies.iter().map(SignedPolicy::policy).flat_map(|policy| {
            let retired = policy.retired.iter().map(|retired| &retired.log);
            policy.logs.iter().chain(retired)
        });
        // An unusable log in one policy does not exclude the others.
        let mut logs: Vec<_> = logs.filter_map(|log| TrustedLog::from_policy(log).ok()).collect();
        logs.sort_by(|a, b| (a.origin(), a.signer().as_bytes()).cmp(&(b.origin(), b.signer().as_bytes())));
        logs.dedup_by(|a, b| a.origin() == b.origin() && a.signer() == b.signer());
        let key = organisation.archivist_key(passphrase)?;
        let signer = Arc::new((key.public()?, move |base: &[u8]| key.sign(base)));
        let archivist = Archivist::new(server, logs.clone(), signer, options, Arc::new(System)).map_err(unreached)?;
        let ticket = organisation.archivist_ticket()?;
        let enrol = EnrolArchivist { organisation: organisation.card().organisation, ticket };
        let source = Self::new(archivist, logs)?;
        source.runtime.block_on(source.archivist.enrol(&enrol)).map_err(unreached)?;
        Ok(source)
    }

    /// Wraps an archivist's conversation with a server whose log is one of these. The key must be enrolled already.
    pub fn new(archivist: Archivist, logs: Vec<TrustedLog>) -> Result<Self> {
        if logs.is_empty() {
            return Err(Error::refused("the pull", "the policy names no log, so no receipt could count"));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        Ok(Self { archivist, logs, runtime: runtime.map_err(Error::disk("the system's threads"))? })
    }

    fn rows(&self, page: ArchivePage, after: u64) -> Result<Page, SourceFault> {
        let refused = |_| SourceFault::Malformed("a row is not where the log says");
        let shown = Shown::open(&page.checkpoint, &self.logs).map_err(refused)?;
        let mut rows = Vec::with_capacity(page.rows.len());
        let mut cursor = after;
        for row in page.rows {
            cursor = row.cursor;
            let proof = Some(shown.holds(&row.leaf(), &row.noted).map_err(refused)?);
            rows.push(match row.kind {
                RowKind::Entry => Row::Entry { entry: row.envelope, proof },
                RowKind::Custody => Row::Custody { custody: row.envelope, proof },
                RowKind::Word => Row::Word { envelope: row.envelope.envelope, proof },
            });
        }
        Ok(Page { rows, cursor, more: page.more, malformed: Vec::new() })
    }
}

impl Source for ServerSource {
    fn tell(&self, words: &[Envelope]) -> Result<(), SourceFault> {
        self.runtime.block_on(self.archivist.tell(words)).map_err(fault)
    }

    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        let page = self.runtime.block_on(self.archivist.page(after, limit)).map_err(fault)?;
        self.rows(page, after)
    }

    fn told(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        let page = self.runtime.block_on(self.archivist.told(after, limit)).map_err(fault)?;
        self.rows(page, after)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        // Each thread holds one part: the old buffer is freed before the new bytes come.
        *buffer = Vec::new();
        *buffer = self.runtime.block_on(self.archivist.part(&wanted.sha256)).map_err(fault)?;
        Ok(())
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        self.runtime.block_on(self.archivist.newest()).map(Some).map_err(fault)
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        let proof = self.runtime.block_on(self.archivist.continuation(from, to)).map_err(fault)?;
        Ok(proof.iter().map(|d| tlog::Hash(*d.as_bytes())).collect())
    }
}

/// The server's name in errors.
const SERVER: &str = "the server";

fn unreached(failure: Failure) -> Error {
    Error::Unavailable { what: SERVER, source: Box::new(Unreached(failure)) }
}

fn fault(failure: Failure) -> SourceFault {
    match failure {
        Failure::Refused(sync::messages::codes::NOT_FOUND) => SourceFault::NotFound,
        Failure::BadReply(why) => SourceFault::Malformed(why),
        Failure::FalseReceipt(BadReply::ForeignCheckpoint) => SourceFault::UnknownLog,
        Failure::LogSetBack => SourceFault::SignsNoMore,
        other => SourceFault::Unavailable(Box::new(Unreached(other))),
    }
}

/// A failure with its meaning and the next step.
#[derive(Debug, thiserror::Error)]
#[error("{} ({}). Next: {}", .0.meaning(), .0.code(), .0.next_step())]
pub struct Unreached(pub Failure);
