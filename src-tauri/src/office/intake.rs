//! One intake: keys from shares, a source, and the archive's own pull. The keys live as long as this call.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use archive::{ArchiveKey, Carrier, Organisation, Progress, Pull, Report, ServerSource, Source, Store, WitnessKey};
use evidence::SignedPolicy;
use sync::http::Options;

use super::blame::{Asked, blame};
use super::copied::CopiedHome;
use super::shares;
use super::{absolute, organisation_at};
use crate::ipc::Answer;
use crate::views::devices::DoubtedView;
use crate::views::office::{FoundView, IntakeInput, IntakeState, IntakeView};
use crate::views::trouble::{ErrorCode, TroubleView};

/// Most findings that are shown of one intake; all are kept in the archive.
const MAX_FINDINGS: usize = 200;
/// Threads that fetch and open at most.
const MAX_WORKERS: usize = 4;

/// An organisation and its keys, as its shares open them.
pub(super) struct Keys {
    organisation: Organisation,
    key: ArchiveKey,
    witness_key: Option<WitnessKey>,
}

impl Keys {
    /// Joins the shares. A share that is wrong is told at once, before anything is begun.
    pub(super) fn join(input: &IntakeInput) -> Answer<Self> {
        let organisation = organisation_at(&input.organisation)?;
        let key = organisation.restore(&shares::read(&input.shares)?).map_err(blame(Asked::Shares))?;
        let witness_key = match shares::read(&input.witness_shares)?.as_slice() {
            [] => None,
            shares => Some(organisation.restore_witness_key(shares).map_err(blame(Asked::Shares))?),
        };
        Ok(Self { organisation, key, witness_key })
    }
}

/// Takes everything new in. Everything that was filed stays, however the intake ends.
pub(super) fn run(
    input: &IntakeInput,
    keys: &Keys,
    store: &mut Store,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(&Progress),
) -> Answer<Report> {
    let Keys { organisation, key, witness_key } = keys;
    let policies = organisation.policies().map_err(blame(Asked::Organisation))?;
    let source = source(input, organisation, &store.policies().map_err(blame(Asked::Source))?)?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS);
    let witness_key = witness_key.as_ref();
    let pull = Pull { card: organisation.card(), policies: &policies, key, witness_key, source: &*source, workers };
    pull.run_until(stop, store, progress).map_err(blame(Asked::Source))
}

fn source(input: &IntakeInput, organisation: &Organisation, policies: &[SignedPolicy]) -> Answer<Box<dyn Source>> {
    if let Some(folder) = &input.folder {
        let folder = absolute(folder)?;
        if !folder.is_dir() {
            return Err(ErrorCode::PathMissing.into());
        }
        if CopiedHome::is_one(&folder) {
            let home = CopiedHome::open(&folder).map_err(|e| {
                TroubleView::from(if e.is_in_use() { ErrorCode::HomeInUse } else { ErrorCode::SourceUnreachable })
            });
            return Ok(Box::new(home?));
        }
        return Ok(Box::new(Carrier::open(&folder).map_err(blame(Asked::Source))?));
    }
    let url = input.server.as_deref().ok_or(TroubleView::from(ErrorCode::BadRequest))?;
    let proxy = input.proxy.clone().filter(|p| !p.trim().is_empty());
    let options = Options { proxy, ..Options::default() };
    let passphrase = input.passphrase.as_deref().filter(|p| !p.is_empty());
    let server = ServerSource::connect(organisation, policies, url, passphrase, &options);
    Ok(Box::new(server.map_err(blame(Asked::Server))?))
}

impl IntakeView {
    /// How far it is.
    pub(super) fn follow(&mut self, so_far: &Progress, stopping: bool) {
        self.state = if stopping { IntakeState::Stopping } else { IntakeState::Running };
        (self.entries, self.parts, self.bytes, self.waiting) =
            (so_far.entries, so_far.parts, so_far.bytes, so_far.waiting);
    }

    /// How it ended.
    pub(super) fn end(&mut self, done: Answer<Report>) {
        match done {
            Ok(report) => {
                self.state = if report.stopped { IntakeState::Stopped } else { IntakeState::Done };
                (self.entries, self.parts, self.bytes) = (report.entries, report.parts, report.bytes);
                self.items = report.items.len() as u64;
                (self.quarantined, self.missing, self.sealed) = (report.quarantined, report.missing, report.sealed);
                self.doubted = report.doubted.iter().map(DoubtedView::from).collect();
                let findings: BTreeSet<_> = report.findings.iter().collect();
                self.findings = findings.iter().take(MAX_FINDINGS).map(|f| FoundView::from(*f)).collect();
                self.findings_left_out = findings.len().saturating_sub(MAX_FINDINGS) as u64;
            }
            Err(trouble) => (self.state, self.trouble) = (IntakeState::Failed, Some(trouble)),
        }
    }
}
