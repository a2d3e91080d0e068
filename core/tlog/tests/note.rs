//! Notes, keys, checkpoints and cosignatures: known answers from other implementations, then inputs that must fail.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use tlog::{
    Checkpoint, Cosigners, Error, Hash, KeyKind, Note, Signature, SignedCheckpoint, VerifierKey,
    cosignature::cosign,
    leaf_hash,
    note::{MAX_NOTE, MAX_SIGNATURES},
};

/// `golang.org/x/mod/sumdb/note`, example_test.go.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/// The key of sum.golang.org and a head that it signed in 2019.
const SUMDB_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const SUMDB_NOTE: &str = "go.sum database tree\n454425\nCF4Gdi7ahAx2DQ1icZRlXpgIZ4mMy3FE7ZH+asIYk9Y=\n\n\
    — sum.golang.org Az3grrJsLRs6sNa2gQWy6G6jb/FLI7opFZErrJT1PWmmP4iUdRxoJhMgfmSkirJgj3zj7n3N61yL16+9521wNu12Sgo=\n";

/// C2SP `signed-note` and `tlog-cosignature`; their keys are not published.
const C2SP_NOTES: [&str; 2] = [
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n\
     — quasimodo.example/salvatore \
     NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n",
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
     — example.com/behind-the-sofa \
     Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
     — witness.example.com/w1 \
     jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n",
];

fn secret(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn key(name: &str, kind: KeyKind, seed: u8) -> VerifierKey {
    VerifierKey::new(name, kind, secret(seed).verifying_key().as_bytes()).unwrap()
}

fn signer(seed: u8) -> impl Fn(&[u8]) -> Result<[u8; 64], Error> {
    move |message| Ok(secret(seed).sign(message).to_bytes())
}

fn signed() -> (SignedCheckpoint, VerifierKey) {
    let key = key("log.example", KeyKind::Ed25519, 1);
    let checkpoint = Checkpoint::new("log.example", 1, leaf_hash(b"one")).unwrap();
    (checkpoint.sign(&key, signer(1)).unwrap(), key)
}

fn cosigner(seed: u8) -> VerifierKey {
    key(&format!("witness{seed}.example"), KeyKind::Cosigner, seed)
}

fn cosigned(times: &[(u8, u64)]) -> Note {
    let (mut signed, _) = signed();
    for (seed, time) in times {
        let line = cosign(signed.checkpoint(), *time, &cosigner(*seed), signer(*seed)).unwrap();
        assert_eq!(signed.add_cosignature(line, &cosigner(*seed)).unwrap().time, *time);
    }
    signed.note().clone()
}

#[test]
fn the_note_of_the_go_documentation_verifies_and_prints_as_it_was() {
    let key: VerifierKey = GO_KEY.parse().unwrap();
    assert_eq!(key.to_string(), GO_KEY);
    assert_eq!(key.id(), [0xc7, 0x4f, 0x20, 0xa3]);
    let note = Note::parse(GO_NOTE.as_bytes()).unwrap();
    note.verify(&key).unwrap();
    assert_eq!(note.to_string(), GO_NOTE);
}

#[test]
fn the_note_of_the_go_documentation_is_made_from_its_secret() {
    // PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz, after the type byte.
    let seed = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=".parse_hash();
    let text = GO_NOTE.rsplit_once("\n\n").unwrap().0.to_owned() + "\n";
    let secret = SigningKey::from_bytes(&seed.0);
    let note = Note::sign(&text, &GO_KEY.parse().unwrap(), |message| -> Result<_, Error> {
        Ok(secret.sign(message).to_bytes())
    });
    assert_eq!(note.unwrap().to_string(), GO_NOTE);
}

trait ParseHash {
    fn parse_hash(&self) -> Hash;
}

impl ParseHash for str {
    fn parse_hash(&self) -> Hash {
        Hash::parse(self).unwrap()
    }
}

#[test]
fn a_head_of_the_go_checksum_database_verifies_but_its_origin_is_not_its_key_name() {
    let key: VerifierKey = SUMDB_KEY.parse().unwrap();
    let note = Note::parse(SUMDB_NOTE.as_bytes()).unwrap();
    note.verify(&key).unwrap();
    let checkpoint: Checkpoint = note.text().parse().unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size()), ("go.sum database tree", 454_425));
    assert_eq!(checkpoint.to_string(), note.text());
    assert!(matches!(SignedCheckpoint::check(note, &key), Err(Error::Refused(_))));
}

#[test]
fn the_notes_of_the_specifications_parse_and_print_as_they_were() {
    for text in C2SP_NOTES {
        assert_eq!(Note::parse(text.as_bytes()).unwrap().to_string(), text);
    }
    let note = Note::parse(C2SP_NOTES[1].as_bytes()).unwrap();
    assert_eq!(note.text().parse::<Checkpoint>().unwrap().size(), 20_852_163);
    // `tlog-cosignature` gives the time of this line as 1679315147.
    assert_eq!(note.signatures()[1].bytes()[..8], 1_679_315_147_u64.to_be_bytes());
}

#[test]
fn a_signed_checkpoint_opens_and_every_changed_byte_of_it_fails() {
    let (signed, key) = signed();
    let bytes = signed.to_string().into_bytes();
    assert_eq!(SignedCheckpoint::open(&bytes, &key).unwrap(), signed);
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut wrong = bytes.clone();
            wrong[position] ^= 1 << bit;
            assert!(SignedCheckpoint::open(&wrong, &key).is_err(), "byte {position} bit {bit}");
        }
        assert!(SignedCheckpoint::open(&bytes[..position], &key).is_err());
    }
}

