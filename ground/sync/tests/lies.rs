//! A lying server never gets an item marked as noted or delivered: one test for each lie.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use evidence::part::Sealed;
use evidence::{Digest, ItemId};
use support::{Full, Memory, Server, answer, bytes, item_id, key, run, session};
use sync::log::{BadReply, ContradictionKind};
use sync::messages::{CustodyProof, EntriesReply, MissingParts, ReceiptsReply, RefusedEntry};
use sync::{Reply, Session, SessionError, Step};

type Outcome = Result<(), SessionError<Full>>;

/// Continues honestly to the request for entries, lets the server lie there, and returns the session's outcome.
fn lie_about_entries(lie: impl FnOnce(&mut Server, &mut EntriesReply)) -> (Outcome, Memory) {
    let (mut outbox, mut server) = (Memory::with_items(5), Server::new());
    // A second device's entries make the proofs longer.
    for n in 0..9 {
        server.append(&bytes(n, 40));
    }
    let mut session = session(&outbox, &server);
    let enrol = session.next(&outbox).unwrap();
    let reply = answer(&mut server, &outbox, &enrol).unwrap();
    session.on_reply(&mut outbox, reply).unwrap();
    let step = session.next(&outbox).unwrap();
    let Some(Reply::Entries(mut reply)) = answer(&mut server, &outbox, &step) else { panic!("entries") };
    lie(&mut server, &mut reply);
    (session.on_reply(&mut outbox, Reply::Entries(reply)), outbox)
}

fn nothing_was_noted(lie: impl FnOnce(&mut Server, &mut EntriesReply)) -> BadReply {
    let (outcome, outbox) = lie_about_entries(lie);
    let Err(SessionError::Refused(why)) = outcome else { panic!("believed: {outcome:?}") };
    assert_eq!(outbox.noted.len(), 1, "only genesis, from the honest reply before");
    assert!(outbox.uploaded.is_empty());
    why
}

#[test]
fn an_honest_reply_is_believed() {
    let (outcome, outbox) = lie_about_entries(|_, _| {});
    assert!(outcome.is_ok());
    assert_eq!(outbox.noted.len(), 6);
}

#[test]
fn parts_that_the_server_says_it_holds_before_they_left_are_sent_all_the_same() {
    let (outcome, outbox) = lie_about_entries(|_, reply| reply.wanted.clear());
    assert!(outcome.is_ok());
    assert!(outbox.uploaded.is_empty(), "believed before a byte was sent");
    let mut session = session(&outbox, &Server::new());
    assert!(matches!(session.next(&outbox).unwrap(), Step::Upload(_)));
}

/// Lets the server accept no byte of any part because it "holds it"; `has`: whether it does.
fn claimed(has: bool) -> (Memory, sync::Tally) {
    let (mut outbox, mut server) = (Memory::with_items(1), Server::new());
    let mut session = session(&outbox, &server);
    loop {
        let reply = match session.next(&outbox).unwrap() {
            Step::Upload(part) => {
                if has {
                    server.upload(outbox.parts[&part.digest].clone());
                }
                Reply::Claimed(part.digest)
            }
            step => match answer(&mut server, &outbox, &step) {
                Some(reply) => reply,
                None => break,
            },
        };
        session.on_reply(&mut outbox, reply).unwrap();
    }
    (outbox, session.tally().clone())
}

#[test]
fn a_part_that_the_server_takes_no_bytes_of_counts_as_held_only_once_it_is_shown() {
    let (outbox, tally) = claimed(true);
    assert_eq!((outbox.uploaded.len(), outbox.delivered.len()), (2, 1));
    assert_eq!((tally.parts_sent, tally.parts_held, tally.parts_not_shown, tally.parts_left), (0, 2, 0, 0));
    let (outbox, tally) = claimed(false);
    assert_eq!((outbox.uploaded.len(), outbox.delivered.len()), (0, 0), "claimed and not shown");
    assert_eq!((tally.parts_sent, tally.parts_held, tally.parts_not_shown, tally.parts_left), (0, 0, 2, 2));
}

