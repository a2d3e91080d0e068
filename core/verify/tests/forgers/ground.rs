//! The starting point of every forger: one honest device with a final item and one that no log has, and the verdict
//! after the forger was there.

use evidence::{Digest, SignedEntry};
use verify::{Question, Status};

use crate::properties::town::{Owned, Town};
use crate::support::{self, Captured, Device, Files};

pub struct Ground {
    pub town: Town,
    /// An item that was noted under the quorum and delivered.
    pub past: Captured,
    pub past_as_of: Digest,
    /// A signed item that is in no log.
    pub fresh: Captured,
    /// The device right after the past item.
    pub earlier: Device,
    /// Items that the forger signed in the device's name, or in that of the forger's own device.
    pub items: Vec<Captured>,
    pub devices: Vec<Captured>,
    /// Items that claim to be older than the last checkpoint that their path names.
    pub antedated: Vec<Captured>,
    /// The forger's change to the bundle itself.
    pub spoil: Option<fn(&Ground, &mut Files)>,
}

impl Ground {
    pub fn new() -> Self {
        let mut town = Town::founded(2, 3);
        let mut device = town.world.device("device");
        device.now = town.clock;
        town.owned.push(Owned { device, invitation: "device".to_owned(), honest: true, skewed: false });
        town.catch_up();
        let note = support::note(&mut town.owned[0].device, "note", "the first thing", None);
        town.catch_up();
        town.deliver_item(&note);
        town.tick(60);
        let seen = town.world.log.seen();
        let past = support::photo(&mut town.owned[0].device, "past", &[b"a picture"], seen);
        town.shots.push(past.clone());
        town.settle();
        town.tick(600);
        let earlier = town.owned[0].device.clone();
        let seen = town.world.log.seen();
        let fresh = support::photo(&mut town.owned[0].device, "fresh", &[b"a newer picture"], seen);
        let past_as_of = support::as_of(&earlier.entries, &past);
        let (items, devices, antedated) = (Vec::new(), Vec::new(), Vec::new());
        Self { town, past, past_as_of, fresh, earlier, items, devices, antedated, spoil: None }
    }

    /// Returns the device in its newest state.
    pub fn newest(&self) -> Device {
        self.town.owned[0].device.clone()
    }

    /// Returns the device as a thief's copy, which signs with keys of its own after the next entry.
    pub fn copy(mut device: Device) -> Device {
        device.branch = Some(device.entries.len() as u64 + 1);
        device
    }

    /// Signs a photo in the name of `device`, then an older one; if `noted`, the log takes all missing entries.
    pub fn sign(&mut self, mut device: Device, noted: bool) {
        let label = self.town.label();
        let item = support::photo(&mut device, &label, &[label.as_bytes()], None);
        self.items.push(item);
        device.now = support::ts("2026-06-01T00:00:00Z");
        let label = self.town.label();
        let old = support::photo(&mut device, &label, &[label.as_bytes()], None);
        self.antedated.push(old);
        self.keep(device, noted);
    }

    /// Adds a new device with one photo.
    pub fn enrol(&mut self, mut device: Device, noted: bool) {
        let label = self.town.label();
        device.now = self.town.clock;
        let shot = support::photo(&mut device, &label, &[label.as_bytes()], None);
        self.devices.push(shot);
        self.keep(device, noted);
    }

    pub fn keep(&mut self, device: Device, noted: bool) {
        self.town.tick(5);
        if noted {
            self.note(&device.entries);
        }
        let owned = Owned { device, invitation: "nobody's".to_owned(), honest: false, skewed: false };
        self.town.owned.push(owned);
    }

    pub fn note(&mut self, entries: &[SignedEntry]) {
        let known = |log: &support::Log, entry: &SignedEntry| log.index_of(entry.envelope().payload()).is_some();
        for entry in entries {
            let past = self.town.past.iter().any(|log| known(log, entry));
            if !past && !known(&self.town.world.log, entry) {
                self.town.world.log.append(entry.envelope().payload());
            }
        }
    }

    /// Returns statuses and codes of each question, for the past item, the fresh one, and all forged ones.
    pub fn judge(&self) -> Judged {
        let forged = self.items.iter().chain(&self.devices).chain(&self.antedated);
        let all: Vec<&Captured> = [&self.past, &self.fresh].into_iter().chain(forged).collect();
        let mut files = self.town.files(&all);
        files = support::with_manifest(files, |manifest| manifest.items[0].as_of = self.past_as_of);
        if let Some(spoil) = self.spoil {
            spoil(self, &mut files);
            support::sum(&mut files);
        }
        let verdict = support::judge(&files, &self.town.world.trust()).unwrap();
        let said = |place: usize| {
            Question::ALL.map(|question| {
                let answer = verdict.items[place].answers.get(question);
                let code = answer.findings.iter().find(|f| f.status == answer.status && f.status > Status::Passed);
                (answer.status, code.map_or("", |finding| finding.code))
            })
        };
        let mut forged = (2..all.len()).map(said).collect::<Vec<_>>();
        let antedated = forged.split_off(self.items.len() + self.devices.len());
        let devices = forged.split_off(self.items.len());
        Judged { past: said(0), fresh: said(1), items: forged, devices, antedated }
    }
}

type Five = [(Status, &'static str); 5];

pub struct Judged {
    pub past: Five,
    pub fresh: Five,
    pub items: Vec<Five>,
    pub devices: Vec<Five>,
    pub antedated: Vec<Five>,
}

const SIGNER: usize = 1;
const TIME: usize = 2;

impl Judged {
    /// Returns a forger's best result and the worst for the honest device, in the columns of a verdict.
    pub fn cells(&self, before: &Self) -> [String; 5] {
        let best = |all: &[Five], question: usize| {
            let best = all.iter().map(|five| five[question]).min_by_key(|(status, _)| *status);
            best.map_or_else(|| "no".to_owned(), |(status, code)| word(status, code))
        };
        let lowered = |before: &Five, after: &Five| {
            let fell = Question::ALL.into_iter().zip(before.iter().zip(after)).filter(|(_, (b, a))| a.0 > b.0);
            let fell: Vec<String> =
                fell.map(|(question, (_, a))| format!("{} {}", question.name(), word(a.0, a.1))).collect();
            if fell.is_empty() { "no".to_owned() } else { fell.join(", ") }
        };
        [
            best(&self.items, SIGNER),
            lowered(&before.past, &self.past),
            lowered(&before.fresh, &self.fresh),
            best(&self.devices, SIGNER),
            best(&self.antedated, TIME),
        ]
    }
}

fn word(status: Status, code: &str) -> String {
    match status {
        Status::Passed => "*passed*".to_owned(),
        Status::Failed => format!("*failed* (`{code}`)"),
        _ => format!("*not checked* (`{code}`)"),
    }
}
