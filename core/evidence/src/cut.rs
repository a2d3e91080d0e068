//! The beginnings of a live recording's parts, chosen so that single parts can be shown and played.

use serde::{Deserialize, Serialize};

/// Bytes at the beginning of a part that tell whether it begins with a fragment.
pub const HEAD: usize = 8;
/// The id of a cluster of WebM and Matroska.
pub const CLUSTER: [u8; 4] = [0x1f, 0x43, 0xb6, 0x75];
/// The name of the box that a fragment of MP4 begins with.
pub const MOOF: [u8; 4] = *b"moof";
/// How a file of WebM and Matroska begins.
pub const EBML: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];

/// Where the parts of a medium begin.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// Anywhere.
    #[default]
    Bytes,
    /// At the fragments of the container. The bytes before the first fragment are the init segment. A fragment that is
    /// larger than a part, or takes too long, continues in parts that begin with no fragment.
    Fragments,
}

impl Cut {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(crate) fn is_bytes(&self) -> bool {
        *self == Self::Bytes
    }
}

/// Returns true when bytes begin with a fragment: a cluster, or the box `moof`.
pub fn is_fragment(first: &[u8]) -> bool {
    first.starts_with(&CLUSTER) || first.get(4..HEAD) == Some(&MOOF)
}

/// Returns true when bytes begin as an init segment does: EBML, or the box `ftyp`.
pub fn is_init(first: &[u8]) -> bool {
    first.starts_with(&EBML) || first.get(4..HEAD) == Some(b"ftyp")
}
