//! The organisation's words about its devices: noted in the log, so that anyone can tell what came before them.
//!
//! Owns when a word is taken. Acts on one of them only: a confirmed device is enrolled whatever its ticket is worth. An end stops
//! nothing here: what a device signed is noted all the same, and the log shows what came after the end.

use std::sync::Arc;

use evidence::word::{self, Says};
use evidence::{Carried, Word};
use sync::messages::{MAX_WORDS, Words, codes};

use crate::app::App;
use crate::ledger::{Leaf, LeafKind, NewWord, OrgId};
use crate::sequencer::Step;
use crate::{Error, Result};

/// Notes the words that an archivist of the organisation brings. One that was noted before is left as it is.
///
/// Errors: `too-large`; `refused` for a word that the organisation did not sign, and then none is taken.
pub async fn take(app: &Arc<App>, org: OrgId, asked: Words) -> Result<()> {
    if asked.words.len() > MAX_WORDS {
        return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_WORDS} words")));
    }
    app.sequencer.submit(move |step| asked.words.into_iter().try_for_each(|word| note(step, org, word))).await
}

fn note(step: &mut Step<'_>, org: OrgId, envelope: evidence::Envelope) -> Result<()> {
    let key = step.ledger().organisation_key(org)?;
    let said = Word::open(&envelope, &key)?;
    let digest = envelope.digest();
    if step.ledger().has_word(org, &digest)? {
        return Ok(());
    }
    let leaf = step.next_leaf();
    let json = evidence::json::print(&Carried { envelope, details: None })?;
    step.append(&Leaf { leaf, digest, kind: LeafKind::Word, org, envelope: json }, &word::leaf(&digest))?;
    let confirms = said.says == Says::Confirmed;
    step.change().add_word(&NewWord { leaf, org, digest, device: said.device, confirms })
}
