//! Sealing: parts become age files with one stanza for each recipient, filled up to the policy's number of stanzas, so
//! that no header reveals the recipients of a part.
//!
//! The opening of parts with the archive key lives in `archive`.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Mutex;

use age::EncryptError;
use age_core::format::{FileKey, Stanza};
use evidence::part::Sealed;
use evidence::policy::{MAX_SLOTS, RecipientKind};
use evidence::{Digest, PlainPart};

use crate::header::{OwnHeader, header};
use crate::{Error, Identity, Recipient, Result};

/// Seals parts to a fixed set of recipients.
#[derive(Clone)]
pub struct Sealer {
    recipients: Vec<Recipient>,
    filler: Recipient,
    slots: usize,
}

/// A sealed part in memory.
pub struct SealedPart {
    /// SHA-256 of the plain part.
    pub commitment: Digest,
    /// Digest and size of `bytes`.
    pub sealed: Sealed,
    /// An age v1 binary file.
    pub bytes: Vec<u8>,
}

impl Sealer {
    /// Takes recipients, at least one, all of one kind. A sealed part has a stanza for each.
    pub fn new<'a>(recipients: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let recipients: Vec<_> = recipients.into_iter().collect();
        let slots = recipients.len();
        Self::with_slots(recipients, slots)
    }

    /// Takes recipients, at least one, all of one kind, and the number of stanzas of a sealed part.
    pub fn with_slots<'a>(recipients: impl IntoIterator<Item = &'a str>, slots: usize) -> Result<Self> {
        let recipients = recipients.into_iter().map(Recipient::parse).collect::<Result<Vec<_>>>()?;
        let kind = recipients.first().ok_or(Error::Refused("there is no recipient to seal to"))?.kind();
        if recipients.iter().any(|r| r.kind() != kind) {
            return Err(Error::Refused("recipients of two kinds: the weaker one would decide"));
        }
        if recipients.len() > slots || slots > MAX_SLOTS {
            return Err(Error::Refused("there are more recipients than a sealed part has stanzas"));
        }
        // The filler's secret is dropped at once.
        let filler = Identity::generate(kind)?.recipient();
        Ok(Self { recipients, filler, slots })
    }

    /// Returns the kind of the recipients.
    pub fn kind(&self) -> RecipientKind {
        self.filler.kind()
    }

    /// Seals one part. `buffer` is cleared and becomes the sealed bytes, so that callers can reuse memory.
    pub fn seal_into(&self, part: &PlainPart, mut buffer: Vec<u8>) -> Result<SealedPart> {
        buffer.clear();
        buffer.reserve(part.as_bytes().len() + 16 * 1024);
        let failed = |_| Error::Bug("age could not write to memory");
        let slots = Slots { sealer: self, header: Mutex::new(Ok(Vec::new())) };
        let encryptor = age::Encryptor::with_recipients(std::iter::once(&slots as &dyn age::Recipient));
        let header = slots.header.into_inner().map_err(|_| Error::Bug("a lock is poisoned"))??;
        let encryptor = encryptor.map_err(|_| Error::Bug("age refused its recipients"))?;
        let mut writer = encryptor.wrap_output(OwnHeader::new(header, &mut buffer)).map_err(failed)?;
        writer.write_all(part.as_bytes()).map_err(failed)?;
        writer.finish().map_err(failed)?;
        let sealed = Sealed { sha256: Digest::of(&buffer), size: buffer.len() as u64 };
        Ok(SealedPart { commitment: part.commitment(), sealed, bytes: buffer })
    }

    /// Seals one part into a new buffer.
    pub fn seal(&self, part: &PlainPart) -> Result<SealedPart> {
        self.seal_into(part, Vec::new())
    }

    /// Returns one stanza for each slot: recipients in their order, then fillers.
    fn stanzas(&self, file_key: &FileKey) -> Result<Vec<Stanza>> {
        let mut stanzas = self.recipients.iter().map(|r| r.wrap(file_key)).collect::<Result<Vec<_>>>()?;
        while stanzas.len() < self.slots {
            // Looks like any other stanza. The secret of the filler is gone, and even that secret would yield only
            // noise.
            let noise = FileKey::try_init_with_mut(|key| getrandom::fill(key.as_mut_slice()));
            let noise = noise.map_err(|_| Error::Unavailable("the system's randomness"))?;
            stanzas.push(self.filler.wrap(&noise)?);
        }
        Ok(stanzas)
    }
}

/// All slots of one part for the age crate: it gives the file key, and this module makes the header.
struct Slots<'a> {
    sealer: &'a Sealer,
    header: Mutex<Result<Vec<u8>>>,
}

impl age::Recipient for Slots<'_> {
    fn wrap_file_key(&self, file_key: &FileKey) -> std::result::Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let made = self.sealer.stanzas(file_key).and_then(|stanzas| header(&stanzas, file_key));
        match self.header.lock() {
            Ok(mut header) => *header = made,
            Err(_) => return Err(EncryptError::Io(io::Error::other("a lock is poisoned"))),
        }
        Ok((Vec::new(), HashSet::new()))
    }
}
