//! Whole bundles, and changes to them.

use evidence::bundle::{self, Item, Manifest, MediaFile, MediaPart, RecordFile, Salt};
use evidence::word::Spoken;
use evidence::{Digest, PlainPart, SignedEntry, SignedPolicy};

use super::{Captured, CapturedMedia, Device, Files, World, note, photo, ts};

/// One device, a note, then a photo in two parts, each delivered, with every proof that a bundle can have.
pub struct Scene {
    pub world: World,
    pub device: Device,
    pub note: Captured,
    pub photo: Captured,
}

impl Scene {
    pub fn new() -> Self {
        let mut world = World::new();
        let mut device = world.device("device");
        world.log.append(device.entries[0].envelope().payload());
        device.wait(60);
        let note = note(&mut device, "note", "Polling station 17: the seal was broken at 11:40.", world.log.seen());
        let entry = device.entries[1].clone();
        world.log.append(entry.envelope().payload());
        world.log.deliver(&[&entry], "2026-06-09T05:41:30Z");
        device.wait(60);
        let photo = photo(&mut device, "photo", &[b"\xff\xd8 first half, ", b"second half \xff\xd9"], world.log.seen());
        let entry = device.entries[2].clone();
        world.log.append(entry.envelope().payload());
        world.log.deliver(&[&entry], "2026-06-09T05:42:30Z");
        Self { world, device, note, photo }
    }

    /// Returns the photo's bundle, with every receipt.
    pub fn files(&self) -> Files {
        bundle(&self.world, &self.device.entries, &[&self.photo])
    }
}

/// Returns a whole bundle of these items with all the log's receipts for these entries.
pub fn bundle(world: &World, entries: &[SignedEntry], items: &[&Captured]) -> Files {
    let manifest = Manifest {
        format: bundle::FORMAT.to_owned(),
        made_at: ts("2026-06-09T12:00:00Z"),
        organisation: world.organisation.public().unwrap(),
        items: items.iter().map(|i| manifest_item(i, entries)).collect(),
    };
    let mut files = Files::new();
    files.insert(bundle::MANIFEST.into(), evidence::json::print(&manifest).unwrap());
    carry(&mut files, &world.policy);
    files.insert(bundle::ENTRIES.into(), lines(entries.iter().map(|e| e.envelope().clone())));
    let logged = entries.iter().filter(|e| world.log.index_of(e.envelope().payload()).is_some());
    files.insert(bundle::NOTED.into(), lines(logged.map(|e| world.log.noted(e))));
    files.insert(bundle::DELIVERED.into(), lines(world.log.delivered()));
    let mut seen: Vec<u64> = entries.iter().filter_map(|e| e.link().seen.as_ref()).map(|s| s.size).collect();
    seen.dedup();
    let size = world.log.size();
    let consistency = seen.iter().filter(|s| **s < size).map(|s| world.log.consistency(*s, size));
    files.insert(bundle::CONSISTENCY.into(), lines(consistency));
    for entry in entries.iter().filter(|e| shown(e, items)) {
        tell(&mut files, entry);
    }
    for item in items {
        for part in item.opening.iter().chain(&item.record) {
            files.insert(format!("records/{}", part.commitment()), part.as_bytes().to_vec());
        }
        for media in &item.media {
            files.insert(media.file.clone(), media.parts.iter().flat_map(|p| p.content()).copied().collect());
        }
    }
    sum(&mut files);
    files
}

/// Adds a policy to those of the bundle.
pub fn carry(files: &mut Files, policy: &SignedPolicy) {
    files.insert(policy_path(policy), policy.envelope().to_json());
}

/// Returns the path of a policy's file in a bundle.
pub fn policy_path(policy: &SignedPolicy) -> String {
    format!("{}{}", bundle::POLICIES, policy.digest())
}

