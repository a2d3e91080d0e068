//! Files that the page lends: the page keeps the file, and this module reads it range by range, without a copy on the
//! disk.
//!
//! Owns the protocol: the core requests a range and the page passes it in, until the work is done, fails or is stopped.
//! Works equally on phones and desktops, for a file picker and for a drop.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Serialize;

use crate::views::capture::StepView;
use crate::views::trouble::{ErrorCode, TroubleView};

/// Bytes per request: the ipc carries them quickly, and four make one part.
const RANGE: u32 = 1024 * 1024;
/// Time after which a silent page counts as gone.
const PATIENCE: Duration = Duration::from_secs(120);

/// The files that are lent at present.
#[derive(Default)]
pub struct Lending {
    next: AtomicU32,
    jobs: Mutex<BTreeMap<u32, Job>>,
}

struct Job {
    /// Set once the page noticed that the file was changed.
    changed: Arc<AtomicBool>,
    /// Number of bytes in the last request.
    length: u32,
    feed: SyncSender<Vec<u8>>,
    steps: Arc<Mutex<Receiver<Said>>>,
}

enum Said {
    Want(u64, u32),
    End(Result<serde_json::Value, TroubleView>),
}

/// A lent file as the working thread sees it.
pub struct LentFile {
    changed: Arc<AtomicBool>,
    size: u64,
    at: u64,
    block: Vec<u8>,
    block_at: u64,
    ask: SyncSender<Said>,
    fed: Receiver<Vec<u8>>,
}

impl Lending {
    /// Starts `work` on a file of `size` bytes and returns its first request.
    pub fn begin<T: Serialize>(
        &self,
        size: u64,
        work: impl FnOnce(LentFile) -> Result<T, TroubleView> + Send + 'static,
    ) -> Result<StepView, TroubleView> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (feed, fed) = sync_channel(1);
        let (ask, asked) = sync_channel(1);
        let changed = Arc::new(AtomicBool::new(false));
        let file = LentFile {
            changed: Arc::clone(&changed),
            size,
            at: 0,
            block: Vec::new(),
            block_at: 0,
            ask: ask.clone(),
            fed,
        };
        std::thread::spawn(move || {
            let answer =
                work(file).and_then(|done| serde_json::to_value(done).map_err(|_| TroubleView::from(ErrorCode::Bug)));
            // The page may be gone, so that there is no receiver for the answer.
            let _ = ask.send(Said::End(answer));
        });
        let job = Job { changed, length: 0, feed, steps: Arc::new(Mutex::new(asked)) };
        self.jobs.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?.insert(id, job);
        self.wait(id)
    }

    /// Passes the requested range to job `id` and returns its next request. A range of the wrong length fails the job
    /// as a failed source.
    pub fn feed(&self, id: u32, bytes: Vec<u8>) -> Result<StepView, TroubleView> {
        let fits = {
            let jobs = self.jobs.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
            let job = jobs.get(&id).ok_or(TroubleView::from(ErrorCode::BadRequest))?;
            bytes.len() as u64 == u64::from(job.length) && job.feed.send(bytes).is_ok()
        };
        if fits { self.wait(id) } else { self.stop(id) }
    }

    /// Records that the page saw the file of job `id` change while it was read: the job's result says so.
    pub fn mark_changed(&self, id: u32) -> Result<(), TroubleView> {
        let jobs = self.jobs.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        jobs.get(&id).ok_or(TroubleView::from(ErrorCode::BadRequest))?.changed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Stops job `id`: its next read fails. Returns its result.
    pub fn stop(&self, id: u32) -> Result<StepView, TroubleView> {
        let steps = {
            let mut jobs = self.jobs.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
            jobs.remove(&id).ok_or(TroubleView::from(ErrorCode::BadRequest))?.steps
        };
        let steps = steps.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        loop {
            match steps.recv_timeout(PATIENCE) {
                Ok(Said::Want(..)) => {}
                Ok(Said::End(answer)) => return Ok(ended(id, answer)),
                Err(_) => return Err(ErrorCode::Bug.into()),
            }
        }
    }

    fn wait(&self, id: u32) -> Result<StepView, TroubleView> {
        let steps = {
            let jobs = self.jobs.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
            Arc::clone(&jobs.get(&id).ok_or(TroubleView::from(ErrorCode::BadRequest))?.steps)
        };
        let said = steps.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?.recv();
        let mut jobs = self.jobs.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        match said {
            Ok(Said::Want(offset, length)) => {
                if let Some(job) = jobs.get_mut(&id) {
                    job.length = length;
                }
                Ok(StepView::Want { job: id, offset, length })
            }
            Ok(Said::End(answer)) => {
                jobs.remove(&id);
                Ok(ended(id, answer))
            }
            Err(_) => {
                jobs.remove(&id);
                Err(ErrorCode::Bug.into())
            }
        }
    }
}

