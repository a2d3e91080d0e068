//! Containers of sound and pictures, recognised by their bytes, under the names that IANA registers. These are the
//! formats that `infer` does not know, or names only by family. A guess, never a proof.

/// Returns the media type of a container; none for a format that is not known here.
pub(crate) fn of(first: &[u8]) -> Option<&'static str> {
    match first {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => Some(of_brand(brand)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => ebml(first),
        [b'O', b'g', b'g', b'S', ..] => ogg(first),
        [b'c', b'a', b'f', b'f', 0, 1, ..] => Some("audio/x-caf"),
        [b'R', b'I', b'F', b'F', ..] | [b'R', b'F', b'6', b'4', ..] | [b'B', b'W', b'6', b'4', ..] => riff(first),
        _ if first.starts_with(b"#!AMR\n") => Some("audio/AMR"),
        _ if first.starts_with(b"#!AMR-WB\n") => Some("audio/AMR-WB"),
        _ if first.starts_with(&ASF) => Some(asf(first)),
        _ if first.starts_with(&MXF) => Some("application/mxf"),
        _ if is_transport_stream(first) => Some("video/mp2t"),
        _ => None,
    }
}

/// Returns the registered name of a media type that `infer` names otherwise.
pub(crate) fn registered(media_type: &'static str) -> &'static str {
    match media_type {
        "audio/m4a" => "audio/mp4",
        "audio/x-flac" => "audio/flac",
        "audio/x-wav" => "audio/vnd.wave",
        "audio/amr" => "audio/AMR",
        "audio/opus" => "audio/ogg",
        "video/x-m4v" => "video/mp4",
        "video/x-matroska" => "video/matroska",
        "video/x-msvideo" => "video/vnd.avi",
        other => other,
    }
}

const MXF: [u8; 11] = [6, 0x0e, 0x2b, 0x34, 2, 5, 1, 1, 0x0d, 1, 2];
const ASF: [u8; 16] = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c];
/// Types of streams in a header of ASF.
const ASF_SOUND: [u8; 8] = [0x40, 0x9e, 0x69, 0xf8, 0x4d, 0x5b, 0xcf, 0x11];
const ASF_PICTURES: [u8; 8] = [0xc0, 0xef, 0x19, 0xbc, 0x4d, 0x5b, 0xcf, 0x11];

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

/// Returns the type of Windows Media: sound or film by the streams in its header.
fn asf(first: &[u8]) -> &'static str {
    let size = first.get(16..24).map(|size| size.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte)));
    let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
    let header = first.get(..size).unwrap_or(first);
    match (has(header, &ASF_PICTURES), has(header, &ASF_SOUND)) {
        (true, _) => "video/x-ms-wmv",
        (false, true) => "audio/x-ms-wma",
        (false, false) => "application/vnd.ms-asf",
    }
}

/// Returns the type of an ISO base media file by its brand or, if the brand belongs to no single format, by its
/// compatible brands.
fn of_brand(brands: &[u8]) -> &'static str {
    let size = |brand: &[u8]| brand.first_chunk::<4>().copied().unwrap_or_default();
    let compatible: Vec<[u8; 4]> = brands.get(8..).unwrap_or_default().chunks_exact(4).take(16).map(size).collect();
    let any = |wanted: &[&[u8; 4]]| compatible.iter().any(|brand| wanted.contains(&brand));
    match &size(brands) {
        b"crx " => "image/x-canon-cr3",
        b"avif" | b"avis" => "image/avif",
        b"heic" | b"heix" | b"heim" | b"heis" => "image/heic",
        b"hevc" | b"hevx" | b"hevm" | b"hevs" => "image/heic-sequence",
        b"mif1" | b"mif2" if any(&[b"avif", b"avis"]) => "image/avif",
        b"mif1" | b"mif2" if any(&[b"heic", b"heix"]) => "image/heic",
        b"mif1" | b"mif2" => "image/heif",
        b"msf1" if any(&[b"avif", b"avis"]) => "image/avif",
        b"msf1" if any(&[b"hevc", b"hevx"]) => "image/heic-sequence",
        b"msf1" => "image/heif-sequence",
        b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B " => "audio/mp4",
        b"qt  " => "video/quicktime",
        [b'3', b'g', b'2', _] => "video/3gpp2",
        [b'3', b'g', b'p' | b'r' | b's' | b'e' | b'g' | b'h', _] => "video/3gpp",
        b"mjp2" => "video/mj2",
        _ => "video/mp4",
    }
}

