//! Notes the organisation's words about its devices in the log, so that anyone can tell which entries came before them.
//!
//! Decides when a word is taken. Acts only on a confirmation: a confirmed device is enrolled even without a valid
//! ticket. An end stops no device here: its later entries are noted too, and the log shows that they came after the
//! end.

use evidence::word::{self, Says};
use evidence::{Carried, Word};
use sync::messages::{MAX_WORDS, Words, codes};

use crate::ledger::{Leaf, LeafKind, NewWord, OrgId};
use crate::sequencer::{Sequencer, Step};
use crate::{Error, Result};

/// Notes the words that an archivist of the organisation brings. A word that was noted before stays unchanged.
///
/// Errors: `too-large`; `refused` for a word that the organisation did not sign, and then none is taken.
pub async fn take(sequencer: &Sequencer, org: OrgId, asked: Words) -> Result<()> {
    if asked.words.len() > MAX_WORDS {
        return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_WORDS} words")));
    }
    sequencer.submit(move |step| asked.words.into_iter().try_for_each(|word| note(step, org, word))).await
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
    Ok(step.change().add_word(&NewWord { leaf, org, digest, device: said.device, confirms })?)
}
