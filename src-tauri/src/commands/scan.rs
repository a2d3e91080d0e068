//! Commands for the codes that the page's camera sees.

use std::sync::Arc;

use desk::scan::Scanner;
use desk::views::scan::ScanView;
use desk::views::trouble::{ErrorCode, TroubleView};
use tauri::State;
use tauri::ipc::Request;

use crate::ipc::{Answer, blocking, bytes, header};

/// Forgets codes that were read before.
#[tauri::command]
pub async fn scan_begin(scanner: State<'_, Arc<Scanner>>) -> Answer<()> {
    blocking(scanner, Scanner::again).await
}

/// Checks one picture. Header: `width` in pixels; body: a byte of brightness for each pixel.
#[tauri::command]
pub async fn scan_look(scanner: State<'_, Arc<Scanner>>, request: Request<'_>) -> Answer<ScanView> {
    let (width, luma) = (header(&request, "width")?, bytes(&request)?);
    let width = width.parse().map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
    blocking(scanner, move |s| s.look(width, &luma)).await
}
