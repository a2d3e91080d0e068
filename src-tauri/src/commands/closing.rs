//! Commands for closing the window while work is in progress.

use std::sync::Arc;

use desk::views::trouble::{ErrorCode, TroubleView};
use tauri::{State, WebviewWindow};

use crate::closing::Closing;
use crate::ipc::Answer;

/// Sets whether the page must be asked before the window closes. The page repeats this when it was asked.
#[tauri::command]
pub fn closing_ask(closing: State<'_, Arc<Closing>>, asks: bool) {
    closing.ask(asks);
}

/// Closes the window.
#[tauri::command]
pub fn closing_go(closing: State<'_, Arc<Closing>>, window: WebviewWindow) -> Answer<()> {
    closing.ask(false);
    window.close().map_err(|_| TroubleView::from(ErrorCode::Bug))
}
