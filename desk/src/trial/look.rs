//! One tap shows an item of the trial as the archivist sees it.

use std::str::FromStr;

use evidence::ItemId;

use super::server::Trial;
use crate::views::trial::LookView;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

impl Trial {
    /// Brings an item, or every delivered one, into the trial's archive: returns the progress, and takes one step per
    /// call. `begin` starts a new intake.
    ///
    /// Fails without a trial, for an unknown item, and if the disk or the trial's server fails.
    pub fn look(&self, item: Option<&str>, begin: bool) -> Answer<LookView> {
        if !self.is_on() {
            return Err(ErrorCode::NoTrial.into());
        }
        if begin {
            self.desk.anew();
        }
        match item.map(|item| self.on_its_way(item, begin)).transpose()?.flatten() {
            Some(waits) => Ok(waits),
            None => self.desk.step(|bytes| self.device.random(bytes)),
        }
    }

    /// Returns the reason why an item cannot be imported yet.
    fn on_its_way(&self, item: &str, begin: bool) -> Answer<Option<LookView>> {
        let item = ItemId::from_str(item).map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        let found = self.device.ask(|home| home.progress_of(None, &item))?;
        let found = found.ok_or(TroubleView::from(ErrorCode::BadRequest))?;
        if found.delivered {
            return Ok(None);
        }
        if !found.finished {
            return Ok(Some(LookView::Capturing));
        }
        if begin {
            self.sending.now();
        }
        let trouble = self.sending.view().trouble;
        // In this run it does not recover by itself.
        if trouble.is_some() && !self.is_running() {
            return Err(ErrorCode::TrialServer.into());
        }
        Ok(Some(LookView::Sending { noted: found.noted, trouble }))
    }
}
