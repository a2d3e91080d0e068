//! The person's preferences, and the version and digest of this build.
//!
//! Owns the permitted values of preferences. The device module stores them; a person who takes the device can read
//! them.

use std::sync::Arc;

use evidence::DigestWriter;
use sync::http::is_proxy;
use vault::Preference;

use crate::device::Device;
use crate::look::minutes;
use crate::sending::Sending;
use crate::views::settings::{AboutView, PreferenceName};
use crate::views::trouble::{Answer, ErrorCode};

/// Bytes of the running program that are read at once.
const BLOCK: usize = 256 * 1024;
/// Most uses of the lens that are counted.
const FEW: u8 = 9;

/// Preferences.
pub struct Settings {
    device: Arc<Device>,
    sending: Arc<Sending>,
}

impl Settings {
    /// Sets preferences of this device.
    pub fn new(device: Arc<Device>, sending: Arc<Sending>) -> Self {
        Self { device, sending }
    }

    /// Sets a preference, durably once there is a home. An empty value removes it.
    pub fn set(&self, name: PreferenceName, value: &str) -> Answer<()> {
        let (which, good) = match name {
            PreferenceName::Language => (Preference::Language, matches!(value, "" | "kk" | "ru" | "en")),
            PreferenceName::Theme => (Preference::Theme, matches!(value, "" | "auto" | "light" | "dark" | "sun")),
            PreferenceName::LockAfter => (Preference::LockAfter, value.is_empty() || minutes(value).is_some()),
            PreferenceName::Panic => (Preference::Panic, matches!(value, "" | "keys" | "everything")),
            PreferenceName::Uses => (Preference::Uses, value.is_empty() || is_few(value)),
            PreferenceName::TallyWords => (Preference::TallyWords, matches!(value, "" | "off")),
            // Only a policy sets `changed`.
            PreferenceName::Recipients => (Preference::Recipients, value == "known"),
            PreferenceName::Pieces if value == "known" => return self.device.ask(vault::Home::pieces_known),
            PreferenceName::Pieces => (Preference::Pieces, false),
            PreferenceName::Proxy => {
                // A person who takes the device can read it, so it may contain no password.
                if !value.is_empty() && (value.contains('@') || !is_proxy(value)) {
                    return Err(ErrorCode::ProxyRefused.into());
                }
                (Preference::Proxy, true)
            }
        };
        if !good {
            return Err(ErrorCode::BadRequest.into());
        }
        self.device.set_preference(which, value)?;
        if name == PreferenceName::Proxy {
            self.sending.another_way();
        }
        Ok(())
    }

    /// Returns the version of this build and the SHA-256 of its program. Reads the whole program.
    pub fn about(&self) -> Answer<AboutView> {
        Ok(AboutView { version: env!("CARGO_PKG_VERSION").to_owned(), build: program().ok() })
    }
}

/// Returns true for a small count in its shortest form: a larger count would reveal how much was captured, so it is
/// never kept.
fn is_few(value: &str) -> bool {
    value.parse().is_ok_and(|uses: u8| uses <= FEW && uses.to_string() == value)
}

/// Returns the SHA-256 of the running program, hex.
fn program() -> std::io::Result<String> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(std::env::current_exe()?)?;
    let (mut digest, mut block) = (DigestWriter::default(), vec![0; BLOCK]);
    loop {
        let read = file.read(&mut block)?;
        match block.get(..read) {
            Some(bytes) if !bytes.is_empty() => digest.update(bytes),
            _ => return Ok(digest.finish().to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_counted_up_to_nine_and_nothing_else_is_kept_in_their_place() {
        for good in ["0", "1", "9"] {
            assert!(is_few(good), "{good}");
        }
        for bad in ["10", "-1", "+1", "01", "1 ", "photo", "1.5"] {
            assert!(!is_few(bad), "{bad}");
        }
    }

    #[test]
    fn the_digest_of_the_build_is_that_of_the_running_program() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert_eq!(program().unwrap(), evidence::Digest::of(&bytes).to_string());
    }
}
