//! An invitation survives its codes in any order, and no other text passes as one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use ed25519_dalek::{Signer, SigningKey};
use evidence::invitation::codes::{self, Codes, MAX_CODES, Reading};
use evidence::invitation::{AdmissionSecret, FORMAT, Role, TICKET_TYPE, Ticket, within};
use evidence::policy::{self, Log, Policy, Review, Server};
use evidence::{Digest, Envelope, Error, Invitation, PublicKey, dsse};
use zeroize::Zeroizing;

fn signed(kind: &str, payload: Vec<u8>) -> Envelope {
    let key = SigningKey::from_bytes(&[7; 32]);
    let signature = key.sign(&dsse::pae(kind, &payload)).to_bytes();
    Envelope::new(kind, payload, &public(), signature)
}

fn public() -> PublicKey {
    PublicKey::from_bytes(SigningKey::from_bytes(&[7; 32]).verifying_key().as_bytes()).unwrap()
}

fn invitation(name: &str, forms: usize) -> Invitation {
    // Letters that do not compress, like those of a hybrid recipient.
    let recipient = |label: &str| {
        const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        let block = |n: u8| *Digest::of(format!("{label} {n}").as_bytes()).as_bytes();
        let letters = (0..61).flat_map(block).map(|b| char::from(LETTERS[usize::from(b & 31)]));
        format!("age1pq1{}", letters.collect::<String>())
    };
    let policy = Policy {
        format: policy::FORMAT.to_owned(),
        version: 0,
        ancestors: Vec::new(),
        name: name.to_owned(),
        archive_recipients: vec![recipient("archive")],
        witness_recipients: vec![recipient("witnesses")],
        slots: 1,
        servers: vec![Server { url: "https://127.0.0.1:8443".to_owned(), pins: vec![Digest::of(b"pin")] }],
        logs: vec![Log {
            origin: "log.example.org".to_owned(),
            key: "log.example.org+1b6f9a5c+AYU9M1ZJ5zuAVTpYqMZ6mJGk1t1cUcWIFXMGf7XG3m5B".to_owned(),
            cosigners: Vec::new(),
            quorum: 0,
        }],
        retired: Vec::new(),
        timestamp_roots: Vec::new(),
        review: Review::Never,
        keep_after_delivery: false,
        forms: (0..forms).map(|n| Digest::of(&n.to_be_bytes())).collect(),
        expires: None,
    };
    let ticket = Ticket {
        organisation: public(),
        role: Role::Device,
        admission_key: Some(public()),
        log: Some("log.example.org".to_owned()),
        device: None,
        key: None,
        expires: None,
    };
    Invitation {
        format: FORMAT.to_owned(),
        organisation: public(),
        policy: signed(policy::PAYLOAD_TYPE, serde_json::to_vec(&policy).unwrap()),
        ticket: signed(TICKET_TYPE, serde_json::to_vec(&ticket).unwrap()),
        admission: AdmissionSecret::new(Zeroizing::new([8; 32])),
        checkpoint: Some("log.example.org\n7\nAA==\n".to_owned()),
    }
}

fn read(codes: &[String]) -> Vec<u8> {
    let mut reader = Codes::default();
    for code in codes {
        if let Reading::Whole(bytes) = reader.take(code).unwrap() {
            return bytes;
        }
    }
    panic!("not whole after {} codes", codes.len())
}

