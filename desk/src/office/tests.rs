//! The office over a real organisation, a real device's home brought by cable, and a bundle that is judged again.

use std::io::Cursor as Bytes;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use evidence::ItemId;
use evidence::policy::Review;
use organisation::Organisation;
use tempfile::TempDir;
use testimony::Use;
use vault::{Home, NewItem, OsDisk, OsSurroundings};

use super::blame::Asked;
use super::input::now;
use super::room::{Held, Place};
use super::*;
use crate::lend::Lending;
use crate::testing;
use crate::views::capture::StepView;
use crate::views::devices::{DoubtCode, EndOfDeviceView, StateView};
use crate::views::office::*;
use crate::views::trouble::ErrorCode;
use crate::views::verdict::{FileCode, StatusCode, VerdictView};

const PASSPHRASE: &str = "twelve words of it";
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0 a picture of the square";

#[test]
fn a_new_bundle_is_proposed_beside_the_newest_one_under_a_name_that_is_free() {
    let dir = tempfile::tempdir().unwrap();
    let (documents, stick) = (dir.path().join("documents"), dir.path().join("stick"));
    let office = Office::new(&dir.path().join("desk"));
    let place = || office.bundle_place("bundle.zip", Some(documents.clone())).unwrap();
    assert_eq!(place(), "");
    for folder in [&documents, &stick] {
        std::fs::create_dir(folder).unwrap();
    }
    assert_eq!(place(), documents.join("bundle.zip").to_str().unwrap());
    std::fs::write(documents.join("bundle.zip"), b"").unwrap();
    assert_eq!(place(), documents.join("bundle-2.zip").to_str().unwrap());
    office.written.lock().unwrap().extend([documents.join("bundle.zip"), stick.join("b")]);
    assert_eq!(place(), stick.join("bundle.zip").to_str().unwrap());
    // The stick may be removed.
    std::fs::remove_dir(&stick).unwrap();
    assert_eq!(place(), documents.join("bundle-2.zip").to_str().unwrap());
    assert!(["../bundle.zip", "a/b", "", ".."].iter().all(|name| office.bundle_place(name, None).is_err()));
}

struct World {
    dir: TempDir,
    shares: Vec<String>,
    office: Arc<Office>,
}

impl World {
    /// Makes an organisation, a device that captured one photo, and an office without an archive.
    fn new() -> Self {
        Self::with(&[])
    }