#[test]
fn a_checkpoint_by_another_key_or_under_another_name_is_foreign() {
    let why = nothing_was_noted(|server, reply| {
        server.log_key = key(8);
        reply.checkpoint = server.checkpoint();
    });
    assert_eq!(why, BadReply::ForeignCheckpoint);
    let why = nothing_was_noted(|server, reply| {
        server.origin = "elsewhere.example.org".to_owned();
        reply.checkpoint = server.checkpoint();
    });
    assert_eq!(why, BadReply::ForeignCheckpoint);
}

#[test]
fn no_byte_of_a_checkpoint_can_be_changed() {
    let mut at = 0;
    loop {
        let mut length = 0;
        let (outcome, outbox) = lie_about_entries(|_, reply| {
            let mut bytes = reply.checkpoint.clone().into_bytes();
            length = bytes.len();
            bytes[at] ^= 1;
            reply.checkpoint = String::from_utf8_lossy(&bytes).into_owned();
        });
        assert!(matches!(outcome, Err(SessionError::Refused(_))), "byte {at}");
        assert_eq!(outbox.noted.len(), 1);
        at += 7;
        if at >= length {
            break;
        }
    }
}

#[test]
fn a_checkpoint_as_large_as_a_disk_is_refused() {
    let why = nothing_was_noted(|_, reply| {
        let line = reply.checkpoint.lines().last().unwrap().to_owned();
        while reply.checkpoint.len() < 10_000 {
            reply.checkpoint.push_str(&format!("{line}\n"));
        }
    });
    assert!(matches!(why, BadReply::Malformed(_)));
}

#[test]
fn an_inclusion_proof_with_another_index_or_path_proves_nothing() {
    let lies: [fn(&mut EntriesReply); 6] = [
        |r| r.noted[0].index += 1,
        |r| r.noted[0].index = u64::MAX,
        |r| r.noted[0].proof.clear(),
        |r| r.noted[2].proof[0] = Digest::of(b"elsewhere"),
        |r| r.noted[1].proof.push(Digest::of(b"one more")),
        |r| r.noted[4].proof = vec![Digest::of(b""); 100_000],
    ];
    for (n, lie) in lies.into_iter().enumerate() {
        let why = nothing_was_noted(|_, reply| lie(reply));
        assert!(matches!(why, BadReply::NotIncluded(_)), "lie {n}: {why:?}");
    }
}

#[test]
fn the_proof_of_one_entry_does_not_note_another() {
    let why = nothing_was_noted(|_, reply| {
        let (a, b) = (reply.noted[0].entry, reply.noted[1].entry);
        (reply.noted[0].entry, reply.noted[1].entry) = (b, a);
    });
    assert!(matches!(why, BadReply::NotIncluded(_)));
}

#[test]
fn receipts_for_what_was_not_sent_and_second_receipts_are_refused() {
    let why = nothing_was_noted(|server, reply| {
        let stranger = bytes(3, 40);
        reply.noted.push(server.proof(&stranger, 3));
    });
    assert!(matches!(why, BadReply::Malformed(_)));
    let why = nothing_was_noted(|_, reply| reply.noted.push(reply.noted[0].clone()));
    assert!(matches!(why, BadReply::Malformed(_)));
    let refusal = |position| RefusedEntry { position, code: "refused".to_owned(), detail: String::new() };
    for position in [0, 5, usize::MAX] {
        let why = nothing_was_noted(|_, reply| reply.refused.push(refusal(position)));
        assert!(matches!(why, BadReply::Malformed(_)), "both noted and refused, or beyond the request");
    }
}

