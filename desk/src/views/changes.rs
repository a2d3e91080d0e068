//! Changes that no request asked for, in the window.

use serde::Serialize;

/// The part of the app that changed by itself; the page asks for its new state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ChangedCode {
    /// An open vault was locked: the window was unused, or another program destroyed the home.
    Vault,
    /// The archive was closed, if it was open: the window was unused.
    Archive,
}
