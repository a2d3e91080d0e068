//! Decides from the track list at a file's beginning whether a container that may hold pictures holds only sound.
//!
//! Reads WebM and Matroska (EBML) and MP4 and 3GP (boxes) within the given bytes. It follows no pointer, makes no copy
//! and ends with the bytes; otherwise the answer is `Unknown`. A guess, never a proof.

use evidence::cut::EBML;

/// Sound or pictures in the tracks of a container.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tracks {
    /// Only sound.
    Sound,
    /// At least one visible track.
    Pictures,
    /// The given bytes do not decide it.
    Unknown,
}

/// Reads the tracks that the beginning of a file names.
pub(crate) fn of(first: &[u8]) -> Tracks {
    let mut seen = Seen::default();
    if first.starts_with(&EBML) {
        ebml(first, &mut seen);
    } else if first.get(4..8) == Some(b"ftyp") {
        boxes(first, 0, &mut seen);
    }
    match seen {
        Seen { whole: true, pictures: true, .. } => Tracks::Pictures,
        Seen { whole: true, sound: true, .. } => Tracks::Sound,
        _ => Tracks::Unknown,
    }
}

#[derive(Default)]
struct Seen {
    sound: bool,
    pictures: bool,
    /// True if the given bytes contain all tracks.
    whole: bool,
}

pub(crate) const SEGMENT: u64 = 0x1853_8067;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK: u64 = 0xae;
const TRACK_TYPE: u64 = 0x83;

/// Walks elements of EBML. A segment of unknown size extends to the end.
fn ebml(mut bytes: &[u8], seen: &mut Seen) {
    while let Some((id, size, rest)) = element(bytes) {
        let within = size.and_then(|size| rest.get(..size));
        match id {
            SEGMENT => {
                bytes = rest;
                continue;
            }
            TRACKS => {
                let Some(tracks) = within else { return };
                seen.whole = true;
                return entries(tracks, true, seen);
            }
            _ => {}
        }
        let Some(after) = size.and_then(|size| rest.get(size..)) else { return };
        bytes = after;
    }
}

/// Reads the entries of a list of tracks, or the fields of one entry; entries do not nest.
fn entries(mut bytes: &[u8], list: bool, seen: &mut Seen) {
    while let Some((id, Some(size), rest)) = element(bytes) {
        let (Some(within), Some(after)) = (rest.get(..size), rest.get(size..)) else { return };
        match (id, within) {
            (TRACK, track) if list => entries(track, false, seen),
            (TRACK_TYPE, [1]) if !list => seen.pictures = true,
            (TRACK_TYPE, [2]) if !list => seen.sound = true,
            _ => {}
        }
        bytes = after;
    }
}

/// Returns the id of an element, its size if it has one, and the bytes after both.
pub(crate) fn element(bytes: &[u8]) -> Option<(u64, Option<usize>, &[u8])> {
    let (id, _, rest) = number(bytes, 4)?;
    let (size, length, rest) = number(rest, 8)?;
    // The leading bit of a size only gives its length; all ones mean an unknown size.
    let ones = (1_u64 << (7 * length)) - 1;
    let size = size & ones;
    let size = if size == ones { None } else { usize::try_from(size).ok() };
    Some((id, size, rest))
}

/// Returns a number whose leading zeros give its length in bytes, that length, and the bytes after it.
fn number(bytes: &[u8], most: usize) -> Option<(u64, usize, &[u8])> {
    let length = usize::try_from(bytes.first()?.leading_zeros()).ok()? + 1;
    if length > most {
        return None;
    }
    let value = bytes.get(..length)?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some((value, length, bytes.get(length..)?))
}

/// Boxes on the path to the handlers of tracks.
const WAY: [&[u8; 4]; 3] = [b"moov", b"trak", b"mdia"];

