//! Proof of possession: a fresh challenge shows whether a party has the bytes of a sealed part now.
//!
//! Owns the one formula, SHA-256("testamur-held-v2" || challenge || sealed part), which both sides compute from their
//! own bytes, piece by piece. Never decides the consequences.

use std::io::{self, Read};

use evidence::part::Sealed;
use evidence::{Digest, DigestWriter};
use serde::{Deserialize, Serialize};

/// Random bytes in a challenge.
pub const CHALLENGE_LEN: usize = 32;
/// Most parts in one question.
pub const MAX_PARTS: usize = 128;
/// Most bytes of parts behind one question, because the answering side reads all of them.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// A prefix that makes an answer different from any other digest.
const CONTEXT: &[u8] = b"testamur-held-v2";
/// Bytes read at a time.
const PIECE: usize = 256 * 1024;

/// Random bytes for one question; 64 hex digits on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Challenge(Digest);

impl Challenge {
    /// Takes random bytes.
    pub const fn new(random: [u8; CHALLENGE_LEN]) -> Self {
        Self(Digest::from_bytes(random))
    }
}

/// The result of reading a part once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The digest that names the bytes, and their number.
    pub part: Sealed,
    /// The answer to the challenge.
    pub answer: Digest,
}

/// Returns the right answer to a challenge for these bytes.
pub fn answer(challenge: &Challenge, bytes: &[u8]) -> Digest {
    let mut answer = begin(challenge);
    answer.update(bytes);
    answer.finish()
}

/// Reads a part to its end, at most one byte beyond `longest`, with one piece in memory at a time. `go_on` is called
/// before every piece and may stop the reading.
pub fn read<E: From<io::Error>>(
    challenge: &Challenge,
    mut part: impl Read,
    longest: u64,
    mut go_on: impl FnMut() -> Result<(), E>,
) -> Result<Reading, E> {
    let (mut name, mut answer, mut size) = (DigestWriter::default(), begin(challenge), 0_u64);
    let mut part = part.by_ref().take(longest.saturating_add(1));
    let mut piece = vec![0; PIECE];
    loop {
        go_on()?;
        let read = match part.read(&mut piece) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        name.update(bytes);
        answer.update(bytes);
        size = size.saturating_add(read as u64);
    }
    Ok(Reading { part: Sealed { sha256: name.finish(), size }, answer: answer.finish() })
}

/// Returns how many parts, from the first on, fit into one question.
pub fn fits(sizes: impl Iterator<Item = u64>) -> usize {
    let mut bytes = 0_u64;
    let fits = sizes.take(MAX_PARTS).take_while(|size| {
        bytes = bytes.saturating_add(*size);
        bytes <= MAX_BYTES
    });
    fits.count()
}

fn begin(challenge: &Challenge) -> DigestWriter {
    let mut answer = DigestWriter::default();
    answer.update(CONTEXT);
    answer.update(challenge.0.as_bytes());
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_the_digest_of_context_challenge_and_part_however_it_is_read() {
        let challenge = Challenge::new([7; 32]);
        for length in [0, 1, 64, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
            let part: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let plainly = Digest::of(&[b"testamur-held-v2".as_slice(), &[7; 32], &part].concat());
            assert_eq!(answer(&challenge, &part), plainly);
            let go_on = || Ok::<_, io::Error>(());
            let read = read(&challenge, part.as_slice(), length as u64, go_on).unwrap();
            let sealed = Sealed { sha256: Digest::of(&part), size: length as u64 };
            assert_eq!(read, Reading { part: sealed, answer: plainly });
        }
    }

    #[test]
    fn a_part_that_does_not_end_is_read_one_byte_beyond_its_length() {
        let read = read(&Challenge::new([0; 32]), io::repeat(1), 10, || Ok::<_, io::Error>(())).unwrap();
        assert_eq!(read.part.size, 11);
        let mut asked = 0;
        let stop = || {
            asked += 1;
            if asked > 3 { Err(io::Error::other("stop")) } else { Ok(()) }
        };
        assert!(super::read(&Challenge::new([0; 32]), io::repeat(1), u64::MAX, stop).is_err());
    }

    #[test]
    fn a_question_is_bounded_by_parts_and_by_bytes_and_takes_any_one_part() {
        assert_eq!(fits([1; 200].into_iter()), MAX_PARTS);
        assert_eq!(fits([MAX_BYTES, 1].into_iter()), 1);
        assert_eq!(fits([u64::MAX].into_iter()), 0);
        assert!(evidence::part::MAX_SEALED as u64 <= MAX_BYTES);
    }
}
