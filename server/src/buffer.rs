//! The bytes of a body while they come. Small ones are on the heap; large ones have pages of their own, which return to
//! the system when they are dropped: a heap would keep as much memory again for a long time.

use std::io::Write as _;
use std::ops::Deref;

use memmap2::MmapMut;

use crate::{Error, Result};

/// Size in bytes from which on a body has pages of its own.
const LARGE: usize = 128 * 1024;

/// Bytes that grow up to a limit.
pub struct Buffer {
    small: Vec<u8>,
    large: Option<MmapMut>,
    length: usize,
    most: usize,
}

impl Buffer {
    /// Makes an empty buffer for at most `most` bytes.
    pub fn new(most: usize) -> Self {
        Self { small: Vec::new(), large: None, length: 0, most }
    }

    /// Appends bytes; the caller has checked the limit. Errors: `unavailable` without memory.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let short = |_| Error::Unavailable { what: "memory for another body", source: None };
        let length = self.length + bytes.len();
        if length > LARGE && self.large.is_none() {
            // This reserves only addresses; the system assigns memory page by page on the first write.
            let mut pages = MmapMut::map_anon(self.most.max(length)).map_err(short)?;
            (&mut *pages).write_all(&std::mem::take(&mut self.small)).map_err(short)?;
            self.large = Some(pages);
        }
        match &mut self.large {
            Some(pages) => pages.get_mut(self.length..).unwrap_or_default().write_all(bytes).map_err(short)?,
            None => self.small.extend_from_slice(bytes),
        }
        self.length = length;
        Ok(())
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let bytes = self.large.as_deref().unwrap_or(&self.small);
        bytes.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_came_whatever_they_lie_in() {
        let all: Vec<u8> = (0..5 * LARGE).map(|n| (n % 251) as u8).collect();
        for piece in [1_000, LARGE - 1, LARGE, LARGE + 1, 5 * LARGE] {
            let mut buffer = Buffer::new(all.len());
            for (n, bytes) in all.chunks(piece).enumerate() {
                buffer.append(bytes).unwrap();
                assert_eq!(&buffer[..], &all[..all.len().min((n + 1) * piece)]);
            }
            assert!(buffer.append(&[0]).is_err(), "it grows beyond what it was made for");
        }
        assert!(Buffer::new(10).is_empty());
    }
}