#[test]
fn a_signer_that_is_not_the_key_publishes_nothing() {
    let (signed, key) = signed();
    let again = signed.checkpoint().clone();
    assert!(matches!(again.clone().sign(&key, signer(2)), Err(Error::Refused(_))));
    let other = self::key("other.example", KeyKind::Ed25519, 1);
    assert!(matches!(again.clone().sign(&other, signer(1)), Err(Error::Refused(_))));
    assert!(matches!(cosign(&again, 5, &cosigner(2), signer(3)), Err(Error::Refused(_))));
    assert!(matches!(cosign(&again, 0, &cosigner(2), signer(2)), Err(Error::Refused(_))));
    assert!(matches!(cosign(&again, 1 << 63, &cosigner(2), signer(2)), Err(Error::Refused(_))));
}

#[test]
fn the_error_of_the_signer_comes_through() {
    #[derive(Debug, PartialEq)]
    enum Mine {
        Locked,
        Log(Error),
    }
    impl From<Error> for Mine {
        fn from(error: Error) -> Self {
            Self::Log(error)
        }
    }
    let (_, key) = signed();
    assert_eq!(Note::sign("text\n", &key, |_| Err(Mine::Locked)), Err(Mine::Locked));
    assert!(matches!(Note::sign("text", &key, |_| Err(Mine::Locked)), Err(Mine::Log(Error::Malformed(_)))));
}

#[test]
fn a_key_of_one_kind_never_stands_in_for_the_other() {
    let plain = key("witness2.example", KeyKind::Ed25519, 2);
    let note = cosigned(&[(2, 9)]);
    assert_ne!(plain.id(), cosigner(2).id());
    assert!(note.verify(&plain).is_err());
    assert!(note.verify(&cosigner(2)).is_err());
    assert!(Cosigners::new(vec![plain], 0).is_err());
}

#[test]
fn a_quorum_counts_each_cosigner_once_and_tells_the_time() {
    let keys: Vec<_> = [2, 3, 4].map(cosigner).into();
    let wanted = Cosigners::new(keys.clone(), 2).unwrap();
    let seen = wanted.check(&cosigned(&[(3, 20), (2, 30), (3, 10), (9, 5)])).unwrap();
    let times: Vec<_> = seen.iter().map(|one| (one.name.as_str(), one.time)).collect();
    assert_eq!(times, [("witness2.example", 30), ("witness3.example", 10)]);
    assert!(matches!(wanted.check(&cosigned(&[(3, 1), (3, 2), (9, 3)])), Err(Error::Refused(_))));
    assert_eq!(wanted.seen(&cosigned(&[(3, 1)])).unwrap().len(), 1);
    assert!(Cosigners::none().check(&cosigned(&[])).unwrap().is_empty());

    assert!(Cosigners::new(keys.clone(), 4).is_err());
    assert!(Cosigners::new(vec![cosigner(2), cosigner(2)], 1).is_err());
    let alias = key("alias.example", KeyKind::Cosigner, 2);
    assert!(Cosigners::new(vec![cosigner(2), alias], 1).is_err());
}

#[test]
fn a_cosignature_of_one_checkpoint_is_refused_on_another() {
    let (mut signed, _) = signed();
    let other = Checkpoint::new("log.example", 2, leaf_hash(b"two")).unwrap();
    let line = cosign(&other, 5, &cosigner(2), signer(2)).unwrap();
    let before = signed.clone();
    assert!(signed.add_cosignature(line.clone(), &cosigner(2)).is_err());
    assert!(signed.add_cosignature(line, &cosigner(3)).is_err());
    assert_eq!(signed, before);
}

#[test]
fn a_note_keeps_within_its_limits() {
    let (signed, _) = signed();
    let mut note = signed.note().clone();
    let line: Signature = "— other.example AAAAAAE=".parse().unwrap();
    while note.signatures().len() < MAX_SIGNATURES {
        note.add(line.clone()).unwrap();
    }
    assert!(matches!(note.add(line), Err(Error::Refused(_))));
    assert!(Note::parse(note.to_string().as_bytes()).is_ok());
    let large = format!("{}\n\n— other.example AAAAAAE=\n", "a".repeat(MAX_NOTE));
    assert!(matches!(Note::parse(large.as_bytes()), Err(Error::Malformed(_))));
    // 16 signatures of the largest size that the specification speaks of.
    let big = format!("text\n\n{}", format!("— other.example {}\n", "AAAA".repeat(1667)).repeat(16));
    assert!(Note::parse(big.as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_and_what_parses_prints_as_it_was(text in "[ -~\n—+é]{0,200}") {
        for text in [text.clone(), format!("{text}\n\n— a.b AAAAAAE=\n")] {
            if let Ok(note) = Note::parse(text.as_bytes()) {
                prop_assert_eq!(note.to_string(), text.clone());
            }
            if let Ok(checkpoint) = text.parse::<Checkpoint>() {
                prop_assert_eq!(checkpoint.to_string(), text.clone());
            }
            if let Ok(key) = text.parse::<VerifierKey>() {
                prop_assert_eq!(key.to_string(), text);
            }
        }
    }

    #[test]
    fn any_text_that_can_be_signed_comes_back_whole(text in "[ -~\né—]{0,80}") {
        let key = key("log.example", KeyKind::Ed25519, 1);
        let note = Note::sign(&format!("{text}\n"), &key, signer(1)).unwrap();
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        read.verify(&key).unwrap();
        prop_assert_eq!(read, note);
    }
}
