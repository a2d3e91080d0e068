//! The durable steps of a home. Each step checks first whether a panic has begun.
//!
//! The order for a part: write beside its place and `fdatasync` ([`Step::WritePart`]); sync the folder
//! ([`Step::SyncFolder`]); write the next one-time key into its slot ([`Step::WriteSlot`]); commit the entry
//! ([`Step::CommitEntry`]); erase the used key ([`Step::EraseSlot`]); rename the part to its digest ([`Step::Rename`]).
//! The rename needs no sync before the acknowledgement: the file's name and bytes in `incoming` are already durable,
//! and a start renames it again. The name lasts until `incoming` itself is synced, so the folders that parts were
//! renamed into are synced first, one entry later ([`Shared::sync_incoming`]). Folders under `parts` exist since
//! `join`, so a rename never depends on a folder that a power cut may lose.
//!
//! [`Shared::sync_incoming`]: crate::home::Shared::sync_incoming
//!
//! A failed step is never retried: the caller must open the home again, and data that the kernel only
//! *claims* to have written is written again.
//!
//! Once a panic has begun, the current step finishes, and only the panic's own steps follow. Another program's panic
//! does not wait for the current step, which may write a key after the overwriting, so the marker is checked after each
//! step too.

use std::io;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use disk::{Disk, Step, is_full};

use crate::destroyed::Destroyed;
use crate::erase::erase_keys;
use crate::error::CutShort;
use crate::layout::Layout;
use crate::reserve::Reserve;

/// The durable steps of a home.
#[derive(Clone)]
pub(crate) struct Durable {
    steps: disk::Durable,
    gate: Arc<Gate>,
}

/// The home's disk: refuses a step once a panic has begun, and gives up the home's reserve when the disk is full.
struct Gate {
    disk: Arc<dyn Disk>,
    until: Destroyed,
    reserve: Reserve,
    /// The layout in which another program's panic leaves its marker; `None` for the panic's own steps.
    home: Option<Layout>,
}

impl Durable {
    /// Takes steps in a home until `until`, or another program's marker, reports a panic. The first step that finds the
    /// disk full gives up the home's reserve.
    pub(crate) fn new(disk: Arc<dyn Disk>, until: &Destroyed, layout: &Layout) -> Self {
        let (until, home) = (until.clone(), Some(layout.clone()));
        Self::behind(Gate { disk, until, reserve: Reserve::of(layout), home })
    }

    /// Takes steps that no panic stops.
    pub(crate) fn of_nobody(disk: Arc<dyn Disk>, reserve: Reserve) -> Self {
        Self::behind(Gate { disk, until: Destroyed::default(), reserve, home: None })
    }

    fn behind(gate: Gate) -> Self {
        let gate = Arc::new(gate);
        Self { steps: disk::Durable::new(gate.clone()), gate }
    }

    /// Returns this disk for the panic's own steps.
    pub(crate) fn of_panic(&self) -> Self {
        self.gate.of_panic()
    }

    /// Looks for another program's panic. Returns the home's layout if one has begun since the home was opened.
    pub(crate) fn look(&self) -> Option<&Layout> {
        self.gate.look()
    }

    /// Returns the state that ends its steps.
    pub(crate) fn until(&self) -> &Destroyed {
        &self.gate.until
    }

    /// Returns the reserved room on this disk.
    pub(crate) fn reserve(&self) -> &Reserve {
        &self.gate.reserve
    }
}

impl Deref for Durable {
    type Target = disk::Durable;

    fn deref(&self) -> &Self::Target {
        &self.steps
    }
}

impl Gate {
    fn of_panic(&self) -> Durable {
        Durable::of_nobody(Arc::clone(&self.disk), self.reserve.clone())
    }

    fn look(&self) -> Option<&Layout> {
        self.home.as_ref().filter(|layout| layout.panic_begun().is_some_and(|what| self.until.seen(what)))
    }
}

impl Disk for Gate {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let cut_short = || io::Error::other(CutShort);
        self.look();
        self.until.check_write().map_err(|_| cut_short())?;
        // A failed step is not retried. The freed room serves the steps after it.
        let done = self.disk.run(step, path, act).inspect_err(|e| {
            if is_full(e) {
                self.reserve.give_up();
            }
        });
        match self.look() {
            // The marker is written before the overwriting: either the panic saw this step's key, or it is overwritten
            // here.
            Some(layout) => {
                let steps = self.of_panic();
                drop(erase_keys(&steps, &self.reserve, layout));
                Err(cut_short())
            }
            None => done,
        }
    }
}
