//! Rules 11, 18, 20 and 21: the effects of a renewal and of an end.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use evidence::word::{Covers, Spoken};
use evidence::{Digest, SignedEntry};
use support::{Captured, Device, World, bundle, judge, photo, say};
use verify::{MemorySource, State, Status, Verdict};

/// A world in which everything signed is logged at once, with a quorum.
struct Street {
    world: World,
}

impl Street {
    fn new() -> Self {
        Self { world: World::new() }
    }

    fn log(&mut self, entries: &[SignedEntry]) {
        for entry in entries {
            self.world.log.append(entry.envelope().payload());
        }
    }

    fn photo(&mut self, device: &mut Device, label: &str) -> Captured {
        let at = device.entries.len();
        let shot = photo(device, label, &[label.as_bytes()], None);
        let new = device.entries[at..].to_vec();
        self.log(&new);
        shot
    }

    fn renew(&mut self, device: &mut Device, invitation: &str) {
        let entry = device.renew(&self.world, invitation);
        self.log(&[entry]);
    }

    fn judge(&self, entries: &[SignedEntry], shots: &[&Captured], words: &[Spoken]) -> Verdict {
        let mut files = bundle(&self.world, entries, shots);
        say(&mut files, words);
        let verdict = judge(&files, &self.world.trust()).unwrap();
        let signers = verify::signers(&mut MemorySource::new(files), &self.world.trust()).unwrap();
        for (item, codes) in verdict.items.iter().zip(&signers.items) {
            let told = item.answers.signer.findings.iter().filter(|f| f.status != Status::Passed);
            assert_eq!(told.map(|f| f.code).collect::<BTreeSet<_>>(), *codes, "{verdict}");
        }
        verdict
    }

    /// Returns a device's present state.
    fn state(&self, device: &Device, words: &[Spoken]) -> State {
        let mut files = bundle(&self.world, &device.entries, &[]);
        say(&mut files, words);
        verify::signers(&mut MemorySource::new(files), &self.world.trust()).unwrap().devices[&device.id()]
    }
}

/// Returns the status of the item's signer, and the codes that do not pass.
fn signer(verdict: &Verdict, shot: &Captured) -> (Status, Vec<&'static str>) {
    let item = verdict.items.iter().find(|i| i.item == shot.id && i.device == shot.device).unwrap();
    let answer = &item.answers.signer;
    let told = answer.findings.iter().filter(|f| f.status != Status::Passed);
    (answer.status, told.map(|f| f.code).collect())
}

fn passed() -> (Status, Vec<&'static str>) {
    (Status::Passed, Vec::new())
}

#[test]
fn a_renewal_admits_what_comes_after_it_and_nothing_before() {
    let mut street = Street::new();
    let mut device = street.world.unadmitted("nobody invited it");
    street.log(&device.entries.clone());
    let before = street.photo(&mut device, "before");
    street.renew(&mut device, "renewal");
    let after = street.photo(&mut device, "after");
    let verdict = street.judge(&device.entries, &[&before, &after], &[]);
    assert_eq!(signer(&verdict, &before), (Status::NotChecked, vec!["not-admitted"]), "{verdict}");
    assert_eq!(signer(&verdict, &after), passed(), "{verdict}");
}

#[test]
fn a_renewal_settles_a_copied_key_for_what_comes_after_it_alone() {
    let mut street = Street::new();
    let mut device = street.world.device("device");
    street.log(&device.entries.clone());
    let mut thief = device.clone();
    thief.branch = Some(2);
    street.photo(&mut thief, "stolen");
    let before = street.photo(&mut device, "before");
    street.renew(&mut device, "renewal");
    let after = street.photo(&mut device, "after");
    let entries: Vec<_> = device.entries.iter().chain(&thief.entries[1..]).cloned().collect();
    let verdict = street.judge(&entries, &[&before, &after], &[]);
    assert_eq!(signer(&verdict, &before), (Status::NotChecked, vec!["copied-key"]), "{verdict}");
    assert_eq!(signer(&verdict, &after), passed(), "{verdict}");
}