/// Walks boxes of MP4.
fn boxes(mut bytes: &[u8], depth: usize, seen: &mut Seen) {
    while let Some((size, name)) = bytes.get(..4).zip(bytes.get(4..8)) {
        let small = size.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let (size, head) = match (small, bytes.get(8..16)) {
            // The box extends to the end of the file, which may not be given.
            (0, _) => return,
            (1, Some(large)) => (large.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)), 16),
            (1, None) => return,
            _ => (small, 8),
        };
        let Ok(size) = usize::try_from(size) else { return };
        let (Some(within), Some(after)) = (bytes.get(head..size), bytes.get(size..)) else { return };
        if WAY.get(depth).is_some_and(|way| name == way.as_slice()) {
            seen.whole |= depth == 0;
            boxes(within, depth + 1, seen);
        } else if depth == WAY.len() && name == b"hdlr" {
            match within.get(8..12) {
                Some(b"vide") => seen.pictures = true,
                Some(b"soun") => seen.sound = true,
                _ => {}
            }
        }
        bytes = after;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns a WebM as a browser records it: a segment of unknown size with tracks of these types.
    pub(crate) fn webm(types: &[u8]) -> Vec<u8> {
        let tracks: Vec<u8> = types.iter().flat_map(|kind| [0xae, 0x86, 0xd7, 0x81, 1, 0x83, 0x81, *kind]).collect();
        let mut file = EBML.to_vec();
        file.extend([0x84, 0x42, 0x86, 0x81, 1]);
        file.extend([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        file.extend([0x15, 0x49, 0xa9, 0x66, 0x82, 0xec, 0x80]);
        file.extend([0x16, 0x54, 0xae, 0x6b, 0x80 | u8::try_from(tracks.len()).unwrap()]);
        file.extend(tracks);
        file.extend([0x1f, 0x43, 0xb6, 0x75, 0xff, 0, 0]);
        file
    }

    pub(crate) fn boxed(name: &[u8; 4], within: &[u8]) -> Vec<u8> {
        let size = u32::try_from(within.len() + 8).unwrap();
        [&size.to_be_bytes(), name.as_slice(), within].concat()
    }

    fn mp4(handlers: &[&[u8; 4]], front: bool) -> Vec<u8> {
        let track = |handler: &&[u8; 4]| {
            let handler = boxed(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 12]].concat());
            boxed(b"trak", &[boxed(b"tkhd", &[0; 4]), boxed(b"mdia", &handler)].concat())
        };
        let (movie, data) =
            (boxed(b"moov", &handlers.iter().flat_map(track).collect::<Vec<_>>()), boxed(b"mdat", &[7; 64]));
        let parts = if front { [movie, data] } else { [data, movie] };
        [boxed(b"ftyp", b"isom\0\0\0\0isom"), parts.concat()].concat()
    }

    #[test]
    fn sound_alone_is_told_from_a_film_in_either_container() {
        for (types, expected) in [(&[2][..], Tracks::Sound), (&[1, 2], Tracks::Pictures), (&[1], Tracks::Pictures)] {
            assert_eq!(of(&webm(types)), expected, "{types:?}");
        }
        for front in [true, false] {
            assert_eq!(of(&mp4(&[b"soun"], front)), Tracks::Sound);
            assert_eq!(of(&mp4(&[b"soun", b"meta", b"vide"], front)), Tracks::Pictures);
            assert_eq!(of(&mp4(&[b"meta"], front)), Tracks::Unknown);
        }
    }

    #[test]
    fn tracks_that_are_not_all_at_hand_are_unknown() {
        for file in [webm(&[2, 1]), mp4(&[b"soun", b"vide"], true), mp4(&[b"soun", b"vide"], false)] {
            for end in 0..file.len() {
                assert_ne!(of(file.get(..end).unwrap()), Tracks::Sound, "{end}");
            }
        }
        assert_eq!(of(b"RIFF"), Tracks::Unknown);
    }

    #[test]
    fn tracks_in_tracks_end() {
        let mut file = webm(&[2]);
        file.truncate(file.len() - 15);
        file.extend([0x16, 0x54, 0xae, 0x6b, 0x10, 0x3f, 0xff, 0xf8]);
        for _ in 0..700_000 {
            file.extend([0xae, 0x10, 0x3f, 0xff, 0x00]);
        }
        file.resize(file.len() + 0x0030_0000, 0);
        assert_ne!(of(&file), Tracks::Sound);
    }

    proptest! {
        #[test]
        fn no_bytes_of_a_stranger_stop_it(bytes: Vec<u8>, at in 0_usize..120) {
            of(&bytes);
            for mut file in [webm(&[1, 2]), mp4(&[b"soun", b"vide"], true)] {
                file.truncate(at);
                file.extend(&bytes);
                of(&file);
            }
        }
    }
}
