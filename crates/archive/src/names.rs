//! Names that came from strangers, made safe for folders and terminals. The original name is data, never a path.

/// Longest safe name, in bytes; leaves room for a prefix within [`evidence::bundle::is_media_path`]'s 200.
const MAX_NAME: usize = 80;
const MAX_ENDING: usize = 10;

/// A file name made from `position` and what is harmless of `original`: letters, digits, `-` and `_`, one dot before
/// a short ending. Different positions give different names, whatever the originals are.
pub(crate) fn safe(position: usize, original: &str) -> String {
    // The last component only: what stands before a slash or backslash was never a name.
    let last = original.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, ending) = match last.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, Some(ending.to_ascii_lowercase())),
        _ => (last, None),
    };
    let mut name = String::new();
    for c in stem.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '-' => name.push(c),
            _ if name.ends_with('_') || name.is_empty() => {}
            _ => name.push('_'),
        }
        if name.len() >= MAX_NAME {
            break;
        }
    }
    let stem = name.trim_end_matches('_');
    // The number in front keeps names apart and device names such as CON harmless.
    let stem = if stem.is_empty() { "medium" } else { stem };
    format!("{position}-{stem}.{}", ending.as_deref().unwrap_or("bin"))
}

fn is_ending(text: &str) -> bool {
    (1..=MAX_ENDING).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// JSON text with every control, bidi and invisible character inside strings written as `\u`: it shows what it says.
pub(crate) fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(u32::from(c), 0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
            | 0xfff9..=0xfffb | 0xe0000..=0xe007f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::bundle::is_media_path;

    #[test]
    fn a_hostile_name_becomes_a_plain_one_and_two_never_meet() {
        let long = "x".repeat(300);
        let hostile = [
            "../../x",
            "/etc/passwd",
            "..\\..\\boot.ini",
            "CON",
            "nul.txt",
            "",
            ".",
            "..",
            ".bashrc",
            "a\u{202e}gpj.exe",
            "a\0b.jpg",
            "\n\r",
            "фото с площади.jpg",
            "-rf",
            "a b;rm *.sh",
            "..jpg",
            long.as_str(),
            "a.b.c.tar.gz",
            "x.",
        ];
        let mut seen = std::collections::BTreeSet::new();
        for (at, name) in hostile.iter().chain(&hostile).enumerate() {
            let safe = safe(at, name);
            assert!(is_media_path(&format!("media/{safe}")), "{safe}");
            assert!(safe.len() < 120 && !safe.contains(".."), "{safe}");
            assert!(seen.insert(safe.to_ascii_lowercase()));
        }
        assert_eq!(safe(0, "photo.JPG"), "0-photo.jpg");
        assert_eq!(safe(1, "../../x"), "1-x.bin");
    }

    #[test]
    fn a_sidecar_shows_what_turns_text_around() {
        let json = serde_json::to_string("a\u{202e}gpj.exe \u{e0041}").unwrap();
        let shown = visible_json(&json);
        assert!(shown.is_ascii(), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), "a\u{202e}gpj.exe \u{e0041}");
    }
}
