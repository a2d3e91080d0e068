//! Entries: which are taken, which are kept although they are odd, and which are refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use evidence::part::Role;
use evidence::{Carried, ChainFault, Digest, ItemId};
use seal::OneTimeKey;
use support::{Call, Device, Invited, LOG, World, bytes, check_noted, hash, seed, short};
use sync::messages::{ArchivePage, Entries, EntriesReply, codes};

#[tokio::test]
async fn every_entry_of_a_batch_is_noted_with_a_proof_that_holds() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let entries: Vec<_> = (0..700).map(|_| device.entry(None, &[])).collect();
    let reply = world.entries(&device, &entries.iter().collect::<Vec<_>>()).await;
    assert_eq!((reply.noted.len(), reply.refused.len(), reply.faults.len()), (700, 0, 0));
    let proofs = entries.iter().map(|e| e.envelope().payload()).zip(&reply.noted);
    let head = check_noted(&reply.checkpoint, &world.log_key(), proofs);
    assert_eq!(head.size(), 701, "genesis and 700 entries");
}

#[tokio::test]
async fn an_entry_sent_twice_gets_the_same_place_in_the_log() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let entry = device.entry(None, &[]);
    let first = world.entries(&device, &[&entry]).await;
    let again = world.entries(&device, &[&entry, &entry, &device.genesis]).await;
    assert_eq!(again.noted.len(), 2);
    assert!(again.noted.contains(&first.noted[0]));
    assert_eq!(again.checkpoint, first.checkpoint, "nothing was added");
}

#[tokio::test]
async fn a_reply_proves_that_its_checkpoint_continues_the_known_one() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let key = world.log_key();
    let mut known = None;
    for round in 0..40 {
        let entries: Vec<_> = (0..=round % 7).map(|_| device.entry(None, &[])).collect();
        let envelopes = entries.iter().map(|e| e.carried()).collect();
        let asked = Entries {
            entries: envelopes,
            known: known.as_ref().map(tlog::Checkpoint::size),
            policy: None,
            shown: None,
        };
        let reply: EntriesReply = world.ask(Call::post("/v1/entries", &asked, &device.signer)).await.ok().json();
        let head = check_noted(&reply.checkpoint, &key, []);
        if let Some(known) = known {
            let proof: Vec<_> = reply.consistency.iter().map(hash).collect();
            tlog::tree::verify_consistency(known.size(), &known.root(), head.size(), &head.root(), &proof).unwrap();
        }
        known = Some(head);
    }
}

#[tokio::test]
async fn a_fork_is_kept_on_both_branches_and_reported() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let (clone, _) = device.fork(None, &[]);
    let own = device.entry(None, &[]);
    let later = device.entry(None, &[]);
    let reply = world.entries(&device, &[&own, &later, &clone]).await;
    assert_eq!((reply.noted.len(), reply.refused.len()), (3, 0));
    let [ChainFault::Fork { seq: 1, entries }] = reply.faults.as_slice() else { panic!("{:?}", reply.faults) };
    let mut expected = vec![own.digest(), clone.digest()];
    expected.sort();
    assert_eq!(*entries, expected);
}

#[tokio::test]
async fn a_gap_is_kept_and_reported_until_the_missing_entry_comes() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let entries: Vec<_> = (0..5).map(|_| device.entry(None, &[])).collect();
    let reply = world.entries(&device, &[&entries[2], &entries[3], &entries[4]]).await;
    assert_eq!((reply.noted.len(), reply.refused.len()), (3, 0));
    let gap = ChainFault::Gap { seq: 3, entry: entries[2].digest(), missing: entries[1].digest() };
    assert_eq!(reply.faults, [gap]);
    let reply = world.entries(&device, &[&entries[1]]).await;
    assert_eq!(reply.faults.len(), 1, "the second is still without the first: {:?}", reply.faults);
    let reply = world.entries(&device, &[&entries[0]]).await;
    assert_eq!(reply.faults, []);
    let ledger = rusqlite::Connection::open(world.data.path().join("ledger.sqlite")).unwrap();
    let unlinked: i64 = ledger.query_row("SELECT count(*) FROM entries WHERE linked = 0", [], |r| r.get(0)).unwrap();
    assert_eq!(unlinked, 0, "everything after the gap is linked to genesis");
}

