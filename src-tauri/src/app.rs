//! The start and the end of the app: the desk is opened, its parts are handed to the commands, the window is shown.

use std::sync::Arc;

#[cfg(desktop)]
use desk::instance;
use desk::{Desk, device};
use tauri::{AppHandle, Manager};

use crate::{closing, commands, harmless, window};

/// Opens the window and returns when it was closed. Fails without a display, a webview or a data folder.
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
            let data = || app.path().app_data_dir();
            let path = device::home(std::env::var_os("TESTAMUR_HOME"), data)?;
            // Phones start an app only once.
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
            let desk = Desk::open(path);
            let page = handle.clone();
            desk.changes.follow(move |what| window::tell(&page, what));
            let (size, archivist) = (Arc::clone(&desk.size), desk.is_archivists());
            let closing = Arc::new(closing::Closing::default());
            app.manage(Arc::clone(&closing));
            app.manage(Arc::new(harmless::Harmless::default()));
            manage(handle, desk);
            Ok(window::open(handle, &size, &closing, archivist)?)
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
            c::import_room,
            c::folder_choose,
            c::folder_begin,
            c::folder_feed,
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
            l::vault_keep,
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
            o::bundle_allowed,
            o::bundle_write,
            o::bundle_discard,
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
            if let (tauri::RunEvent::Exit, Some(size)) = (&_event, _app.try_state::<Arc<desk::size::Kept>>()) {
                size.end();
            }
            #[cfg(desktop)]
            if let (tauri::RunEvent::Exit, Some(trial)) = (&_event, _app.try_state::<Arc<desk::trial::Trial>>()) {
                trial.stop();
            }
        });
    Ok(())
}

/// Hands each part to the commands of its area.
fn manage(app: &AppHandle, desk: Desk) {
    app.manage(desk.device);
    app.manage(desk.recorder);
    app.manage(desk.sending);
    app.manage(desk.locked);
    app.manage(desk.marks);
    #[cfg(desktop)]
    app.manage(desk.trial);
    app.manage(desk.panicking);
    app.manage(desk.idle);
    app.manage(desk.office);
    app.manage(desk.mine);
    app.manage(desk.settings);
    app.manage(desk.scanner);
    app.manage(desk.forms);
    app.manage(desk.interviews);
    app.manage(desk.capture);
    app.manage(desk.lending);
    app.manage(desk.folder);
    app.manage(desk.size);
}
