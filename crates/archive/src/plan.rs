//! The plan of a bundle: which files it has, and what stands in each, whatever they are poured into.
//!
//! Owns what goes into a bundle and what stays out. All public entries of the devices go in, so that completeness can
//! be judged; of other items only what their entries reveal anyway. A withheld file leaves its commitment. Knows no
//! container: a zip, a folder and the judging of the archive's own items take the same files from here.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use evidence::bundle::{
    self, CONSISTENCY, DELIVERED, DETAILS, ENTRIES, MANIFEST, Manifest, MediaFile, MediaPart, NOTED, POLICIES,
    RecordFile, Salt, WORDS,
};
use evidence::receipt::{Consistency, Delivered, Noted};
use evidence::word::Spoken;
use evidence::{Digest, Envelope, ItemId, SignedEntry, SignedPolicy, json, policy};
use jiff::Timestamp;
use rusqlite::params;
use tlog::Hash;
use verify::LogKey;

use crate::bundling::{BundleReport, WHAT, Withhold, disk};
use crate::case::{Case, PartRow};
use crate::filing::number;
use crate::log::{Logs, Tree};
use crate::store::{self, Store, blob, damaged, digest};
use crate::{Error, Result, joining, names, opening};

/// Most files that a verifier takes.
const MAX_FILES: usize = 200_000;
const RECORDS: &str = "records/";

/// Takes the bytes of a file piece by piece.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

/// The content of one bundle.
pub(crate) struct Plan {
    /// Counts of the bundle when everything of the plan is poured.
    pub(crate) report: BundleReport,
    manifest: Vec<u8>,
    /// Policies that shown entries name, and the newest: envelopes by the digest of the payload.
    policies: BTreeMap<Digest, Vec<u8>>,
    /// Logs in use no more, and their last trees.
    last: Trees,
    /// The organisation's words about the devices, one a line.
    words: Vec<u8>,
    devices: BTreeSet<Digest>,
    /// The items that are listed, with their devices.
    items: BTreeSet<(Digest, ItemId)>,
    /// Genesis entries of other devices that used an invitation of one of these.
    rivals: BTreeSet<Digest>,
    media: BTreeMap<String, Vec<PartRow>>,
    records: BTreeSet<Digest>,
    /// By the digest of the details, their entry.
    details: BTreeMap<Digest, Digest>,
}

impl Plan {
    /// Plans a bundle of `items`. Errors: `Refused` for an item that is not here, for none and for too many files.
    pub(crate) fn of(store: &Store, items: &[ItemId], withhold: &Withhold, made_at: Timestamp) -> Result<Self> {
        let organisation =
            store.organisation()?.ok_or_else(|| Error::refused(WHAT, "the archive is empty; pull first"))?;
        let mut seen = BTreeSet::new();
        let cases: Vec<Case> =
            items.iter().filter(|i| seen.insert(**i)).map(|i| store.case(i)).collect::<Result<_>>()?;
        if cases.is_empty() {
            return Err(Error::refused(WHAT, "it names no item"));
        }
        let mut report = BundleReport { items: cases.len(), ..BundleReport::default() };
        let mut media = BTreeMap::new();
        let mut records = BTreeSet::new();
        let mut listed = Vec::new();
        for case in &cases {
            let files = list_media(case, withhold, &mut media, &mut report)?;
            let (opening, record) =
                (list_record(&case.opening, case, withhold), list_record(&case.record, case, withhold));
            for (file, part) in [(&opening, &case.opening), (&record, &case.record)] {
                if let (Some(file), Some(part)) = (file, part) {
                    if !file.withheld {
                        records.insert(file.commitment);
                    } else if !part.is_held() {
                        report.incomplete.insert(case.item);
                    }
                }
            }
            let (item, device, as_of) = (case.item, case.device, case.as_of);
            listed.push(bundle::Item { item, device, as_of, opening, record, media: files });
        }
        let devices: BTreeSet<Digest> = cases.iter().map(|c| c.device).collect();
        let mut details = BTreeMap::new();
        for device in &devices {
            report.entries += store.count_entries(device)?;
            let renewals = store.renewals(device)?;
            for admitted in std::iter::once(*device).chain(renewals.iter().map(SignedEntry::digest)) {
                details.extend(store.details(&admitted)?.map(|(name, _)| (name, admitted)));
            }
        }
        let rivals = store.rivals(&devices)?;
        for rival in &rivals {
            report.entries += 1;
            details.extend(store.details(rival)?.map(|(name, _)| (name, *rival)));
        }
        // Those of the devices' other entries tell sizes and times of what is not shown: they stay here.
        for entry in cases.iter().flat_map(|case| &case.entries) {
            details.extend(store.details(entry)?.map(|(name, _)| (name, *entry)));
        }
        let words = words_about(store, devices.iter().chain(&rivals))?;
        let all = store.policies()?;
        let newest = policy::newest(&all.iter().collect::<Vec<_>>());
        let mut named: BTreeSet<Digest> = newest.into_iter().map(SignedPolicy::digest).collect();
        named.extend(store.policy()?.map(|followed| followed.digest()));
        for entry in details.values() {
            named.extend(store.entry(entry)?.details().map(|details| details.policy));
        }
        let last = last(&all)?;
        let policies = all.iter().map(|p| (p.digest(), p.envelope().to_json()));
        let policies = policies.filter(|(digest, _)| named.contains(digest)).collect();
        let manifest = Manifest { format: bundle::FORMAT.to_owned(), made_at, organisation, items: listed };
        let plan = Self {
            report,
            manifest: json::print(&manifest)?,
            policies,
            last,
            words,
            devices,
            items: cases.iter().map(|case| (case.device, case.item)).collect(),
            rivals,
            media,
            records,
            details,
        };
        let files = plan.files().len();
        if files >= MAX_FILES {
            return Err(Error::refused(WHAT, format!("{files} files, {MAX_FILES} allowed")));
        }
        Ok(plan)
    }