#[test]
fn a_renewal_by_another_devices_ticket_or_another_organisations_renews_nothing() {
    let mut street = Street::new();
    let mut device = street.world.unadmitted("nobody invited it");
    street.log(&device.entries.clone());
    let other = street.world.device("other");
    let stranger = World::named("stranger", "log");
    let tickets = [
        street.world.ticket_for("renewal", Some(other.id())),
        street.world.ticket("renewal"),
        stranger.ticket_for("renewal", Some(device.id())),
    ];
    for ticket in tickets {
        let mut device = device.clone();
        let entry = device.renewal("renewal", ticket);
        device.entries.push(entry);
        let shot = photo(&mut device, "after", &[b"after"], None);
        let verdict = street.judge(&device.entries, &[&shot], &[]);
        assert_eq!(signer(&verdict, &shot).0, Status::NotChecked, "{verdict}");
        let all: Vec<_> = verdict.answers.signer.findings.iter().map(|f| f.code).collect();
        assert!(all.contains(&"renewal-refused"), "{verdict}");
    }
    street.renew(&mut device, "renewal");
    let shot = street.photo(&mut device, "after");
    assert_eq!(signer(&street.judge(&device.entries, &[&shot], &[]), &shot), passed());
}

#[test]
fn of_two_renewals_by_one_invitation_the_one_that_the_log_noted_first_counts() {
    let mut street = Street::new();
    let mut device = street.world.unadmitted("nobody invited it");
    street.log(&device.entries.clone());
    let mut thief = device.clone();
    thief.branch = Some(2);
    thief.now = support::ts("2026-06-09T05:41:00Z");
    street.renew(&mut device, "renewal");
    let entry = thief.renew(&street.world, "renewal");
    street.log(&[entry]);
    let (honest, stolen) = (street.photo(&mut device, "honest"), street.photo(&mut thief, "stolen"));
    let entries: Vec<_> = device.entries.iter().chain(&thief.entries[1..]).cloned().collect();
    let verdict = street.judge(&entries, &[&honest, &stolen], &[]);
    assert_eq!(signer(&verdict, &honest), passed(), "{verdict}");
    assert_eq!(signer(&verdict, &stolen).0, Status::NotChecked, "{verdict}");
}

#[test]
fn an_end_takes_what_was_noted_after_it_and_only_remarks_on_what_was_noted_before() {
    let mut street = Street::new();
    let mut device = street.world.device("device");
    street.log(&device.entries.clone());
    let untouched = street.photo(&mut device, "untouched");
    let last = device.entries.last().unwrap().digest();
    let covered = street.photo(&mut device, "covered");
    let end = street.world.end(device.id(), Covers::After(last));
    street.world.log_word(&end);
    let late = street.photo(&mut device, "late");
    let unnoted = photo(&mut device, "unnoted", &[b"unnoted"], None);
    let shots = [&untouched, &covered, &late, &unnoted];
    let told = |words: &[Spoken]| {
        let verdict = street.judge(&device.entries, &shots, words);
        shots.map(|shot| signer(&verdict, shot))
    };
    let ended = || (Status::NotChecked, vec!["ended"]);
    let remark = || (Status::Passed, vec!["ended-later"]);
    assert_eq!(told(&[street.world.spoken(&end)]), [passed(), remark(), ended(), ended()]);
    let verdict = street.judge(&device.entries, &shots, &[street.world.spoken(&end)]).to_string();
    let ending = verdict.trim_end().rsplit("\n\n").next().unwrap();
    assert!(ending.starts_with("Take care: ") && ending.contains("that the organisation had ended"), "{ending}");
    // The end has no provable time: it affects only unnoted entries.
    assert_eq!(told(&[Spoken { word: end, proof: None }]), [passed(), remark(), remark(), ended()]);
    let from = street.world.end(device.id(), Covers::From(last));
    assert_eq!(told(&[Spoken { word: from, proof: None }]), [remark(), remark(), remark(), ended()]);
    // A word by another organisation, or about another device, has no effect here.
    let stranger = World::named("stranger", "log").end(device.id(), Covers::After(last));
    let other = street.world.end(Digest::of(b"another device"), Covers::After(last));
    for word in [stranger, other] {
        assert_eq!(told(&[Spoken { word, proof: None }]), [(); 4].map(|()| passed()));
    }
}

