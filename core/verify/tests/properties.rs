//! The properties P1 to P6 and P12 to P14 of the evidence format, over generated worlds and generated attacks.
//! `docs/properties.md` says which test holds which property.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts the second reader")]

#[path = "properties/mod.rs"]
mod properties;
mod support;

use std::collections::BTreeSet;

use properties::admitting::{self, Mixed};
use properties::attacks::{self, attack};
use properties::judged::{Oracle, codes, said, verdict};
use properties::openings::{self, Pair};
use properties::tape::Tape;
use properties::town::Town;
use properties::{carrier, ensure, hold, rotation};
use support::Captured;

/// Returns a settled town, one of its items, and the files of that item's bundle.
fn settled(tape: &mut Tape<'_>) -> (Town, Captured) {
    let mut town = Town::cosigned(tape);
    town.settle();
    let shot = tape.pick(&town.shots).clone();
    (town, shot)
}

#[test]
fn p1_what_is_final_stays_final() {
    hold("p1", 150, |tape| {
        let (mut town, shot) = settled(tape);
        let files = town.files(&[&shot]);
        let trust = town.world.trust();
        let before = verdict(&files, &trust)?;
        let mut done = Vec::new();
        for _ in 0..1 + tape.below(4) {
            let what = *tape.pick(&attacks::ALL);
            attack(&mut town, what, &shot, tape);
            done.push(what);
        }
        let mut later = carrier::merged(&files, &town.files(&[&shot]));
        if tape.flag() {
            later = carrier::littered(later, tape);
        }
        let later = carrier::shuffled(later, tape);
        let after = verdict(&later, &trust)?;
        let (then, now) = (said(&before, 0), said(&after, 0));
        ensure!(then.stays(&now), "{done:?}\n{then:?} {:?}\n{now:?} {:?}", codes(&before, 0), codes(&after, 0));
        Ok(())
    });
}

#[test]
fn the_second_reader_says_the_same_of_what_is_generated() {
    let oracle = std::cell::RefCell::new(Oracle::new());
    hold("oracle", 200, |tape| {
        let mut town = Town::any(tape);
        if tape.flag() {
            town.settle();
        }
        let shot = tape.pick(&town.shots).clone();
        for _ in 0..tape.below(4) {
            let what = *tape.pick(&attacks::ALL);
            attack(&mut town, what, &shot, tape);
        }
        if tape.below(4) == 0 {
            attack(&mut town, attacks::Attack::OtherCosigners, &shot, tape);
        }
        let mut files = town.files(&[&shot]);
        match tape.below(4) {
            0 => files = carrier::littered(files, tape),
            1 => files = carrier::plundered(files, tape),
            2 => files = carrier::shuffled(files, tape),
            _ => {}
        }
        let (ours, verdict) = Oracle::ours(&files, &town.world.trust());
        let theirs = oracle.borrow_mut().judge(&files, &town.world.policy.envelope().to_json());
        let same = ["answers", "items", "exit"].iter().all(|field| ours.get(field) == theirs.get(field));
        ensure!(same, "ours {ours}\ntheirs {theirs}\n{:?}", verdict.map(|verdict| codes(&verdict, 0)));
        Ok(())
    });
}

#[test]
fn p2_no_carrier_makes_anything_fail() {
    hold("p2", 100, |tape| {
        let mut town = Town::any(tape);
        if tape.flag() {
            town.settle();
        }
        let shot = tape.pick(&town.shots).clone();
        let files = town.files(&[&shot]);
        let before = said(&verdict(&files, &town.world.trust())?, 0);
        let mut carried = carrier::plundered(files, tape);
        if tape.flag() {
            carried = carrier::littered(carried, tape);
        }
        let carried = carrier::shuffled(carried, tape);
        let verdict = verdict(&carried, &town.world.trust())?;
        let after = said(&verdict, 0);
        ensure!(before.fails_no_more(&after), "{before:?}\n{after:?} {:?}", codes(&verdict, 0));
        Ok(())
    });
}

