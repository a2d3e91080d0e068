//! The desktop door: the window over this device's vault.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    testamur_app::run();
}