    /// Adds more photos on the device, by name and note.
    fn with(more: &[(&str, &str, &[u8])]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let founded = Organisation::init(&dir.path().join("org"), "Observers", 3, 2, None).unwrap();
        let policy = founded.organisation.policy(testing::terms(Review::Never), None).unwrap();
        let expires = now().checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
        let invitation =
            serde_json::to_vec(&founded.organisation.invite(&policy, None, expires, None, None).unwrap()).unwrap();
        let (disk, around) = (Arc::new(OsDisk), Arc::new(OsSurroundings::new()));
        let home = Home::join(&dir.path().join("phone"), &invitation, None, disk, around).unwrap();
        for (name, note, bytes) in [("IMG_2041.jpg", "square, 11:40", PHOTO)].iter().chain(more) {
            let new = NewItem { note: Some((*note).to_owned()), ..NewItem::default() };
            home.add_file(&mut Bytes::new(*bytes), name, &new, &mut |_| {}).unwrap();
        }
        let shares = founded.shares.iter().map(organisation::Share::line).map(|s| s.to_string()).collect();
        let office = Office::new(&dir.path().join("desk"));
        Self { dir, shares, office }
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn input(&self) -> IntakeInput {
        IntakeInput {
            organisation: self.path("org"),
            passphrase: None,
            shares: self.shares[..2].to_vec(),
            witness_shares: vec![String::new()],
            server: None,
            folder: Some(self.path("phone")),
            proxy: None,
        }
    }

    fn take_in(&self, input: IntakeInput) -> IntakeView {
        self.office.take_in(input).unwrap();
        self.wait()
    }

    /// Waits until the intake is over and returns its final state.
    fn wait(&self) -> IntakeView {
        loop {
            let told = self.office.intake().unwrap();
            if !matches!(told.state, IntakeState::Running | IntakeState::Stopping) {
                return told;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn all() -> FilterInput {
    FilterInput {
        words: String::new(),
        kind: None,
        method: None,
        device: None,
        from: None,
        to: None,
        wholeness: None,
        delivered: None,
        doubt: None,
        marked: None,
        newest: false,
        sort: SortCode::Claimed,
        ascending: false,
    }
}

#[test]
fn devices_are_listed_and_what_stands_against_their_items_is_told_and_found() {
    let world = World::new();
    let office = &world.office;
    office.open(PASSPHRASE.to_owned(), true).unwrap();
    assert_eq!(world.take_in(world.input()).doubted, []);
    let device = office.devices().unwrap().remove(0);
    assert_eq!((device.items, device.entries, &device.now), (1, 2, &StateView::Admitted));
    assert!(!device.code.cyrillic.is_empty() && device.first_at <= device.last_at && device.ends.is_empty());
    // Ended by the command, in the same archive.
    let organisation = Organisation::open(&world.dir.path().join("org")).unwrap();
    let genesis = device.device.parse().unwrap();
    let end = organisation.end(genesis, evidence::word::Covers::After(genesis), None).unwrap();
    office.ask(Asked::Archive, |store| store.hear(&end)).unwrap();
    let device = office.devices().unwrap().remove(0);
    assert_eq!(device.now, StateView::Ended { seq: 0, itself: false });
    assert_eq!(device.ends, [EndOfDeviceView { seq: Some(0), itself: false, logged: false }]);
    let ended = FilterInput { doubt: Some(DoubtCode::Ended), ..all() };
    let page = office.page(&ended, None, 50).unwrap();
    assert_eq!((page.total, page.lines[0].doubts.as_slice()), (1, [DoubtCode::Ended].as_slice()));
    assert_eq!(office.page(&FilterInput { words: "после исключения".to_owned(), ..all() }, None, 50).unwrap().total, 1);
}

#[test]
fn a_phone_brought_by_cable_becomes_a_line_an_item_and_a_bundle_that_is_judged_alike() {
    let world = World::new();
    let office = &world.office;
    assert_eq!(office.state().unwrap(), ArchiveView::None);
    assert_eq!(office.open("short".to_owned(), true).unwrap_err().code, ErrorCode::PassphraseShort);
    office.open(PASSPHRASE.to_owned(), true).unwrap();
    let said = office.organisation(&world.path("org")).unwrap();
    assert_eq!((said.name.as_str(), said.threshold, said.shares, said.witnesses), ("Observers", 2, 3, true));

    let told = world.take_in(world.input());
    assert_eq!((told.state, told.items, told.trouble), (IntakeState::Done, 1, None), "{:?}", told.findings);
    let page = office.page(&FilterInput { words: "ploshchad square".to_owned(), ..all() }, None, 50).unwrap();
    assert_eq!(page.total, 0);
    let page = office.page(&FilterInput { words: "SQUARE".to_owned(), ..all() }, None, 50).unwrap();
    assert_eq!((page.lines.len(), page.total, page.next.is_some()), (1, 1, false));
    assert_eq!(page.lines[0].title.as_deref(), Some("square, 11:40"));

    let item = page.lines[0].item.clone();
    let case = office.case(&item).unwrap();
    assert_eq!(case.media[0].name.as_deref(), Some("IMG_2041.jpg"));
    assert_eq!(case.record.unwrap().rows[0].values[0].text, "square, 11:40");
    assert_eq!(office.medium(&item, 0, 0, 4096).unwrap(), PHOTO);
    let verdict = office.judge(std::slice::from_ref(&item)).unwrap();
    assert_eq!(verdict.answers[0].status, StatusCode::Passed, "{verdict:#?}");
    assert!(verdict.trusted);

    let out = world.path("bundle.zip");
    let input = BundleInput {
        items: vec![item],
        withhold_media: Vec::new(),
        withhold_records: Vec::new(),
        purpose: None,
        looked: Vec::new(),
        path: out.clone(),
        folder: false,
    };
    let made = office.bundle(&input).unwrap();
    assert_eq!((made.media, made.bytes), (1, std::fs::metadata(&out).unwrap().len()));
    assert_eq!(office.written(&out).unwrap(), Path::new(&out));
    let elsewhere = office.written(&world.path("org")).unwrap_err();
    assert_eq!(elsewhere.code, ErrorCode::BadRequest, "only a path that this run wrote is shown");
    assert_eq!(office.bundle(&input).unwrap_err().code, ErrorCode::NameTaken);
    let judged = judge_path(office, &out, None).unwrap();
    assert_eq!((judged.trusted, judged.answers[0].status), (true, StatusCode::Passed));
    assert_eq!((judged.dated, judged.latest.as_deref()), (0, None), "no server has seen it");

    // Its media can be opened from it, by the path in the verdict; no other file of the disk can.
    let file = &judged.items[0].files[0];
    assert_eq!((file.state, file.name.as_deref()), (FileCode::Whole, Some("IMG_2041.jpg")));
    assert_eq!(judged.items[0].note.as_deref(), Some("square, 11:40"));
    let path = file.path.clone().unwrap();
    assert_eq!(office.judged_medium(&path, 0, 4096).unwrap(), PHOTO);
    assert_eq!(office.judged_medium(&path, 4, 3).unwrap(), &PHOTO[4..7]);
    assert_eq!(office.judged_medium("bundle.json", 0, 10).unwrap_err().code, ErrorCode::BadRequest);
    // The zip with a flipped byte in the photo: it is judged, and the file is named.
    let mut hurt = std::fs::read(&out).unwrap();
    let at = usize::try_from(file.offset.unwrap()).unwrap();
    hurt[at] ^= 1;
    let hurt_path = world.path("hurt.zip");
    std::fs::write(&hurt_path, &hurt).unwrap();
    let verdict = judge_path(office, &hurt_path, None).unwrap();
    let damaged = verdict.answers[0].reasons.iter().find(|r| r.code == "file-damaged").unwrap();
    assert_eq!((&damaged.files, &damaged.items), (&vec![path.clone()], &vec![judged.items[0].item.clone()]));
    assert_eq!(verdict.items[0].files[0].state, FileCode::Altered);
    let failed = |verdict: &VerdictView| -> Vec<(String, u64)> {
        let reasons = verdict.answers.iter().flat_map(|answer| &answer.reasons);
        reasons.filter(|r| r.status == StatusCode::Failed).map(|r| (r.code.clone(), r.count)).collect()
    };
    assert_eq!(failed(&verdict), [("file-damaged".to_owned(), 1)], "one altered file is one finding");
    // A folder without a zip's checksum gives the same result.
    let unpacked = world.path("unpacked");
    office.bundle(&BundleInput { folder: true, path: unpacked.clone(), ..input }).unwrap();
    let photo = Path::new(&unpacked).join(&path);
    let mut bytes = std::fs::read(&photo).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&photo, bytes).unwrap();
    let verdict = judge_path(office, &unpacked, None).unwrap();
    assert_eq!(failed(&verdict), [("part-changed".to_owned(), 1)]);
    assert!(verdict.answers[0].reasons[0].details.len() > 1, "the words of every check are kept");
    std::fs::remove_dir_all(unpacked).unwrap();

    // A reader without an archive judges the zip, lent by the page.
    let bytes = std::fs::read(&out).unwrap();
    let (stranger, lending) = (Office::new(&world.dir.path().join("elsewhere")), Lending::default());
    let mut step = judge_lent(&stranger, &lending, bytes.len() as u64, None).unwrap();
    while let StepView::Want { job, offset, length } = step {
        let at = usize::try_from(offset).unwrap();
        step = lending.feed(job, bytes[at..at + length as usize].to_vec()).unwrap();
    }
    let StepView::Done { answer, .. } = step else { panic!("{step:?}") };
    assert_eq!((&answer["trusted"], &answer["answers"][0]["status"]), (&false.into(), &"passed".into()));
    for (path, found) in files(world.dir.path()) {
        let plain = found.windows(PHOTO.len()).any(|w| w == PHOTO);
        assert!(!plain || path.ends_with("bundle.zip"), "{path:?}");
    }
}

fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push((path.clone(), std::fs::read(path).unwrap()))
        }
    }
    found
}

#[test]
fn the_desk_gets_small_pictures_orders_and_marks_and_the_disk_gets_none_of_them() {
    let picture = image::RgbImage::from_pixel(640, 480, image::Rgb([180, 60, 20]));
    let mut jpeg = Bytes::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let world = World::with(&[("IMG_9.jpg", "bridge", jpeg.get_ref())]);
    let office = &world.office;
    office.open(PASSPHRASE.to_owned(), true).unwrap();
    assert_eq!(world.take_in(world.input()).items, 2);

    let by_title = FilterInput { sort: SortCode::Title, ascending: true, newest: true, ..all() };
    let first = office.page(&by_title, None, 1).unwrap();
    let second = office.page(&by_title, first.next.clone(), 1).unwrap();
    let (bridge, square) = (&first.lines[0], &second.lines[0]);
    assert_eq!((bridge.title.as_deref(), bridge.file_name.as_deref()), (Some("bridge"), Some("IMG_9.jpg")));
    assert_eq!(office.found(&by_title).unwrap(), [bridge.item.clone(), square.item.clone()]);
    let crossed = FilterInput { sort: SortCode::Bytes, ..all() };
    assert_eq!(office.page(&crossed, first.next, 1).unwrap_err().code, ErrorCode::BadRequest);

    assert!(bridge.thumbnail && !square.thumbnail, "the square's photo has four bytes of a picture");
    let small = office.thumbnail(&bridge.item).unwrap();
    let shown = image::load_from_memory(&small).unwrap();
    assert_eq!((shown.width(), shown.height()), (320, 240));
    assert_eq!(office.thumbnail(&square.item).unwrap(), b"");

    let change = MarkInput { looked_at: Some(true), important: None, note: Some("левый край".to_owned()) };
    let marked = office.mark(&bridge.item, change).unwrap();
    assert_eq!((marked.looked_at, marked.important, marked.own_note.as_str()), (true, false, "левый край"));
    assert_eq!(office.case(&bridge.item).unwrap().line, marked);
    let looked_at = FilterInput { marked: Some(MarkedCode::LookedAt), words: "levy".to_owned(), ..all() };
    assert_eq!(office.found(&looked_at).unwrap(), std::slice::from_ref(&bridge.item));
    let long = MarkInput { looked_at: None, important: None, note: Some("x".repeat(2_001)) };
    assert_eq!(office.mark(&bridge.item, long).unwrap_err().code, ErrorCode::BadRequest);

    for (path, found) in files(world.dir.path()) {
        for plain in [&small[..32], "левый край".as_bytes(), b"JFIF"] {
            assert!(!found.windows(plain.len()).any(|w| w == plain), "{path:?}");
        }
    }
    office.close().unwrap();
    for code in [office.thumbnail(&bridge.item).unwrap_err().code, office.found(&all()).unwrap_err().code] {
        assert_eq!(code, ErrorCode::ArchiveClosed);
    }
}

#[test]
fn what_takes_long_keeps_no_question_waiting_and_answers_nothing_once_the_archive_is_closed() {
    let world = World::new();
    let office = &world.office;
    office.open(PASSPHRASE.to_owned(), true).unwrap();
    world.take_in(world.input());
    let item = office.found(&all()).unwrap().remove(0);
    let (answered, closed) = std::thread::scope(|scope| {
        let under_way = office.judging.lock().unwrap();
        let ask = || scope.spawn(|| office.judge(std::slice::from_ref(&item)));
        let first = ask();
        assert_eq!(office.case(&item).unwrap().line.item, item);
        assert_eq!(office.thumbnail(&item).unwrap(), b"");
        drop(under_way);
        let answered = first.join().unwrap();
        let under_way = office.judging.lock().unwrap();
        let second = ask();
        office.close().unwrap();
        drop(under_way);
        (answered, second.join().unwrap())
    });
    assert!(answered.unwrap().trusted);
    assert_eq!(closed.unwrap_err().code, ErrorCode::ArchiveClosed);
}

#[test]
fn what_goes_wrong_has_a_code_that_says_what_to_do_and_the_archive_stays_open() {
    let world = World::new();
    let office = &world.office;
    // Errors in shares and organisation are reported immediately, so that the fields keep right input; the others come
    // with the intake.
    let at_once = |input: IntakeInput| world.office.take_in(input).unwrap_err().code;
    let code = |input: IntakeInput| world.take_in(input).trouble.unwrap().code;
    assert_eq!(office.take_in(world.input()).unwrap_err().code, ErrorCode::ArchiveClosed);
    office.open(PASSPHRASE.to_owned(), true).unwrap();
    let mistyped = world.shares[0].replace(':', ";");
    let input = |change: &dyn Fn(&mut IntakeInput)| {
        let mut input = world.input();
        change(&mut input);
        input
    };
    assert_eq!(at_once(input(&|i| i.shares.truncate(1))), ErrorCode::SharesTooFew);
    assert_eq!(at_once(input(&|i| i.shares[1].clone_from(&mistyped))), ErrorCode::SharesFaulty);
    assert_eq!(at_once(input(&|i| i.witness_shares.clone_from(&i.shares))), ErrorCode::SharesForeign);
    // An existing folder is not called missing: the person would look for a typing error.
    assert_eq!(at_once(input(&|i| i.organisation = world.path("phone"))), ErrorCode::OrganisationUnreadable);
    assert_eq!(at_once(input(&|i| i.organisation = world.path("nowhere"))), ErrorCode::PathMissing);
    assert_eq!(code(input(&|i| i.folder = Some(world.path("nowhere")))), ErrorCode::PathMissing);
    assert_eq!(code(input(&|i| i.folder = Some("phone".to_owned()))), ErrorCode::PathMissing);
    let server = "https://127.0.0.1:1".to_owned();
    assert_eq!(code(input(&|i| (i.folder, i.server) = (None, Some(server.clone())))), ErrorCode::ServerUnknown);
    assert!(matches!(office.state().unwrap(), ArchiveView::Open { items: 0, .. }));
    assert!(matches!(office.close().unwrap(), ArchiveView::Closed));
    let wrong = office.open("another passphrase".to_owned(), false).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::PassphraseWrong);
    assert_eq!(office.page(&all(), None, 10).unwrap_err().code, ErrorCode::ArchiveClosed);
    for (path, expected) in [("org", ErrorCode::BundleUnreadable), ("nowhere.zip", ErrorCode::PathMissing)] {
        assert_eq!(judge_path(office, &world.path(path), None).unwrap_err().code, expected);
    }
    let nothing = judge_path(office, &world.path("org"), Some("{}")).unwrap_err();
    assert_eq!(nothing.code, ErrorCode::PolicyUnreadable);
}