#[test]
fn p3_no_order_of_lines_changes_a_verdict() {
    hold("p3", 100, |tape| {
        let mut town = Town::any(tape);
        let shot = tape.pick(&town.shots).clone();
        for _ in 0..tape.below(4) {
            let what = *tape.pick(&attacks::ALL);
            attack(&mut town, what, &shot, tape);
        }
        let (one, other) = (town.files(&[&shot]), town.files(&[&shot]));
        // Two carriers brought some of it each, in any order, and some of it twice.
        let (left, right) = (carrier::plundered(one.clone(), tape), carrier::plundered(other, tape));
        let merged = carrier::merged(&carrier::merged(&one, &left), &right);
        let back = carrier::shuffled(carrier::merged(&carrier::merged(&right, &left), &one), tape);
        let trust = town.world.trust();
        let (one, other) = (verdict(&merged, &trust)?, verdict(&back, &trust)?);
        let told =
            |verdict: &verify::Verdict| (said(verdict, 0), codes(verdict, 0).into_iter().collect::<BTreeSet<_>>());
        ensure!(told(&one) == told(&other), "{:?}\n{:?}", told(&one), told(&other));
        Ok(())
    });
}

#[test]
fn p4_what_comes_later_changes_no_earlier_verdict() {
    hold("p4", 100, |tape| {
        let town = Town::any(tape);
        let shot = tape.pick(&town.shots).clone();
        let own = town.entries_of(&shot);
        let last = tape.pick(&own).clone();
        let shot = as_of(&shot, &own, &last);
        // The path of that entry alone, and with all later entries.
        let device = town.owned.iter().map(|owned| &owned.device).find(|d| d.entries.contains(&last)).unwrap();
        let upto = device.entries.iter().position(|entry| entry.digest() == last.digest()).unwrap();
        let (path, rest) = (&device.entries[..=upto], &device.entries[upto + 1..]);
        let whole: Vec<_> = path.iter().chain(rest).cloned().collect();
        let point = |files| support::with_manifest(files, |m| m.items[0].as_of = last.digest());
        let trust = town.world.trust();
        let before = verdict(&point(town.files_of(path, &[&shot])), &trust)?;
        let receipts = |files: &support::Files, path: &str| files.get(path).cloned().unwrap_or_default();
        // Later entries without their receipts, and with them.
        let mut bare = town.files_of(&whole, &[&shot]);
        let noted = receipts(&town.files_of(path, &[&shot]), evidence::bundle::NOTED);
        bare.insert(evidence::bundle::NOTED.to_owned(), noted);
        support::sum(&mut bare);
        let bare = verdict(&point(bare), &trust)?;
        let (then, now) = (said(&before, 0), said(&bare, 0));
        ensure!(then == now, "{then:?} {:?}\n{now:?} {:?}", codes(&before, 0), codes(&bare, 0));
        let full = verdict(&point(town.files_of(&whole, &[&shot])), &trust)?;
        let now = said(&full, 0);
        let worse =
            then.answers.iter().zip(&now.answers).any(|(then, now)| now > then && *now == verify::Status::Failed);
        ensure!(!worse || owner_is_skewed(&town, &shot), "{then:?}\n{now:?} {:?}", codes(&full, 0));
        Ok(())
    });
}

/// Returns true if the clock of the item's device was wrong, or a copy of its keys was used.
fn owner_is_skewed(town: &Town, shot: &Captured) -> bool {
    town.owned.iter().any(|owned| owned.device.id() == shot.device && owned.skewed)
}

/// Returns the item with the statements of its entries up to `last`.
fn as_of(shot: &Captured, own: &[evidence::SignedEntry], last: &evidence::SignedEntry) -> Captured {
    let upto = own.iter().position(|entry| entry.digest() == last.digest()).unwrap();
    let stated: BTreeSet<_> = own[..=upto].iter().flat_map(|entry| entry.parts()).map(|part| part.commitment).collect();
    let mut shot = shot.clone();
    shot.record = shot.record.filter(|part| stated.contains(&part.commitment()));
    for media in &mut shot.media {
        media.parts.retain(|part| stated.contains(&part.commitment()));
    }
    shot.media.retain(|media| !media.parts.is_empty());
    shot
}

