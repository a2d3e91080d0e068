//! One forger for each row of the table: the holder of a key or role, and each way of using it.

use evidence::bundle::{DETAILS, NOTED};
use evidence::part::Role;
use evidence::policy::Retired;
use evidence::receipt::{Delivered, Noted};
use evidence::word::Covers;
use evidence::{Digest, SignedEntry};

use super::ground::Ground;
use crate::properties::attacks::later_policy;
use crate::properties::town::{Owned, append};
use crate::support::namesake::Namesake;
use crate::support::{self, Captured, Log, lines, salted};

/// One way of using it. `before` is done by honest parties before the forger comes.
pub struct Way {
    pub name: &'static str,
    pub before: fn(&mut Ground),
    pub forge: fn(&mut Ground),
}

pub struct Row {
    pub holds: &'static str,
    pub ways: Vec<Way>,
    /// The columns that no verdict shows: reading content, deleting unseen. Each is a test's name, or the reason by
    /// design.
    pub read: &'static str,
    pub delete: &'static str,
}

fn way(name: &'static str, forge: fn(&mut Ground)) -> Way {
    Way { name, before: |_| (), forge }
}

const SEALED: &str = "no: `no_key_in_a_seized_home_opens_a_part`";
const NEVER_LEFT: &str = "what never left, by design: it is on the device alone";
const NO_PARTS: &str = "no, by design: it opens and deletes nothing";

fn live_key() -> Vec<Way> {
    vec![
        way("after the newest entry", |g| {
            let device = Ground::copy(g.newest());
            g.sign(device, true);
        }),
        way("on the entry that the device signs next, noted first", |g| {
            let device = Ground::copy(g.earlier.clone());
            g.sign(device, true);
        }),
    ]
}

/// Returns the key of an entry before the past item.
fn older_key(g: &mut Ground) -> support::Device {
    let mut device = g.earlier.clone();
    device.entries.pop();
    Ground::copy(device)
}

/// Returns a tree of the forger's under the log's key that begins with these leaves, signed by `cosigners` at `at`.
fn other_history(g: &mut Ground, first: &[SignedEntry], cosigners: usize, at: u64) {
    let town = &g.town;
    let mut log = Log::new("log");
    log.more.clone_from(&town.world.log.more);
    let honest = town.owned[0].device.entries.clone();
    log.deliver(&[honest.last().unwrap()], "2026-06-01T00:01:00Z");
    let all: Vec<SignedEntry> = first.iter().chain(&honest).cloned().collect();
    for entry in &all {
        log.append(entry.envelope().payload());
    }
    let signers: Vec<(usize, u64)> = (0..cosigners).map(|n| (n, at)).collect();
    let checkpoint = log.checkpoint_by(log.size(), &signers);
    let proof = |leaf: &[u8]| log.proof_under(log.index_of(leaf).unwrap(), &checkpoint);
    let noted = all.iter().map(|e| Noted { entry: e.digest(), proof: proof(e.envelope().payload()) });
    let noted: Vec<Noted> = noted.collect();
    let custody = log.delivered()[0].custody.clone();
    let delivered = Delivered { proof: proof(custody.envelope.payload()), custody };
    append(&mut g.town.extra, NOTED, lines(noted));
    append(&mut g.town.extra, evidence::bundle::DELIVERED, lines([delivered]));
}

const EARLY: u64 = 1_767_300_000;

fn drop_receipts(_: &Ground, files: &mut support::Files) {
    files.remove(NOTED);
}

fn drop_details(g: &Ground, files: &mut support::Files) {
    let entries = g.town.entries();
    for entry in entries.iter().filter(|e| e.item() == Some(g.past.id) || e.item() == Some(g.fresh.id)) {
        files.remove(&format!("{DETAILS}{}", entry.details_digest()));
    }
}

/// Lets the honest device film; its opening and a part are noted.
fn filming(g: &mut Ground) {
    let id = support::item_id("film");
    let mut record = support::photo_record(id, &g.newest(), &[]);
    (record.media[0].size, record.media[0].sha256) = (None, None);
    let (opening, part) =
        (salted("film opening", &record.to_content(&[9; 32]).unwrap()), salted("film", b"one second"));
    let device = &mut g.town.owned[0].device;
    device.add(Some(id), &[(Role::Opening, &opening)], None);
    device.wait(1);
    let last = device.add(Some(id), &[(Role::Media(0), &part)], None);
    let media = vec![support::CapturedMedia { file: "media/film.jpg".to_owned(), first_part: 0, parts: vec![part] }];
    g.past_as_of = last.digest();
    g.past = Captured { id, device: last.device(), opening: Some(opening), record: None, media };
    g.town.catch_up();
}

