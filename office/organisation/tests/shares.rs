//! Shares restore the key, and every mistake with them has its own name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test"
)]

use organisation::shares::restore;
use organisation::shares::typing::{Stage, Typed, check};
use organisation::{Error, Opens, Organisation, Share, ShareFault, rehearse};
use zeroize::Zeroizing;

fn organisation(total: u8, threshold: u8) -> (tempfile::TempDir, Organisation, Vec<Share>) {
    let dir = tempfile::tempdir().unwrap();
    let made = Organisation::init(&dir.path().join("org"), "Observers", total, threshold, None).unwrap();
    (dir, made.organisation, made.shares)
}

fn fault(shares: &[Share]) -> ShareFault {
    match restore(shares).err().expect("the shares restored a key") {
        Error::Share(fault) => fault,
        other => panic!("{other}"),
    }
}

#[test]
fn any_enough_shares_restore_the_key_and_fewer_never_do() {
    let (_dir, organisation, shares) = organisation(5, 3);
    let recipient = &organisation.card().archive_recipient;
    for a in 0..5 {
        for b in a + 1..5 {
            assert_eq!(fault(&[shares[a].clone(), shares[b].clone()]), ShareFault::TooFew { given: 2, needed: 3 });
            for c in b + 1..5 {
                let picked = [shares[c].clone(), shares[a].clone(), shares[b].clone()];
                assert_eq!(restore(&picked).unwrap().recipient(), *recipient);
            }
        }
    }
    assert_eq!(organisation.restore(&shares).unwrap().recipient(), *recipient);
    assert_eq!(fault(&[]), ShareFault::TooFew { given: 0, needed: 2 });
}

#[test]
fn a_share_comes_back_from_its_page_its_line_and_its_words() {
    let (dir, _, shares) = organisation(3, 2);
    for (n, share) in shares.iter().enumerate() {
        let page = std::fs::read_to_string(dir.path().join(format!("org/shares/share-{}.txt", n + 1))).unwrap();
        assert_eq!(page, *share.page());
        assert_eq!(share.words().split(' ').count(), organisation::shares::WORDS);
        let shouted = share.words().to_uppercase().replace(' ', "\n  ");
        let spaced = share.line().to_lowercase().replace(':', ": ");
        for text in [page, share.line().to_string(), share.words().to_string(), shouted, spaced] {
            let read = Share::parse(&text, 1).unwrap_or_else(|e| panic!("{e}: {text}"));
            assert_eq!(read.line().as_str(), share.line().as_str());
        }
    }
}

#[test]
fn a_wrong_letter_anywhere_names_the_share() {
    let (_dir, _, shares) = organisation(3, 2);
    let line = shares[1].line().to_string();
    for (at, old) in line.char_indices().skip("TESTAMUR-SHARE-1:".len()) {
        for new in ['0', '1', '7', 'A', 'F', ':', '/', 'Z'] {
            if new == old {
                continue;
            }
            let mut wrong: Vec<char> = line.chars().collect();
            wrong[at] = new;
            let wrong: String = wrong.into_iter().collect();
            match Share::parse(&wrong, 2) {
                Err(ShareFault::Mistyped { place: 2, .. } | ShareFault::Check { place: 2 }) => {}
                Err(other) => panic!("{other}"),
                Ok(_) => panic!("letter {at} as {new:?} passed: {wrong}"),
            }
        }
    }
    let words = shares[1].words();
    let words: Vec<&str> = words.split(' ').collect();
    for at in 0..words.len() {
        let mut wrong = words.clone();
        wrong[at] = if wrong[at] == "zoo" { "able" } else { "zoo" };
        assert_eq!(Share::parse(&wrong.join(" "), 2).err().unwrap(), ShareFault::Check { place: 2 }, "word {at}");
        wrong[at] = "zzz";
        let fault = Share::parse(&wrong.join(" "), 2).err().unwrap();
        assert_eq!(fault, ShareFault::UnknownWord { place: 2, word: at + 1 });
        let said = fault.to_string();
        assert!(said.contains(&format!("word {} is not on the list", at + 1)), "{said}");
        assert!(!said.contains("zzz"), "{said}");
        wrong.remove(at);
        assert!(Share::parse(&wrong.join(" "), 2).is_err());
    }
    let swapped = [&words[1..2], &words[0..1], &words[2..]].concat().join(" ");
    assert!(words[0] == words[1] || Share::parse(&swapped, 1).is_err());
    for nothing in ["", "  \n", "hello", "TESTAMUR-SHARE-1:"] {
        assert_eq!(Share::parse(nothing, 3).err().unwrap().place(), Some(3), "{nothing:?}");
    }
}

