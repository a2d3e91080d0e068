//! Tile paths and contents against the words of C2SP `tlog-tiles`, and whole proofs end to end.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use tlog::{
    Checkpoint, Cosigners, Error, Hash, KeyKind, Proof, TilePath, VerifierKey, leaf_hash, node_hash,
    tile::{Content, MAX_ENTRY, entry_bundle, hash_tile, read_entry_bundle, read_hash_tile},
    tree::{append, inclusion_proof},
};

type Store = BTreeMap<(u8, u64), Hash>;

fn stored(count: u64) -> (Store, Hash) {
    let leaves: Vec<Hash> = (0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect();
    let batch = append(&Store::new(), 0, &leaves).unwrap();
    (batch.nodes.iter().map(|node| ((node.level, node.index), node.hash)).collect(), batch.root)
}

fn at(level: u8, index: u64, size: u64) -> Option<TilePath> {
    TilePath::of_tree(Content::Hashes { level }, index, size)
}

#[test]
fn paths_are_spelled_as_the_specification_spells_them() {
    let path = |level, index, width| TilePath::new(Content::Hashes { level }, index, width).unwrap().to_string();
    assert_eq!(path(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(1, 0, 1), "tile/1/000.p/1");
    assert_eq!(path(2, 1000, 255), "tile/2/x001/000.p/255");
    let entries = TilePath::new(Content::Entries, 999, 17).unwrap();
    assert_eq!(entries.to_string(), "tile/entries/999.p/17");
    assert_eq!("tile/entries/999.p/17".parse(), Ok(entries));
}

#[test]
fn a_tree_of_70000_has_the_tiles_that_the_specification_lists() {
    let size = 70_000;
    assert_eq!(at(0, 272, size).unwrap().width(), 256);
    assert_eq!(at(0, 273, size).unwrap().width(), 112);
    assert_eq!(at(0, 274, size), None);
    assert_eq!(at(1, 0, size).unwrap().width(), 256);
    assert_eq!(at(1, 1, size).unwrap().width(), 17);
    assert_eq!(at(2, 0, size).unwrap().width(), 1);
    assert_eq!(at(3, 0, size), None);
    assert_eq!(at(63, 0, u64::MAX), None);
    // A tree of 256 has a full level 0 tile and a level 1 tile of width 1.
    assert_eq!(at(0, 0, 256).unwrap().to_string(), "tile/0/000");
    assert_eq!(at(1, 0, 256).unwrap().to_string(), "tile/1/000.p/1");
}

#[test]
fn a_hash_above_is_the_root_of_the_full_tile_below() {
    let (store, _) = stored(700);
    let below = hash_tile(&store, &at(0, 1, 700).unwrap(), 700).unwrap();
    let mut row = read_hash_tile(&below, 256).unwrap();
    assert_eq!(row[3], leaf_hash(&259_u64.to_be_bytes()));
    while row.len() > 1 {
        row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
    }
    let above = hash_tile(&store, &at(1, 0, 700).unwrap(), 700).unwrap();
    assert_eq!(read_hash_tile(&above, 2).unwrap()[1], row[0]);
}

#[test]
fn a_tile_that_the_tree_does_not_have_is_refused() {
    let (store, _) = stored(700);
    let tile = |path: &str, size| hash_tile(&store, &path.parse().unwrap(), size);
    assert_eq!(tile("tile/0/002.p/188", 700).unwrap().len(), 188 * 32);
    // A partial tile of an earlier checkpoint is still served.
    assert_eq!(tile("tile/0/002.p/1", 700).unwrap().len(), 32);
    assert!(matches!(tile("tile/0/002.p/189", 700), Err(Error::Refused(_))));
    assert!(matches!(tile("tile/0/002", 700), Err(Error::Refused(_))));
    assert!(matches!(tile("tile/1/000.p/2", 511), Err(Error::Refused(_))));
    assert!(matches!(tile("tile/63/000.p/1", 700), Err(Error::Refused(_))));
    assert!(matches!(tile("tile/entries/000", 700), Err(Error::Refused(_))));
    assert!(matches!(tile("tile/0/002.p/200", 750), Err(Error::Unavailable { level: 0, index: 700 })));
}

#[test]
fn a_bundle_gives_back_its_entries_and_nothing_else() {
    let entries = [b"".to_vec(), b"one".to_vec(), vec![7; MAX_ENTRY]];
    let bytes = entry_bundle(&entries).unwrap();
    assert_eq!(bytes[..7], [0, 0, 0, 3, b'o', b'n', b'e']);
    assert_eq!(read_entry_bundle(&bytes, 3).unwrap(), entries);
    for width in [0, 2, 4, 257] {
        assert!(read_entry_bundle(&bytes, width).is_err());
    }
    assert!(read_entry_bundle(&bytes[..bytes.len() - 1], 3).is_err());
    assert!(read_entry_bundle(&[bytes, vec![0]].concat(), 3).is_err());
    assert!(entry_bundle(&[vec![7; MAX_ENTRY + 1]]).is_err());
    assert!(entry_bundle::<Vec<u8>>(&[]).is_err());
    assert!(entry_bundle(&vec![b"x"; 257]).is_err());
    assert!(read_hash_tile(&[0; 33], 1).is_err());
}

#[test]
fn a_proof_read_offline_proves_its_leaf_and_every_changed_bit_of_it_fails() {
    let secret = SigningKey::from_bytes(&[1; 32]);
    let key = VerifierKey::new("log.example", KeyKind::Ed25519, secret.verifying_key().as_bytes()).unwrap();
    let (store, root) = stored(21);
    let signed = Checkpoint::new("log.example", 21, root)
        .unwrap()
        .sign(&key, |message| -> Result<_, Error> { Ok(secret.sign(message).to_bytes()) })
        .unwrap();
    let path = inclusion_proof(&store, 13, 21).unwrap();
    let file = Proof::new(13, path, signed.note().clone(), None).unwrap().to_string().into_bytes();

    let leaf = leaf_hash(&13_u64.to_be_bytes());
    let proven = Proof::parse(&file).unwrap().verify(&leaf, &key, &Cosigners::none()).unwrap();
    assert_eq!((proven.index, proven.checkpoint.size(), proven.cosignatures.len()), (13, 21, 0));
    for position in 0..file.len() {
        for bit in 0..8 {
            let mut wrong = file.clone();
            wrong[position] ^= 1 << bit;
            let verdict = Proof::parse(&wrong).and_then(|proof| proof.verify(&leaf, &key, &Cosigners::none()));
            assert!(verdict.is_err(), "byte {position} bit {bit}");
        }
        assert!(Proof::parse(&file[..position]).is_err());
    }
}

proptest! {
    #[test]
    fn every_path_has_one_spelling(level in 0_u8..64, index in 0_u64..1 << 55, width in 1_u16..=256, entries: bool) {
        let content = if entries { Content::Entries } else { Content::Hashes { level } };
        let path = TilePath::new(content, index, width).unwrap();
        prop_assert_eq!(path.to_string().parse::<TilePath>(), Ok(path));
    }

    #[test]
    fn arbitrary_paths_never_panic(path in "tile/(entries|[0-9]{1,3})/[x0-9/.p]{0,30}") {
        if let Ok(read) = path.parse::<TilePath>() {
            prop_assert_eq!(read.to_string(), path);
        }
    }

    #[test]
    fn arbitrary_bundles_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), width in 0_u16..300) {
        if let Ok(entries) = read_entry_bundle(&bytes, width) {
            prop_assert_eq!(entry_bundle(&entries).unwrap(), bytes);
        }
    }

    #[test]
    fn arbitrary_proofs_never_panic(tail in "[ -~\n—]{0,200}") {
        let _ = Proof::parse(tail.as_bytes());
        let _ = Proof::parse(format!("c2sp.org/tlog-proof@v1\nindex 0\n{tail}").as_bytes());
    }
}
