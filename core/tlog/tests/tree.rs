//! The tree against the recursive definitions of RFC 6962, written as in its text, and against `ct-merkle`.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::{cell::Cell, collections::BTreeMap};

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;
use tlog::{
    Error, Hash, Nodes,
    hash::empty_root,
    leaf_hash, node_hash,
    tree::{
        MAX_SIZE, Overlay, append, consistency_proof, inclusion_proof, old_root, root, verify_consistency,
        verify_inclusion,
    },
};

const SIZES: usize = 130;

type Store = BTreeMap<(u8, u64), Hash>;

fn entry(index: usize) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(&entry(index))).collect()
}

fn grow(store: &mut Store, size: u64, leaves: &[Hash]) -> Hash {
    let batch = append(store, size, leaves).unwrap();
    assert_eq!(batch.size, size + leaves.len() as u64);
    for node in batch.nodes {
        assert!(store.insert((node.level, node.index), node.hash).is_none(), "a node was written twice");
    }
    batch.root
}

fn stored(count: usize) -> Store {
    let mut store = Store::new();
    grow(&mut store, 0, &leaves(count));
    store
}

// RFC 6962 section 2.1, over leaf hashes.
fn half(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

fn mth(d: &[Hash]) -> Hash {
    match d {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => node_hash(&mth(&d[..half(d.len())]), &mth(&d[half(d.len())..])),
    }
}

fn path(m: usize, d: &[Hash]) -> Vec<Hash> {
    if d.len() == 1 {
        return vec![];
    }
    let (left, right) = d.split_at(half(d.len()));
    let (mut below, beside) =
        if m < left.len() { (path(m, left), mth(right)) } else { (path(m - left.len(), right), mth(left)) };
    below.push(beside);
    below
}

fn subproof(m: usize, d: &[Hash], whole: bool) -> Vec<Hash> {
    if m == d.len() {
        return if whole { vec![] } else { vec![mth(d)] };
    }
    let (left, right) = d.split_at(half(d.len()));
    let (mut below, beside) = if m <= left.len() {
        (subproof(m, left, whole), mth(right))
    } else {
        (subproof(m - left.len(), right, false), mth(left))
    };
    below.push(beside);
    below
}

#[test]
fn roots_of_all_sizes_are_those_of_rfc_6962_however_the_log_grew() {
    let leaves = leaves(SIZES);
    let store = stored(SIZES);
    let mut one_by_one = Store::new();
    for size in 0..=SIZES {
        let want = mth(&leaves[..size]);
        assert_eq!(root(&store, size as u64).unwrap(), want);
        if size > 0 {
            let leaf = &leaves[size - 1..size];
            assert_eq!(grow(&mut one_by_one, size as u64 - 1, leaf), want);
        }
        // A tree of this size, grown in two batches.
        let mut halves = Store::new();
        grow(&mut halves, 0, &leaves[..size / 3]);
        assert_eq!(grow(&mut halves, (size / 3) as u64, &leaves[size / 3..size]), want);
    }
    assert_eq!(one_by_one, store);
}

#[test]
fn inclusion_proofs_of_all_sizes_are_those_of_rfc_6962_and_verify() {
    let leaves = leaves(SIZES);
    let store = stored(SIZES);
    for size in 1..=SIZES {
        let root = mth(&leaves[..size]);
        for index in 0..size {
            let proof = inclusion_proof(&store, index as u64, size as u64).unwrap();
            assert_eq!(proof, path(index, &leaves[..size]));
            verify_inclusion(&leaves[index], index as u64, size as u64, &proof, &root).unwrap();
        }
    }
}

#[test]
fn consistency_proofs_of_all_pairs_are_those_of_rfc_6962_and_verify() {
    let leaves = leaves(SIZES);
    let store = stored(SIZES);
    let roots: Vec<Hash> = (0..=SIZES).map(|size| mth(&leaves[..size])).collect();
    for new in 0..=SIZES {
        for old in 0..=new {
            let proof = consistency_proof(&store, old as u64, new as u64).unwrap();
            if old > 0 {
                assert_eq!(proof, subproof(old, &leaves[..new], true));
            }
            verify_consistency(old as u64, &roots[old], new as u64, &roots[new], &proof).unwrap();
        }
    }
}

#[test]
fn another_implementation_makes_the_same_proofs() {
    let mut foreign = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let store = stored(70);
    for size in 1..=70_usize {
        foreign.push(entry(size - 1));
        let our_root = root(&store, size as u64).unwrap();
        assert_eq!(foreign.root().as_bytes().as_slice(), our_root.as_bytes());
        for index in 0..size {
            let ours = inclusion_proof(&store, index as u64, size as u64).unwrap();
            let theirs = foreign.prove_inclusion(index);
            assert_eq!(theirs.as_bytes(), concat(&ours));
        }
        for old in 1..size {
            let ours = consistency_proof(&store, old as u64, size as u64).unwrap();
            let theirs = foreign.prove_consistency(size - old);
            assert_eq!(theirs.as_bytes(), concat(&ours), "{old} of {size}");
        }
    }
}

fn concat(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

/// Returns every proof that differs from `proof` by one bit, one hash less or one hash more.
fn spoiled(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for position in 0..proof.len() {
        for bit in 0..256 {
            let mut wrong = proof.to_vec();
            wrong[position].0[bit / 8] ^= 1 << (bit % 8);
            all.push(wrong);
        }
        let mut shorter = proof.to_vec();
        shorter.remove(position);
        all.push(shorter);
    }
    for position in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(position, proof.first().copied().unwrap_or(Hash([0; 32])));
        all.push(longer);
    }
    all
}

#[test]
fn every_single_bit_flip_of_an_inclusion_proof_fails() {
    let leaves = leaves(SIZES);
    let store = stored(SIZES);
    for (index, size) in [(0, 1), (0, 2), (1, 2), (2, 3), (6, 7), (13, 21), (63, 64), (64, 65), (100, 130)] {
        let (root, leaf) = (mth(&leaves[..size]), leaves[index]);
        let (index, size) = (index as u64, size as u64);
        let proof = inclusion_proof(&store, index, size).unwrap();
        for wrong in spoiled(&proof) {
            assert!(verify_inclusion(&leaf, index, size, &wrong, &root).is_err());
        }
        for bit in 0..256 {
            let (mut bad_leaf, mut bad_root) = (leaf, root);
            bad_leaf.0[bit / 8] ^= 1 << (bit % 8);
            bad_root.0[bit / 8] ^= 1 << (bit % 8);
            assert!(verify_inclusion(&bad_leaf, index, size, &proof, &root).is_err());
            assert!(verify_inclusion(&leaf, index, size, &proof, &bad_root).is_err());
        }
    }
}

#[test]
fn an_inclusion_proof_holds_at_no_other_index() {
    let leaves = leaves(40);
    let store = stored(40);
    for size in 1..=40_u64 {
        let root = mth(&leaves[..size as usize]);
        for index in 0..size {
            let proof = inclusion_proof(&store, index, size).unwrap();
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(verify_inclusion(&leaves[index as usize], other, size, &proof, &root).is_err());
            }
        }
    }
}