/// Lets the owner of the spare invitation join with it; no log has that yet.
fn owner_joins(g: &mut Ground) {
    let mut device = g.town.world.invited("owner", "spare");
    device.now = g.town.clock;
    g.fresh = support::photo(&mut device, "owner", &[b"the owner's"], None);
    let owned = Owned { device, invitation: "spare".to_owned(), honest: true, skewed: false };
    g.town.owned.push(owned);
}

fn thief_joins(g: &mut Ground) {
    let device = g.town.world.invited("thief", "spare");
    g.enrol(device, true);
}

/// Lets the organisation retire the log and use another one.
fn log_retires(g: &mut Ground) {
    let town = &mut g.town;
    let mut log = Log::named("log-2.example.org", "log 2");
    (log.more, log.cosigned_at) = (town.world.log.more.clone(), town.world.log.cosigned_at);
    let old = std::mem::replace(&mut town.world.log, log);
    let mut next = town.policies.last().unwrap().policy().successor().unwrap();
    let retired = next.logs.remove(0);
    let mut named = retired.clone();
    (named.origin, named.key) = (town.world.log.key.name().to_owned(), town.world.log.key.to_string());
    let root = Digest::from_bytes(*old.root(old.size()).as_bytes());
    next.retired.push(Retired { log: retired, size: old.size(), root });
    next.logs = vec![named];
    town.policies.push(town.world.organisation.sign_policy(&next).unwrap());
    town.past.push(old);
    town.sizes.clear();
}

