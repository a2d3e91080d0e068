//! Vectors of whole bundles.

use evidence::SignedEntry;
use evidence::bundle::{CONSISTENCY, DELIVERED, ENTRIES, NOTED};
use evidence::part::Role;
use evidence::receipt::{Delivered, Noted};
use serde_json::{Value, json};

use super::super as support;
use super::super::namesake::Namesake;
use super::super::{Files, Scene, World, sum, ts, with_lines, with_manifest};
use super::{Vectors, border, edit, edit_lines};

pub(super) fn bundles(out: &mut Vectors, scene: &Scene) {
    let world = &scene.world;
    out.0.insert("bundle/policy.dsse".into(), world.policy.envelope().to_json());
    let mut put = |name: &str, files: Files, expected: Value| {
        for (path, bytes) in files {
            out.0.insert(format!("bundle/{name}/{path}"), bytes);
        }
        out.expect(&format!("bundle/{name}"), &expected);
    };
    let good = scene.files();
    let all = [
        ("content", "passed"),
        ("signer", "passed"),
        ("time", "passed"),
        ("completeness", "passed"),
        ("delivery", "passed"),
    ];
    // The answers other than passed, and the findings that must be there.
    let judged = |answers: &[(&str, &str)], findings: &[&str], whole: bool| {
        let mut said: serde_json::Map<String, Value> = all.iter().map(|(q, s)| ((*q).to_owned(), json!(s))).collect();
        for (question, status) in answers {
            said.insert((*question).to_owned(), json!(status));
        }
        let exit = i32::from(!whole || said.values().any(|s| s == "failed"));
        json!({ "outcome": "verdict", "exit": exit, "answers": said, "findings": findings })
    };
    let say = |answers: &[(&str, &str)], findings: &[&str]| judged(answers, findings, true);
    let damaged = |answers: &[(&str, &str)], findings: &[&str]| judged(answers, findings, false);
    put("good", good.clone(), say(&[], &[]));
    let mut bare = good.clone();
    for path in [NOTED, DELIVERED, CONSISTENCY] {
        bare.remove(path);
    }
    sum(&mut bare);
    let open = [("time", "not-checked"), ("delivery", "not-checked")];
    put("good-without-receipts", bare, say(&open, &["no-receipts", "no-upper-bound"]));
    let path = scene.photo.media[0].file.clone();
    let mut withheld = with_manifest(good.clone(), |m| {
        m.items[0].media[0].file = None;
        for part in &mut m.items[0].media[0].parts {
            (part.salt, part.size) = (None, None);
        }
    });
    withheld.remove(&path);
    sum(&mut withheld);
    put("good-with-media-withheld", withheld, say(&[("completeness", "not-checked")], &["withheld"]));
    let alone = support::shown::with_lines_alone(scene, &[0, 1, 3, 4]);
    put("good-with-single-lines", alone.clone(), say(&[("completeness", "not-checked")], &["lines-shown", "withheld"]));
    let mut other = support::shown::with_lines_alone(scene, &[0]);
    let tree = support::shown::tree_path(scene.photo.record.as_ref().unwrap());
    let said = String::from_utf8(alone[&tree].clone()).unwrap().replace("\"index\":3", "\"index\":5");
    other.insert(tree, said.lines().nth(2).map(|line| format!("{line}\n")).unwrap().into_bytes());
    sum(&mut other);
    let open = [("content", "not-checked"), ("completeness", "not-checked")];
    put("single-line-at-another-place", other, say(&open, &["line-not-of-record", "all-withheld"]));
    let mut medium = good.clone();
    medium.get_mut(&path).unwrap()[3] ^= 0x20;
    put("medium-changed", medium.clone(), damaged(&[("content", "failed")], &["part-changed", "media-digest"]));
    sum(&mut medium);
    put("medium-changed-and-digests-renewed", medium, say(&[("content", "failed")], &["part-changed", "media-digest"]));
    let mut stray = good.clone();
    stray.insert("media/planted.jpg".into(), b"planted".to_vec());
    put("medium-planted", stray, say(&[], &["unlisted-file"]));
    let gap = with_lines(good.clone(), ENTRIES, |l| drop(l.remove(1)));
    let said = say(
        &[
            ("content", "not-checked"),
            ("signer", "not-checked"),
            ("time", "not-checked"),
            ("completeness", "not-checked"),
            ("delivery", "not-checked"),
        ],
        &["waiting", "no-path"],
    );
    put("middle-entry-deleted", gap, said);
    let swapped = with_lines(good.clone(), ENTRIES, |l| l.swap(1, 2));
    put("two-entries-swapped", swapped, say(&[], &[]));
    let replayed = with_lines(good.clone(), NOTED, |l| {
        let mut mine: Noted = serde_json::from_str(&l[2]).unwrap();
        mine.proof = serde_json::from_str::<Noted>(&l[1]).unwrap().proof;
        l[2] = serde_json::to_string(&mine).unwrap();
    });
    let said = say(
        &[("time", "not-checked"), ("delivery", "not-checked")],
        &["receipt-does-not-hold", "not-noted", "no-upper-bound"],
    );
    put("noted-receipt-of-another-entry", replayed, said);
    let replayed = with_lines(good.clone(), DELIVERED, |l| {
        let mut mine: Delivered = serde_json::from_str(&l[1]).unwrap();
        mine.custody = serde_json::from_str::<Delivered>(&l[0]).unwrap().custody;
        l[1] = serde_json::to_string(&mine).unwrap();
    });
    let withheld = with_lines(good.clone(), DELIVERED, |l| {
        let mut mine: Delivered = serde_json::from_str(&l[1]).unwrap();
        mine.custody.details = None;
        l[1] = serde_json::to_string(&mine).unwrap();
    });
    put("good-with-custody-withheld", withheld, say(&[("delivery", "not-checked")], &["custody-withheld"]));
    // The cosigner's time for the photo in the log remains.
    let said = say(&[("delivery", "not-checked")], &["receipt-does-not-hold", "not-delivered"]);
    put("delivered-receipt-of-another-item", replayed, said);
    let mut impostor = good.clone();
    impostor.remove(&support::policy_path(&world.policy));
    support::carry(&mut impostor, &World::named("impostor", "log").policy);
    sum(&mut impostor);
    put(
        "policy-by-another-organisation",
        impostor,
        say(&[("signer", "not-checked")], &["no-policy", "policy-not-by-organisation"]),
    );
    let mut settled = Scene::new();
    let owner = settled.world.invited("owner", "device");
    settled.world.log.append(owner.entries[0].envelope().payload());
    let word = settled.world.confirm(owner.id());
    settled.world.log_word(&word);
    let late = support::photo(&mut settled.device, "late", &[b"late"], None);
    settled.world.log.append(settled.device.entries[3].envelope().payload());
    let entries: Vec<_> = settled.device.entries.iter().chain(&owner.entries).cloned().collect();
    for (name, shot, answers, findings) in [
        ("invitation-settled-later", &settled.photo, vec![], ["ticket-settled-later"]),
        ("invitation-settled", &late, vec![("signer", "not-checked"), ("delivery", "not-checked")], ["ticket-settled"]),
    ] {
        let mut files = support::bundle(&settled.world, &entries, &[shot]);
        support::say(&mut files, &[settled.world.spoken(&word)]);
        put(name, files, say(&answers, &findings));
    }
    let mut new = settled.world.going_on("the new chain", &settled.device);
    let shot = support::photo(&mut new, "after", &[b"after"], None);
    let open = [("signer", "not-checked"), ("time", "not-checked"), ("delivery", "not-checked")];
    let files = support::bundle(&settled.world, &new.entries, &[&shot]);
    put("device-that-continues-another", files, say(&open, &["continues", "not-admitted"]));
    let mut forked = Scene::new();
    let mut copy = forked.device.clone();
    copy.entries.truncate(2);
    copy.branch = Some(3);
    support::note(&mut copy, "on the copy", "x", None);
    forked.device.entries.push(copy.entries[2].clone());
    put("home-copied-and-used", forked.files(), say(&[], &["fork"]));
    put("record-with-another-field", newer(), say(&[], &["unknown-fields"]));
    let spelled = with_lines(good.clone(), NOTED, |l| l[2] = l[2].replacen(':', ": ", 1));
    let said = say(&[("time", "not-checked"), ("delivery", "not-checked")], &["unreadable-line", "not-noted"]);
    put("noted-line-in-another-spelling", spelled, said);
    // A carrier can add a line to any note: an invalid line does not affect the valid one.
    let crowded = with_lines(good.clone(), NOTED, |l| l.iter_mut().for_each(|line| *line = with_bad_cosignature(line)));
    put("good-with-bad-cosignatures", crowded, say(&[], &["cosignature"]));
    let mut spelled = good.clone();
    let manifest = edit(&spelled["bundle.json"], |v| v["x-later"] = json!(1));
    spelled.insert("bundle.json".into(), manifest);
    sum(&mut spelled);
    put("manifest-with-another-field", spelled, say(&[], &["other-print"]));
    let failed = say(&[("time", "failed")], &["claimed-before-vouched"]);
    put("backdated-with-the-current-key", backdated(None), failed);
    // Beside an instant of a quorum, however old, the server's claim has no effect.
    put("good-where-the-server-alone-says-later", backdated(Some(Vec::new())), say(&[], &[]));
    // A thief of the organisation's key names a log and cosigners of their own, and dates the entries at will.
    let beside = support::namesake::files(scene, Namesake::Beside).0;
    put("good-beside-a-log-of-the-same-name", beside, say(&[], &[]));
    let both = support::namesake::files(scene, Namesake::SameToo).0;
    put("good-where-others-cosign-the-log-too", both, say(&[], &[]));
    let others = support::namesake::files(scene, Namesake::Same).0;
    put("dated-by-cosigners-of-a-later-policy", others, say(&[("time", "not-checked")], &["quorum-not-followed"]));
    put("good-by-the-last-proof-that-is-tried", border::files(0), say(&[], &[]));
    put("joined-by-a-proof-too-many", border::files(1), say(&[("time", "not-checked")], &["lower-without-time"]));
    let mut longer = Scene::new();
    support::photo(&mut longer.device, "later", &[b"later"], None);
    let mut cut = longer.files();
    let kept: Vec<u8> = cut[ENTRIES].split_inclusive(|b| *b == b'\n').take(3).flatten().copied().collect();
    cut.insert(ENTRIES.into(), kept);
    let failed = [("content", "failed"), ("completeness", "not-checked")];
    let open = [("content", "not-checked"), ("completeness", "not-checked")];
    put("entries-cut", cut, damaged(&failed, &["file-changed", "files-differ"]));
    let mut gone = good.clone();
    gone.remove(NOTED);
    let answers = [&failed[..], &[("time", "not-checked"), ("delivery", "not-checked")]].concat();
    put("receipts-missing", gone, damaged(&answers, &["file-missing", "files-differ"]));
    let mut list = good.clone();
    let kept = String::from_utf8(list["SHA256SUMS"].clone()).unwrap();
    let kept: String = kept.lines().filter(|line| !line.ends_with(&path)).map(|line| format!("{line}\n")).collect();
    list.insert("SHA256SUMS".into(), kept.into_bytes());
    put("list-without-a-medium", list, damaged(&open, &["unlisted-read", "files-differ"]));
    let mut nothing = good.clone();
    nothing.remove("bundle.json");
    put("without-manifest", nothing, json!({ "outcome": "malformed", "exit": 2 }));
    let mut sums = good.clone();
    sums.remove("SHA256SUMS");
    put("without-digests", sums, json!({ "outcome": "malformed", "exit": 2 }));
    let mut version = good;
    let manifest = edit(&version["bundle.json"], |v| v["format"] = json!("testamur-bundle-v3"));
    version.insert("bundle.json".into(), manifest);
    sum(&mut version);
    put("version-3", version, json!({ "outcome": "unsupported", "exit": 2 }));
}

