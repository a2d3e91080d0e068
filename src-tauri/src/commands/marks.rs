//! Commands for one-tap marks, the last word, and the window of the harmless clock.

use std::sync::Arc;

use desk::marks::Marks;
use desk::office::Office;
use desk::size::Kept;
use desk::views::capture::{SealedView, TakenView};
#[cfg(desktop)]
use desk::views::trouble::ErrorCode;
use tauri::{State, WebviewWindow};

use crate::harmless::Harmless;
use crate::ipc::{Answer, blocking};

/// Files a tag of an item's content.
#[tauri::command]
pub async fn mark_tag(marks: State<'_, Arc<Marks>>, item: String, code: String, sure: bool) -> Answer<SealedView> {
    blocking(marks, move |m| m.tag(&item, &code, sure)).await
}

/// Files a tap of the count: one more, or one less.
#[tauri::command]
pub async fn mark_tally(marks: State<'_, Arc<Marks>>, code: String, step: i8) -> Answer<SealedView> {
    blocking(marks, move |m| m.tally(&code, step)).await
}

/// Stops and seals everything, locks the vault, closes an open archive, and queues the head of the chain.
#[tauri::command]
pub async fn taken(marks: State<'_, Arc<Marks>>, office: State<'_, Arc<Office>>) -> Answer<TakenView> {
    office.shut();
    blocking(marks, |m| Ok(m.taken())).await
}

/// Gives the window the title `title` and fills the screen for the harmless clock; without a title it ends that.
#[tauri::command]
pub async fn harmless(
    window: WebviewWindow,
    harmless: State<'_, Arc<Harmless>>,
    size: State<'_, Arc<Kept>>,
    title: Option<String>,
) -> Answer<()> {
    #[cfg(desktop)]
    let size = Arc::clone(&size);
    #[cfg(desktop)]
    return blocking(harmless, move |harmless| {
        size.cover(title.is_some());
        let done = match &title {
            Some(title) => harmless.begin(&window, title),
            None => harmless.end(&window),
        };
        done.map_err(|_| ErrorCode::Bug.into())
    })
    .await;
    // A phone's app has no title, and always fills the screen.
    #[cfg(mobile)]
    {
        let _ = (window, harmless, size, title);
        Ok(())
    }
}
