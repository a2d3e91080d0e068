//! Opening and bundling: disclosed data is right, withheld data stays out, and a verifier agrees.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

#[path = "../../archive/tests/support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use archive::{Carrier, CarrierWriter, Error, Filter, Standing, Store, Withhold};
use evidence::closing::{Change, Correction, Counted};
use evidence::part::Role;
use evidence::receipt::Delivered;
use evidence::record::{Kind, Location, Media, Method};
use evidence::{Carried, Closing, DeviceCode, Digest, ItemId, Record};
use export::{BundleReport, Form, Selection};
use support::{Device, Server, World, codes, contains, files, item_id, judge, salted};
use verify::Status;

fn bundle(store: &Store, items: &[ItemId], withhold: &Withhold, out: &Path, form: Form) -> BundleReport {
    Selection::of(store, items, None, withhold, &[], "2026-06-09T12:00:00Z".parse().unwrap())
        .and_then(|chosen| chosen.bundle(out, form))
        .unwrap()
}

/// Makes an organisation with two delivered photos, pulled.
fn scene() -> (World, Device, Store) {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("early", "IMG_0.jpg", &[b"an earlier picture"]);
    Server::with(&mut world.log, &[&device]);
    let seen = world.log.seen();
    device.photo_seen("square", "SECRET-NAME.jpg", &[b"first half, ", b"second half"], seen.clone());
    device.photo_seen("street", "IMG_2.jpg", &[b"another picture"], seen);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    assert_eq!(world.pull(&mut store, &server).unwrap().findings, []);
    (world, device, store)
}

fn statuses(verdict: &verify::Verdict) -> [Status; 5] {
    let a = &verdict.answers;
    [&a.content, &a.signer, &a.time, &a.completeness, &a.delivery].map(|answer| answer.status)
}

#[test]
fn a_bundle_of_everything_passes_all_five_answers() {
    let (world, _, store) = scene();
    let out = world.dir.path().join("bundle");
    let report = bundle(&store, &[item_id("square"), item_id("street")], &Withhold::default(), &out, Form::Folder);
    assert_eq!((report.items, report.entries, report.media, report.bytes), (2, 4, 2, 38));
    assert_eq!((report.withheld, report.incomplete.len()), (0, 0));
    let verdict = judge(&out, &world.trust());
    assert_eq!(statuses(&verdict), [Status::Passed; 5], "{:#?}", verdict.answers);
    assert!(out.join("SHA256SUMS").is_file());
    let sums = std::process::Command::new("sha256sum").args(["-c", "--quiet", "SHA256SUMS"]).current_dir(&out).output();
    assert!(sums.unwrap().status.success());
}

