//! Records and media against the commitments that entries state, and every file against the list of digests.
//!
//! Answers *content*. Reads each file once and in flat memory. A record's statements about itself are compared with
//! its entry; its statements about the world cannot be checked here.

use std::collections::BTreeSet;

use evidence::bundle::{Item, MediaFile, RecordFile};
use evidence::cut::{HEAD, is_fragment, is_init};
use evidence::part::{MAX_CONTENT, Role, SALT_LEN};
use evidence::{Cut, Digest, DigestWriter, Ending, ItemId, Opening, PlainPart, SignedEntry, Story};

use crate::answers::Question::Content;
use crate::chains::silent;
use crate::escape::escape;
use crate::findings::{AGAIN, Findings, Scope};
use crate::read::{Files, read_some};
use crate::source::read_small;
use crate::stated::Stated;
use crate::verdict::{FileState, FileVerdict, LineVerdict};
use crate::{BundleSource, Result, shown, story, sums, unknown};

/// Number of parts that a finding names.
const NAMED: usize = 5;
/// The result of checking the disclosed files of one item.
#[derive(Default)]
pub(crate) struct Disclosed {
    /// The story of the disclosed opening and end, if any.
    pub(crate) story: Option<Story>,
    /// True when the item's entries state every record part of the story. An unstated part could be anyone's and
    /// proves no time.
    pub(crate) vouched: bool,
    /// Proven single lines of its records.
    pub(crate) lines: Vec<LineVerdict>,
    /// Its media files, each with its state.
    pub(crate) files: Vec<FileVerdict>,
    /// The parts that its entries state.
    pub(crate) stated: Stated,
}

/// Checks one item's files. `entries` are those that name the item; empty if its path is not in the bundle, and then
/// the files have no commitments to be compared with.
pub(crate) fn item(
    source: &mut dyn BundleSource,
    files: &mut Files,
    item: &Item,
    scope: Scope,
    entries: Option<&[&SignedEntry]>,
    findings: &mut Findings,
) -> Result<Disclosed> {
    let stated = entries.map(Stated::of);
    let (unknown, stated) = (stated.is_none(), stated.unwrap_or_default());
    if unknown {
        let text = "the entries that would vouch for this item are not here";
        findings.open(Content, scope, "no-path", text, "ask the bundle's maker for the entries");
    }
    let silent = entries.map_or(0, silent);
    if silent > 0 {
        let text =
            format!("{silent} entries of this item come without readable details: nothing says what they vouch for");
        findings.open(Content, scope, "details-withheld", text, "ask the bundle's maker for the details");
    }
    let unknown = unknown || silent > 0;
    let mut checked = 0usize;
    let mut vouched = true;
    let mut read = |role: Role, file: Option<&RecordFile>, findings: &mut Findings| {
        let Some(file) = file else { return Ok(None) };
        if !unknown && !stated.has(role, &file.commitment) {
            let text = format!("no entry vouches for the {role} that the bundle lists");
            findings.fail(Content, scope, "no-entry", text, AGAIN);
        }
        if file.withheld {
            return Ok(None);
        }
        vouched &= stated.has(role, &file.commitment);
        checked += 1;
        record(source, files, item, scope, &file.commitment, findings)
    };
    let opening = read(Role::Opening, item.opening.as_ref(), findings)?;
    let ending = read(Role::Record, item.record.as_ref(), findings)?;
    for part in opening.iter().chain(&ending) {
        unknown::of_record(part.content(), scope, findings);
    }
    let opening = opening.and_then(|part| {
        let read = Opening::open(&part);
        stated.check_lines(Role::Opening, &part, read.is_ok(), scope, findings);
        parsed(read, |o| o.record.id, item, scope, findings)
    });
    let ending = ending.and_then(|part| {
        let read = Ending::parse(part.content());
        stated.check_lines(Role::Record, &part, read.is_ok(), scope, findings);
        parsed(read, Ending::id, item, scope, findings)
    });
    let story = story::told(scope, item, entries, &stated, opening.as_ref(), ending.as_ref(), findings);
    let record = story.as_ref().map(|story| &story.record);
    let (mut used, mut told) = (BTreeSet::new(), Vec::new());
    for (place, media) in item.media.iter().enumerate() {
        let said = record.and_then(|r| r.media.get(place));
        let mut file = FileVerdict {
            path: media.file.clone(),
            name: said.map(|m| escape(&m.name)),
            media_type: said.map(|m| escape(&m.media_type)),
            modified: said.and_then(|m| m.modified),
            size: None,
            sha256: None,
            state: FileState::Withheld,
        };
        for (number, part) in (media.first_part..).zip(&media.parts) {
            if !unknown && !stated.has(Role::Media(number), &part.commitment) {
                let text = format!("no entry vouches for part {number} as the bundle lists it");
                findings.fail(Content, scope, "no-entry", text, AGAIN);
            }
        }
        if let Some(path) = &media.file {
            files.owners.insert(path.clone(), item.item);
            if !files.sizes.contains_key(path) {
                let text = format!("{} is listed, and is not in the bundle", escape(path));
                findings.fail(Content, scope, "file-missing", text, AGAIN).file(path, None);
                files.altered.insert(path.clone());
                file.state = FileState::Missing;
            } else if !used.insert(path) || files.digests.contains_key(path) {
                let text = format!("{} is listed for two media", escape(path));
                findings.fail(Content, scope, "file-twice", text, AGAIN).file(path, None);
                file.state = FileState::Altered;
            } else {
                checked += media.parts.len();
                let before = findings.doubts(scope);
                let whole = stream(source, files, media, &stated, scope, findings)?;
                files.digests.insert(path.clone(), whole.digest);
                if said.is_some_and(|m| m.cut == Cut::Fragments) {
                    cuts(path, &whole.heads, scope, findings);
                }
                if said.and_then(|m| m.sha256).is_some_and(|d| d != whole.digest) {
                    let text = format!("{} is not the file whose SHA-256 the record states", escape(path));
                    findings.fail(Content, scope, "media-digest", text, AGAIN).file(path, None);
                }
                if said.and_then(|m| m.size).is_some_and(|s| s != whole.size) {
                    let text = format!("{} has {} bytes, the record states another size", escape(path), whole.size);
                    findings.fail(Content, scope, "media-size", text, AGAIN).file(path, None);
                }
                (file.size, file.sha256) = (Some(whole.size), Some(whole.digest));
                let fares_well = findings.doubts(scope) == before;
                file.state = if fares_well { FileState::Whole } else { FileState::Altered };
                if !fares_well {
                    files.altered.insert(path.clone());
                }
            }
        }
        told.push(file);
    }
    let roots = [Role::Opening, Role::Record].into_iter().filter_map(|role| stated.trees.get(&role).copied());
    let lines = shown::lines(source, files, item.item, roots, scope, findings)?;
    if checked == 0 && lines.is_empty() {
        let next = "ask the organisation for the item's record or media, if you may see them";
        findings.open(Content, scope, "all-withheld", "nothing of this item is disclosed", next);
    } else if checked > 0 && !findings.spoiled(Content, scope) {
        let text = format!("{checked} parts that are shown have the bytes that the device sealed");
        findings.pass(Content, scope, "commitments", text);
    }
    Ok(Disclosed { story, vouched, lines, files: told, stated })
}

