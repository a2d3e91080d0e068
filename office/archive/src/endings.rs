//! File name extensions by media type. A system chooses by the extension how to open a file, so an opened file gets one
//! that fits its kind, and never an executable one if the record calls it something else.

/// Longest extension, in bytes.
const MAX: usize = 10;

/// Media types with well-known extensions, the usual one first.
const KINDS: [(&str, &[&str]); 41] = [
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif", "mpo", "thm"]),
    ("image/png", &["png", "apng"]),
    ("image/webp", &["webp"]),
    ("image/gif", &["gif"]),
    ("image/bmp", &["bmp", "dib"]),
    ("image/heic", &["heic", "heif", "heics", "hif"]),
    ("image/heif", &["heif", "heic", "heifs", "heics", "hif"]),
    ("image/avif", &["avif", "avifs"]),
    ("image/heic-sequence", &["heics", "heic", "hif"]),
    ("image/heif-sequence", &["heifs", "heif"]),
    ("image/x-canon-cr3", &["cr3"]),
    ("image/svg+xml", &["svg"]),
    // Cameras use many names for their raw pictures, which are TIFF inside.
    (
        "image/tiff",
        &[
            "tif", "tiff", "dng", "nef", "nrw", "arw", "sr2", "srf", "cr2", "pef", "orf", "rw2", "srw", "3fr", "erf",
            "raw",
        ],
    ),
    ("image/x-adobe-dng", &["dng", "tif", "tiff"]),
    ("video/mp4", &["mp4", "m4v", "mov", "3gp", "3g2", "f4v", "mp4v", "insv", "lrv", "360", "dvb"]),
    ("video/quicktime", &["mov", "qt", "mp4", "m4v"]),
    ("video/webm", &["webm", "mkv"]),
    ("video/x-matroska", &["mkv", "webm", "mk3d"]),
    ("video/3gpp", &["3gp", "3gpp", "mp4", "3g2"]),
    ("video/mp2t", &["ts", "mts", "m2ts", "m2t", "tod"]),
    ("video/3gpp2", &["3g2", "3gp"]),
    ("video/ogg", &["ogv", "ogg", "ogm"]),
    ("application/mxf", &["mxf"]),
    ("video/mpeg", &["mpg", "mpeg", "vob", "mod", "m2v"]),
    ("video/x-msvideo", &["avi", "divx"]),
    ("video/x-ms-wmv", &["wmv", "asf", "wma"]),
    ("audio/mpeg", &["mp3", "mp2", "mpga"]),
    ("audio/mp4", &["m4a", "m4b", "mp4", "aac"]),
    ("audio/ogg", &["ogg", "oga", "opus", "spx"]),
    ("audio/webm", &["weba", "webm"]),
    ("audio/3gpp", &["3gp", "3ga"]),
    ("audio/wav", &["wav", "wave", "bwf"]),
    ("audio/matroska", &["mka", "mkv"]),
    ("audio/3gpp2", &["3g2"]),
    ("audio/x-caf", &["caf"]),
    ("audio/x-ms-wma", &["wma", "asf"]),
    ("audio/amr-wb", &["awb", "amr"]),
    ("audio/flac", &["flac"]),
    ("audio/aac", &["aac", "adts"]),
    ("audio/amr", &["amr"]),
    ("application/pdf", &["pdf"]),
];

/// Extensions of files that systems run, install, or take commands from when they are opened.
const RUN: &[&str] = &[
    "action",
    "apk",
    "app",
    "appimage",
    "appref-ms",
    "appx",
    "bash",
    "bat",
    "chm",
    "class",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "elf",
    "exe",
    "fish",
    "gadget",
    "hta",
    "inf",
    "ins",
    "iso",
    "jar",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mjs",
    "msc",
    "msh",
    "msi",
    "msix",
    "msp",
    "mst",
    "ocx",
    "out",
    "pif",
    "pkg",
    "pl",
    "ps1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "settingcontent-ms",
    "sh",
    "sys",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "webloc",
    "workflow",
    "ws",
    "wsf",
    "wsh",
];

/// Returns true for a text that can be an extension.
pub(crate) fn is_one(text: &str) -> bool {
    (1..=MAX).contains(&text.chars().count()) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        || RUN.contains(&text.to_ascii_lowercase().as_str())
}

/// Returns true if a file of that media type may have this extension.
pub(crate) fn fits(ending: &str, media_type: Option<&str>) -> bool {
    let ending = ending.to_ascii_lowercase();
    match known(media_type) {
        Some((_, endings)) => endings.contains(&ending.as_str()),
        None => !RUN.contains(&ending.as_str()),
    }
}

/// Returns the usual extension of a media type, if it has one.
pub(crate) fn of(media_type: Option<&str>) -> Option<&'static str> {
    if let Some((_, [usual, ..])) = known(media_type) {
        return Some(usual);
    }
    let text = media_type.is_some_and(|t| t.trim_start().to_ascii_lowercase().starts_with("text/"));
    text.then_some("txt")
}

fn known(media_type: Option<&str>) -> Option<(&'static str, &'static [&'static str])> {
    let plain = media_type?.split(';').next()?.trim().to_ascii_lowercase();
    // Old and unregistered names of the same types.
    let plain = match plain.as_str() {
        "audio/m4a" | "audio/x-m4a" => "audio/mp4",
        "audio/x-wav" | "audio/vnd.wave" | "audio/wave" => "audio/wav",
        "audio/x-flac" => "audio/flac",
        "audio/opus" => "audio/ogg",
        "image/jpg" => "image/jpeg",
        "video/x-m4v" => "video/mp4",
        "video/avi" | "video/vnd.avi" => "video/x-msvideo",
        "video/matroska" => "video/x-matroska",
        other => other,
    };
    KINDS.iter().find(|(name, _)| *name == plain).copied()
}
