//! Forms over a real home of an organisation that grants review, so that a record can be opened and read again.

use std::path::Path;

use evidence::Record;
use evidence::part::Role;
use evidence::policy::Review;
use evidence::record::Kind;
use vault::{Home, OsDisk, OsSurroundings, Passphrase};

use super::*;
use crate::testing;

const DETENTION: &[u8] = SHIPPED[0];
/// Words in answers; no file of a home may contain them.
const WATERMARK: &str = "kept-from-everyone";

/// A joined device with an open vault, which can open its own captures.
struct Desk {
    forms: Forms,
    device: Arc<Device>,
    locked: Arc<Locked>,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms(Review::Always));
        let locked = Arc::new(Locked::new(Arc::clone(&device)));
        locked.create("correct horse".to_owned()).unwrap();
        let forms = Forms::new(Arc::clone(&device), Arc::clone(&locked));
        Self { forms, device, locked, folder }
    }

    fn record(&self, sealed: &SealedView) -> Record {
        let item = sealed.item.parse().unwrap();
        let part = self.locked.with(|home, vault| home.open_part(vault, &item, Role::Record)).unwrap();
        Record::parse(part.content()).unwrap()
    }

    fn items(&self) -> usize {
        self.device.ask(|home| home.list(None, None, 100)).unwrap().items.len()
    }
}

fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").join(name);
    let answers: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    answers["answers"].clone()
}

fn code<T>(answer: Answer<T>) -> ErrorCode {
    answer.err().expect("a trouble").code
}

#[test]
fn every_shipped_form_is_there_in_three_languages() {
    let desk = Desk::new();
    let names = desk.forms.list().unwrap();
    assert_eq!(names.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(), ["detention", "vote-count"]);
    for shipped in desk.forms.all().unwrap() {
        assert_eq!(shipped.form.untranslated(), Vec::<String>::new());
        assert_eq!(shipped.form.kind, Kind::Form);
    }
    assert_eq!(code(desk.forms.form("another")), ErrorCode::BadRequest);
}

#[test]
fn a_detention_form_becomes_a_signed_record_that_names_the_bytes_of_its_form() {
    let desk = Desk::new();
    let paper = "0f".repeat(16);
    let sealed = desk.forms.save("detention", "ru", example("detention.answers.json"), std::slice::from_ref(&paper));
    let record = desk.record(&sealed.unwrap());
    assert_eq!(record.kind, Kind::Form);
    assert_eq!(record.language.as_deref(), Some("ru"));
    assert_eq!(record.about, [paper.parse::<ItemId>().unwrap()]);
    assert_eq!(record.body["form"]["sha256"], evidence::Digest::of(DETENTION).to_string());
    assert_eq!(record.body["answers"]["warned"], json!({ "state": "value", "value": "no" }));
    assert_eq!(record.body["answers"]["masks"], json!({ "state": "unknown" }));
    assert_eq!(record.body["answers"]["health"], json!({ "state": "not-asked" }));
    assert_eq!(record.body["answers"]["stays"]["rows"][1]["statement"], json!({ "state": "refused" }));
}

#[test]
fn a_form_saved_untouched_says_not_asked_everywhere_and_never_no_or_zero() {
    let desk = Desk::new();
    for form in ["detention", "vote-count"] {
        let record = desk.record(&desk.forms.save(form, "kk", json!({}), &[]).unwrap());
        let answers = record.body["answers"].as_object().unwrap();
        assert!(answers.len() > 15, "{form}");
        for (question, answer) in answers {
            assert_eq!(answer["state"], "not-asked", "{form}: {question}");
            assert!(answer.get("value").is_none() && answer.get("rows").is_none());
        }
    }
}

