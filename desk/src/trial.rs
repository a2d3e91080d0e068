//! "Try it alone": a local organisation, a local server and an archive of its own, so that a person can try the whole
//! process on one machine.
//!
//! Owns the folder of the trial and the server's thread. All data stays on this device, with the shares of the archive
//! key beside the archive: it is for trying only. Desktops only.

mod desk;
mod folder;
mod look;
mod server;
#[cfg(test)]
mod tests;

pub use self::desk::office_of;
pub use self::server::Trial;