#[test]
fn an_entry_that_is_neither_noted_nor_refused_stays_unnoted_and_a_code_of_the_server_is_not_repeated() {
    let (outcome, outbox) = lie_about_entries(|_, reply| {
        reply.noted.truncate(2);
        let code = "<script>alert(1)</script>".to_owned();
        reply.refused.push(RefusedEntry { position: 4, code, detail: String::new() });
    });
    assert!(outcome.is_ok());
    assert_eq!(outbox.noted.len(), 3);
    let (mut outbox, mut server) = (Memory::with_items(1), Server::new());
    let mut session = session(&outbox, &server);
    for _ in 0..2 {
        let step = session.next(&outbox).unwrap();
        let mut reply = answer(&mut server, &outbox, &step).unwrap();
        if let Reply::Entries(reply) = &mut reply {
            reply.noted.clear();
            let code = "<script>".to_owned();
            reply.refused.push(RefusedEntry { position: 0, code, detail: String::new() });
        }
        session.on_reply(&mut outbox, reply).unwrap();
    }
    assert_eq!(session.tally().entries_refused[0].code, "other");
    assert_eq!(session.next(&outbox).unwrap(), Step::Done, "it is not sent again in this session");
    assert_eq!(outbox.noted.len(), 1);
}

#[test]
fn a_log_that_became_shorter_contradicts_itself_and_both_checkpoints_are_kept() {
    let mut shown = String::new();
    let why = nothing_was_noted(|server, reply| {
        reply.checkpoint = server.checkpoint_at(4);
        shown.clone_from(&reply.checkpoint);
    });
    let BadReply::Contradiction(evidence) = why else { panic!("{why:?}") };
    assert_eq!(evidence.kind, ContradictionKind::RolledBack);
    assert_eq!(evidence.shown, shown);
    assert!(evidence.known.starts_with("log.example.org\n10\n"));
}

/// Returns a server with another history under the same key, for this device alone.
fn second_history(outbox: &Memory, leaves: u64) -> Server {
    let mut other = Server::new();
    for n in 0..leaves {
        other.append(&bytes(1_000 + n, 40));
    }
    for entry in outbox.entries.iter().skip(1) {
        other.append(entry.envelope().payload());
    }
    other
}

#[test]
fn a_second_history_contradicts_the_first_whatever_its_length_and_proof() {
    for leaves in [2, 5, 10, 500] {
        let (mut outbox, mut server) = (Memory::with_items(5), Server::new());
        for n in 0..4 {
            server.append(&bytes(n, 40));
        }
        let mut session = session(&outbox, &server);
        let enrol = session.next(&outbox).unwrap();
        let reply = answer(&mut server, &outbox, &enrol).unwrap();
        session.on_reply(&mut outbox, reply).unwrap();
        let mut other = second_history(&outbox, leaves);
        let step = session.next(&outbox).unwrap();
        let reply = answer(&mut other, &outbox, &step).unwrap();
        let outcome = session.on_reply(&mut outbox, reply);
        let Err(SessionError::Refused(BadReply::Contradiction(found))) = outcome else { panic!("{outcome:?}") };
        assert_eq!(found.kind, ContradictionKind::NotContinued);
        assert_eq!(outbox.noted.len(), 1);
        assert!(outbox.checkpoint.unwrap().starts_with("log.example.org\n5\n"), "the known one stays");
    }
}

#[test]
fn two_roots_of_one_size_are_two_histories() {
    let (mut outbox, mut server) = (Memory::with_items(0), Server::new());
    run(&mut outbox, &mut server);
    outbox.add(0, &[]);
    let mut session = session(&outbox, &server);
    let step = session.next(&outbox).unwrap();
    let mut other = Server::new();
    let reply = answer(&mut other, &outbox, &step).unwrap();
    let outcome = session.on_reply(&mut outbox, reply);
    let Err(SessionError::Refused(BadReply::Contradiction(found))) = outcome else { panic!("{outcome:?}") };
    assert_eq!(found.kind, ContradictionKind::TwoHistories);
}

