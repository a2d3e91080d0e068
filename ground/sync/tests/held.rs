//! P10: no part is deleted without the right answer to a fresh challenge, whatever the server says elsewhere; and a
//! server that honestly lost its parts is not accused.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use evidence::Digest;
use serde_json::Value;
use support::{Memory, Server, answer, run, session};
use sync::held::{self, Challenge};
use sync::messages::{Held, HeldAnswer, HeldReply};
use sync::{Reply, Step, Tally};

fn device(items: u64) -> Memory {
    let mut outbox = Memory::with_items(items);
    outbox.lets_go = true;
    outbox
}

/// Runs one session in which `lie` may change every reply; it ends when the session refuses one.
fn told(outbox: &mut Memory, server: &mut Server, mut lie: impl FnMut(usize, &Step, Reply) -> Reply) -> Tally {
    let mut session = session(outbox, server);
    for n in 0.. {
        assert!(n < 1_000, "the session does not end");
        let step = session.next(outbox).unwrap();
        let Some(honest) = answer(server, outbox, &step) else { break };
        if session.on_reply(outbox, lie(n, &step, honest)).is_err() {
            break;
        }
    }
    session.tally().clone()
}

#[test]
fn parts_go_at_the_end_and_only_where_the_policy_lets_them() {
    let (mut outbox, mut server) = (device(3), Server::new());
    let steps = run(&mut outbox, &mut server);
    assert!(matches!(steps[steps.len() - 2..], [Step::AskReceipts(_), Step::AskHeld(_)]));
    assert_eq!((outbox.gone.len(), outbox.parts.len(), server.parts.len()), (6, 0, 6));
    assert_eq!(run(&mut outbox, &mut server), []);
    let (mut keeps, mut server) = (Memory::with_items(3), Server::new());
    let steps = run(&mut keeps, &mut server);
    assert!(keeps.gone.is_empty() && !steps.iter().any(|s| matches!(s, Step::AskHeld(_))));
}

#[test]
fn a_question_is_bounded_and_no_part_is_asked_about_twice() {
    let (mut outbox, mut server) = (device(150), Server::new());
    let mut asked = Vec::new();
    let tally = told(&mut outbox, &mut server, |_, step, honest| {
        let Step::AskHeld(question) = step else { return honest };
        assert!(question.parts.len() <= held::MAX_PARTS);
        asked.extend(question.parts.clone());
        Reply::Held(HeldReply::default())
    });
    assert_eq!(asked.len(), asked.iter().collect::<BTreeSet<_>>().len());
    assert_eq!((asked.len(), tally.parts_not_shown, tally.parts_removed), (300, 300, 0));
    assert!(outbox.gone.is_empty());
}

#[test]
fn a_server_that_lost_parts_keeps_the_device_from_deleting_them_and_is_called_no_liar() {
    let (mut outbox, mut server) = (device(4), Server::new());
    outbox.lets_go = false;
    run(&mut outbox, &mut server);
    outbox.lets_go = true;
    let lost: Vec<Digest> = server.parts.keys().copied().take(3).collect();
    lost.iter().for_each(|part| drop(server.parts.remove(part)));
    let mut session = session(&outbox, &server);
    while let Some(reply) = answer(&mut server, &outbox, &session.next(&outbox).unwrap()) {
        session.on_reply(&mut outbox, reply).unwrap();
    }
    let tally = session.tally();
    assert_eq!((tally.parts_removed, tally.parts_not_shown, tally.parts_left), (5, 3, 0));
    assert_eq!(outbox.parts.keys().copied().collect::<Vec<_>>(), lost);
    assert_eq!(outbox.delivered.len(), 4, "a receipt stays a receipt");
}

#[test]
fn a_device_that_was_restored_from_a_backup_is_shown_what_the_server_has_and_sends_nothing_twice() {
    let before = device(5);
    let (mut outbox, mut server) = (before.clone(), Server::new());
    run(&mut outbox, &mut server);
    let mut restored = before;
    let steps = run(&mut restored, &mut server);
    assert!(!steps.iter().any(|step| matches!(step, Step::Upload(_))), "{steps:?}");
    assert_eq!((restored.delivered.len(), restored.gone.len()), (5, 10));
}