    /// Plans what tells the signers of a device's items and nothing that they contain, for judging alone. `rivals` used its ticket too;
    /// `said` are words that the archive need not have.
    pub(crate) fn of_signers(
        store: &Store,
        device: Digest,
        rivals: BTreeSet<Digest>,
        said: &[Spoken],
    ) -> Result<(Self, Vec<ItemId>)> {
        let organisation =
            store.organisation()?.ok_or_else(|| Error::refused(WHAT, "the archive is empty; pull first"))?;
        let (mut listed, mut items) = (Vec::new(), Vec::new());
        for item in store.items_of(&device)? {
            let telling = store.telling(&item)?;
            if telling.linked && telling.device == device {
                let as_of = telling.as_of;
                listed.push(bundle::Item { item, device, as_of, opening: None, record: None, media: Vec::new() });
                items.push(item);
            }
        }
        let devices = BTreeSet::from([device]);
        let mut details = BTreeMap::new();
        let renewals = store.renewals(&device)?;
        let admitted = renewals.iter().map(SignedEntry::digest).chain(devices.iter().chain(&rivals).copied());
        for entry in admitted {
            details.extend(store.details(&entry)?.map(|(name, _)| (name, entry)));
        }
        let mut words = lines(said)?;
        words.extend(words_about(store, devices.iter().chain(&rivals))?);
        let all = store.policies()?;
        let made_at = Timestamp::UNIX_EPOCH;
        let manifest = Manifest { format: bundle::FORMAT.to_owned(), made_at, organisation, items: listed };
        let plan = Self {
            report: BundleReport::default(),
            manifest: json::print(&manifest)?,
            last: last(&all)?,
            policies: all.iter().map(|p| (p.digest(), p.envelope().to_json())).collect(),
            words,
            devices,
            items: items.iter().map(|item| (device, *item)).collect(),
            rivals,
            media: BTreeMap::new(),
            records: BTreeSet::new(),
            details,
        };
        Ok((plan, items))
    }

