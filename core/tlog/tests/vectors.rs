//! Replays `tests/vectors/tlog`, written by a second implementation (`make.py` in that folder).
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads files; its room does not")]
// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::{collections::BTreeMap, fs, path::Path};

use tlog::{Cosigners, Error, Hash, Note, Proof, SignedCheckpoint, TilePath, VerifierKey};

struct Vector {
    heads: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Vector {
    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let cut = bytes.windows(5).position(|five| five == b"\n---\n").unwrap();
        let heads = std::str::from_utf8(&bytes[..cut]).unwrap().lines().map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        });
        Self { heads: heads.collect(), body: bytes[cut + 5..].to_vec() }
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.heads.iter().filter(|(head, _)| head == name).map(|(_, value)| value.as_str()).collect()
    }

    fn one(&self, name: &str) -> &str {
        self.all(name)[0]
    }

    fn key(&self) -> VerifierKey {
        self.one("key").parse().unwrap()
    }

    fn cosigners(&self) -> Cosigners {
        let keys = self.all("cosigner").iter().map(|key| key.parse().unwrap()).collect();
        let quorum = self.all("quorum").first().map_or(0, |quorum| quorum.parse().unwrap());
        Cosigners::new(keys, quorum).unwrap()
    }

    /// Returns the crate's verdict: the text that it prints after reading, or its error.
    fn judge(&self) -> Result<String, Error> {
        let text = || std::str::from_utf8(&self.body).unwrap();
        match self.one("kind") {
            "note" => {
                let note = Note::parse(&self.body)?;
                note.verify(&self.key())?;
                Ok(note.to_string())
            }
            "checkpoint" => {
                let signed = SignedCheckpoint::open(&self.body, &self.key())?;
                signed.cosignatures(&self.cosigners())?;
                Ok(signed.to_string())
            }
            "proof" => {
                let proof = Proof::parse(&self.body)?;
                proof.verify(&Hash::parse(self.one("leaf"))?, &self.key(), &self.cosigners())?;
                Ok(proof.to_string())
            }
            "vkey" => Ok(text().parse::<VerifierKey>()?.to_string()),
            "tile-path" => Ok(text().parse::<TilePath>()?.to_string()),
            kind => panic!("no such kind: {kind}"),
        }
    }
}

#[test]
fn every_vector_gets_its_verdict_and_a_good_one_prints_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/tlog");
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let vector = Vector::read(&path);
        let name = path.file_stem().unwrap().to_string_lossy();
        let verdict = match vector.judge() {
            Ok(printed) => {
                assert_eq!(printed.as_bytes(), vector.body, "{name}");
                "ok"
            }
            Err(Error::Malformed(_)) => "malformed",
            Err(Error::Unsupported(_)) => "unsupported",
            Err(Error::Refused(_)) => "refused",
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(verdict, vector.one("expect"), "{name}");
        *counts.entry(verdict).or_insert(0) += 1;
    }
    assert!(counts["ok"] >= 15 && counts["malformed"] >= 60 && counts["refused"] >= 20, "{counts:?}");
}