#[test]
fn a_consistency_proof_that_is_missing_or_foreign_is_a_contradiction() {
    for proof in [Vec::new(), vec![Digest::of(b"x"); 3], vec![Digest::of(b"x"); 1_000]] {
        let why = nothing_was_noted(|_, reply| reply.consistency = proof);
        assert!(matches!(why, BadReply::Contradiction(c) if c.kind == ContradictionKind::NotContinued));
    }
}

#[test]
fn enrolment_neither_rolls_back_nor_moves_the_known_checkpoint_without_proof() {
    let (mut outbox, mut server) = (Memory::with_items(1), Server::new());
    run(&mut outbox, &mut server);
    let known = outbox.checkpoint.clone();
    outbox.enrolled = false;
    server.append(b"somebody else's entry");
    let mut again = session(&outbox, &server);
    let step = again.next(&outbox).unwrap();
    let reply = answer(&mut server, &outbox, &step).unwrap();
    again.on_reply(&mut outbox, reply).unwrap();
    assert!(outbox.enrolled);
    assert_eq!(outbox.checkpoint, known);
    outbox.enrolled = false;
    let mut shorter = Server::new();
    let mut again = session(&outbox, &shorter);
    let step = again.next(&outbox).unwrap();
    let reply = answer(&mut shorter, &outbox, &step).unwrap();
    let outcome = again.on_reply(&mut outbox, reply);
    assert!(matches!(outcome, Err(SessionError::Refused(BadReply::Contradiction(_)))), "{outcome:?}");
    assert!(!outbox.enrolled);
}

#[test]
fn a_device_is_not_enrolled_by_a_reply_without_a_receipt_for_genesis() {
    let (mut outbox, mut server) = (Memory::with_items(1), Server::new());
    let mut session = session(&outbox, &server);
    let step = session.next(&outbox).unwrap();
    let Some(Reply::Enrolled(mut reply)) = answer(&mut server, &outbox, &step) else { panic!("an enrolment") };
    reply.noted.clear();
    assert!(matches!(session.on_reply(&mut outbox, Reply::Enrolled(reply)), Err(SessionError::Refused(_))));
    assert!(!outbox.enrolled && outbox.noted.is_empty());
}

/// Continues honestly to the question for receipts, lets the server lie there, and returns the session's outcome.
fn lie_about_custody(lie: impl FnOnce(&mut Server, &mut ReceiptsReply)) -> (Outcome, Memory) {
    let (mut outbox, mut server) = (Memory::with_items(4), Server::new());
    let mut session: Session = session(&outbox, &server);
    let mut open = Vec::new();
    loop {
        match session.next(&outbox).unwrap() {
            Step::Wait => {
                let step: Step = open.remove(0);
                let mut reply = answer(&mut server, &outbox, &step).unwrap();
                if let Reply::Receipts(receipts) = &mut reply {
                    lie(&mut server, receipts);
                    return (session.on_reply(&mut outbox, reply), outbox);
                }
                session.on_reply(&mut outbox, reply).unwrap();
            }
            Step::Done => panic!("no question for receipts"),
            step => open.push(step),
        }
    }
}

/// Checks that the first item is not delivered; returns the refusal and how many of the others are.
fn first_is_not_delivered(lie: impl FnOnce(&mut Server, &mut ReceiptsReply)) -> (BadReply, usize) {
    let (outcome, outbox) = lie_about_custody(lie);
    let Err(SessionError::Refused(why)) = outcome else { panic!("believed: {outcome:?}") };
    assert!(!outbox.delivered.contains_key(&item_id(0)));
    (why, outbox.delivered.len())
}

/// Replaces the first item's statement by another one that the server signs and logs.
fn restate(
    server: &mut Server,
    reply: &mut ReceiptsReply,
    change: impl FnOnce(&mut support::Said, &mut Vec<(u64, Digest)>),
) {
    let (mut custody, mut entries) = server.statement(item_id(0));
    change(&mut custody, &mut entries);
    let (said, index) = server.sign_custody(&custody, &entries);
    // Makes every proof lead to the newest checkpoint again.
    for proof in &mut reply.delivered {
        let index = server.leaves.iter().position(|l| l == proof.custody.envelope.payload()).unwrap();
        proof.noted = server.proof(proof.custody.envelope.payload(), index as u64);
    }
    reply.delivered[0].noted = server.proof(said.envelope.payload(), index);
    reply.delivered[0].custody = said;
    let known: u64 = 5;
    reply.checkpoint = server.checkpoint();
    reply.consistency = server.consistency(Some(known));
}

