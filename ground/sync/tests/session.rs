//! The session sends in the right order, ends, and continues after an interruption.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use evidence::part::Role;
use evidence::{Digest, SignedEntry};
use support::{Full, Memory, Server, answer, bytes, item_id, run, session};
use sync::messages::MAX_ENTRIES;
use sync::{Outbox, PartKind, Reply, Session, SessionError, Step, TrustedLog, Window};
use tlog::{Cosigners, Proof, leaf_hash};

#[test]
fn everything_is_noted_sent_and_delivered_and_a_second_session_has_nothing_to_do() {
    let (mut outbox, mut server) = (Memory::with_items(10), Server::new());
    let steps = run(&mut outbox, &mut server);
    assert!(outbox.enrolled);
    assert_eq!(outbox.noted.len(), 11);
    assert_eq!(outbox.uploaded.len(), 20);
    assert_eq!(outbox.delivered.len(), 10);
    assert!(matches!(steps[0], Step::Enrol(_)));
    assert_eq!(run(&mut outbox, &mut server), []);
}

#[test]
fn a_thousand_items_are_noted_after_two_round_trips() {
    let (mut outbox, mut server) = (Memory::with_items(1_000), Server::new());
    let mut session = session(&outbox, &server);
    for round_trip in 1..=2 {
        let step = session.next(&outbox).unwrap();
        let reply = answer(&mut server, &outbox, &step).unwrap();
        session.on_reply(&mut outbox, reply).unwrap();
        assert_eq!(outbox.noted.len(), if round_trip == 1 { 1 } else { 1_001 });
    }
    assert!(matches!(session.next(&outbox).unwrap(), Step::Upload(_)));
    assert!(session.entries_are_through());
    assert_eq!(session.tally().entries_noted, 1_001);
}

#[test]
fn kept_receipts_are_tlog_proofs_that_verify_alone() {
    let (mut outbox, mut server) = (Memory::with_items(5), Server::new());
    run(&mut outbox, &mut server);
    for entry in &outbox.entries {
        let proof = Proof::parse(outbox.noted[&entry.digest()].proof.as_bytes()).unwrap();
        let leaf = leaf_hash(entry.envelope().payload());
        proof.verify(&leaf, &server.vkey(), &Cosigners::none()).unwrap();
    }
    for receipts in outbox.delivered.values() {
        let proof = Proof::parse(receipts[0].proof.as_bytes()).unwrap();
        proof.verify(&leaf_hash(receipts[0].custody.envelope.payload()), &server.vkey(), &Cosigners::none()).unwrap();
    }
}

#[test]
fn entries_go_first_then_records_then_stills_then_recordings_newest_first() {
    let (mut outbox, mut server) = (Memory::new(), Server::new());
    outbox.add(
        0,
        &[(Role::Opening, bytes(1, 50), PartKind::Record), (Role::Media(0), bytes(2, 50), PartKind::Recording)],
    );
    outbox.add(0, &[(Role::Media(1), bytes(3, 50), PartKind::Recording)]);
    outbox.add(1, &[(Role::Media(0), bytes(4, 50), PartKind::Still), (Role::Record, bytes(5, 50), PartKind::Record)]);
    outbox
        .add(0, &[(Role::Media(2), bytes(6, 50), PartKind::Recording), (Role::Record, bytes(7, 50), PartKind::Record)]);
    let steps = run(&mut outbox, &mut server);
    assert!(matches!(steps[..2], [Step::Enrol(_), Step::SendEntries(_)]));
    let sent: Vec<Digest> =
        steps.iter().filter_map(|s| if let Step::Upload(p) = s { Some(p.digest) } else { None }).collect();
    let expected: Vec<Digest> = [7, 5, 1, 4, 6, 3, 2].map(|n| Digest::of(&bytes(n, 50))).to_vec();
    assert_eq!(sent, expected);
    assert!(matches!(steps.last(), Some(Step::AskReceipts(_))));
    assert_eq!(outbox.delivered.len(), 2);
}

