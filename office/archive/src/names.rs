//! Makes names from strangers safe for folders and terminals. The original name is data, never a path.
//!
//! An opened file keeps the letters of its name in any script; a path in a bundle is plain ASCII, which every system
//! and tool accepts, and the true name is in the record.

use std::collections::BTreeSet;

use any_ascii::any_ascii;
use evidence::file_name;
use unicode_normalization::UnicodeNormalization;

use crate::endings;
use disk::durable::UNFINISHED;

/// Longest stem of a path in a bundle, in bytes; leaves room for a prefix within [`evidence::bundle::is_media_path`]'s
/// 200.
const MAX_PLAIN: usize = 80;
/// Longest name of an opened file, in bytes: 255 less the suffix of an unfinished file.
const MAX_OPENED: usize = 240;
/// Name of a medium that has none.
const NAMELESS: &str = "medium";
/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Names that are used in one folder. Two names that a file system may treat as equal are kept apart.
pub(crate) struct Taken(BTreeSet<String>);

impl Taken {
    /// Begins with names that are not free.
    pub(crate) fn new(names: &[&str]) -> Self {
        Self(names.iter().map(|name| folded(name)).collect())
    }

    fn take(&mut self, name: &str) -> bool {
        self.0.insert(folded(name))
    }
}

/// Folds a name as the least exact file system compares names.
fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Returns the name of an opened file: the letters of `original` in NFC. Characters that a file system refuses, that
/// are invisible or turn text around, and bytes that are no letters are written `%XX`; the extension fits the medium's
/// kind.
pub(crate) fn opened(original: Option<&str>, media_type: Option<&str>, taken: &mut Taken) -> String {
    let (stem, ending) = parts(original, media_type);
    let mut tokens = escaped(&stem);
    if tokens.is_empty() {
        tokens.push(NAMELESS.to_owned());
    }
    let ending = match ending {
        Some(ending) => format!(".{}", escaped(&ending).concat()),
        None => String::new(),
    };
    harmless_ends(&mut tokens, ending.is_empty());
    let counts = std::iter::once(String::new()).chain((2..=u32::MAX).map(|n| format!(" ({n})")));
    let names = counts.map(|count| {
        let room = MAX_OPENED.saturating_sub(count.len() + ending.len());
        let mut name = String::new();
        for token in &tokens {
            if name.len() + token.len() > room {
                break;
            }
            name.push_str(token);
        }
        name.truncate(name.trim_end().len());
        name + &count + &ending
    });
    let mut free = names.filter(|name| taken.take(name));
    free.next().unwrap_or_default()
}

/// Returns a plain name for a bundle from `position` and the harmless characters of `original` in Latin letters:
/// letters, digits, `-` and `_`, one dot before a short extension. Different positions give different names for any
/// originals.
pub(crate) fn plain(position: usize, original: Option<&str>, media_type: Option<&str>) -> String {
    let (stem, ending) = parts(original, media_type);
    let ending = ending.map(|ending| ending.to_ascii_lowercase()).filter(|ending| is_plain_ending(ending));
    let mut name = String::new();
    for c in any_ascii(&stem.replace('\\', "_")).chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '-' => name.push(c),
            // Soft signs and apostrophes do not separate words.
            '\'' | '`' | '"' => {}
            _ if name.ends_with('_') || name.is_empty() => {}
            _ => name.push('_'),
        }
        if name.len() >= MAX_PLAIN {
            break;
        }
    }
    let stem = name.trim_end_matches('_');
    // The number in front keeps names apart, and makes device names such as CON harmless.
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    format!("{position}-{stem}.{}", ending.as_deref().unwrap_or("bin"))
}

/// Splits a name before its extension, and returns an extension of the medium's kind: its own, or a new one behind it.
fn parts(original: Option<&str>, media_type: Option<&str>) -> (String, Option<String>) {
    let name: String = original.unwrap_or_default().nfc().collect();
    let own = name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && endings::is_one(ending));
    match own {
        Some((stem, ending)) if endings::fits(ending, media_type) => (stem.to_owned(), Some(ending.to_owned())),
        // An executable extension is followed by a harmless one.
        Some(_) => (name, Some(endings::of(media_type).unwrap_or("bin").to_owned())),
        None => {
            let ending = endings::of(media_type).or(if name.is_empty() { Some("bin") } else { None });
            (name, ending.map(str::to_owned))
        }
    }
}