#[test]
fn a_device_that_was_ended_and_renewed_later_speaks_again() {
    let mut street = Street::new();
    let mut device = street.world.device("device");
    street.log(&device.entries.clone());
    street.photo(&mut device, "its own");
    let last = device.entries.last().unwrap().digest();
    let end = street.world.end(device.id(), Covers::After(last));
    street.world.log_word(&end);
    let taken = street.photo(&mut device, "taken");
    street.renew(&mut device, "renewal");
    let back = street.photo(&mut device, "back");
    let words = [street.world.spoken(&end)];
    let verdict = street.judge(&device.entries, &[&taken, &back], &words);
    assert_eq!(signer(&verdict, &taken), (Status::NotChecked, vec!["ended"]), "{verdict}");
    assert_eq!(signer(&verdict, &back), passed(), "{verdict}");
    // The organisation knew of that renewal and nevertheless ended the device from an entry before it.
    let again = street.world.end(device.id(), Covers::After(device.id()));
    street.world.log_word(&again);
    let late = street.photo(&mut device, "late");
    let words = [street.world.spoken(&end), street.world.spoken(&again)];
    let verdict = street.judge(&device.entries, &[&back, &late], &words);
    assert_eq!(signer(&verdict, &back), (Status::Passed, vec!["ended-later"]), "{verdict}");
    assert_eq!(signer(&verdict, &late), (Status::NotChecked, vec!["ended"]), "{verdict}");
}

#[test]
fn a_confirmation_of_the_owner_settles_what_a_stranger_who_was_first_signs_after_it_and_lowers_nothing_before() {
    let mut street = Street::new();
    let mut stranger = street.world.invited("stranger", "device");
    street.log(&stranger.entries.clone());
    let early = street.photo(&mut stranger, "early");
    let mut owner = street.world.device("device");
    street.log(&owner.entries.clone());
    let own = street.photo(&mut owner, "own");
    let confirmed = street.world.confirm(owner.id());
    street.world.log_word(&confirmed);
    let late = street.photo(&mut stranger, "late");
    let unnoted = photo(&mut stranger, "unnoted", &[b"unnoted"], None);
    let entries: Vec<_> = owner.entries.iter().chain(&stranger.entries).cloned().collect();
    let told = |words: &[Spoken]| {
        let verdict = street.judge(&entries, &[&own, &early, &late, &unnoted], words);
        [&own, &early, &late, &unnoted].map(|shot| signer(&verdict, shot))
    };
    let settled = || (Status::NotChecked, vec!["ticket-settled"]);
    let remark = || (Status::Passed, vec!["ticket-settled-later"]);
    assert_eq!(told(&[]), [(Status::NotChecked, vec!["ticket-shared"]), passed(), passed(), passed()]);
    let spoken = street.world.spoken(&confirmed);
    assert_eq!(told(std::slice::from_ref(&spoken)), [passed(), remark(), settled(), settled()]);
    // The confirmation has no provable time: it affects only unnoted entries.
    assert_eq!(told(&[Spoken { word: confirmed, proof: None }]), [passed(), remark(), remark(), settled()]);
    // The organisation confirmed both.
    let both = [spoken.clone(), street.world.spoken(&street.world.confirm(stranger.id()))];
    assert_eq!(told(&both), [(); 4].map(|()| passed()));

    let state = |device: &Device, words: &[Spoken]| {
        let entries: Vec<_> = [&owner, &stranger].iter().flat_map(|device| device.entries.clone()).collect();
        let mut files = bundle(&street.world, &entries, &[]);
        say(&mut files, words);
        verify::signers(&mut MemorySource::new(files), &street.world.trust()).unwrap().devices[&device.id()]
    };
    assert_eq!(state(&stranger, &[]), State::Admitted);
    assert_eq!(state(&stranger, std::slice::from_ref(&spoken)), State::Shared);
    assert_eq!(state(&owner, std::slice::from_ref(&spoken)), State::Confirmed);

    street.renew(&mut stranger, "a renewal");
    let after = street.photo(&mut stranger, "after");
    let entries: Vec<_> = owner.entries.iter().chain(&stranger.entries).cloned().collect();
    assert_eq!(signer(&street.judge(&entries, &[&after], &[spoken]), &after), passed());
}