fn riff(first: &[u8]) -> Option<&'static str> {
    match first.get(8..12)? {
        b"WAVE" => Some("audio/vnd.wave"),
        b"AVI " => Some("video/vnd.avi"),
        _ => None,
    }
}

fn ebml(first: &[u8]) -> Option<&'static str> {
    let head = first.get(..first.len().min(256))?;
    if has(head, b"webm") {
        return Some("video/webm");
    }
    has(head, b"matroska").then_some("video/matroska")
}

/// First packets of streams in an Ogg file, and whether the stream is visible.
const OGG: [(&[u8], bool); 9] = [
    (b"\x80theora", true),
    (b"BBCD\0", true),
    (b"\x01video", true),
    (b"OVP80", true),
    (b"\x01vorbis", false),
    (b"OpusHead", false),
    (b"Speex   ", false),
    (b"\x7fFLAC", false),
    (b"PCM     ", false),
];

/// Returns the type of an Ogg file. Its streams begin before any other data, one on a page.
fn ogg(mut bytes: &[u8]) -> Option<&'static str> {
    let mut sound = false;
    while bytes.starts_with(b"OggS") && bytes.get(5).is_some_and(|kind| kind & 2 != 0) {
        let segments = usize::from(*bytes.get(26)?);
        let sizes = bytes.get(27..27 + segments)?;
        let size: usize = sizes.iter().map(|size| usize::from(*size)).sum();
        let packet = bytes.get(27 + segments..)?;
        match OGG.iter().find(|(begin, _)| packet.starts_with(begin)) {
            Some((_, true)) => return Some("video/ogg"),
            Some((_, false)) => sound = true,
            None => {}
        }
        bytes = packet.get(size..).unwrap_or_default();
    }
    sound.then_some("audio/ogg")
}

