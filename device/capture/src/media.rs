//! A file's media type and kind, by its first bytes and then by its name's ending. A guess, never a proof.

use evidence::record::Kind;

use crate::containers;
use crate::tracks::{self, Tracks};

/// A guessed media type, and the kind of an item with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guess {
    /// Media type (RFC 6838).
    pub media_type: String,
    /// Photo, video, audio or document.
    pub kind: Kind,
}

/// Guesses from the first bytes (a few hundred are enough), then from the ending of `name`.
pub fn guess(name: &str, first: &[u8]) -> Guess {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let by_name = by_ending(&ending);
    let by_bytes = containers::of(first).or_else(|| infer::get(first).map(|t| containers::registered(t.mime_type())));
    let media_type = match (by_bytes, by_name) {
        // The bytes of a zip or Matroska file fit several formats, so a telling name decides.
        (Some("application/zip" | "application/x-ole-storage"), Some(named)) if is_office(named) => named,
        (Some("video/webm" | "video/matroska" | "video/mp4" | "video/3gpp" | "video/3gpp2"), Some(named))
            if named.starts_with("audio/") && tracks::of(first) == Tracks::Unknown =>
        {
            named
        }
        (Some(bytes), _) => bytes,
        // Programs use these two letters as an ending too.
        (None, Some("video/mp2t")) if ending == "ts" && is_text(first) => "text/plain",
        (None, Some(named)) => named,
        (None, None) => "application/octet-stream",
    };
    called(media_type, first)
}

/// Returns the guess for a file of this media type. A container for films with only sound tracks is sound.
pub fn called(media_type: &str, first: &[u8]) -> Guess {
    let film = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let sound = SOUND_IN.iter().find(|(films, _)| *films == film).filter(|_| tracks::of(first) == Tracks::Sound);
    let media_type = sound.map_or(media_type, |(_, sound)| sound);
    Guess { media_type: media_type.to_owned(), kind: kind_of(media_type) }
}

/// Containers for films that can hold sound alone, and their names then.
const SOUND_IN: [(&str, &str); 6] = [
    ("video/webm", "audio/webm"),
    ("video/matroska", "audio/matroska"),
    ("video/x-matroska", "audio/matroska"),
    ("video/mp4", "audio/mp4"),
    ("video/3gpp", "audio/3gpp"),
    ("video/3gpp2", "audio/3gpp2"),
];

/// Returns the kind of a media type: photo, video, audio or document.
pub fn kind_of(media_type: &str) -> Kind {
    // These containers for films have no registered name that begins with `video/`.
    if matches!(media_type, "application/mxf" | "application/vnd.ms-asf") {
        return Kind::Video;
    }
    match media_type.split('/').next() {
        Some("image") => Kind::Photo,
        Some("video") => Kind::Video,
        Some("audio") => Kind::Audio,
        _ => Kind::Document,
    }
}

fn is_text(first: &[u8]) -> bool {
    let head = first.get(..first.len().min(4_096)).unwrap_or_default();
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The text is cut within a letter.
        Err(e) if e.error_len().is_none() => {
            head.get(..e.valid_up_to()).and_then(|t| std::str::from_utf8(t).ok()).unwrap_or("")
        }
        Err(_) => return false,
    };
    !text.is_empty() && !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

fn is_office(media_type: &str) -> bool {
    media_type.starts_with("application/vnd.") || media_type == "application/msword"
}

fn by_ending(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "heic" => "image/heic",
        "heif" | "hif" => "image/heif",
        "heics" => "image/heic-sequence",
        "heifs" => "image/heif-sequence",
        "avif" => "image/avif",
        "jxl" => "image/jxl",
        "bmp" => "image/bmp",
        "cr2" => "image/x-canon-cr2",
        "cr3" => "image/x-canon-cr3",
        "nef" => "image/x-nikon-nef",
        "arw" => "image/x-sony-arw",
        "raf" => "image/x-fuji-raf",
        "orf" => "image/x-olympus-orf",
        "rw2" => "image/x-panasonic-rw2",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "dng" => "image/x-adobe-dng",
        "mp4" | "m4v" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        "mkv" => "video/matroska",
        "mka" => "audio/matroska",
        "3gp" => "video/3gpp",
        "3g2" => "video/3gpp2",
        "avi" => "video/vnd.avi",
        "mts" | "m2ts" | "m2t" | "ts" => "video/mp2t",
        "mpg" | "mpeg" | "vob" => "video/mpeg",
        "ogv" => "video/ogg",
        "wmv" => "video/x-ms-wmv",
        "asf" => "application/vnd.ms-asf",
        "mxf" => "application/mxf",
        "flv" => "video/x-flv",
        "mp3" => "audio/mpeg",
        "m4a" | "m4b" => "audio/mp4",
        "caf" => "audio/x-caf",
        "wma" => "audio/x-ms-wma",
        "aif" | "aiff" => "audio/x-aiff",
        "aac" => "audio/aac",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "weba" => "audio/webm",
        "flac" => "audio/flac",
        "wav" => "audio/vnd.wave",
        "amr" => "audio/AMR",
        "awb" => "audio/AMR-WB",
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "xml" => "application/xml",
        "eml" => "message/rfc822",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_more_than_a_name_that_lies() {
        let photo = guess("report.pdf", b"\xff\xd8\xff\xe0\x00\x10JFIF");
        assert_eq!((photo.media_type.as_str(), photo.kind), ("image/jpeg", Kind::Photo));
    }

    #[test]
    fn a_name_counts_when_the_bytes_say_nothing() {
        assert_eq!(guess("List.CSV", b"a,b\n").media_type, "text/csv");
        assert_eq!(guess("noname", b"a,b\n").media_type, "application/octet-stream");
        assert_eq!(guess("", b"").kind, Kind::Document);
        assert_eq!(guess("voice.weba", b"\x1a\x45\xdf\xa3 webm").kind, Kind::Audio);
    }

    #[test]
    fn a_container_for_films_that_holds_sound_alone_is_sound() {
        let [sound, film] = [&[2][..], &[1, 2]].map(tracks::tests::webm);
        let both = |guess: Guess| (guess.media_type, guess.kind);
        assert_eq!(both(guess("call.webm", &sound)), ("audio/webm".to_owned(), Kind::Audio));
        assert_eq!(both(called("video/webm;codecs=opus", &sound)), ("audio/webm".to_owned(), Kind::Audio));
        assert_eq!(both(guess("call.webm", &film)), ("video/webm".to_owned(), Kind::Video));
        assert_eq!(both(called("image/png", &sound)), ("image/png".to_owned(), Kind::Photo));
    }
}
