//! Request signatures: the published vector holds, and no byte of a signed request can change.

// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use evidence::{Digest, PublicKey};
use sync::auth::{
    AuthError, Fields, RequestSigner, SignedHeaders, Target, Verified, body_digest, sign, signature_base, verify,
};

struct Key(SigningKey);

impl RequestSigner for Key {
    fn key(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.verifying_key().as_bytes()).unwrap()
    }

    fn sign(&self, base: &[u8]) -> [u8; 64] {
        self.0.sign(base).to_bytes()
    }
}

fn key() -> Key {
    Key(SigningKey::from_bytes(&[7; 32]))
}

const TARGET: Target<'static> =
    Target { method: "POST", authority: "log.example.org", path: "/v1/entries", query: Some("a=1&b=2") };
const BODY: &[u8] = b"{\"entries\":[]}";

fn signed(target: &Target<'_>, body: &[u8]) -> SignedHeaders {
    sign(target, body_digest(body).as_ref(), 1_790_000_000, &[0xab; 16], &key()).unwrap()
}

fn fields(headers: &SignedHeaders) -> Vec<(&str, &[u8])> {
    let mut all: Vec<(&str, &[u8])> = vec![
        ("Accept", b"*/*"),
        ("Signature-Input", headers.signature_input.as_bytes()),
        ("Signature", headers.signature.as_bytes()),
    ];
    all.extend(headers.content_digest.as_ref().map(|d| ("Content-Digest", d.as_bytes())));
    all
}

fn check(target: &Target<'_>, headers: &SignedHeaders) -> Result<Verified, AuthError> {
    verify(target, &Fields::from_headers(fields(headers))?)
}

#[test]
fn the_ed25519_vector_of_rfc_9421_appendix_b_2_6_verifies_over_our_signature_base() {
    let params = r#"("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;
    let base = signature_base(
        [
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("@method", "POST"),
            ("@path", "/foo"),
            ("@authority", "example.com"),
            ("content-type", "application/json"),
            ("content-length", "18"),
        ],
        params,
    );
    let public = STANDARD.decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=").unwrap();
    let signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    let signature: [u8; 64] = STANDARD.decode(signature).unwrap().try_into().unwrap();
    let public = PublicKey::from_bytes(&public.try_into().unwrap()).unwrap();
    assert!(public.verify(base.as_bytes(), &signature));
}

#[test]
fn the_headers_are_spelled_as_docs_protocol_says() {
    let headers = signed(&TARGET, BODY);
    let keyid = key().key();
    assert_eq!(
        headers.signature_input,
        format!(
            "testamur=(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\");created=1790000000;\
             nonce=\"abababababababababababababababab\";keyid=\"{keyid}\";alg=\"ed25519\";tag=\"testamur-v1\""
        )
    );
    assert!(headers.content_digest.unwrap().starts_with("sha-256=:"));
    let empty = signed(&Target { query: None, ..TARGET }, b"");
    assert_eq!(empty.content_digest, None);
    assert!(!empty.signature_input.contains("content-digest"));
}

#[test]
fn a_signed_request_verifies_and_says_who_when_and_what() {
    for (target, body) in [(TARGET, BODY), (Target { query: None, method: "GET", ..TARGET }, b"".as_slice())] {
        let verified = check(&target, &signed(&target, body)).unwrap();
        assert_eq!((verified.key, verified.created, verified.nonce), (key().key(), 1_790_000_000, [0xab; 16]));
        assert_eq!(verified.content_digest, (!body.is_empty()).then(|| Digest::of(body)));
        assert!(verified.covers(body));
        assert!(!verified.covers(b"another body"));
    }
}

#[test]
fn no_query_and_an_empty_query_are_the_same_request_and_case_and_port_of_the_host_do_not_matter() {
    let headers = signed(&Target { query: None, authority: "Log.Example.org:443", ..TARGET }, BODY);
    assert!(check(&Target { query: Some(""), ..TARGET }, &headers).is_ok());
    assert!(check(&Target { query: None, authority: "log.example.org:8443", ..TARGET }, &headers).is_err());
}

#[test]
fn a_copied_signature_is_worth_nothing_for_another_method_host_path_query_or_body() {
    let headers = signed(&TARGET, BODY);
    for other in [
        Target { method: "PATCH", ..TARGET },
        Target { authority: "log.example.com", ..TARGET },
        Target { authority: "log.example.org:8443", ..TARGET },
        Target { path: "/v1/devices", ..TARGET },
        Target { path: "/v1/entries/", ..TARGET },
        Target { query: Some("a=1&b=3"), ..TARGET },
        Target { query: None, ..TARGET },
    ] {
        assert_eq!(check(&other, &headers), Err(AuthError::BadSignature), "{other:?}");
    }
    let other = signed(&TARGET, b"another body");
    let swapped = SignedHeaders { content_digest: other.content_digest.clone(), ..headers.clone() };
    assert_eq!(check(&TARGET, &swapped), Err(AuthError::BadSignature));
    assert!(!check(&TARGET, &headers).unwrap().covers(b"another body"));
    assert!(!check(&TARGET, &headers).unwrap().covers(b""));
}

#[test]
fn created_nonce_and_key_cannot_be_changed() {
    let headers = signed(&TARGET, BODY);
    let other = Key(SigningKey::from_bytes(&[8; 32])).key().to_string();
    for (from, to) in [
        ("created=1790000000", "created=1790000001"),
        ("abababababababababababababababab", "abababababababababababababababac"),
        (key().key().to_string().as_str(), other.as_str()),
    ] {
        let input = headers.signature_input.replace(from, to);
        assert_ne!(input, headers.signature_input);
        let changed = SignedHeaders { signature_input: input, ..headers.clone() };
        assert_eq!(check(&TARGET, &changed), Err(AuthError::BadSignature), "{to}");
    }
}

