//! Signing and sealing: the only crate that may name a person's private key.
//!
//! Owns the ratchet's one-time secrets, the transport and organisation keys, and age. Keeps no secret: secrets come in
//! as bytes, leave as bytes for the vault's slots, and are erased from memory on drop.

mod error;
mod header;
mod hybrid;
mod keys;
mod ratchet;
mod review;
mod sealer;
mod sign;
mod xwing;

pub use error::{Error, Result};
pub use keys::{Identity, Recipient, tag};
pub use ratchet::{OneTimeKey, sign_entry};
pub use review::ReviewIdentity;
pub use sealer::{SealedPart, Sealer};
pub use sign::{AdmissionKey, OrganisationKey, TransportKey};