#[test]
fn when_everything_is_stopped_the_archive_closes_at_once_and_opens_again() {
    let world = World::new();
    world.office.open(PASSPHRASE.to_owned(), true).unwrap();
    world.take_in(world.input());
    world.office.shut();
    assert_eq!(world.office.page(&all(), None, 10).unwrap_err().code, ErrorCode::ArchiveClosed);
    world.office.open(PASSPHRASE.to_owned(), false).unwrap();
    // An intake that is stopped in the middle returns the archive closed.
    world.office.take_in(world.input()).unwrap();
    world.office.shut();
    while matches!(world.office.state().unwrap(), ArchiveView::TakingIn) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(world.office.state().unwrap(), ArchiveView::Closed);
    // In an unused window the intake continues to its end, and the archive closes after it.
    world.office.open(PASSPHRASE.to_owned(), false).unwrap();
    world.office.take_in(world.input()).unwrap();
    world.office.leave();
    assert_eq!(world.wait().state, IntakeState::Done);
    assert_eq!(world.office.state().unwrap(), ArchiveView::Closed);
}

#[test]
fn what_was_shut_during_an_intake_stays_shut_whatever_is_typed_meanwhile() {
    let world = World::new();
    world.office.open(PASSPHRASE.to_owned(), true).unwrap();
    let Place::Open(opened) = std::mem::replace(&mut *world.office.place().unwrap(), Place::TakingIn) else {
        panic!("the archive is open")
    };
    let intake = Held { office: Arc::clone(&world.office), opened: Some(opened) };
    world.office.leave();
    assert_eq!(world.office.open("not the passphrase".to_owned(), false).unwrap(), ArchiveView::TakingIn);
    drop(intake);
    assert_eq!(world.office.state().unwrap(), ArchiveView::Closed);
    world.office.open(PASSPHRASE.to_owned(), false).unwrap();
    assert!(matches!(world.office.state().unwrap(), ArchiveView::Open { .. }));
}

