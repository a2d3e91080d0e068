//! Commands for the archivist's office.

use std::sync::Arc;

use archive::Cursor;
use desk::lend::Lending;
use desk::office::{self, Office};
use desk::views::capture::StepView;
use desk::views::devices::DeviceView;
use desk::views::office::{
    AllowedView, ArchiveView, BundleInput, BundleView, CaseView, ChooseFor, FilterInput, IntakeInput, IntakeView,
    LineView, LinesView, MarkInput, OrganisationView, PrintedView,
};
use desk::views::shares::{OpensCode, ShareCodeView, ShareView};
use desk::views::trouble::{ErrorCode, TroubleView};
use desk::views::verdict::VerdictView;
use tauri::ipc::{Request, Response};
use tauri::{AppHandle, Manager, State, WebviewWindow};

use crate::ipc::{Answer, blocking, bytes, header};

/// Returns whether there is an archive, and its content.
#[tauri::command]
pub async fn archive_state(office: State<'_, Arc<Office>>) -> Answer<ArchiveView> {
    blocking(office, Office::state).await
}

/// Opens the archive, or makes a new one.
#[tauri::command]
pub async fn archive_open(office: State<'_, Arc<Office>>, passphrase: String, make: bool) -> Answer<ArchiveView> {
    blocking(office, move |o| o.open(passphrase, make)).await
}

/// Lists every device of the archive.
#[tauri::command]
pub async fn archive_devices(office: State<'_, Arc<Office>>) -> Answer<Vec<DeviceView>> {
    blocking(office, Office::devices).await
}

/// Closes the archive.
#[tauri::command]
pub async fn archive_close(office: State<'_, Arc<Office>>) -> Answer<ArchiveView> {
    blocking(office, Office::close).await
}

/// Returns an organisation as its folder describes it.
#[tauri::command]
pub async fn organisation_read(office: State<'_, Arc<Office>>, folder: String) -> Answer<OrganisationView> {
    blocking(office, move |o| o.organisation(&folder)).await
}

/// Begins an intake.
#[tauri::command]
pub async fn intake_begin(office: State<'_, Arc<Office>>, input: IntakeInput) -> Answer<IntakeView> {
    let own = Arc::clone(&office);
    blocking(office, move |_| own.take_in(input)).await
}

/// Returns the state of the intake.
#[tauri::command]
pub async fn intake_state(office: State<'_, Arc<Office>>) -> Answer<IntakeView> {
    office.intake()
}

/// Asks the intake to stop.
#[tauri::command]
pub async fn intake_stop(office: State<'_, Arc<Office>>) -> Answer<IntakeView> {
    office.stop()
}

/// Returns a page of the list.
#[tauri::command]
pub async fn archive_page(
    office: State<'_, Arc<Office>>,
    filter: FilterInput,
    after: Option<Cursor>,
    limit: u32,
) -> Answer<LinesView> {
    blocking(office, move |o| o.page(&filter, after, limit)).await
}

/// Returns every item that fits a filter, in its order.
#[tauri::command]
pub async fn archive_found(office: State<'_, Arc<Office>>, filter: FilterInput) -> Answer<Vec<String>> {
    blocking(office, move |o| o.found(&filter)).await
}

/// Returns a small picture of an item, raw; empty if there is none.
#[tauri::command]
pub async fn archive_thumbnail(office: State<'_, Arc<Office>>, item: String) -> Answer<Response> {
    blocking(office, move |o| o.thumbnail(&item)).await.map(Response::new)
}

/// Marks an item.
#[tauri::command]
pub async fn archive_mark(office: State<'_, Arc<Office>>, item: String, change: MarkInput) -> Answer<LineView> {
    blocking(office, move |o| o.mark(&item, change)).await
}

/// Returns all facts about one item without its media.
#[tauri::command]
pub async fn archive_item(office: State<'_, Arc<Office>>, item: String) -> Answer<CaseView> {
    blocking(office, move |o| o.case(&item)).await
}

/// Returns bytes of a medium, raw.
#[tauri::command]
pub async fn archive_medium(
    office: State<'_, Arc<Office>>,
    item: String,
    medium: u32,
    offset: u64,
    length: u32,
) -> Answer<Response> {
    blocking(office, move |o| o.medium(&item, medium, offset, length)).await.map(Response::new)
}

/// Returns the five answers for items of the archive.
#[tauri::command]
pub async fn archive_judge(office: State<'_, Arc<Office>>, items: Vec<String>) -> Answer<VerdictView> {
    blocking(office, move |o| o.judge(&items)).await
}

/// Returns, for each of these items that is a person's account, the uses that its persons agreed to.
#[tauri::command]
pub async fn bundle_allowed(office: State<'_, Arc<Office>>, items: Vec<String>) -> Answer<Vec<AllowedView>> {
    blocking(office, move |o| o.allowed(&items)).await
}

/// Writes a bundle.
#[tauri::command]
pub async fn bundle_write(office: State<'_, Arc<Office>>, input: BundleInput) -> Answer<BundleView> {
    blocking(office, move |o| o.bundle(&input)).await
}

