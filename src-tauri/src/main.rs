//! The start of the desktop app: refuses automation from outside, then opens the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    testamur_app::refuse_automation();
    match testamur_app::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("testamur-app: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