#[test]
fn an_ordinary_invitation_needs_eight_codes_and_comes_back_with_valid_signatures() {
    let given = invitation("Observers", 0);
    let codes = codes::write(&given).unwrap();
    assert!(codes.len() <= 8, "{}", codes.len());
    assert!(
        codes
            .iter()
            .all(|c| c.len() < 734 && c.chars().all(|l| "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains(l)))
    );
    let (back, policy) = Invitation::parse(&read(&codes)).unwrap();
    assert_eq!(back, given);
    assert_eq!(policy.policy().name, "Observers");
}

#[test]
fn codes_are_read_in_any_order_and_twice() {
    let given = invitation("Observers", 60);
    let mut codes = codes::write(&given).unwrap();
    assert!(codes.len() > 3);
    codes.reverse();
    let mut reader = Codes::default();
    let total = codes.len();
    assert_eq!(reader.take(&codes[0]).unwrap(), Reading::Some { read: 1, total });
    assert_eq!(reader.take(&codes[0]).unwrap(), Reading::Some { read: 1, total });
    assert_eq!(Invitation::parse(&read(&codes)).unwrap().0, given);
}

#[test]
fn codes_of_two_invitations_are_never_mixed() {
    let (one, other) = (codes::write(&invitation("One", 60)).unwrap(), codes::write(&invitation("Other", 60)).unwrap());
    let mut reader = Codes::default();
    reader.take(&one[0]).unwrap();
    assert_eq!(reader.take(&other[1]).unwrap(), Reading::Some { read: 1, total: other.len() });
    // This numbering under a forged set fails too.
    let forged: Vec<String> =
        one.iter().enumerate().map(|(n, c)| if n == 1 { swap(&other[1], &one[1]) } else { c.clone() }).collect();
    let mut reader = Codes::default();
    let last = forged.iter().map(|c| reader.take(c)).last().unwrap();
    assert!(matches!(last, Err(Error::Malformed { .. })), "{last:?}");
}

/// Returns the content of `from` under the head of `like`.
fn swap(from: &str, like: &str) -> String {
    let content = from.splitn(5, ':').nth(4).unwrap();
    let head: Vec<&str> = like.splitn(5, ':').take(4).collect();
    format!("{}:{content}", head.join(":"))
}

#[test]
fn what_is_no_code_is_said_to_be_none_and_a_later_version_to_be_later() {
    let mut reader = Codes::default();
    for text in [
        "",
        "https://example.org",
        "TESTAMUR:2:",
        "TESTAMUR:2:1/1:ABCDEF01",
        "TESTAMUR:2:0/1:ABCDEF01:AB",
        "TESTAMUR:2:2/1:ABCDEF01:AB",
        "TESTAMUR:2:1/1:ABC:AB",
        "TESTAMUR:2:1/99999999999999999999:ABCDEF01:AB",
        "TESTAMUR:2:1/1:ABCDEF01:AB",
        "TESTAMUR:2:1/1:ABCDEF01:\u{e9}",
    ] {
        assert!(matches!(reader.take(text), Err(Error::Malformed { .. })), "{text}");
    }
    assert!(reader.take(&format!("TESTAMUR:2:1/{}:ABCDEF01:AB", MAX_CODES + 1)).is_err());
    assert!(matches!(reader.take("TESTAMUR:3:anything"), Err(Error::Unsupported { .. })));
    assert!(codes::is_code("TESTAMUR:2:x") && !codes::is_code("{}"));
}

#[test]
fn an_invitation_too_large_for_codes_is_refused() {
    assert!(matches!(codes::write(&invitation("Observers", 2_000)), Err(Error::Refused { .. })));
}

#[test]
fn an_invitation_comes_out_of_a_letter_whose_lines_were_broken_and_quoted() {
    let invitation = invitation("Street Watch", 1);
    let text = String::from_utf8(evidence::json::print(&invitation).unwrap()).unwrap();
    let broken = |prefix: &str, end: &str| {
        let lines = text.as_bytes().chunks(76).map(|line| format!("{prefix}{}{end}", str::from_utf8(line).unwrap()));
        lines.collect::<String>()
    };
    for copied in [
        text.clone(),
        format!("Hi, here is your invitation:\n\n{text}\n\nBe careful, A.\n"),
        broken("", "\n"),
        broken("> ", "\r\n"),
        broken("> > ", "\n"),
        format!("On Monday A wrote:\n{}", broken(">> ", "\n")),
        serde_json::to_string_pretty(&invitation).unwrap(),
    ] {
        assert_eq!(Invitation::parse(within(&copied).as_bytes()).unwrap().0, invitation, "{copied}");
    }
    for cut in ["", "}", "{", "} {", "Hi", text.get(..text.len() / 2).unwrap_or_default()] {
        assert!(Invitation::parse(within(cut).as_bytes()).is_err(), "{cut}");
    }
}
