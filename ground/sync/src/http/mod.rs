//! The clients: a device that syncs, an archivist that reads. The only module of this crate with sockets and timers.

mod archivist;
mod blame;
mod device;
mod link;
mod options;
mod surroundings;
mod tls;
mod upload;
mod watch;

pub use archivist::{Archivist, ServerDoor};
pub use device::{Device, Report};
pub use link::{is_proxy, is_same_server, server_address};
pub use options::Options;
pub use surroundings::{Surroundings, System};
pub use watch::{Watch, sync_watch};
