//! Writes a bundle's zip in the one format that a verifier accepts, which is [`evidence::zip`]'s.
//!
//! Streams: a member's sizes and CRC-32 are written into its header after its last byte. Never keeps content.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use evidence::zip::{self, IN_ZIP64, Member};

/// Bytes collected before they are written.
const BUFFER: usize = 256 * 1024;

pub(crate) struct ZipWriter<W: Write + Seek = File> {
    out: BufWriter<W>,
    at: u64,
    members: Vec<Member>,
    crc: crc32fast::Hasher,
}

impl<W: Write + Seek> ZipWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        let out = BufWriter::with_capacity(BUFFER, out);
        Self { out, at: 0, members: Vec::new(), crc: crc32fast::Hasher::new() }
    }

    /// Begins a member of about `expected` bytes. A member that may reach 4 GiB must say so here.
    pub(crate) fn begin(&mut self, name: &str, expected: u64) -> io::Result<()> {
        let large = expected >= u64::from(IN_ZIP64);
        let member = Member { name: name.to_owned(), crc: 0, size: 0, offset: self.at, large };
        let header = member.local_header().map_err(wrong)?;
        self.out.write_all(&header)?;
        self.at += header.len() as u64;
        self.members.push(member);
        self.crc = crc32fast::Hasher::new();
        Ok(())
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.crc.update(bytes);
        self.at += bytes.len() as u64;
        match self.members.last_mut() {
            Some(member) => member.size += bytes.len() as u64,
            None => return Err(io::ErrorKind::InvalidInput.into()),
        }
        Ok(())
    }

    /// Ends the member: its header gets the true size and CRC-32.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        let crc = std::mem::take(&mut self.crc).finalize();
        let Some(member) = self.members.last_mut() else { return Err(io::ErrorKind::InvalidInput.into()) };
        member.crc = crc;
        // A member that was announced as small must stay below the mark, and one announced as large must reach it.
        if member.large != (member.size >= u64::from(IN_ZIP64)) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let (header, offset) = (member.local_header().map_err(wrong)?, member.offset);
        self.out.seek(SeekFrom::Start(offset))?;
        self.out.write_all(&header)?;
        self.out.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }

    /// Replaces the content of the first member with other bytes of equal length.
    pub(crate) fn fill_first(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(member) = self.members.first_mut().filter(|m| m.size == bytes.len() as u64) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        member.crc = crc32fast::hash(bytes);
        let (header, offset) = (member.local_header().map_err(wrong)?, member.offset);
        self.out.seek(SeekFrom::Start(offset))?;
        self.out.write_all(&header)?;
        self.out.write_all(bytes)?;
        self.out.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }

    /// Writes the directory and returns the file, not yet synced.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let start = self.at;
        for member in &self.members {
            let header = member.central_header().map_err(wrong)?;
            self.out.write_all(&header)?;
            self.at += header.len() as u64;
        }
        let end = zip::end_records(start, self.at - start, self.members.len() as u64, self.at, 45);
        self.out.write_all(&end)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn wrong(_: evidence::Error) -> io::Error {
    io::ErrorKind::InvalidFilename.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file in which zeros are holes, so that 4 GiB need no room.
    struct Sparse(File);

    impl Write for Sparse {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if bytes.len() < 4096 || bytes.iter().any(|b| *b != 0) {
                return self.0.write(bytes);
            }
            let after = self.0.seek_relative(bytes.len() as i64).and_then(|()| self.0.stream_position())?;
            self.0.set_len(after.max(self.0.metadata()?.len()))?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }

    impl Seek for Sparse {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn members_beyond_4_gib_are_read_by_a_verifier_and_by_a_foreign_tool() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("large.zip");
        let large = u64::from(IN_ZIP64) + 4096;
        let mut zip = ZipWriter::new(Sparse(disk::durable::create_new(&path).unwrap()));
        zip.begin("SHA256SUMS", 4).unwrap();
        zip.write(b"\0\0\0\0").unwrap();
        zip.end().unwrap();
        zip.begin("media/large.bin", large).unwrap();
        let piece = vec![0; 1 << 20];
        let mut left = large;
        while left > 0 {
            let take = left.min(piece.len() as u64);
            zip.write(&piece[..take as usize]).unwrap();
            left -= take;
        }
        zip.end().unwrap();
        zip.begin("records/after", 5).unwrap();
        zip.write(b"after").unwrap();
        zip.end().unwrap();
        zip.fill_first(b"sums").unwrap();
        zip.finish().unwrap();
        let mut source = verify::ZipSource::open(File::open(&path).unwrap()).unwrap();
        let sizes: Vec<u64> = verify::BundleSource::list(&mut source).unwrap().iter().map(|f| f.size).collect();
        assert_eq!(sizes, [4, large, 5]);
        let mut text = String::new();
        let mut first = verify::BundleSource::open(&mut source, "SHA256SUMS").unwrap();
        io::Read::read_to_string(&mut first, &mut text).unwrap();
        assert_eq!(text, "sums");
        let script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.read('records/after') == b'after'; \
                      print([i.file_size for i in z.infolist()], '%08x' % z.getinfo('media/large.bin').CRC)";
        let out = std::process::Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
        // The CRC-32 of 4,294,971,391 zero bytes, by Python's zlib.
        assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), format!("[4, {large}, 5] c71c0011"));
    }
}