/// Returns every answer that the server gave or could give to another question, under the newest question's names.
fn wrong_answers(right: &HeldReply, question: &Held, earlier: &[(Held, HeldReply)]) -> Vec<HeldReply> {
    let under = |part: Digest, answer: Digest| HeldAnswer { part, answer };
    let right = &right.answers;
    let replayed = |(asked, reply): &(Held, HeldReply)| {
        assert_ne!(asked.challenge, question.challenge, "a challenge serves once");
        let old: BTreeMap<Digest, Digest> = reply.answers.iter().map(|a| (a.part, a.answer)).collect();
        let of = |part: &Digest| old.get(part).or(old.values().next()).map(|answer| under(*part, *answer));
        HeldReply { answers: question.parts.iter().filter_map(of).collect() }
    };
    let mut out: Vec<HeldReply> = earlier.iter().map(replayed).collect();
    // Made without the bytes: from the digest, from the context alone, from the challenge.
    let digests = |of: fn(&Held, &Digest) -> Digest| HeldReply {
        answers: question.parts.iter().map(|part| under(*part, of(question, part))).collect(),
    };
    out.push(digests(|_, part| *part));
    out.push(digests(|q, part| held::answer(&q.challenge, part.as_bytes())));
    out.push(digests(|q, _| held::answer(&q.challenge, b"")));
    out.push(digests(|_, part| held::answer(&Challenge::new([0xff; 32]), part.as_bytes())));
    // The answer for another part.
    let mut turned = right.clone();
    turned.rotate_left(1);
    let turned = right.iter().zip(&turned).filter(|(a, b)| a.part != b.part);
    out.push(HeldReply { answers: turned.map(|(a, b)| under(a.part, b.answer)).collect() });
    out
}

#[test]
fn no_replayed_swapped_or_invented_answer_lets_a_part_go() {
    // Questions that were asked and answered while the server had all parts, as often as the device asked.
    let mut earlier = Vec::new();
    let (mut outbox, mut server) = (device(3), Server::new());
    for _ in 0..3 {
        told(&mut outbox, &mut server, |_, step, honest| {
            let (Step::AskHeld(question), Reply::Held(reply)) = (step, &honest) else { return honest };
            earlier.push((question.clone(), reply.clone()));
            Reply::Held(HeldReply::default())
        });
    }
    assert!(earlier.len() == 3 && outbox.gone.is_empty());
    for which in 0..earlier.len() + 5 {
        told(&mut outbox, &mut server, |_, step, honest| match (step, honest) {
            (Step::AskHeld(question), Reply::Held(right)) => {
                Reply::Held(wrong_answers(&right, question, &earlier)[which].clone())
            }
            (_, honest) => honest,
        });
        assert!(outbox.gone.is_empty(), "wrong answer {which}");
    }
    run(&mut outbox, &mut server);
    assert_eq!(outbox.gone.len(), 6, "and the right ones do");
}

/// Collects the paths of all leaves and containers of a JSON value.
fn paths(value: &Value, at: &str, out: &mut Vec<String>) {
    if !at.is_empty() {
        out.push(at.to_owned());
    }
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, v)| paths(v, &format!("{at}/{name}"), out)),
        Value::Array(all) => all.iter().enumerate().for_each(|(n, v)| paths(v, &format!("{at}/{n}"), out)),
        _ => {}
    }
}

/// Returns replacements for one field: absent, empty, other values of its type, its neighbours' values.
fn instead(value: &Value, at: &str, all: &[String]) -> Vec<Value> {
    let mut out = Vec::new();
    let here = value.pointer(at).unwrap();
    let mut changes = vec![Value::Null, Value::from(0), Value::Bool(true), Value::Array(Vec::new())];
    if let Some(text) = here.as_str() {
        let flipped: String = text.chars().rev().collect();
        changes.extend([Value::from(flipped), Value::from(""), Value::from(Digest::of(text.as_bytes()).to_string())]);
    }
    changes.extend(here.as_u64().map(|n| Value::from(n + 1)));
    let same_kind = all.iter().filter(|other| *other != at).filter_map(|other| value.pointer(other));
    let same_kind = same_kind.filter(|other| other.is_string() == here.is_string() && *other != here);
    changes.extend(same_kind.take(12).cloned());
    for change in changes {
        let mut lie = value.clone();
        *lie.pointer_mut(at).unwrap() = change;
        out.push(lie);
    }
    let mut dropped = value.clone();
    let (parent, name) = at.rsplit_once('/').unwrap();
    match dropped.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.remove(name)),
        Some(Value::Array(all)) => drop(all.remove(name.parse().unwrap())),
        _ => {}
    }
    out.push(dropped);
    out
}