pub fn rows() -> Vec<Row> {
    let row = |holds, ways, read, delete| Row { holds, ways, read, delete };
    vec![
        row("live one-time key and transport key", live_key(), SEALED, NEVER_LEFT),
        row(
            "a key copied earlier",
            vec![
                way("noted after the honest branch", |g| {
                    let device = older_key(g);
                    g.sign(device, true);
                }),
                way("noted before the honest branch", |g| {
                    let device = Ground::copy(g.earlier.clone());
                    g.sign(device, true);
                    let honest = g.newest().entries;
                    g.note(&honest);
                }),
                way("in no log", |g| {
                    let device = older_key(g);
                    g.sign(device, false);
                }),
            ],
            SEALED,
            NO_PARTS,
        ),
        row(
            "transport key alone",
            vec![way("", |_| ())],
            SEALED,
            "no (rate only): `nobody_learns_of_the_parts_of_others`",
        ),
        row(
            "open recording seized",
            vec![Way {
                name: "",
                before: filming,
                forge: |g| {
                    let mut device = Ground::copy(g.newest());
                    let part = salted("film of the thief", b"another second");
                    device.add(Some(g.past.id), &[(Role::Media(1), &part)], None);
                    g.sign(device, true);
                },
            }],
            "what is in memory: `a_live_recorder_holds_no_frame_that_it_sealed_and_an_abort_leaves_no_core`",
            NEVER_LEFT,
        ),
        row(
            "outbox and slots with write access",
            live_key(),
            "no: `any_cell_set_to_another_well_formed_value_is_refused_or_makes_nothing_untrue`",
            NEVER_LEFT,
        ),
        row(
            "copied, unused invitation",
            vec![
                Way { name: "its owner joins later or not at all", before: owner_joins, forge: thief_joins },
                Way {
                    name: "its owner is noted first",
                    before: |g| {
                        owner_joins(g);
                        g.town.catch_up();
                    },
                    forge: thief_joins,
                },
                Way {
                    name: "its owner is confirmed",
                    before: |g| {
                        owner_joins(g);
                        let word = g.town.world.confirm(g.fresh.device);
                        g.town.speak(word, true);
                    },
                    forge: thief_joins,
                },
                Way {
                    name: "its owner is confirmed after what he signed was noted",
                    before: owner_joins,
                    forge: |g| {
                        thief_joins(g);
                        let word = g.town.world.confirm(g.fresh.device);
                        g.town.speak(word, true);
                    },
                },
            ],
            NO_PARTS,
            NO_PARTS,
        ),
        row(
            "copied, used invitation",
            vec![way("", |g| {
                let device = g.town.world.invited("thief", "device");
                g.enrol(device, true);
            })],
            NO_PARTS,
            NO_PARTS,
        ),
        row(
            "log key and TLS key",
            vec![
                way("another history", |g| other_history(g, &[], 0, EARLY)),
                way("a device of its own", |g| {
                    let device = g.town.world.unadmitted("of the server");
                    g.enrol(device, true);
                }),
            ],
            "no: `the_server_reaches_no_content_key_and_no_device`",
            "what it alone holds: `no_generated_answer_but_the_right_one_lets_a_part_go`, and parts stay by default",
        ),
        row(
            "log key and live key",
            vec![
                way("another history with his own entry first", |g| {
                    let mut device = Ground::copy(g.earlier.clone());
                    support::note(&mut device, "first there", "x", None);
                    let first = device.entries.last().unwrap().clone();
                    g.sign(device, false);
                    other_history(g, &[first], 0, EARLY);
                }),
                way("his own entry is noted first", |g| {
                    let device = Ground::copy(g.earlier.clone());
                    g.sign(device, true);
                    let honest = g.newest().entries;
                    g.note(&honest);
                }),
            ],
            SEALED,
            "what is in no log, by design: the log alone shows that it was there",
        ),
        row(
            "log key and a copy of a used invitation",
            vec![way("another history", |g| {
                let device = g.town.world.invited("thief", "device");
                let first = device.entries.clone();
                g.enrol(device, false);
                other_history(g, &first, 0, EARLY);
            })],
            NO_PARTS,
            NO_PARTS,
        ),
        row(
            "fewer cosigners than the quorum, and the log key",
            vec![way("another history at another time", |g| other_history(g, &[], 1, EARLY))],
            NO_PARTS,
            NO_PARTS,
        ),
        row(
            "a quorum of cosigners and the log key",
            vec![
                way("another history at an earlier time", |g| other_history(g, &[], 2, EARLY)),
                way("with a key copied earlier", |g| {
                    let mut device = older_key(g);
                    support::note(&mut device, "first there", "x", None);
                    let first = device.entries.last().unwrap().clone();
                    g.sign(device, false);
                    other_history(g, &[first], 2, g.town.world.log.cosigned_at);
                }),
            ],
            NO_PARTS,
            NO_PARTS,
        ),
        row(
            "the key of a log that went out of use",
            vec![Way {
                name: "",
                before: log_retires,
                forge: |g| {
                    let device = older_key(g);
                    g.sign(device.clone(), false);
                    other_history(g, &device.entries, 2, EARLY);
                },
            }],
            NO_PARTS,
            NO_PARTS,
        ),
        row(
            "archivist, archive open",
            vec![
                way("withholds details", |g| g.spoil = Some(drop_details)),
                way("withholds receipts", |g| g.spoil = Some(drop_receipts)),
            ],
            "all but witnesses: `two_people_open_a_witnesss_identity_and_the_archive_key_does_not`",
            "its own store, by design: devices and server have theirs",
        ),
        row(
            "m shares of the archive key",
            vec![way("", |_| ())],
            "all but witnesses: `any_enough_shares_restore_the_key_and_fewer_never_do`",
            NO_PARTS,
        ),
        row(
            "organisation key",
            vec![
                way("a ticket of its own", |g| {
                    let device = g.town.world.device("of whoever has the key");
                    g.enrol(device, true);
                }),
                way("an end", |g| {
                    let word = g.town.world.end(g.past.device, Covers::After(g.past.device));
                    g.town.speak(word, true);
                }),
                way("a second policy beside the next one", |g| {
                    log_retires(g);
                    let mut forged = g.town.policies[0].policy().successor().unwrap();
                    forged.logs = support::policy(&Log::named("log.example.net", "forged").key, &[], 0).logs;
                    let signed = g.town.world.organisation.sign_policy(&forged).unwrap();
                    g.town.foreign.push(signed);
                }),
                way("a later policy, with one more log of that name", |g| {
                    later_policy(&mut g.town, &g.past, Namesake::Beside)
                }),
                way("a later policy, with other cosigners", |g| later_policy(&mut g.town, &g.past, Namesake::Same)),
                way("the next policy, which retires the log at its beginning", |g| {
                    let mut forged = g.town.policies[0].policy().successor().unwrap();
                    let root = Digest::from_bytes(*g.town.world.log.root(1).as_bytes());
                    let log = forged.logs.remove(0);
                    forged.retired.push(Retired { log, size: 1, root });
                    let signed = g.town.world.organisation.sign_policy(&forged).unwrap();
                    g.town.foreign.push(signed);
                }),
            ],
            "what comes, after a new policy that the person is shown: `what_a_policy_changed_is_told_until_the_person_knows`",
            NO_PARTS,
        ),
        row(
            "locked vault and passphrase",
            live_key(),
            "what review grants: `what_a_person_may_see_follows_the_policy_and_goes_with_delivery`",
            NEVER_LEFT,
        ),
        row(
            "carrier",
            vec![
                way("drops receipts", |g| g.spoil = Some(drop_receipts)),
                way("drops details", |g| g.spoil = Some(drop_details)),
            ],
            SEALED,
            "what it alone carries: `a_deletion_that_was_cut_off_is_asked_about_again`",
        ),
    ]
}

/// Rows of the design that no verdict of this version can show.
pub const UNTRIED: &str = "Not in this table: whoever breaks Ed25519. What was noted before that is bound by hashes; `anchors/`, which would prove \
when it was there, are not in this version.";
