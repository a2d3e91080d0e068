//! One-tap marks, the last word, and the window around the harmless clock.

use std::sync::Arc;

use tauri::{State, WebviewWindow};

use crate::harmless::Harmless;
use crate::ipc::{Answer, blocking};
use crate::marks::Marks;
use crate::office::Office;
use crate::size::Kept;
use crate::views::capture::{SealedView, TakenView};
#[cfg(desktop)]
use crate::views::trouble::ErrorCode;

/// Says of an item what it shows.
#[tauri::command]
pub async fn mark_tag(marks: State<'_, Arc<Marks>>, item: String, code: String, sure: bool) -> Answer<SealedView> {
    blocking(marks, move |m| m.tag(&item, &code, sure)).await
}

/// One more, or one less, of what was seen.
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

/// The harmless clock stands in the window, which is called `title` and fills the screen; without a title it is gone.
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
    // A phone's app has no title, and fills the screen.
    #[cfg(mobile)]
    {
        let _ = (window, harmless, size, title);
        Ok(())
    }
}