#[test]
fn no_more_parts_and_bytes_are_under_way_than_the_window_allows() {
    let (mut outbox, mut server) = (Memory::new(), Server::new());
    for n in 0..20 {
        let size = if n % 2 == 0 { 100 } else { 5_000 };
        outbox.add(n, &[(Role::Record, bytes(n, size), PartKind::Record)]);
    }
    let mut session = Session::new(outbox.device(), vec![server.trusted()], Window { parts: 3, bytes: 6_000 });
    let (mut open, mut most) = (Vec::new(), 0);
    loop {
        match session.next(&outbox).unwrap() {
            Step::Done => break,
            Step::Wait => {
                let step = open.remove(0);
                let reply = answer(&mut server, &outbox, &step).unwrap();
                session.on_reply(&mut outbox, reply).unwrap();
            }
            step => open.push(step),
        }
        let sizes: Vec<u64> =
            open.iter().filter_map(|s| if let Step::Upload(p) = s { Some(p.size) } else { None }).collect();
        assert!(sizes.len() <= 3 && (sizes.len() == 1 || sizes.iter().sum::<u64>() <= 6_000), "{sizes:?}");
        most = most.max(sizes.len());
    }
    assert!(most > 1);
    assert_eq!(outbox.delivered.len(), 20);
}

#[test]
fn a_part_larger_than_the_window_is_sent_alone() {
    let (mut outbox, mut server) = (Memory::with_items(2), Server::new());
    let mut session = Session::new(outbox.device(), vec![server.trusted()], Window { parts: 0, bytes: 1 });
    while !matches!(session.next(&outbox).unwrap(), Step::Upload(_)) {
        session = Session::new(outbox.device(), vec![server.trusted()], Window { parts: 0, bytes: 1 });
        let step = session.next(&outbox).unwrap();
        if matches!(step, Step::Upload(_)) {
            break;
        }
        let reply = answer(&mut server, &outbox, &step).unwrap();
        session.on_reply(&mut outbox, reply).unwrap();
    }
    assert_eq!(session.next(&outbox).unwrap(), Step::Wait);
}

#[test]
fn when_not_all_entries_fit_the_newest_one_leaves_with_the_first_request() {
    let (mut outbox, mut server) = (Memory::new(), Server::new());
    for _ in 0..2 * MAX_ENTRIES + 10 {
        outbox.add(0, &[]);
    }
    let mut session = session(&outbox, &server);
    let mut seen: Vec<Vec<u64>> = Vec::new();
    loop {
        let step = session.next(&outbox).unwrap();
        if let Step::SendEntries(entries) = &step {
            assert!(entries.entries.len() <= MAX_ENTRIES);
            let seqs = entries.entries.iter().map(|e| SignedEntry::from_carried(e.clone()).unwrap().seq());
            seen.push(seqs.collect());
        }
        let Some(reply) = answer(&mut server, &outbox, &step) else { break };
        session.on_reply(&mut outbox, reply).unwrap();
    }
    let newest = 2 * MAX_ENTRIES as u64 + 10;
    assert_eq!(seen[0].last(), Some(&newest));
    assert_eq!(seen[0].len(), MAX_ENTRIES);
    let mut all: Vec<u64> = seen.concat();
    all.sort_unstable();
    assert_eq!(all, (1..=newest).collect::<Vec<_>>(), "each entry is sent exactly once");
    assert_eq!(outbox.noted.len() as u64, newest + 1);
}

#[test]
fn a_session_cut_at_any_reply_is_finished_by_later_ones_and_no_acknowledged_part_is_sent_twice() {
    let mut cut_after = 0;
    loop {
        let (mut outbox, mut server) = (Memory::with_items(6), Server::new());
        let mut session = session(&outbox, &server);
        let mut replies = 0;
        let done = loop {
            let step = session.next(&outbox).unwrap();
            let Some(reply) = answer(&mut server, &outbox, &step) else { break step == Step::Done };
            // The server has acted, but the reply is lost.
            if replies == cut_after {
                break false;
            }
            session.on_reply(&mut outbox, reply).unwrap();
            replies += 1;
        };
        session.settle(&mut outbox).unwrap();
        let acknowledged = outbox.uploaded.clone();
        let again = run(&mut outbox, &mut server);
        assert!(!again.iter().any(|s| matches!(s, Step::Upload(p) if acknowledged.contains(&p.digest))));
        assert_eq!(outbox.delivered.len(), 6, "cut after {cut_after}");
        if done {
            assert!(cut_after > 10);
            return;
        }
        cut_after += 1;
    }
}

