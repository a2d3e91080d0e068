//! Parts that the server must show to have: those that it claims to hold, and those that may leave this device.
//!
//! Owns the time of these questions and their consequences in the session. A part that is not shown waits or stays,
//! and the server is not accused: one that was restored from a backup is honest too.

use std::collections::BTreeSet;

use evidence::Digest;
use evidence::part::Sealed;

use super::{Asked, Claim, Question, SETTLE_PARTS, Session, SessionError, Step, Subject};
use crate::held;
use crate::messages::{Held, HeldReply};
use crate::outbox::Outbox;

/// Most parts that may wait to be shown; the server's claims about further parts are ignored, and these parts are
/// sent.
const MAX_CLAIMS: usize = 4_096;
/// Parts that one session asks about so that they may leave this device.
const MAX_LEAVING: usize = 20_000;

impl Session {
    /// Notes the server's claim to hold these parts, which were not sent in this session.
    pub(super) fn claim(&mut self, parts: &[Sealed]) {
        for part in parts.iter().take(MAX_CLAIMS.saturating_sub(self.claims.len())) {
            self.claims.insert(part.sha256, Claim { size: part.size, after_upload: false });
        }
    }

    /// Returns a question about claimed parts, once there are enough of them or no upload is running.
    pub(super) fn claimed<O: Outbox>(&mut self, outbox: &O) -> Result<Option<Step>, SessionError<O::Error>> {
        let due = self.uploading.is_empty() || self.claims.len() >= SETTLE_PARTS;
        if self.asked.is_some() || self.claims.is_empty() || !due {
            return Ok(None);
        }
        let parts = self.claims.iter().map(|(digest, claim)| Sealed { sha256: *digest, size: claim.size });
        let mut parts = parts.take(held::MAX_PARTS).collect();
        self.ask_held(outbox, Subject::Claims, &mut parts).map(Some)
    }

    /// Returns a question about parts that may leave this device.
    pub(super) fn goodbye<O: Outbox>(&mut self, outbox: &O) -> Result<Option<Step>, SessionError<O::Error>> {
        let mut parts = match self.leaving.take() {
            Some(parts) => parts,
            None => outbox.leaving(MAX_LEAVING).map_err(SessionError::Unavailable)?,
        };
        let question = match parts.is_empty() {
            true => None,
            false => Some(self.ask_held(outbox, Subject::Leaving, &mut parts)?),
        };
        self.leaving = Some(parts);
        Ok(question)
    }

    /// Asks about as many of these parts as fit into one question, and leaves the others in the list.
    fn ask_held<O: Outbox>(
        &mut self,
        outbox: &O,
        subject: Subject,
        of: &mut Vec<Sealed>,
    ) -> Result<Step, SessionError<O::Error>> {
        let fits = held::fits(of.iter().map(|part| part.size)).max(1).min(of.len());
        let parts: Vec<Digest> = of.drain(..fits).map(|part| part.sha256).collect();
        let challenge = outbox.challenge(&parts).map_err(SessionError::Unavailable)?;
        self.asked = Some(Asked { what: Question::Held(subject, parts.clone()), known: None });
        Ok(Step::AskHeld(Held { challenge, parts }))
    }

    pub(super) fn on_held<O: Outbox>(
        &mut self,
        outbox: &mut O,
        subject: Subject,
        parts: &[Digest],
        reply: &HeldReply,
    ) -> Result<(), SessionError<O::Error>> {
        let found = outbox.possession(&reply.answers).map_err(SessionError::Unavailable)?;
        let parts: BTreeSet<Digest> = parts.iter().copied().collect();
        let shown = parts.intersection(&found.shown).count();
        let not_shown = parts.intersection(&found.not_shown).count() as u64;
        if subject == Subject::Leaving {
            self.tally.parts_removed += shown as u64;
            self.tally.parts_not_shown += not_shown;
            return Ok(());
        }
        self.tally.parts_held += shown as u64;
        self.unasked += shown;
        for digest in &parts {
            let claim = self.claims.remove(digest);
            // The claim was worthless, so the part is sent. A part of which the server repeatedly accepts no bytes is
            // left alone.
            if !found.shown.contains(digest) && claim.is_some_and(|claim| claim.after_upload) && self.lacks(*digest) {
                self.tally.parts_not_shown += u64::from(found.not_shown.contains(digest));
            }
        }
        Ok(())
    }
}
