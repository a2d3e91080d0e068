//! The items captured here.

use std::sync::Arc;

use tauri::State;
use tauri::ipc::Response;

use crate::ipc::{Answer, blocking};
use crate::mine::Mine;
use crate::views::capture::{ItemView, PageView};

/// Items, newest first, at most `limit`; `before` is where an earlier page said that the next begins.
#[tauri::command]
pub async fn items(mine: State<'_, Arc<Mine>>, before: Option<u64>, limit: u32) -> Answer<PageView> {
    blocking(mine, move |m| m.page(before, limit)).await
}

/// How far these items, hex, have come. One that is not here is left out.
#[tauri::command]
pub async fn items_progress(mine: State<'_, Arc<Mine>>, items: Vec<String>) -> Answer<Vec<ItemView>> {
    blocking(mine, move |m| m.progress(&items)).await
}

/// A small picture of an item, as JPEG bytes; none of them where there is none to be seen.
#[tauri::command]
pub async fn thumbnail(mine: State<'_, Arc<Mine>>, item: String) -> Answer<Response> {
    blocking(mine, move |m| m.thumbnail(&item)).await.map(Response::new)
}
