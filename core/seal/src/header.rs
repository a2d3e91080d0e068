//! The header of an age v1 file, written here because the age crate adds junk of random length to every header, and
//! the headers of all parts under one policy must have one length (`docs/format.md`).
//!
//! The age crate still does the payload, the key schedule and the reading.

use std::io::{self, Write};

use age_core::format::{FileKey, Stanza};
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use hmac::{Hmac, Mac};
use sha2_age::Sha256;

use crate::{Error, Result};

const FIRST_LINE: &str = "age-encryption.org/v1\n";
const LAST_LINE: &str = "---";
/// Letters in a full line of a stanza's body.
const COLUMNS: usize = 64;

/// Returns the header of these stanzas, with its MAC.
pub(crate) fn header(stanzas: &[Stanza], file_key: &FileKey) -> Result<Vec<u8>> {
    let mut text = FIRST_LINE.to_owned();
    for stanza in stanzas {
        text.push_str("-> ");
        text.push_str(&stanza.tag);
        for argument in &stanza.args {
            text.push(' ');
            text.push_str(argument);
        }
        text.push('\n');
        let body = BASE64_STANDARD_NO_PAD.encode(&stanza.body);
        // A short line ends the body, if necessary an empty one.
        let mut rest = body.as_str();
        while let Some((line, below)) = rest.split_at_checked(COLUMNS) {
            text.push_str(line);
            text.push('\n');
            rest = below;
        }
        text.push_str(rest);
        text.push('\n');
    }
    text.push_str(LAST_LINE);
    let key = hkdf(&[], b"header", file_key.expose_secret());
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| Error::Bug("HMAC did not take a key"))?;
    mac.update(text.as_bytes());
    text.push(' ');
    text.push_str(&BASE64_STANDARD_NO_PAD.encode(mac.finalize().into_bytes()));
    text.push('\n');
    Ok(text.into_bytes())
}

/// Takes the age crate's output and replaces its header by ours.
pub(crate) struct OwnHeader<'a> {
    ours: Option<Vec<u8>>,
    theirs: Vec<u8>,
    out: &'a mut Vec<u8>,
}

impl<'a> OwnHeader<'a> {
    pub(crate) fn new(ours: Vec<u8>, out: &'a mut Vec<u8>) -> Self {
        Self { ours: Some(ours), theirs: Vec::new(), out }
    }

    /// Returns the end of the header in the bytes written so far; none if it is not complete.
    fn end(&self) -> Option<usize> {
        let last = self.theirs.windows(5).position(|at| at == b"\n--- ")? + 1;
        let line = self.theirs.get(last..)?.iter().position(|b| *b == b'\n')?;
        Some(last + line + 1)
    }
}

impl Write for OwnHeader<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ours.is_none() {
            self.out.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        self.theirs.extend_from_slice(bytes);
        if let Some(end) = self.end() {
            self.out.extend(self.ours.take().into_iter().flatten());
            self.out.extend_from_slice(self.theirs.get(end..).unwrap_or_default());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
