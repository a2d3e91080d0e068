//! The phone and desktop door: one window over this device's vault.
//!
//! Owns the window, what it may load, and which of our commands it may call. Holds no rule of evidence: a command asks
//! a room, and [`views`] says how the answer looks to the window. Never logs.

mod capture;
mod commands;
mod device;
#[cfg(desktop)]
mod instance;
mod ipc;
mod lend;
mod marks;
mod office;
mod platform;
mod recorder;
mod sending;
pub mod views;
mod window;

use std::sync::Arc;

use tauri::Manager;

pub use platform::refuse_automation;

#[cfg(all(feature = "e2e", not(debug_assertions)))]
compile_error!("the feature e2e lets any local program drive the window; it is for tests and never for a release");

/// Opens the window and returns when it was closed. Errors: no display, no webview, no data folder.
#[allow(clippy::disallowed_methods, reason = "Tauri's generated code names process::exit; ours returns")]
pub fn run() -> tauri::Result<()> {
    use commands::{capture as c, home, marks as m, office as o};
    tauri::Builder::default()
        .setup(|app| {
            let handle = app.handle();
            let path = device::home(handle)?;
            // Phones start an app once.
            #[cfg(desktop)]
            match instance::take(&path) {
                instance::Instance::Second => {
                    handle.exit(0);
                    return Ok(());
                }
                instance::Instance::First(place) => {
                    let shown = handle.clone();
                    place.answer(move || window::show(&shown));
                    app.manage(place);
                }
            }
            app.manage(office::Office::new(&path));
            let device = Arc::new(device::Device::new(path));
            let recorder = Arc::new(recorder::Recorder::new(Arc::clone(&device)));
            let sending = sending::Sending::start(Arc::clone(&device));
            let marks = marks::Marks::new(Arc::clone(&device), Arc::clone(&recorder), Arc::clone(&sending));
            app.manage(Arc::new(marks));
            app.manage(sending);
            app.manage(Arc::new(capture::Capture::new(Arc::clone(&device))));
            app.manage(Arc::new(lend::Lending::default()));
            app.manage(recorder);
            app.manage(device);
            Ok(window::open(app.handle())?)
        })
        .invoke_handler(tauri::generate_handler![
            home::status,
            home::join,
            c::capture_photo,
            c::recording_begin,
            c::recording_push,
            c::recording_finish,
            c::import_begin,
            c::lend_feed,
            c::lend_stop,
            c::items,
            c::items_progress,
            c::sending,
            c::send_now,
            m::mark_tag,
            m::mark_tally,
            m::taken,
            o::archive_state,
            o::archive_open,
            o::archive_close,
            o::organisation_read,
            o::intake_begin,
            o::intake_state,
            o::intake_stop,
            o::archive_page,
            o::archive_item,
            o::archive_medium,
            o::archive_judge,
            o::bundle_write,
            o::bundle_verify,
            o::bundle_verify_begin,
            o::choose,
            o::print,
        ])
        .run(tauri::generate_context!())
}