fn record(
    source: &mut dyn BundleSource,
    files: &mut Files,
    item: &Item,
    scope: Scope,
    commitment: &Digest,
    findings: &mut Findings,
) -> Result<Option<PlainPart>> {
    let path = format!("records/{commitment}");
    files.owners.insert(path.clone(), item.item);
    if !files.sizes.contains_key(&path) {
        let text = format!("{path} is listed, and is not in the bundle");
        findings.fail(Content, scope, "file-missing", text, AGAIN).file(&path, None);
        files.altered.insert(path);
        return Ok(None);
    }
    let small = read_small(source, &path, "record", SALT_LEN + MAX_CONTENT)?;
    let digest = Digest::of(&small.bytes);
    files.damaged.extend(small.broken.map(|why| (path.clone(), why)));
    tell_damage(files, &path, scope, findings);
    files.digests.insert(path.clone(), digest);
    if digest != *commitment {
        let text = format!("{path} does not have the bytes that the device sealed");
        findings.fail(Content, scope, "record-changed", text, AGAIN).file(&path, None);
        files.altered.insert(path);
        return Ok(None);
    }
    Ok(parsed(PlainPart::from_bytes(small.bytes), |_| item.item, item, scope, findings))
}

/// Returns the parsed record if it is readable and names this item.
fn parsed<T>(
    read: evidence::Result<T>,
    id: impl Fn(&T) -> ItemId,
    item: &Item,
    scope: Scope,
    findings: &mut Findings,
) -> Option<T> {
    match read {
        Ok(read) if id(&read) == item.item => Some(read),
        Ok(_) => {
            findings.fail(Content, scope, "record-of-another-item", "the record belongs to another item", AGAIN);
            None
        }
        Err(error @ evidence::Error::Unsupported { .. }) => {
            let text = format!("the record matches its commitment, but cannot be read: {error}");
            findings.open(Content, scope, "record-version", text, "use a newer verifier");
            None
        }
        Err(error) => {
            let text = format!("the record matches its commitment, but cannot be read: {error}");
            findings.fail(Content, scope, "record-unreadable", text, "ask who made the device's software");
            None
        }
    }
}