fn is_plain_ending(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Splits the name into pieces that must not be cut: harmless letters unchanged, all others as `%XX` of their bytes.
fn escaped(name: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        if let Some(byte) = file_name::escaped(rest) {
            tokens.push(percent(&[byte]));
            rest = rest.get(4..).unwrap_or_default();
            continue;
        }
        let reads_as_escape = c == '%' && after.get(..2).is_some_and(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
        tokens.push(if reads_as_escape || is_hidden(c) || is_reserved(c) { of_letter(c) } else { c.to_string() });
        rest = after;
    }
    tokens
}

/// Escapes characters that are harmful only at one end: a dot or a blank at the end, a hyphen in front, and the name of
/// a device.
fn harmless_ends(tokens: &mut [String], is_whole: bool) {
    let stem: String = tokens.concat();
    let word = stem.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let port = word.strip_prefix("COM").or_else(|| word.strip_prefix("LPT"));
    let port = port.is_some_and(|n| n.chars().count() == 1 && n.chars().all(|c| "0123456789¹²³".contains(c)));
    if let Some(first) = tokens.first_mut() {
        let harms = matches!(first.as_str(), "." | "-" | "~") || first.trim().is_empty();
        if harms || port || DEVICES.contains(&word.as_str()) {
            *first = percent(first.as_bytes());
        }
    }
    // The suffix of this program's unfinished files: a foreign file with it would be removed as a remnant.
    let unfinished = stem.to_lowercase().ends_with(UNFINISHED);
    if let Some(last) =
        tokens.last_mut().filter(|last| is_whole && (unfinished || *last == "." || last.trim().is_empty()))
    {
        *last = percent(last.as_bytes());
    }
}

fn of_letter(c: char) -> String {
    percent(c.encode_utf8(&mut [0; 4]).as_bytes())
}

fn percent(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

/// Returns true for characters that some file system refuses, or reads as something else than a letter.
fn is_reserved(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
}

/// Returns JSON text with every control, bidi and invisible character inside strings written as `\u`, so that it shows
/// its real content.
pub(crate) fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
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

/// Returns true for control, bidi and format characters, blank letters, and characters with a meaning in only one font.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xfeff | 0xffa0
            | 0xfff0..=0xfffb | 0xfffe | 0xffff | 0xe000..=0xf8ff | 0xe0000..=0x10ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::bundle::is_media_path;

    fn alone(name: &str, media_type: &str) -> String {
        opened(Some(name), Some(media_type), &mut Taken::new(&[]))
    }

    #[test]
    fn a_name_keeps_its_letters_in_every_script() {
        let names = [
            "Мать.jpg",
            "Протокол УИК 12.jpg",
            "Әке, ұл.JPG",
            "محضر الفرز.jpg",
            "投票所.jpeg",
            "שלום.jpg",
            "ქ.jpg",
            "àé (1).jpg",
            "100% & more.jpg",
        ];
        for name in names {
            assert_eq!(alone(name, "image/jpeg"), name);
        }
        assert_eq!(alone("и\u{306}.jpg", "image/jpeg"), "й.jpg");
        assert_eq!(alone("Әке.mp4", "video/mp4"), "Әке.mp4");
        assert_eq!(alone("README", "application/octet-stream"), "README");
        assert_eq!(opened(None, None, &mut Taken::new(&[])), "medium.bin");
    }

    #[test]
    fn what_harms_is_escaped_and_the_rest_stays() {
        for (name, shown) in [
            ("a\u{202e}gpj.jpg", "a%E2%80%AEgpj.jpg"),
            ("a\0b\n.jpg", "a%00b%0A.jpg"),
            ("a:b|c?*.jpg", "a%3Ab%7Cc%3F%2A.jpg"),
            ("../../x.jpg", "%2E.%2F..%2Fx.jpg"),
            ("-rf.jpg", "%2Drf.jpg"),
            (".bashrc", "%2Ebashrc.jpg"),
            ("CON.jpg", "%43ON.jpg"),
            ("lpt1 .tar.jpg", "%6Cpt1 .tar.jpg"),
            ("50%20.jpg", "50%2520.jpg"),
            (r"\xff\xfe-latin\xe9.jpg", "%FF%FE-latin%E9.jpg"),
            ("a\u{200b}\u{3164}.jpg", "a%E2%80%8B%E3%85%A4.jpg"),
        ] {
            assert_eq!(alone(name, "image/jpeg"), shown);
        }
        assert_eq!(alone("x. ", "application/octet-stream"), "x.%20");
    }

    #[test]
    fn the_ending_follows_the_kind() {
        for (name, media_type, shown) in [
            ("photo.jpg.exe", "image/jpeg", "photo.jpg.exe.jpg"),
            ("photo.exe", "image/jpeg", "photo.exe.jpg"),
            ("photo.jpg          .scr", "image/jpeg; charset=binary", "photo.jpg          .scr.jpg"),
            ("report.pdf", "image/jpeg", "report.pdf.jpg"),
            ("photo", "image/jpeg", "photo.jpg"),
            ("run.exe", "application/octet-stream", "run.exe.bin"),
            ("run.EXE", "application/x-msdownload", "run.EXE.bin"),
            ("start.desktop", "text/plain", "start.desktop.txt"),
            ("plan.dwg", "application/octet-stream", "plan.dwg"),
            ("raw.NEF", "image/tiff", "raw.NEF"),
            ("notes.md", "text/markdown", "notes.md"),
        ] {
            assert_eq!(alone(name, media_type), shown);
        }
    }

    #[test]
    fn two_names_never_meet_and_long_ones_fit() {
        let mut taken = Taken::new(&["record.json"]);
        assert_eq!(opened(Some("Record.json"), Some("application/json"), &mut taken), "Record (2).json");
        let mut give = |name: &str| opened(Some(name), Some("image/jpeg"), &mut taken);
        assert_eq!(give("Мать.jpg"), "Мать.jpg");
        assert_eq!(give("МАТЬ.jpg"), "МАТЬ (2).jpg");
        assert_eq!(give("Мать.jpg"), "Мать (3).jpg");
        assert_eq!(give("Мать (2).jpg"), "Мать (2) (2).jpg");
        assert_eq!((give("и\u{306}"), give("й")), ("й.jpg".to_owned(), "й (2).jpg".to_owned()));
        for letter in ["я", "a", "\u{202e}", "\u{1f600}"] {
            let long = letter.repeat(260) + ".jpg";
            let (one, two) = (give(&long), give(&long));
            assert!(one.len() <= MAX_OPENED && two.len() <= MAX_OPENED && one != two, "{one} {two}");
            assert!(one.ends_with(".jpg") && two.ends_with(" (2).jpg"), "{one} {two}");
        }
    }

    #[test]
    fn a_bundle_s_path_is_plain_whatever_the_name_is() {
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
            let plain = plain(at, Some(name), None);
            assert!(is_media_path(&format!("media/{plain}")), "{plain}");
            assert!(plain.len() < 120 && !plain.contains(".."), "{plain}");
            assert!(seen.insert(plain.to_ascii_lowercase()));
            let shown = opened(Some(name), None, &mut Taken::new(&[]));
            assert_eq!(std::path::Path::new(&shown).components().count(), 1, "{shown}");
            assert!(!shown.starts_with(['.', '-']) && !shown.contains(['/', '\\', '\0', '\n']), "{shown}");
        }
        let jpeg = Some("image/jpeg");
        assert_eq!(plain(0, Some("photo.JPG"), jpeg), "0-photo.jpg");
        assert_eq!(plain(1, Some("Мать.jpg"), jpeg), "1-Mat.jpg");
        assert_eq!(plain(2, Some("Протокол УИК 12.jpg"), jpeg), "2-Protokol_UIK_12.jpg");
        assert_eq!(plain(3, Some("photo.jpg.exe"), jpeg), "3-photo_jpg_exe.jpg");
        assert_eq!(plain(4, None, None), "4-medium.bin");
    }

    #[test]
    fn a_sidecar_shows_what_turns_text_around() {
        let json = serde_json::to_string("a\u{202e}gpj.exe \u{e0041}").unwrap();
        let shown = visible_json(&json);
        assert!(shown.is_ascii(), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), "a\u{202e}gpj.exe \u{e0041}");
    }
}