    /// Names of all files but the sums, sorted: the same bundle has the same bytes.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = [MANIFEST, ENTRIES, NOTED, DELIVERED, CONSISTENCY].map(str::to_owned).to_vec();
        files.extend(self.policies.keys().map(|digest| format!("{POLICIES}{digest}")));
        files.extend((!self.words.is_empty()).then(|| WORDS.to_owned()));
        files.extend(self.media.keys().cloned());
        files.extend(self.details.keys().map(|name| format!("{DETAILS}{name}")));
        files.extend(self.records.iter().map(|r| format!("{RECORDS}{r}")));
        files.sort();
        files
    }

    /// Bytes of a file, where they are known before it is poured; else 0.
    pub(crate) fn size(&self, name: &str) -> u64 {
        match name {
            MANIFEST => self.manifest.len() as u64,
            WORDS => self.words.len() as u64,
            name if name.starts_with(POLICIES) => self.policy(name).map_or(0, |p| p.len() as u64),
            name => self.medium(name).iter().map(|p| u64::from(p.size)).sum(),
        }
    }

    fn policy(&self, name: &str) -> Option<&[u8]> {
        let digest: Digest = name.strip_prefix(POLICIES)?.parse().ok()?;
        self.policies.get(&digest).map(Vec::as_slice)
    }

    /// The parts of a medium, in order; none for any other file.
    pub(crate) fn medium(&self, name: &str) -> &[PartRow] {
        self.media.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Pours one file. Errors: `Malformed` when our own disk was changed; the sink's own through `disk`.
    pub(crate) fn pour(&self, store: &Store, name: &str, sink: Sink<'_>) -> Result<()> {
        match name {
            MANIFEST => sink(&self.manifest).map_err(disk),
            WORDS => sink(&self.words).map_err(disk),
            ENTRIES => self.pour_entries(store, sink),
            CONSISTENCY => self.pour_consistency(store, sink),
            DELIVERED => self.pour_delivered(store, sink),
            NOTED => self.pour_noted(store, sink),
            name if name.starts_with(POLICIES) => sink(self.policy(name).ok_or(UNPLANNED)?).map_err(disk),
            name => {
                if let Some(parts) = self.media.get(name) {
                    let mut buffer = Vec::new();
                    return parts.iter().try_for_each(|part| store.pour(part, &mut buffer, sink));
                }
                if let Some(entry) = name.strip_prefix(DETAILS).and_then(|d| self.details.get(&d.parse().ok()?)) {
                    let (_, bytes) = store.details(entry)?.ok_or_else(damaged)?;
                    return sink(&bytes).map_err(disk);
                }
                let record = name.strip_prefix(RECORDS).and_then(|r| r.parse().ok()).ok_or(UNPLANNED)?;
                sink(&store.record_part(&record)?.ok_or_else(damaged)?).map_err(disk)
            }
        }
    }

    /// The devices' chains.
    fn pour_entries(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        for device in &self.devices {
            store.each_entry(device, &mut |envelope| {
                let mut line = envelope.to_json();
                line.push(b'\n');
                sink(&line).map_err(disk)
            })?;
        }
        for rival in &self.rivals {
            let mut line = store.entry(rival)?.envelope().to_json();
            line.push(b'\n');
            sink(&line).map_err(disk)?;
        }
        Ok(())
    }

    fn pour_noted(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        let sql = "SELECT r.statement, r.proof FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                   WHERE e.device = ?1 AND e.linked = 1 ORDER BY e.seq, e.digest, r.log, r.size, r.root";
        for device in &self.devices {
            let mut rows = store.index.prepare_cached(sql)?;
            let mut rows = rows.query([blob(device)])?;
            while let Some(row) = rows.next()? {
                let entry = digest(&row.get::<_, Vec<u8>>(0)?)?;
                line(sink, &Noted { entry, proof: row.get(1)? })?;
            }
        }
        for rival in &self.rivals {
            for receipt in store.receipts(rival)? {
                line(sink, &Noted { entry: *rival, proof: receipt.proof })?;
            }
        }
        Ok(())
    }

    /// Those of the devices' other items too: the server's times in them bound what came before and after.
    fn pour_delivered(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        for device in &self.devices {
            for (said, mut custody) in store.custody_of_device(device)? {
                if !self.items.contains(&(said.custody.device, said.custody.item)) {
                    // The sizes of what is not shown stay here.
                    custody.details = None;
                }
                for receipt in store.receipts(&said.digest)? {
                    line(sink, &Delivered { custody: custody.clone(), proof: receipt.proof })?;
                }
            }
        }
        Ok(())
    }

    fn pour_consistency(&self, store: &Store, sink: Sink<'_>) -> Result<()> {
        let (mut seen, mut trees) = (BTreeMap::<String, BTreeSet<Tree>>::new(), Trees::new());
        for device in &self.devices {
            store.each_entry(device, &mut |envelope| {
                if let Some(named) = &SignedEntry::from_envelope(envelope)?.link().seen {
                    let tree = Tree { size: named.size, root: Hash(*named.root.as_bytes()) };
                    seen.entry(named.origin.clone()).or_default().insert(tree);
                }
                Ok(())
            })?;
            // Checkpoints of the receipts that go in.
            let custody = store.custody_of_device(device)?.into_iter().map(|(said, _)| said.digest);
            let words = store.words_about(device)?.into_iter().map(|spoken| spoken.word.digest());
            for statement in custody.chain(words) {
                for receipt in store.receipts(&statement)? {
                    trees.entry(receipt.log).or_default().insert(receipt.tree);
                }
            }
            let sql =
                "SELECT DISTINCT r.size, r.root, r.log FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                       WHERE e.device = ?1 AND e.linked = 1";
            let mut rows = store.index.prepare_cached(sql)?;
            let mut rows = rows.query([blob(device)])?;
            while let Some(row) = rows.next()? {
                trees.entry(log_in(row, 2)?).or_default().insert(joining::tree(row)?);
            }
        }
        for (log, mut open) in trees {
            // Proofs to its last root join the receipts of a log that went out of use.
            open.extend(self.last.get(&log).into_iter().flatten());
            // A larger tree than every receipt's is proven by none of them.
            let largest = open.last().map_or(0, |tree| tree.size);
            open.extend(seen.get(log.name()).into_iter().flatten().filter(|tree| tree.size <= largest));
            // Proofs lead from each of these trees upwards until they meet in one.
            while let Some(from) = open.pop_first().filter(|_| !open.is_empty()) {
                for (newer, proof) in store.consistency(&log, from)? {
                    open.insert(newer);
                    line(sink, &proof)?;
                }
            }
        }
        Ok(())
    }
}

