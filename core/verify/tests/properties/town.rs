//! A generated world at the time of making a bundle: an organisation with its policies, devices with items of every
//! shape, a log with cosigners, and the organisation's words.

use std::collections::BTreeSet;

use evidence::closing::{Correction, Counted};
use evidence::part::Role;
use evidence::record::{Location, Method};
use evidence::word::{Covers, Spoken};
use evidence::{Closing, Digest, Envelope, PlainPart, SignedEntry, SignedPolicy, bundle};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tlog::{KeyKind, VerifierKey};

use super::tape::Tape;
use crate::support::{self, Captured, CapturedMedia, Device, Files, Log, World, lines, salted, seed, sum, ts};

/// A device and its owner.
pub struct Owned {
    pub device: Device,
    /// Its invitation, if it has one of its own.
    pub invitation: String,
    /// False for a copy of another device's keys.
    pub honest: bool,
    /// True if its clock was wrong at some time.
    pub skewed: bool,
}

pub struct Town {
    pub world: World,
    /// Retired logs.
    pub past: Vec<Log>,
    /// All policies of the organisation's own line, oldest first.
    pub policies: Vec<SignedPolicy>,
    /// Policies that a thief signed with the organisation's key.
    pub foreign: Vec<SignedPolicy>,
    pub owned: Vec<Owned>,
    pub shots: Vec<Captured>,
    pub words: Vec<Envelope>,
    /// Lines that are added to a bundle's own.
    pub extra: Files,
    pub clock: Timestamp,
    pub quorum: usize,
    /// Sizes of the log for which a reader kept receipts.
    pub sizes: Vec<u64>,
    labels: usize,
}

/// Returns further cosigners of a log.
pub fn cosigners(count: usize) -> Vec<(ed25519_dalek::SigningKey, VerifierKey)> {
    let make = |n: usize| {
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed(&format!("cosigner {n}")));
        let name = format!("cosigner-{n}.example.net");
        let key = VerifierKey::new(&name, KeyKind::Cosigner, secret.verifying_key().as_bytes()).unwrap();
        (secret, key)
    };
    (1..=count).map(make).collect()
}

impl Town {
    /// Returns an organisation with a log and `count` cosigners, of whom `quorum` must sign.
    pub fn founded(quorum: usize, count: usize) -> Self {
        let mut world = World::new();
        world.log.more = cosigners(count - 1);
        let keys: Vec<VerifierKey> = std::iter::once(&world.log.cosigner_key)
            .chain(world.log.more.iter().map(|(_, key)| key))
            .cloned()
            .collect();
        let policy = support::policy(&world.log.key, &keys, quorum as u32);
        world.policy = world.organisation.sign_policy(&policy).unwrap();
        let policies = vec![world.policy.clone()];
        Self {
            world,
            past: Vec::new(),
            policies,
            foreign: Vec::new(),
            owned: Vec::new(),
            shots: Vec::new(),
            words: Vec::new(),
            extra: Files::new(),
            clock: ts("2026-06-09T05:40:00Z"),
            quorum,
            sizes: Vec::new(),
            labels: 0,
        }
    }

    /// Returns a town after a few random steps.
    pub fn any(tape: &mut Tape<'_>) -> Self {
        Self::grown(&[(1, 1), (2, 3), (1, 2), (0, 1)], tape)
    }

    /// Returns a random town whose log has cosigners: a quorum's signature is final.
    pub fn cosigned(tape: &mut Tape<'_>) -> Self {
        Self::grown(&[(1, 1), (2, 3), (1, 2), (2, 2)], tape)
    }

    fn grown(quorums: &[(usize, usize)], tape: &mut Tape<'_>) -> Self {
        let (quorum, count) = *tape.pick(quorums);
        let mut town = Self::founded(quorum, count);
        for _ in 0..1 + tape.below(2) {
            town.enrol(tape);
        }
        for _ in 0..2 + tape.below(7) {
            town.step(tape);
        }
        if town.shots.is_empty() {
            town.photo(0, tape);
        }
        town
    }