/// Returns true for packets of 188 bytes that each begin with the sync byte; on discs and in cameras, four bytes of
/// time precede each.
fn is_transport_stream(first: &[u8]) -> bool {
    const SYNC: u8 = 0x47;
    [(0, 188), (4, 192), (0, 204)].into_iter().any(|(offset, packet)| {
        let begins: Vec<_> = (0..5).map_while(|n| first.get(offset + n * packet)).collect();
        begins.len() >= 3 && begins.iter().all(|byte| **byte == SYNC)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{guess, kind_of};
    use evidence::record::Kind::{Audio, Document, Photo, Video};

    fn ftyp(brand: &str, compatible: &[&str]) -> Vec<u8> {
        let size = u32::try_from(16 + compatible.len() * 4).unwrap();
        let mut file = [&size.to_be_bytes(), b"ftyp".as_slice(), brand.as_bytes(), &[0; 4]].concat();
        compatible.iter().for_each(|brand| file.extend(brand.as_bytes()));
        file
    }

    fn page(packet: &[u8], first: bool) -> Vec<u8> {
        let mut page = b"OggS\0".to_vec();
        page.push(if first { 2 } else { 0 });
        page.extend([0; 20]);
        page.extend([1, u8::try_from(packet.len()).unwrap()]);
        page.extend(packet);
        page
    }

    fn packets(offset: usize, packet: usize, count: usize) -> Vec<u8> {
        let mut file = vec![0; packet * count];
        (0..count).for_each(|n| file[offset + n * packet] = 0x47);
        file
    }

    fn asf_of(streams: &[[u8; 8]]) -> Vec<u8> {
        let mut file = ASF.to_vec();
        file.extend((24 + streams.len() as u64 * 8).to_le_bytes());
        streams.iter().for_each(|stream| file.extend(stream));
        // Any bytes may follow the header.
        file.extend(ASF_PICTURES);
        file
    }

    #[test]
    fn each_container_of_the_trial_is_told_by_its_bytes_whatever_it_is_called() {
        let wave = |first: &[u8; 4]| [first.as_slice(), &[0; 4], b"WAVEfmt "].concat();
        for (file, media_type, kind) in [
            (packets(4, 192, 4), "video/mp2t", Video),
            (packets(0, 188, 4), "video/mp2t", Video),
            (b"caff\0\x01\0\0desc".to_vec(), "audio/x-caf", Audio),
            (ftyp("3g2a", &["3g2a"]), "video/3gpp2", Video),
            (ftyp("3gp5", &["isom"]), "video/3gpp", Video),
            (ftyp("M4B ", &["mp42"]), "audio/mp4", Audio),
            (ftyp("M4A ", &["mp42"]), "audio/mp4", Audio),
            (ftyp("hevc", &["mif1"]), "image/heic-sequence", Photo),
            (ftyp("msf1", &["hevc"]), "image/heic-sequence", Photo),
            (ftyp("mif1", &["heic"]), "image/heic", Photo),
            (ftyp("heic", &["mif1"]), "image/heic", Photo),
            (ftyp("avif", &["mif1"]), "image/avif", Photo),
            (ftyp("crx ", &["crx ", "isom"]), "image/x-canon-cr3", Photo),
            (ftyp("qt  ", &[]), "video/quicktime", Video),
            (ftyp("XAVC", &["XAVC", "mp42"]), "video/mp4", Video),
            (ftyp("zzzz", &[]), "video/mp4", Video),
            (
                [page(b"fishead\0", true), page(b"\x80theora", true), page(b"\x01vorbis", true)].concat(),
                "video/ogg",
                Video,
            ),
            ([page(b"\x01vorbis", true), page(b"\x80theora", true)].concat(), "video/ogg", Video),
            (page(b"OpusHead", true), "audio/ogg", Audio),
            (page(b"\x01vorbis", true), "audio/ogg", Audio),
            (asf_of(&[ASF_SOUND]), "audio/x-ms-wma", Audio),
            (asf_of(&[ASF_SOUND, ASF_PICTURES]), "video/x-ms-wmv", Video),
            (wave(b"RIFF"), "audio/vnd.wave", Audio),
            (wave(b"RF64"), "audio/vnd.wave", Audio),
            (b"RIFF\0\0\0\0AVI LIST".to_vec(), "video/vnd.avi", Video),
            (b"#!AMR\n1234".to_vec(), "audio/AMR", Audio),
            (b"#!AMR-WB\n1234".to_vec(), "audio/AMR-WB", Audio),
            (b"fLaC\0\0\0\x22".to_vec(), "audio/flac", Audio),
            ([MXF.as_slice(), &[4, 0]].concat(), "application/mxf", Video),
        ] {
            for name in ["x", "x.txt", "x.bin"] {
                let guess = guess(name, &file);
                assert_eq!((guess.media_type.as_str(), guess.kind), (media_type, kind), "{name}");
            }
        }
    }

    #[test]
    fn names_tell_what_bytes_do_not() {
        for (name, media_type, kind) in [
            ("00001.MTS", "video/mp2t", Video),
            ("a.m2ts", "video/mp2t", Video),
            ("a.caf", "audio/x-caf", Audio),
            ("a.3g2", "video/3gpp2", Video),
            ("a.m4b", "audio/mp4", Audio),
            ("a.heics", "image/heic-sequence", Photo),
            ("IMG_0001.CR3", "image/x-canon-cr3", Photo),
            ("a.ogv", "video/ogg", Video),
            ("a.wma", "audio/x-ms-wma", Audio),
            ("a.wav", "audio/vnd.wave", Audio),
            ("a.mkv", "video/matroska", Video),
            ("a.mka", "audio/matroska", Audio),
            ("A001.mxf", "application/mxf", Video),
            ("subtitles.ts.txt", "text/plain", Document),
        ] {
            let guess = guess(name, b"\0\x01\x02");
            assert_eq!((guess.media_type.as_str(), guess.kind), (media_type, kind), "{name}");
        }
        // TypeScript shares its file ending with transport streams, but is text.
        assert_eq!(guess("app.ts", b"export const a = 1;\n").kind, Document);
        assert_eq!(guess("film.ts", &packets(0, 188, 5)).kind, Video);
        assert_eq!(kind_of("application/vnd.ms-asf"), Video);
    }

    proptest! {
        #[test]
        fn no_bytes_of_a_stranger_stop_it(bytes: Vec<u8>, at in 0_usize..60) {
            of(&bytes);
            for mut file in [page(b"\x80theora", true), asf_of(&[ASF_SOUND]), ftyp("mif1", &["heic"]), packets(4, 192, 3)] {
                file.truncate(at);
                file.extend(&bytes);
                of(&file);
            }
        }
    }
}