#[test]
fn p5_nobody_s_word_alone_fails_an_honest_device() {
    use attacks::Attack::{
        AnyCustody, CopiedKey, FewCosigners, Namesake, OtherCosigners, OtherHistory, SecondGenesis, SecondPolicy,
    };
    hold("p5", 100, |tape| {
        let mut town = Town::cosigned(tape);
        if tape.flag() {
            town.settle();
        }
        let shot = tape.pick(&town.shots).clone();
        let skewed = owner_is_skewed(&town, &shot);
        let files = town.files(&[&shot]);
        let trust = town.world.trust();
        let before = said(&verdict(&files, &trust)?, 0);
        let what = *tape.pick(&[
            AnyCustody,
            FewCosigners,
            OtherHistory,
            SecondPolicy,
            SecondGenesis,
            CopiedKey,
            Namesake,
            OtherCosigners,
        ]);
        for _ in 0..1 + tape.below(2) {
            attack(&mut town, what, &shot, tape);
        }
        let later = verdict(&carrier::merged(&files, &town.files(&[&shot])), &trust)?;
        let after = said(&later, 0);
        // A wrong clock may be exposed by a party that gets something noted.
        let fails = !skewed && !before.fails_no_more(&after);
        ensure!(!fails, "{what:?}\n{before:?}\n{after:?} {:?}", codes(&later, 0));
        let failed = after.answers[2] == verify::Status::Failed;
        ensure!(skewed || !failed, "{what:?}: an honest clock failed\n{after:?} {:?}", codes(&later, 0));
        // Fewer cosigners than the quorum have no effect, whatever they sign.
        ensure!(what != FewCosigners || before == after, "{before:?}\n{after:?} {:?}", codes(&later, 0));
        Ok(())
    });
}

#[test]
fn p5_fewer_cosigners_than_the_quorum_say_after_when_of_nothing() {
    hold("p5 below", 100, |tape| {
        let mut town = Town::cosigned(tape);
        let few = town.quorum - 1;
        let lie = *tape.pick(&[1_767_300_000, 1_900_000_000, 1]);
        let honest = tape.below(3);
        // The server keeps a quorum or more of true lines together with false ones, or fewer than that.
        let true_time = town.clock;
        let lines = (0..few).map(|n| (n, lie)).chain((few..few + honest).map(|n| (n, true_time.as_second() as u64)));
        let known = town.world.log.more.len() + 1;
        town.world.log.carried_by = Some(lines.filter(|(n, _)| *n < known).collect());
        let shot = tape.pick(&town.shots).clone();
        town.settle();
        town.deliver_item(&shot);
        town.tick(60);
        town.photo(0, tape);
        let late = town.shots.last().unwrap().clone();
        town.world.log.carried_by = None;
        town.settle();
        let verdict = verdict(&town.files(&[&late]), &town.world.trust())?;
        let bound = verdict.items[0].interval.not_before.clone();
        let by_quorum = bound.filter(|bound| bound.by == verify::Voucher::Cosigner).and_then(|bound| bound.at);
        let late_by = by_quorum.filter(|at| *at > town.clock);
        ensure!(late_by.is_none(), "few cosigners say that it was made after {late_by:?}");
        let failed = verdict.items[0].answers.time.status == verify::Status::Failed;
        ensure!(!failed || owner_is_skewed(&town, &late), "an honest clock failed: {:?}", codes(&verdict, 0));
        Ok(())
    });
}

#[test]
fn p6_an_opening_is_bound_by_every_closing() {
    hold("p6", 200, |tape| {
        let Some(Pair { world, device, shot, said, agrees }) = openings::pair(tape) else { return Ok(()) };
        let files = support::bundle(&world, &device.entries, &[&shot]);
        let verdict = verdict(&files, &world.trust())?;
        let content = verdict.items[0].answers.content.status;
        let expected = if agrees { verify::Status::Passed } else { verify::Status::Failed };
        ensure!(content == expected, "agrees: {agrees}, {content:?} {:?}", codes(&verdict, 0));
        // The story begins with all values of the opening, and shows those of the end beside them.
        let opening = evidence::closing::Opening::open(shot.opening.as_ref().unwrap()).unwrap();
        ensure!(opening.said() == &said, "{said:?}\n{:?}", opening.said());
        let ending = evidence::closing::Ending::parse(shot.record.as_ref().unwrap().content()).unwrap();
        let story = evidence::Story::of(true, Some(&opening), Some(&ending)).unwrap();
        let kept = support::salted("told", &story.record.to_content(&[9; 32]).unwrap());
        let kept = openings::told(&kept);
        for (path, value) in &said {
            ensure!(kept.get(path) == Some(value), "{path} was {value}, and is told as {:?}", kept.get(path));
        }
        Ok(())
    });
}

