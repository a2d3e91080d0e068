//! Taking in what comes whole, files and photos: read once, hashed, sealed on two threads, durable in groups of up to 64 parts.
//!
//! Flat in memory: at most five buffers of 4 MiB, whatever the size of the file.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Mutex, mpsc};

use capture::{Importer, Medium, OPENING_FROM};
use evidence::entry::MAX_PARTS;
use evidence::part::{MAX_CONTENT, Role, SALT_LEN};
use evidence::record::{Kind, Method};
use evidence::{ItemId, PlainPart};
use zeroize::Zeroize;

use crate::home::{Home, Shared};
use crate::incoming::Staged;
use crate::items::{Added, NewItem};
use crate::readers::Readers;
use crate::{Acknowledged, Cancelled, Error, Reason, Result, Safe};

/// Threads that seal. Reading and hashing the file take a third.
const SEALERS: usize = 2;
/// Plain buffers in use: one being read, the others being sealed.
const BUFFERS: usize = SEALERS + 1;

/// How far an import is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The item.
    pub item: ItemId,
    /// Bytes read so far.
    pub bytes: u64,
    /// What is durable so far.
    pub safe: Safe,
}

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

impl Home {
    /// Imports everything that `reader` gives as one item with method `imported`.
    ///
    /// If the reader fails midway, the item is closed as interrupted with what came, and the error says what is safe.
    /// If the disk fails, what is durable stays valid and the next start closes the item.
    ///
    /// A reader cancels with [`Cancelled::error`]. Before the first entry nothing at all is left of the item; after it
    /// the item is closed as interrupted, because what is in the chain stays there.
    pub fn add_file(
        &self,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        self.add_medium(Method::Imported, reader, name, new, progress)
    }

    /// Seals a photo, or another medium that came whole, which this app has just taken: as [`Home::add_file`], with
    /// method `captured`. What fits one part is one entry.
    pub fn add_captured(
        &self,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        self.add_medium(Method::Captured, reader, name, new, progress)
    }

    fn add_medium(
        &self,
        method: Method,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        let description = self.describe(Kind::Document, method, new)?;
        let item = description.item;
        let mut first = Vec::with_capacity(SALT_LEN + MAX_CONTENT + 64);
        let safe = Safe { item: Some(item), ..Safe::default() };
        let mut read_error = read_piece(&self.0, reader, &mut first)?;
        let content = first.get(SALT_LEN..).unwrap_or_default();
        if let Some(cause) = read_error.take_if(|e| content.is_empty() || Cancelled::is(e)) {
            first.zeroize();
            return Err(source_failed(cause, Safe::default()));
        }
        let importer = Importer::open(&description, name, new.media_type.as_deref(), content)?;
        let mut import = Import {
            shared: &self.0,
            item,
            readers: new.readers(),
            importer,
            pending: BTreeMap::new(),
            contents: BTreeMap::new(),
            next: 0,
            safe,
            entries: Vec::new(),
            failed: None,
            cut_off: false,
        };
        if read_error.is_none() && is_full(&first) {
            read_error = import.pipeline(reader, first, progress);
        } else {
            import.inline(first);
        }
        let (medium, entries) = import.close(read_error)?;
        let (parts, bytes, sha256) = (medium.parts, medium.size, Some(medium.sha256));
        Ok(Added { item, claimed_at: description.claimed_at, parts, bytes, sha256, entries })
    }
}

struct Import<'a> {
    shared: &'a Shared,
    item: ItemId,
    readers: Readers,
    importer: Importer,
    /// Durable part files without an entry yet.
    pending: BTreeMap<Role, Staged>,
    /// Bytes of content in them.
    contents: BTreeMap<Role, usize>,
    /// The media part that the next entry begins with.
    next: u32,
    safe: Safe,
    entries: Vec<Acknowledged>,
    /// The first failure of sealing, of the disk, or of us: nothing is begun after it.
    failed: Option<Error>,
    /// True once the reader failed.
    cut_off: bool,
}