#[test]
fn the_digest_is_signed_exactly_when_it_is_there() {
    let with = signed(&TARGET, BODY);
    let stripped = SignedHeaders { content_digest: None, ..with.clone() };
    assert_eq!(check(&TARGET, &stripped), Err(AuthError::Uncovered));
    let added = SignedHeaders { content_digest: with.content_digest, ..signed(&TARGET, b"") };
    assert_eq!(check(&TARGET, &added), Err(AuthError::Uncovered));
}

#[test]
fn every_byte_of_the_three_headers_matters() {
    let headers = signed(&TARGET, BODY);
    let values = [&headers.signature_input, &headers.signature, headers.content_digest.as_ref().unwrap()];
    for (which, value) in values.into_iter().enumerate() {
        for at in 0..value.len() {
            for change in [1u8, 2, 32] {
                let mut bytes = value.clone().into_bytes();
                bytes[at] ^= change;
                let Ok(text) = String::from_utf8(bytes) else { continue };
                let mut broken = headers.clone();
                match which {
                    0 => broken.signature_input = text,
                    1 => broken.signature = text,
                    _ => broken.content_digest = Some(text),
                }
                assert!(check(&TARGET, &broken).is_err(), "field {which}, byte {at}");
            }
        }
    }
}

#[test]
fn other_spellings_second_headers_and_foreign_parameters_are_refused() {
    let headers = signed(&TARGET, BODY);
    let input = &headers.signature_input;
    for broken in [
        input.replace("testamur=", "sig1="),
        input.replace("created=1790000000", "created=01790000000"),
        input.replace("created=1790000000", "created=+1790000000"),
        input.replace("created=1790000000", "created=-1"),
        input.replace("created=1790000000", "created=1790000000000000"),
        input.replace("\"@query\" ", ""),
        input.replace("\"@method\"", "\"@METHOD\""),
        input.replace("alg=\"ed25519\"", "alg=\"hmac-sha256\""),
        input.replace(";alg=\"ed25519\"", ""),
        input.replace("testamur-v1", "testamur-v2"),
        format!("{input};expires=1"),
        format!("{input}, testamur=()"),
        input.to_uppercase(),
        String::new(),
        "testamur=".repeat(10_000),
    ] {
        let changed = SignedHeaders { signature_input: broken.clone(), ..headers.clone() };
        assert_eq!(check(&TARGET, &changed), Err(AuthError::Malformed("signature-input")), "{broken}");
    }
    let mut twice = fields(&headers);
    twice.push(("SIGNATURE", headers.signature.as_bytes()));
    assert_eq!(Fields::from_headers(twice), Err(AuthError::Repeated("signature")));
    assert_eq!(verify(&TARGET, &Fields::default()), Err(AuthError::Missing("signature-input")));
    assert!(Fields::from_headers([("signature", b"testamur=:\n:".as_slice())]).is_err());
}

#[test]
fn a_newline_cannot_smuggle_a_line_into_the_signature_base() {
    for target in [
        Target { path: "/v1/entries\n\"@query\": ?x", ..TARGET },
        Target { path: "/v1/entries?x", ..TARGET },
        Target { authority: "log.example.org\n", ..TARGET },
        Target { query: Some("a\nb"), ..TARGET },
        Target { method: "POST\n", ..TARGET },
        Target { method: "post", ..TARGET },
        Target { path: "v1", ..TARGET },
    ] {
        assert!(matches!(sign(&target, None, 1, &[0; 16], &key()), Err(AuthError::Malformed(_))), "{target:?}");
    }
}

#[test]
fn freshness_is_symmetric_and_does_not_overflow() {
    let verified = check(&TARGET, &signed(&TARGET, BODY)).unwrap();
    for (now, fresh) in
        [(1_790_000_300, true), (1_789_999_700, true), (1_790_000_301, false), (i64::MIN, false), (i64::MAX, false)]
    {
        assert_eq!(verified.is_fresh(now, 300), fresh, "{now}");
    }
}

#[test]
fn openssl_accepts_a_signature_of_ours() {
    use std::process::Command;
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("openssl is not on this machine");
        return;
    }
    struct Recorder(std::sync::Mutex<Vec<u8>>);
    impl RequestSigner for Recorder {
        fn key(&self) -> PublicKey {
            key().key()
        }
        fn sign(&self, base: &[u8]) -> [u8; 64] {
            *self.0.lock().unwrap() = base.to_vec();
            key().sign(base)
        }
    }
    let recorder = Recorder(Vec::new().into());
    let headers = sign(&TARGET, body_digest(BODY).as_ref(), 1_790_000_000, &[1; 16], &recorder).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) is a fixed prefix and the 32 bytes.
    let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    der.extend_from_slice(key().key().as_bytes());
    let signature = headers.signature.trim_start_matches("testamur=:").trim_end_matches(':');
    let (public, base) = (write("public.der", &der), write("base", &recorder.0.into_inner().unwrap()));
    let signature = write("signature", &STANDARD.decode(signature).unwrap());
    let openssl = |base: &std::path::Path| {
        let mut command = Command::new("openssl");
        command.args(["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin", "-inkey"]).arg(&public);
        command.arg("-in").arg(base).arg("-sigfile").arg(&signature).output().unwrap().status.success()
    };
    assert!(openssl(&base));
    assert!(!openssl(&write("other", b"another base")));
}
