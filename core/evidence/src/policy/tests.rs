use super::*;

const PLAIN: &str = r#"{"format":"testamur-policy-v1","version":0,"ancestors":[],"name":"Observers","archive_recipients":["ARCHIVE"],"slots":1,"servers":[],"logs":[],"timestamp_roots":[],"review":"never","keep_after_delivery":true,"forms":[]}"#;

fn recipient(letter: &str) -> String {
    format!("age1pq1{}", letter.repeat(1952))
}

fn classic(letter: &str) -> String {
    format!("age1{}", letter.repeat(58))
}

fn plain() -> Vec<u8> {
    PLAIN.replace("ARCHIVE", &recipient("q")).into_bytes()
}

/// Returns the reason why this policy can neither be written nor be read.
fn refused(policy: &Policy) -> String {
    let read = serde_json::to_vec(policy).unwrap();
    assert!(matches!(Policy::parse(&read), Err(Error::Malformed { .. })));
    policy.to_payload().unwrap_err().to_string()
}

#[test]
fn a_policy_without_witness_compartment_is_valid_byte_for_byte() {
    let policy = Policy::parse(&plain()).unwrap();
    assert_eq!(policy.witness_recipients, Vec::<String>::new());
    assert_eq!(policy.recipient_kind(), RecipientKind::Hybrid);
    assert_eq!(policy.to_payload().unwrap(), plain());
}

#[test]
fn sealed_parts_stay_on_the_device_unless_the_policy_says_otherwise() {
    let silent = String::from_utf8(plain()).unwrap().replace("\"keep_after_delivery\":true,", "");
    assert!(Policy::parse(silent.as_bytes()).unwrap().keep_after_delivery);
}

#[test]
fn witness_recipients_come_back_and_a_field_of_later_is_still_ignored() {
    let mut policy = Policy::parse(&plain()).unwrap();
    (policy.witness_recipients, policy.slots) = (vec![recipient("w"), recipient("z")], 2);
    let payload = policy.to_payload().unwrap();
    assert_eq!(Policy::parse(&payload).unwrap(), policy);
    let later = String::from_utf8(payload).unwrap().replace("\"servers\"", "\"names_recipients\":[1],\"servers\"");
    assert_eq!(Policy::parse(later.as_bytes()).unwrap(), policy);
}

#[test]
fn recipients_of_two_kinds_or_of_none_are_refused() {
    let base = Policy::parse(&plain()).unwrap();
    let all = [vec!["ssh-ed25519 AAAA".to_owned()], vec![recipient("Q")], vec![recipient("q"), classic("q")], vec![]];
    for archive_recipients in all {
        let said = refused(&Policy { archive_recipients, slots: 2, ..base.clone() });
        assert!(said.contains("archive recipient"), "{said}");
    }
    let wrong = [
        (vec!["ssh-ed25519 AAAA".to_owned()], "a witness recipient is not an age recipient"),
        (vec![recipient("w"), recipient("W")], "a witness recipient is not an age recipient"),
        (vec![classic("w")], "a witness recipient is not an age recipient"),
        (vec![recipient("w"), recipient("q")], "a witness recipient is an archive recipient too"),
    ];
    for (witness_recipients, why) in wrong {
        let said = refused(&Policy { witness_recipients, slots: 2, ..base.clone() });
        assert!(said.contains(why), "{said}");
    }
    let old = Policy { archive_recipients: vec![classic("q")], witness_recipients: vec![classic("w")], ..base };
    assert_eq!(Policy::parse(&old.to_payload().unwrap()).unwrap().recipient_kind(), RecipientKind::Classic);
}

