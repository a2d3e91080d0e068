//! The module's functions for the page: one request, one answer, in buffers that stay in the module's memory.
//!
//! The page calls `request(length)`, writes that many bytes of JSON to the returned address, calls `judge()`, and reads
//! `answer_length()` bytes from `answer()`. A module judges one bundle and is then dropped with its worker.
#![allow(unsafe_code, reason = "exported names and one imported function; no memory is read through a raw pointer")]

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::host::Host;
use crate::judge;

static REQUEST: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Writes up to `length` bytes of a file to `into`. Returns their number; negative if the file cannot be read.
    safe fn read(file: u32, offset: f64, into: *mut u8, length: usize) -> i32;
}

struct Page;

impl Host for Page {
    fn read(&self, file: u32, offset: u64, into: &mut [u8]) -> Option<usize> {
        // A browser's file sizes are exact in a double: below 2^53.
        usize::try_from(read(file, offset as f64, into.as_mut_ptr(), into.len())).ok()
    }
}

/// Makes room for a request of `length` bytes and returns its address.
#[unsafe(no_mangle)]
extern "C" fn request(length: usize) -> *mut u8 {
    let mut request = held(&REQUEST);
    *request = vec![0; length];
    request.as_mut_ptr()
}

/// Judges the bundle of the request.
#[unsafe(no_mangle)]
extern "C" fn judge() {
    let answer = judge::answer(&Page, &held(&REQUEST));
    *held(&ANSWER) = serde_json::to_vec(&answer).unwrap_or_default();
}

/// Returns the address of the answer.
#[unsafe(no_mangle)]
extern "C" fn answer() -> *const u8 {
    held(&ANSWER).as_ptr()
}

/// Returns the number of bytes of the answer; 0 if there is none.
#[unsafe(no_mangle)]
extern "C" fn answer_length() -> usize {
    held(&ANSWER).len()
}

fn held(buffer: &'static Mutex<Vec<u8>>) -> MutexGuard<'static, Vec<u8>> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}
