//! `sync --watch`: conversations in a row, with growing waits while they fail.

use std::future::Future;
use std::time::Duration;

use super::device::{Device, Report};
use crate::failure::Failure;
use crate::outbox::Outbox;
use crate::pace::Backoff;

/// Intervals between looks at the outbox, and waits after failures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watch {
    /// Wait after success; looking at an empty outbox costs no request.
    pub every: Duration,
    /// Waits after passing failures.
    pub backoff: Backoff,
    /// Wait after failures that need a person.
    pub stuck: Duration,
    /// Longest hold of the outbox: a longer conversation is interrupted and resumed, so that a waiting capture gets
    /// the outbox in time.
    pub hold: Duration,
    /// Time for others to take the outbox before such a conversation resumes.
    pub yields: Duration,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(2),
            backoff: Backoff::default(),
            stuck: Duration::from_secs(900),
            hold: Duration::from_secs(10),
            yields: Duration::from_millis(200),
        }
    }
}

impl Watch {
    /// Returns the wait after `report`, the `attempt`-th (from 0) in a row with unfinished work.
    pub fn wait(&self, report: &Report, attempt: u32, random: u64) -> Duration {
        match &report.failure {
            None if report.tally.items_incomplete == 0 => self.every,
            None => self.backoff.delay(attempt, random),
            Some(Failure::Rate(Some(seconds))) => {
                self.backoff.delay(attempt, random).max(Duration::from_secs(*seconds).min(self.stuck))
            }
            Some(failure) if failure.is_passing() => self.backoff.delay(attempt, random),
            // A person must act, and may do so at any time; retry at long intervals.
            Some(_) => self.backoff.delay(attempt.saturating_add(6), random).max(self.stuck / 2).min(self.stuck),
        }
    }
}

/// Syncs until `stop` is ready, or `open` fails. `open` is called before every conversation, and `close` gets the
/// outbox back after it, so that others can add to it meanwhile; `open` returns none while another program has the
/// outbox. `told` gets the report of every conversation that made a request; `progress` is called after every answer,
/// as in [`Device::sync_once`].
///
/// Errors: those of `open`.
pub async fn sync_watch<O: Outbox, E>(
    device: &Device,
    mut open: impl FnMut() -> Result<Option<O>, E>,
    mut close: impl FnMut(O),
    watch: &Watch,
    stop: impl Future<Output = ()>,
    progress: &mut dyn FnMut(&Report),
    told: &mut dyn FnMut(&Report),
) -> Result<(), E> {
    tokio::pin!(stop);
    let mut attempt = 0;
    loop {
        let mut wait = watch.every;
        if let Some(mut outbox) = open()? {
            // Dropping a conversation is safe at any point: acknowledgements are already in the outbox.
            let report = tokio::select! {
                () = &mut stop => return Ok(()),
                report = device.sync_once(&mut outbox, progress) => Some(report),
                () = tokio::time::sleep(watch.hold) => None,
            };
            close(outbox);
            if let Some(report) = report {
                if report.requests > 0 || report.failure.is_some() {
                    told(&report);
                }
                let random = device.surroundings().random().map_or(0, |bytes| u128::from_be_bytes(bytes) as u64);
                wait = watch.wait(&report, attempt, random);
                let well = report.failure.is_none() && report.tally.items_incomplete == 0;
                attempt = if well { 0 } else { attempt.saturating_add(1) };
            } else {
                wait = watch.yields;
            }
        }
        tokio::select! {
            () = &mut stop => return Ok(()),
            () = tokio::time::sleep(wait) => {}
        }
    }
}
