//! Bundles: chosen items, with as much of them as is to be disclosed, that anyone can verify alone.
//!
//! Owns what goes into a bundle and what stays out. All public entries of the devices go in, so that completeness can
//! be judged; of other items only what their entries reveal anyway. A withheld file leaves its commitment. An item of
//! the witness compartment is in no bundle. Streams
//! media from sealed parts; memory does not grow with them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;

use evidence::bundle::{
    self, CONSISTENCY, DELIVERED, ENTRIES, MANIFEST, Manifest, MediaFile, MediaPart, NOTED, POLICY, RecordFile, Salt,
};
use evidence::receipt::{Consistency, Delivered, Noted};
use evidence::{Digest, ItemId, SignedEntry, SignedPolicy, json};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::container::{Container, Form};
use crate::filing::number;
use crate::store::{Store, blob, damaged, digest};
use crate::view::{Case, PartRow};
use crate::{Error, Result, names, opening, witnesses};

/// Most files that a verifier takes.
const MAX_FILES: usize = 200_000;
const WHAT: &str = "the bundle";

/// What to leave out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Withhold {
    /// No media of any item.
    pub all_media: bool,
    /// No record of any item.
    pub all_records: bool,
    /// No media of these items.
    pub media: BTreeSet<ItemId>,
    /// No record of these items; their media then get neutral names.
    pub records: BTreeSet<ItemId>,
}

impl Withhold {
    /// Adds `media`, `record`, `media:ITEM` or `record:ITEM`. `find` turns the text of an item into one.
    pub fn add(&mut self, text: &str, find: impl FnOnce(&str) -> Result<ItemId>) -> Result<()> {
        match text.split_once(':') {
            None if text == "media" => self.all_media = true,
            None if text == "record" => self.all_records = true,
            Some(("media", item)) => drop(self.media.insert(find(item)?)),
            Some(("record", item)) => drop(self.records.insert(find(item)?)),
            _ => return Err(Error::refused("what to withhold", "it is media, record, media:ITEM or record:ITEM")),
        }
        Ok(())
    }

    fn has_media(&self, item: &ItemId) -> bool {
        self.all_media || self.media.contains(item)
    }

    fn has_record(&self, item: &ItemId) -> bool {
        self.all_records || self.records.contains(item)
    }
}

/// What a bundle became.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BundleReport {
    /// Items in it.
    pub items: usize,
    /// Public entries in it.
    pub entries: u64,
    /// Media files in it.
    pub media: usize,
    /// Plain bytes of media in it.
    pub bytes: u64,
    /// Media left out on purpose.
    pub withheld: usize,
    /// Items whose media or record are left out because parts are missing or no good.
    pub incomplete: BTreeSet<ItemId>,
}

/// One media file of the plan: its name in the bundle, and its parts in order.
struct Planned<'a> {
    name: String,
    parts: Vec<&'a PartRow>,
}

impl Store {
    /// Writes a bundle of `items` to `out`, which must not exist. `made_at` is the archivist's clock.
    ///
    /// Errors: `Refused` for an item that is not here or belongs to the witness compartment (whatever is withheld of
    /// it), too many files or a taken name; `Unavailable` when a disk fails; nothing is left behind then.
    pub fn bundle(
        &self,
        items: &[ItemId],
        withhold: &Withhold,
        made_at: Timestamp,
        out: &Path,
        form: Form,
    ) -> Result<BundleReport> {
        let organisation =
            self.organisation()?.ok_or_else(|| Error::refused(WHAT, "the archive is empty; pull first"))?;
        let mut seen = BTreeSet::new();
        let cases: Vec<Case> =
            items.iter().filter(|i| seen.insert(**i)).map(|i| self.case(i)).collect::<Result<_>>()?;
        if cases.is_empty() {
            return Err(Error::refused(WHAT, "it names no item"));
        }
        for case in &cases {
            if self.is_of_witnesses(case)? {
                return Err(Error::refused(WHAT, witnesses::kept_in(&case.item)));
            }
        }
        let mut report = BundleReport { items: cases.len(), ..BundleReport::default() };
        let mut plan = Vec::new();
        let mut records = BTreeSet::new();
        let mut listed = Vec::new();
        for case in &cases {
            let media = list_media(case, withhold, &mut plan, &mut report)?;
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
            listed.push(bundle::Item { item: case.item, device: case.device, opening, record, media });
        }
        plan.sort_by(|a, b| a.name.cmp(&b.name));
        let devices: BTreeSet<Digest> = cases.iter().map(|c| c.device).collect();
        let policy = self.policy_for(&devices)?;
        let manifest = Manifest { format: bundle::FORMAT.to_owned(), made_at, organisation, items: listed };

        let mut files: Vec<String> = [MANIFEST, ENTRIES, NOTED, DELIVERED, CONSISTENCY].map(str::to_owned).to_vec();
        files.extend(policy.as_ref().map(|_| POLICY.to_owned()));
        files.extend(plan.iter().map(|p| p.name.clone()));
        files.extend(records.iter().map(|r| format!("records/{r}")));
        if files.len() >= MAX_FILES {
            return Err(Error::refused(WHAT, format!("{} files, {MAX_FILES} allowed", files.len())));
        }
        let mut container = Container::create(out, form, &files).map_err(disk)?;
        // In the order of their names, so that the same bundle has the same bytes.
        container.file(MANIFEST, &json::print(&manifest)?).map_err(disk)?;
        let seen = self.write_entries(&devices, &mut container, &mut report)?;
        for planned in &plan {
            report.bytes += self.write_medium(planned, &mut container)?;
        }
        if let Some(policy) = &policy {
            container.file(POLICY, &policy.envelope().to_json()).map_err(disk)?;
        }
        self.write_receipts(&devices, &seen, &mut container)?;
        for record in &records {
            let plain = self.record_part(record)?.ok_or_else(damaged)?;
            container.file(&format!("records/{record}"), &plain).map_err(disk)?;
        }
        container.finish().map_err(disk)?;
        Ok(report)
    }

