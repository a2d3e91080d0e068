//! One intake of the window: its input is read, and its progress is told.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use archive::{Progress, Report, ServerSource, Source, Store};
use evidence::SignedPolicy;
use organisation::Organisation;
use sync::http::Options;

use super::blame::{Asked, blame};
use super::input::{absolute, organisation_at};
use super::pulling::{Keys, Unjoined, Unopened, open_folder};
use super::shares;
use crate::views::devices::DoubtedView;
use crate::views::office::{FoundView, IntakeInput, IntakeState, IntakeView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Most findings that are shown of one intake; all are kept in the archive.
const MAX_FINDINGS: usize = 200;
/// An organisation and its keys.
pub(super) struct Joined {
    organisation: Organisation,
    keys: Keys,
}

impl Joined {
    /// Joins the shares. Reports a wrong share immediately, before the intake begins.
    pub(super) fn read(input: &IntakeInput) -> Answer<Self> {
        let organisation = organisation_at(&input.organisation)?;
        let (shares, witness_shares) = (shares::read(&input.shares)?, shares::read(&input.witness_shares)?);
        let keys = Keys::restore(&organisation, &shares, &witness_shares);
        let keys = keys.map_err(|unjoined| match unjoined {
            Unjoined::Archive(error) | Unjoined::Witnesses(error) => blame(Asked::Shares)(error),
        })?;
        Ok(Self { organisation, keys })
    }
}

/// Pulls all new data. Filed data stays, even if the intake fails.
pub(super) fn run(
    input: &IntakeInput,
    joined: &Joined,
    store: &mut Store,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(&Progress),
) -> Answer<Report> {
    let Joined { organisation, keys } = joined;
    let policies = organisation.policies().map_err(blame(Asked::Organisation))?;
    let source = source(input, organisation, &store.policies().map_err(blame(Asked::Source))?)?;
    keys.pull(organisation, &policies, &*source, stop, store, progress).map_err(blame(Asked::Source))
}

fn source(input: &IntakeInput, organisation: &Organisation, policies: &[SignedPolicy]) -> Answer<Box<dyn Source>> {
    if let Some(folder) = &input.folder {
        let folder = absolute(folder)?;
        if !folder.is_dir() {
            return Err(ErrorCode::PathMissing.into());
        }
        return open_folder(&folder).map_err(|unopened| match unopened {
            Unopened::Home(error) if error.is_in_use() => ErrorCode::HomeInUse.into(),
            Unopened::Home(_) => ErrorCode::SourceUnreachable.into(),
            Unopened::Carrier(error) => blame(Asked::Source)(error),
        });
    }
    let url = input.server.as_deref().ok_or(TroubleView::from(ErrorCode::BadRequest))?;
    let proxy = input.proxy.clone().filter(|p| !p.trim().is_empty());
    let options = Options { proxy, ..Options::default() };
    let passphrase = input.passphrase.as_deref().filter(|p| !p.is_empty());
    let server = ServerSource::connect(organisation, policies, url, passphrase, &options);
    Ok(Box::new(server.map_err(blame(Asked::Server))?))
}

impl IntakeView {
    /// Updates the progress.
    pub(super) fn follow(&mut self, so_far: &Progress, stopping: bool) {
        self.state = if stopping { IntakeState::Stopping } else { IntakeState::Running };
        (self.entries, self.parts, self.bytes, self.waiting) =
            (so_far.entries, so_far.parts, so_far.bytes, so_far.waiting);
    }

    /// Records the result.
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
