//! The app's own forms, filled in at the window: shown, filed as records, kept as drafts.
//!
//! Owns the list of forms and the format of a draft in the locked vault. Holds no answer between two calls and knows no
//! rule of a form: `forms` does. Filing needs no passphrase; drafts do.

use std::sync::Arc;

use evidence::ItemId;
use forms::{ANSWERS_FORMAT, Day, Form, MAX_BYTES, View};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vault::NewItem;

use crate::device::Device;
use crate::locked::Locked;
use crate::views::capture::SealedView;
use crate::views::forms::{FormDraftAnswersView, FormDraftView, FormNameView, FormView, SheetView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Bytes of every shipped form. The first account belongs to testimonies.
const SHIPPED: [&[u8]; 2] =
    [include_bytes!("../../forms/detention.form.json"), include_bytes!("../../forms/vote-count.form.json")];
/// Prefix of this module's drafts; other drafts belong to other modules.
const PREFIX: &str = "form-";
/// Longest name of a place in a form, in bytes: a question and a row.
const MAX_PLACE: usize = 128;
/// Longest text of an answer in the list of drafts, in characters.
const MAX_SHOWN: usize = 80;

/// The shipped forms on this device.
pub struct Forms {
    device: Arc<Device>,
    locked: Arc<Locked>,
    /// `None` if any shipped form fails to parse: an incomplete list would be worse than none.
    shipped: Option<Vec<Shipped>>,
}

struct Shipped {
    form: Form,
    bytes: &'static [u8],
}

/// A draft as stored in the locked vault.
#[derive(Serialize, Deserialize)]
struct Draft {
    form: DraftForm,
    language: String,
    answers: Value,
    /// The person's place in the form, in the window's notation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct DraftForm {
    id: String,
    sha256: String,
}

impl Forms {
    /// Reads the shipped forms.
    pub fn new(device: Arc<Device>, locked: Arc<Locked>) -> Self {
        let read = |bytes: &'static [u8]| Some(Shipped { form: Form::parse(bytes).ok()?, bytes });
        Self { device, locked, shipped: SHIPPED.into_iter().map(read).collect() }
    }

    /// Returns the forms that can be filled in.
    pub fn list(&self) -> Answer<Vec<FormNameView>> {
        Ok(self.all()?.iter().map(|s| FormNameView::from(&s.form)).collect())
    }

    /// Returns the questions of the form named `id`.
    pub fn form(&self, id: &str) -> Answer<FormView> {
        Ok(FormView::from(&self.shipped(id)?.form))
    }

    /// Returns the state of a form with `answers` (by question, as in `docs/forms.md`), today. Touches no disk.
    pub fn evaluate(&self, id: &str, answers: Value) -> Answer<SheetView> {
        let shipped = self.shipped(id)?;
        Ok(self.look(shipped, &shipped.answers(None, answers)?)?.into())
    }

    /// Files a form as a signed record about the items in `about`. Its words are in `language`. If a finding blocks it,
    /// the call fails before anything is written.
    pub fn save(&self, id: &str, language: &str, answers: Value, about: &[String]) -> Answer<SealedView> {
        let shipped = self.shipped(id)?;
        let answers = shipped.answers(Some(language), answers)?;
        let about: Result<Vec<ItemId>, _> = about.iter().map(|item| item.parse()).collect();
        let about = about.map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        if !self.look(shipped, &answers)?.can_save {
            return Err(ErrorCode::FormUnfinished.into());
        }
        let new = NewItem { about, ..NewItem::default() };
        Ok(self.device.ask(|home| home.add_answers(shipped.bytes, &answers, &new))?.into())
    }

    /// Lists unfinished forms in the open vault, newest first.
    pub fn drafts(&self) -> Answer<Vec<FormDraftView>> {
        let mut drafts = self.locked.vault(|vault| vault.drafts())?;
        drafts.retain(|draft| draft.id.starts_with(PREFIX));
        drafts.sort_by(|a, b| b.saved_at.instant().cmp(&a.saved_at.instant()).then_with(|| a.id.cmp(&b.id)));
        let shown = drafts.into_iter().map(|kept| {
            let draft: Option<Draft> = serde_json::from_str(&kept.body).ok();
            let current = draft.as_ref().is_some_and(|d| self.is_current(&d.form));
            let answered = draft.as_ref().and_then(|d| d.answers.as_object()).map_or(0, serde_json::Map::len);
            let told = |question| draft.as_ref().and_then(|d| shown(&d.answers, question));
            let (station, person, place) = (told("station-number"), told("mention"), told("place"));
            let form = draft.map(|d| d.form.id);
            let id = kept.id.strip_prefix(PREFIX).unwrap_or_default().to_owned();
            FormDraftView { id, form, current, answered, station, person, place, saved_at: kept.saved_at.to_string() }
        });
        Ok(shown.collect())
    }

    /// Keeps an unfinished form under the name `draft` (32 hex digits), only in the open vault; `at` is the person's
    /// place in it.
    pub fn keep(&self, draft: &str, id: &str, language: &str, answers: Value, at: Option<String>) -> Answer<()> {
        let name = named(draft)?;
        if at.as_ref().is_some_and(|at| at.len() > MAX_PLACE) {
            return Err(ErrorCode::BadRequest.into());
        }
        let form = &self.shipped(id)?.form;
        let form = DraftForm { id: form.id.clone(), sha256: form.digest.to_string() };
        let body = Draft { form, language: language.to_owned(), answers, at };
        let body = serde_json::to_string(&body).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        if body.len() > MAX_BYTES {
            return Err(ErrorCode::FormTooLarge.into());
        }
        self.locked.vault(|vault| vault.save_draft(&name, &body, self.device.now()))
    }

    /// Returns the answers that were typed into a draft.
    pub fn resume(&self, draft: &str) -> Answer<FormDraftAnswersView> {
        let name = named(draft)?;
        let kept = self.locked.vault(|vault| vault.drafts())?;
        let kept = kept.into_iter().find(|d| d.id == name).ok_or(TroubleView::from(ErrorCode::NoDraft))?;
        let draft: Draft = serde_json::from_str(&kept.body).map_err(|_| TroubleView::from(ErrorCode::FormChanged))?;
        if !self.is_current(&draft.form) {
            return Err(ErrorCode::FormChanged.into());
        }
        Ok(FormDraftAnswersView { language: draft.language, answers: draft.answers, at: draft.at })
    }

    /// Removes a draft. A missing draft is no error.
    pub fn remove(&self, draft: &str) -> Answer<()> {
        let name = named(draft)?;
        self.locked.vault(|vault| vault.remove_draft(&name))
    }

    fn all(&self) -> Answer<&[Shipped]> {
        self.shipped.as_deref().ok_or(TroubleView::from(ErrorCode::Bug))
    }

    fn shipped(&self, id: &str) -> Answer<&Shipped> {
        self.all()?.iter().find(|s| s.form.id == id).ok_or(TroubleView::from(ErrorCode::BadRequest))
    }

    fn is_current(&self, draft: &DraftForm) -> bool {
        self.shipped(&draft.id).is_ok_and(|s| s.form.digest.to_string() == draft.sha256)
    }

    fn look(&self, shipped: &Shipped, answers: &[u8]) -> Answer<View> {
        // The page sent unknown questions, or fields that no answer has.
        let answers = shipped.form.answers(answers).map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
        let today = self.device.now().to_string().split('T').next().and_then(Day::parse);
        Ok(shipped.form.evaluate(&answers, today))
    }
}

impl Shipped {
    /// Returns ANSWERS.json of this form.
    fn answers(&self, language: Option<&str>, answers: Value) -> Answer<Vec<u8>> {
        let mut whole = json!({
            "format": ANSWERS_FORMAT,
            "form": { "id": self.form.id, "version": self.form.version },
            "answers": answers,
        });
        if let (Some(fields), Some(language)) = (whole.as_object_mut(), language) {
            fields.insert("language".to_owned(), Value::String(language.to_owned()));
        }
        let bytes = serde_json::to_vec(&whole).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        if bytes.len() > MAX_BYTES { Err(ErrorCode::FormTooLarge.into()) } else { Ok(bytes) }
    }
}

/// Returns an answer's text, shortened for a list.
fn shown(answers: &Value, question: &str) -> Option<String> {
    let words = answers.get(question)?.get("value")?.as_str()?.trim();
    let short: String = words.chars().take(MAX_SHOWN).collect();
    (!short.is_empty()).then(|| if short.len() < words.len() { format!("{short}…") } else { short })
}

/// Checks a draft's name. Names are 128 random bits, like item ids, and carry no information.
fn named(draft: &str) -> Answer<String> {
    let id: ItemId = draft.parse().map_err(|_| TroubleView::from(ErrorCode::BadRequest))?;
    Ok(format!("{PREFIX}{id}"))
}

#[cfg(test)]
mod tests;