#[test]
fn every_single_bit_flip_of_a_consistency_proof_fails() {
    let leaves = leaves(SIZES);
    let store = stored(SIZES);
    for (old, new) in
        [(0, 5), (5, 5), (1, 2), (2, 3), (3, 4), (4, 8), (6, 7), (13, 21), (64, 65), (65, 128), (100, 130)]
    {
        let (old_root, new_root) = (mth(&leaves[..old]), mth(&leaves[..new]));
        let (old, new) = (old as u64, new as u64);
        let proof = consistency_proof(&store, old, new).unwrap();
        for wrong in spoiled(&proof) {
            assert!(verify_consistency(old, &old_root, new, &new_root, &wrong).is_err(), "{old} {new}");
        }
        for bit in 0..256 {
            let (mut bad_old, mut bad_new) = (old_root, new_root);
            bad_old.0[bit / 8] ^= 1 << (bit % 8);
            bad_new.0[bit / 8] ^= 1 << (bit % 8);
            assert!(verify_consistency(old, &bad_old, new, &new_root, &proof).is_err());
            // Every root is consistent with the empty tree.
            assert!(old == 0 || verify_consistency(old, &old_root, new, &bad_new, &proof).is_err());
        }
    }
}

#[test]
fn a_consistency_proof_does_not_hold_for_a_tree_of_twice_the_size() {
    let leaves = leaves(40);
    let store = stored(40);
    for new in 2..=40_u64 {
        for old in 1..new {
            let (old_root, new_root) = (mth(&leaves[..old as usize]), mth(&leaves[..new as usize]));
            let proof = consistency_proof(&store, old, new).unwrap();
            assert!(verify_consistency(old, &old_root, new * 2, &new_root, &proof).is_err(), "{old} {new}");
        }
    }
}

#[test]
fn a_consistency_proof_says_which_root_it_is_about_unless_that_is_a_whole_tree() {
    let leaves = leaves(40);
    let store = stored(40);
    for new in 1..=40_u64 {
        for old in 0..=new {
            let proof = consistency_proof(&store, old, new).unwrap();
            let whole = old == 0 || old == new || old.is_power_of_two();
            let expected = (!whole).then(|| mth(&leaves[..old as usize]));
            assert_eq!(old_root(old, new, &proof), expected, "{old} {new}");
            let longer = [proof, vec![mth(&leaves[..1])]].concat();
            assert!(old_root(old, new, &longer) != expected || expected.is_none(), "{old} {new}");
        }
    }
}

