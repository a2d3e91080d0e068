//! A disk that fails on purpose, for the tests of all code that writes through [`Disk`].

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::durable::UNFINISHED;
use crate::{Disk, Step};

/// The way in which a step fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It fails without any effect.
    NotPersisted,
    /// It takes effect and reports a failure.
    ReportedFailed,
    /// The process dies before it.
    KilledBefore,
    /// The process dies after it.
    KilledAfter,
    /// The process dies in the middle of writing a file.
    Torn,
    /// The disk is full from here on.
    Full,
}

/// Each way in which one step fails.
pub const FAULTS: [Fault; 5] =
    [Fault::NotPersisted, Fault::ReportedFailed, Fault::KilledBefore, Fault::KilledAfter, Fault::Torn];

/// A disk whose `at`-th step (from 0) fails.
pub struct FaultDisk {
    at: u64,
    fault: Fault,
    only: Option<Step>,
    taken: AtomicU64,
    dead: Mutex<bool>,
    hit: Mutex<Option<Step>>,
}

impl FaultDisk {
    /// Counts every step.
    pub fn new(at: u64, fault: Fault) -> Arc<Self> {
        Self::of(None, at, fault)
    }

    /// Counts steps of one kind only.
    pub fn on(step: Step, at: u64, fault: Fault) -> Arc<Self> {
        Self::of(Some(step), at, fault)
    }

    fn of(only: Option<Step>, at: u64, fault: Fault) -> Arc<Self> {
        Arc::new(Self { at, fault, only, taken: 0.into(), dead: false.into(), hit: None.into() })
    }

    /// Returns the number of begun steps.
    pub fn steps(&self) -> u64 {
        self.taken.load(Ordering::SeqCst)
    }

    /// Returns the first step that failed, if one did.
    pub fn hit(&self) -> Option<Step> {
        *self.hit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk for FaultDisk {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let mut dead = self.dead.lock().unwrap_or_else(PoisonError::into_inner);
        let killed = || Err(io::Error::other("killed"));
        if *dead {
            return killed();
        }
        let counts = self.only.is_none_or(|only| only == step);
        let n = if counts { self.taken.fetch_add(1, Ordering::SeqCst) } else { u64::MAX };
        let full = self.fault == Fault::Full && counts && n >= self.at;
        if n != self.at && !full {
            drop(dead);
            return act();
        }
        self.hit.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(step);
        match self.fault {
            Fault::NotPersisted => Err(io::Error::other("not persisted")),
            Fault::ReportedFailed => {
                act()?;
                Err(io::Error::other("persisted, reported failed"))
            }
            Fault::KilledBefore => {
                *dead = true;
                killed()
            }
            Fault::KilledAfter => {
                *dead = true;
                act()?;
                killed()
            }
            Fault::Torn => {
                *dead = true;
                // Half of a file stays where a half can be told from the whole: a part has its digest, another file its ending.
                if step == Step::WritePart || step == Step::WriteFile && path.to_string_lossy().ends_with(UNFINISHED) {
                    act()?;
                    let half = std::fs::metadata(path)?.len() / 2;
                    File::options().write(true).open(path)?.set_len(half)?;
                }
                killed()
            }
            Fault::Full => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}
