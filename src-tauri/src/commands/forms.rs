//! Commands for forms: their list, their state with answers, filing them, and drafts in the locked vault.

use std::sync::Arc;

use desk::forms::Forms;
use desk::views::capture::SealedView;
use desk::views::forms::{FormDraftAnswersView, FormDraftView, FormNameView, FormView, SheetView};
use serde_json::Value;
use tauri::State;

use crate::ipc::{Answer, blocking};

/// Lists the forms that come with the app.
#[tauri::command]
pub async fn forms(forms: State<'_, Arc<Forms>>) -> Answer<Vec<FormNameView>> {
    blocking(forms, Forms::list).await
}

/// Returns the questions of one form.
#[tauri::command]
pub async fn form(forms: State<'_, Arc<Forms>>, form: String) -> Answer<FormView> {
    blocking(forms, move |f| f.form(&form)).await
}

/// Returns a form's places, calculations and findings with these answers.
#[tauri::command]
pub async fn form_evaluate(forms: State<'_, Arc<Forms>>, form: String, answers: Value) -> Answer<SheetView> {
    blocking(forms, move |f| f.evaluate(&form, answers)).await
}

/// Files a form as a record about the named items.
#[tauri::command]
pub async fn form_save(
    forms: State<'_, Arc<Forms>>,
    form: String,
    language: String,
    answers: Value,
    about: Vec<String>,
) -> Answer<SealedView> {
    blocking(forms, move |f| f.save(&form, &language, answers, &about)).await
}

/// Lists unfinished forms in the locked vault, newest first.
#[tauri::command]
pub async fn form_drafts(forms: State<'_, Arc<Forms>>) -> Answer<Vec<FormDraftView>> {
    blocking(forms, Forms::drafts).await
}

/// Keeps an unfinished form in the locked vault, and the person's place in it; replaces the draft of that name.
#[tauri::command]
pub async fn form_draft_keep(
    forms: State<'_, Arc<Forms>>,
    draft: String,
    form: String,
    language: String,
    answers: Value,
    at: Option<String>,
) -> Answer<()> {
    blocking(forms, move |f| f.keep(&draft, &form, &language, answers, at)).await
}

/// Returns the answers that were typed into an unfinished form.
#[tauri::command]
pub async fn form_draft_resume(forms: State<'_, Arc<Forms>>, draft: String) -> Answer<FormDraftAnswersView> {
    blocking(forms, move |f| f.resume(&draft)).await
}

/// Removes an unfinished form.
#[tauri::command]
pub async fn form_draft_remove(forms: State<'_, Arc<Forms>>, draft: String) -> Answer<()> {
    blocking(forms, move |f| f.remove(&draft)).await
}
