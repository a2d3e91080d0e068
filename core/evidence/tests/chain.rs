//! A chain reveals deletions, swaps, forks, foreign signatures and clock jumps.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may panic"
)]

use ed25519_dalek::{Signer, SigningKey};
use evidence::chain::{ChainFault, judge};
use evidence::details::{PartStatement, Uptime};
use evidence::entry::{Link, PAYLOAD_TYPE, payload};
use evidence::part::{Role, Sealed};
use evidence::{BootId, Carried, Details, Digest, Envelope, Error, Head, ItemId, PublicKey, SignedEntry, Token, dsse};

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn public(n: u8) -> PublicKey {
    PublicKey::from_bytes(key(n).verifying_key().as_bytes()).unwrap()
}

fn sign(with: u8, link: Link, details: &Details) -> SignedEntry {
    let details = details.to_bytes().unwrap();
    let payload = payload(&details, link).unwrap();
    let signature = key(with).sign(&dsse::pae(PAYLOAD_TYPE, &payload)).to_bytes();
    let envelope = Envelope::new(PAYLOAD_TYPE, payload, &public(with), signature);
    SignedEntry::from_carried(Carried { envelope, details: Some(details) }).unwrap()
}

fn link(seq: u64, next: u8) -> Link {
    Link { device: None, seq, prev: None, key: None, next_key: public(next), item: None, ends: false, seen: None }
}

fn details(seq: u64) -> Details {
    Details {
        salt: Token::from_bytes([9; 16]),
        claimed_at: format!("2026-06-09T11:40:{seq:02}.000+06:00").parse().unwrap(),
        uptime: Uptime { boot: BootId::from_bytes([1; 16]), ms: seq * 1_000 },
        policy: Digest::of(b"x"),
        review: None,
        parts: vec![],
        organisation: None,
        transport_key: None,
        platform: None,
        ticket: None,
        admission: None,
        continues: None,
    }
}

fn genesis() -> SignedEntry {
    let (digest, platform) = (Some(Digest::of(b"x")), Some("linux".to_owned()));
    let told = Details { organisation: digest, transport_key: Some(public(99)), platform, ..details(0) };
    sign(1, Link { key: Some(public(1)), ..link(0, 2) }, &told)
}

/// Returns the entry after `before`, signed by key `seq + 1`, naming key `next`.
fn after(before: &SignedEntry, next: u8, with: u8) -> SignedEntry {
    let part = PartStatement {
        tree: None,
        role: Role::Record,
        commitment: Digest::of(&[next]),
        sealed: Sealed { sha256: Digest::of(&[next, next]), size: 300 },
    };
    let seq = before.seq() + 1;
    let item = Some(ItemId::from_bytes([next; 16]));
    let (device, prev) = (Some(before.device()), Some(before.digest()));
    sign(
        with,
        Link { device, prev, item, ends: true, ..link(seq, next) },
        &Details { parts: vec![part], ..details(seq) },
    )
}

fn chain(n: u8) -> Vec<SignedEntry> {
    let mut entries = vec![genesis()];
    for i in 1..n {
        let next = after(entries.last().unwrap(), i + 2, i + 1);
        entries.push(next);
    }
    entries
}

#[test]
fn a_whole_chain_has_no_faults_in_any_order_and_with_duplicates() {
    let mut entries = chain(12);
    entries.reverse();
    entries.extend(chain(5));
    let report = judge(&entries);
    assert_eq!((report.faults.len(), report.linked.len(), report.tips.len()), (0, 12, 1));
    assert_eq!(report.tips[0].seq, 11);
    assert_eq!(report.clock_jumps, vec![]);
}

#[test]
fn every_deletion_inside_a_chain_of_twelve_is_found() {
    let entries = chain(12);
    for mask in 1u32..(1 << 10) {
        // Bit i deletes entry i + 1; genesis and the held head stay.
        let kept: Vec<_> = entries
            .iter()
            .filter(|e| e.seq() == 0 || e.seq() == 11 || mask & (1 << (e.seq() - 1)) == 0)
            .cloned()
            .collect();
        let report = judge(&kept);
        assert!(report.faults.iter().any(|f| matches!(f, ChainFault::Gap { .. })), "mask {mask:b}");
    }
}

#[test]
fn a_deleted_genesis_is_found() {
    assert!(judge(&chain(4)[1..]).faults.contains(&ChainFault::NoGenesis));
}

#[test]
fn a_fork_keeps_both_branches_and_is_reported_at_its_place() {
    let mut entries = chain(4);
    let other = after(&entries[2], 77, 4);
    entries.push(other.clone());
    let report = judge(&entries);
    assert_eq!((report.linked.len(), report.tips.len()), (5, 2));
    assert!(
        report
            .faults
            .iter()
            .any(|f| matches!(f, ChainFault::Fork { seq: 3, entries } if entries.contains(&other.digest())))
    );
}