const UNPLANNED: Error = Error::Bug("a file was poured that is not in the plan");

impl Store {
    fn count_entries(&self, device: &Digest) -> Result<u64> {
        let sql = "SELECT count(*) FROM entry WHERE device = ?1 AND linked = 1";
        let count: i64 = self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get(0))?;
        u64::try_from(count).map_err(|_| damaged())
    }

    /// Entries of a device that say that the organisation admitted it again. Whether it did is for the verifier.
    pub(crate) fn renewals(&self, device: &Digest) -> Result<Vec<SignedEntry>> {
        let sql = "SELECT envelope FROM entry WHERE device = ?1 AND linked = 1 AND item = x'' AND seq > 0 ORDER BY seq";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut found = Vec::new();
        for row in rows.query_map([blob(device)], |r| r.get::<_, Vec<u8>>(0))? {
            let entry = SignedEntry::parse(&row?)?;
            if entry.renewal().is_some() {
                found.push(entry);
            }
        }
        Ok(found)
    }

    /// Items that linked entries of a device name.
    fn items_of(&self, device: &Digest) -> Result<Vec<ItemId>> {
        let sql = "SELECT DISTINCT item FROM entry WHERE device = ?1 AND linked = 1 AND item <> x''";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map([blob(device)], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| store::item(&row?)).collect()
    }

    fn entry(&self, entry: &Digest) -> Result<SignedEntry> {
        store::entry(&self.index, entry)?.ok_or_else(damaged)
    }

    /// The details of an entry and their digest, where they are here.
    fn details(&self, entry: &Digest) -> Result<Option<(Digest, Vec<u8>)>> {
        let entry = self.entry(entry)?;
        Ok(entry.details_bytes().map(|bytes| (entry.details_digest(), bytes.to_vec())))
    }

    /// Every linked entry of a device without its details, in the order of the chain. One that waits is in no bundle.
    fn each_entry(&self, device: &Digest, take: &mut dyn FnMut(Envelope) -> Result<()>) -> Result<()> {
        let sql = "SELECT envelope FROM entry WHERE device = ?1 AND linked = 1 ORDER BY seq, digest";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query([blob(device)])?;
        while let Some(row) = rows.next()? {
            take(Envelope::parse(&row.get::<_, Vec<u8>>(0)?)?)?;
        }
        Ok(())
    }

    /// Opens a held part again with its own key and gives its content away piece by piece.
    pub(crate) fn pour(&self, part: &PartRow, buffer: &mut Vec<u8>, sink: Sink<'_>) -> Result<()> {
        self.read_part(&part.digest, buffer)?;
        let mut failed = None;
        let opened = opening::stream(buffer, &part.key()?, &mut |piece| {
            sink(piece).map_err(|e| {
                let kind = e.kind();
                failed = Some(e);
                kind.into()
            })
        });
        if let Some(e) = failed {
            return Err(disk(e));
        }
        match opened {
            Ok(opened) if opened.commitment == part.commitment => Ok(()),
            _ => Err(Error::malformed("a sealed part", format!("{} no longer opens", part.digest.short()))),
        }
    }

    /// Larger trees of a log that continue this one, and the proofs.
    fn consistency(&self, log: &LogKey, from: Tree) -> Result<Vec<(Tree, Consistency)>> {
        let sql = "SELECT newer, newer_root, path FROM consistency
                   WHERE log = ?1 AND older = ?2 AND older_root = ?3 AND newer > ?2 ORDER BY newer, newer_root";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query(params![log.as_str(), number(from.size), from.root()])?;
        let mut proofs = Vec::new();
        while let Some(row) = rows.next()? {
            let (newer, path): (_, Vec<u8>) = (joining::tree(row)?, row.get(2)?);
            let proof = path.as_chunks::<32>().0.iter().map(|h| Digest::from_bytes(*h)).collect();
            let (origin, from, to) = (log.name().to_owned(), from.size, newer.size);
            proofs.push((newer, Consistency { origin, from, to, proof }));
        }
        Ok(proofs)
    }

    fn receipts(&self, statement: &Digest) -> Result<Vec<Receipt>> {
        let sql = "SELECT size, root, log, proof FROM receipt WHERE statement = ?1 ORDER BY log, size, root";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query([blob(statement)])?;
        let mut receipts = Vec::new();
        while let Some(row) = rows.next()? {
            receipts.push(Receipt { log: log_in(row, 2)?, tree: joining::tree(row)?, proof: row.get(3)? });
        }
        Ok(receipts)
    }
}

