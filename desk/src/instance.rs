//! One instance for each home: a second start shows the window of the first and ends.
//!
//! Owns the socket beside the home. This is not the vault's lock, which refuses every second opener; the socket only
//! spares the person a useless window.

use std::path::Path;

/// The place of this start among those of one home.
pub enum Instance {
    /// The first. Holds the place until it is dropped; `show` is called whenever another start contacts it.
    First(Place),
    /// Another one is running, and has shown its window.
    Second,
}

#[cfg(unix)]
pub use unix::Place;

/// Without sockets in folders a second start cannot contact the first; the vault's lock reports that the home is open.
#[cfg(not(unix))]
pub struct Place;

/// Takes the place for the home at `home`; waits at most three seconds for an instance that is ending. If the place
/// cannot be made, this start continues alone: a person must be able to capture.
pub fn take(home: &Path) -> Instance {
    #[cfg(unix)]
    return unix::take(home);
    #[cfg(not(unix))]
    {
        let _ = home;
        Instance::First(Place)
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{Read, Write};
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::Instance;

    /// The message of a second start.
    const KNOCK: &[u8; 4] = b"show";
    /// The answer of the first once its window is shown. An instance that is ending closes the connection.
    const HERE: &[u8; 4] = b"here";
    /// Number of checks on an instance that is ending, and the time between them.
    const LOOKS: u32 = 60;
    const BETWEEN: Duration = Duration::from_millis(50);

    /// The first start's socket.
    pub struct Place {
        listener: Option<UnixListener>,
        path: PathBuf,
        ending: Arc<AtomicBool>,
    }

    /// The state of the place.
    enum There {
        Somebody,
        /// An instance whose window is already gone.
        Ending,
        Nobody,
    }

    pub fn take(home: &Path) -> Instance {
        let path = socket(home);
        if let Some(parent) = path.parent() {
            let _ = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(parent);
        }
        for _ in 0..LOOKS {
            match knock(&path) {
                There::Somebody => return Instance::Second,
                // A person who closes the window and opens it again immediately must get one.
                There::Ending => std::thread::sleep(BETWEEN),
                There::Nobody => break,
            }
        }
        // No process listens: a kill left the socket.
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).ok();
        if listener.is_some() {
            let _ = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600));
        }
        Instance::First(Place { listener, path, ending: Arc::default() })
    }

    fn knock(path: &Path) -> There {
        let Ok(mut other) = UnixStream::connect(path) else { return There::Nobody };
        let _ = other.set_write_timeout(Some(Duration::from_secs(2)));
        let _ = other.set_read_timeout(Some(Duration::from_secs(2)));
        let mut said = [0; 4];
        match other.write_all(KNOCK).and_then(|()| other.read_exact(&mut said)) {
            Ok(()) if &said == HERE => There::Somebody,
            // A hanging instance shows no window: the vault's lock reports the problem.
            Err(e) if matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                There::Nobody
            }
            _ => There::Ending,
        }
    }

    impl Place {
        /// Calls `show` whenever another start contacts this one, as long as the process lives. `show` returns false if
        /// there is no window any more.
        pub fn answer(&self, show: impl Fn() -> bool + Send + 'static) {
            let Some(listener) = self.listener.as_ref().and_then(|l| l.try_clone().ok()) else { return };
            let ending = Arc::clone(&self.ending);
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    let Ok(mut stream) = stream else { continue };
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
                    let mut said = [0; 4];
                    let knocked = stream.read_exact(&mut said).is_ok() && &said == KNOCK;
                    if knocked && !ending.load(Ordering::SeqCst) && show() {
                        let _ = stream.write_all(HERE);
                    }
                }
            });
        }

        /// Records that the window is gone: later starts wait until this process has ended.
        pub fn end(&self) {
            self.ending.store(true, Ordering::SeqCst);
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            if self.listener.is_some() {
                let _ = std::fs::remove_file(&self.path);
            }
        }
    }

    fn socket(home: &Path) -> PathBuf {
        let mut name = home.file_name().unwrap_or_default().to_os_string();
        name.push(".window");
        home.with_file_name(name)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_second_start_knocks_at_the_first_and_a_place_left_by_a_kill_is_taken() {
            let dir = tempfile::tempdir().unwrap();
            let home = dir.path().join("home");
            let Instance::First(place) = take(&home) else { panic!("nobody was there") };
            let (say, hear) = std::sync::mpsc::channel();
            place.answer(move || say.send(()).is_ok());
            assert!(matches!(take(&home), Instance::Second));
            hear.recv_timeout(Duration::from_secs(5)).unwrap();
            // A kill leaves the file without a listener.
            let left = dir.path().join("other.window");
            drop(UnixListener::bind(&left).unwrap());
            assert!(left.exists());
            assert!(matches!(take(&dir.path().join("other")), Instance::First(_)));
        }

        #[test]
        fn a_start_while_the_first_one_ends_waits_and_is_the_next_first() {
            let dir = tempfile::tempdir().unwrap();
            let home = dir.path().join("home");
            for no_window in [false, true] {
                let Instance::First(place) = take(&home) else { panic!("nobody was there") };
                place.answer(move || !no_window);
                if !no_window {
                    place.end();
                }
                let other = home.clone();
                let next = std::thread::spawn(move || matches!(take(&other), Instance::First(_)));
                std::thread::sleep(Duration::from_millis(300));
                assert!(!next.is_finished(), "it did not wait");
                drop(place);
                assert!(next.join().unwrap(), "it went away, and no window is there");
            }
        }
    }
}