#[test]
fn a_device_that_goes_on_from_a_broken_chain_says_so_and_only_the_organisation_admits_it() {
    let mut street = Street::new();
    let mut old = street.world.device("device");
    street.log(&old.entries.clone());
    let before = street.photo(&mut old, "before");
    let mut new = street.world.going_on("the new chain", &old);
    street.log(&new.entries.clone());
    let after = street.photo(&mut new, "after");
    let together = |new: &Device| old.entries.iter().chain(&new.entries).cloned().collect::<Vec<_>>();
    let verdict = street.judge(&together(&new), &[&before, &after], &[]);
    assert_eq!(signer(&verdict, &before), passed(), "{verdict}");
    assert_eq!(signer(&verdict, &after), (Status::NotChecked, vec!["not-admitted"]), "{verdict}");
    assert!(verdict.answers.signer.findings.iter().any(|f| f.code == "continues" && f.status == Status::Remark));
    assert!(verdict.to_string().contains("goes on from device"), "{verdict}");
    let words = [Spoken { word: street.world.confirm(new.id()), proof: None }];
    let verdict = street.judge(&together(&new), &[&after], &words);
    assert_eq!(signer(&verdict, &after), passed(), "{verdict}");
    // A word about the continued chain is not about this one.
    let words = [Spoken { word: street.world.confirm(old.id()), proof: None }];
    assert_eq!(signer(&street.judge(&together(&new), &[&after], &words), &after).0, Status::NotChecked);
    street.renew(&mut new, "renewal");
    let renewed = street.photo(&mut new, "renewed");
    assert_eq!(signer(&street.judge(&together(&new), &[&renewed], &[]), &renewed), passed());
    // Only genesis continues another chain: elsewhere the details contradict their entry and are ignored.
    let mut details = new.details(Vec::new());
    details.continues = new.entries[0].details().unwrap().continues;
    let at = new.entries.len() as u64;
    assert!(seal::sign_entry(new.key(at), new.link(None, false, None), &details).is_err());
}

#[test]
fn how_a_device_stands_now_is_said_by_the_order_of_the_log() {
    let mut street = Street::new();
    let mut stranger = street.world.unadmitted("nobody invited it");
    street.log(&stranger.entries.clone());
    assert_eq!(street.state(&stranger, &[]), State::NotAdmitted);
    street.renew(&mut stranger, "admitted later");
    assert_eq!(street.state(&stranger, &[]), State::Renewed { seq: 1 });

    let mut device = street.world.device("device");
    street.log(&device.entries.clone());
    assert_eq!(street.state(&device, &[]), State::Admitted);
    let confirmed = street.world.confirm(device.id());
    let mut words = vec![Spoken { word: confirmed, proof: None }];
    assert_eq!(street.state(&device, &words), State::Confirmed);
    let end = street.world.end(device.id(), Covers::After(device.id()));
    // It counts against later entries before any log has it.
    words.push(Spoken { word: end.clone(), proof: None });
    assert_eq!(street.state(&device, &words), State::Ended { seq: 0, itself: false });
    street.world.log_word(&end);
    words[1] = street.world.spoken(&end);
    street.photo(&mut device, "taken");
    assert_eq!(street.state(&device, &words), State::Ended { seq: 0, itself: false });
    street.renew(&mut device, "back");
    assert_eq!(street.state(&device, &words), State::Renewed { seq: 2 });
    let again = street.world.end(device.id(), Covers::From(device.entries[1].digest()));
    street.world.log_word(&again);
    words.push(street.world.spoken(&again));
    assert_eq!(street.state(&device, &words), State::Ended { seq: 1, itself: true });

    // If only a copy's branch was ended, the device's state is unchanged.
    let mut copied = street.world.device("copied");
    street.log(&copied.entries.clone());
    let mut thief = copied.clone();
    thief.branch = Some(2);
    street.photo(&mut copied, "its own");
    street.photo(&mut thief, "stolen");
    copied.entries.extend(thief.entries[1..].iter().cloned());
    let end = street.world.end(copied.id(), Covers::From(thief.entries[1].digest()));
    assert_eq!(street.state(&copied, &[Spoken { word: end, proof: None }]), State::Admitted);
}