#[test]
fn honest_custody_is_believed_and_so_is_the_same_statement_signed_again() {
    let (outcome, outbox) = lie_about_custody(|_, _| {});
    assert!(outcome.is_ok());
    assert_eq!(outbox.delivered.len(), 4);
    let (outcome, outbox) = lie_about_custody(|s, r| restate(s, r, |c, _| c.seq = 77));
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(outbox.delivered.len(), 4);
}

#[test]
fn custody_that_leaves_out_a_part_or_an_entry_delivers_nothing() {
    let (why, others) = first_is_not_delivered(|s, r| {
        restate(s, r, |c, _| {
            c.held.pop();
        });
    });
    assert_eq!((why, others), (BadReply::CustodyIncomplete(item_id(0)), 3));
    let (why, others) = first_is_not_delivered(|s, r| restate(s, r, |_, e| e.clear()));
    assert!(matches!(why, BadReply::FalseCustody(_)), "a statement over nothing is none: {why:?}");
    assert_eq!(others, 3);
    let (why, _) = first_is_not_delivered(|s, r| restate(s, r, |c, _| c.held.clear()));
    assert_eq!(why, BadReply::CustodyIncomplete(item_id(0)));
    let other = Some(b"{}".to_vec());
    for details in [None, other] {
        let (why, _) = first_is_not_delivered(|_, r| r.delivered[0].custody.details = details);
        assert_eq!(why, BadReply::CustodyIncomplete(item_id(0)));
    }
}

#[test]
fn custody_with_another_size_part_entry_number_device_item_or_origin_is_false() {
    type Change = fn(&mut support::Said, &mut Vec<(u64, Digest)>);
    let lies: [Change; 8] = [
        |c, _| c.held[0].size += 1,
        |c, _| c.held[0].sha256 = Digest::of(b"another part"),
        |c, _| c.held.push(Sealed { sha256: Digest::of(b"one more"), size: 9 }),
        |_, e| e[0].0 += 1,
        |_, e| e.push((99, Digest::of(b"another entry"))),
        |c, _| c.device = Digest::of(b"another device"),
        |c, _| c.item = ItemId::from_bytes([9; 16]),
        |c, _| c.server = "other.example.org".to_owned(),
    ];
    for (n, change) in lies.into_iter().enumerate() {
        let (why, others) = first_is_not_delivered(|s, r| restate(s, r, change));
        assert!(matches!(why, BadReply::FalseCustody(_)), "lie {n}: {why:?}");
        assert_eq!(others, 3, "one false statement does not keep the others from being believed");
    }
}

#[test]
fn custody_signed_by_another_key_or_not_in_the_log_is_refused() {
    let (why, _) = first_is_not_delivered(|server, reply| {
        let (custody, entries) = server.statement(item_id(0));
        let honest = std::mem::replace(&mut server.log_key, key(8));
        reply.delivered[0].custody = server.sign_custody(&custody, &entries).0;
        server.log_key = honest;
    });
    assert!(matches!(why, BadReply::FalseCustody(_)));
    let (why, _) = first_is_not_delivered(|_, reply| reply.delivered[0].noted.index += 1);
    assert!(matches!(why, BadReply::NotIncluded(_)));
    let (why, _) = first_is_not_delivered(|_, reply| reply.delivered[0].noted.entry = Digest::of(b"x"));
    assert!(matches!(why, BadReply::Malformed(_)));
}

