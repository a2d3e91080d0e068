//! Proof of possession: shows which of a device's parts this server has now, by reading them back.
//!
//! Owns the limits of one question. A part that belongs to another device, that no entry names, or that is not held
//! gets no answer, and the reply does not tell these cases apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use evidence::Digest;
use evidence::part::Sealed;
use sync::held::{self, Challenge, MAX_BYTES, MAX_PARTS};
use sync::messages::{Held, HeldAnswer, HeldReply, codes};

use crate::blocking::blocking;
use crate::ledger::{Device, Ledger};
use crate::objects::Objects;
use crate::sequencer::Sequencer;
use crate::who::{Asked, Who};
use crate::{Error, Result};

/// Bytes that are read for the cost of one request; a part costs at least one request.
const PER_REQUEST: u64 = 64 * 1024;

/// Returns answers for every part of the question that is held and whole.
///
/// Errors: `too-large` for more parts, or more bytes of parts, than one question may ask for; `rate`.
pub async fn answers(
    ledger: &Arc<dyn Ledger>,
    objects: &Arc<dyn Objects>,
    sequencer: &Sequencer,
    who: &Who,
    asked: &Asked,
    question: Held,
) -> Result<HeldReply> {
    let device = asked.device()?;
    if question.parts.len() > MAX_PARTS {
        return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_PARTS} parts")));
    }
    let (looking, named) = (Arc::clone(ledger), question.parts);
    let parts = blocking(move || own(&*looking, &device, &named)).await?;
    if parts.iter().map(|part| part.size).sum::<u64>() > MAX_BYTES {
        return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_BYTES} bytes of parts")));
    }
    let cost: u64 = parts.iter().map(|part| part.size.div_ceil(PER_REQUEST).max(1)).sum();
    who.pays(asked, u32::try_from(cost).unwrap_or(u32::MAX))?;
    let (mut answers, mut lost) = (Vec::new(), Vec::new());
    for part in parts {
        let (reading, challenge) = (Arc::clone(objects), question.challenge);
        // One at a time, so that no thread is busy for longer than one part.
        match blocking(move || answer(&*reading, &part, &challenge)).await? {
            Found::Whole(answer) => answers.push(HeldAnswer { part: part.sha256, answer }),
            Found::Changing => {}
            Found::Lost => lost.push(part.sha256),
        }
    }
    if !lost.is_empty() {
        eprintln!("possession: {} parts are no longer what they were and count as not held", lost.len());
        sequencer.submit(move |step| Ok(lost.iter().try_for_each(|digest| step.change().lose(digest))?)).await?;
    }
    Ok(HeldReply { answers })
}

/// Returns those of these parts that an entry of the device names and that it sent whole, each once.
fn own(ledger: &dyn Ledger, device: &Device, named: &[Digest]) -> Result<Vec<Sealed>> {
    let snapshot = ledger.snapshot()?;
    let (mut seen, mut own) = (BTreeSet::new(), Vec::new());
    for digest in named.iter().filter(|digest| seen.insert(**digest)) {
        let part = snapshot.part(device.id, digest)?.filter(|part| part.held);
        own.extend(part.map(|part| Sealed { sha256: *digest, size: part.size }));
    }
    Ok(own)
}

enum Found {
    /// It is whole, with this answer.
    Whole(Digest),
    /// It was replaced while it was read.
    Changing,
    /// The disk has lost or damaged it.
    Lost,
}

/// Reads a part once.
fn answer(objects: &dyn Objects, part: &Sealed, challenge: &Challenge) -> Result<Found> {
    let Some(file) = objects.open(&part.sha256)? else { return Ok(Found::Lost) };
    let go_on = || Ok::<_, std::io::Error>(());
    let read = held::read(challenge, file, part.size, go_on).map_err(Error::unavailable("a part's file"))?;
    if read.part == *part {
        return Ok(Found::Whole(read.answer));
    }
    // A damaged part is set aside.
    Ok(if objects.check(part, true)? { Found::Changing } else { Found::Lost })
}