#[test]
fn an_entry_signed_by_any_other_key_is_not_linked() {
    let mut entries = chain(4);
    let forged = after(&entries[3], 50, 60);
    entries.push(forged.clone());
    let report = judge(&entries);
    assert!(!report.linked.contains(&forged.digest()));
    assert!(report.faults.contains(&ChainFault::BadSignature { seq: 4, entry: forged.digest() }));
}

#[test]
fn an_earlier_key_cannot_sign_again() {
    let entries = chain(4);
    let head = entries.iter().skip(1).fold(Head::from_genesis(&entries[0]).unwrap(), |h, e| h.extend(e).unwrap());
    for used in 1..=4 {
        assert!(matches!(head.extend(&after(&entries[3], 50, used)), Err(ChainFault::BadSignature { .. })));
    }
    assert!(head.extend(&after(&entries[3], 50, 5)).is_ok());
}

#[test]
fn naming_a_key_twice_is_found_anywhere_in_the_chain() {
    let mut entries = chain(4);
    let again = after(&entries[3], 2, 5);
    entries.push(again.clone());
    assert!(judge(&entries).faults.contains(&ChainFault::KeyReused { seq: 4, entry: again.digest() }));
}

#[test]
fn a_wall_clock_set_back_is_a_clock_jump() {
    let mut entries = chain(3);
    let before = entries[2].clone();
    let told = Details { claimed_at: "2026-06-09T10:40:03.000+06:00".parse().unwrap(), ..details(3) };
    let (device, prev) = (Some(before.device()), Some(before.digest()));
    entries.push(sign(4, Link { device, prev, ..link(3, 60) }, &told));
    let report = judge(&entries);
    assert_eq!(report.faults, vec![]);
    assert_eq!(report.clock_jumps.iter().map(|j| (j.seq, j.by_ms)).collect::<Vec<_>>(), [(3, -3_600_000)]);
}

#[test]
fn a_flipped_bit_in_an_envelope_is_never_the_same_entry() {
    let entry = genesis();
    let json = entry.envelope().to_json();
    for at in 0..json.len() {
        let mut broken = json.clone();
        broken[at] ^= 1;
        if let Ok(read) = SignedEntry::parse(&broken) {
            let intact = Head::from_genesis(&read).is_ok() && read.envelope().to_json() == json;
            assert!(!intact, "byte {at}");
        }
    }
}

#[test]
fn later_versions_are_unsupported_and_foreign_statements_malformed() {
    let text = String::from_utf8(genesis().envelope().payload().to_vec()).unwrap();
    let read = |payload: String| {
        let signature = key(1).sign(&dsse::pae(PAYLOAD_TYPE, payload.as_bytes())).to_bytes();
        SignedEntry::from_envelope(Envelope::new(PAYLOAD_TYPE, payload.into_bytes(), &public(1), signature))
    };
    assert!(matches!(read(text.replace("entry:v2", "entry:v3")), Err(Error::Unsupported { .. })));
    assert!(matches!(
        read(text.replace("urn:testamur:entry:v2", "https://slsa.dev/provenance/v1")),
        Err(Error::Malformed { .. })
    ));
    assert!(read(text.replace("\"seq\":0", "\"seq\":1")).is_err());
    assert!(read(text).is_ok());
}

#[test]
fn a_second_signature_in_an_envelope_is_refused() {
    let mut json: serde_json::Value = serde_json::from_slice(&genesis().envelope().to_json()).unwrap();
    let first = json["signatures"][0].clone();
    json["signatures"].as_array_mut().unwrap().push(first);
    assert!(Envelope::parse(json.to_string().as_bytes()).is_err());
}

#[test]
fn details_that_contradict_their_entry_say_nothing_and_the_entry_stays_a_link() {
    let first = genesis();
    let good = after(&first, 3, 2);
    let told = good.details().unwrap().clone();
    let genesis_s = Details { organisation: Some(Digest::of(b"x")), ..told.clone() };
    let unfinished = PartStatement { role: Role::Media(0), ..told.parts[0] };
    for wrong in
        [Details { parts: vec![], ..told.clone() }, Details { parts: vec![unfinished], ..told.clone() }, genesis_s]
    {
        let entry = sign(2, good.link().clone(), &wrong);
        assert!(entry.details().is_none() && entry.parts().is_empty() && entry.details_bytes().is_some());
        let head = Head::from_genesis(&first).unwrap().extend(&entry).unwrap();
        assert_eq!(head.seq, 1);
    }
    let mut bare = SignedEntry::from_envelope(good.envelope().clone()).unwrap();
    assert!(bare.parts().is_empty() && bare.finishes_item() && bare.details_bytes().is_none());
    assert!(!bare.tell(b"something else".to_vec()), "bytes of another digest are not its details");
    assert!(bare.tell(good.details_bytes().unwrap().to_vec()));
    assert_eq!(bare, good);
}

#[test]
fn the_public_statement_tells_order_and_number_alone() {
    let text = String::from_utf8(after(&genesis(), 3, 2).envelope().payload().to_vec()).unwrap();
    for private in ["claimed", "uptime", "size", "policy", "organisation", "transport", "platform", "record", "salt"] {
        assert!(!text.contains(private), "{private} stands in {text}");
    }
}
