//! The plan of a bundle: its files and their content, independent of the container.
//!
//! Decides which data goes into a bundle. All public entries of the devices go in, so that completeness can be judged;
//! of other items only the facts that their entries reveal anyway. A withheld file leaves its commitment. The writers
//! of a zip and of a folder and the judging of the archive's own items all take their files from here.

use std::collections::{BTreeMap, BTreeSet};

use evidence::bundle::{
    self, CONSISTENCY, DELIVERED, DETAILS, ENTRIES, MANIFEST, Manifest, MediaFile, MediaPart, NOTED, POLICIES,
    RecordFile, Salt, WORDS,
};
use evidence::word::Spoken;
use evidence::{Digest, ItemId, SignedEntry, SignedPolicy, json, policy};
use jiff::Timestamp;
use verify::LogKey;

use crate::case::{Case, PartRow};
use crate::columns;
use crate::columns::{blob, damaged};
use crate::log::{Logs, Tree};
use crate::store::{self, Store};
use crate::withhold::Withhold;
use crate::{Error, Result, names};

pub(crate) const WHAT: &str = "the bundle";
/// Most files that a verifier accepts.
const MAX_FILES: usize = 200_000;
pub(crate) const RECORDS: &str = "records/";

/// Counts of the files that a bundle will have, and its incomplete items.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
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
    /// Items whose media or record are left out because parts are missing or damaged.
    pub incomplete: BTreeSet<ItemId>,
}

/// The content of one bundle.
pub(crate) struct Plan {
    /// Counts of the bundle when all of the plan is written.
    pub(crate) counts: Counts,
    pub(crate) manifest: Vec<u8>,
    /// The newest policy and those that shown entries name: envelopes by the digest of the payload.
    policies: BTreeMap<Digest, Vec<u8>>,
    /// Retired logs, and their last trees.
    pub(crate) last: Trees,
    /// The organisation's words about the devices, one per line.
    pub(crate) words: Vec<u8>,
    pub(crate) devices: BTreeSet<Digest>,
    /// The listed items with their devices.
    pub(crate) items: BTreeSet<(Digest, ItemId)>,
    /// Genesis entries of other devices that used an invitation of one of these.
    pub(crate) rivals: BTreeSet<Digest>,
    pub(crate) media: BTreeMap<String, Vec<PartRow>>,
    pub(crate) records: BTreeSet<Digest>,
    /// Entries by the digest of their details.
    pub(crate) details: BTreeMap<Digest, Digest>,
}