/// Returns a photo whose record was written by a version with one field more.
fn newer() -> Files {
    let mut scene = Scene::new();
    let (log, device) = (&mut scene.world.log, &mut scene.device);
    let (id, parts) = (support::item_id("newer"), vec![support::salted("newer", b"\xff newer \xd9")]);
    let content = support::photo_record(id, device, &parts).to_content(&[9; 32]).unwrap();
    let record = support::salted("newer record", &edit_lines(&content, |v| v["x-later"] = json!({ "said": 1 })));
    device.add(Some(id), &[(Role::Media(0), &parts[0]), (Role::Record, &record)], log.seen());
    let entry = device.entries.last().unwrap().clone();
    log.append(entry.envelope().payload());
    log.deliver(&[&entry], "2026-06-09T05:43:30Z");
    let media = vec![support::CapturedMedia { file: "media/newer-0.jpg".to_owned(), first_part: 0, parts }];
    let photo = support::Captured { id, device: device.id(), opening: None, record: Some(record), media };
    support::bundle(&scene.world, &scene.device.entries, &[&photo])
}

/// Returns a photo signed hours after its claimed time: it names a checkpoint that did not exist then. The server's
/// statements carry checkpoints signed by these cosigners, or by all if none are named.
fn backdated(carried_by: Option<Vec<(usize, u64)>>) -> Files {
    let mut scene = Scene::new();
    let (log, device) = (&mut scene.world.log, &mut scene.device);
    log.carried_by = carried_by;
    support::note(device, "late", "x", log.seen());
    let late: SignedEntry = device.entries.last().unwrap().clone();
    log.append(late.envelope().payload());
    log.deliver(&[&late], "2026-06-09T09:00:00Z");
    log.cosigned_at = ts("2026-06-09T10:00:00Z").as_second() as u64;
    device.wait(60);
    let photo = support::photo(device, "backdated", &[b"x"], log.seen());
    let entry = device.entries.last().unwrap().clone();
    log.append(entry.envelope().payload());
    log.deliver(&[&entry], "2026-06-09T09:02:00Z");
    support::bundle(&scene.world, &scene.device.entries, &[&photo])
}

/// Returns a line of `noted.jsonl` whose checkpoint has the cosigner's line twice, first with another time than the
/// signed one.
fn with_bad_cosignature(line: &str) -> String {
    let mut noted: Noted = serde_json::from_str(line).unwrap();
    let own = noted.proof.lines().find(|line| line.contains("cosigner.example.net")).unwrap().to_owned();
    // Base64's letters 9 to 16 hold the highest bytes of the time.
    let (name, code) = own.rsplit_once(' ').unwrap();
    let bad = format!("{name} {}B{}", &code[..15], &code[16..]);
    assert_ne!(bad, own);
    noted.proof = noted.proof.replace(&own, &format!("{bad}\n{own}"));
    String::from_utf8(evidence::json::print(&noted).unwrap()).unwrap()
}