#[test]
fn a_log_that_forked_has_no_consistency_proof() {
    let honest = leaves(20);
    let mut forked = honest.clone();
    forked[3] = leaf_hash(b"something else");
    let mut store = Store::new();
    let fork_root = grow(&mut store, 0, &forked);
    for old in 4..20_u64 {
        let proof = consistency_proof(&store, old, 20).unwrap();
        assert!(verify_consistency(old, &mth(&honest[..old as usize]), 20, &fork_root, &proof).is_err());
    }
}

/// Counts reads, because each is one query for a server.
struct Counted<'a>(&'a Store, Cell<u32>);

impl Nodes for Counted<'_> {
    type Error = Error;

    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>, Error> {
        self.1.set(self.1.get() + 1);
        self.0.node(level, index)
    }
}

#[test]
fn proofs_and_appends_read_a_logarithmic_number_of_nodes() {
    let store = stored(5000);
    let reads = |work: &dyn Fn(&Counted<'_>)| {
        let counted = Counted(&store, Cell::new(0));
        work(&counted);
        counted.1.get()
    };
    for size in [4095, 4096, 4097, 4999, 5000] {
        assert!(reads(&|nodes| drop(append(nodes, size, &leaves(3)).unwrap())) <= 26);
        assert!(reads(&|nodes| drop(inclusion_proof(nodes, 1234, size).unwrap())) <= 26);
        assert!(reads(&|nodes| drop(consistency_proof(nodes, 3333, size).unwrap())) <= 26);
    }
    assert!(store.len() < 2 * 5000);
}

#[test]
fn a_proof_can_be_made_before_the_batch_is_stored() {
    let all = leaves(37);
    let store = stored(21);
    let batch = append(&store, 21, &all[21..]).unwrap();
    let over = Overlay::new(&store, &batch.nodes);
    for index in 0..37 {
        let proof = inclusion_proof(&over, index, batch.size).unwrap();
        verify_inclusion(&all[index as usize], index, batch.size, &proof, &batch.root).unwrap();
    }
    assert_eq!(root(&over, 37).unwrap(), mth(&all));
}

#[test]
fn a_missing_node_is_named_and_an_impossible_question_refused() {
    let mut store = stored(8);
    assert!(matches!(root(&store, 9), Err(Error::Unavailable { level: 0, index: 8 })));
    store.remove(&(1, 1));
    assert!(matches!(inclusion_proof(&store, 0, 8), Err(Error::Unavailable { level: 1, index: 1 })));
    assert!(matches!(inclusion_proof(&store, 8, 8), Err(Error::Refused(_))));
    assert!(matches!(inclusion_proof(&store, 0, 0), Err(Error::Refused(_))));
    assert!(matches!(consistency_proof(&store, 9, 8), Err(Error::Refused(_))));
    assert!(matches!(root(&store, MAX_SIZE + 1), Err(Error::Unsupported(_))));
    assert!(matches!(append(&store, MAX_SIZE, &leaves(1)), Err(Error::Unsupported(_))));
    assert!(matches!(append(&store, u64::MAX, &leaves(1)), Err(Error::Unsupported(_))));
}

proptest! {
    #[test]
    fn hostile_numbers_and_proofs_are_refused_without_panic(
        index: u64, size: u64, old: u64, proof in prop::collection::vec(any::<[u8; 32]>().prop_map(Hash), 0..70),
    ) {
        let root = Hash([7; 32]);
        prop_assert!(verify_inclusion(&root, index, size, &proof, &Hash([8; 32])).is_err());
        prop_assert!(verify_consistency(old, &root, size, &Hash([8; 32]), &proof).is_err());
        let nothing = Store::new();
        let _ = inclusion_proof(&nothing, index, size);
        let _ = consistency_proof(&nothing, old, size);
    }

    #[test]
    fn any_two_moments_of_any_growth_are_consistent(batches in prop::collection::vec(0_usize..40, 1..8)) {
        let all = leaves(batches.iter().sum());
        let (mut store, mut size) = (Store::new(), 0);
        let mut heads = vec![(0, empty_root())];
        for batch in batches {
            let root = grow(&mut store, size as u64, &all[size..size + batch]);
            size += batch;
            heads.push((size as u64, root));
        }
        for (old, old_root) in &heads {
            for (new, new_root) in heads.iter().filter(|(new, _)| new >= old) {
                let proof = consistency_proof(&store, *old, *new).unwrap();
                verify_consistency(*old, old_root, *new, new_root, &proof).unwrap();
            }
        }
    }
}
