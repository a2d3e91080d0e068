//! Words of small text files, so that a search finds a file by its content.
//!
//! Decides which files are read for that: texts of items whose record may be in a list, up to [`LARGEST`] per item.
//! They are read in memory, folded, and written into the locked index. If a file cannot be read, only the item's words
//! from it are missing.

use zeroize::Zeroizing;

use crate::case::{Case, Medium, PartRow};
use crate::store::Store;
use crate::words;

/// Most bytes of text that are read of one item.
const LARGEST: u64 = 1024 * 1024;
/// Extensions of text files, for any type that the device gave them.
const ENDINGS: [&str; 9] = ["txt", "text", "md", "csv", "tsv", "log", "json", "srt", "vtt"];

impl Store {
    /// Returns the folded words of an item's text files; empty if it has none. `witness` keeps its words out of all
    /// lists.
    pub(crate) fn text_words(&self, case: &Case, witness: bool) -> String {
        let mut said = String::new();
        if !has_text(case, witness) {
            return said;
        }
        let mut room = LARGEST;
        for medium in case.media().iter().filter(|medium| is_text(medium)) {
            if medium.bytes > room || !medium.missing.is_empty() {
                continue;
            }
            room -= medium.bytes;
            if let Some(text) = self.text(case, medium).and_then(|bytes| decoded(&bytes)) {
                said.push_str(&words::fold(&text));
                said.push(' ');
            }
        }
        said
    }

    fn text(&self, case: &Case, medium: &Medium) -> Option<Zeroizing<Vec<u8>>> {
        let parts = case.media.range(medium.first_part..medium.first_part.saturating_add(medium.parts));
        let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(medium.bytes).ok()?));
        let mut sealed = Vec::new();
        for (_, part) in parts.filter(|(_, part)| PartRow::is_held(part)) {
            let taken = self.pour(part, &mut sealed, &mut |piece| {
                text.extend_from_slice(piece);
                Ok(())
            });
            taken.ok()?;
        }
        Some(text)
    }
}

/// Returns true if an item has a text file that may be shown in a list.
pub(crate) fn has_text(case: &Case, witness: bool) -> bool {
    !witness && case.resolved().is_some_and(words::is_open) && case.media().iter().any(is_text)
}

fn is_text(medium: &Medium) -> bool {
    let of_type =
        medium.media_type.as_deref().is_some_and(|t| t.trim_start().to_ascii_lowercase().starts_with("text/"));
    let ending = medium.name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
    of_type || ending.is_some_and(|end| ENDINGS.contains(&end.as_str()))
}

/// Decodes a file's text like the window: UTF-8, UTF-16 with a mark, else Windows-1251. `None` for a file that is no
/// text.
fn decoded(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let utf_16 = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = pairs
            .chunks_exact(2)
            .map(|pair| unit([pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0)]));
        char::decode_utf16(units).map(|c| c.unwrap_or(' ')).collect()
    };
    let text: String = match bytes {
        [0xff, 0xfe, pairs @ ..] => utf_16(pairs, u16::from_le_bytes),
        [0xfe, 0xff, pairs @ ..] => utf_16(pairs, u16::from_be_bytes),
        bytes if bytes.contains(&0) => return None,
        bytes => {
            std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|b| windows_1251(*b)).collect(), str::to_owned)
        }
    };
    Some(Zeroizing::new(text))
}

/// Returns a Windows-1251 letter of Russian or a neighbouring language; other characters separate words.
fn windows_1251(byte: u8) -> char {
    match byte {
        0..=0x7f => char::from(byte),
        0xc0..=0xff => char::from_u32(0x0410 + u32::from(byte - 0xc0)).unwrap_or(' '),
        0xa8 => 'Ё',
        0xb8 => 'ё',
        0xa1 => 'Ў',
        0xa2 => 'ў',
        0xaa => 'Є',
        0xba => 'є',
        0xaf => 'Ї',
        0xbf => 'ї',
        0xa5 => 'Ґ',
        0xb4 => 'ґ',
        0xb2 => 'І',
        0xb3 => 'і',
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_the_encodings_in_which_people_write_it() {
        let text = "Автобус, 11:40";
        let utf_16 = |mark: u16, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(mark).chain(text.encode_utf16()).flat_map(unit).collect()
        };
        let old: &[u8] = b"\xc0\xe2\xf2\xee\xe1\xf3\xf1, 11:40";
        for bytes in [text.as_bytes(), &utf_16(0xfeff, u16::to_le_bytes), &utf_16(0xfeff, u16::to_be_bytes), old] {
            assert_eq!(decoded(bytes).as_deref().map(String::as_str), Some(text));
        }
        assert!(decoded(b"\x89PNG\0\0").is_none());
    }

    #[test]
    fn a_text_is_told_by_its_type_or_by_its_name() {
        let medium = |name: &str, media_type: &str| Medium {
            name: Some(name.to_owned()),
            media_type: Some(media_type.to_owned()),
            sha256: None,
            modified: None,
            changed: false,
            first_part: 0,
            parts: 1,
            interrupted: false,
            missing: Vec::new(),
            bytes: 1,
        };
        for (name, media_type, text) in [
            ("a", "text/plain; charset=utf-8", true),
            ("a", "TEXT/CSV", true),
            ("plate numbers.CSV", "application/octet-stream", true),
            ("README.md", "", true),
            ("txt", "application/octet-stream", false),
            ("IMG_1.jpg", "image/jpeg", false),
        ] {
            assert_eq!(is_text(&medium(name, media_type)), text, "{name} {media_type}");
        }
    }
}