impl Import<'_> {
    /// A file of one piece, or an empty one.
    fn inline(&mut self, plain: Vec<u8>) {
        let content = plain.get(SALT_LEN..).unwrap_or_default();
        if content.is_empty() {
            return;
        }
        let role = self.importer.take(content).map_err(Error::from);
        let done =
            role.map(|role| seal_one(self.shared, self.item, self.readers, Job { role, plain }, &mut Vec::new()));
        match done {
            Ok(done) => self.take_back(done).zeroize(),
            Err(e) => self.fail(e),
        }
    }

    /// A file of many pieces. Gives back why the reader failed, if it did.
    fn pipeline(
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
                match self.importer.take(content) {
                    Ok(role) if give.send(Job { role, plain }).is_ok() => at_work += 1,
                    Ok(_) => self.fail(Error::Bug("the sealing threads are gone")),
                    Err(e) => self.fail(e.into()),
                }
                // Files of a few parts do not pay for an opening record.
                if self.importer.parts() == OPENING_FROM + 1 {
                    self.open_record();
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
                        Vec::with_capacity(SALT_LEN + MAX_CONTENT + 64)
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
            while at_work > 0 {
                let Ok(back) = done.recv() else {
                    self.fail(Error::Bug("the sealing threads are gone"));
                    break;
                };
                at_work -= 1;
                idle.push(self.take_back(back));
            }
            // Once, and not after every piece: until here each was about to be filled with the next one.
            idle.iter_mut().for_each(Zeroize::zeroize);
            read_error
        })
    }

    /// Keeps what a sealing thread made, and gives back the plain buffer for the next piece.
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

    fn open_record(&mut self) {
        let opening = self.importer.opening().map_err(Error::from);
        match opening.and_then(|p| self.shared.stage_content(self.item, self.readers, false, p.role, &p.content)) {
            Ok(staged) => drop(self.pending.insert(staged.part.role, staged)),
            Err(e) => self.fail(e),
        }
    }

    /// Keeps the first cause. A refusal to go on after it may come in before it, from the other thread.
    fn fail(&mut self, error: Error) {
        if self.failed.as_ref().is_none_or(|e| matches!(e, Error::Unavailable { reason: Reason::Reopen, .. })) {
            self.failed = Some(error);
        }
    }

    /// Commits every entry that is full.
    fn commit_full(&mut self) {
        while self.failed.is_none() && self.run().len() == MAX_PARTS {
            self.commit_run();
        }
    }

    /// The parts that the next entry can carry: in order, without a gap.
    fn run(&self) -> Vec<Staged> {
        let mut next = self.next;
        let in_order = |s: &&Staged| match s.part.role {
            Role::Media(n) if n == next => {
                next += 1;
                true
            }
            Role::Media(_) => false,
            Role::Opening | Role::Record => true,
        };
        self.pending.values().take_while(in_order).take(MAX_PARTS).copied().collect()
    }

    fn commit_run(&mut self) {
        let run = self.run();
        match self.shared.commit(&run, self.cut_off) {
            Ok(done) => {
                self.entries.push(done);
                for staged in run {
                    let role = staged.part.role;
                    self.pending.remove(&role);
                    let content = self.contents.remove(&role).unwrap_or(0) as u64;
                    if let Role::Media(n) = role {
                        self.next = n + 1;
                        self.safe.parts += 1;
                        self.safe.bytes += content;
                    }
                }
            }
            Err(e) => self.fail(e),
        }
    }

    /// Writes the record and commits what is left.
    fn close(mut self, read_error: Option<io::Error>) -> Result<(Medium, Vec<Acknowledged>)> {
        let read_error = match read_error {
            Some(cause) if Cancelled::is(&cause) && self.entries.is_empty() && self.failed.is_none() => {
                self.forget()?;
                return Err(source_failed(cause, Safe::default()));
            }
            other => other,
        };
        self.cut_off = read_error.is_some();
        let medium = match self.failed {
            None => self.write_record(),
            Some(_) => None,
        };
        while self.failed.is_none() && !self.pending.is_empty() {
            self.commit_run();
        }
        let (Some(medium), None) = (medium, &self.failed) else {
            let failed = self.failed.unwrap_or(Error::Bug("an import failed without saying why"));
            return Err(failed.with_safe(self.safe));
        };
        self.safe.closed = true;
        match read_error {
            Some(cause) => Err(source_failed(cause, self.safe)),
            None => Ok((medium, self.entries)),
        }
    }

    /// Removes the parts of an item that has no entry. A kill in between leaves some of them without one, and the next
    /// start takes those in as it does after any kill.
    fn forget(&mut self) -> Result<()> {
        let incoming = self.shared.layout.incoming();
        let removed = self.pending.values().try_for_each(|s| self.shared.durable.remove(&incoming.join(s.to_string())));
        removed.and_then(|()| self.shared.sync_incoming()).map_err(|e| {
            self.shared.poison();
            Error::disk("what was cancelled could not be removed", e)
        })
    }

    fn write_record(&mut self) -> Option<Medium> {
        let made = if self.cut_off { self.importer.cut_off() } else { self.importer.finish() };
        let staged = made.map_err(Error::from).and_then(|(p, medium)| {
            let staged = self.shared.stage_content(self.item, self.readers, false, p.role, &p.content)?;
            Ok((staged, medium))
        });
        match staged {
            Ok((staged, medium)) => {
                self.pending.insert(staged.part.role, staged);
                Some(medium)
            }
            Err(e) => {
                self.fail(e);
                None
            }
        }
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

/// Fills `buffer` with a fresh salt and the next piece of the file. Gives why reading ended early, if it did; what
/// came before that is in the buffer.
fn read_piece(shared: &Shared, reader: &mut dyn Read, buffer: &mut Vec<u8>) -> Result<Option<io::Error>> {
    buffer.clear();
    buffer.resize(SALT_LEN, 0);
    shared.random(buffer)?;
    Ok(reader.take(MAX_CONTENT as u64).read_to_end(buffer).err())
}

fn is_full(buffer: &[u8]) -> bool {
    buffer.len() == SALT_LEN + MAX_CONTENT
}

fn source_failed(cause: io::Error, safe: Safe) -> Error {
    let reason = if Cancelled::is(&cause) { Reason::Cancelled } else { Reason::Source };
    Error::Unavailable { what: "the file was not taken in whole", reason, safe, source: Some(cause) }
}