#[test]
fn a_vote_count_whose_sums_are_wrong_is_saved_with_what_was_found() {
    let desk = Desk::new();
    let mut answers = example("vote-count.answers.json");
    answers["valid"] = json!({ "value": 256 });
    let seen = desk.forms.evaluate("vote-count", answers.clone()).unwrap();
    assert!(seen.can_save);
    let found: Vec<_> = seen.findings.iter().map(|f| (f.place.question.as_str(), f.key.as_str(), f.hinders)).collect();
    assert_eq!(found, [("checks", "P01", false), ("checks", "P02", false)]);
    let record = desk.record(&desk.forms.save("vote-count", "kk", answers, &[]).unwrap());
    let findings = record.body["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0]["key"], "P01");
    assert_eq!(findings[0]["values"]["valid"]["value"], 256);
    assert_eq!(findings[0]["values"]["votes-in-all"]["value"], 255);
}

#[test]
fn what_hinders_a_form_writes_nothing() {
    let desk = Desk::new();
    let before = desk.items();
    // A number outside the form's limits, a half-typed date, an answer to a question that does not apply.
    for answers in [
        json!({ "age-said": { "value": 400 } }),
        json!({ "apprehended": { "value": "2019-06-" } }),
        json!({ "is-released": { "value": "no" }, "released": { "value": "2019-06-15" } }),
    ] {
        assert!(!desk.forms.evaluate("detention", answers.clone()).unwrap().can_save);
        assert_eq!(code(desk.forms.save("detention", "en", answers, &[])), ErrorCode::FormUnfinished);
    }
    let stranger = json!({ "no-such-question": "unknown" });
    assert_eq!(code(desk.forms.save("detention", "en", stranger, &[])), ErrorCode::BadRequest);
    assert_eq!(code(desk.forms.save("detention", "en", json!({}), &["x".to_owned()])), ErrorCode::BadRequest);
    let long = json!({ "mention": { "value": "x".repeat(MAX_BYTES) } });
    assert_eq!(code(desk.forms.save("detention", "en", long, &[])), ErrorCode::FormTooLarge);
    assert_eq!(desk.items(), before);
}

#[test]
fn a_form_is_filed_while_the_vault_is_locked_and_only_its_draft_needs_it() {
    let desk = Desk::new();
    desk.locked.lock();
    let draft = "ab".repeat(16);
    assert_eq!(code(desk.forms.keep(&draft, "detention", "en", json!({}), None)), ErrorCode::VaultLocked);
    assert_eq!(code(desk.forms.drafts()), ErrorCode::VaultLocked);
    desk.forms.save("detention", "en", json!({ "masks": "unknown" }), &[]).unwrap();
}

#[test]
fn a_draft_outlives_the_process_and_its_words_are_in_no_file() {
    let desk = Desk::new();
    let draft = "ab".repeat(16);
    let answers = json!({ "place": { "value": WATERMARK }, "masks": "refused" });
    desk.forms.keep(&draft, "detention", "ru", json!({ "place": { "value": "earlier" } }), None).unwrap();
    desk.forms.keep(&draft, "detention", "ru", answers.clone(), None).unwrap();
    // Killed without an orderly end. The copy is the state that a new process finds.
    let copy = desk.folder.path().join("copy");
    copy_closely(&desk.folder.path().join("home"), &copy);
    let (home, _) = Home::open(&copy, Arc::new(OsDisk), Arc::new(OsSurroundings::new())).unwrap();
    let vault = home.unlock(&Passphrase::new("correct horse".to_owned()).unwrap()).unwrap();
    let kept = vault.drafts().unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].body.contains(WATERMARK));
    // In the running app drafts are listed without answers, returned whole, and gone when removed.
    let listed = desk.forms.drafts().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id.as_str(), listed[0].form.as_deref()), (draft.as_str(), Some("detention")));
    assert!(listed[0].current && listed[0].answered == 2);
    let resumed = desk.forms.resume(&draft).unwrap();
    assert_eq!((resumed.language.as_str(), resumed.answers), ("ru", answers));
    desk.forms.remove(&draft).unwrap();
    assert_eq!(code(desk.forms.resume(&draft)), ErrorCode::NoDraft);
}

#[test]
fn a_draft_of_another_edition_is_shown_as_such_and_other_drafts_are_left_alone() {
    let desk = Desk::new();
    let now = desk.device.now();
    let older = json!({ "form": { "id": "detention", "sha256": "00".repeat(32) }, "language": "ru", "answers": {} });
    let id = "cd".repeat(16);
    desk.locked
        .with(|_, vault| {
            vault.save_draft(&format!("form-{id}"), &older.to_string(), now)?;
            vault.save_draft("testimony-1", "somebody else's", now)
        })
        .unwrap();
    let listed = desk.forms.drafts().unwrap();
    assert_eq!(listed.len(), 1);
    assert!(!listed[0].current);
    assert_eq!(code(desk.forms.resume(&id)), ErrorCode::FormChanged);
    assert_eq!(code(desk.forms.keep("../x", "detention", "ru", json!({}), None)), ErrorCode::BadRequest);
}

#[test]
fn a_draft_keeps_where_the_person_was_and_the_list_tells_two_of_a_kind_apart() {
    let desk = Desk::new();
    let [count, other, held, bare] = ["a1", "a2", "a3", "a4"].map(|name| name.repeat(16));
    let station = |number: &str| json!({ "station-number": { "value": number }, "region": { "value": "x" } });
    desk.forms.keep(&count, "vote-count", "kk", station(" 214 "), Some("votes#3".to_owned())).unwrap();
    desk.forms.keep(&other, "vote-count", "kk", station("215"), None).unwrap();
    let told = json!({ "mention": { "value": "Owl 43" }, "place": { "value": "я".repeat(200) }, "masks": "unknown" });
    desk.forms.keep(&held, "detention", "ru", told, None).unwrap();
    desk.forms.keep(&bare, "detention", "ru", json!({ "mention": "refused" }), None).unwrap();
    let listed = desk.forms.drafts().unwrap();
    let of = |id: &str| {
        let one = listed.iter().find(|draft| draft.id == id).unwrap();
        (one.station.as_deref(), one.person.as_deref(), one.place.as_deref())
    };
    let short = format!("{}…", "я".repeat(80));
    assert_eq!(of(&count), (Some("214"), None, None));
    assert_eq!(of(&other), (Some("215"), None, None));
    assert_eq!(of(&held), (None, Some("Owl 43"), Some(short.as_str())));
    assert_eq!(of(&bare), (None, None, None));
    assert_eq!(desk.forms.resume(&count).unwrap().at.as_deref(), Some("votes#3"));
    assert_eq!(desk.forms.resume(&other).unwrap().at, None);
    let long = Some("x".repeat(129));
    assert_eq!(code(desk.forms.keep(&count, "vote-count", "kk", json!({}), long)), ErrorCode::BadRequest);
}

/// Copies a home, and searches each of its files for planted words.
fn copy_closely(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_closely(&path, &to);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let plain = bytes.windows(WATERMARK.len()).any(|w| w == WATERMARK.as_bytes());
        assert!(!plain, "the draft's words lie open in {}", path.display());
        std::fs::write(to, bytes).unwrap();
    }
}

/// The browser tests' core has the forms exactly as this one returns them.
#[test]
fn the_fake_core_has_the_forms_as_the_real_one_gives_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bridge/fake/shipped.json");
    let desk = Desk::new();
    let forms: Vec<FormView> =
        desk.forms.list().unwrap().iter().map(|name| desk.forms.form(&name.id).unwrap()).collect();
    let mut text = serde_json::to_string(&forms).unwrap().replace("},{\"id\":", "},\n{\"id\":");
    text.push('\n');
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "run it once with UPDATE_TYPES=1");
}