#[test]
fn a_page_whose_words_and_line_differ_says_which_is_wrong() {
    let (_dir, _, shares) = organisation(3, 2);
    let page = shares[0].page().to_string();
    let word = shares[0].words().split(' ').next().unwrap().to_owned();
    let other = if word == "zoo" { "able" } else { "zoo" };
    let said = Share::parse(&page.replacen(&format!(" 1 {word}"), &format!(" 1 {other}"), 1), 1).err().unwrap();
    assert!(said.to_string().contains("the line is right, the words are not"), "{said}");
    let said = Share::parse(&page.replacen("TESTAMUR-SHARE-1:", "TESTAMUR-SHARE-1:0", 1), 1).err().unwrap();
    assert!(said.to_string().contains("the words are right, the line is not"), "{said}");
    let line = shares[0].line().to_string();
    let mixed = page.replace(&line, &shares[1].line());
    assert!(Share::parse(&mixed, 1).err().unwrap().to_string().contains("two different shares"));
}

#[test]
fn a_foreign_share_a_share_twice_and_too_few_are_told_apart() {
    let (_a, first, ours) = organisation(3, 2);
    let (_b, _, theirs) = organisation(3, 2);
    let mixed = [ours[0].clone(), theirs[1].clone()];
    assert_eq!(fault(&mixed), ShareFault::ForeignSet { place: 2 });
    let twice = [ours[0].clone(), ours[1].clone(), ours[0].clone()];
    assert_eq!(fault(&twice), ShareFault::Repeated { place: 3, first: 1 });
    assert_eq!(fault(&ours[..1]), ShareFault::TooFew { given: 1, needed: 2 });
    assert!(matches!(first.restore(&theirs), Err(Error::Share(ShareFault::ForeignKey))));
}

#[test]
fn a_share_that_was_changed_with_its_check_is_named_when_one_more_is_given() {
    let (_dir, _, shares) = organisation(4, 2);
    let forged = forge(&shares[1]);
    let two = [shares[0].clone(), forged.clone()];
    assert_eq!(fault(&two), ShareFault::DoNotOpen);
    let more = [shares[0].clone(), forged.clone(), shares[2].clone()];
    assert_eq!(fault(&more), ShareFault::Wrong { place: 2 });
    let last = [shares[0].clone(), shares[2].clone(), shares[3].clone(), forged];
    assert_eq!(fault(&last), ShareFault::Wrong { place: 4 });
}

fn typed(texts: &[&str], wanted: Opens, recipient: Option<&str>) -> Vec<Typed> {
    let texts: Vec<_> = texts.iter().map(|t| Zeroizing::new((*t).to_owned())).collect();
    check(&texts, wanted, recipient)
}

#[test]
fn a_share_is_told_to_be_right_so_far_word_by_word_and_good_at_its_last_one() {
    let (_dir, organisation, shares) = organisation(3, 2);
    let recipient = organisation.card().archive_recipient.clone();
    let words = shares[0].words().to_string();
    let mut letters = String::new();
    for letter in words.chars() {
        letters.push(letter);
        let [told] = typed(&[&letters], Opens::Archive, Some(&recipient)).try_into().unwrap();
        let whole = letters.len() == words.len();
        // A word may be complete before its last letter, as "act" is in "actor"; then the check may run too early.
        let last = letters.split(' ').count() == 36;
        let expected = if whole { Stage::Good } else { Stage::Begun };
        assert!(told.stage == expected || (last && told.stage == Stage::Check), "{told:?}");
        if whole {
            assert_eq!((told.set, told.index, told.words), (Some(shares[0].set()), Some(1), 36));
        }
    }
    let [told] = typed(&["abandon abl"], Opens::Archive, None).try_into().unwrap();
    assert_eq!((told.stage, told.words, told.completions), (Stage::Begun, 2, vec!["able"]));
}

