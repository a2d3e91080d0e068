//! The beginnings of a recording's parts, if its record says that they are at fragments: checked, but never a failure.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod support;

use evidence::Cut;
use support::{World, bundle, judge, photo_record, photo_with, salted};
use verify::{FileState, Status, Trust};

const INIT: &[u8] = b"\x1a\x45\xdf\xa3\x84 the init segment";
const CLUSTER: &[u8] = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff a cluster";
const FTYP: &[u8] = b"\0\0\0\x10ftypiso5\0\0\0\0";
const MOOF: &[u8] = b"\0\0\0\x08moof";

/// Returns the verdict on the beginnings of these parts, and the status of content.
fn told(cut: Cut, parts: &[&[u8]]) -> (Status, Option<String>) {
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    let parts: Vec<_> = parts.iter().enumerate().map(|(n, part)| salted(&n.to_string(), part)).collect();
    let mut record = photo_record(support::item_id("film"), &device, &parts);
    record.media[0].cut = cut;
    let film = photo_with(&mut device, "film", parts, &record, None);
    let verdict = judge(&bundle(&world, &device.entries, &[&film]), &Trust::default()).unwrap();
    let content = &verdict.items[0].answers.content;
    let said = content.findings.iter().find(|finding| finding.code == "not-at-fragments");
    assert!(said.is_none_or(|finding| finding.status == Status::Remark));
    assert_eq!(verdict.items[0].files[0].state, FileState::Whole, "its bytes are those that were sealed");
    (content.status, said.map(|finding| finding.text.clone()))
}

#[test]
fn parts_that_begin_at_fragments_are_as_their_record_says() {
    for parts in [[INIT, CLUSTER, CLUSTER], [FTYP, MOOF, MOOF]] {
        assert_eq!(told(Cut::Fragments, &parts), (Status::Passed, None));
    }
}

#[test]
fn a_part_that_begins_within_a_fragment_is_named_and_nothing_fails() {
    let (status, said) = told(Cut::Fragments, &[INIT, CLUSTER, b"the rest of it", CLUSTER, b"x"]);
    assert_eq!((status, said.unwrap().contains("the parts 2, 4 do not")), (Status::Passed, true));
    let (status, said) = told(Cut::Fragments, &[CLUSTER, CLUSTER]);
    assert_eq!((status, said.unwrap().contains("the parts 0 do not")), (Status::Passed, true), "no init segment");
    let (_, said) = told(Cut::Fragments, &[b"x".as_slice(); 40]);
    assert!(said.unwrap().contains("0, 1, 2, 3, 4 and 35 more"));
}

#[test]
fn where_the_record_says_nothing_of_fragments_parts_begin_anywhere() {
    assert_eq!(told(Cut::Bytes, &[b"x", INIT]), (Status::Passed, None));
}
