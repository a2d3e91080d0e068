use std::path::{Path, PathBuf};

use evidence::policy::Review;
use organisation::Organisation;
use testimony::{
    Before, Card, Choice, Consent, How, IdentityCard, Known, Line, SectionKind, SignOff, Step, Use, YesNo,
};

use super::*;
use crate::testing;

const PASSPHRASE: &str = "four plain words here";
const NAME: &str = "Планта Марковна";
const TOLD: &str = "подъехал автобус без номера";

struct Stage {
    folder: tempfile::TempDir,
    interviews: Interviews,
    locked: Arc<Locked>,
    recorder: Arc<Recorder>,
    device: Arc<Device>,
}

impl Stage {
    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Makes a home of an organisation, with its vault open. `compartment` false: an older organisation without the
    /// compartment.
    fn new(compartment: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = folder.path().join("office");
        let mut organisation = testing::organisation(&office);
        if !compartment {
            without_witnesses(&office);
            organisation = Organisation::open(&office).unwrap();
        }
        let device = Arc::new(Device::new(folder.path().join("home")));
        testing::join(&device, &organisation, testing::terms(Review::Never));
        let stage = Self::on(folder, device);
        stage.locked.create(PASSPHRASE.to_owned()).unwrap();
        stage
    }

    fn on(folder: tempfile::TempDir, device: Arc<Device>) -> Self {
        let locked = Arc::new(Locked::new(Arc::clone(&device)));
        let recorder = Arc::new(Recorder::new(Arc::clone(&device)));
        let interviews = Interviews::new(Arc::clone(&device), Arc::clone(&locked), Arc::clone(&recorder));
        Self { folder, interviews, locked, recorder, device }
    }

    /// Ends without cleanup, as when the process is killed, and opens the home again.
    fn killed(self) -> Self {
        let Self { folder, interviews, locked, recorder, device } = self;
        let path = device.path().to_owned();
        // A kill runs no destructor of the interview; no code here saves on drop either.
        drop((interviews, locked, recorder, device));
        Self::on(folder, Arc::new(Device::new(path)))
    }

    /// Returns whether the words are readable in any file of the home.
    fn on_disk(&self, words: &str) -> bool {
        fn look(path: &Path, words: &[u8]) -> bool {
            if path.is_dir() {
                return path.read_dir().unwrap().any(|e| look(&e.unwrap().path(), words));
            }
            std::fs::read(path).is_ok_and(|bytes| bytes.windows(words.len()).any(|w| w == words))
        }
        look(&self.home(), words.as_bytes())
    }

    fn consent(&self) -> InterviewView {
        let uses = [(Use::Lawyer, Card { choice: Choice::Yes, ..Card::default() })].into();
        let how = Some(How::Witnessed { by: "interpreter".to_owned() });
        let language = Some("ru".to_owned());
        let consent = Consent {
            written_down: Choice::Yes,
            recorded: Choice::Yes,
            uses,
            language,
            risks_named: true,
            can_change_told: true,
            how,
            ..Consent::default()
        };
        self.interviews.change(Change::Consent { consent }).unwrap();
        let view = self.interviews.file_consent().unwrap();
        assert_eq!(view.refused, None);
        view
    }

    fn tell(&self, words: &str) -> InterviewView {
        let lines = vec![Line { text: words.to_owned(), known: Known::Saw }];
        self.interviews.change(Change::Lines { section: SectionKind::Account, language: None, lines }).unwrap()
    }

    fn items(&self) -> usize {
        self.device.ask(|home| home.status()).map(|s| usize::try_from(s.items).unwrap()).unwrap()
    }
}

/// Removes the witness recipient from an organisation's card, as in an older folder.
fn without_witnesses(office: &Path) {
    let found = std::fs::read_dir(office)
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.is_file() && std::fs::read_to_string(p).is_ok_and(|t| t.contains("witness_recipient")));
    let path = found.unwrap();
    let mut card: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let fields = card.as_object_mut().unwrap();
    fields.remove("witness_recipient");
    fields.remove("witness_set");
    std::fs::write(path, serde_json::to_vec(&card).unwrap()).unwrap();
}

fn card() -> Identity {
    Identity::new(NAME.to_owned())
}

