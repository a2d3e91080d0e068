//! Everything that leaves the archive for others.
//!
//! Owns the writers and the one question before them: a writer takes a [`Selection`], which asks for consent, for the
//! witness compartment and for names. Reads the archive, and never changes it.

mod bundle;
mod container;
mod error;
mod selection;
mod zip;

pub use bundle::BundleReport;
pub use container::Form;
pub use error::{Error, Result};
pub use selection::Selection;
