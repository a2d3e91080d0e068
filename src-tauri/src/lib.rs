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
mod locked;
mod marks;
mod platform;
mod recorder;
mod sending;
mod testimony;
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
    use commands::{capture as c, home, locked as l, marks as m, testimony as t};
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
            let device = Arc::new(device::Device::new(path));
            let recorder = Arc::new(recorder::Recorder::new(Arc::clone(&device)));
            let sending = sending::Sending::start(Arc::clone(&device));
            let marks = marks::Marks::new(Arc::clone(&device), Arc::clone(&recorder), Arc::clone(&sending));
            app.manage(Arc::new(marks));
            app.manage(sending);
            app.manage(Arc::new(capture::Capture::new(Arc::clone(&device))));
            app.manage(Arc::new(lend::Lending::default()));
            let locked = Arc::new(locked::Locked::new(Arc::clone(&device)));
            let (d, l, r) = (Arc::clone(&device), Arc::clone(&locked), Arc::clone(&recorder));
            app.manage(Arc::new(testimony::Interviews::new(d, l, r)));
            app.manage(locked);
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
            l::vault_state,
            l::vault_create,
            l::vault_unlock,
            l::vault_lock,
            t::testimony_drafts,
            t::testimony_begin,
            t::testimony_resume,
            t::testimony_change,
            t::testimony_pseudonym,
            t::testimony_consent,
            t::testimony_identity,
            t::testimony_record,
            t::testimony_finish,
            t::testimony_delete,
            t::testimony_close,
            t::testimony_withdraw,
        ])
        .run(tauri::generate_context!())
}
