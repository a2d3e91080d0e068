//! Closing the window while something goes on.

use std::sync::Arc;

use tauri::{State, WebviewWindow};

use crate::closing::Closing;
use crate::ipc::Answer;
use crate::views::trouble::{ErrorCode, TroubleView};

/// The page wants to be asked before the window closes, or does not any more. It says so again when it was asked.
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