    /// The newest policy: its logs speak for the receipts. Older ones are named by digest in each genesis.
    fn policy_for(&self, devices: &BTreeSet<Digest>) -> Result<Option<SignedPolicy>> {
        let mut policies = self.policies()?;
        let newest = policies.pop();
        // A log that the newest policy no longer names would leave old receipts without a key: prefer the newest
        // policy that names all logs of these devices' receipts.
        let origins = self.origins(devices)?;
        let speaks = |p: &SignedPolicy| origins.iter().all(|o| p.policy().logs.iter().any(|l| l.origin == *o));
        if newest.as_ref().is_some_and(speaks) {
            return Ok(newest);
        }
        Ok(policies.into_iter().rev().find(speaks).or(newest))
    }

    fn origins(&self, devices: &BTreeSet<Digest>) -> Result<BTreeSet<String>> {
        let mut origins = BTreeSet::new();
        let sql = "SELECT DISTINCT r.origin FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                   WHERE e.device = ?1";
        for device in devices {
            let mut rows = self.index.prepare_cached(sql)?;
            for origin in rows.query_map([blob(device)], |r| r.get::<_, String>(0))? {
                origins.insert(origin?);
            }
        }
        Ok(origins)
    }

    /// Writes the devices' chains; gives the checkpoints that their entries name.
    fn write_entries(
        &self,
        devices: &BTreeSet<Digest>,
        container: &mut Container,
        report: &mut BundleReport,
    ) -> Result<Checkpoints> {
        container.begin(ENTRIES, 0).map_err(disk)?;
        let mut seen = Checkpoints::new();
        for device in devices {
            let sql = "SELECT envelope FROM entry WHERE device = ?1 ORDER BY seq, digest";
            let mut rows = self.index.prepare_cached(sql)?;
            let mut rows = rows.query([blob(device)])?;
            while let Some(row) = rows.next()? {
                let mut line: Vec<u8> = row.get(0)?;
                if let Some(named) = &SignedEntry::parse(&line)?.predicate().seen {
                    seen.entry(named.origin.clone()).or_default().insert(named.size);
                }
                line.push(b'\n');
                container.write(&line).map_err(disk)?;
                report.entries += 1;
            }
        }
        container.end().map_err(disk)?;
        Ok(seen)
    }

    fn write_medium(&self, planned: &Planned<'_>, container: &mut Container) -> Result<u64> {
        let expected = planned.parts.iter().map(|p| u64::from(p.size)).sum();
        container.begin(&planned.name, expected).map_err(disk)?;
        let mut buffer = Vec::new();
        for part in &planned.parts {
            self.pour(part, &mut buffer, &mut |piece| container.write(piece))?;
        }
        container.end().map_err(disk)?;
        Ok(expected)
    }

