//! Signed notes, C2SP `signed-note`: text, blank line, signature lines.
//!
//! Owns the split between text and signatures and their exact spelling: `to_string` writes the bytes that
//! [`Note::parse`] read. Trusts no signature without a key, which the reader brings.

use std::{fmt, str::FromStr};

use crate::{
    Error, KeyKind, VerifierKey,
    key::check_name,
    text::{base64, has_control, to_base64},
};

/// Largest note in bytes. The 16 signatures of 5 kB that every reader must accept need less than half.
pub const MAX_NOTE: usize = 256 * 1024;
/// Most signatures on one note; the specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// One signature line: `— <name> base64(key ID || signature)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl Signature {
    pub(crate) fn new(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self { name: key.name().to_owned(), id: key.id(), bytes }
    }

    /// Returns the name of the key that claims to have signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the ID of the key that claims to have signed.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Returns the signature after the key ID, at least one byte; its shape depends on the signature type.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns true when name and key ID are those of `key`. Does not check the signature.
    pub fn claims(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }
}

impl FromStr for Signature {
    type Err = Error;

    /// Reads one line without its newline, as a witness returns it.
    fn from_str(line: &str) -> Result<Self, Error> {
        const SHAPE: Error = Error::Malformed("not a signature line");
        let rest = line.strip_prefix("\u{2014} ").ok_or(SHAPE)?;
        let (name, encoded) = rest.split_once(' ').ok_or(SHAPE)?;
        check_name(name)?;
        if encoded.len() > MAX_NOTE {
            return Err(SHAPE);
        }
        let blob = base64(encoded)?;
        match blob.split_first_chunk::<4>() {
            Some((id, bytes)) if !bytes.is_empty() => {
                Ok(Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
            }
            _ => Err(Error::Malformed("signature without bytes")),
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\u{2014} {} {}", self.name, to_base64(&[&self.id, self.bytes.as_slice()].concat()))
    }
}

/// A text with at least one signature line, none of them checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Reads a whole note. Errors: `Malformed`, also above [`MAX_NOTE`] bytes or [`MAX_SIGNATURES`] signatures.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_NOTE {
            return Err(Error::Malformed("note too large"));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| Error::Malformed("note is not UTF-8"))?;
        if has_control(note) {
            return Err(Error::Malformed("control character in a note"));
        }
        // The text may hold blank lines of its own; the last one is the separator.
        let (head, tail) = note.rsplit_once("\n\n").ok_or(Error::Malformed("note without a blank line"))?;
        let lines = tail.strip_suffix('\n').ok_or(Error::Malformed("note does not end in a newline"))?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == MAX_SIGNATURES {
                return Err(Error::Malformed("too many signatures on a note"));
            }
            signatures.push(line.parse()?);
        }
        Ok(Self { text: format!("{head}\n"), signatures })
    }

    /// Makes a note with one Ed25519 signature over `text`, which ends in a newline.
    ///
    /// `sign` receives the bytes to sign and returns the 64 bytes of RFC 8032. The result is checked against `key`, so
    /// that a confused signer publishes no note. Errors: those of `sign`; `Malformed` for a text that no note can
    /// hold; `Refused` if `key` is a cosigner's or is not the signer's.
    pub fn sign<E: From<Error>>(
        text: &str,
        key: &VerifierKey,
        sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
    ) -> Result<Self, E> {
        if !text.ends_with('\n') || has_control(text) || text.len() > MAX_NOTE / 2 {
            return Err(Error::Malformed("text of a note").into());
        }
        if key.kind() != KeyKind::Ed25519 {
            return Err(Error::Refused("a cosigner's key signs no plain note").into());
        }
        let bytes = sign(text.as_bytes())?;
        key.check(text.as_bytes(), &bytes)?;
        Ok(Self { text: text.to_owned(), signatures: vec![Signature::new(key, bytes.to_vec())] })
    }

    /// Returns the signed text, with its final newline and without the blank line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns all signature lines in order.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a line at the end. Errors: `Refused`, without a change, if the note would pass [`MAX_SIGNATURES`] or
    /// [`MAX_NOTE`].
    pub fn add(&mut self, signature: Signature) -> Result<(), Error> {
        self.signatures.push(signature);
        if self.signatures.len() > MAX_SIGNATURES || self.to_string().len() > MAX_NOTE {
            self.signatures.pop();
            return Err(Error::Refused("too many signatures on a note"));
        }
        Ok(())
    }

    /// Checks that the Ed25519 `key` signed the text.
    ///
    /// Every line that claims the key must verify; lines of other keys are ignored. Errors: `Refused` if there is no
    /// such line, if one does not verify, or if `key` is a cosigner's. Source: C2SP `signed-note`, Signatures.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), Error> {
        if key.kind() != KeyKind::Ed25519 {
            return Err(Error::Refused("a cosigner's key signs no plain note"));
        }
        let mut lines = self.signatures.iter().filter(|signature| signature.claims(key)).peekable();
        if lines.peek().is_none() {
            return Err(Error::Refused("the key did not sign the note"));
        }
        lines.try_for_each(|signature| key.check(self.text.as_bytes(), &signature.bytes))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}
