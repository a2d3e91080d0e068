//! One-tap marks and the last word.

use std::sync::Arc;

use tauri::State;

use crate::ipc::{Answer, blocking};
use crate::marks::Marks;
use crate::office::Office;
use crate::views::capture::{SealedView, TakenView};

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