#[test]
fn entries_sent_again_after_a_lost_reply_tell_which_parts_are_held_already() {
    let (mut outbox, mut server) = (Memory::with_items(4), Server::new());
    run(&mut outbox, &mut server);
    outbox.noted.clear();
    outbox.uploaded.clear();
    outbox.delivered.clear();
    let steps = run(&mut outbox, &mut server);
    assert!(!steps.iter().any(|s| matches!(s, Step::Upload(_))));
    assert_eq!(outbox.delivered.len(), 4);
}

#[test]
fn a_part_that_is_missing_after_all_is_sent_again_and_delivered() {
    let (mut outbox, mut server) = (Memory::with_items(3), Server::new());
    let mut session = session(&outbox, &server);
    let mut lost = 0;
    loop {
        let step = session.next(&outbox).unwrap();
        if matches!(step, Step::AskReceipts(_)) && lost == 0 {
            lost = server.parts.len();
            server.parts.clear();
        }
        let Some(reply) = answer(&mut server, &outbox, &step) else { break };
        session.on_reply(&mut outbox, reply).unwrap();
    }
    assert_eq!(lost, 6);
    assert_eq!(outbox.delivered.len(), 3);
    assert_eq!(session.tally().parts_sent, 12);
}

#[test]
fn a_server_that_loses_parts_again_and_again_cannot_keep_the_session_going() {
    let (mut outbox, mut server) = (Memory::with_items(2), Server::new());
    let mut session = session(&outbox, &server);
    let mut steps = 0;
    loop {
        let step = session.next(&outbox).unwrap();
        server.parts.clear();
        let Some(reply) = answer(&mut server, &outbox, &step) else { break };
        server.parts.clear();
        session.on_reply(&mut outbox, reply).unwrap();
        steps += 1;
        assert!(steps < 50);
    }
    assert_eq!(outbox.delivered.len(), 0);
    assert_eq!(session.tally().parts_left, 4);
    assert_eq!(session.next(&outbox).unwrap(), Step::Done);
}

#[test]
fn a_part_that_the_server_does_not_take_does_not_hold_up_the_others() {
    let (mut outbox, mut server) = (Memory::with_items(3), Server::new());
    let mut session = session(&outbox, &server);
    let mut first = true;
    loop {
        let step = session.next(&outbox).unwrap();
        let reply = match &step {
            Step::Upload(part) if first => {
                first = false;
                Reply::NotTaken(part.digest)
            }
            step => match answer(&mut server, &outbox, step) {
                Some(reply) => reply,
                None => break,
            },
        };
        session.on_reply(&mut outbox, reply).unwrap();
    }
    assert_eq!(outbox.delivered.len(), 2);
    assert_eq!((session.tally().parts_left, session.tally().parts_sent), (1, 5));
}

#[test]
fn acknowledgements_are_noted_together_and_none_is_lost_or_sent_again() {
    let (mut outbox, mut server) = (Memory::with_items(40), Server::new());
    let mut session = session(&outbox, &server);
    let (mut open, mut writes, mut held) = (Vec::new(), 0, 0);
    loop {
        match session.next(&outbox).unwrap() {
            Step::Done => break,
            Step::Wait => {
                let step = open.remove(0);
                let reply = answer(&mut server, &outbox, &step).unwrap();
                session.on_reply(&mut outbox, reply).unwrap();
                writes += usize::from(outbox.uploaded.len() != held);
                held = outbox.uploaded.len();
            }
            step => open.push(step),
        }
    }
    assert_eq!((session.tally().parts_sent, outbox.uploaded.len(), outbox.delivered.len()), (80, 80, 40));
    assert!(writes <= 80 / 10, "{writes} writes");
}

