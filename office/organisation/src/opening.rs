//! Opens one sealed part with any age identity: in memory, in pieces, within the limits of a part.
//!
//! Touches no disk, and keeps each plain byte only until the caller's closure returns.

use std::io::Read;

use evidence::part::{MAX_CONTENT, SALT_LEN};
use evidence::{Digest, DigestWriter, PlainPart};
use zeroize::Zeroizing;

/// Most bytes of an age header: that of eight hybrid recipients has 12,526.
const MAX_HEADER: usize = 16 * 1024;
/// The start of an age header's last line.
const HEADER_END: &[u8] = b"\n--- ";
/// Plain bytes read at once: one age chunk.
const PIECE: usize = 64 * 1024;

/// The reason why a sealed part did not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Not an age v1 file.
    NotAge,
    /// An age file for other recipients.
    NotForUs,
    /// An age file whose recipients are of two kinds: the weaker one decides who opens it.
    TwoKinds,
    /// Cut off or changed.
    Damaged,
    /// No content, or more than a part may have.
    WrongSize,
    /// The caller's sink failed.
    Sink,
}

/// Commitment, salt and size of a part that was opened.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// SHA-256 of salt and content.
    pub commitment: Digest,
    /// The salt.
    pub salt: [u8; SALT_LEN],
    /// Bytes of content.
    pub size: u32,
}

/// Opens a part piece by piece and passes each piece of *content* to `sink`.
pub fn stream(
    sealed: &[u8],
    identity: &dyn age::Identity,
    sink: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<Opened, Failure> {
    let mut reader = reader(sealed, identity)?;
    let mut salt = [0; SALT_LEN];
    reader.read_exact(&mut salt).map_err(|e| match e.kind() {
        std::io::ErrorKind::UnexpectedEof => Failure::WrongSize,
        _ => Failure::Damaged,
    })?;
    let mut digest = DigestWriter::default();
    digest.update(&salt);
    let mut buffer = Zeroizing::new(vec![0; PIECE]);
    let mut size = 0usize;
    loop {
        let read = reader.read(&mut buffer).map_err(|_| Failure::Damaged)?;
        let piece = buffer.get(..read).ok_or(Failure::Damaged)?;
        if piece.is_empty() {
            break;
        }
        size += read;
        if size > MAX_CONTENT {
            return Err(Failure::WrongSize);
        }
        digest.update(piece);
        sink(piece).map_err(|_| Failure::Sink)?;
    }
    if size == 0 {
        return Err(Failure::WrongSize);
    }
    let size = u32::try_from(size).map_err(|_| Failure::WrongSize)?;
    Ok(Opened { commitment: digest.finish(), salt, size })
}

/// Opens a part at once.
pub fn whole(sealed: &[u8], identity: &dyn age::Identity) -> Result<PlainPart, Failure> {
    let mut bytes = Vec::with_capacity(sealed.len());
    let limit = (SALT_LEN + MAX_CONTENT + 1) as u64;
    reader(sealed, identity)?.take(limit).read_to_end(&mut bytes).map_err(|_| Failure::Damaged)?;
    PlainPart::from_bytes(bytes).map_err(|_| Failure::WrongSize)
}

fn reader<'a>(sealed: &'a [u8], identity: &dyn age::Identity) -> Result<impl Read + use<'a>, Failure> {
    // age tries its key on every recipient of the header; a header as large as a part has 40,000, which takes minutes.
    let header = sealed.get(..MAX_HEADER).unwrap_or(sealed);
    if !header.windows(HEADER_END.len()).any(|at| at == HEADER_END) {
        return Err(Failure::NotAge);
    }
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| Failure::NotAge)?;
    // Passphrase files are refused: their maker chooses their cost.
    if decryptor.is_scrypt() {
        return Err(Failure::NotForUs);
    }
    decryptor.decrypt(std::iter::once(identity)).map_err(|e| match e {
        age::DecryptError::NoMatchingKeys => Failure::NotForUs,
        _ => Failure::Damaged,
    })
}
