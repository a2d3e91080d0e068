//! Finds the fragments of a container while its bytes arrive: clusters of WebM and Matroska, boxes `moof` of
//! fragmented MP4. Keeps only a few bytes, and stops for good at a structure that it cannot follow.

use evidence::cut::{CLUSTER, EBML, MOOF};

use crate::tracks::{self, SEGMENT};

/// Longest head of an element or a box: its name and its size.
const HEAD: usize = 16;

/// Follows a container from its first byte.
pub(crate) struct Fragments {
    container: Option<Container>,
    /// The head that is being read.
    head: Vec<u8>,
    /// Bytes until the next head.
    skip: u64,
    /// Bytes before `head`.
    at: u64,
}

#[derive(Clone, Copy)]
enum Container {
    /// The first bytes will decide.
    New,
    Ebml,
    Boxes,
}

/// An element or a box, described by its head.
struct Told {
    /// Bytes of its content to skip; none if its content is read as heads.
    skip: u64,
    is_fragment: bool,
}

impl Fragments {
    pub(crate) fn new() -> Self {
        Self { container: Some(Container::New), head: Vec::new(), skip: 0, at: 0 }
    }

    /// Returns true while it follows a known container.
    pub(crate) fn follows(&self) -> bool {
        !matches!(self.container, None | Some(Container::New))
    }

    /// Returns the number of bytes at the end that belong to an incomplete head.
    pub(crate) fn unread(&self) -> usize {
        if self.follows() { self.head.len() } else { 0 }
    }

    /// Takes the next bytes and returns the offsets at which fragments begin, counted from the first byte of the
    /// recording.
    pub(crate) fn push(&mut self, mut bytes: &[u8]) -> Vec<u64> {
        let mut begins = Vec::new();
        while let Some(container) = self.container {
            let within = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
            let (_, rest) = bytes.split_at(within);
            (self.skip, self.at) = (self.skip - within as u64, self.at + within as u64);
            let Some((next, rest)) = rest.split_first() else { break };
            bytes = rest;
            self.head.push(*next);
            let container = match container {
                Container::New => first(&self.head),
                known => known,
            };
            let told = match container {
                Container::New => None,
                Container::Ebml => element(&self.head),
                Container::Boxes => boxed(&self.head),
            };
            self.container = Some(container);
            match told {
                Some(Some(Told { skip, is_fragment })) => {
                    begins.extend(is_fragment.then_some(self.at));
                    self.at += self.head.len() as u64;
                    self.skip = skip;
                    self.head.clear();
                }
                None if self.head.len() < HEAD => {}
                Some(None) | None => self.container = None,
            }
        }
        begins
    }
}

/// Returns the container that begins with these bytes.
fn first(head: &[u8]) -> Container {
    if head.starts_with(&EBML) {
        Container::Ebml
    } else if head.get(4..8) == Some(b"ftyp") {
        Container::Boxes
    } else {
        Container::New
    }
}

/// Returns an element of EBML once its head is complete; `Some(None)` for one that cannot be skipped.
#[allow(clippy::option_option, reason = "not yet, and never")]
fn element(head: &[u8]) -> Option<Option<Told>> {
    let (id, size, _) = tracks::element(head)?;
    let is_fragment = id == u64::from(u32::from_be_bytes(CLUSTER));
    if is_fragment || id == SEGMENT {
        return Some(Some(Told { skip: 0, is_fragment }));
    }
    Some(size.map(|size| Told { skip: size as u64, is_fragment }))
}

/// Returns a box of MP4 once its head is complete; `Some(None)` for one that continues to the end or is smaller than
/// its head.
#[allow(clippy::option_option, reason = "not yet, and never")]
fn boxed(head: &[u8]) -> Option<Option<Told>> {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let (size, name) = head.get(..4).zip(head.get(4..8))?;
    let size = match number(size) {
        1 => number(head.get(8..16)?),
        size => size,
    };
    let told = |skip| Told { skip, is_fragment: name == MOOF };
    Some(size.checked_sub(head.len() as u64).map(told))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tracks::tests::{boxed, webm};

    /// Returns a stream as the window records it: the init segment, then clusters of unknown size with one block each.
    pub(crate) fn clusters(blocks: &[usize]) -> (Vec<u8>, Vec<usize>) {
        // The test's beginning of a WebM ends with a cluster of unknown size that is cut off.
        let mut file = webm(&[1, 2]);
        file.truncate(file.len() - 7);
        let mut begins = Vec::new();
        for size in blocks {
            begins.push(file.len());
            file.extend([0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xe7, 0x81, 7, 0xa3]);
            file.extend((0x1000_0000 | u32::try_from(*size).unwrap()).to_be_bytes());
            // A block may hold anything, the id of a cluster too.
            file.extend([0x1f, 0x43, 0xb6, 0x75, 0, 0].iter().cycle().take(*size));
        }
        (file, begins)
    }

    fn mp4(fragments: usize) -> (Vec<u8>, Vec<usize>) {
        let mut file = [boxed(b"ftyp", b"iso5\0\0\0\0"), boxed(b"moov", &boxed(b"moof", b"not here"))].concat();
        let mut begins = Vec::new();
        for _ in 0..fragments {
            begins.push(file.len());
            file.extend(boxed(b"moof", &[7; 40]));
            file.extend([[0, 0, 0, 1], *b"mdat", [0; 4], [0, 0, 0, 36]].concat());
            file.extend(boxed(b"moof", &[0; 12]));
        }
        (file, begins)
    }

    fn told(file: &[u8], at_once: usize) -> Vec<usize> {
        let mut fragments = Fragments::new();
        let told: Vec<u64> = file.chunks(at_once).flat_map(|piece| fragments.push(piece)).collect();
        assert!(fragments.follows());
        told.into_iter().map(|at| usize::try_from(at).unwrap()).collect()
    }

    #[test]
    fn fragments_are_found_however_the_bytes_come() {
        for (file, begins) in [clusters(&[0, 5, 3_000, 20]), mp4(4)] {
            for at_once in [1, 2, 3, 7, 64, file.len()] {
                assert_eq!(told(&file, at_once), begins, "{at_once}");
            }
            for at in begins {
                assert!(evidence::cut::is_fragment(&file[at..]));
            }
        }
    }

    #[test]
    fn what_is_no_such_container_has_no_fragments() {
        for file in
            [&b"OggS\0\x02 and more, long enough"[..], &[7; 100], b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\0mdat rest"]
        {
            let mut fragments = Fragments::new();
            assert!(fragments.push(file).is_empty());
            assert!(!fragments.follows(), "{file:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_of_a_stranger_stop_it(bytes: Vec<u8>, at in 0_usize..120) {
            for mut file in [clusters(&[9]).0, mp4(1).0] {
                file.truncate(at);
                file.extend(&bytes);
                Fragments::new().push(&file);
            }
        }
    }
}
