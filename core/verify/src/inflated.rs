//! Reads a deflated member of a zip, unpacking it on the way.

use std::io::{self, BufRead, BufReader, Read};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use crate::source::Broken;

/// A reader that unpacks a deflated member.
pub(crate) struct Inflated<R> {
    inner: BufReader<R>,
    state: Box<InflateState>,
    done: bool,
}

impl<R: Read> Inflated<R> {
    /// Starts to unpack; `inner` must end with the packed bytes.
    pub(crate) fn new(inner: R) -> Self {
        Self { inner: BufReader::new(inner), state: InflateState::new_boxed(DataFormat::Raw), done: false }
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.done && !buffer.is_empty() {
            let packed = self.inner.fill_buf()?;
            let is_end = packed.is_empty();
            let step = inflate(&mut self.state, packed, buffer, MZFlush::None);
            self.inner.consume(step.bytes_consumed);
            match step.status {
                Ok(MZStatus::StreamEnd) => self.done = true,
                Ok(_) | Err(MZError::Buf) if step.bytes_written + step.bytes_consumed > 0 => {}
                Ok(_) | Err(MZError::Buf) if is_end => return Err(Broken::error("it ends too early")),
                _ => return Err(Broken::error("it cannot be unpacked")),
            }
            if step.bytes_written > 0 {
                return Ok(step.bytes_written);
            }
        }
        Ok(0)
    }
}
