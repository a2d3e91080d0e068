//! Zip files that are no bundle's: every trick is refused, and only the documented spelling is read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::io::{Cursor, Read, Write};

use verify::{BundleSource, ZipSource};
use zip::write::SimpleFileOptions;

fn plain() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
}

fn with(options: SimpleFileOptions, path: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bundle.json", plain()).unwrap();
    writer.write_all(b"{}").unwrap();
    writer.start_file(path, options).unwrap();
    writer.write_all(&[b'x'; 5_000]).unwrap();
    writer.finish().unwrap().into_inner()
}

fn refused(zip: &[u8]) -> String {
    let Err(error) = ZipSource::open(Cursor::new(zip)) else { return "taken".to_owned() };
    error.to_string()
}

#[test]
fn the_documented_spelling_is_read_with_and_without_zip64() {
    for options in [plain(), plain().large_file(true)] {
        let zip = with(options, "media/a.bin");
        let mut source = ZipSource::open(Cursor::new(&zip)).unwrap();
        let listed = source.list().unwrap();
        assert_eq!(
            listed.iter().map(|f| (f.path.as_str(), f.size)).collect::<Vec<_>>(),
            [("bundle.json", 2), ("media/a.bin", 5_000)]
        );
        let mut bytes = Vec::new();
        source.open("media/a.bin").unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, [b'x'; 5_000]);
    }
}

#[test]
fn seventy_thousand_files_need_the_zip64_end_and_are_read() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..70_000 {
        writer.start_file(format!("media/{n}"), plain()).unwrap();
    }
    let zip = writer.finish().unwrap().into_inner();
    assert_eq!(ZipSource::open(Cursor::new(&zip)).unwrap().list().unwrap().len(), 70_000);
    let at = zip.len() - 98;
    for at in at..zip.len() {
        let mut changed = zip.clone();
        changed[at] ^= 1;
        assert_ne!(refused(&changed), "taken", "byte {at}");
    }
}

#[test]
fn compression_times_modes_folders_comments_and_extra_fields_are_refused() {
    let deflated = plain().compression_method(zip::CompressionMethod::Deflated);
    let dated = plain().last_modified_time(zip::DateTime::from_date_and_time(2019, 6, 9, 11, 40, 0).unwrap());
    for options in [deflated, dated, plain().unix_permissions(0o755)] {
        assert!(refused(&with(options, "media/a.bin")).contains("unpack it"));
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bundle.json", plain().with_alignment(4096)).unwrap();
    assert_ne!(refused(&writer.finish().unwrap().into_inner()), "taken");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("media/", plain()).unwrap();
    assert_ne!(refused(&writer.finish().unwrap().into_inner()), "taken");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment("hello").unwrap();
    writer.start_file("bundle.json", plain()).unwrap();
    assert_ne!(refused(&writer.finish().unwrap().into_inner()), "taken");
}

#[test]
fn names_that_leave_the_folder_or_hide_are_refused() {
    let long = "x".repeat(400);
    for path in
        ["../evil", "/etc/passwd", "media/../../evil", "media/a/b", "a\\b", ".hidden", "media/", "m\u{202e}", &long]
    {
        let said = refused(&with(plain(), path));
        assert!(said.contains("plain names") || said.contains("bundle"), "{path}: {said}");
        assert!(!said.contains("evil") && !said.contains("passwd"));
    }
}

#[test]
fn a_name_given_twice_and_bytes_between_files_are_refused() {
    let zip = with(plain(), "media/a.bin");
    let twice: Vec<u8> = {
        let text = with(plain(), "bundle.jso2");
        let mut out = text.clone();
        for at in 0..text.len() - 11 {
            if &text[at..at + 11] == b"bundle.jso2" {
                out[at + 10] = b'n';
            }
        }
        out
    };
    assert!(refused(&twice).contains("same path"));
    for at in [0, 43, zip.len() - 22] {
        let mut longer = zip.clone();
        longer.insert(at, 0);
        assert_ne!(refused(&longer), "taken", "a byte before {at}");
    }
    assert_ne!(refused(b""), "taken");
    assert_ne!(refused(&[0; 22]), "taken");
}

#[test]
fn a_member_whose_checksum_is_wrong_cannot_be_read_to_its_end() {
    let mut zip = with(plain(), "media/a.bin");
    let at = zip.iter().rposition(|b| *b == b'x').unwrap();
    zip[at] = b'y';
    let mut source = ZipSource::open(Cursor::new(&zip)).unwrap();
    assert!(source.open("media/a.bin").unwrap().read_to_end(&mut Vec::new()).is_err());
}