    pub fn label(&mut self) -> String {
        self.labels += 1;
        format!("thing-{}", self.labels)
    }

    /// Lets time pass for everybody.
    pub fn tick(&mut self, seconds: i64) {
        self.clock = self.clock.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        self.owned.iter_mut().for_each(|owned| owned.device.wait(seconds));
        self.world.log.cosigned_at = self.clock.as_second() as u64;
    }

    fn enrol(&mut self, tape: &mut Tape<'_>) {
        let invitation = self.label();
        let how = tape.below(5);
        let device = if how < 3 { self.world.device(&invitation) } else { self.world.unadmitted(&invitation) };
        if how == 3 {
            let word = self.world.confirm(device.id());
            self.speak(word, tape.flag());
        }
        let skewed = tape.rarely(6);
        let mut owned = Owned { device, invitation, honest: true, skewed };
        owned.device.now = self.clock;
        if skewed {
            let by = *tape.pick(&[-86_400, 7_200, 400]);
            owned.device.now = owned.device.now.checked_add(SignedDuration::from_secs(by)).unwrap();
        }
        self.owned.push(owned);
    }

    pub fn speak(&mut self, word: Envelope, logged: bool) {
        if logged {
            self.world.log_word(&word);
        }
        self.words.push(word);
    }

    fn step(&mut self, tape: &mut Tape<'_>) {
        self.tick([1, 30, 700][tape.below(3)]);
        let who = tape.below(self.owned.len());
        match tape.below(13) {
            0..=2 => self.photo(who, tape),
            3 | 4 => self.recording(who, tape),
            5 => {
                let label = self.label();
                let seen = self.seen(tape);
                let note = support::note(&mut self.owned[who].device, &label, "a word or two", seen);
                self.shots.push(note);
            }
            6 | 7 => self.catch_up(),
            8 => self.deliver(tape),
            9 => {
                let (count, seen) = (1 + tape.below(2), self.seen(tape));
                (0..count).for_each(|_| drop(self.owned[who].device.add(None, &[], seen.clone())));
            }
            10 => {
                let label = self.label();
                self.owned[who].device.renew(&self.world, &label);
            }
            11 => self.next_policy(tape),
            _ => self.copy(who, tape),
        }
    }

    pub fn seen(&self, tape: &mut Tape<'_>) -> Option<evidence::entry::Seen> {
        if tape.rarely(3) { None } else { self.world.log.seen() }
    }

    pub fn photo(&mut self, who: usize, tape: &mut Tape<'_>) {
        let (label, seen) = (self.label(), self.seen(tape));
        let contents: &[&[u8]] = if tape.flag() { &[b"one half, ", b"the other"] } else { &[b"a picture"] };
        let shot = support::photo(&mut self.owned[who].device, &label, contents, seen);
        self.shots.push(shot);
    }

