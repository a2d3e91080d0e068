//! Commands for interviews with witnesses.

use std::sync::Arc;

use desk::testimony::Interviews;
use desk::views::testimony::{ClosingView, DraftView, InterviewView};
use tauri::State;
use testimony::{Change, Identity, Purpose};

use crate::ipc::{Answer, blocking};

/// Lists the interviews that were begun and not filed.
#[tauri::command]
pub async fn testimony_drafts(interviews: State<'_, Arc<Interviews>>) -> Answer<Vec<DraftView>> {
    blocking(interviews, Interviews::drafts).await
}

/// Begins an interview.
#[tauri::command]
pub async fn testimony_begin(interviews: State<'_, Arc<Interviews>>, language: String) -> Answer<InterviewView> {
    blocking(interviews, move |i| i.begin(&language)).await
}

/// Resumes an interview.
#[tauri::command]
pub async fn testimony_resume(interviews: State<'_, Arc<Interviews>>, id: String) -> Answer<InterviewView> {
    blocking(interviews, move |i| i.resume(&id)).await
}

/// Changes the open interview.
#[tauri::command]
pub async fn testimony_change(interviews: State<'_, Arc<Interviews>>, change: Change) -> Answer<InterviewView> {
    blocking(interviews, move |i| i.change(change)).await
}

/// Proposes another pseudonym.
#[tauri::command]
pub async fn testimony_pseudonym(interviews: State<'_, Arc<Interviews>>, language: String) -> Answer<InterviewView> {
    blocking(interviews, move |i| i.another_pseudonym(&language)).await
}

/// Files the consent on the cards.
#[tauri::command]
pub async fn testimony_consent(interviews: State<'_, Arc<Interviews>>) -> Answer<InterviewView> {
    blocking(interviews, Interviews::file_consent).await
}

/// Seals the identity card.
#[tauri::command]
pub async fn testimony_identity(interviews: State<'_, Arc<Interviews>>, identity: Identity) -> Answer<InterviewView> {
    blocking(interviews, move |i| i.seal_identity(identity)).await
}

/// Begins a recording of the person; its bytes go to `recording_push`.
#[tauri::command]
pub async fn testimony_record(
    interviews: State<'_, Arc<Interviews>>,
    purpose: Purpose,
    field: Option<String>,
    name: String,
    media_type: String,
) -> Answer<InterviewView> {
    blocking(interviews, move |i| i.begin_recording(purpose, field.as_deref(), &name, &media_type)).await
}

/// Files the testimony.
#[tauri::command]
pub async fn testimony_finish(interviews: State<'_, Arc<Interviews>>) -> Answer<ClosingView> {
    blocking(interviews, Interviews::finish).await
}

/// Removes an interview that was not filed.
#[tauri::command]
pub async fn testimony_delete(interviews: State<'_, Arc<Interviews>>, id: String) -> Answer<()> {
    blocking(interviews, move |i| i.delete(&id)).await
}

/// Leaves the open interview; it stays in the vault.
#[tauri::command]
pub async fn testimony_close(interviews: State<'_, Arc<Interviews>>) -> Answer<()> {
    blocking(interviews, Interviews::close).await
}

/// Files a person's withdrawal of consent, by the six words of their testimony.
#[tauri::command]
pub async fn testimony_withdraw(interviews: State<'_, Arc<Interviews>>, words: String) -> Answer<Option<String>> {
    blocking(interviews, move |i| i.withdraw(&words)).await
}