#[test]
fn the_custody_of_one_item_does_not_deliver_another() {
    let (why, _) = first_is_not_delivered(|_, reply| {
        let (first, second) = (item_id(0), item_id(1));
        let other = reply.delivered.iter().find(|d| d.item == second).unwrap().clone();
        let slot = reply.delivered.iter_mut().find(|d| d.item == first).unwrap();
        *slot = CustodyProof { item: first, ..other };
    });
    assert!(matches!(why, BadReply::FalseCustody(_)));
}

#[test]
fn receipts_for_items_that_were_not_asked_for_are_refused() {
    let (outcome, outbox) = lie_about_custody(|_, reply| reply.delivered[0].item = ItemId::from_bytes([9; 16]));
    assert!(matches!(outcome, Err(SessionError::Refused(BadReply::Malformed(_)))));
    assert!(outbox.delivered.is_empty());
    let missing = |item, parts| MissingParts { item, unfinished: false, parts };
    let lie = missing(ItemId::from_bytes([9; 16]), vec![Digest::of(b"x")]);
    let (outcome, _) = lie_about_custody(|_, reply| reply.missing.push(lie));
    assert!(matches!(outcome, Err(SessionError::Refused(BadReply::Malformed(_)))));
    let lie = missing(item_id(0), vec![Digest::of(b"not a part of it")]);
    let (outcome, outbox) = lie_about_custody(|_, reply| {
        reply.delivered.clear();
        reply.missing.push(lie);
    });
    assert!(matches!(outcome, Err(SessionError::Refused(BadReply::Malformed(_)))));
    assert_eq!(outbox.uploaded.len(), 8);
}

#[test]
fn an_item_that_is_called_both_delivered_and_missing_counts_as_missing() {
    let (outcome, outbox) = lie_about_custody(|server, reply| {
        let parts = server.statement(item_id(0)).0.held.iter().map(|p| p.sha256).collect();
        reply.missing.push(MissingParts { item: item_id(0), unfinished: false, parts });
    });
    assert!(outcome.is_ok());
    assert!(!outbox.delivered.contains_key(&item_id(0)));
    assert_eq!((outbox.delivered.len(), outbox.uploaded.len()), (3, 6));
}

#[test]
fn a_log_that_rolled_back_delivers_nothing() {
    let (outcome, outbox) = lie_about_custody(|server, reply| reply.checkpoint = server.checkpoint_at(2));
    let Err(SessionError::Refused(BadReply::Contradiction(found))) = outcome else { panic!("{outcome:?}") };
    assert_eq!(found.kind, ContradictionKind::RolledBack);
    assert!(outbox.delivered.is_empty());
}

#[test]
fn a_large_item_is_delivered_by_several_statements_and_by_nothing_less() {
    use evidence::part::Role;
    use sync::PartKind;
    for withheld in [None, Some(0), Some(1)] {
        let (mut outbox, mut server) = (Memory::new(), Server::new());
        outbox.add(0, &[(Role::Media(0), bytes(1, 60), PartKind::Recording)]);
        outbox.add(0, &[(Role::Record, bytes(2, 60), PartKind::Record)]);
        let mut session = session(&outbox, &server);
        let mut outcome = Ok(());
        while let Ok(step) = session.next(&outbox) {
            if matches!(step, Step::AskReceipts(_)) {
                let (mut custody, mut entries) = server.statement(item_id(0));
                let (second_held, second_entries) = (custody.held.split_off(1), entries.split_off(1));
                let first = server.sign_custody(&custody, &entries);
                custody.held = second_held;
                let second = server.sign_custody(&custody, &second_entries);
                let mut both = vec![first, second];
                withheld.map(|at: usize| both.remove(at));
                server.custody.insert(item_id(0), both);
            }
            let Some(reply) = answer(&mut server, &outbox, &step) else { break };
            outcome = session.on_reply(&mut outbox, reply);
            if outcome.is_err() {
                break;
            }
        }
        assert_eq!(outcome.is_ok(), withheld.is_none());
        assert_eq!(outbox.delivered.get(&item_id(0)).map(Vec::len), withheld.is_none().then_some(2));
    }
}