    /// Opens a held part again with its own key and gives its content away piece by piece.
    pub(crate) fn pour(
        &self,
        part: &PartRow,
        buffer: &mut Vec<u8>,
        sink: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<()> {
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

    fn write_receipts(&self, devices: &BTreeSet<Digest>, seen: &Checkpoints, container: &mut Container) -> Result<()> {
        // Checkpoints of the receipts that go in: consistency proofs must lead to one of them.
        let mut sizes = Checkpoints::new();
        let mut delivered = Vec::new();
        // Those of the devices' other items too: the server's times in them bound what came before and after.
        for device in devices {
            for custody in self.custody_of_device(device)? {
                if let Some(receipt) = self.receipt(&custody.digest())? {
                    sizes.entry(receipt.origin).or_default().insert(receipt.size);
                    delivered.push(Delivered { custody, proof: receipt.proof });
                }
            }
        }
        for device in devices {
            let sql = "SELECT DISTINCT r.origin, r.size FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                       WHERE e.device = ?1";
            let mut rows = self.index.prepare_cached(sql)?;
            for row in rows.query_map([blob(device)], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))? {
                let (origin, size) = row?;
                sizes.entry(origin).or_default().insert(u64::try_from(size).map_err(|_| damaged())?);
            }
        }
        container.begin(CONSISTENCY, 0).map_err(disk)?;
        for (origin, sizes) in &sizes {
            let older = sizes.iter().chain(seen.get(origin).into_iter().flatten()).copied().collect();
            for proof in self.consistency(origin, &older, sizes)? {
                line(container, &proof)?;
            }
        }
        container.end().map_err(disk)?;
        container.begin(DELIVERED, 0).map_err(disk)?;
        for receipt in &delivered {
            line(container, receipt)?;
        }
        container.end().map_err(disk)?;
        container.begin(NOTED, 0).map_err(disk)?;
        for device in devices {
            let sql = "SELECT r.statement, r.proof FROM receipt AS r JOIN entry AS e ON e.digest = r.statement
                       WHERE e.device = ?1 ORDER BY e.seq, e.digest";
            let mut rows = self.index.prepare_cached(sql)?;
            let mut rows = rows.query([blob(device)])?;
            while let Some(row) = rows.next()? {
                let entry = digest(&row.get::<_, Vec<u8>>(0)?)?;
                line(container, &Noted { entry, proof: row.get(1)? })?;
            }
        }
        container.end().map_err(disk)?;
        Ok(())
    }

    /// Proofs that the `newer` checkpoints of this bundle continue the `older` ones.
    fn consistency(&self, origin: &str, older: &BTreeSet<u64>, newer: &BTreeSet<u64>) -> Result<Vec<Consistency>> {
        let sql = "SELECT newer, path FROM consistency WHERE origin = ?1 AND older = ?2 ORDER BY newer";
        let mut proofs = Vec::new();
        for from in older {
            let mut rows = self.index.prepare_cached(sql)?;
            let mut rows = rows.query(params![origin, number(*from)])?;
            while let Some(row) = rows.next()? {
                let to = u64::try_from(row.get::<_, i64>(0)?).map_err(|_| damaged())?;
                if !newer.contains(&to) {
                    continue;
                }
                let path: Vec<u8> = row.get(1)?;
                let proof = path.as_chunks::<32>().0.iter().map(|h| Digest::from_bytes(*h)).collect();
                proofs.push(Consistency { origin: origin.to_owned(), from: *from, to, proof });
            }
        }
        Ok(proofs)
    }

    fn receipt(&self, statement: &Digest) -> Result<Option<Receipt>> {
        let sql = "SELECT origin, size, proof FROM receipt WHERE statement = ?1";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get::<_, i64>(1)?, r.get(2)?));
        let row: Option<(String, i64, String)> =
            self.index.prepare_cached(sql)?.query_row([blob(statement)], read).optional()?;
        row.map(|(origin, size, proof)| {
            Ok(Receipt { origin, size: u64::try_from(size).map_err(|_| damaged())?, proof })
        })
        .transpose()
    }
}

/// Sizes of checkpoints by the origin of their log.
type Checkpoints = BTreeMap<String, BTreeSet<u64>>;

struct Receipt {
    origin: String,
    size: u64,
    proof: String,
}

fn list_record(part: &Option<PartRow>, case: &Case, withhold: &Withhold) -> Option<RecordFile> {
    let part = part.as_ref()?;
    Some(RecordFile { commitment: part.commitment, withheld: withhold.has_record(&case.item) || !part.is_held() })
}

fn list_media<'a>(
    case: &'a Case,
    withhold: &Withhold,
    plan: &mut Vec<Planned<'a>>,
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
            let original = medium.name.as_deref().filter(|_| !withhold.has_record(&case.item)).unwrap_or_default();
            let name = format!("media/{short}-{}", names::safe(plan.len(), original));
            file = Some(name.clone());
            report.media += 1;
            plan.push(Planned { name, parts: parts.clone() });
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

fn line<T: serde::Serialize>(container: &mut Container, value: &T) -> Result<()> {
    let mut bytes = json::print(value)?;
    bytes.push(b'\n');
    container.write(&bytes).map_err(disk)
}

fn disk(e: io::Error) -> Error {
    match e.kind() {
        ErrorKind::AlreadyExists => Error::refused(WHAT, "its name is taken, and nothing is overwritten"),
        ErrorKind::FileTooLarge => Error::refused(WHAT, "a list in it would pass 4 GiB; choose fewer items"),
        _ => Error::disk(WHAT)(e),
    }
}
