//! A lock on a file for one program at a time. The system releases it when the program ends, even after a kill.

use std::fs::File;
use std::io;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code, reason = "an open file holds the lock")] File);

impl Lock {
    /// Takes the exclusive lock of `file`. Returns `None` while another program holds any lock.
    pub fn exclusive(file: File) -> io::Result<Option<Self>> {
        Self::take(file, FlockOperation::NonBlockingLockExclusive)
    }

    /// Takes a shared lock of `file`. Returns `None` while another program holds the exclusive one. Fails with
    /// `Unsupported` on a file system without locks.
    pub fn shared(file: File) -> io::Result<Option<Self>> {
        Self::take(file, FlockOperation::NonBlockingLockShared)
    }

    fn take(file: File, how: FlockOperation) -> io::Result<Option<Self>> {
        match flock(&file, how) {
            Ok(()) => Ok(Some(Self(file))),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => Err(io::ErrorKind::Unsupported.into()),
            Err(e) => Err(e.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_alone_or_several_share_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = || File::options().create(true).truncate(false).write(true).open(dir.path().join("lock")).unwrap();
        let alone = Lock::exclusive(file()).unwrap().unwrap();
        assert!(Lock::exclusive(file()).unwrap().is_none() && Lock::shared(file()).unwrap().is_none());
        drop(alone);
        let shared = [Lock::shared(file()).unwrap().unwrap(), Lock::shared(file()).unwrap().unwrap()];
        assert!(Lock::exclusive(file()).unwrap().is_none());
        drop(shared);
        assert!(Lock::exclusive(file()).unwrap().is_some());
    }
}
