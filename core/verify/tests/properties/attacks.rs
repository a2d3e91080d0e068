//! Additions to a settled town, and statements by one party alone: none of them may lower a final result.

use base64::prelude::{BASE64_STANDARD as STANDARD, Engine};
use evidence::bundle::{DELIVERED, NOTED};
use evidence::entry::Seen;
use evidence::part::Role;
use evidence::receipt::{Delivered, Noted};
use evidence::{Digest, SignedEntry};
use jiff::SignedDuration;

use super::tape::Tape;
use super::town::{Owned, Town, append};
use crate::support::namesake::{self, Namesake};
use crate::support::{self, Captured, Device, Log, World, lines, salted};

/// All attacks.
pub const ALL: [Attack; 13] = [
    Attack::CopiedKey,
    Attack::CopiedKey,
    Attack::SecondGenesis,
    Attack::RivalConfirmed,
    Attack::ForeignRenewal,
    Attack::LaterEnd,
    Attack::SecondPolicy,
    Attack::InvalidReceipts,
    Attack::AnyCustody,
    Attack::OtherHistory,
    Attack::FewCosigners,
    Attack::LiveKey,
    Attack::Namesake,
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attack {
    /// Entries by a copied key, on any earlier node.
    CopiedKey,
    /// Entries by the live key, on the newest node.
    LiveKey,
    /// Another device with the same invitation.
    SecondGenesis,
    /// The organisation confirms another device of the same invitation, after everything was noted.
    RivalConfirmed,
    /// Renewals by tickets that are for another device.
    ForeignRenewal,
    /// The organisation ends a device, after everything was noted.
    LaterEnd,
    /// A second successor of a policy that has one.
    SecondPolicy,
    /// Invalid receipts, or invalid lines of cosigners.
    InvalidReceipts,
    /// The server signs custody statements about anything, at any time.
    AnyCustody,
    /// The log's key signs another history, which no quorum saw.
    OtherHistory,
    /// Fewer cosigners than the quorum sign honest checkpoints at any time.
    FewCosigners,
    /// The newest policy's successor names one more log, by the name of the present one, which dates everything again.
    Namesake,
    /// The newest policy's successor gives the present log other cosigners, who date everything again.
    OtherCosigners,
}

/// Makes one attack; all earlier evidence stays in the town.
pub fn attack(town: &mut Town, what: Attack, target: &Captured, tape: &mut Tape<'_>) {
    let who = tape.below(town.owned.len());
    match what {
        Attack::CopiedKey => {
            let kept = 1 + tape.below(town.owned[who].device.entries.len());
            thief(town, who, kept, target, tape);
        }
        Attack::LiveKey => {
            let kept = town.owned[who].device.entries.len();
            thief(town, who, kept, target, tape);
        }
        Attack::SecondGenesis => second_genesis(town, who, tape),
        Attack::RivalConfirmed => {
            second_genesis(town, who, tape);
            let word = town.world.confirm(town.owned.last().unwrap().device.id());
            town.speak(word, tape.flag());
        }
        Attack::ForeignRenewal => foreign_renewal(town, who, tape),
        Attack::LaterEnd => {
            let word = town.any_end(who, tape);
            town.speak(word, tape.flag());
        }
        Attack::SecondPolicy => second_policy(town, tape),
        Attack::InvalidReceipts => invalid_receipts(town, tape),
        Attack::AnyCustody => any_custody(town, target, tape),
        Attack::OtherHistory => other_history(town, target, tape),
        Attack::FewCosigners => few_cosigners(town, tape),
        Attack::Namesake => later_policy(town, target, Namesake::Beside),
        Attack::OtherCosigners => later_policy(town, target, *tape.pick(&[Namesake::Same, Namesake::SameToo])),
    }
}

/// Returns a copy of a device in its state after `kept` entries.
fn copy(town: &Town, who: usize, kept: usize) -> Device {
    let mut device = town.owned[who].device.clone();
    device.entries.truncate(kept);
    device.branch = Some(device.branch.unwrap_or(u64::MAX).min(kept as u64 + 1));
    device
}

fn own(town: &mut Town, device: Device) -> usize {
    let invitation = town.label();
    town.owned.push(Owned { device, invitation, honest: false, skewed: true });
    town.owned.len() - 1
}

/// Signs a few arbitrary entries, and has some of them noted.
fn thief(town: &mut Town, who: usize, kept: usize, target: &Captured, tape: &mut Tape<'_>) {
    let mut device = copy(town, who, kept);
    let by = *tape.pick(&[0, -600, 600, -40_000_000, 40_000_000]);
    device.now = device.now.checked_add(SignedDuration::from_secs(by)).unwrap();
    for _ in 0..1 + tape.below(3) {
        let seen = any_seen(town, tape);
        let label = town.label();
        // The target's own item again, or another one.
        let item = if tape.flag() { target.id } else { support::item_id(&label) };
        match tape.below(5) {
            0 => drop(device.add(None, &[], seen)),
            1 => {
                let part = salted(&label, b"{}");
                device.add(Some(item), &[(Role::Record, &part)], seen);
            }
            2 => {
                let part = salted(&label, b"another beginning");
                device.add(Some(item), &[(Role::Opening, &part)], seen);
            }
            3 => {
                let part = salted(&label, b"another part");
                let number = tape.below(4) as u32;
                device.add(Some(item), &[(Role::Media(number), &part)], seen);
            }
            _ => drop(support::note(&mut device, &label, "by another hand", seen)),
        }
    }
    let entries = device.entries[kept..].to_vec();
    own(town, device);
    note_some(town, &entries, tape);
}

fn note_some(town: &mut Town, entries: &[SignedEntry], tape: &mut Tape<'_>) {
    town.tick(5);
    let noted = if tape.flag() { entries.len() } else { tape.below(entries.len() + 1) };
    for entry in &entries[..noted] {
        town.world.log.append(entry.envelope().payload());
    }
}

fn any_seen(town: &Town, tape: &mut Tape<'_>) -> Option<Seen> {
    let seen = town.world.log.seen()?;
    Some(match tape.below(4) {
        0 => seen,
        1 => Seen { size: 1 + tape.below(40) as u64, ..seen },
        2 => Seen { root: Digest::of(b"no root"), ..seen },
        _ => return None,
    })
}

fn second_genesis(town: &mut Town, who: usize, tape: &mut Tape<'_>) {
    let invitation = town.owned[who].invitation.clone();
    let label = town.label();
    let mut device = town.world.invited(&label, &invitation);
    support::note(&mut device, &label, "by who copied the invitation", None);
    let entries = device.entries.clone();
    own(town, device);
    note_some(town, &entries, tape);
}

fn foreign_renewal(town: &mut Town, who: usize, tape: &mut Tape<'_>) {
    let kept = 1 + tape.below(town.owned[who].device.entries.len());
    let mut device = copy(town, who, kept);
    let label = town.label();
    let other = tape.pick(&town.owned).device.id();
    let ticket = match tape.below(4) {
        0 => town.world.ticket(&label),
        1 if other != device.id() => town.world.ticket_for(&label, Some(other)),
        2 => World::named("stranger", "log").ticket_for(&label, Some(device.id())),
        _ => town.world.ticket(&town.owned[who].invitation),
    };
    let entry = device.renewal(&label, ticket.clone());
    device.entries.push(entry.clone());
    own(town, device);
    note_some(town, &[entry], tape);
}

/// Signs a rival to a policy that has a successor; the rival drops or keeps any field.
fn second_policy(town: &mut Town, tape: &mut Tape<'_>) {
    if town.policies.len() < 2 {
        return;
    }
    let before = town.policies[tape.below(town.policies.len() - 1)].policy().clone();
    let mut forged = before.successor().unwrap();
    forged.name = format!("another {}", town.label());
    match tape.below(4) {
        0 => forged.logs = support::policy(&Log::named("log.example.net", "forged log").key, &[], 0).logs,
        1 => {
            for log in &mut forged.logs {
                (log.quorum, log.cosigners) = (0, Vec::new());
            }
        }
        2 => {
            let log = forged.logs.remove(0);
            let root = Digest::of(b"no root of it");
            forged.retired.push(evidence::policy::Retired { log, size: 1 + tape.below(9) as u64, root });
            forged.logs = support::policy(&Log::named("log.example.net", "forged log").key, &[], 0).logs;
        }
        _ => {}
    }
    let signed = town.world.organisation.sign_policy(&forged).unwrap();
    if tape.flag() {
        town.foreign.push(town.world.organisation.sign_policy(&signed.policy().successor().unwrap()).unwrap());
    }
    town.foreign.push(signed);
}

/// Signs a policy after the newest one, with receipts under it for the entries of the device that signed this item.
pub fn later_policy(town: &mut Town, target: &Captured, which: Namesake) {
    // A device can continue in two places; a thief of its key came later.
    let of_target = |owned: &&Owned| owned.device.id() == target.device;
    let with = |owned: &&Owned| owned.device.entries.iter().any(|entry| entry.item() == Some(target.id));
    let Some(honest) = town.owned.iter().filter(of_target).find(with) else { return };
    let entries = honest.device.entries.clone();
    let newest = town.policies.last().unwrap_or(&town.world.policy).policy();
    let forged = namesake::forged(which, &town.world.log, newest, &entries);
    append(&mut town.extra, NOTED, lines(forged.noted));
    append(&mut town.extra, DELIVERED, lines(forged.delivered));
    town.foreign.push(town.world.organisation.sign_policy(&forged.policy).unwrap());
}

fn invalid_receipts(town: &mut Town, tape: &mut Tape<'_>) {
    let log = &town.world.log;
    let entries = town.entries();
    let noted: Vec<Noted> = entries
        .iter()
        .filter(|entry| log.index_of(entry.envelope().payload()).is_some())
        .map(|entry| log.noted(entry))
        .collect();
    let mut wrong = Vec::new();
    for _ in 0..1 + tape.below(3) {
        if noted.is_empty() {
            break;
        }
        let (one, other) = (tape.pick(&noted).clone(), tape.pick(&noted).clone());
        let mut proof = one.proof.clone();
        match tape.below(5) {
            0 => proof = other.proof,
            1 => proof = World::named("organisation", "another log").log_proof_of(b"x"),
            2 => proof = proof.chars().take(proof.len() / 2).collect(),
            3 => proof = proof.replacen("index 0", "index 1", 1),
            _ => {
                // An invalid line of a cosigner, above the honest ones.
                let spoilt = Log::clone(log).with_spoilt_cosignature(&proof);
                proof = spoilt.unwrap_or(proof);
            }
        }
        wrong.push(Noted { entry: one.entry, proof });
    }
    append(&mut town.extra, NOTED, lines(wrong));
    let delivered = log.delivered();
    if delivered.len() > 1 {
        let (one, other) = (tape.pick(&delivered).clone(), tape.pick(&delivered).clone());
        append(&mut town.extra, DELIVERED, lines([Delivered { custody: one.custody, proof: other.proof }]));
    }
}

fn any_custody(town: &mut Town, target: &Captured, tape: &mut Tape<'_>) {
    let entries = town.entries_of(target);
    for _ in 0..1 + tape.below(3) {
        let at = *tape.pick(&[
            "2026-01-02T00:00:00Z",
            "2026-06-09T05:41:00Z",
            "2031-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
        ]);
        let held =
            if tape.flag() { entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect() } else { Vec::new() };
        let held: Vec<evidence::part::Sealed> = held;
        let held = if held.is_empty() {
            vec![evidence::part::Sealed { sha256: Digest::of(b"nothing"), size: 300 }]
        } else {
            held
        };
        let some: Vec<&SignedEntry> = entries.iter().take(1 + tape.below(entries.len())).collect();
        town.world.log.deliver_these(&some, held, at);
    }
}

/// Signs another tree with the same key, beginning with the thief's leaves. Fewer cosigners than the quorum sign it.
fn other_history(town: &mut Town, target: &Captured, tape: &mut Tape<'_>) {
    let who = tape.below(town.owned.len());
    let kept = 1 + tape.below(town.owned[who].device.entries.len());
    let mut device = copy(town, who, kept);
    let label = town.label();
    support::note(&mut device, &label, "by another hand", None);
    let mut leaves: Vec<Vec<u8>> = vec![device.entries[kept].envelope().payload().to_vec()];
    let stolen = device.entries[kept].clone();
    own(town, device);
    let rival = {
        let (invitation, label) = (town.owned[who].invitation.clone(), town.label());
        town.world.invited(&label, &invitation)
    };
    let genesis = rival.entries[0].clone();
    leaves.push(genesis.envelope().payload().to_vec());
    own(town, rival);
    let end = town.any_end(who, tape);
    leaves.push(evidence::word::leaf(&end.digest()));
    for entry in town.entries_of(target) {
        leaves.push(entry.envelope().payload().to_vec());
    }
    tape.shuffle(&mut leaves);
    let mut log = Log::new("log");
    log.more.clone_from(&town.world.log.more);
    let at = |log: &mut Log, tape: &mut Tape<'_>| {
        let when = *tape.pick(&["2026-01-02T00:00:00Z", "2031-01-01T00:00:00Z", "2026-06-09T05:50:00Z"]);
        log.deliver(&town.entries_of(target).iter().collect::<Vec<_>>(), when);
    };
    if tape.flag() {
        at(&mut log, tape);
    }
    for leaf in &leaves {
        log.append(leaf);
    }
    at(&mut log, tape);
    while tape.flag() && log.size() < 40 {
        log.append(b"more leaves");
    }
    if tape.flag() {
        // Up to the size of the honest log.
        while log.size() < town.world.log.size() {
            log.append(b"to the same size");
        }
    }
    let few: Vec<(usize, u64)> =
        (0..town.quorum.saturating_sub(1)).map(|n| (n, town.clock.as_second() as u64 - 1_000)).collect();
    let checkpoint = log.checkpoint_by(log.size(), &few);
    let proof = |leaf: &[u8]| log.index_of(leaf).map(|index| log.proof_under(index, &checkpoint));
    let entries = [vec![stolen, genesis], town.entries_of(target)].concat();
    let noted = entries
        .iter()
        .filter_map(|entry| Some(Noted { entry: entry.digest(), proof: proof(entry.envelope().payload())? }));
    append(&mut town.extra, NOTED, lines(noted.collect::<Vec<_>>()));
    let delivered = log.delivered().into_iter().filter_map(|delivered| {
        Some(Delivered { proof: proof(delivered.custody.envelope.payload())?, custody: delivered.custody })
    });
    append(&mut town.extra, DELIVERED, lines(delivered.collect::<Vec<_>>()));
    let spoken = evidence::word::Spoken { proof: proof(&evidence::word::leaf(&end.digest())), word: end };
    append(&mut town.extra, evidence::bundle::WORDS, lines([spoken]));
}

