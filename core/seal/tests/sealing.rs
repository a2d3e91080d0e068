//! Sealed parts: their stanzas, their sizes, and the identities that open them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use evidence::part::{MAX_CONTENT, MAX_SEALED};
use evidence::policy::{MAX_SLOTS, RecipientKind};
use evidence::{Digest, PlainPart};
use seal::{Identity, ReviewIdentity, Sealer, tag};

const KINDS: [RecipientKind; 2] = [RecipientKind::Hybrid, RecipientKind::Classic];

fn identity(kind: RecipientKind) -> ReviewIdentity {
    ReviewIdentity::generate(kind).unwrap()
}

fn part() -> PlainPart {
    PlainPart::new([9; 32], b"what was seen").unwrap()
}

/// Returns the first words of the stanzas of an age file.
fn stanzas(sealed: &[u8]) -> Vec<String> {
    let end = sealed.windows(5).position(|w| w == b"\n--- ").unwrap();
    let text = std::str::from_utf8(&sealed[..end]).unwrap();
    text.lines().filter_map(|l| l.strip_prefix("-> ")).map(|l| l.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn a_sealed_part_opens_to_the_same_part_and_every_flipped_bit_is_noticed() {
    for kind in KINDS {
        let identity = identity(kind);
        let sealed = Sealer::new([identity.recipient().as_str()]).unwrap().seal(&part()).unwrap();
        assert_eq!(sealed.sealed.sha256, Digest::of(&sealed.bytes));
        assert_eq!(identity.open(&sealed.bytes).unwrap(), part());
        for at in 0..sealed.bytes.len() {
            let mut broken = sealed.bytes.clone();
            broken[at] ^= 1;
            assert!(identity.open(&broken).is_err(), "byte {at}");
        }
    }
}

#[test]
fn no_recipient_too_many_or_two_kinds_are_refused() {
    let [hybrid, classic] = KINDS.map(|kind| identity(kind).recipient());
    assert!(Sealer::new([]).is_err());
    assert!(Sealer::new(["age1nonsense"]).is_err());
    assert!(Sealer::new([hybrid.as_str(), classic.as_str()]).is_err());
    assert!(Sealer::with_slots([hybrid.as_str(), hybrid.as_str()], 1).is_err());
    assert!(Sealer::with_slots([hybrid.as_str()], MAX_SLOTS + 1).is_err());
}

#[test]
fn all_headers_of_one_policy_have_one_length_and_one_kind_of_stanza() {
    for (kind, stanza) in KINDS.into_iter().zip([1557, 98]) {
        let keys: Vec<_> = (0..3).map(|_| identity(kind)).collect();
        let recipients: Vec<_> = keys.iter().map(ReviewIdentity::recipient).collect();
        for named in 1..=3 {
            let sealer = Sealer::with_slots(recipients.iter().take(named).map(String::as_str), 4).unwrap();
            for _ in 0..8 {
                let sealed = sealer.seal(&part()).unwrap().bytes;
                assert_eq!(stanzas(&sealed), vec![tag(kind); 4]);
                assert_eq!(sealed.len(), 70 + 4 * stanza + 16 + part().as_bytes().len() + 16);
                for (at, key) in keys.iter().enumerate() {
                    assert_eq!(key.open(&sealed).is_ok(), at < named, "{at} of {named}");
                }
            }
        }
    }
}

#[test]
fn the_largest_part_with_every_slot_is_as_large_as_a_part_may_be() {
    let key = identity(RecipientKind::Hybrid);
    let sealer = Sealer::with_slots([key.recipient().as_str()], MAX_SLOTS).unwrap();
    let part = PlainPart::new([1; 32], &vec![7; MAX_CONTENT]).unwrap();
    let sealed = sealer.seal(&part).unwrap().bytes;
    assert_eq!(sealed.len(), 4_207_918);
    assert_eq!(sealed.len(), MAX_SEALED);
    assert_eq!(key.open(&sealed).unwrap(), part);
}

#[test]
fn a_half_second_of_sound_costs_less_than_twice_what_one_kind_of_key_costs() {
    // 48 kbit/s; an archive alone, and an archive with a reviewer.
    let sound = PlainPart::new([3; 32], &[5; 3_000]).unwrap();
    for slots in 1..=2 {
        let [hybrid, classic] = KINDS.map(|kind| {
            let recipient = identity(kind).recipient();
            Sealer::with_slots([recipient.as_str()], slots).unwrap().seal(&sound).unwrap().bytes.len()
        });
        assert!(hybrid < 2 * classic, "{slots} slots: {hybrid} against {classic}");
    }
}

#[test]
fn identities_come_back_from_their_text_and_their_bytes() {
    for kind in KINDS {
        let made = Identity::generate(kind).unwrap();
        let read = Identity::parse(&made.text()).unwrap();
        let again = Identity::from_seed(kind, zeroize::Zeroizing::new(*made.seed())).unwrap();
        assert_eq!(read.kind(), kind);
        assert_eq!(made.recipient().to_string(), read.recipient().to_string());
        assert_eq!(made.recipient().to_string(), again.recipient().to_string());
        assert_eq!(RecipientKind::of(&made.recipient().to_string()), Some(kind));
        let other = if kind == RecipientKind::Hybrid { 62 } else { 1959 };
        assert!(made.recipient().to_string().len() != other);
    }
}
