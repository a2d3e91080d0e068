//! Header values of tus 1.0.0 in the spelling of both sides: <https://tus.io/protocols/resumable-upload>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence::Digest;

/// The only supported version.
pub const VERSION: &str = "1.0.0";
/// Media type of a chunk.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";
/// Longest header value that is read, in bytes.
const MAX_VALUE: usize = 1_024;

/// Reads `Upload-Length` and `Upload-Offset`: decimal digits only.
pub fn parse_number(value: &str) -> Option<u64> {
    value.parse().ok().filter(|_| value.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads `Upload-Checksum`: `sha256 <base64 of the 32 bytes>`.
pub fn parse_checksum(value: &str) -> Option<Digest> {
    let encoded = value.strip_prefix("sha256 ").filter(|e| e.len() < MAX_VALUE)?;
    STANDARD.decode(encoded).ok()?.try_into().ok().map(Digest::from_bytes)
}

/// Returns the part's digest in `Upload-Metadata`: the one pair `sha256 <base64 of the 64 hex digits>` among others.
pub fn parse_metadata(value: &str) -> Option<Digest> {
    if value.len() > MAX_VALUE {
        return None;
    }
    let mut found = value.split(',').filter_map(|pair| pair.trim().strip_prefix("sha256 "));
    let (Some(encoded), None) = (found.next(), found.next()) else { return None };
    let hex = STANDARD.decode(encoded.trim()).ok()?;
    std::str::from_utf8(&hex).ok()?.parse().ok()
}

/// Returns `Upload-Metadata` for a part.
pub fn print_metadata(digest: &Digest) -> String {
    format!("sha256 {}", STANDARD.encode(digest.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_names_the_part_once_among_other_pairs() {
        let digest = Digest::of(b"part");
        let printed = print_metadata(&digest);
        assert_eq!(parse_metadata(&printed), Some(digest));
        assert_eq!(parse_metadata(&format!("filename eA==, {printed}")), Some(digest));
        for wrong in [
            "",
            "sha256",
            "sha256 ",
            "sha256 eA==",
            "filename eA==",
            &format!("{printed},{printed}"),
            &"x".repeat(2_000),
        ] {
            assert_eq!(parse_metadata(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_digits_and_checksums_are_sha256() {
        assert_eq!(parse_number("4194304"), Some(4_194_304));
        for wrong in ["", "+1", "-1", " 1", "1 ", "0x1", "99999999999999999999"] {
            assert_eq!(parse_number(wrong), None, "{wrong}");
        }
        let zeros = format!("sha256 {}", STANDARD.encode([0; 32]));
        assert_eq!(parse_checksum(&zeros), Some(Digest::from_bytes([0; 32])));
        for wrong in ["sha1 AAAA", "sha256 AAAA", "sha256  AAAA", "AAAA"] {
            assert_eq!(parse_checksum(wrong), None, "{wrong}");
        }
    }
}
