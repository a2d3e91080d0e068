//! Names of files as text. A record holds text and a file system holds bytes: this module spells the bytes of a name
//! that is not UTF-8 so that they can be restored. It never changes letters.

use std::ffi::OsStr;
use std::fmt::Write;

/// Returns the text of a file's name, unchanged if it is UTF-8. Each other byte, and a backslash that would read as
/// such an escape, becomes `\xNN`, so that [`bytes`] restores the name on the disk.
pub fn text(name: &OsStr) -> String {
    lossless(name.as_encoded_bytes())
}

/// Returns the text of a name given as bytes, with the escapes of [`text`].
pub fn lossless(name: &[u8]) -> String {
    let mut out = String::new();
    for chunk in name.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some((before, after)) = rest.split_once('\\') {
            out.push_str(before);
            out.push_str(if escaped(rest.get(before.len()..).unwrap_or_default()).is_some() { "\\x5c" } else { "\\" });
            rest = after;
        }
        out.push_str(rest);
        for byte in chunk.invalid() {
            // Writing to a string always succeeds.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Returns the bytes of a name that [`text`] wrote.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (taken, byte) = match escaped(rest) {
            Some(byte) => (4, Some(byte)),
            None => (first.len_utf8(), None),
        };
        let (head, tail) = rest.split_at(taken);
        match byte {
            Some(byte) => out.push(byte),
            None => out.extend_from_slice(head.as_bytes()),
        }
        rest = tail;
    }
    out
}

/// Returns the byte of an escape that the text begins with: `\x` and two lower-case hex digits.
pub fn escaped(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("\\x")?.get(..2)?;
    let plain = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    u8::from_str_radix(digits, 16).ok().filter(|_| plain)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_name_in_any_script_is_kept_as_it_is() {
        for name in
            ["Мать.jpg", "Әке.mp4", "й.jpg", "и\u{306}.jpg", "محضر.pdf", "投票所.png", "a\\b", "\\xFF", "100%.txt", ""]
        {
            assert_eq!(text(OsStr::new(name)), name);
            assert_eq!(bytes(name), name.as_bytes());
        }
    }

    #[test]
    fn a_name_that_is_not_utf_8_keeps_its_bytes() {
        let latin = b"\xff\xfe-latin\xe9.jpg";
        assert_eq!(text(OsStr::from_bytes(latin)), r"\xff\xfe-latin\xe9.jpg");
        let cut = [&"Мать".as_bytes()[..5], b".jpg"].concat();
        assert_eq!(text(OsStr::from_bytes(&cut)), r"Ма\xd1.jpg");
        for name in [&latin[..], &cut, br"\xff", br"\\x5c\x5c", b"\\x\xff", b"\xed\xa0\x80", br"a\xe9", b"\\"] {
            assert_eq!(bytes(&text(OsStr::from_bytes(name))), name, "{name:?}");
        }
        assert_ne!(text(OsStr::from_bytes(br"\xff")), text(OsStr::from_bytes(b"\xff")));
    }
}