#[test]
fn a_bundle_tells_that_another_device_used_the_same_invitation() {
    let mut world = World::new();
    let mut first = world.device("one");
    first.photo("square", "a.jpg", &[b"a picture"]);
    Server::with(&mut world.log, &[&first]);
    let mut second = Device::new("two", &world, first.invitation.clone());
    second.photo("street", "b.jpg", &[b"another picture"]);
    let server = Server::with(&mut world.log, &[&first, &second]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let devices = store.known_devices().unwrap();
    let told: Vec<_> = devices.iter().map(|d| (d.device, d.items, d.shares_ticket_with.clone())).collect();
    let (one, two) = (first.entries[0].digest(), second.entries[0].digest());
    assert_eq!(told, [(one, 1, vec![two]), (two, 1, vec![one])]);
    assert!(
        devices
            .iter()
            .all(|d| d.standing == Standing::Admitted && DeviceCode::parse(&d.code).unwrap().names(&d.device))
    );
    for (item, status) in [("square", Status::Passed), ("street", Status::NotChecked)] {
        let out = world.dir.path().join(item);
        let report = bundle(&store, &[item_id(item)], &Withhold::default(), &out, Form::Folder);
        assert_eq!(report.entries, 3, "its own two, and the rival's first");
        let verdict = judge(&out, &world.trust());
        assert_eq!(verdict.items[0].answers.signer.status, status, "{item}: {verdict}");
    }
    let stranger = World::new();
    assert!(store.hear(&stranger.organisation.confirm(two, None).unwrap()).is_err());
    store.hear(&world.organisation.confirm(two, None).unwrap()).unwrap();
    assert_eq!(store.known_devices().unwrap()[1].standing, Standing::Confirmed);
    let out = world.dir.path().join("confirmed");
    bundle(&store, &[item_id("street")], &Withhold::default(), &out, Form::Folder);
    let verdict = judge(&out, &world.trust());
    assert_eq!(verdict.items[0].answers.signer.status, Status::Passed, "{verdict}");
}

#[test]
fn the_zip_says_the_same_as_the_folder_and_two_of_them_are_the_same_bytes() {
    let (world, _, store) = scene();
    let items = [item_id("square"), item_id("street"), item_id("square")];
    let [folder, zip, again] = ["folder", "a.zip", "b.zip"].map(|n| world.dir.path().join(n));
    let poured = bundle(&store, &items, &Withhold::default(), &folder, Form::Folder);
    let packed = bundle(&store, &items, &Withhold::default(), &zip, Form::Zip);
    assert_eq!(packed.written, zip.metadata().unwrap().len(), "the size said is the size of the file");
    assert_eq!(poured.written, files(&folder).iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>());
    bundle(&store, &items, &Withhold::default(), &again, Form::Zip);
    assert_eq!(std::fs::read(&zip).unwrap(), std::fs::read(&again).unwrap());
    assert_eq!(zip.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let file = std::fs::File::open(&zip).unwrap();
    let verdict = verify::bundle(&mut verify::ZipSource::open(file).unwrap(), &world.trust()).unwrap();
    assert_eq!(statuses(&verdict), [Status::Passed; 5]);
    // Another tool extracts the same files.
    let apart = world.dir.path().join("apart");
    let script =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])";
    let out = std::process::Command::new("python3").args(["-c", script]).args([&zip, &apart]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let bytes = |dir: &Path| -> BTreeSet<_> {
        files(dir).into_iter().map(|(p, b)| (p.strip_prefix(dir).unwrap().to_owned(), b)).collect()
    };
    assert_eq!(bytes(&apart), bytes(&folder));
}

#[test]
fn withheld_media_leave_their_commitments_and_nothing_else() {
    let (world, _, store) = scene();
    let out = world.dir.path().join("bundle");
    let mut withhold = Withhold::default();
    withhold.add(&format!("media:{}", item_id("square")), |i| Ok(i.parse()?)).unwrap();
    let report = bundle(&store, &[item_id("square"), item_id("street")], &withhold, &out, Form::Folder);
    assert_eq!((report.withheld, report.media), (1, 1));
    for (path, bytes) in files(&out) {
        assert!(!contains(&bytes, b"first half"), "{path:?}");
    }
    let verdict = judge(&out, &world.trust());
    assert_eq!(verdict.answers.content.status, Status::Passed);
    assert_eq!(verdict.answers.completeness.status, Status::NotChecked, "{:#?}", verdict.answers.completeness);
    assert!(codes(&verdict.answers.completeness).contains(&"withheld"));
    assert!(verdict.exit_ok());
    // With every medium withheld.
    let all = Withhold { all_media: true, ..Withhold::default() };
    let out = world.dir.path().join("all");
    bundle(&store, &[item_id("square"), item_id("street")], &all, &out, Form::Folder);
    assert!(!out.join("media").exists());
    assert!(judge(&out, &world.trust()).exit_ok());
}

#[test]
fn a_withheld_record_takes_its_names_with_it() {
    let (world, _, store) = scene();
    let out = world.dir.path().join("bundle");
    let mut withhold = Withhold::default();
    withhold.add(&format!("record:{}", item_id("square")), |i| Ok(i.parse()?)).unwrap();
    bundle(&store, &[item_id("square")], &withhold, &out, Form::Folder);
    let mut media = 0;
    for (path, bytes) in files(&out) {
        assert!(!path.to_str().unwrap().contains("SECRET") && !contains(&bytes, b"SECRET"), "{path:?}");
        assert!(!contains(&bytes, b"what square shows"), "{path:?}");
        media += usize::from(bytes == b"first half, second half");
    }
    assert_eq!(media, 1);
    let verdict = judge(&out, &world.trust());
    assert!(verdict.exit_ok(), "{:#?}", verdict.answers);
    assert!(codes(&verdict.answers.completeness).contains(&"withheld"));
}

#[test]
fn one_changed_byte_in_a_bundle_does_not_pass() {
    let (world, _, store) = scene();
    let zip = world.dir.path().join("a.zip");
    bundle(&store, &[item_id("street")], &Withhold::default(), &zip, Form::Zip);
    let bytes = std::fs::read(&zip).unwrap();
    for at in (0..bytes.len()).step_by(97) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let passed = verify::ZipSource::open(std::io::Cursor::new(changed))
            .and_then(|mut source| verify::bundle(&mut source, &world.trust()))
            .is_ok_and(|verdict| verdict.all_passed() && verdict.exit_ok());
        assert!(!passed, "byte {at}");
    }
}