#[tokio::test]
async fn an_entry_that_waited_and_turns_out_foreign_is_reported_and_links_nothing() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let missing = device.entry(None, &[]);
    let (foreign, _) = device.signed_with(OneTimeKey::from_seed(&seed()), None, &[]);
    assert_eq!(world.entries(&device, &[&foreign]).await.faults.len(), 1);
    let reply = world.entries(&device, &[&missing]).await;
    assert_eq!(reply.faults, [ChainFault::BadSignature { seq: 2, entry: foreign.digest() }]);
}

#[tokio::test]
async fn a_bad_signature_is_refused_and_the_others_go_on() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let good = device.entry(None, &[]);
    let (bad, _) = device.signed_with(OneTimeKey::from_seed(&seed()), None, &[]);
    let next = device.entry(None, &[]);
    let reply = world.entries(&device, &[&good, &bad, &next]).await;
    assert_eq!(reply.noted.len(), 2);
    assert_eq!(reply.refused.len(), 1);
    assert_eq!((reply.refused[0].position, reply.refused[0].code.as_str()), (1, codes::REFUSED));
    assert_eq!(reply.faults, [], "a refused entry leaves no trace in the chain");
    // Alone, with its predecessor in the ledger already, it is judged in the same way.
    let reply = world.entries(&device, &[&bad]).await;
    assert_eq!((reply.noted.len(), reply.refused.len()), (0, 1));
}

#[tokio::test]
async fn entries_of_another_device_are_refused_even_when_they_are_known() {
    let world = World::new().await;
    let org = world.organisation().await;
    let (mut one, two) = (world.device(&org).await, world.device(&org).await);
    let entry = one.entry(None, &[]);
    world.entries(&one, &[&entry]).await;
    let unknown = one.entry(None, &[]);
    let reply = world.entries(&two, &[&entry, &unknown, &one.genesis]).await;
    assert_eq!((reply.noted.len(), reply.refused.len()), (0, 3));
    let said: std::collections::BTreeSet<_> = reply.refused.iter().map(|r| (&r.code, &r.detail)).collect();
    assert_eq!(said.len(), 1, "known and unknown answer alike");
}

#[tokio::test]
async fn what_is_wanted_is_what_is_not_held() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let (medium, record) = (bytes(5_000), bytes(700));
    let (_, entry) = device.item(&medium, &record);
    let wanted = world.entries(&device, &[&entry]).await.wanted;
    assert_eq!(wanted.len(), 2);
    world.upload(&device, &record).await.ok();
    assert_eq!(world.entries(&device, &[&entry]).await.wanted, [Digest::of(&medium)]);
}

#[tokio::test]
async fn one_ticket_enrols_one_device_and_the_same_genesis_gets_the_same_answer() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = Device::new(&org);
    let first: EntriesReply = world.ask(device.enrol(&org)).await.ok().json();
    let again: EntriesReply = world.ask(device.enrol(&org)).await.ok().json();
    assert_eq!(first, again);
    assert_eq!(first.noted[0].entry, device.genesis.digest());
    let other = Device::invited(&org, device.invited.clone());
    let reply = world.ask(other.enrol(&org)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (409, codes::TICKET_SPENT));
}

#[tokio::test]
async fn an_enrolment_that_does_not_fit_together_is_refused() {
    let world = World::new().await;
    let (org, stranger) = (world.organisation().await, support::Organisation::new());
    let refused_by =
        |reply: support::Reply, code| assert_eq!((reply.status.as_u16(), reply.code().as_str()), (403, code));
    let refused = |reply| refused_by(reply, codes::REFUSED);
    let (own, policy) = (org.key.public().unwrap().digest(), org.policy.digest());
    // Another organisation in genesis, an unknown policy, another transport key, a stranger's ticket, an expired one.
    let device = Device::named(org.invite(LOG, None), Digest::of(b"other"), policy, support::Signer::new());
    refused(world.ask(device.enrol(&org)).await);
    let device = Device::named(org.invite(LOG, None), own, Digest::of(b"other"), support::Signer::new());
    refused_by(world.ask(device.enrol(&org)).await, codes::POLICY_UNKNOWN);
    let (device, other) = (Device::new(&org), support::Signer::new());
    let mut call = device.enrol(&org);
    call.signer = Some(&other);
    refused(world.ask(call).await);
    let foreign = stranger.invite(LOG, None);
    let expired = org.invite(LOG, Some(jiff::Timestamp::UNIX_EPOCH));
    let elsewhere = org.invite("another.test", None);
    // A person who copied a ticket from an entry does not have its secret.
    let copied = Invited { secret: org.invite(LOG, None).secret, ..org.invite(LOG, None) };
    for (invited, code) in [
        (foreign, codes::REFUSED),
        (expired, codes::TICKET_EXPIRED),
        (elsewhere, codes::TICKET_ELSEWHERE),
        (copied, codes::REFUSED),
    ] {
        let device = Device::invited(&org, invited);
        refused_by(world.ask(device.enrol(&org)).await, code);
    }
    // An organisation that was never admitted.
    let device = Device::new(&stranger);
    refused_by(world.ask(device.enrol(&stranger)).await, codes::ORGANISATION_UNKNOWN);
}

