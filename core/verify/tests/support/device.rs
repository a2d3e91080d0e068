//! A device that signs with its ratchet.

use evidence::details::{PartStatement, Uptime};
use evidence::entry::{Link, Seen};
use evidence::part::{Role, Sealed};
use evidence::{BootId, Details, Digest, Envelope, ItemId, PlainPart, SignedEntry, Token};
use jiff::Timestamp;
use seal::{OneTimeKey, TransportKey, sign_entry};
use zeroize::Zeroizing;

use super::{World, admission_key, seed, ts};

/// A device that signs with its ratchet.
#[derive(Clone)]
pub struct Device {
    label: String,
    /// Sequence number from which the keys differ: a copy that signs on its own.
    pub branch: Option<u64>,
    pub entries: Vec<SignedEntry>,
    /// The wall clock.
    pub now: Timestamp,
    /// Running time in ms.
    pub uptime: u64,
    org: Digest,
    /// The policy that it follows.
    pub policy: Digest,
    /// The ticket that admits it.
    pub ticket: Envelope,
    invitation: Option<String>,
}

impl Device {
    pub(super) fn new(label: &str, world: &World, invitation: Option<&str>) -> Self {
        let mut device = Self {
            label: label.to_owned(),
            branch: None,
            entries: Vec::new(),
            now: ts("2026-06-09T05:40:00Z"),
            uptime: 1_000,
            org: world.organisation.public().unwrap().digest(),
            policy: world.policy.digest(),
            ticket: world.ticket(invitation.unwrap_or(label)),
            invitation: invitation.map(str::to_owned),
        };
        let genesis = device.sign(None, &[], None);
        device.entries.push(genesis);
        device
    }

    /// Returns the key that signs entry `seq`.
    pub fn key(&self, seq: u64) -> OneTimeKey {
        let copy = if self.branch.is_some_and(|from| seq >= from) { "copy of " } else { "" };
        OneTimeKey::from_seed(&Zeroizing::new(seed(&format!("{copy}{} {seq}", self.label))))
    }

    pub fn id(&self) -> Digest {
        self.entries[0].digest()
    }

    pub fn wait(&mut self, seconds: i64) {
        self.now = self.now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
        self.uptime += u64::try_from(seconds).unwrap() * 1000;
    }

    pub fn claimed(&self) -> evidence::ClaimedTime {
        evidence::ClaimedTime::new(self.now, jiff::tz::offset(6))
    }

    /// Returns the predicate of the next entry.
    pub fn link(&self, item: Option<ItemId>, ends: bool, seen: Option<Seen>) -> Link {
        let seq = self.entries.len() as u64;
        let genesis = seq == 0;
        Link {
            device: (!genesis).then(|| self.id()),
            seq,
            prev: self.entries.last().map(SignedEntry::digest),
            key: genesis.then(|| self.key(0).public().unwrap()),
            next_key: self.key(seq + 1).public().unwrap(),
            item,
            ends,
            seen,
        }
    }

    /// Returns the details of the next entry.
    pub fn details(&self, parts: Vec<PartStatement>) -> Details {
        let genesis = self.entries.is_empty();
        let transport = TransportKey::from_seed(&Zeroizing::new(seed(&format!("{} transport", self.label))));
        let short = |label: &str| seed(label)[..16].try_into().unwrap();
        Details {
            salt: Token::from_bytes(short(&format!("{} {} details", self.label, self.entries.len()))),
            claimed_at: self.claimed(),
            uptime: Uptime { boot: BootId::from_bytes(short("boot")), ms: self.uptime },
            policy: self.policy,
            review: None,
            parts,
            organisation: genesis.then_some(self.org),
            transport_key: genesis.then(|| transport.public().unwrap()),
            platform: genesis.then(|| "linux".to_owned()),
            ticket: None,
            admission: None,
            continues: None,
        }
    }

    pub fn sign(&self, item: Option<ItemId>, parts: &[(Role, &PlainPart)], seen: Option<Seen>) -> SignedEntry {
        let parts: Vec<PartStatement> = parts.iter().map(|(role, part)| state(*role, part)).collect();
        let mut details = self.details(parts);
        let link = self.link(item, details.ends(), seen);
        if let (true, Some(invitation)) = (self.entries.is_empty(), &self.invitation) {
            admission_key(invitation)
                .admit(&mut details, &link, self.key(0).public().unwrap(), self.ticket.clone())
                .unwrap();
        }
        sign_entry(self.key(self.entries.len() as u64), link, &details).unwrap()
    }

    /// Returns the next entry, by which the organisation of `ticket` admits the device again.
    pub fn renewal(&self, invitation: &str, ticket: Envelope) -> SignedEntry {
        let (mut details, link) = (self.details(Vec::new()), self.link(None, false, None));
        let (at, transport) = (self.entries.len() as u64, seed(&format!("{} {invitation} transport", self.label)));
        details.organisation = Some(self.org);
        details.transport_key = Some(TransportKey::from_seed(&Zeroizing::new(transport)).public().unwrap());
        details.platform = Some("linux".to_owned());
        admission_key(invitation).admit(&mut details, &link, self.key(at).public().unwrap(), ticket).unwrap();
        sign_entry(self.key(at), link, &details).unwrap()
    }

    /// Adds an entry by which the organisation renews the device.
    pub fn renew(&mut self, world: &World, invitation: &str) -> SignedEntry {
        let entry = self.renewal(invitation, world.ticket_for(invitation, Some(self.id())));
        self.entries.push(entry.clone());
        entry
    }

    /// Signs and stores the next entry.
    pub fn add(&mut self, item: Option<ItemId>, parts: &[(Role, &PlainPart)], seen: Option<Seen>) -> SignedEntry {
        let entry = self.sign(item, parts, seen);
        self.entries.push(entry.clone());
        entry
    }
}

/// Returns a part's statement. Its sealed digest replaces that of an age file of the right length.
pub fn state(role: Role, part: &PlainPart) -> PartStatement {
    let sealed = [b"stands in for an age file: ", part.as_bytes()].concat();
    let size = part.as_bytes().len() as u64 + 216;
    let lined = !matches!(role, Role::Media(_));
    let tree = lined.then(|| evidence::lines::root("record", part.content()).ok()).flatten();
    PartStatement { role, commitment: part.commitment(), tree, sealed: Sealed { sha256: Digest::of(&sealed), size } }
}
