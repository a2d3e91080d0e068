//! `sync --watch`: one conversation after the other, with longer and longer waits while nothing gets through.

use std::future::Future;
use std::time::Duration;

use super::device::{Device, Report};
use crate::failure::Failure;
use crate::outbox::Outbox;
use crate::pace::Backoff;

/// How often to look for something to send, and how long to wait after failures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watch {
    /// Wait while everything went well; looking costs no request when nothing waits.
    pub every: Duration,
    /// Waits after failures that pass by themselves.
    pub backoff: Backoff,
    /// Wait after failures that somebody has to deal with.
    pub stuck: Duration,
    /// Longest hold of the outbox: a conversation that takes longer is cut there and goes on where it was, so that a capture
    /// that waits for the outbox waits no longer.
    pub hold: Duration,
    /// Time for others to take the outbox before such a conversation goes on.
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
    /// The wait after `report`, the `attempt`-th (from 0) in a row that did not achieve everything.
    pub fn wait(&self, report: &Report, attempt: u32, random: u64) -> Duration {
        match &report.failure {
            None if report.tally.items_incomplete == 0 => self.every,
            None => self.backoff.delay(attempt, random),
            Some(Failure::Rate(Some(seconds))) => {
                self.backoff.delay(attempt, random).max(Duration::from_secs(*seconds).min(self.stuck))
            }
            Some(failure) if failure.is_passing() => self.backoff.delay(attempt, random),
            // Somebody has to act, and may do so at any time; ask now and then.
            Some(_) => self.backoff.delay(attempt.saturating_add(6), random).max(self.stuck / 2).min(self.stuck),
        }
    }
}

/// Syncs until `stop` is ready, or the outbox cannot be opened for good. `open` is asked before every conversation and what it
/// gives goes to `close` after it, so that others can add to it meanwhile; none says that somebody else has it just now. `told`
/// gets the report of every conversation that made a request; `progress` is as in [`Device::sync_once`].
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
            // Dropping a conversation is safe at any point: what is acknowledged is in the outbox.
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
