//! The interview in progress: one at a time, saved in the locked vault at every change.
//!
//! Owns the open draft, and notes in it only events that really happened: a consent that was filed, an identity that
//! was sealed, a recording that began. `testimony` has the rules. The person's identity passes through here once, into
//! a sealed record; only the names to search for in other texts stay, in memory, until the vault is locked.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::record::Method;
use evidence::{Digest, ItemId};
use testimony::{
    Change, Draft, FiledConsent, Identity, Missing, NameMarks, NewRecord, PSEUDONYM_RANDOM, Purpose, WITNESSES,
    propose_pseudonym, receipt_words, receipt_words_are_of,
};
use vault::{Added, Home, NewItem};

use crate::device::Device;
use crate::locked::Locked;
use crate::recorder::Recorder;
use crate::views::testimony::{ClosingView, DraftView, FiledView, InterviewView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Prefix of this module's drafts; other drafts belong to other modules.
const PREFIX: &str = "testimony-";
/// Entries read at once in the search for a testimony by its words.
const PAGE: usize = 1_000;
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// Interviews of this device.
pub struct Interviews {
    device: Arc<Device>,
    locked: Arc<Locked>,
    recorder: Arc<Recorder>,
    open: Mutex<Option<Interview>>,
    /// The names to search for in interviews that were left, by draft: they may be resumed in this run. A locking
    /// removes them.
    left: Mutex<HashMap<String, NameMarks>>,
}

struct Interview {
    id: String,
    draft: Draft,
    /// The names to search for, if the identity card was sealed in this run.
    marks: Option<NameMarks>,
}

/// The outcome of a change: `None` if it was made, else the field and the rule that refused it.
type Done = Result<Option<Missing>, TroubleView>;

impl Interviews {
    /// Starts without an open interview.
    pub fn new(device: Arc<Device>, locked: Arc<Locked>, recorder: Arc<Recorder>) -> Self {
        Self { device, locked, recorder, open: Mutex::default(), left: Mutex::default() }
    }

    /// Lists interviews that were begun and not filed, newest first.
    pub fn drafts(&self) -> Answer<Vec<DraftView>> {
        let mut drafts = self.locked.vault(|vault| vault.drafts())?;
        drafts.retain(|draft| draft.id.starts_with(PREFIX));
        drafts.sort_by(|a, b| b.saved_at.instant().cmp(&a.saved_at.instant()).then_with(|| a.id.cmp(&b.id)));
        let shown = drafts.into_iter().map(|kept| {
            let draft = Draft::parse(kept.body.as_bytes()).ok();
            DraftView {
                id: kept.id,
                saved_at: kept.saved_at.to_string(),
                pseudonym: draft.as_ref().map(|d| d.pseudonym().to_owned()),
                step: draft.as_ref().map(Draft::step),
            }
        });
        Ok(shown.collect())
    }

    /// Begins an interview; proposes a pseudonym in `language`.
    pub fn begin(&self, language: &str) -> Answer<InterviewView> {
        // An interview that could not be kept is not begun.
        self.locked.vault(|_| Ok(()))?;
        let (mut witness, mut name, mut id) = ([0; 16], [0; PSEUDONYM_RANDOM], [0; 16]);
        for random in [witness.as_mut_slice(), name.as_mut_slice(), id.as_mut_slice()] {
            self.device.random(random)?;
        }
        let witness = ItemId::from_bytes(witness);
        let draft = Draft::new(witness, propose_pseudonym(name, language), self.device.now());
        let draft = draft.map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        let mut open = self.held()?;
        self.leave(&mut open)?;
        *open = Some(Interview { id: format!("{PREFIX}{}", ItemId::from_bytes(id)), draft, marks: None });
        self.view(&open, None, None)
    }

    /// Resumes an interview.
    pub fn resume(&self, id: &str) -> Answer<InterviewView> {
        let mut open = self.held()?;
        let under_way = open.as_ref().is_some_and(|interview| interview.id == id);
        if !under_way {
            let kept = self.locked.vault(|vault| vault.drafts())?;
            let kept = kept.into_iter().find(|draft| draft.id == id && id.starts_with(PREFIX));
            let kept = kept.ok_or(TroubleView::from(ErrorCode::NoInterview))?;
            let draft = Draft::parse(kept.body.as_bytes()).map_err(|e| unreadable(&e))?;
            self.leave(&mut open)?;
            let marks = self.left()?.remove(id);
            *open = Some(Interview { id: kept.id, draft, marks });
        }
        self.view(&open, None, None)
    }

    /// Proposes another pseudonym in `language`.
    pub fn another_pseudonym(&self, language: &str) -> Answer<InterviewView> {
        let mut name = [0; PSEUDONYM_RANDOM];
        self.device.random(&mut name)?;
        self.change(Change::Pseudonym { pseudonym: propose_pseudonym(name, language) })
    }

    /// Changes the open interview. A change that the rules refuse leaves it unchanged, and the answer says why.
    pub fn change(&self, change: Change) -> Answer<InterviewView> {
        self.work(|_, interview| done(interview.draft.apply(change)))
    }

    /// Files the consent on the cards, and replaces the one filed before.
    pub fn file_consent(&self) -> Answer<InterviewView> {
        self.work(|all, interview| {
            let record = match interview.draft.consent_record() {
                Ok(record) => record,
                Err(refusal) => return done(Err(refusal)),
            };
            let added = all.file(record)?;
            done(interview.draft.consent_filed(added.item))
        })
    }

    /// Seals the identity card. If the organisation has no witness compartment, no card is sealed, and the draft says
    /// so. From now on the names are searched for while the interview is open.
    pub fn seal_identity(&self, identity: Identity) -> Answer<InterviewView> {
        self.work(|all, interview| {
            if !all.has_compartment()? {
                interview.draft.no_compartment();
                return Ok(None);
            }
            let record = match identity.record(interview.draft.witness()) {
                Ok(record) => record,
                Err(refusal) => return done(Err(refusal)),
            };
            // Checked first: a card that may not be noted must not be sealed either.
            if let Err(refusal) = interview.draft.may_take_identity() {
                return done(Err(refusal));
            }
            let added = all.file(record)?;
            interview.marks = Some(identity.marks());
            done(interview.draft.identity_sealed(added.item))
        })
    }

    /// Begins a recording, if the person agreed to it; returns its item. Bytes go to the recorder. `field`: the purpose
    /// of a voice recording.
    pub fn begin_recording(
        &self,
        purpose: Purpose,
        field: Option<&str>,
        name: &str,
        media_type: &str,
    ) -> Answer<InterviewView> {
        let mut open = self.held()?;
        let interview = open.as_mut().ok_or(TroubleView::from(ErrorCode::NoInterview))?;
        if let Some(missing) = done(interview.draft.may_record(purpose))? {
            return self.view(&open, Some(missing), None);
        }
        // A voice identifies a person.
        let compartment = self.has_compartment()?.then(|| WITNESSES.to_owned());
        let new = NewItem {
            about: vec![interview.draft.witness()],
            language: interview.draft.language().map(str::to_owned),
            compartment,
            ..NewItem::default()
        };
        let item = self.recorder.begin(name, media_type, &new)?;
        let draft = &mut interview.draft;
        let noted = draft.recording_began(purpose, item).and_then(|()| match field {
            Some(field) => draft.voice_began(field, item, self.device.now()),
            None => Ok(()),
        });
        match done(noted) {
            Ok(None) => self.view(&open, None, Some(item)),
            other => {
                self.recorder.finish(&item.to_string(), true)?;
                self.view(&open, other?, None)
            }
        }
    }

    /// Files the testimony, and removes the draft.
    pub fn finish(&self) -> Answer<ClosingView> {
        let mut open = self.held()?;
        let interview = open.as_ref().ok_or(TroubleView::from(ErrorCode::NoInterview))?;
        let record = match interview.draft.finish(self.device.now(), interview.marks.as_ref()) {
            Ok(record) => record,
            Err(refusal) => {
                let missing = done(Err(refusal))?;
                return Ok(ClosingView::Open { interview: Box::new(self.view(&open, missing, None)?) });
            }
        };
        let added = self.file(record)?;
        let (id, pseudonym) = (interview.id.clone(), interview.draft.pseudonym().to_owned());
        *open = None;
        let removed = self.locked.vault(|vault| vault.remove_draft(&id));
        let entry = added.entries.last().map(vault::Acknowledged::entry).ok_or(TroubleView::from(ErrorCode::Bug))?;
        let (item, words) = (added.item.to_string(), six(&entry));
        Ok(ClosingView::Filed { filed: FiledView { item, words, pseudonym, draft_left: removed.is_err() } })
    }

    /// Removes an interview that was not filed, open or not.
    pub fn delete(&self, id: &str) -> Answer<()> {
        if !id.starts_with(PREFIX) {
            return Err(ErrorCode::NoInterview.into());
        }
        let mut open = self.held()?;
        self.locked.vault(|vault| vault.remove_draft(id))?;
        self.left()?.remove(id);
        if open.as_ref().is_some_and(|interview| interview.id == id) {
            *open = None;
        }
        Ok(())
    }

    /// Closes the open interview; it stays in the vault as saved. Its names to search for stay in memory until the
    /// vault is locked, so that a resumed interview is still checked.
    pub fn close(&self) -> Answer<()> {
        let mut open = self.held()?;
        if let Some(interview) = open.as_ref() {
            self.save(interview)?;
        }
        self.leave(&mut open)
    }

    /// Drops the open interview from memory; it was saved at its last change. Called before the vault is locked.
    pub fn put_away(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(interview) = open.as_ref() {
            // The failed save was reported at the change; the sealed draft waits for the next unlocking.
            let _ = self.save(interview);
        }
        *open = None;
        self.left.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Files that a person withdraws every consent of the testimony with these six words. Returns its item; `None` if
    /// no testimony of this device has them.
    pub fn withdraw(&self, words: &str) -> Answer<Option<String>> {
        let mut from = 0;
        loop {
            let entries = self.device.ask(|home| home.entries(from, PAGE))?;
            let Some(last) = entries.last() else { return Ok(None) };
            from = last.seq() + 1;
            let found = entries.iter().find(|e| e.finishes_item() && receipt_words_are_of(words, &e.digest()));
            if let Some(item) = found.and_then(|entry| entry.item()) {
                let record = FiledConsent::withdrawal(item).map_err(|_| TroubleView::from(ErrorCode::Bug))?;
                self.file(record)?;
                return Ok(Some(item.to_string()));
            }
        }
    }

    /// Runs `work` on the open interview, saves it, and returns its state.
    fn work(&self, work: impl FnOnce(&Self, &mut Interview) -> Done) -> Answer<InterviewView> {
        let mut open = self.held()?;
        let interview = open.as_mut().ok_or(TroubleView::from(ErrorCode::NoInterview))?;
        let refused = work(self, interview)?;
        if let Some(marks) = &interview.marks {
            interview.draft.note_names(marks);
        }
        self.view(&open, refused, None)
    }

    fn view(
        &self,
        open: &Option<Interview>,
        refused: Option<Missing>,
        recording: Option<ItemId>,
    ) -> Answer<InterviewView> {
        let interview = open.as_ref().ok_or(TroubleView::from(ErrorCode::NoInterview))?;
        let unsaved = match self.save(interview) {
            Err(trouble) if trouble.code == ErrorCode::VaultLocked => return Err(trouble),
            saved => saved.err(),
        };
        Ok(InterviewView {
            id: interview.id.clone(),
            draft: interview.draft.clone(),
            offer: interview.draft.offer(interview.marks.as_ref()),
            refused,
            unsaved,
            witness_compartment: self.has_compartment()?,
            names_watched: interview.marks.is_some(),
            recording: recording.map(|item| item.to_string()),
        })
    }

    fn save(&self, interview: &Interview) -> Answer<()> {
        let body = interview.draft.to_json().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        let now = self.device.now();
        self.locked.vault(|vault| vault.save_draft(&interview.id, &body, now))
    }

    fn file(&self, record: NewRecord) -> Answer<Added> {
        let NewRecord { kind, body, new } = record;
        self.device.ask(|home: &Home| home.add_record(kind, Method::Entered, Some(body.clone()), &new))
    }

    fn has_compartment(&self) -> Answer<bool> {
        self.device.ask(|home| home.policy().map(|p| !p.policy().witness_recipients.is_empty()))
    }

    /// Closes the open interview in favour of another; its names to search for stay in memory.
    fn leave(&self, open: &mut Option<Interview>) -> Answer<()> {
        if let Some(Interview { id, marks: Some(marks), .. }) = open.take() {
            self.left()?.insert(id, marks);
        }
        Ok(())
    }

    fn left(&self) -> Answer<MutexGuard<'_, HashMap<String, NameMarks>>> {
        self.left.lock().map_err(|_| ErrorCode::Bug.into())
    }

    fn held(&self) -> Answer<MutexGuard<'_, Option<Interview>>> {
        self.open.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

/// Returns the field and the rule that refused a change, or the code of an error.
fn done(result: testimony::Result<()>) -> Done {
    match result {
        Ok(()) => Ok(None),
        Err(testimony::Error::Refused { field, key, .. }) => Ok(Some(Missing { field, key: key.to_owned() })),
        Err(
            testimony::Error::Malformed { .. } | testimony::Error::Unsupported { .. } | testimony::Error::Evidence(_),
        ) => Err(ErrorCode::BadRequest.into()),
        Err(testimony::Error::Bug(_)) => Err(ErrorCode::Bug.into()),
    }
}

fn unreadable(error: &testimony::Error) -> TroubleView {
    match error {
        testimony::Error::Unsupported { .. } => ErrorCode::HomeUnsupported.into(),
        _ => ErrorCode::HomeDamaged.into(),
    }
}

fn six(entry: &Digest) -> BTreeMap<String, Vec<String>> {
    let words = |language: &str| receipt_words(entry, language).into_iter().map(str::to_owned).collect();
    LANGUAGES.iter().map(|language| ((*language).to_owned(), words(language))).collect()
}

#[cfg(test)]
mod tests;
