//! One instance for each home: a second start shows the window of the first and ends.
//!
//! Owns the socket beside the home. Not the vault's lock: that one refuses every second opener, whoever it is; this one
//! only spares the person a window that could do nothing.

use std::path::Path;

/// What this start is.
pub enum Instance {
    /// The first. Holds the place until it is dropped; `show` is called whenever another start knocks.
    First(Place),
    /// Another one is there, and was asked to show its window.
    Second,
}

#[cfg(unix)]
pub use unix::Place;

/// Without sockets in folders there is no knocking; the vault's lock says that the home is open.
#[cfg(not(unix))]
pub struct Place;

/// Takes the place for the home at `home`. When the place cannot be made, this start goes on alone: nothing may keep a
/// person from capturing.
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
    use std::time::Duration;

    use super::Instance;

    /// What a second start says.
    const KNOCK: &[u8; 4] = b"show";

    /// The first start's socket.
    pub struct Place {
        listener: Option<UnixListener>,
        path: PathBuf,
    }

    pub fn take(home: &Path) -> Instance {
        let path = socket(home);
        if let Some(parent) = path.parent() {
            let _ = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(parent);
        }
        if let Ok(mut other) = UnixStream::connect(&path) {
            let _ = other.set_write_timeout(Some(Duration::from_secs(2)));
            if other.write_all(KNOCK).is_ok() {
                return Instance::Second;
            }
        }
        // Nobody listens: what lies there was left by a kill.
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).ok();
        if listener.is_some() {
            let _ = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600));
        }
        Instance::First(Place { listener, path })
    }

    impl Place {
        /// Calls `show` whenever another start knocks, for as long as the process lives.
        pub fn answer(&self, show: impl Fn() + Send + 'static) {
            let Some(listener) = self.listener.as_ref().and_then(|l| l.try_clone().ok()) else { return };
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    let Ok(mut stream) = stream else { continue };
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
                    let mut said = [0; 4];
                    if stream.read_exact(&mut said).is_ok() && &said == KNOCK {
                        show();
                    }
                }
            });
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
            place.answer(move || say.send(()).unwrap());
            assert!(matches!(take(&home), Instance::Second));
            hear.recv_timeout(Duration::from_secs(5)).unwrap();
            // A kill leaves the file and no listener.
            let left = dir.path().join("other.window");
            drop(UnixListener::bind(&left).unwrap());
            assert!(left.exists());
            assert!(matches!(take(&dir.path().join("other")), Instance::First(_)));
        }
    }
}
