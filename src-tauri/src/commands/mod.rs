//! Everything the window may ask, one line each, one file for each area. `build.rs` reads the names from here;
//! `capabilities/main.json` grants them one by one.

pub mod capture;
pub mod home;
pub mod marks;
pub mod office;