    /// Makes a recording: opening, parts and end in an entry each, or without the end.
    fn recording(&mut self, who: usize, tape: &mut Tape<'_>) {
        let label = self.label();
        let id = support::item_id(&label);
        let mut record = support::photo_record(id, &self.owned[who].device, &[]);
        record.method = Method::Captured;
        record.location = Location::missing("unavailable");
        record.body = json!({ "note": "at the gate" });
        (record.media[0].size, record.media[0].sha256) = (None, None);
        let opening = salted(&format!("{label} opening"), &record.to_content(&[9; 32]).unwrap());
        let seen = self.seen(tape);
        self.owned[who].device.add(Some(id), &[(Role::Opening, &opening)], seen);
        let mut parts: Vec<PlainPart> = Vec::new();
        for number in 0..tape.below(3) as u32 {
            self.tick(1);
            let part = salted(&format!("{label} {number}"), format!("second {number}").as_bytes());
            self.owned[who].device.add(Some(id), &[(Role::Media(number), &part)], None);
            parts.push(part);
            if tape.rarely(3) {
                self.catch_up();
            }
        }
        let device = &mut self.owned[who].device;
        let ends = !tape.rarely(4);
        let end = ends.then(|| {
            let counted = Counted { parts: parts.len() as u32, interrupted: tape.rarely(4), size: None, sha256: None };
            let mut closing = Closing::new(id, opening.commitment(), device.claimed(), vec![counted]);
            if tape.flag() {
                closing.adds.insert("body/tag".to_owned(), json!("force"));
            }
            match tape.below(5) {
                1 => {
                    let correction = Correction { value: json!("at the other"), reason: "mistaken".to_owned() };
                    closing.corrects.insert("body/note".to_owned(), correction);
                }
                2 => drop(closing.adds.insert("method".to_owned(), json!("imported"))),
                _ => {}
            }
            salted(&format!("{label} end"), &closing.to_content(&[9; 32]).unwrap())
        });
        if let Some(end) = &end {
            device.add(Some(id), &[(Role::Record, end)], None);
        }
        let media = vec![CapturedMedia { file: format!("media/{label}.jpg"), first_part: 0, parts }];
        let media = if media[0].parts.is_empty() { Vec::new() } else { media };
        self.shots.push(Captured { id, device: device.id(), opening: Some(opening), record: end, media });
    }

    /// Lets the log take all entries that it lacks, in the order of their chains.
    pub fn catch_up(&mut self) {
        for at in 0..self.owned.len() {
            for entry in self.owned[at].device.entries.clone() {
                let payload = entry.envelope().payload();
                if self.world.log.index_of(payload).is_none() && self.past.iter().all(|l| l.index_of(payload).is_none())
                {
                    self.world.log.append(payload);
                }
            }
        }
        self.sizes.push(self.world.log.size());
    }

    /// Returns the entries of an item, in the order of its device.
    pub fn entries_of(&self, shot: &Captured) -> Vec<SignedEntry> {
        let own = |owned: &&Owned| owned.device.id() == shot.device;
        let with = |owned: &&Owned| owned.device.entries.iter().any(|e| e.item() == Some(shot.id));
        let owned = self.owned.iter().filter(own).find(with);
        let all = owned.into_iter().flat_map(|owned| &owned.device.entries);
        all.filter(|entry| entry.item() == Some(shot.id)).cloned().collect()
    }

    fn deliver(&mut self, tape: &mut Tape<'_>) {
        if !self.shots.is_empty() {
            let shot = self.shots[tape.below(self.shots.len())].clone();
            self.deliver_item(&shot);
        }
    }

    pub fn deliver_item(&mut self, shot: &Captured) {
        let entries = self.entries_of(shot);
        let at = self.clock.to_string();
        self.world.log.deliver(&entries.iter().collect::<Vec<_>>(), &at);
    }

    /// Signs the organisation's next policy, which its devices name by an entry or have not learned of yet.
    fn next_policy(&mut self, tape: &mut Tape<'_>) {
        let last = self.policies.last().unwrap().policy();
        let mut next = last.successor().unwrap();
        next.name = format!("Observers {}", self.policies.len());
        self.take(next, tape);
    }

    pub fn take(&mut self, next: evidence::Policy, tape: &mut Tape<'_>) {
        let signed = self.world.organisation.sign_policy(&next).unwrap();
        for owned in self.owned.iter_mut().filter(|owned| owned.honest) {
            if tape.flag() {
                owned.device.policy = signed.digest();
                owned.device.add(None, &[], None);
            }
        }
        self.policies.push(signed);
    }

    /// Makes a thief's copy of a device, which signs with its keys.
    fn copy(&mut self, who: usize, tape: &mut Tape<'_>) {
        let mut device = self.owned[who].device.clone();
        let kept = 1 + tape.below(device.entries.len());
        device.entries.truncate(kept);
        // The key in hand was named before; all later keys are the thief's own.
        device.branch = Some(device.branch.unwrap_or(u64::MAX).min(kept as u64 + 1));
        let invitation = self.label();
        self.owned.push(Owned { device, invitation, honest: false, skewed: true });
        let thief = self.owned.len() - 1;
        self.photo(thief, tape);
    }