#[tokio::test]
async fn an_open_server_admits_the_first_organisation_and_later_ones_by_a_code_that_works_once() {
    let world = World::new().await;
    world.organisation().await;
    let late = support::Organisation::new();
    assert_eq!(world.admit(&late, None).await.code(), codes::CODE_NEEDED);
    assert_eq!(world.admit(&late, Some("guess".to_owned())).await.code(), codes::CODE_NEEDED);
    let ledger = testamur_server::ledger::SqliteLedger::open(&world.data.path().join("ledger.sqlite"), false).unwrap();
    let code = testamur_server::enrol::invite(&ledger, 0).unwrap();
    world.admit(&late, Some(code.clone())).await.ok();
    world.admit(&late, None).await.ok();
    assert_eq!(world.admit(&support::Organisation::new(), Some(code)).await.code(), codes::CODE_NEEDED);
}

#[tokio::test]
async fn a_closed_server_admits_nobody_without_a_code() {
    let data = tempfile::tempdir().unwrap();
    let mut config = support::config(data.path());
    config.closed = true;
    let server = testamur_server::Server::bind(config).await.unwrap();
    let world = World { router: server.router(), server, data };
    assert_eq!(world.admit(&support::Organisation::new(), None).await.code(), codes::CODE_NEEDED);
    world.invited().await;
}

#[tokio::test]
async fn a_device_that_follows_another_policy_is_told_the_one_in_force_and_no_other_device_is() {
    let world = World::new().await;
    let mut org = world.organisation().await;
    let device = world.device(&org).await;
    let (first, ask) = (org.policy.digest(), async |policy: Option<Digest>| -> Option<Digest> {
        let asked = Entries { entries: Vec::new(), known: None, policy, shown: None };
        let reply: EntriesReply = world.ask(Call::post("/v1/entries", &asked, &device.signer)).await.ok().json();
        reply.policy.map(|envelope| envelope.digest())
    });
    assert_eq!(ask(Some(first)).await, None);
    org.policy = org.key.sign_policy(&org.policy.policy().successor().unwrap()).unwrap();
    world.admit(&org, None).await.ok();
    assert_eq!(ask(Some(first)).await, Some(org.policy.digest()));
    assert_eq!(ask(Some(org.policy.digest())).await, None);
    assert_eq!(ask(None).await, None, "who does not say what it follows is told nothing");
}

#[tokio::test]
async fn a_policy_is_replaced_by_one_of_its_descendants_only() {
    let world = World::new().await;
    let mut org = world.organisation().await;
    let first = org.policy.clone();
    org.policy = org.key.sign_policy(&support::policy(3)).unwrap();
    world.admit(&org, None).await.ok();
    let newest = std::mem::replace(&mut org.policy, first);
    let mut other = support::policy(0);
    other.name = "Another beginning".to_owned();
    let line = (0..9).fold(other, |policy, _| policy.successor().unwrap());
    let first = std::mem::replace(&mut org.policy, org.key.sign_policy(&line).unwrap());
    assert_eq!(world.admit(&org, None).await.code(), codes::POLICY_OLDER, "a longer line from another beginning");
    org.policy = first;
    assert_eq!(world.admit(&org, None).await.code(), codes::POLICY_OLDER);
    // A device that was invited under the first policy may still join, and so may one under the newest.
    world.ask(Device::new(&org).enrol(&org)).await.ok();
    org.policy = newest;
    world.ask(Device::new(&org).enrol(&org)).await.ok();
}

