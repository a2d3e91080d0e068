//! The phone and desktop door: one window over this device's vault.
//!
//! Owns the window, what it may load, and which of our commands it may call. Holds no rule of evidence: a command asks
//! a room, and [`views`] says how the answer looks to the window. Never logs.

mod beside;
mod capture;
#[cfg_attr(mobile, allow(dead_code, reason = "no phone closes a window"))]
mod closing;
mod commands;
mod device;
mod forms;
#[cfg_attr(mobile, allow(dead_code, reason = "a phone's app has no title and fills the screen"))]
mod harmless;
mod idle;
#[cfg(desktop)]
mod instance;
mod ipc;
mod lend;
mod locked;
mod look;
mod marks;
mod mine;
mod office;
mod panic;
mod platform;
mod recorder;
mod scan;
mod sending;
mod settings;
mod size;
mod testimony;
#[cfg(test)]
mod testing;
#[cfg(desktop)]
mod trial;
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
    use commands::{
        capture as c, forms as f, home, locked as l, marks as m, office as o, settings as s, testimony as t,
    };
    if let Err(error) = memory::keep_in() {
        eprintln!("testamur-app: after a crash the system may write this program's memory to a disk: {error}");
    }
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
            let size = size::Kept::beside(&path);
            // An archivist's machine has an archive and no device's home.
            let archivist = archive::Store::exists(&path) && !vault::Home::exists(&path);
            let device = Arc::new(device::Device::new(path));
            #[cfg(desktop)]
            let office = trial::office_of(&device);
            #[cfg(mobile)]
            let office = office::Office::new(device.path());
            let recorder = Arc::new(recorder::Recorder::new(Arc::clone(&device)));
            let sending = sending::Sending::start(Arc::clone(&device));
            let locked = Arc::new(locked::Locked::new(Arc::clone(&device)));
            let (d, r, s, l) = (Arc::clone(&device), Arc::clone(&recorder), Arc::clone(&sending), Arc::clone(&locked));
            app.manage(Arc::new(marks::Marks::new(d, r, s, l)));
            #[cfg(desktop)]
            let trial = trial::Trial::start(Arc::clone(&device), Arc::clone(&sending), Arc::clone(&office));
            let panicking = Arc::new(panic::Panicking {
                device: Arc::clone(&device),
                recorder: Arc::clone(&recorder),
                sending: Arc::clone(&sending),
                locked: Arc::clone(&locked),
                #[cfg(desktop)]
                trial: Arc::clone(&trial),
                size: Arc::clone(&size),
            });
            Arc::clone(&panicking).follow();
            app.manage(panicking);
            #[cfg(desktop)]
            app.manage(trial);
            let leave = Arc::clone(&locked);
            let archive = Arc::clone(&office);
            app.manage(idle::Idle::start(Arc::clone(&device), move || {
                archive.leave();
                leave.lock();
            }));
            app.manage(office);
            app.manage(Arc::new(mine::Mine::new(Arc::clone(&device), Arc::clone(&locked))));
            app.manage(Arc::new(settings::Settings::new(Arc::clone(&device), Arc::clone(&sending))));
            app.manage(Arc::new(harmless::Harmless::default()));
            app.manage(Arc::new(scan::Scanner::default()));
            app.manage(Arc::new(forms::Forms::new(Arc::clone(&device), Arc::clone(&locked))));
            let (d, l, r) = (Arc::clone(&device), Arc::clone(&locked), Arc::clone(&recorder));
            let interviews = Arc::new(testimony::Interviews::new(d, l, r));
            let leaving = Arc::downgrade(&interviews);
            locked.before_locking(move || {
                if let Some(interviews) = leaving.upgrade() {
                    interviews.put_away();
                }
            });
            app.manage(interviews);
            app.manage(locked);
            app.manage(sending);
            app.manage(Arc::new(capture::Capture::new(Arc::clone(&device))));
            app.manage(Arc::new(lend::Lending::default()));
            app.manage(recorder);
            app.manage(device);
            app.manage(Arc::clone(&size));
            let closing = Arc::new(closing::Closing::default());
            app.manage(Arc::clone(&closing));
            Ok(window::open(app.handle(), &size, &closing, archivist)?)
        })
        .invoke_handler(tauri::generate_handler![
            home::status,
            home::join,
            home::renew,
            c::capture_photo,
            c::recording_begin,
            c::recording_push,
            c::recording_finish,
            c::import_begin,
            commands::closing::closing_ask,
            commands::closing::closing_go,
            c::lend_feed,
            c::lend_stop,
            c::lend_changed,
            c::sending,
            c::send_now,
            m::mark_tag,
            m::mark_tally,
            m::taken,
            m::harmless,
            commands::mine::items,
            commands::mine::items_progress,
            commands::mine::thumbnail,
            l::vault_state,
            l::vault_create,
            l::vault_unlock,
            l::vault_lock,
            commands::scan::scan_begin,
            commands::scan::scan_look,
            s::preference_set,
            s::about,
            s::panic,
            s::touch,
            #[cfg(desktop)]
            commands::trial::trial_begin,
            #[cfg(desktop)]
            commands::trial::trial,
            #[cfg(desktop)]
            commands::trial::trial_end,
            #[cfg(desktop)]
            commands::trial::trial_look,
            f::forms,
            f::form,
            f::form_evaluate,
            f::form_save,
            f::form_drafts,
            f::form_draft_keep,
            f::form_draft_resume,
            f::form_draft_remove,
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
            o::archive_state,
            o::archive_open,
            o::archive_close,
            o::archive_devices,
            o::organisation_read,
            o::intake_begin,
            o::intake_state,
            o::intake_stop,
            o::archive_page,
            o::archive_found,
            o::archive_thumbnail,
            o::archive_mark,
            o::archive_item,
            o::archive_medium,
            o::archive_judge,
            o::bundle_write,
            o::bundle_verify,
            o::bundle_verify_begin,
            o::bundle_medium,
            o::bundle_show,
            o::bundle_place,
            o::share_check,
            o::share_look,
            o::choose,
            o::print,
        ])
        .build(tauri::generate_context!())?
        .run(|_app, _event| {
            #[cfg(all(desktop, unix))]
            if let (tauri::RunEvent::ExitRequested { .. } | tauri::RunEvent::Exit, Some(place)) =
                (&_event, _app.try_state::<instance::Place>())
            {
                place.end();
            }
            if let (tauri::RunEvent::Exit, Some(size)) = (&_event, _app.try_state::<Arc<size::Kept>>()) {
                size.end();
            }
            #[cfg(desktop)]
            if let (tauri::RunEvent::Exit, Some(trial)) = (&_event, _app.try_state::<Arc<trial::Trial>>()) {
                trial.stop();
            }
        });
    Ok(())
}
