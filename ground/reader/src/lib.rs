//! Reads a bundle's folder for `verify`, which itself touches no disk.
//!
//! Follows no link, and links no database: a program that only verifies needs this crate and `verify`.

mod folder;

pub use folder::FolderSource;