/// Removes the files that a kill in the middle of a bundle left.
#[tauri::command]
pub async fn bundle_discard(office: State<'_, Arc<Office>>) -> Answer<ArchiveView> {
    blocking(office, Office::discard_bundles).await
}

/// Judges a bundle at a path.
#[tauri::command]
pub async fn bundle_verify(
    office: State<'_, Arc<Office>>,
    path: String,
    policy: Option<String>,
) -> Answer<VerdictView> {
    blocking(office, move |o| office::judge_path(o, &path, policy.as_deref())).await
}

/// Begins to judge a bundle that the page lends.
#[tauri::command]
pub async fn bundle_verify_begin(
    office: State<'_, Arc<Office>>,
    lending: State<'_, Arc<Lending>>,
    size: u64,
    policy: Option<String>,
) -> Answer<StepView> {
    let office = Arc::clone(&office);
    blocking(lending, move |l| office::judge_lent(&office, l, size, policy.as_deref())).await
}

/// Returns bytes of a medium from the last bundle that was judged at a path, raw.
#[tauri::command]
pub async fn bundle_medium(office: State<'_, Arc<Office>>, file: String, offset: u64, length: u32) -> Answer<Response> {
    blocking(office, move |o| o.judged_medium(&file, offset, length)).await.map(Response::new)
}

/// Returns a free path for a new bundle; empty if there is no folder to propose.
#[tauri::command]
pub async fn bundle_place(app: AppHandle, office: State<'_, Arc<Office>>, name: String) -> Answer<String> {
    let paths = app.path();
    let documents = paths.document_dir().ok().filter(|dir| dir.is_dir()).or_else(|| paths.home_dir().ok());
    blocking(office, move |o| o.bundle_place(&name, documents)).await
}

/// Shows a bundle that this run wrote in the system's file manager.
#[tauri::command]
pub async fn bundle_show(office: State<'_, Arc<Office>>, path: String) -> Answer<()> {
    blocking(office, move |o| {
        let path = o.written(&path)?;
        #[cfg(desktop)]
        return crate::platform::show_in_folder(&path).map_err(|_| ErrorCode::CannotShow.into());
        #[cfg(mobile)]
        {
            let _ = path;
            Err(ErrorCode::CannotShow.into())
        }
    })
    .await
}

/// Checks shares as they are typed. Keeps no text of them.
#[tauri::command]
pub async fn share_check(
    office: State<'_, Arc<Office>>,
    texts: Vec<String>,
    opens: OpensCode,
    organisation: Option<String>,
) -> Answer<Vec<ShareView>> {
    blocking(office, move |_| office::check_shares(texts, opens, organisation.as_deref())).await
}

/// Looks for a share's code in a picture. Header: `width` in pixels; body: a byte of brightness for each pixel.
#[tauri::command]
pub async fn share_look(office: State<'_, Arc<Office>>, request: Request<'_>) -> Answer<ShareCodeView> {
    let (width, luma) = (header(&request, "width")?, bytes(&request)?);
    let width = width.parse().map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
    blocking(office, move |_| office::look(width, &luma)).await
}

/// Lets the person choose a file or a folder, in a dialog with a title in the reader's language.
#[tauri::command]
pub async fn choose(app: AppHandle, what: ChooseFor, name: String, title: String) -> Answer<Option<String>> {
    crate::choose::choose(app, what, name, title).await
}

/// Prints the shown page; the system's dialog can save it as a PDF, with `name` as its proposed name. Returns the
/// outcome, and the file's path if it is known.
#[tauri::command]
pub async fn print(window: WebviewWindow, name: String) -> Answer<PrintedView> {
    #[cfg(desktop)]
    {
        let cannot = || TroubleView::from(ErrorCode::CannotPrint);
        let became = crate::platform::print(&window, paper_name(&name)).map_err(|_| cannot())?;
        became.await.unwrap_or(Ok(desk::views::office::PrintedCode::Unknown.into())).map_err(|()| cannot())
    }
    #[cfg(mobile)]
    {
        let _ = (window, name);
        Err(ErrorCode::CannotPrint.into())
    }
}

/// Longest name of a printed page, in characters.
#[cfg(desktop)]
const MAX_PAPER_NAME: usize = 80;

/// Makes a file name without an extension from a page's title: letters, digits and hyphens.
#[cfg(desktop)]
fn paper_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").chars().take(MAX_PAPER_NAME).collect();
    if name.is_empty() { "testamur".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_called_by_its_title_and_leads_nowhere() {
        assert_eq!(paper_name("Рассказ, 3333 3333, 2026-11-28"), "Рассказ-3333-3333-2026-11-28");
        assert_eq!(paper_name("../../\u{202e}etc/passwd%u\n"), "etc-passwd-u");
        assert_eq!(paper_name(" / "), "testamur");
        assert_eq!(paper_name(&"a".repeat(500)).len(), MAX_PAPER_NAME);
    }
}