#[test]
fn receipts_of_two_pulls_are_joined_in_one_bundle() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("early", "a.jpg", &[b"early"]);
    let mut store = world.store();
    let server = Server::with(&mut world.log, &[&device]);
    world.pull(&mut store, &server).unwrap();
    let seen = world.log.seen();
    device.photo_seen("late", "b.jpg", &[b"late"], seen);
    let mut later = Server::with(&mut world.log, &[&device]);
    // Rows that were read keep their places.
    let new = later.rows.iter().filter(|new| !server.rows.iter().any(|old| name(old) == name(new))).cloned();
    later.rows = server.rows.iter().cloned().chain(new).collect();
    let report = world.pull(&mut store, &later).unwrap();
    assert_eq!(report.findings, []);
    let out = world.dir.path().join("bundle");
    bundle(&store, &[item_id("early"), item_id("late")], &Withhold::default(), &out, Form::Folder);
    assert!(!std::fs::read(out.join("receipts/consistency.jsonl")).unwrap().is_empty());
    let verdict = judge(&out, &world.trust());
    assert_eq!(verdict.answers.delivery.status, Status::Passed, "{:#?}", verdict.answers.delivery);
    assert!(!codes(&verdict.answers.delivery).contains(&"consistency"));
}

#[test]
fn a_bundle_of_one_item_tells_no_size_of_another() {
    let mut world = World::new();
    let mut device = world.device("one");
    let shown = device.photo("shown", "a.jpg", &[b"one", b"two"]);
    let hidden = device.photo("hidden", "b.jpg", &[b"three"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let out = world.dir.path().join("bundle");
    bundle(&store, &[shown], &Withhold::default(), &out, Form::Folder);
    let lines = std::fs::read_to_string(out.join("receipts/delivered.jsonl")).unwrap();
    let about = |item: evidence::ItemId| {
        let read = |line| serde_json::from_str::<Delivered>(line).unwrap().custody;
        lines
            .lines()
            .map(read)
            .find(|c| String::from_utf8_lossy(c.envelope.payload()).contains(&item.to_string()))
            .unwrap()
    };
    assert!(about(shown).details.is_some());
    assert_eq!(about(hidden).details, None);
    let verdict = judge(&out, &world.trust());
    assert_eq!(verdict.answers.delivery.status, Status::Passed, "{:#?}", verdict.answers.delivery);
}

#[test]
fn custody_details_that_come_later_are_added_and_false_ones_are_not_kept() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("photo", "a.jpg", &[b"one", b"two"]);
    let _ = Server::with(&mut world.log, &[&device]);
    // Servers return only new rows; carriers bring all rows again.
    let carried = |label: &str, change: &dyn Fn(Option<Vec<u8>>) -> Option<Vec<u8>>| {
        let dir = world.dir.path().join(label);
        let mut writer = CarrierWriter::create(&dir).unwrap();
        device.entries.iter().for_each(|entry| writer.entry(entry).unwrap());
        for said in &world.log.custody {
            let custody = Carried { details: change(said.details.clone()), ..said.clone() };
            let proof = world.log.proof(custody.envelope.payload()).unwrap();
            writer.delivered(&Delivered { custody, proof }).unwrap();
        }
        for part in device.parts.values() {
            writer.part(part).unwrap();
        }
        writer.finish().unwrap();
        Carrier::open(&dir).unwrap()
    };
    let mut store = world.store();
    let none = carried("none", &|_| None);
    let other = carried("other", &|_| Some(b"{}".to_vec()));
    let right = carried("right", &|details| details);
    for (carrier, delivered) in [(&none, false), (&other, false), (&right, true), (&none, true)] {
        world.pull(&mut store, carrier).unwrap();
        assert_eq!(store.list().unwrap()[0].delivered, delivered);
    }
}

fn name(row: &archive::source::Row) -> Digest {
    match row {
        archive::source::Row::Entry { entry, .. } => entry.envelope.digest(),
        archive::source::Row::Custody { custody, .. } => custody.envelope.digest(),
        archive::source::Row::Word { envelope, .. } => envelope.digest(),
        archive::source::Row::Noted(noted) => noted.entry,
    }
}

#[test]
fn a_medium_with_a_missing_part_is_left_out_and_named() {
    let mut world = World::new();
    let mut device = world.device("one");
    let item = device.photo("item", "a.jpg", &[b"one", b"two", b"three"]);
    let mut server = Server::with(&mut world.log, &[&device]);
    let lost = device.entries[1].parts()[1].sealed.sha256;
    server.missing.insert(lost);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let view = store.show(&item).unwrap();
    assert_eq!((view.media[0].missing.as_slice(), view.summary.wanted), (&[1][..], 1));
    let report = bundle(&store, &[item], &Withhold::default(), &world.dir.path().join("bundle"), Form::Folder);
    assert_eq!(report.incomplete, BTreeSet::from([item]));
    assert!(judge(&world.dir.path().join("bundle"), &world.trust()).exit_ok());
    let opened = store.open_item(&item, &world.dir.path().join("out")).unwrap();
    assert_eq!((opened.files[0].missing.as_slice(), opened.files[0].matches), (&[1][..], Some(false)));
    let file = world.dir.path().join("out").join(opened.files[0].file.as_ref().unwrap());
    assert_eq!(std::fs::read(file).unwrap(), b"onethree");
}

#[test]
fn hostile_names_never_leave_the_folder() {
    let mut world = World::new();
    let mut device = world.device("one");
    let long = "n".repeat(300);
    let names = ["../../x", "CON", "a\u{202e}gpj.exe", "", &long, "/etc/passwd", "..", "a\0b", "record.json"];
    for (n, name) in names.iter().enumerate() {
        device.photo(&format!("item {n}"), name, &[b"content"]);
    }
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let root = world.dir.path().join("out");
    for (n, name) in names.iter().enumerate() {
        let out = root.join(n.to_string());
        let opened = store.open_item(&item_id(&format!("item {n}")), &out).unwrap();
        assert_eq!(opened.files[0].name.as_deref(), Some(*name));
        assert_eq!(opened.files[0].matches, Some(true));
        let written = files(&out);
        assert_eq!(written.len(), 2, "{name:?}");
        for (path, bytes) in written {
            assert_eq!(path.parent().unwrap(), out);
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            if path.ends_with("record.json") {
                let text = String::from_utf8(bytes).unwrap();
                assert!(!text.contains('\u{202e}') && !text.contains('\0'));
                let read: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(read["files"][0]["name"], *name);
            } else {
                assert_eq!(bytes, b"content");
            }
        }
    }
    assert!(!world.dir.path().join("x").exists());
    let items: Vec<ItemId> = (0..names.len()).map(|n| item_id(&format!("item {n}"))).collect();
    let out = world.dir.path().join("bundle");
    bundle(&store, &items, &Withhold::default(), &out, Form::Folder);
    assert!(judge(&out, &world.trust()).exit_ok());
}

#[test]
fn a_name_keeps_its_letters_when_it_is_opened_and_its_bundle_has_a_plain_path() {
    let mut world = World::new();
    let mut device = world.device("one");
    let names = [
        ("Мать.jpg", "Мать.jpg", "Mat.jpg"),
        ("Протокол УИК 12.jpg", "Протокол УИК 12.jpg", "Protokol_UIK_12.jpg"),
        ("photo.jpg.exe", "photo.jpg.exe.jpg", "photo_jpg_exe.jpg"),
        (r"\xff-latin\xe9.jpg", "%FF-latin%E9.jpg", "_xff-latin_xe9.jpg"),
    ];
    let items: Vec<ItemId> = names.iter().map(|(name, ..)| device.photo(name, name, &[b"content"])).collect();
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let out = world.dir.path().join("bundle");
    bundle(&store, &items, &Withhold::default(), &out, Form::Folder);
    let verdict = judge(&out, &world.trust());
    for ((name, shown, plain), item) in names.iter().zip(&items) {
        let opened = store.open_item(item, &world.dir.path().join(item.to_string())).unwrap();
        assert_eq!(opened.files[0].file.as_deref(), Some(*shown));
        assert_eq!(opened.files[0].name.as_deref(), Some(*name));
        let file = verdict.items.iter().find(|i| i.item == *item).unwrap().files[0].clone();
        assert_eq!(file.name.as_deref(), Some(*name));
        assert!(file.path.unwrap().ends_with(plain.trim_start_matches('_')), "{plain}");
    }
}

#[test]
fn what_a_file_manager_left_in_a_folder_is_named_and_links_are_never_followed() {
    use std::os::unix::ffi::OsStrExt;
    let (world, _, store) = scene();
    let around = world.dir.path().join("Пакет от офиса");
    let out = around.join("bundle");
    std::fs::create_dir(&around).unwrap();
    bundle(&store, &[item_id("square")], &Withhold::default(), &out, Form::Folder);
    std::fs::write(around.join(".DS_Store"), b"x").unwrap();
    std::fs::create_dir_all(out.join("media/deep/er")).unwrap();
    std::fs::create_dir_all(out.join(".Trashes/501")).unwrap();
    for name in ["Thumbs.db", "media/копия (1).jpg", "media/deep/er/x", ".Trashes/501/y"] {
        std::fs::write(out.join(name), b"x").unwrap();
    }
    std::fs::write(out.join(std::ffi::OsStr::from_bytes(b"\xff.txt")), b"x").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", out.join("media/link.jpg")).unwrap();
    std::os::unix::fs::symlink("/etc", out.join("records.lnk")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(out.join("pipe")).status().unwrap().success());
    let named = |verdict: &verify::Verdict| {
        let found = verdict.answers.content.findings.iter().filter(|f| f.code == "unlisted-file");
        found.map(|f| f.file.clone().unwrap()).collect::<BTreeSet<_>>()
    };
    let inside = [
        ".Trashes/",
        "Thumbs.db",
        "media/deep/",
        "media/link.jpg",
        "media/копия (1).jpg",
        "pipe",
        "records.lnk",
        r"\xff.txt",
    ];
    let look = |dir: &Path| verify::bundle(&mut reader::FolderSource::new(dir).unwrap(), &world.trust()).unwrap();
    let mut expected: BTreeSet<String> = inside.map(str::to_owned).into();
    let verdict = look(&out);
    assert!(verdict.exit_ok() && verdict.all_passed(), "{verdict}");
    assert_eq!(named(&verdict), expected);
    let verdict = look(&around);
    assert!(verdict.exit_ok() && verdict.all_passed(), "{verdict}");
    assert!(expected.insert(".DS_Store".to_owned()));
    assert_eq!(named(&verdict), expected);
    // A link in place of a listed file is not that file.
    let media = std::fs::read_dir(out.join("media")).unwrap().map(|entry| entry.unwrap().path());
    let medium = media.into_iter().find(|path| path.to_string_lossy().contains("SECRET")).unwrap();
    std::fs::rename(&medium, around.join("aside.jpg")).unwrap();
    std::os::unix::fs::symlink(around.join("aside.jpg"), &medium).unwrap();
    let verdict = look(&out);
    assert!(!verdict.exit_ok() && codes(&verdict.answers.content).contains(&"file-missing"), "{verdict}");
    std::fs::create_dir(around.join("two")).unwrap();
    std::fs::write(around.join("two/bundle.json"), b"{}").unwrap();
    assert!(!look(&around).exit_ok(), "of two folders the one with a list is the bundle");
    std::fs::write(around.join("two/SHA256SUMS"), b"").unwrap();
    let said = reader::FolderSource::new(&around).err().unwrap().to_string();
    assert!(said.contains("2 bundles") && said.contains("two/"), "{said}");
}

#[test]
fn nothing_is_overwritten_by_opening_or_bundling() {
    let (world, _, store) = scene();
    let out = world.dir.path().join("out");
    store.open_item(&item_id("street"), &out).unwrap();
    let before = files(&out);
    assert!(matches!(store.open_item(&item_id("square"), &out), Err(Error::Refused { .. })));
    let made_at = "2026-06-09T12:00:00Z".parse().unwrap();
    for form in [Form::Zip, Form::Folder] {
        let again = Selection::of(&store, &[item_id("square")], None, &Withhold::default(), &[], made_at)
            .and_then(|chosen| chosen.bundle(&out, form));
        assert!(matches!(again, Err(export::Error::Archive(Error::Refused { .. }))));
    }
    assert_eq!(files(&out), before);
    let unknown = Selection::of(&store, &[item_id("nobody")], None, &Withhold::default(), &[], made_at).map(|_| ());
    assert!(matches!(unknown, Err(export::Error::Archive(Error::Refused { .. }))));
    assert!(matches!(store.open_item(&item_id("nobody"), &out), Err(Error::Refused { .. })));
}

#[test]
fn a_part_changed_on_our_own_disk_is_noticed_and_leaves_no_half_bundle() {
    let (world, device, store) = scene();
    let part = device.entries[2].parts()[1].sealed.sha256;
    let path = world.home().join("archive/parts").join(part.to_string());
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let made_at = "2026-06-09T12:00:00Z".parse().unwrap();
    let out = world.dir.path().join("bundle.zip");
    let failed = Selection::of(&store, &[item_id("square")], None, &Withhold::default(), &[], made_at)
        .and_then(|chosen| chosen.bundle(&out, Form::Zip));
    assert!(matches!(failed, Err(export::Error::Archive(Error::Malformed { .. }))));
    let opened = store.open_item(&item_id("square"), &world.dir.path().join("out"));
    assert!(matches!(opened, Err(Error::Malformed { .. })));
    for (path, bytes) in files(world.dir.path()) {
        assert!(!contains(&bytes, b"first half"), "{path:?}");
    }
}

#[test]
fn an_interrupted_recording_opens_what_exists_under_the_name_it_was_given() {
    let mut world = World::new();
    let mut device = world.device("one");
    let id = item_id("live");
    let mut opening = Record::new(id, Kind::Audio, Method::Captured, device.claimed(), Location::missing("not-asked"));
    opening.media.push(Media {
        name: "speech.webm".to_owned(),
        media_type: "audio/webm".to_owned(),
        size: None,
        sha256: None,
        first_part: 0,
        parts: 0,
        ..Media::default()
    });
    let opening = salted("opening", &opening.to_content(&[9; 32]).unwrap());
    device.add(Some(id), &[(Role::Opening, &opening)], None);
    for n in 0..3 {
        device.add(Some(id), &[(Role::Media(n), &salted(&format!("second {n}"), format!("{n}...").as_bytes()))], None);
    }
    let server = Server::of(&world.log, &[&device], Vec::new());
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    // The recording was cut off, and its record never came.
    let view = store.show(&id).unwrap();
    assert!(!view.summary.finished);
    let opened = store.open_item(&id, &world.dir.path().join("before")).unwrap();
    assert_eq!(opened.files.iter().map(|f| f.name.as_deref()).collect::<Vec<_>>(), [Some("speech.webm")]);
    let read = |dir: &str, file: &archive::OpenedFile| {
        std::fs::read(world.dir.path().join(dir).join(file.file.as_ref().unwrap())).unwrap()
    };
    assert_eq!(read("before", &opened.files[0]), b"0...1...2...");
    // The device came back and closed it without being able to read the opening record.
    let counted = Counted { parts: 3, interrupted: true, size: None, sha256: None };
    let mut closing = Closing::new(id, opening.commitment(), device.claimed(), vec![counted]);
    closing.adds.insert("body/tag".to_owned(), serde_json::json!("elderflower"));
    let correction = Correction { value: serde_json::json!("speech.ogg"), reason: "a typing error".to_owned() };
    closing.corrects.insert("media/0/name".to_owned(), correction);
    device.add(Some(id), &[(Role::Record, &salted("record", &closing.to_content(&[9; 32]).unwrap()))], None);
    let server = Server::with(&mut world.log, &[&device]);
    world.pull(&mut store, &server).unwrap();
    let view = store.show(&id).unwrap();
    assert!(view.summary.finished && view.summary.interrupted);
    assert_eq!(view.record.unwrap().kind, Kind::Audio);
    let end = view.end.unwrap();
    assert_eq!(end.entry, device.entries.last().unwrap().digest());
    let told: Vec<_> = end.later.iter().map(|l| (l.change, l.path.as_str(), l.before.is_some())).collect();
    assert_eq!(told, [(Change::Added, "body/tag", false), (Change::Corrected, "media/0/name", true)]);
    let found = store.page(&Filter { words: "elderfl".to_owned(), ..Filter::default() }, None, 10).unwrap();
    assert_eq!(found.len(), 1, "what was added at the end is found");
    let opened = store.open_item(&id, &world.dir.path().join("after")).unwrap();
    assert_eq!(opened.later, end.later);
    assert!(opened.files[0].interrupted);
    assert_eq!(
        (opened.files[0].name.as_deref(), read("after", &opened.files[0])),
        (Some("speech.webm"), b"0...1...2...".to_vec())
    );
    let out = world.dir.path().join("bundle");
    bundle(&store, &[id], &Withhold::default(), &out, Form::Folder);
    let verdict = judge(&out, &world.trust());
    assert!(verdict.exit_ok(), "{:#?}", verdict.answers);
    assert!(codes(&verdict.answers.completeness).contains(&"interrupted"));
}

#[test]
fn items_are_found_by_the_beginning_of_their_id() {
    let (_world, _, store) = scene();
    let square = item_id("square");
    assert_eq!(store.find(&square.to_string()).unwrap(), [square]);
    assert_eq!(store.find(&square.to_string()[..6].to_uppercase()).unwrap(), [square]);
    assert_eq!(store.find("ffffffffffff").unwrap(), []);
    for wrong in ["", "%", "xyz", "../", &"0".repeat(33)] {
        assert!(store.find(wrong).is_err(), "{wrong}");
    }
    let mut withhold = Withhold::default();
    for wrong in ["", "all", "media:", "records", "record:zz"] {
        assert!(withhold.add(wrong, |i| Ok(i.parse()?)).is_err(), "{wrong}");
    }
    assert_eq!(withhold, Withhold::default());
}

#[test]
fn a_bundle_tells_no_size_no_time_and_no_policy_of_an_item_that_is_not_in_it() {
    let (world, device, store) = scene();
    let out = world.dir.path().join("bundle");
    bundle(&store, &[item_id("street")], &Withhold::default(), &out, Form::Folder);
    let (shown, hidden): (Vec<_>, Vec<_>) =
        device.entries.iter().partition(|e| e.seq() == 0 || e.item() == Some(item_id("street")));
    for (path, bytes) in files(&out) {
        for entry in &hidden {
            for private in [entry.details_bytes().unwrap(), entry.details().unwrap().salt.to_string().as_bytes()] {
                assert!(!contains(&bytes, private), "{path:?}");
            }
        }
    }
    for entry in shown {
        let file = out.join("details").join(entry.details_digest().to_string());
        assert_eq!(std::fs::read(file).unwrap(), entry.details_bytes().unwrap());
    }
    assert!(judge(&out, &world.trust()).exit_ok());
}
