//! One function for each parser of foreign bytes, for the fuzz targets and for the replay in
//! `tests/journeys/parsers.rs`. Each asserts a rule for *any* input, besides not panicking.

use evidence::{Digest, Envelope, Invitation, Policy, Record, SignedEntry};

/// A parser by name.
pub type Target = (&'static str, fn(&[u8]));

/// All parsers.
pub const TARGETS: &[Target] = &[
    ("envelope", envelope),
    ("entry", entry),
    ("record", record),
    ("policy", policy),
    ("invitation", invitation),
    ("manifest", manifest),
    ("bundle_zip", bundle_zip),
    ("note", note),
    ("checkpoint", checkpoint),
    ("proof", proof),
    ("tile_path", tile_path),
    ("signed_request", signed_request),
    ("tus_headers", tus_headers),
    ("form", form),
];

fn envelope(data: &[u8]) {
    if let Ok(read) = Envelope::parse(data) {
        let printed = read.to_json();
        assert_eq!(Envelope::parse(&printed).ok(), Some(read), "an envelope comes back as it was printed");
    }
}

fn entry(data: &[u8]) {
    if let Ok(read) = SignedEntry::parse(data) {
        assert_eq!(read.digest(), Digest::of(read.envelope().payload()));
        assert!(read.parts().len() <= evidence::details::MAX_PARTS);
        let link = read.link();
        assert_eq!(read.seq() == 0, link.key.is_some() && link.device.is_none() && link.prev.is_none());
        assert!(read.genesis().is_none() || read.seq() == 0, "genesis is the first entry of a chain");
    }
}

fn record(data: &[u8]) {
    if let Ok(read) = Record::parse(data)
        && let Ok(content) = read.to_content(&[9; 32])
    {
        assert!(Record::parse(&content).is_ok(), "a record that was read can be written and read");
    }
}

fn policy(data: &[u8]) {
    if let Ok(read) = Policy::parse(data) {
        assert!(!read.archive_recipients.is_empty());
        let printed = read.to_payload().expect("a policy that was read can be written");
        assert_eq!(Policy::parse(&printed).ok(), Some(read));
    }
}

fn invitation(data: &[u8]) {
    if let Ok((read, policy)) = Invitation::parse(data) {
        assert!(policy.envelope().verify(&read.organisation), "an invitation is never read without its signatures");
    }
}

fn manifest(data: &[u8]) {
    if let Ok(read) = evidence::bundle::Manifest::parse(data) {
        for file in read.items.iter().flat_map(|i| &i.media).filter_map(|m| m.file.as_deref()) {
            assert!(!file.contains("..") && file.starts_with("media/"), "no path leaves the bundle");
        }
    }
}

fn bundle_zip(data: &[u8]) {
    let strict = verify::ZipSource::open(std::io::Cursor::new(data.to_vec())).is_ok();
    if let Ok(mut source) = verify::ZipSource::salvage(std::io::Cursor::new(data.to_vec())) {
        // A zip that another program packed again is right if its files are.
        let strict = strict || source.is_repacked();
        let judged = verify::bundle(&mut source, &verify::Trust::default());
        assert!(strict || judged.map_or(true, |verdict| !verdict.exit_ok()), "a damaged zip is never right");
    }
}

fn note(data: &[u8]) {
    if let Ok(read) = tlog::Note::parse(data) {
        assert_eq!(read.to_string().as_bytes(), data, "a note has one spelling");
    }
}

fn checkpoint(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(read) = text.parse::<tlog::Checkpoint>()
    {
        assert_eq!(read.to_string(), text, "a checkpoint has one spelling");
    }
}

fn proof(data: &[u8]) {
    if let Ok(read) = tlog::Proof::parse(data) {
        assert_eq!(read.to_string().as_bytes(), data, "a proof has one spelling");
    }
}

fn tile_path(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(read) = text.parse::<tlog::TilePath>()
    {
        assert_eq!(read.to_string(), text, "a tile has one path");
    }
}

/// Reads three lines: Signature-Input, Signature, Content-Digest.
fn signed_request(data: &[u8]) {
    let names = [sync::auth::SIGNATURE_INPUT, sync::auth::SIGNATURE, sync::auth::CONTENT_DIGEST];
    let headers = names.into_iter().zip(data.split(|b| *b == b'\n'));
    let target = sync::auth::Target { method: "POST", authority: "log.example.org", path: "/v1/entries", query: None };
    if let Ok(fields) = sync::auth::Fields::from_headers(headers)
        && let Ok(said) = sync::auth::verify(&target, &fields)
    {
        assert!(!said.is_fresh(said.created.saturating_add(301), 300), "an old request is not fresh");
    }
}

/// Reads lines: Upload-Length, Upload-Metadata, Upload-Checksum.
fn tus_headers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    if let Some(line) = lines.next()
        && let Some(number) = sync::tus::parse_number(line)
    {
        assert_eq!(line.trim_start_matches('0'), number.to_string().trim_start_matches('0'));
    }
    if let Some(digest) = lines.next().and_then(sync::tus::parse_metadata) {
        assert_eq!(sync::tus::parse_metadata(&sync::tus::print_metadata(&digest)), Some(digest));
    }
    let _ = lines.next().and_then(sync::tus::parse_checksum);
}

/// Reads a form, then a zero byte and answers to it.
fn form(data: &[u8]) {
    let mut pieces = data.splitn(2, |b| *b == 0);
    if let Some(Ok(form)) = pieces.next().map(forms::Form::parse) {
        let filled = form.fill(pieces.next().unwrap_or(b"{}"));
        if let Ok(filled) = filled {
            assert!(filled.body.is_object(), "answers become the body of a record");
        }
    }
}