#[tokio::test]
async fn custody_is_signed_only_when_every_part_of_the_item_is_held() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let item = ItemId::from_bytes(short());
    let (first, second, record) = (bytes(3_000), bytes(4_000), bytes(500));
    let begun = device.entry(Some(item), &[(Role::Media(0), &first)]);
    world.entries(&device, &[&begun]).await;
    world.upload(&device, &first).await.ok();
    let reply = world.receipts(&device, &[item]).await;
    assert!(reply.delivered.is_empty() && reply.missing[0].unfinished, "the record has not come");
    let ended = device.entry(Some(item), &[(Role::Media(1), &second), (Role::Record, &record)]);
    world.entries(&device, &[&ended]).await;
    world.upload(&device, &record).await.ok();
    let reply = world.receipts(&device, &[item]).await;
    assert!(reply.delivered.is_empty());
    assert_eq!((reply.missing[0].unfinished, &reply.missing[0].parts), (false, &vec![Digest::of(&second)]));
    world.upload(&device, &second).await.ok();
    let reply = world.receipts(&device, &[item]).await;
    assert!(reply.missing.is_empty());
    let [delivered] = reply.delivered.as_slice() else { panic!("{} statements", reply.delivered.len()) };
    let log_key = evidence::PublicKey::from_bytes(&world.log_key().public_bytes()).unwrap();
    let custody = evidence::receipt::SignedCustody::open(&delivered.custody, &log_key).unwrap();
    assert_eq!(custody.entries, [(1, begun.digest()), (2, ended.digest())]);
    let held: Vec<_> = custody.held.iter().flatten().map(|p| (p.sha256, p.size)).collect();
    assert_eq!(held, [(Digest::of(&first), 3_000), (Digest::of(&second), 4_000), (Digest::of(&record), 500)]);
    assert_eq!((custody.custody.seq, custody.custody.prev), (0, None));
    // The leaf in the log reveals neither sizes nor digests of parts.
    let leaf = String::from_utf8_lossy(delivered.custody.envelope.payload()).into_owned();
    assert!(held.iter().all(|(name, _)| !leaf.contains(&name.to_string())) && !leaf.contains("size"), "{leaf}");
    let note = tlog::Note::parse(custody.custody.after.as_ref().unwrap().as_bytes()).unwrap();
    let after = tlog::SignedCheckpoint::check(note, &world.log_key()).unwrap();
    assert!(after.checkpoint().size() >= 3 && after.checkpoint().size() <= delivered.noted.index);
    check_noted(&reply.checkpoint, &world.log_key(), [(delivered.custody.envelope.payload(), &delivered.noted)]);
    // A repeated request gets the same statement, and adds no leaf to the log.
    assert_eq!(world.receipts(&device, &[item]).await, reply);
}

#[tokio::test]
async fn a_device_copied_in_the_middle_of_an_item_gets_receipts_for_each_branch() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut one = world.device(&org).await;
    let item = ItemId::from_bytes(short());
    let log_key = evidence::PublicKey::from_bytes(&world.log_key().public_bytes()).unwrap();
    let begun = bytes(3_000);
    let opening = one.entry(Some(item), &[(Role::Media(0), &begun)]);
    let mut two = one.copied();
    let mut branches = Vec::new();
    for device in [&mut one, &mut two] {
        let (medium, record) = (bytes(2_000), bytes(400));
        let end = device.entry(Some(item), &[(Role::Media(1), &medium), (Role::Record, &record)]);
        branches.push((end, medium, record));
    }
    let entries: Vec<_> = [&opening].into_iter().chain(branches.iter().map(|(end, ..)| end)).collect();
    assert_eq!(world.entries(&one, &entries).await.refused, []);
    world.upload(&one, &begun).await.ok();
    for (device, (end, medium, record)) in [&one, &two].into_iter().zip(&branches) {
        world.upload(device, medium).await.ok();
        let reply = world.receipts(device, &[item]).await;
        assert_eq!(reply.missing[0].parts, [Digest::of(record)], "only what this branch lacks");
        world.upload(device, record).await.ok();
        let reply = world.receipts(device, &[item]).await;
        assert_eq!(reply.missing, []);
        let statements = reply.delivered.iter();
        let statements: Vec<_> =
            statements.map(|d| evidence::receipt::SignedCustody::open(&d.custody, &log_key).unwrap()).collect();
        let covered: Vec<_> = statements.iter().flat_map(|s| &s.entries).map(|(_, digest)| *digest).collect();
        assert_eq!(covered, [opening.digest(), end.digest()], "both entries of this branch and none of the other");
        let held: Vec<_> = statements.iter().flat_map(|s| s.held.iter().flatten()).map(|p| p.sha256).collect();
        assert_eq!(held, [Digest::of(&begun), Digest::of(medium), Digest::of(record)]);
    }
    let (first, second) = (world.receipts(&one, &[item]).await, world.receipts(&two, &[item]).await);
    assert_eq!((first.delivered.len(), second.delivered.len()), (1, 1), "asked again, the same ones");
    assert_eq!(first.checkpoint, second.checkpoint, "nothing was added");
}

