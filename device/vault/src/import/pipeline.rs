//! Reads a file and seals its pieces in parallel.
//!
//! Memory is bounded: at most five buffers of 4 MiB for a file of any size.

use std::io::{self, Read};
use std::sync::{Mutex, mpsc};

use evidence::part::{MAX_CONTENT, Role, SALT_LEN};
use evidence::{ItemId, PlainPart};
use zeroize::Zeroize;

use super::work::{Import, Progress};
use crate::home::Shared;
use crate::incoming::Staged;
use crate::readers::Readers;
use crate::{Error, Result};

/// Threads that seal. Reading and hashing the file take a third.
const SEALERS: usize = 2;
/// Plain buffers in use: one being read, the others being sealed.
const BUFFERS: usize = SEALERS + 1;
/// Bytes of a buffer that holds one whole piece.
const WHOLE: usize = SALT_LEN + MAX_CONTENT + 64;
/// Bytes of the first buffer, which doubles up to [`WHOLE`]: the whole buffer is wiped, and most files are small.
pub(super) const FIRST: usize = WHOLE.div_ceil(64);

/// The salt and content of one piece.
struct Job {
    role: Role,
    plain: Vec<u8>,
}

struct Done {
    plain: Vec<u8>,
    content: usize,
    staged: Result<Staged>,
}

impl Import<'_> {
    /// Seals a file of one piece, or an empty one.
    pub(super) fn inline(&mut self, plain: Vec<u8>) {
        let content = plain.get(SALT_LEN..).unwrap_or_default();
        if content.is_empty() {
            return;
        }
        let role = self.importer.take(content).map_err(Error::from);
        self.tiling.take(content);
        self.tiling.begin(self.importer.tile_seed());
        let done =
            role.map(|role| seal_one(self.shared, self.item, self.readers, Job { role, plain }, &mut Vec::new()));
        match done {
            Ok(done) => self.take_back(done).zeroize(),
            Err(e) => self.fail(e),
        }
    }

    /// Seals a file of many pieces. Returns the reader's error, if it failed.
    pub(super) fn pipeline(
        &mut self,
        reader: &mut dyn Read,
        first: Vec<u8>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Option<io::Error> {
        let (give, jobs) = mpsc::channel::<Job>();
        let (finish, done) = mpsc::channel::<Done>();
        let jobs = Mutex::new(jobs);
        let (shared, item, readers) = (self.shared, self.item, self.readers);
        std::thread::scope(|scope| {
            for _ in 0..SEALERS {
                let (jobs, finish) = (&jobs, finish.clone());
                scope.spawn(move || {
                    let mut buffer = Vec::new();
                    while let Some(job) = next_job(jobs) {
                        let sent = finish.send(seal_one(shared, item, readers, job, &mut buffer));
                        if sent.is_err() {
                            return;
                        }
                    }
                });
            }
            drop(finish);
            let (mut at_work, mut idle, mut read_error, mut bytes) = (0usize, Vec::new(), None, 0u64);
            let mut piece = Some(first);
            let mut made = 1;
            while let Some(plain) = piece.take() {
                let content = plain.get(SALT_LEN..).unwrap_or_default();
                bytes += content.len() as u64;
                self.tiling.take(content);
                match self.importer.take(content) {
                    Ok(role) if give.send(Job { role, plain }).is_ok() => at_work += 1,
                    Ok(_) => self.fail(Error::Bug("the sealing threads are gone")),
                    Err(e) => self.fail(e.into()),
                }
                while let Ok(back) = done.try_recv() {
                    at_work -= 1;
                    idle.push(self.take_back(back));
                }
                self.commit_full();
                progress(&Progress { item: self.item, bytes, safe: self.safe });
                if self.failed.is_some() || read_error.is_some() {
                    break;
                }
                let mut next = match idle.pop() {
                    Some(buffer) => buffer,
                    None if made < BUFFERS => {
                        made += 1;
                        Vec::with_capacity(WHOLE)
                    }
                    None => match done.recv() {
                        Ok(back) => {
                            at_work -= 1;
                            self.take_back(back)
                        }
                        Err(_) => {
                            self.fail(Error::Bug("the sealing threads are gone"));
                            break;
                        }
                    },
                };
                match read_piece(self.shared, reader, &mut next) {
                    Ok(cause) => read_error = cause,
                    Err(e) => self.fail(e),
                }
                if next.len() > SALT_LEN {
                    piece = Some(next);
                } else {
                    idle.push(next);
                }
            }
            drop(give);
            self.tiling.begin(self.importer.tile_seed());
            while at_work > 0 {
                let Ok(back) = done.recv() else {
                    self.fail(Error::Bug("the sealing threads are gone"));
                    break;
                };
                at_work -= 1;
                idle.push(self.take_back(back));
            }
            // Wiped once at the end, because until now the next piece overwrote each buffer.
            idle.iter_mut().for_each(Zeroize::zeroize);
            read_error
        })
    }

    /// Keeps a sealing thread's result, and returns the plain buffer for the next piece.
    fn take_back(&mut self, done: Done) -> Vec<u8> {
        match done.staged {
            Ok(staged) => {
                self.contents.insert(staged.part.role, done.content);
                self.pending.insert(staged.part.role, staged);
            }
            Err(e) => self.fail(e),
        }
        done.plain
    }
}

fn next_job(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    jobs.lock().ok()?.recv().ok()
}

fn seal_one(shared: &Shared, item: ItemId, readers: Readers, job: Job, buffer: &mut Vec<u8>) -> Done {
    let content = job.plain.len().saturating_sub(SALT_LEN);
    let plain = match PlainPart::from_bytes(job.plain) {
        Ok(plain) => plain,
        Err(e) => return Done { plain: Vec::new(), content, staged: Err(e.into()) },
    };
    let staged = shared.stage(item, readers, false, job.role, &plain, std::mem::take(buffer)).map(|(staged, used)| {
        *buffer = used;
        staged
    });
    Done { plain: plain.into_bytes(), content, staged }
}

/// Fills `buffer` with a fresh salt and the next piece of the file. Returns the error that ended the reading early, if
/// any; the bytes before it are in the buffer.
pub(super) fn read_piece(shared: &Shared, reader: &mut dyn Read, buffer: &mut Vec<u8>) -> Result<Option<io::Error>> {
    buffer.clear();
    buffer.resize(SALT_LEN, 0);
    shared.random(buffer)?;
    Ok(reader.take(MAX_CONTENT as u64).read_to_end(buffer).err())
}

pub(super) fn is_full(buffer: &[u8]) -> bool {
    buffer.len() == SALT_LEN + MAX_CONTENT
}