/// A log as a column.
fn log_in(row: &rusqlite::Row<'_>, column: usize) -> Result<LogKey> {
    Ok(LogKey::of(&row.get::<_, String>(column)?.parse()?))
}

/// Trees of each log.
type Trees = BTreeMap<LogKey, BTreeSet<Tree>>;

/// The last trees of logs that are in use no more.
fn last(policies: &[SignedPolicy]) -> Result<Trees> {
    let logs = Logs::of(policies)?;
    Ok(logs.all().filter_map(|log| Some((log.name.clone(), [log.last?].into()))).collect())
}

/// The organisation's words about these devices, one a line.
fn words_about<'a>(store: &Store, devices: impl Iterator<Item = &'a Digest>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for device in devices {
        out.extend(lines(&store.words_about(device)?)?);
    }
    Ok(out)
}

/// The organisation's words, one a line.
fn lines(words: &[Spoken]) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    for spoken in words {
        lines.extend(json::print(spoken)?);
        lines.push(b'\n');
    }
    Ok(lines)
}

struct Receipt {
    log: LogKey,
    tree: Tree,
    proof: String,
}

fn list_record(part: &Option<PartRow>, case: &Case, withhold: &Withhold) -> Option<RecordFile> {
    let part = part.as_ref()?;
    Some(RecordFile { commitment: part.commitment, withheld: withhold.has_record(&case.item) || !part.is_held() })
}

fn list_media(
    case: &Case,
    withhold: &Withhold,
    plan: &mut BTreeMap<String, Vec<PartRow>>,
    report: &mut BundleReport,
) -> Result<Vec<MediaFile>> {
    let mut listed = Vec::new();
    for medium in case.media() {
        let end = medium.first_part.saturating_add(medium.parts);
        let parts: Vec<&PartRow> = case.media.range(medium.first_part..end).map(|(_, p)| p).collect();
        let disclosed = if withhold.has_media(&case.item) {
            report.withheld += 1;
            false
        } else if parts.is_empty() {
            false
        } else if !medium.missing.is_empty() {
            report.incomplete.insert(case.item);
            false
        } else {
            true
        };
        let mut file = None;
        if disclosed {
            let short: String = case.item.to_string().chars().take(8).collect();
            // With the record withheld, its words must not come back through a name.
            let told = !withhold.has_record(&case.item);
            let (original, media_type) = (medium.name.as_deref(), medium.media_type.as_deref());
            let plain = names::plain(plan.len(), original.filter(|_| told), media_type.filter(|_| told));
            let name = format!("media/{short}-{plain}");
            file = Some(name.clone());
            report.media += 1;
            report.bytes += parts.iter().map(|p| u64::from(p.size)).sum::<u64>();
            plan.insert(name, parts.iter().map(|p| (*p).clone()).collect());
        }
        let mut media_parts = Vec::with_capacity(parts.len());
        for part in parts {
            media_parts.push(MediaPart {
                commitment: part.commitment,
                salt: if disclosed { Some(salt(part)?) } else { None },
                size: disclosed.then_some(part.size),
            });
        }
        listed.push(MediaFile { file, first_part: medium.first_part, parts: media_parts });
    }
    Ok(listed)
}

fn salt(part: &PartRow) -> Result<Salt> {
    part.salt.as_slice().try_into().map(Salt).map_err(|_| damaged())
}

fn line<T: serde::Serialize>(sink: Sink<'_>, value: &T) -> Result<()> {
    let mut bytes = json::print(value)?;
    bytes.push(b'\n');
    sink(&bytes).map_err(disk)
}
