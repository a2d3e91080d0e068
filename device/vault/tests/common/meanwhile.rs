//! The real disk; before or after one chosen step, it runs a function of the test.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use vault::{Disk, Step};

/// Counts the steps after the chosen one. The function may make the step fail.
#[derive(Default)]
pub struct Meanwhile(Mutex<Plan>);

#[derive(Default)]
struct Plan {
    left: u64,
    behind: bool,
    what: Option<Box<dyn FnOnce() -> io::Result<()> + Send>>,
    after: u64,
}

impl Meanwhile {
    /// Runs `what` before the step.
    pub fn at(step: u64, what: impl FnOnce() -> io::Result<()> + Send + 'static) -> Arc<Self> {
        let disk = Arc::new(Self::default());
        disk.plan(step, what);
        disk
    }

    /// Runs `what` before or after the step.
    pub fn beside(step: u64, behind: bool, what: impl FnOnce() + Send + 'static) -> Arc<Self> {
        let disk = Self::at(step, move || {
            what();
            Ok(())
        });
        disk.0.lock().unwrap().behind = behind;
        disk
    }

    pub fn plan(&self, step: u64, what: impl FnOnce() -> io::Result<()> + Send + 'static) {
        *self.0.lock().unwrap() = Plan { left: step, what: Some(Box::new(what)), ..Plan::default() };
    }

    /// Returns `None` if the chosen step was never reached.
    pub fn steps_after(&self) -> Option<u64> {
        let plan = self.0.lock().unwrap();
        plan.what.is_none().then_some(plan.after)
    }

    pub fn came(&self) -> bool {
        self.steps_after().is_some()
    }
}

impl Disk for Meanwhile {
    fn run(&self, _: Step, _: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let mut plan = self.0.lock().unwrap();
        let (what, behind) = (if plan.left == 0 { plan.what.take() } else { None }, plan.behind);
        match (&what, plan.left) {
            (None, 0) => plan.after += 1,
            (None, _) => plan.left -= 1,
            _ => {}
        }
        drop(plan);
        let what = || what.map_or(Ok(()), |what| what());
        if behind { act().and_then(|()| what()) } else { what().and_then(|()| act()) }
    }
}