#[test]
fn an_interview_goes_all_the_way_and_leaves_nothing_readable() {
    let stage = Stage::new(true);
    let begun = stage.interviews.begin("ru").unwrap();
    assert!(begun.witness_compartment && !begun.draft.pseudonym().is_empty());
    assert!(
        stage.interviews.begin_recording(Purpose::Interview, None, "a.webm", "audio/webm").unwrap().refused.is_some()
    );
    assert_eq!(stage.items(), 0, "nothing is recorded before the person agreed");
    stage.consent();
    let sealed = stage.interviews.seal_identity(card()).unwrap();
    assert!(sealed.names_watched && sealed.refused.is_none());
    stage.tell(TOLD);
    let named = stage.tell(&format!("{TOLD}. Крикнули: Планта!"));
    assert_eq!(named.offer.findings.len(), 1);
    let recording = stage.interviews.begin_recording(Purpose::Interview, None, "a.webm", "audio/webm").unwrap();
    let item = recording.recording.unwrap();
    stage.recorder.push(&item, b"sound").unwrap();
    stage.recorder.finish(&item, false).unwrap();
    stage.interviews.change(Change::Right { section: SectionKind::Account }).unwrap();
    assert!(
        matches!(stage.interviews.finish().unwrap(), ClosingView::Open { interview } if interview.refused.is_some())
    );
    stage.interviews.change(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    let ClosingView::Filed { filed } = stage.interviews.finish().unwrap() else { panic!("not filed") };
    assert!(filed.words.len() == 3 && filed.words["kk"].len() == 6 && !filed.draft_left);
    assert_eq!(stage.items(), 4, "consent, identity, recording, testimony");
    assert!(stage.interviews.drafts().unwrap().is_empty());
    for words in [NAME, TOLD, "Планта", "interpreter"] {
        assert!(!stage.on_disk(words), "{words}");
    }
}

#[test]
fn a_kill_loses_nothing_that_was_answered_and_the_draft_is_never_readable_on_the_disk() {
    let stage = Stage::new(true);
    let id = stage.interviews.begin("ru").unwrap().id;
    stage.consent();
    stage.interviews.seal_identity(card()).unwrap();
    stage.tell(TOLD);
    stage.interviews.change(Change::GoTo { step: Step::Interview }).unwrap();
    assert!(!stage.on_disk(TOLD));
    let stage = stage.killed();
    assert_eq!(stage.interviews.drafts().err().map(|t| t.code), Some(ErrorCode::VaultLocked));
    assert_eq!(stage.locked.unlock("wrong".to_owned()).err().map(|t| t.code), Some(ErrorCode::PassphraseWrong));
    stage.locked.unlock(PASSPHRASE.to_owned()).unwrap();
    let kept = stage.interviews.drafts().unwrap();
    assert_eq!((kept[0].id.as_str(), kept[0].step), (id.as_str(), Some(Step::Interview)));
    let again = stage.interviews.resume(&id).unwrap();
    let draft = serde_json::to_string(&again.draft).unwrap();
    assert!(draft.contains(TOLD) && !draft.contains("Планта"));
    assert!(!again.names_watched, "who it is was not kept anywhere");
    assert!(!stage.on_disk(TOLD) && !stage.on_disk(NAME));
}

#[test]
fn names_are_compared_again_when_an_interview_that_was_left_is_taken_up_in_the_same_run() {
    let stage = Stage::new(true);
    let id = stage.interviews.begin("ru").unwrap().id;
    stage.consent();
    stage.interviews.seal_identity(card()).unwrap();
    let named = format!("{TOLD}. Крикнули: Планта!");
    stage.tell(&named);
    stage.interviews.close().unwrap();
    let other = stage.interviews.begin("ru").unwrap();
    assert!(!other.names_watched, "a card is compared with its own interview alone");
    let again = stage.interviews.resume(&id).unwrap();
    assert!(again.names_watched && again.offer.findings[0].words == ["Планта"]);
    // Another interview is opened without closing this one.
    stage.interviews.resume(&other.id).unwrap();
    assert!(stage.interviews.resume(&id).unwrap().names_watched);
    stage.interviews.close().unwrap();
    // A locking removes every name from memory; the fields that held one are still known.
    stage.interviews.put_away();
    stage.locked.lock();
    stage.locked.unlock(PASSPHRASE.to_owned()).unwrap();
    let again = stage.interviews.resume(&id).unwrap();
    assert!(!again.names_watched);
    let [found] = &again.offer.findings[..] else { panic!("one finding") };
    assert!(found.key == "names-the-person" && found.words.is_empty());
    assert!(!stage.on_disk("Планта"));
    // No trace of a deleted interview stays.
    stage.interviews.delete(&id).unwrap();
    assert!(stage.interviews.resume(&id).is_err());
}

#[test]
fn without_a_witness_compartment_no_identity_is_sealed_to_anybody() {
    let stage = Stage::new(false);
    stage.interviews.begin("kk").unwrap();
    stage.consent();
    let before = stage.items();
    let view = stage.interviews.seal_identity(card()).unwrap();
    assert!(!view.witness_compartment && !view.names_watched);
    let draft = serde_json::to_value(&view.draft).unwrap();
    assert_eq!(draft["identity"], serde_json::to_value(IdentityCard::NoCompartment).unwrap());
    assert_eq!(stage.items(), before);
}

#[test]
fn an_identity_is_not_sealed_before_consent_nor_twice() {
    let stage = Stage::new(true);
    stage.interviews.begin("en").unwrap();
    assert!(stage.interviews.seal_identity(card()).unwrap().refused.is_some());
    assert_eq!(stage.items(), 0);
    stage.consent();
    assert!(stage.interviews.seal_identity(Identity::new(" ".to_owned())).unwrap().refused.is_some());
    stage.interviews.seal_identity(card()).unwrap();
    assert!(stage.interviews.seal_identity(card()).unwrap().refused.is_some());
    assert_eq!(stage.items(), 2, "consent and one card");
}

#[test]
fn locking_takes_the_interview_out_of_memory_and_keeps_it_in_the_vault() {
    let stage = Stage::new(true);
    let id = stage.interviews.begin("en").unwrap().id;
    stage.interviews.change(Change::Before { before: Before { alone: YesNo::Yes, ..Before::default() } }).unwrap();
    stage.interviews.put_away();
    stage.locked.lock();
    let told = stage.interviews.change(Change::Unsign).err().map(|t| t.code);
    assert_eq!(told, Some(ErrorCode::NoInterview));
    assert_eq!(stage.interviews.begin("en").err().map(|t| t.code), Some(ErrorCode::VaultLocked));
    stage.locked.unlock(PASSPHRASE.to_owned()).unwrap();
    let again = serde_json::to_value(stage.interviews.resume(&id).unwrap().draft).unwrap();
    assert_eq!(again["before"]["alone"], "yes");
}

#[test]
fn only_our_own_drafts_are_shown_and_deleted() {
    let stage = Stage::new(true);
    let now = stage.device.now();
    stage.locked.vault(|vault| vault.save_draft("form-1", "{}", now)).unwrap();
    stage.locked.vault(|vault| vault.save_draft("testimony-of-a-later-version", "{}", now)).unwrap();
    let shown = stage.interviews.drafts().unwrap();
    assert_eq!(shown.len(), 1);
    assert!(shown[0].step.is_none() && shown[0].pseudonym.is_none());
    assert_eq!(stage.interviews.resume(&shown[0].id).err().map(|t| t.code), Some(ErrorCode::HomeDamaged));
    assert_eq!(stage.interviews.delete("form-1").err().map(|t| t.code), Some(ErrorCode::NoInterview));
    stage.interviews.delete(&shown[0].id).unwrap();
    assert_eq!(stage.locked.vault(|vault| vault.drafts()).unwrap().len(), 1);
}

#[test]
fn six_words_find_the_testimony_and_withdraw_every_consent_to_it() {
    let stage = Stage::new(true);
    stage.interviews.begin("en").unwrap();
    stage.consent();
    stage.tell(TOLD);
    stage.interviews.change(Change::SignOff { sign_off: SignOff::Stopped }).unwrap();
    let ClosingView::Filed { filed } = stage.interviews.finish().unwrap() else { panic!("not filed") };
    let items = stage.items();
    assert_eq!(stage.interviews.withdraw("one two three four five six").unwrap(), None);
    assert_eq!(stage.items(), items);
    let said = filed.words["ru"].join(", ").to_uppercase();
    assert_eq!(stage.interviews.withdraw(&said).unwrap(), Some(filed.item));
    assert_eq!(stage.items(), items + 1);
}

#[test]
fn a_voice_that_the_hand_stopped_is_told_by_the_interview_that_it_was_for() {
    let stage = Stage::new(true);
    let id = stage.interviews.begin("ru").unwrap().id;
    stage.consent();
    let begun =
        stage.interviews.begin_recording(Purpose::VoiceMark, Some("consent.how"), "a.webm", "audio/webm").unwrap();
    let item = begun.recording.unwrap();
    stage.recorder.push(&item, b"yes, I ag").unwrap();
    assert_eq!(stage.recorder.stop_all(), 1);
    let stage = stage.killed();
    stage.locked.unlock(PASSPHRASE.to_owned()).unwrap();
    let kept = serde_json::to_value(stage.interviews.resume(&id).unwrap().draft).unwrap();
    assert_eq!(kept["voices"]["consent.how"]["item"], item);
}