/// Has honest checkpoints of any size signed again by fewer cosigners than the quorum, at any time.
fn few_cosigners(town: &mut Town, tape: &mut Tape<'_>) {
    let log = &town.world.log;
    let mut some = Vec::new();
    for entry in town.entries() {
        let Some(index) = log.index_of(entry.envelope().payload()) else { continue };
        if !tape.flag() {
            continue;
        }
        let size = index + 1 + tape.below((log.size() - index) as usize) as u64;
        let at = *tape.pick(&[1_767_300_000, 1_900_000_000, 1, town.clock.as_second() as u64 - 3_000]);
        let few: Vec<(usize, u64)> = (0..town.quorum.saturating_sub(1)).map(|n| (n, at)).collect();
        some.push(Noted { entry: entry.digest(), proof: log.proof_under(index, &log.checkpoint_by(size, &few)) });
    }
    append(&mut town.extra, NOTED, lines(some));
}

impl World {
    /// Returns a proof by a copy of this log for a leaf that only the copy has.
    fn log_proof_of(mut self, leaf: &[u8]) -> String {
        let index = self.log.append(leaf);
        self.log.proof(index, 1, true)
    }
}

impl Log {
    /// Returns the proof with the last letters of its last line changed, so that this cosigner's signature is invalid.
    fn with_spoilt_cosignature(self, proof: &str) -> Option<String> {
        let line = proof.trim_end().rsplit('\n').next()?;
        let (name, signature) = line.rsplit_once(' ')?;
        let mut bytes = STANDARD.decode(signature).ok()?;
        *bytes.get_mut(20)? ^= 1;
        Some(format!("{proof}{name} {}\n", STANDARD.encode(&bytes)))
    }
}