#[test]
fn p12_leaves_tell_nothing_of_what_is_hidden() {
    hold("p12", 60, |tape| {
        let mut town = Town::any(tape);
        town.settle();
        let shot = tape.pick(&town.shots).clone();
        let entries = town.entries();
        let hidden = |entry: &evidence::SignedEntry| {
            let details = entry.details().unwrap();
            let mut all = vec![
                details.salt.to_string(),
                details.claimed_at.to_string(),
                details.policy.to_string(),
                details.uptime.boot.to_string(),
            ];
            all.extend(details.organisation.iter().map(ToString::to_string));
            all.extend(details.transport_key.iter().map(ToString::to_string));
            all.extend(details.ticket.iter().map(|ticket| ticket.digest().to_string()));
            all.extend(
                details.parts.iter().flat_map(|part| [part.commitment.to_string(), part.sealed.sha256.to_string()]),
            );
            all
        };
        let organisation = town.world.organisation.public().unwrap().to_string();
        for leaf in &town.world.log.leaves {
            let text = String::from_utf8_lossy(leaf);
            let told = entries.iter().flat_map(hidden).chain([organisation.clone()]).find(|word| text.contains(word));
            ensure!(told.is_none(), "a leaf says {told:?}: {text}");
            ensure!(!text.contains("size\":") || text.matches("size\":").count() == 1, "a leaf says a size: {text}");
        }
        // A bundle of one item has no details of other entries, except geneses and renewals.
        let files = town.files(&[&shot]);
        let others = entries.iter().filter(|e| e.item() != Some(shot.id) && e.genesis().or(e.renewal()).is_none());
        let all: Vec<u8> = files
            .iter()
            .filter(|(path, _)| *path != evidence::bundle::DELIVERED)
            .flat_map(|(_, bytes)| bytes.iter().copied())
            .collect();
        let all = String::from_utf8_lossy(&all).into_owned();
        for entry in others {
            let details = entry.details().unwrap();
            let words = details.parts.iter().flat_map(|p| [p.commitment.to_string(), p.sealed.sha256.to_string()]);
            let told = words.into_iter().find(|word| all.contains(word));
            ensure!(told.is_none(), "a bundle of another item says {told:?} of entry {}", entry.seq());
        }
        Ok(())
    });
}

#[test]
fn p13_no_mixture_of_admissions_admits() {
    hold("p13", 300, |tape| {
        let world = support::World::new();
        let Mixed { entry, changed } = admitting::mixed(&world, tape);
        let key = world.organisation.public().unwrap();
        let admitted = evidence::admission::of_entry(&entry, &key).is_ok();
        ensure!(admitted != changed, "changed: {changed}, admitted: {admitted}");
        let mut device = world.device("own");
        device.entries = vec![entry];
        let shot = support::photo(&mut device, "photo", &[b"bytes"], None);
        let verdict = verdict(&support::bundle(&world, &device.entries, &[&shot]), &world.trust())?;
        let passed = verdict.items[0].answers.signer.status == verify::Status::Passed;
        ensure!(passed != changed, "changed: {changed}\n{verdict}");
        Ok(())
    });
}

#[test]
fn p14_rotation_changes_no_earlier_answer_and_a_retired_key_adds_none() {
    hold("p14", 80, |tape| {
        let (mut town, shot) = settled(tape);
        let before = said(&verdict(&town.files(&[&shot]), &town.world.trust())?, 0);
        let cosigned_at = town.world.log.cosigned_at;
        for _ in 0..1 + tape.below(3) {
            rotation::rotate(&mut town, tape);
            town.tick(60);
            town.photo(0, tape);
            town.settle();
            // A reader kept the first cosignatures.
            town.world.log.cosigned_at = cosigned_at;
        }
        let files = town.files(&[&shot]);
        let newest = town.policies.last().unwrap().clone();
        for trust in [town.world.trust(), rotation::trusting(&town, &newest)] {
            let after = verdict(&files, &trust)?;
            let now = said(&after, 0);
            ensure!(before.stays(&now), "{before:?}\n{now:?} {:?}", codes(&after, 0));
            let Some(files) = rotation::stolen(&town, tape, &files) else { continue };
            let robbed = said(&verdict(&files, &trust)?, 0);
            ensure!(now == robbed, "the retired key changes\n{now:?}\n{robbed:?}");
        }
        Ok(())
    });
}
