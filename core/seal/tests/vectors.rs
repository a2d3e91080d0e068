//! C2SP's vectors for age's `mlkem768x25519` (CCTV), read by the reader of parts.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads files; its room does not")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use age::DecryptError;
use evidence::Digest;
use seal::Identity;

/// Reads a vector: the fields above the file, and the file.
fn read(path: &Path) -> (BTreeMap<String, String>, Vec<u8>) {
    let bytes = std::fs::read(path).unwrap();
    let end = bytes.windows(2).position(|w| w == b"\n\n").unwrap();
    let text = std::str::from_utf8(&bytes[..end]).unwrap();
    let fields = text.lines().map(|l| l.split_once(": ").unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned()));
    let fields: BTreeMap<_, _> = fields.collect();
    let file = match fields.get("compressed").map(String::as_str) {
        Some("zlib") => miniz_oxide::inflate::decompress_to_vec_zlib(&bytes[end + 2..]).unwrap(),
        None => bytes[end + 2..].to_vec(),
        other => panic!("{other:?}"),
    };
    (fields, file)
}

/// Returns the vectors' name for the outcome, and the digest of a payload that opened.
fn outcome(identities: &[Identity], file: &[u8]) -> (&'static str, Option<String>) {
    let failed = |e| match e {
        DecryptError::NoMatchingKeys => "no match",
        DecryptError::InvalidMac => "HMAC failure",
        _ => "header failure",
    };
    let decryptor = match age::Decryptor::new_buffered(file) {
        Ok(decryptor) => decryptor,
        Err(e) => return (failed(e), None),
    };
    let mut plain = Vec::new();
    match decryptor.decrypt(identities.iter().map(|i| i as &dyn age::Identity)) {
        Err(e) => (failed(e), None),
        Ok(mut reader) => match reader.read_to_end(&mut plain) {
            Ok(_) => ("success", Some(Digest::of(&plain).to_string())),
            Err(_) => ("payload failure", None),
        },
    }
}

#[test]
fn the_vectors_of_c2sp_are_read_as_they_must_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/age");
    let mut read_so_far = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (fields, file) = read(&path);
        let bytes = std::fs::read(&path).unwrap();
        let lines = bytes.split(|b| *b == b'\n').filter_map(|line| line.strip_prefix(b"identity: "));
        let identities: Vec<_> = lines.map(|l| Identity::parse(std::str::from_utf8(l).unwrap()).unwrap()).collect();
        assert!(!identities.is_empty(), "{name}");
        let (told, payload) = outcome(&identities, &file);
        // The one difference: age opens files of mixed kinds, the reader of parts does not.
        let expected = if name == "hybrid_and_x25519" { "header failure" } else { fields["expect"].as_str() };
        assert_eq!(told, expected, "{name}");
        if let Some(payload) = payload {
            assert_eq!(payload, fields["payload"], "{name}");
        }
        read_so_far += 1;
    }
    assert_eq!(read_so_far, 18);
}

#[test]
fn keys_have_the_spellings_of_the_specification() {
    let text = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";
    let identity = Identity::parse(text).unwrap();
    assert_eq!(identity.text().as_str(), text);
    let recipient = identity.recipient().to_string();
    assert!(
        recipient.starts_with("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5")
    );
    assert!(recipient.ends_with("5zfnegrm9efhxpfqdkmhh6gjtqmwze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k"));
    assert_eq!(seal::Recipient::parse(&recipient).unwrap().to_string(), recipient);
    for wrong in [recipient.to_uppercase(), recipient.replacen("age1pq1x", "age1pq1q", 1), format!("{recipient}q")] {
        assert!(seal::Recipient::parse(&wrong).is_err());
    }
}
