//! A disk whose commits wait until the test lets them continue.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Condvar, Mutex};

use testamur_server::durable::{Disk, OpenFile, OsDisk};

#[derive(Default)]
pub struct Gate {
    shut: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    /// Stops all later commits, or lets them continue.
    pub fn shut(&self, shut: bool) {
        *self.shut.lock().unwrap() = shut;
        self.opened.notify_all();
    }
}

/// The real disk with another commit.
pub trait Commit: Send + Sync + 'static {
    fn commit(&self, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()>;
}

/// The disk that commits as `C` says.
pub struct Around<C>(pub C);

impl<C: Commit> Disk for Around<C> {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        OsDisk.make_folder(folder)
    }

    fn open_at(&self, path: &Path, offset: u64) -> io::Result<Box<dyn OpenFile>> {
        OsDisk.open_at(path, offset)
    }

    fn read(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        OsDisk.read(path)
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        OsDisk.length(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        OsDisk.rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        OsDisk.sync_folder(folder)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove(path)
    }

    fn commit(&self, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        self.0.commit(act)
    }
}

impl Commit for Gate {
    fn commit(&self, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let mut shut = self.shut.lock().unwrap();
        while *shut {
            shut = self.opened.wait(shut).unwrap();
        }
        drop(shut);
        act()
    }
}