    /// Logs and delivers everything, and adds later checkpoints.
    pub fn settle(&mut self) {
        self.tick(60);
        self.catch_up();
        for shot in self.shots.clone() {
            self.deliver_item(&shot);
        }
        self.tick(60);
        self.catch_up();
        self.world.log.append(b"somebody else's leaf");
        self.sizes.push(self.world.log.size());
    }

    pub fn entries(&self) -> Vec<SignedEntry> {
        let mut seen = BTreeSet::new();
        let all = self.owned.iter().flat_map(|owned| &owned.device.entries);
        all.filter(|entry| seen.insert(entry.digest())).cloned().collect()
    }

    pub fn spoken(&self) -> Vec<Spoken> {
        self.words.iter().map(|word| self.world.spoken(word)).collect()
    }

    /// Returns a bundle of these items, with all available evidence.
    pub fn files(&self, shots: &[&Captured]) -> Files {
        self.files_of(&self.entries(), shots)
    }

    /// Returns a bundle of these items with these entries, and all receipts.
    pub fn files_of(&self, entries: &[SignedEntry], shots: &[&Captured]) -> Files {
        let mut files = support::bundle(&self.world, entries, shots);
        self.policies.iter().chain(&self.foreign).for_each(|policy| support::carry(&mut files, policy));
        support::say(&mut files, &self.spoken());
        for log in &self.past {
            self.receipts_of(log, log.size(), entries, &mut files);
        }
        let size = self.world.log.size();
        let sizes: BTreeSet<u64> = self.sizes.iter().copied().collect();
        for older in sizes.into_iter().filter(|older| *older > 0 && *older < size) {
            self.receipts_of(&self.world.log, older, entries, &mut files);
            // Sometimes by way of a tree that no receipt shows.
            let between = if older % 2 == 0 { older } else { older.midpoint(size) };
            let steps = [(older, between), (between, size)].into_iter().filter(|(from, to)| from < to);
            append(
                &mut files,
                bundle::CONSISTENCY,
                lines(steps.map(|(from, to)| self.world.log.consistency(from, to))),
            );
        }
        for (path, bytes) in &self.extra {
            append(&mut files, path, bytes.clone());
        }
        sum(&mut files);
        files
    }

    fn receipts_of(&self, log: &Log, size: u64, entries: &[SignedEntry], files: &mut Files) {
        let noted = entries.iter().filter_map(|entry| {
            let index = log.index_of(entry.envelope().payload()).filter(|index| *index < size)?;
            Some(evidence::receipt::Noted { entry: entry.digest(), proof: log.proof(index, size, true) })
        });
        append(files, bundle::NOTED, lines(noted));
        if size == log.size() {
            append(files, bundle::DELIVERED, lines(log.delivered()));
            let seen = entries.iter().filter_map(|entry| entry.link().seen.as_ref());
            let seen = seen.filter(|seen| seen.origin == log.key.name() && seen.size < size).map(|seen| seen.size);
            let seen: BTreeSet<u64> = seen.collect();
            append(files, bundle::CONSISTENCY, lines(seen.into_iter().map(|from| log.consistency(from, size))));
        }
    }

    /// Returns an end that names any entry of a device.
    pub fn any_end(&self, who: usize, tape: &mut Tape<'_>) -> Envelope {
        let device = &self.owned[who].device;
        let entry: Digest = tape.pick(&device.entries).digest();
        let covers = if tape.flag() { Covers::From(entry) } else { Covers::After(entry) };
        self.world.end(device.id(), covers)
    }
}

/// Adds lines to a file.
pub fn append(files: &mut Files, path: &str, lines: Vec<u8>) {
    if !lines.is_empty() {
        files.entry(path.to_owned()).or_default().extend(lines);
    }
}