struct Whole {
    digest: Digest,
    size: u64,
    /// Each part's first bytes, by its index in the medium.
    heads: Vec<[u8; HEAD]>,
}

/// Hashes a medium part by part and as a whole, to its very end.
fn stream(
    source: &mut dyn BundleSource,
    files: &mut Files,
    media: &MediaFile,
    stated: &Stated,
    scope: Scope,
    findings: &mut Findings,
) -> Result<Whole> {
    let path = media.file.as_deref().unwrap_or_default();
    let mut reader = source.open(path)?;
    let (mut buffer, mut broken) = (vec![0; 64 * 1024], None);
    let (mut whole, mut size, mut comparable) = (DigestWriter::default(), 0u64, true);
    let mut heads = Vec::new();
    for (number, part) in (media.first_part..).zip(&media.parts) {
        let (Some(salt), Some(length)) = (part.salt, part.size) else {
            let text = format!("the bundle has no salt or size for part {number}, so that it cannot be checked");
            findings.fail(Content, scope, "salt-missing", text, AGAIN).file(path, None);
            comparable = false;
            break;
        };
        let role = Role::Media(number);
        if length == 0
            || length as usize > MAX_CONTENT
            || !stated.fits(role, &part.commitment, u64::from(length) + SALT_LEN as u64)
        {
            let text = format!("part {number} has an impossible size");
            findings.fail(Content, scope, "part-size", text, AGAIN).file(path, None);
        }
        let mut hash = DigestWriter::default();
        hash.update(&salt.0);
        let (mut left, mut head) = (length as usize, Vec::with_capacity(HEAD));
        while left > 0 {
            let room = buffer.len().min(left);
            let n = read_some(&mut *reader, buffer.get_mut(..room).unwrap_or_default(), &mut broken)?;
            if n == 0 {
                break;
            }
            let bytes = buffer.get(..n).unwrap_or_default();
            hash.update(bytes);
            whole.update(bytes);
            head.extend(bytes.iter().take(HEAD - head.len()));
            left -= n;
            size += n as u64;
        }
        head.resize(HEAD, 0);
        heads.extend(head.first_chunk());
        if left > 0 {
            let text = format!("{} ends within part {number} of what the device sealed", escape(path));
            findings.fail(Content, scope, "file-short", text, AGAIN).file(path, None);
            break;
        }
        if hash.finish() != part.commitment {
            let text = format!("part {number} of {} does not have the bytes that the device sealed", escape(path));
            findings.fail(Content, scope, "part-changed", text, AGAIN).file(path, None);
        }
    }
    let mut extra = 0u64;
    loop {
        let n = read_some(&mut *reader, &mut buffer, &mut broken)?;
        if n == 0 {
            break;
        }
        whole.update(buffer.get(..n).unwrap_or_default());
        extra += n as u64;
    }
    if extra > 0 && comparable {
        let text = format!("{} has {extra} bytes more than the device sealed", escape(path));
        findings.fail(Content, scope, "file-long", text, AGAIN).file(path, None);
    }
    drop(reader);
    files.damaged.extend(broken.map(|why| (path.to_owned(), why)));
    tell_damage(files, path, scope, findings);
    Ok(Whole { digest: whole.finish(), size: size + extra, heads })
}

/// Names the parts that cannot be shown alone, if the record says that parts are cut at the fragments of a container.
fn cuts(path: &str, heads: &[[u8; HEAD]], scope: Scope, findings: &mut Findings) {
    let alone = |place: usize, head: &[u8]| if place == 0 { is_init(head) } else { is_fragment(head) };
    let within = heads.iter().enumerate().filter(|(place, head)| !alone(*place, *head)).map(|(place, _)| place);
    let named: Vec<String> = within.clone().take(NAMED).map(|place| place.to_string()).collect();
    let more = match within.count().saturating_sub(NAMED) {
        0 if named.is_empty() => return,
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let text = format!("of {}, the parts {}{more} do not begin where a fragment does", escape(path), named.join(", "));
    let next = "show them only together with the parts before them";
    findings.remark(Content, scope, "not-at-fragments", text, next).file(path, None);
}

/// Reports a file that does not agree with its carrier.
fn tell_damage(files: &Files, path: &str, scope: Scope, findings: &mut Findings) {
    if let Some(why) = files.damaged.get(path) {
        let text = sums::damaged(path, why);
        findings.fail(Content, scope, "file-damaged", text, AGAIN).file(path, None);
    }
}
