//! The one spelling of a bundle's zip: stored, no times, no comments, no extra fields but zip64 sizes.
//!
//! Owns the bytes of every header, for the writer of a bundle and for the reader that compares one. Each header
//! follows from name, CRC-32, size and offset alone, so that no byte of a container is free. Never reads or writes a
//! file. Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.

use crate::{Error, Result};

/// Value of a 32-bit field whose true value is in the zip64 field.
pub const IN_ZIP64: u32 = u32::MAX;
/// Most members that the 16-bit count can hold.
const MANY: u64 = 0xffff;
/// 1980-01-01: day 1, month 1, year 0.
const DATE: u16 = 0x0021;
/// A regular file that its owner may write and everybody may read.
const MODE: u32 = 0o100_644 << 16;

/// One file of a bundle's zip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its path.
    pub name: String,
    /// CRC-32 of its bytes.
    pub crc: u32,
    /// Its length in bytes.
    pub size: u64,
    /// Offset of its local header.
    pub offset: u64,
    /// True when its sizes are in the zip64 field: required from 4 GiB - 1 on, and allowed to a foreign writer that
    /// expected such a size.
    pub large: bool,
}

impl Member {
    /// Returns the header before the member's bytes. Errors: `Refused` for a name above 65,535 bytes.
    pub fn local_header(&self) -> Result<Vec<u8>> {
        let zip64 = if self.large { vec![self.size, self.size] } else { Vec::new() };
        let mut out = Vec::with_capacity(30 + self.name.len() + 20);
        out.extend_from_slice(&0x0403_4b50u32.to_le_bytes());
        self.shared(&mut out, &zip64)?;
        out.extend_from_slice(self.name.as_bytes());
        push_zip64(&zip64, &mut out);
        Ok(out)
    }

    /// Returns the member's header in the directory. Errors: `Refused` for a name above 65,535 bytes.
    pub fn central_header(&self) -> Result<Vec<u8>> {
        let mut zip64 = if self.large { vec![self.size, self.size] } else { Vec::new() };
        if self.offset >= u64::from(IN_ZIP64) {
            zip64.push(self.offset);
        }
        let mut out = Vec::with_capacity(46 + self.name.len() + 28);
        out.extend_from_slice(&0x0201_4b50u32.to_le_bytes());
        // Made on Unix, by the version that a reader needs.
        out.extend_from_slice(&[self.needed(), 3]);
        self.shared(&mut out, &zip64)?;
        // Comment length, disk, internal attributes.
        out.extend_from_slice(&[0; 6]);
        out.extend_from_slice(&MODE.to_le_bytes());
        out.extend_from_slice(&clamp(self.offset).to_le_bytes());
        out.extend_from_slice(self.name.as_bytes());
        push_zip64(&zip64, &mut out);
        Ok(out)
    }

    /// Writes the fields of both headers: version needed, flags, method, time, date, CRC-32, sizes, lengths of name
    /// and extra.
    fn shared(&self, out: &mut Vec<u8>, zip64: &[u64]) -> Result<()> {
        let length = |n: usize| u16::try_from(n).map_err(|_| Error::refused("zip", "a name is too long"));
        for field in [u16::from(self.needed()), 0, 0, 0, DATE] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        let size = if self.large { IN_ZIP64 } else { clamp(self.size) };
        for field in [self.crc, size, size] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        out.extend_from_slice(&length(self.name.len())?.to_le_bytes());
        out.extend_from_slice(&length(if zip64.is_empty() { 0 } else { zip64.len() * 8 + 4 })?.to_le_bytes());
        Ok(())
    }

    /// Returns 45 (version 4.5) with zip64 sizes, otherwise 10.
    const fn needed(&self) -> u8 {
        if self.large { 45 } else { 10 }
    }
}

/// Returns the end of a zip whose directory lists `count` members in `size` bytes from `start` on; `end` is the offset
/// of these records. `version` (times ten) is the version that the zip64 end requires: 45, or 10 by writers that only
/// count files.
/// files.
pub fn end_records(start: u64, size: u64, count: u64, end: u64, version: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let is64 = count > MANY || size.max(start) > u64::from(IN_ZIP64);
    if is64 {
        out.extend_from_slice(&0x0606_4b50u32.to_le_bytes());
        out.extend_from_slice(&44u64.to_le_bytes());
        out.extend_from_slice(&[version, 0, version, 0]);
        out.extend_from_slice(&[0; 8]);
        for field in [count, count, size, start] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        out.extend_from_slice(&0x0706_4b50u32.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&end.to_le_bytes());
        out.extend_from_slice(&1u32.to_le_bytes());
    }
    out.extend_from_slice(&0x0605_4b50u32.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    let short = u16::try_from(count).unwrap_or(u16::MAX);
    out.extend_from_slice(&short.to_le_bytes());
    out.extend_from_slice(&short.to_le_bytes());
    let size = if is64 { IN_ZIP64 } else { clamp(size) };
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&clamp(start).to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

fn push_zip64(fields: &[u64], out: &mut Vec<u8>) {
    if let (false, Ok(length)) = (fields.is_empty(), u16::try_from(fields.len() * 8)) {
        out.extend_from_slice(&1u16.to_le_bytes());
        out.extend_from_slice(&length.to_le_bytes());
        fields.iter().for_each(|field| out.extend_from_slice(&field.to_le_bytes()));
    }
}

fn clamp(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(IN_ZIP64)
}