#[test]
fn the_wrong_word_is_told_with_the_nearest_of_the_list_and_the_other_share_stays_good() {
    let (_dir, _, shares) = organisation(3, 2);
    let good = shares[1].words().to_string();
    let mut words: Vec<String> = shares[0].words().split(' ').map(str::to_owned).collect();
    words[16] = "abilty".to_owned();
    let told = typed(&[&words.join(" "), &good], Opens::Archive, None);
    assert_eq!(told[0].stage, Stage::UnknownWord { word: 17, near: vec!["ability"] });
    assert_eq!(told[1].stage, Stage::Good);
    words[16] = "qqqqqq".to_owned();
    let told = typed(&[&words.join(" "), &good], Opens::Archive, None);
    assert_eq!(told[0].stage, Stage::UnknownWord { word: 17, near: Vec::new() });
    words[16] = if shares[0].words().split(' ').nth(16) == Some("zoo") { "able" } else { "zoo" }.to_owned();
    assert_eq!(typed(&[&words.join(" ")], Opens::Archive, None)[0].stage, Stage::Check);
    words.push("zoo".to_owned());
    assert_eq!(typed(&[&words.join(" ")], Opens::Archive, None)[0].stage, Stage::TooManyWords);
}

#[test]
fn shares_are_told_apart_side_by_side() {
    let (_a, first, ours) = organisation(3, 2);
    let (_b, _, theirs) = organisation(3, 2);
    let recipient = first.card().archive_recipient.clone();
    let (a, b, other) = (ours[0].words().to_string(), ours[1].line().to_string(), theirs[0].page().to_string());
    let stages = |texts: &[&str], recipient| -> Vec<Stage> {
        typed(texts, Opens::Archive, recipient).into_iter().map(|t| t.stage).collect()
    };
    assert_eq!(stages(&["", &a, &b], None), [Stage::Empty, Stage::Good, Stage::Good]);
    assert_eq!(stages(&[&a, &a], None), [Stage::Good, Stage::Repeated { first: 1 }]);
    assert_eq!(stages(&[&a, &other], None), [Stage::Good, Stage::OtherSet { first: 1 }]);
    assert_eq!(stages(&[&other, &a], Some(&recipient)), [Stage::OtherOrganisation, Stage::Good]);
    assert_eq!(typed(&[&a], Opens::Witnesses, None)[0].stage, Stage::OtherKey);
    let line = ours[0].line().to_string();
    let expected = [Stage::Begun, Stage::Unreadable, Stage::Begun, Stage::Begun];
    assert_eq!(stages(&[&line[..20], &line.replace(':', ";"), "testamur", "test"], None), expected);
    let near = vec!["hello"];
    assert_eq!(stages(&["hello: no share"], None), [Stage::UnknownWord { word: 1, near }]);
}

/// Makes a share with another value under a right check, like a forger who knows the format.
fn forge(share: &Share) -> Share {
    let line = share.line().to_string();
    let fields: Vec<&str> = line.split(':').collect();
    let mut value = hex::decode(fields[5]).unwrap();
    value[0] ^= 1;
    let (index, total) = fields[2].split_once('/').unwrap();
    let mut bytes = b"TESTAMUR-SHARE-1".to_vec();
    for number in [fields[3], total, index] {
        bytes.push(number.parse().unwrap());
    }
    for field in [fields[1], fields[4]] {
        bytes.extend(hex::decode(field).unwrap());
    }
    bytes.extend(&value);
    let check = hex::encode_upper(&evidence::Digest::of(&bytes).as_bytes()[..4]);
    let forged = [fields[0], fields[1], fields[2], fields[3], fields[4], &hex::encode_upper(value), &check].join(":");
    Share::parse(&forged, 1).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_rehearsal_seals_and_opens_with_what_the_shares_give() {
    let (_dir, organisation, shares) = organisation(3, 2);
    let proved = rehearse(&shares[1..]).unwrap();
    assert_eq!(proved.recipient, organisation.card().archive_recipient);
    assert_eq!((proved.tried, proved.threshold, proved.total), (2, 2, 3));
    assert_eq!(proved.set.to_string(), organisation.card().set);
    assert!(rehearse(&shares[..1]).is_err());
}

#[test]
fn one_share_alone_never_is_the_key() {
    let dir = tempfile::tempdir().unwrap();
    for (total, threshold) in [(1, 1), (3, 1), (2, 3), (17, 2), (0, 0)] {
        let made = Organisation::init(&dir.path().join("org"), "Observers", total, threshold, None);
        assert!(matches!(made, Err(Error::Refused { .. })), "{threshold} of {total}");
        assert!(!dir.path().join("org").exists());
    }
}