#[test]
fn a_renewal_carries_no_evidence() {
    let world = World::new();
    let mut device = world.device("device");
    photo(&mut device, "photo", &[b"bytes"], None);
    let mut details =
        device.renewal("renewal", world.ticket_for("renewal", Some(device.id()))).details().unwrap().clone();
    details.parts = device.entries[1].parts().to_vec();
    let link = device.link(Some(support::item_id("smuggled")), details.ends(), None);
    assert!(seal::sign_entry(device.key(2), link, &details).is_err());
}

#[test]
fn no_byte_of_a_word_can_be_changed() {
    let world = World::new();
    let organisation = world.organisation.public().unwrap();
    let word = world.end(Digest::of(b"device"), Covers::After(Digest::of(b"entry")));
    let json = word.to_json();
    let mut tried = 0;
    for at in 0..json.len() {
        let mut bytes = json.clone();
        bytes[at] ^= 1;
        let Ok(envelope) = evidence::Envelope::parse(&bytes) else { continue };
        // A key id is an unsigned hint.
        if (envelope.payload(), envelope.signature(), envelope.payload_type())
            == (word.payload(), word.signature(), word.payload_type())
        {
            continue;
        }
        tried += 1;
        assert!(evidence::Word::open(&envelope, &organisation).is_err(), "byte {at}");
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn the_second_use_of_an_invitation_is_not_the_first_by_a_receipt_that_is_left_out() {
    let mut street = Street::new();
    let mut device = street.world.device("device");
    street.log(&device.entries.clone());
    let honest = street.photo(&mut device, "honest");
    let mut thief = street.world.invited("who copied it", "device");
    street.log(&thief.entries.clone());
    let stolen = street.photo(&mut thief, "stolen");
    let entries: Vec<_> = device.entries.iter().chain(&thief.entries).cloned().collect();
    let genesis = thief.entries[0].digest().to_string();
    let mut files = bundle(&street.world, &entries, &[&honest, &stolen]);
    files = support::with_lines(files, evidence::bundle::NOTED, |lines| lines.retain(|line| !line.contains(&genesis)));
    let verdict = judge(&files, &street.world.trust()).unwrap();
    assert_eq!(signer(&verdict, &honest), passed(), "{verdict}");
    assert_eq!(signer(&verdict, &stolen).0, Status::NotChecked, "{verdict}");
}

#[test]
fn a_record_that_no_entry_states_proves_no_time() {
    let mut street = Street::new();
    let mut device = street.world.device("device");
    street.log(&device.entries.clone());
    let shot = street.photo(&mut device, "photo");
    let entries = device.entries.clone();
    // Anybody can remove the details and insert another record.
    device.wait(30 * 24 * 3_600);
    let record = support::photo_record(shot.id, &device, &shot.media[0].parts).to_content(&[9; 32]).unwrap();
    let forged = Captured { record: Some(support::salted("forged", &record)), ..shot.clone() };
    let mut files = bundle(&street.world, &entries, &[&forged]);
    files.remove(&format!("details/{}", entries[1].details_digest()));
    support::sum(&mut files);
    let verdict = judge(&files, &street.world.trust()).unwrap();
    assert_eq!(verdict.items[0].answers.time.status, Status::NotChecked, "{verdict}");
}

#[test]
fn a_bundle_of_nothing_answers_nothing() {
    let street = Street::new();
    let device = street.world.device("device");
    let verdict = street.judge(&device.entries, &[], &[]);
    let answers = &verdict.answers;
    for answer in [&answers.content, &answers.signer, &answers.time, &answers.completeness, &answers.delivery] {
        assert_eq!(answer.status, Status::NotChecked, "{verdict}");
    }
}