/// Files a consent and the testimony under it, like a device.
fn interview(home: &Home) {
    use testimony::{
        Card, Change, Choice, Consent, Draft, How, Identity, Known, Line, NewRecord, SectionKind, SignOff,
    };
    let at = "2026-06-12T12:00:00.000+05:00".parse().unwrap();
    let mut draft = Draft::new(ItemId::from_bytes([7; 16]), "Duck 34".to_owned(), at).unwrap();
    let file = |record: NewRecord| {
        home.add_record(record.kind, evidence::record::Method::Entered, Some(record.body), &record.new).unwrap().item
    };
    let consent = Consent {
        written_down: Choice::Yes,
        uses: [(Use::CourtHere, Card { choice: Choice::Yes, ..Card::default() })].into(),
        language: Some("en".to_owned()),
        risks_named: true,
        can_change_told: true,
        how: Some(How::Witnessed { by: "interpreter".to_owned() }),
        ..Consent::default()
    };
    draft.apply(Change::Consent { consent }).unwrap();
    let filed = file(draft.consent_record().unwrap());
    draft.consent_filed(filed).unwrap();
    let lines = vec![Line { text: "A bus came.".to_owned(), known: Known::Saw }];
    draft.apply(Change::Lines { section: SectionKind::Account, language: None, lines }).unwrap();
    draft.apply(Change::Right { section: SectionKind::Account }).unwrap();
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    let identity = Identity {
        name: "Bus".to_owned(),
        other_names: String::new(),
        birth: None,
        contact: String::new(),
        remark: String::new(),
    };
    file(draft.finish(at, Some(&identity.marks())).unwrap());
}

