//! The verifier page's core: `verify` behind a C interface of a few functions, as one WebAssembly module.
//!
//! The page (`ui/src/verifier`) hands over a request as JSON and reads ranges of the chosen files when this crate asks
//! for them, so that a bundle is never whole in memory. Owns no rule: `verify` judges, `verdict` makes the views.

#[cfg(target_arch = "wasm32")]
mod abi;
mod folder;
mod host;
mod judge;

pub use folder::Folder;
pub use host::{Host, Listed, Ranges};
pub use judge::{Answer, Bundle, Judged, Request, answer};
