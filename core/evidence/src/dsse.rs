//! DSSE envelopes (secure-systems-lab/dsse v1.0) with exactly one Ed25519 signature.
//!
//! The payload's bytes are kept, shown and hashed exactly as they were signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{Digest, Error, PublicKey, Result, json};

/// Largest envelope that we read, in bytes. An entry with 64 parts needs about 22 KiB.
pub const MAX_ENVELOPE: usize = 256 * 1024;

/// A signed payload whose signature has the right form. [`Envelope::verify`] checks the signature itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    payload_type: String,
    payload: Vec<u8>,
    keyid: String,
    signature: [u8; 64],
}

impl Envelope {
    /// Joins a payload and its signature over [`pae`]. The key id is `signer` in hex, a hint that is not signed.
    pub fn new(payload_type: &str, payload: Vec<u8>, signer: &PublicKey, signature: [u8; 64]) -> Self {
        Self { payload_type: payload_type.to_owned(), payload, keyid: signer.to_string(), signature }
    }

    /// Reads the JSON form. Unknown fields are ignored; a second signature is refused, so that a carrier cannot add
    /// one.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::from_wire(json::parse::<Wire>("envelope", bytes, MAX_ENVELOPE)?)
    }

    pub(crate) fn from_wire(wire: Wire) -> Result<Self> {
        let [signature] = wire.signatures.as_slice() else {
            return Err(Error::malformed(
                "envelope",
                format!("{} signatures, exactly one allowed", wire.signatures.len()),
            ));
        };
        let decode =
            |text: &str| STANDARD.decode(text).map_err(|_| Error::malformed("envelope", "not standard base64"));
        let bytes = decode(&signature.sig)?;
        let bytes = bytes.try_into().map_err(|_| Error::malformed("envelope", "the signature has not 64 bytes"))?;
        Ok(Self {
            payload: decode(&wire.payload)?,
            payload_type: wire.payload_type,
            keyid: signature.keyid.clone(),
            signature: bytes,
        })
    }

    /// Returns the JSON form: one line, fields in the order of the DSSE specification.
    pub fn to_json(&self) -> Vec<u8> {
        // Three strings always become JSON, and every reader would refuse an empty answer.
        json::print(self).unwrap_or_default()
    }

    /// Returns the media type of the payload.
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// Returns the signed bytes.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the key id: an unsigned hint. Our own signers write the public key in hex.
    pub fn keyid(&self) -> &str {
        &self.keyid
    }

    /// Returns the signature's 64 bytes.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// Returns the SHA-256 of the payload, the name of the signed statement.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.payload)
    }

    /// Returns true when `key` signed this payload under this payload type.
    pub fn verify(&self, key: &PublicKey) -> bool {
        key.verify(&pae(&self.payload_type, &self.payload), &self.signature)
    }

    /// Returns the payload after checking that `key` signed it as `payload_type`. Errors: `Refused` otherwise.
    pub fn open(&self, what: &'static str, payload_type: &str, key: &PublicKey) -> Result<&[u8]> {
        if self.payload_type != payload_type {
            return Err(Error::unsupported(what, &self.payload_type));
        }
        if !self.verify(key) {
            return Err(Error::refused(what, "the signature is not by the expected key"));
        }
        Ok(&self.payload)
    }
}

/// Returns the pre-authentication encoding: `DSSEv1 SP len(type) SP type SP len(payload) SP payload`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

/// The JSON form. Only [`crate::entry::Carried`] has `details`: an envelope has none and ignores that member.
#[derive(Serialize, Deserialize)]
pub(crate) struct Wire {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<WireSignature>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) details: Option<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct WireSignature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

impl Envelope {
    pub(crate) fn to_wire(&self) -> Wire {
        Wire {
            payload: STANDARD.encode(&self.payload),
            payload_type: self.payload_type.clone(),
            signatures: vec![WireSignature { keyid: self.keyid.clone(), sig: STANDARD.encode(self.signature) }],
            details: None,
        }
    }
}

impl Serialize for Envelope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Self::from_wire(wire).map_err(serde::de::Error::custom)
    }
}