#[test]
fn an_interview_taken_on_a_phone_is_read_as_documents_that_lead_to_each_other() {
    let world = World::new();
    let around = Arc::new(OsSurroundings::new());
    let (home, _) = Home::open(&world.dir.path().join("phone"), Arc::new(OsDisk), around).unwrap();
    interview(&home);
    drop(home);
    world.office.open(PASSPHRASE.to_owned(), true).unwrap();
    assert_eq!(world.take_in(world.input()).state, IntakeState::Done);
    let lines = world.office.page(&all(), None, 50).unwrap().lines;
    let titled = |title: &str| lines.iter().find(|l| l.title.as_deref() == Some(title)).unwrap().item.clone();
    let (testimony, consent) = (titled("Testimony of Duck 34"), titled("Consent of Duck 34"));
    let record = world.office.case(&testimony).unwrap().record.unwrap();
    let seen = serde_json::to_value(&record).unwrap();
    assert_eq!(seen["document"]["testimony"]["sections"][0]["lines"][0]["text"], "A bus came.");
    assert_eq!((seen["consents"][0]["item"].as_str(), record.rows.len()), (Some(consent.as_str()), 0));
    assert!(record.sha256.is_some());
    let leads = |from: &str, to: &str| {
        let record = world.office.case(from).unwrap().record.unwrap();
        record.related.iter().any(|related| related.item == to && related.here)
    };
    assert!(leads(&testimony, &consent) && leads(&consent, &testimony));

    let allowed = world.office.allowed(&[testimony.clone(), consent.clone()]).unwrap();
    let court =
        |item: &String, named| AllowedView { item: item.clone(), asked: true, named, uses: vec![Use::CourtHere] };
    assert_eq!(allowed, [court(&testimony, true), court(&consent, false)]);
    let out = world.dir.path().join("bundle.zip");
    let input = |purpose, withhold_records, looked| BundleInput {
        looked,
        items: vec![testimony.clone()],
        withhold_media: Vec::new(),
        withhold_records,
        purpose,
        path: out.to_str().unwrap().to_owned(),
        folder: false,
    };
    for purpose in [None, Some(Use::Media)] {
        let refused = world.office.bundle(&input(purpose, Vec::new(), vec![testimony.clone()])).unwrap_err();
        assert_eq!((refused.code, refused.item, out.exists()), (ErrorCode::ConsentMissing, None, false));
    }
    world.office.bundle(&input(Some(Use::Media), vec![testimony.clone()], Vec::new())).unwrap();
    std::fs::remove_file(&out).unwrap();
    let unread = world.office.bundle(&input(Some(Use::CourtHere), Vec::new(), Vec::new())).unwrap_err();
    assert_eq!((unread.code, out.exists()), (ErrorCode::NameFound, false));
    world.office.bundle(&input(Some(Use::CourtHere), Vec::new(), vec![testimony.clone()])).unwrap();
}