fn ended(job: u32, answer: Result<serde_json::Value, TroubleView>) -> StepView {
    match answer {
        Ok(answer) => StepView::Done { job, answer },
        Err(trouble) => StepView::Failed { job, trouble },
    }
}

impl LentFile {
    fn fill(&mut self) -> io::Result<()> {
        let length = u64::from(RANGE).min(self.size.saturating_sub(self.at));
        let length = u32::try_from(length).unwrap_or(RANGE);
        let gone = || io::Error::new(io::ErrorKind::ConnectionAborted, "the file is not lent any more");
        self.ask.send(Said::Want(self.at, length)).map_err(|_| gone())?;
        let block = match self.fed.recv_timeout(PATIENCE) {
            Ok(block) => block,
            Err(RecvTimeoutError::Timeout) => return Err(gone()),
            // The person took the file back.
            Err(RecvTimeoutError::Disconnected) => return Err(vault::Cancelled::error()),
        };
        (self.block, self.block_at) = (block, self.at);
        Ok(())
    }
}

impl Read for LentFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.at >= self.size {
            return if self.changed.load(Ordering::Relaxed) { Err(vault::Changed::error()) } else { Ok(0) };
        }
        let within = self.at.checked_sub(self.block_at).is_some_and(|skip| skip < self.block.len() as u64);
        if !within {
            self.fill()?;
        }
        let skip = usize::try_from(self.at - self.block_at).unwrap_or(usize::MAX);
        let rest = self.block.get(skip..).unwrap_or_default();
        let taken = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..taken), rest.get(..taken)) {
            to.copy_from_slice(from);
        }
        self.at += taken as u64;
        Ok(taken)
    }
}

impl Seek for LentFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(back) => self.size.checked_add_signed(back),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays the page: passes in the requested ranges until the end.
    fn lend(lending: &Lending, file: &[u8], first: StepView) -> StepView {
        let mut step = first;
        while let StepView::Want { job, offset, length } = step {
            let at = usize::try_from(offset).unwrap();
            step = lending.feed(job, file[at..at + length as usize].to_vec()).unwrap();
        }
        step
    }

    #[test]
    fn a_lent_file_is_read_whole_and_from_its_end() {
        let file: Vec<u8> = (0..2_500_000u32).map(|n| (n % 251) as u8).collect();
        let copy = file.clone();
        let lending = Lending::default();
        let first = lending.begin(file.len() as u64, move |mut lent| {
            let mut all = Vec::new();
            lent.read_to_end(&mut all).unwrap();
            let mut tail = [0; 10];
            lent.seek(SeekFrom::End(-10)).unwrap();
            lent.read_exact(&mut tail).unwrap();
            Ok((all == copy, tail.to_vec()))
        });
        let end = lend(&lending, &file, first.unwrap());
        let StepView::Done { answer, .. } = end else { panic!("{end:?}") };
        assert_eq!(answer, serde_json::json!([true, file[file.len() - 10..].to_vec()]));
    }

    fn reading(lending: &Lending, size: u64) -> StepView {
        let work = |mut lent: LentFile| {
            io::copy(&mut lent, &mut io::sink()).map_err(|_| TroubleView::from(ErrorCode::SourceFailed))
        };
        lending.begin(size, work).unwrap()
    }

    #[test]
    fn a_stopped_job_ends_as_a_source_that_failed() {
        let lending = Lending::default();
        let StepView::Want { job, .. } = reading(&lending, 10) else { panic!() };
        let end = lending.stop(job).unwrap();
        assert!(matches!(end, StepView::Failed { ref trouble, .. } if trouble.code == ErrorCode::SourceFailed));
        assert!(lending.feed(job, vec![0; 10]).is_err());
    }

    #[test]
    fn bytes_that_nobody_asked_for_end_the_job() {
        let lending = Lending::default();
        let StepView::Want { job, length: 10, offset: 0 } = reading(&lending, 10) else { panic!() };
        assert!(matches!(lending.feed(job, vec![0; 9]).unwrap(), StepView::Failed { .. }));
    }

    #[test]
    fn an_empty_file_is_done_at_once() {
        assert!(matches!(reading(&Lending::default(), 0), StepView::Done { .. }));
    }
}
