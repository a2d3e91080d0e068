//! All commands of the window, one line each, one file for each area. `build.rs` reads the names from here;
//! `capabilities/main.json` grants them one by one.

pub mod capture;
pub mod closing;
pub mod forms;
pub mod home;
pub mod locked;
pub mod marks;
pub mod mine;
pub mod office;
pub mod scan;
pub mod settings;
pub mod testimony;
#[cfg(desktop)]
pub mod trial;