#[test]
fn a_full_server_gets_no_more_parts_and_gives_receipts_for_what_it_has() {
    let (mut outbox, mut server) = (Memory::with_items(5), Server::new());
    let mut session = session(&outbox, &server);
    let mut uploads = 0;
    loop {
        let step = session.next(&outbox).unwrap();
        let reply = match &step {
            Step::Upload(part) => {
                uploads += 1;
                // The records and two of the stills fit.
                if uploads > 7 { Some(Reply::Full(part.digest)) } else { answer(&mut server, &outbox, &step) }
            }
            step => answer(&mut server, &outbox, step),
        };
        let Some(reply) = reply else { break };
        session.on_reply(&mut outbox, reply).unwrap();
    }
    assert_eq!((uploads, outbox.delivered.len()), (8, 2));
    assert_eq!(session.next(&outbox).unwrap(), Step::Done);
}

#[test]
fn an_item_that_the_server_calls_unfinished_is_asked_for_once() {
    let (mut outbox, mut server) = (Memory::with_items(2), Server::new());
    let mut session = session(&outbox, &server);
    let mut asked = 0;
    loop {
        let step = session.next(&outbox).unwrap();
        let Some(mut reply) = answer(&mut server, &outbox, &step) else { break };
        if let Reply::Receipts(receipts) = &mut reply {
            asked += 1;
            receipts.delivered.retain(|d| d.item != item_id(0));
            receipts.missing =
                vec![sync::messages::MissingParts { item: item_id(0), unfinished: true, parts: Vec::new() }];
        }
        session.on_reply(&mut outbox, reply).unwrap();
    }
    assert_eq!((asked, outbox.delivered.len(), session.tally().items_incomplete), (1, 1, 1));
}

#[test]
fn a_full_disk_stops_the_session_and_the_next_one_goes_on() {
    let (mut outbox, mut server) = (Memory::with_items(2), Server::new());
    let mut session = session(&outbox, &server);
    let step = session.next(&outbox).unwrap();
    let reply = answer(&mut server, &outbox, &step).unwrap();
    outbox.full = true;
    assert!(matches!(session.on_reply(&mut outbox, reply), Err(SessionError::Unavailable(Full))));
    assert!(!outbox.enrolled && outbox.noted.is_empty());
    outbox.full = false;
    run(&mut outbox, &mut server);
    assert_eq!(outbox.delivered.len(), 2);
}

#[test]
fn a_log_key_that_is_not_named_as_the_origin_is_refused() {
    let vkey = Server::new().vkey().to_string();
    let log = |origin: &str| evidence::policy::Log {
        origin: origin.to_owned(),
        key: vkey.clone(),
        cosigners: Vec::new(),
        quorum: 0,
    };
    assert!(TrustedLog::from_policy(&log("log.example.org")).is_ok());
    assert!(TrustedLog::from_policy(&log("other.example.org")).is_err());
}

#[test]
fn an_enrolment_of_another_device_or_organisation_is_not_sent() {
    let (mut outbox, server) = (Memory::new(), Server::new());
    let mut foreign = Session::new(Digest::of(b"another device"), vec![server.trusted()], Window::default());
    assert!(matches!(foreign.next(&outbox), Err(SessionError::Malformed(_))));
    outbox.genesis.details = None;
    assert!(matches!(session(&outbox, &server).next(&outbox), Err(SessionError::Malformed(_))));
}

#[test]
fn an_answer_to_another_question_changes_nothing() {
    let (mut outbox, mut server) = (Memory::with_items(1), Server::new());
    let mut session = session(&outbox, &server);
    let step = session.next(&outbox).unwrap();
    let Some(Reply::Enrolled(reply)) = answer(&mut server, &outbox, &step) else { panic!("an enrolment") };
    assert!(matches!(session.on_reply(&mut outbox, Reply::Entries(reply)), Err(SessionError::Bug(_))));
    assert!(matches!(session.on_reply(&mut outbox, Reply::Uploaded(Digest::of(b"x"))), Err(SessionError::Bug(_))));
    assert!(outbox.noted.is_empty() && outbox.uploaded.is_empty());
    assert!(outbox.expected(&item_id(7)).unwrap().entries.is_empty());
}