impl Plan {
    /// Plans a bundle of `items`. Errors: `Refused` for an unknown item, for no item and for too many files.
    pub(crate) fn of(store: &Store, items: &[ItemId], withhold: &Withhold, made_at: Timestamp) -> Result<Self> {
        let organisation =
            store.organisation()?.ok_or_else(|| Error::refused(WHAT, "the archive is empty; pull first"))?;
        let mut seen = BTreeSet::new();
        let cases: Vec<Case> =
            items.iter().filter(|i| seen.insert(**i)).map(|i| store.case(i)).collect::<Result<_>>()?;
        if cases.is_empty() {
            return Err(Error::refused(WHAT, "it names no item"));
        }
        let mut counts = Counts { items: cases.len(), ..Counts::default() };
        let mut media = BTreeMap::new();
        let mut records = BTreeSet::new();
        let mut listed = Vec::new();
        for case in &cases {
            let files = list_media(case, withhold, &mut media, &mut counts)?;
            let (opening, record) =
                (list_record(&case.opening, case, withhold), list_record(&case.record, case, withhold));
            for (file, part) in [(&opening, &case.opening), (&record, &case.record)] {
                if let (Some(file), Some(part)) = (file, part) {
                    if !file.withheld {
                        records.insert(file.commitment);
                    } else if !part.is_held() {
                        counts.incomplete.insert(case.item);
                    }
                }
            }
            let (item, device, as_of) = (case.item, case.device, case.as_of);
            listed.push(bundle::Item { item, device, as_of, opening, record, media: files });
        }
        let devices: BTreeSet<Digest> = cases.iter().map(|c| c.device).collect();
        let mut details = BTreeMap::new();
        for device in &devices {
            counts.entries += store.count_entries(device)?;
            let renewals = store.renewals(device)?;
            for admitted in std::iter::once(*device).chain(renewals.iter().map(SignedEntry::digest)) {
                details.extend(store.details(&admitted)?.map(|(name, _)| (name, admitted)));
            }
        }
        let rivals = store.rivals(&devices)?;
        for rival in &rivals {
            counts.entries += 1;
            details.extend(store.details(rival)?.map(|(name, _)| (name, *rival)));
        }
        // Details of the devices' other entries would reveal sizes and times of items outside the bundle, so they stay
        // here.
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
            counts,
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

    /// Plans only the data about the signers of a device's items, without their content, for judging alone. `rivals`
    /// also used its ticket; `said` are words that the archive need not have.
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
            counts: Counts::default(),
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

    /// Returns the names of all files except the sums, sorted, so that equal bundles have equal bytes.
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

    /// Returns the bytes of a file if they are known before it is written; else 0.
    pub(crate) fn size(&self, name: &str) -> u64 {
        match name {
            MANIFEST => self.manifest.len() as u64,
            WORDS => self.words.len() as u64,
            name if name.starts_with(POLICIES) => self.policy(name).map_or(0, |p| p.len() as u64),
            name => self.medium(name).iter().map(|p| u64::from(p.size)).sum(),
        }
    }

    pub(crate) fn policy(&self, name: &str) -> Option<&[u8]> {
        let digest: Digest = name.strip_prefix(POLICIES)?.parse().ok()?;
        self.policies.get(&digest).map(Vec::as_slice)
    }

    /// Returns the parts of a medium, in order; none for any other file.
    pub(crate) fn medium(&self, name: &str) -> &[PartRow] {
        self.media.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Store {
    fn count_entries(&self, device: &Digest) -> Result<u64> {
        let sql = "SELECT count(*) FROM entry WHERE device = ?1 AND linked = 1";
        let count: i64 = self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get(0))?;
        u64::try_from(count).map_err(|_| damaged())
    }

    /// Returns the entries of a device that claim a renewal. The verifier checks the claim.
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

    /// Returns the items that linked entries of a device name.
    fn items_of(&self, device: &Digest) -> Result<Vec<ItemId>> {
        let sql = "SELECT DISTINCT item FROM entry WHERE device = ?1 AND linked = 1 AND item <> x''";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map([blob(device)], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| columns::item(&row?)).collect()
    }

    pub(crate) fn entry(&self, entry: &Digest) -> Result<SignedEntry> {
        store::entry(&self.index, entry)?.ok_or_else(damaged)
    }

    /// Returns the details of an entry and their digest, if they are here.
    pub(crate) fn details(&self, entry: &Digest) -> Result<Option<(Digest, Vec<u8>)>> {
        let entry = self.entry(entry)?;
        Ok(entry.details_bytes().map(|bytes| (entry.details_digest(), bytes.to_vec())))
    }
}

/// Trees of each log.
pub(crate) type Trees = BTreeMap<LogKey, BTreeSet<Tree>>;

/// Returns the last trees of retired logs.
fn last(policies: &[SignedPolicy]) -> Result<Trees> {
    let logs = Logs::of(policies)?;
    Ok(logs.all().filter_map(|log| Some((log.name.clone(), [log.last?].into()))).collect())
}

/// Returns the organisation's words about these devices, one per line.
fn words_about<'a>(store: &Store, devices: impl Iterator<Item = &'a Digest>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for device in devices {
        out.extend(lines(&store.words_about(device)?)?);
    }
    Ok(out)
}

/// Returns the organisation's words, one per line.
fn lines(words: &[Spoken]) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    for spoken in words {
        lines.extend(json::print(spoken)?);
        lines.push(b'\n');
    }
    Ok(lines)
}

fn list_record(part: &Option<PartRow>, case: &Case, withhold: &Withhold) -> Option<RecordFile> {
    let part = part.as_ref()?;
    Some(RecordFile { commitment: part.commitment, withheld: withhold.has_record(&case.item) || !part.is_held() })
}

fn list_media(
    case: &Case,
    withhold: &Withhold,
    plan: &mut BTreeMap<String, Vec<PartRow>>,
    counts: &mut Counts,
) -> Result<Vec<MediaFile>> {
    let mut listed = Vec::new();
    for medium in case.media() {
        let end = medium.first_part.saturating_add(medium.parts);
        let parts: Vec<&PartRow> = case.media.range(medium.first_part..end).map(|(_, p)| p).collect();
        let disclosed = if withhold.has_media(&case.item) {
            counts.withheld += 1;
            false
        } else if parts.is_empty() {
            false
        } else if !medium.missing.is_empty() {
            counts.incomplete.insert(case.item);
            false
        } else {
            true
        };
        let mut file = None;
        if disclosed {
            let short: String = case.item.to_string().chars().take(8).collect();
            // If the record is withheld, its words must not reappear in a file name.
            let told = !withhold.has_record(&case.item);
            let (original, media_type) = (medium.name.as_deref(), medium.media_type.as_deref());
            let plain = names::plain(plan.len(), original.filter(|_| told), media_type.filter(|_| told));
            let name = format!("media/{short}-{plain}");
            file = Some(name.clone());
            counts.media += 1;
            counts.bytes += parts.iter().map(|p| u64::from(p.size)).sum::<u64>();
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
