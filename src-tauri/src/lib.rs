//! The app for phones and desktops: one window over this device's vault.
//!
//! Owns the window, the pages that it may load, and the commands that it may call. Holds no rule of evidence: a command
//! passes its arguments to [`desk`] and returns its answer. Never logs.

mod app;
mod choose;
#[cfg_attr(mobile, allow(dead_code, reason = "no phone closes a window"))]
mod closing;
mod commands;
#[cfg_attr(mobile, allow(dead_code, reason = "a phone's app has no title and fills the screen"))]
mod harmless;
mod ipc;
mod platform;
mod window;

pub use app::run;
pub use platform::refuse_automation;

#[cfg(all(feature = "e2e", not(debug_assertions)))]
compile_error!("the feature e2e lets any local program drive the window; it is for tests and never for a release");
