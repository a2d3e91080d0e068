//! A later policy by the organisation's key, with a log and cosigners of the thief of that key.

use ed25519_dalek::SigningKey;
use evidence::bundle::{DELIVERED, NOTED};
use evidence::receipt::{Delivered, Noted};
use evidence::{Policy, SignedEntry, SignedPolicy};
use tlog::{KeyKind, VerifierKey};

use super::{Files, Log, Scene, carry, lines, policy, seed, sum, ts};

/// The log that the later policy names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Namesake {
    /// One more log, under the name of the first one.
    Beside,
    /// The first log itself, now with another cosigner.
    Same,
    /// The first log itself; the honest cosigners sign its receipts too.
    SameToo,
}

/// A forged policy with receipts under it. Its own cosigner claims to have seen everything in January, and dates the
/// signatures of September before that.
pub struct Forged {
    pub policy: Policy,
    pub noted: Vec<Noted>,
    pub delivered: Vec<Delivered>,
}

/// Returns the forgery after this policy, about these entries.
pub fn forged(which: Namesake, honest: &Log, before: &Policy, entries: &[SignedEntry]) -> Forged {
    let secret = SigningKey::from_bytes(&seed("a cosigner of nobody's"));
    let cosigner = VerifierKey::new("other.example.net", KeyKind::Cosigner, secret.verifying_key().as_bytes()).unwrap();
    let mut log = match which {
        Namesake::Beside => Log::named(honest.key.name(), "a log of nobody's"),
        Namesake::Same | Namesake::SameToo => honest.clone(),
    };
    log.more.push((secret, cosigner.clone()));
    let own = log.more.len();
    let at = |text: &str| ts(text).as_second() as u64;
    log.carried_by = Some(vec![(own, at("2026-09-01T00:00:00Z"))]);
    let mut policy_after = before.successor().unwrap();
    let named = policy(&log.key, &[cosigner], 1).logs;
    if which == Namesake::Beside {
        let item = entries.iter().rev().find(|entry| entry.item().is_some()).unwrap();
        log.deliver(&[item], "2026-06-09T05:42:30Z");
        for entry in entries {
            log.append(entry.envelope().payload());
        }
        policy_after.logs.extend(named);
    } else {
        policy_after.logs.retain(|log| log.key != named[0].key);
        policy_after.logs.extend(named);
    }
    let too = (0..own).filter(|_| which == Namesake::SameToo).map(|n| (n, honest.cosigned_at));
    let signed: Vec<_> = too.chain([(own, at("2026-01-05T00:00:00Z"))]).collect();
    let checkpoint = log.checkpoint_by(log.size(), &signed);
    let proof = |leaf: &[u8]| Some(log.proof_under(log.index_of(leaf)?, &checkpoint));
    let noted = entries
        .iter()
        .filter_map(|entry| Some(Noted { entry: entry.digest(), proof: proof(entry.envelope().payload())? }));
    let delivered = log
        .delivered()
        .into_iter()
        .filter_map(|said| Some(Delivered { proof: proof(said.custody.envelope.payload())?, custody: said.custody }));
    Forged { noted: noted.collect(), delivered: delivered.collect(), policy: policy_after }
}

/// Returns the scene's bundle with the forged policy and its receipts.
pub fn files(scene: &Scene, which: Namesake) -> (Files, SignedPolicy) {
    let forged = forged(which, &scene.world.log, scene.world.policy.policy(), &scene.device.entries);
    let signed = scene.world.organisation.sign_policy(&forged.policy).unwrap();
    let mut files = scene.files();
    files.get_mut(NOTED).unwrap().extend(lines(forged.noted));
    files.get_mut(DELIVERED).unwrap().extend(lines(forged.delivered));
    carry(&mut files, &signed);
    sum(&mut files);
    (files, signed)
}
