//! Cosignatures, C2SP `tlog-cosignature` type 0x04: a witness states the time at which a checkpoint was the newest it
//! knew.
//!
//! Owns the timestamped message and the quorum. Never judges whether a time is plausible: there is no clock here.

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::text::MAX_SIZE;
use crate::{Error, KeyKind, Note, Signature, VerifierKey};

/// A cosignature that verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// Name of the cosigner's key.
    pub name: String,
    /// Seconds since 1970-01-01T00:00:00Z, as the cosigner claims them; never 0.
    pub time: u64,
}

/// The cosigners that a reader trusts, and the number of them that must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigners {
    keys: Vec<VerifierKey>,
    quorum: usize,
}

impl Cosigners {
    /// Returns a quorum of no cosigners.
    pub const fn none() -> Self {
        Self { keys: Vec::new(), quorum: 0 }
    }

    /// Requires signatures by `quorum` of `keys`.
    ///
    /// Errors: `Refused` if a key is not a cosigner's, if a name or public key appears twice (the message does not
    /// name its signer, so one key under two names would count twice), or if the quorum is larger than the number of
    /// keys.
    pub fn new(keys: Vec<VerifierKey>, quorum: usize) -> Result<Self, Error> {
        for (position, key) in keys.iter().enumerate() {
            if key.kind() != KeyKind::Cosigner {
                return Err(Error::Refused("not a cosigner's key"));
            }
            let same = |other: &VerifierKey| other.name() == key.name() || other.public_bytes() == key.public_bytes();
            if keys.iter().take(position).any(same) {
                return Err(Error::Refused("one cosigner named twice"));
            }
        }
        if quorum > keys.len() {
            return Err(Error::Refused("a quorum above the number of cosigners"));
        }
        Ok(Self { keys, quorum })
    }

    /// Returns the trusted keys.
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// Returns the number of keys that must have signed.
    pub const fn quorum(&self) -> usize {
        self.quorum
    }

    /// Returns the signers of `note` with their times, in the order of the keys, without requiring the quorum.
    ///
    /// Of several lines by one cosigner the earliest time counts, because each is equally signed. Lines of unknown
    /// keys are ignored. Errors: `Refused` if a line of a known key does not verify; `Malformed` if the text is no
    /// checkpoint.
    pub fn seen(&self, note: &Note) -> Result<Vec<Cosignature>, Error> {
        note.text().parse::<Checkpoint>()?;
        let mut seen = Vec::new();
        for key in &self.keys {
            let lines = checked(note, key).collect::<Result<Vec<_>, _>>()?;
            seen.extend(lines.into_iter().min_by_key(|line| line.time));
        }
        Ok(seen)
    }

    /// Returns the signers of `note` whose lines verify, with their times, and the number of lines of known keys that
    /// do not verify: a carrier can add such a line to any note. Errors: `Malformed` if the text is no checkpoint.
    pub fn holding(&self, note: &Note) -> Result<(Vec<Cosignature>, usize), Error> {
        note.text().parse::<Checkpoint>()?;
        let (mut seen, mut bad) = (Vec::new(), 0);
        for key in &self.keys {
            let lines: Vec<_> = checked(note, key).collect();
            bad += lines.iter().filter(|line| line.is_err()).count();
            seen.extend(lines.into_iter().flatten().min_by_key(|line| line.time));
        }
        Ok((seen, bad))
    }

    /// Returns the signers of `note` with their times. Errors: those of [`seen`](Self::seen), and `Refused` below the
    /// quorum.
    pub fn check(&self, note: &Note) -> Result<Vec<Cosignature>, Error> {
        let seen = self.seen(note)?;
        if seen.len() < self.quorum { Err(Error::Refused("fewer cosigners than the quorum")) } else { Ok(seen) }
    }
}

impl SignedCheckpoint {
    /// Returns the signers among `cosigners` with their times. Errors: `Refused` below their quorum.
    pub fn cosignatures(&self, cosigners: &Cosigners) -> Result<Vec<Cosignature>, Error> {
        cosigners.check(&self.note)
    }

    /// Adds a cosigner's line after checking it, and returns its time. Errors: `Refused`, without a change to the
    /// note.
    pub fn add_cosignature(&mut self, line: Signature, key: &VerifierKey) -> Result<Cosignature, Error> {
        let cosignature = check(self.note.text(), &line, key)?;
        self.note.add(line)?;
        Ok(cosignature)
    }
}

/// Makes a cosignature line for a checkpoint whose consistency the cosigner has checked.
///
/// `time` in seconds since 1970, 1 to 2^63 - 1; `sign` receives the message and returns the 64 bytes of RFC 8032,
/// which are checked against `key`. Errors: those of `sign`; `Refused` for another kind of key, time or signer.
pub fn cosign<E: From<Error>>(
    checkpoint: &Checkpoint,
    time: u64,
    key: &VerifierKey,
    sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
) -> Result<Signature, E> {
    let text = checkpoint.to_string();
    let bytes = sign(message(&text, time).as_bytes())?;
    let line = Signature::new(key, [time.to_be_bytes().as_slice(), bytes.as_slice()].concat());
    check(&text, &line, key)?;
    Ok(line)
}

/// Returns the lines of `note` that claim to be by `key`, each checked.
fn checked<'a>(note: &'a Note, key: &'a VerifierKey) -> impl Iterator<Item = Result<Cosignature, Error>> + 'a {
    note.signatures().iter().filter(|line| line.claims(key)).map(|line| check(note.text(), line, key))
}

/// Checks one line against one cosigner's key; `text` is that of the checkpoint. Errors: `Refused`.
pub(crate) fn check(text: &str, line: &Signature, key: &VerifierKey) -> Result<Cosignature, Error> {
    if key.kind() != KeyKind::Cosigner {
        return Err(Error::Refused("not a cosigner's key"));
    }
    if !line.claims(key) {
        return Err(Error::Refused("a line of another cosigner"));
    }
    let (time, signature) =
        line.bytes().split_first_chunk::<8>().ok_or(Error::Refused("signature of the wrong length"))?;
    let time = u64::from_be_bytes(*time);
    if time == 0 || time > MAX_SIZE {
        return Err(Error::Refused("a cosignature without a time"));
    }
    key.check(message(text, time).as_bytes(), signature)?;
    Ok(Cosignature { name: key.name().to_owned(), time })
}

fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}
