//! Commands for the items captured here.

use std::sync::Arc;

use desk::mine::Mine;
use desk::views::capture::{ItemView, PageView};
use tauri::State;
use tauri::ipc::Response;

use crate::ipc::{Answer, blocking};

/// Returns items, newest first, at most `limit`; `before` is the start of this page, as an earlier page stated it.
#[tauri::command]
pub async fn items(mine: State<'_, Arc<Mine>>, before: Option<u64>, limit: u32) -> Answer<PageView> {
    blocking(mine, move |m| m.page(before, limit)).await
}

/// Returns the progress of these items, hex. Unknown ones are left out.
#[tauri::command]
pub async fn items_progress(mine: State<'_, Arc<Mine>>, items: Vec<String>) -> Answer<Vec<ItemView>> {
    blocking(mine, move |m| m.progress(&items)).await
}

/// Returns a small picture of an item, as JPEG bytes; empty if there is none to show.
#[tauri::command]
pub async fn thumbnail(mine: State<'_, Arc<Mine>>, item: String) -> Answer<Response> {
    blocking(mine, move |m| m.thumbnail(&item)).await.map(Response::new)
}