/// Adds an entry's details to the bundle.
pub fn tell(files: &mut Files, entry: &SignedEntry) {
    let path = format!("{}{}", bundle::DETAILS, entry.details_digest());
    files.insert(path, entry.details_bytes().unwrap().to_vec());
}

/// Returns the bundle with the details of all these entries.
pub fn told(mut files: Files, entries: &[SignedEntry]) -> Files {
    entries.iter().for_each(|entry| tell(&mut files, entry));
    sum(&mut files);
    files
}

/// Returns the entry that finishes an item or, without one, the last that names it.
pub fn as_of(entries: &[SignedEntry], item: &Captured) -> Digest {
    let mine = || entries.iter().filter(|e| e.item() == Some(item.id) && e.device() == item.device);
    let found = mine().find(|e| e.finishes_item()).or_else(|| mine().next_back());
    found.map_or(Digest::of(b"no entry"), SignedEntry::digest)
}

fn manifest_item(item: &Captured, entries: &[SignedEntry]) -> Item {
    let record = |part: &PlainPart| RecordFile { commitment: part.commitment(), withheld: false };
    let part = |part: &PlainPart| MediaPart {
        commitment: part.commitment(),
        salt: Some(Salt(part.salt())),
        size: Some(part.content().len() as u32),
    };
    let media = |m: &CapturedMedia| MediaFile {
        file: Some(m.file.clone()),
        first_part: m.first_part,
        parts: m.parts.iter().map(part).collect(),
    };
    Item {
        item: item.id,
        device: item.device,
        as_of: as_of(entries, item),
        opening: item.opening.as_ref().map(record),
        record: item.record.as_ref().map(record),
        media: item.media.iter().map(media).collect(),
    }
}

/// Prints one JSON value a line.
pub fn lines<T: serde::Serialize>(values: impl IntoIterator<Item = T>) -> Vec<u8> {
    let line = |v: T| [evidence::json::print(&v).unwrap(), b"\n".to_vec()].concat();
    values.into_iter().flat_map(line).collect()
}

/// Lists the digests again, as anybody can.
pub fn sum(files: &mut Files) {
    let digests = files.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes))).collect();
    files.insert(bundle::SUMS.into(), bundle::print_sums(&digests));
}

/// Changes the manifest and lists the digests again.
pub fn with_manifest(mut files: Files, change: impl FnOnce(&mut Manifest)) -> Files {
    let mut manifest = Manifest::parse(&files[bundle::MANIFEST]).unwrap();
    change(&mut manifest);
    files.insert(bundle::MANIFEST.into(), evidence::json::print(&manifest).unwrap());
    sum(&mut files);
    files
}

/// Changes the lines of a file and lists the digests again.
pub fn with_lines(mut files: Files, path: &str, change: impl FnOnce(&mut Vec<String>)) -> Files {
    let text = String::from_utf8(files[path].clone()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    files.insert(path.into(), lines.iter().flat_map(|l| format!("{l}\n").into_bytes()).collect());
    sum(&mut files);
    files
}

/// Returns the zip form that `evidence::bundle` defines, written by the `zip` crate.
pub fn zipped(files: &Files) -> Vec<u8> {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn judge(files: &Files, trust: &verify::Trust) -> verify::Result<verify::Verdict> {
    verify::bundle(&mut verify::MemorySource::new(files.clone()), trust)
}

/// Returns true if a bundle of these items carries the details of an entry.
fn shown(entry: &SignedEntry, items: &[&Captured]) -> bool {
    entry.genesis().or(entry.renewal()).is_some() || items.iter().any(|item| entry.item() == Some(item.id))
}

/// Replaces the organisation's words in a bundle.
pub fn say(files: &mut Files, words: &[Spoken]) {
    files.remove(bundle::WORDS);
    let lines: Vec<u8> =
        words.iter().flat_map(|word| [evidence::json::print(word).unwrap(), b"\n".to_vec()].concat()).collect();
    if !lines.is_empty() {
        files.insert(bundle::WORDS.to_owned(), lines);
    }
    sum(files);
}