#[test]
fn there_is_a_slot_for_every_recipient_of_every_compartment_and_for_the_reviewer() {
    let base = Policy::parse(&plain()).unwrap();
    for (archive, witnesses, review, needed) in [
        (1, 0, Review::Never, 1),
        (1, 0, Review::Always, 2),
        (1, 3, Review::UntilDelivered, 3),
        (8, 8, Review::Never, 8),
    ] {
        let mut policy = base.clone();
        policy.archive_recipients = vec![recipient("q"); archive];
        policy.witness_recipients = vec![recipient("w"); witnesses];
        policy.review = review;
        for slots in 0..=9 {
            policy.slots = slots;
            if (needed..=8).contains(&slots) {
                assert!(policy.to_payload().is_ok());
            } else {
                assert!(refused(&policy).contains("slots"), "{slots}");
            }
        }
    }
    assert!(refused(&Policy { archive_recipients: vec![recipient("q"); 9], slots: 9, ..base }).contains("slots"));
}

/// Returns a policy in an envelope without a valid signature, which these tests do not check.
fn signed(policy: &Policy) -> SignedPolicy {
    let key: PublicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a".parse().unwrap();
    let envelope = Envelope::new(PAYLOAD_TYPE, policy.to_payload().unwrap(), &key, [0; 64]);
    SignedPolicy { envelope, policy: policy.clone() }
}

fn renamed(policy: &Policy, name: &str) -> Policy {
    Policy { name: name.to_owned(), ..policy.clone() }
}

#[test]
fn a_policy_follows_its_ancestors_and_no_other() {
    let first = Policy::parse(&plain()).unwrap();
    let second = first.successor().unwrap();
    let (third, other) = (second.successor().unwrap(), renamed(&second, "Others").successor().unwrap());
    assert_eq!((third.version, third.ancestors.len()), (2, 2));
    let line = [&first, &second, &third].map(signed);
    for (n, later) in line.iter().enumerate() {
        for (m, earlier) in line.iter().enumerate() {
            assert_eq!(later.descends_from(earlier), n > m, "{n} {m}");
            assert_eq!(later.check_follows(earlier).is_ok(), n >= m, "{n} {m}");
        }
    }
    let [first, second, third] = line;
    let other = signed(&other);
    assert!(
        other.descends_from(&first) && other.check_follows(&second).is_err() && other.check_follows(&third).is_err()
    );
    assert!(third.check_follows(&other).is_err());
}

#[test]
fn ancestors_that_do_not_agree_are_another_line() {
    let first = Policy::parse(&plain()).unwrap();
    let second = first.successor().unwrap();
    let mut third = second.successor().unwrap();
    third.ancestors[0] = Digest::of(b"another first policy");
    assert!(!signed(&third).descends_from(&signed(&second)), "its ancestor has another ancestor than it says");
}

#[test]
fn the_version_is_the_number_of_ancestors_and_none_is_named_twice() {
    let second = Policy::parse(&plain()).unwrap().successor().unwrap();
    assert!(refused(&Policy { version: 2, ..second.clone() }).contains("number of its ancestors"));
    assert!(refused(&Policy { version: 0, ..second.clone() }).contains("number of its ancestors"));
    let twice = second.ancestors.repeat(2);
    assert!(refused(&Policy { version: 2, ancestors: twice, ..second }).contains("twice"));
}

#[test]
fn a_retired_log_is_named_once_and_is_not_in_use() {
    let log =
        |key: &str| Log { origin: "log.example.org".to_owned(), key: key.to_owned(), cosigners: Vec::new(), quorum: 0 };
    let retired = |key: &str| Retired { log: log(key), size: 7, root: Digest::of(b"root") };
    let mut policy = Policy::parse(&plain()).unwrap();
    (policy.logs, policy.retired) = (vec![log("new")], vec![retired("old"), retired("older")]);
    assert_eq!(Policy::parse(&policy.to_payload().unwrap()).unwrap(), policy);
    for retired in [vec![retired("old"), retired("old")], vec![retired("new")]] {
        assert!(refused(&Policy { retired, ..policy.clone() }).contains("retired"));
    }
    // Nor may two logs of a policy share a key: one receipt would then have two sets of cosigners.
    assert!(refused(&Policy { logs: vec![log("new"), log("new")], ..policy }).contains("named"));
}