#[tokio::test]
async fn custody_statements_form_a_chain_and_a_large_item_has_several() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let item = ItemId::from_bytes(short());
    let mut entries = Vec::new();
    let mut parts = Vec::new();
    for n in 0..150_u32 {
        let part = bytes(40);
        let role = if n == 149 { Role::Record } else { Role::Media(n) };
        entries.push(device.entry(Some(item), &[(role, &part)]));
        parts.push(part);
    }
    world.entries(&device, &entries.iter().collect::<Vec<_>>()).await;
    for part in &parts {
        world.upload(&device, part).await.ok();
    }
    let reply = world.receipts(&device, &[item]).await;
    assert_eq!(reply.delivered.len(), 2);
    let log_key = evidence::PublicKey::from_bytes(&world.log_key().public_bytes()).unwrap();
    let open = |n: usize| evidence::receipt::SignedCustody::open(&reply.delivered[n].custody, &log_key).unwrap();
    let (one, two) = (open(0), open(1));
    assert_eq!((one.custody.seq, two.custody.seq, two.custody.prev), (0, 1, Some(one.digest)));
    let covered: Vec<_> = one.entries.iter().chain(&two.entries).map(|(_, digest)| *digest).collect();
    assert_eq!(covered, entries.iter().map(|e| e.digest()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_part_that_storage_lost_over_a_restart_is_wanted_again_instead_of_signed_for() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let (medium, record) = (bytes(9_000), bytes(300));
    let (item, entry) = device.item(&medium, &record);
    world.entries(&device, &[&entry]).await;
    for part in [&medium, &record] {
        world.upload(&device, part).await.ok();
    }
    let world = world.restart().await;
    let name = Digest::of(&medium).to_string();
    let path = world.data.path().join("parts").join(&name[..2]).join(&name);
    let mut damaged = medium.clone();
    damaged[4_500] ^= 1;
    std::fs::write(&path, &damaged).unwrap();
    let reply = world.receipts(&device, &[item]).await;
    assert!(reply.delivered.is_empty());
    assert_eq!(reply.missing[0].parts, [Digest::of(&medium)]);
    world.upload(&device, &medium).await.ok();
    assert_eq!(world.receipts(&device, &[item]).await.delivered.len(), 1);
}

#[tokio::test]
async fn a_proof_leads_from_any_size_to_any_later_one() {
    #[derive(serde::Deserialize)]
    struct Continued {
        checkpoint: String,
        proof: Vec<Digest>,
    }
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let archivist = world.archivist(&org).await;
    let mut roots = vec![tlog::hash::empty_root()];
    roots.push(check_noted(&world.entries(&device, &[]).await.checkpoint, &world.log_key(), []).root());
    for _ in 0..20 {
        let entry = device.entry(None, &[]);
        roots.push(check_noted(&world.entries(&device, &[&entry]).await.checkpoint, &world.log_key(), []).root());
    }
    let ask = async |query: String| world.ask(Call::new("GET", format!("/v1/consistency?{query}"), &archivist)).await;
    for from in 1..=21_u64 {
        for to in from..=21_u64 {
            let answer: Continued = ask(format!("from={from}&to={to}")).await.ok().json();
            assert_eq!(check_noted(&answer.checkpoint, &world.log_key(), []).size(), 21, "the newest comes along");
            let proof: Vec<_> = answer.proof.iter().map(hash).collect();
            let (old, new) = (roots[from as usize], roots[to as usize]);
            tlog::tree::verify_consistency(from, &old, to, &new, &proof).unwrap();
        }
    }
    for wrong in ["from=5&to=4", "from=5&to=22", "from=22", "from=1&to=x", "to=5"] {
        assert_eq!(ask(wrong.to_owned()).await.status.as_u16(), 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_entry_is_noted_whatever_its_details_say_and_its_parts_are_known_once_they_come() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let (medium, record) = (bytes(2_000), bytes(300));
    let item = ItemId::from_bytes(short());
    let entry = device.entry(Some(item), &[(Role::Media(0), &medium), (Role::Record, &record)]);
    let later = device.entry(None, &[]);
    let send = |details: Option<Vec<u8>>| {
        let carried = Carried { envelope: entry.envelope().clone(), details };
        world.ask(device.carried(vec![carried, later.carried()]))
    };
    for junk in [None, Some(b"{}".to_vec()), Some(later.details_bytes().unwrap().to_vec())] {
        let reply: EntriesReply = send(junk).await.ok().json();
        assert_eq!(
            (reply.noted.len(), reply.refused.len(), reply.wanted.len()),
            (2, 0, 0),
            "nothing blocks what follows"
        );
    }
    let receipts = world.receipts(&device, &[item]).await;
    assert!(receipts.delivered.is_empty(), "nobody knows what must be held");
    let reply: EntriesReply = send(entry.details_bytes().map(<[u8]>::to_vec)).await.ok().json();
    assert_eq!(reply.wanted.len(), 2);
    for part in [&medium, &record] {
        world.upload(&device, part).await;
    }
    let receipts = world.receipts(&device, &[item]).await;
    assert_eq!((receipts.delivered.len(), receipts.missing.len()), (1, 0));
}

#[tokio::test]
async fn an_archivist_asks_for_the_details_that_came_after_their_entries_and_gets_each_once() {
    let world = World::new().await;
    let org = world.organisation().await;
    let archivist = world.archivist(&org).await;
    let mut device = world.device(&org).await;
    let whole = device.entry(Some(ItemId::from_bytes(short())), &[(Role::Record, &bytes(300))]);
    world.entries(&device, &[&whole]).await;
    let filled = device.entry(Some(ItemId::from_bytes(short())), &[(Role::Record, &bytes(300))]);
    let bare = device.entry(None, &[]);
    let late = [&filled, &bare];
    let untold = late.map(|entry| Carried { envelope: entry.envelope().clone(), details: None });
    let pages = async |after: u64, limit: u64| -> ArchivePage {
        let call = Call::new("GET", format!("/v1/archive/details?after={after}&limit={limit}"), &archivist);
        world.ask(call).await.ok().json()
    };
    world.ask(device.carried(untold.to_vec())).await.ok();
    assert!(pages(0, 9).await.rows.is_empty());
    // The later entry's details come first; all are sent again, as after a broken connection.
    for entry in [&bare, &filled, &bare, &filled, &whole] {
        world.ask(device.carried(vec![entry.carried()])).await.ok();
        world.ask(device.carried(untold.to_vec())).await.ok();
    }
    let first = pages(0, 1).await;
    let second = pages(first.rows[0].cursor, 9).await;
    assert_eq!((first.more, second.more), (true, false));
    let told: Vec<_> =
        [&first, &second].into_iter().flat_map(|page| &page.rows).map(|row| row.envelope.clone()).collect();
    assert_eq!(told, [bare.carried(), filled.carried()]);
    let rows = first.rows.iter().chain(&second.rows).map(|row| row.leaf()).collect::<Vec<_>>();
    let proofs = rows.iter().map(Vec::as_slice).zip(first.rows.iter().chain(&second.rows).map(|row| &row.noted));
    support::check_noted(&second.checkpoint, &world.log_key(), proofs);
    assert!(pages(second.rows[0].cursor, 9).await.rows.is_empty(), "the next pull brings nothing twice");
}

#[tokio::test]
async fn details_that_come_late_stand_beside_the_signature_that_was_noted() {
    let world = World::new().await;
    let org = world.organisation().await;
    let archivist = world.archivist(&org).await;
    let mut device = world.device(&org).await;
    let entry = device.entry(Some(ItemId::from_bytes(short())), &[(Role::Record, &bytes(300))]);
    world.ask(device.carried(vec![Carried { details: None, ..entry.carried() }])).await.ok();
    // A person with a copy of the home can sign requests, and has the details of unsent entries.
    let mut false_one: serde_json::Value = serde_json::from_slice(&entry.to_json()).unwrap();
    false_one["signatures"][0]["sig"] = format!("{}==", "A".repeat(86)).into();
    world.ask(device.carried(vec![serde_json::from_value(false_one).unwrap()])).await.ok();
    let page: ArchivePage =
        world.ask(Call::new("GET", "/v1/archive/details?after=0&limit=9".to_owned(), &archivist)).await.ok().json();
    assert_eq!(page.rows.iter().map(|row| row.envelope.clone()).collect::<Vec<_>>(), [entry.carried()]);
}