/// Returns the reply as the client would read it; none if the client would refuse it.
fn read(like: &Reply, value: Value) -> Option<Reply> {
    Some(match like {
        Reply::Enrolled(_) => Reply::Enrolled(serde_json::from_value(value).ok()?),
        Reply::Entries(_) => Reply::Entries(serde_json::from_value(value).ok()?),
        Reply::Receipts(_) => Reply::Receipts(serde_json::from_value(value).ok()?),
        Reply::Held(_) => Reply::Held(serde_json::from_value(value).ok()?),
        _ => return None,
    })
}

fn written(reply: &Reply) -> Option<Value> {
    Some(match reply {
        Reply::Enrolled(r) | Reply::Entries(r) => serde_json::to_value(r).unwrap(),
        Reply::Receipts(r) => serde_json::to_value(r).unwrap(),
        Reply::Held(r) => serde_json::to_value(r).unwrap(),
        _ => return None,
    })
}

/// Returns the conversation of a server that signs for every part and drops one of them: `lie` changes a reply.
fn with_a_thief(start: &Memory, lie: &mut dyn FnMut(usize, &Reply) -> Option<Reply>) -> (Memory, Digest, usize) {
    let (mut outbox, mut server) = (start.clone(), Server::new());
    let stolen = *outbox.parts.keys().next().unwrap();
    let copy = outbox.parts[&stolen].clone();
    let mut replies = 0;
    told(&mut outbox, &mut server, |n, step, honest| {
        replies = n + 1;
        let honest = match (step, honest) {
            (Step::AskHeld(question), Reply::Held(mut reply)) => {
                // The other answers are right; the server has no byte of this part when it is asked.
                reply.answers.retain(|a| a.part != stolen);
                let nothing = held::answer(&question.challenge, b"");
                reply.answers.push(HeldAnswer { part: stolen, answer: nothing });
                Reply::Held(reply)
            }
            (_, honest) => honest,
        };
        lie(n, &honest).unwrap_or(honest)
    });
    assert_eq!(Digest::of(&copy), stolen);
    (outbox, stolen, replies)
}

#[test]
fn over_every_field_of_every_reply_nothing_is_deleted_that_was_not_shown() {
    let start = device(2);
    let (honest, stolen, replies) = with_a_thief(&start, &mut |_, _| None);
    assert_eq!((honest.gone.len(), honest.parts.contains_key(&stolen)), (3, true));
    let (mut lies, mut believed) = (0, 0);
    for which in 0..replies {
        let mut variants: Option<Vec<Value>> = None;
        let mut next = 0;
        loop {
            let mut told = false;
            let (outbox, stolen, _) = with_a_thief(&start, &mut |n, honest| {
                let value = written(honest).filter(|_| n == which)?;
                let all = variants.get_or_insert_with(|| {
                    let mut all = Vec::new();
                    paths(&value, "", &mut all);
                    all.iter().flat_map(|at| instead(&value, at, &all)).collect()
                });
                let lie = all.get(next)?.clone();
                told = true;
                read(honest, lie)
            });
            if !told {
                break;
            }
            assert!(!outbox.gone.contains(&stolen) && outbox.parts.contains_key(&stolen), "reply {which}, lie {next}");
            let kept: BTreeSet<&Digest> = outbox.parts.keys().chain(&outbox.gone).collect();
            assert_eq!(kept.len(), 4, "a part is neither here nor let go");
            believed += usize::from(!outbox.gone.is_empty());
            (lies, next) = (lies + 1, next + 1);
        }
    }
    assert!(lies > 300 && believed > 0, "{lies} lies, {believed} of them harmless");
}
