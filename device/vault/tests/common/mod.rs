//! A home under test: with a chosen clock and chance, an organisation that can open the sealed parts, and a failing
//! disk.

#![allow(dead_code, reason = "each test file uses its own part of this")]

pub mod lived;
pub mod log;
pub mod meanwhile;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use evidence::invitation::{AdmissionSecret, FORMAT as INVITATION, Invitation, Role as TicketRole, Ticket};
use evidence::part::Role;
use evidence::policy::{FORMAT as POLICY, Log, Policy, RecipientKind, Review};
use evidence::{ClaimedTime, Digest, Ending, Envelope, ItemId, Opening, PlainPart, Record, SignedEntry, Story, chain};
use log::TestLog;
use seal::{OneTimeKey, OrganisationKey, ReviewIdentity};
use sync::Outbox;
use vault::{Home, OsDisk, Recovery, Surroundings, Unlocked};
use zeroize::Zeroizing;

/// Words in every private text; no file of a home may contain them.
pub const WATERMARK: &str = "kept-from-everyone";

pub struct Chosen {
    pub ms: AtomicU64,
    counter: AtomicU64,
    seed: u64,
    /// Every 32 bytes of randomness that were handed out.
    pub handed_out: Mutex<Vec<[u8; 32]>>,
}

impl Chosen {
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self { ms: AtomicU64::new(0), counter: AtomicU64::new(0), seed, handed_out: Mutex::default() })
    }
}

impl Surroundings for Chosen {
    fn now(&self) -> ClaimedTime {
        let at: ClaimedTime = "2019-06-09T11:40:03.120+06:00".parse().unwrap();
        let millisecond = at.instant().as_millisecond() + self.ms.load(Ordering::SeqCst) as i64;
        ClaimedTime::new(jiff::Timestamp::from_millisecond(millisecond).unwrap(), at.offset())
    }

    fn zone(&self) -> Option<String> {
        Some("Asia/Almaty".to_owned())
    }

    fn monotonic_ms(&self) -> u64 {
        self.ms.load(Ordering::SeqCst)
    }

    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()> {
        for chunk in bytes.chunks_mut(32) {
            let n = self.counter.fetch_add(1, Ordering::SeqCst);
            let block = Digest::of(format!("chance {} {n}", self.seed).as_bytes());
            chunk.copy_from_slice(&block.as_bytes()[..chunk.len()]);
        }
        if let Ok(seed) = <[u8; 32]>::try_from(&*bytes) {
            self.handed_out.lock().unwrap().push(seed);
        }
        Ok(())
    }
}

#[allow(unused_imports, reason = "each test file uses its own part of this")]
pub use disk::lab::{FAULTS, Fault, FaultDisk};

/// An organisation, and homes that joined it.
pub struct World {
    pub dir: tempfile::TempDir,
    pub archive: ReviewIdentity,
    pub organisation: OrganisationKey,
    pub log: TestLog,
    pub policy: Policy,
    /// The byte that fills the secret of later invitations: another byte makes another ticket.
    pub secret: u8,
    /// The end of later invitations.
    pub expires: Option<jiff::Timestamp>,
}

impl World {
    pub fn new(review: Review, keep_after_delivery: bool) -> Self {
        Self::of(RecipientKind::Hybrid, review, keep_after_delivery)
    }

    /// Makes a world whose policy has recipients of this kind, and one slot more than it needs without review.
    pub fn of(kind: RecipientKind, review: Review, keep_after_delivery: bool) -> Self {
        let archive = ReviewIdentity::generate(kind).unwrap();
        let organisation = OrganisationKey::from_seed(&Zeroizing::new([1; 32]));
        let log = TestLog::new(2);
        let key = log.verifier().to_string();
        let log_entry = Log { origin: log::ORIGIN.to_owned(), key, cosigners: Vec::new(), quorum: 0 };
        let policy = Policy {
            format: POLICY.to_owned(),
            version: 0,
            ancestors: Vec::new(),
            name: "Observers".to_owned(),
            archive_recipients: vec![archive.recipient()],
            witness_recipients: Vec::new(),
            slots: 2,
            servers: Vec::new(),
            logs: vec![log_entry],
            retired: Vec::new(),
            timestamp_roots: Vec::new(),
            review,
            keep_after_delivery,
            forms: Vec::new(),
            expires: None,
        };
        // In memory if there is such a folder: the benchmarks measure the cost of syncs, the tests do not.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { dir: dir.unwrap(), archive, organisation, log, policy, secret: 4, expires: None }
    }

    pub fn home_path(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    pub fn invitation(&self) -> Vec<u8> {
        self.invitation_after(None)
    }

    /// Returns an invitation with this checkpoint.
    pub fn invitation_after(&self, checkpoint: Option<String>) -> Vec<u8> {
        self.invitation_for(None, checkpoint)
    }

    /// Returns an invitation for a new device, or for the renewal of one.
    pub fn invitation_for(&self, device: Option<Digest>, checkpoint: Option<String>) -> Vec<u8> {
        let public = self.organisation.public().unwrap();
        let secret = Zeroizing::new([self.secret; 32]);
        let ticket = Ticket {
            organisation: public,
            role: TicketRole::Device,
            admission_key: Some(seal::AdmissionKey::from_seed(&secret).public().unwrap()),
            log: self.policy.logs.first().map(|log| log.origin.clone()),
            device,
            key: None,
            expires: self.expires,
        };
        let invitation = Invitation {
            format: INVITATION.to_owned(),
            organisation: public,
            policy: self.sign(&self.policy),
            ticket: self.organisation.sign_ticket(&ticket).unwrap(),
            admission: AdmissionSecret::new(secret),
            checkpoint,
        };
        evidence::json::print(&invitation).unwrap()
    }

    /// Returns the organisation's next policy, to be changed before it is signed.
    pub fn next(&mut self) -> &mut Policy {
        self.policy = self.policy.successor().unwrap();
        &mut self.policy
    }

    pub fn sign(&self, policy: &Policy) -> Envelope {
        self.organisation.sign_policy(policy).unwrap().envelope().clone()
    }

    pub fn join(&self, around: Arc<Chosen>) -> Home {
        Home::join(&self.home_path(), &self.invitation(), None, Arc::new(OsDisk), around).unwrap()
    }

    /// Opens the home, and retries while another test's child holds it: between its fork and its start, a child has
    /// every lock of this process.
    pub fn open(&self, around: Arc<Chosen>) -> (Home, Recovery) {
        let mut tries = 0;
        loop {
            match Home::open(&self.home_path(), Arc::new(OsDisk), around.clone()) {
                Err(error) if error.is_in_use() && tries < 100 => {
                    tries += 1;
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                other => return other.unwrap(),
            }
        }
    }

    /// Returns the content of a part, opened with the archive key and checked against its commitment.
    pub fn content(&self, home: &Home, entry: &SignedEntry, role: Role) -> Option<Vec<u8>> {
        self.plain(home, entry, role).map(|plain| plain.content().to_vec())
    }

    fn plain(&self, home: &Home, entry: &SignedEntry, role: Role) -> Option<PlainPart> {
        let part = entry.parts().iter().find(|p| p.role == role)?;
        let plain = self.archive.open(&home.read_part(&part.sealed.sha256).unwrap()).unwrap();
        assert_eq!(plain.commitment(), part.commitment);
        Some(plain)
    }

    /// Returns one item: its resolved record, and its media from part 0 on.
    pub fn item(&self, home: &Home, item: &ItemId) -> (Record, Vec<u8>) {
        let entries = home.entries(0, usize::MAX).unwrap();
        let of_item: Vec<_> = entries.iter().filter(|e| e.item() == Some(*item)).collect();
        let ending = of_item.iter().find_map(|e| self.content(home, e, Role::Record)).expect("a record");
        let ending = Ending::parse(&ending).unwrap();
        let opening = self.plain(home, of_item[0], Role::Opening).map(|o| Opening::open(&o).unwrap());
        let story = Story::of(opening.is_some(), opening.as_ref(), Some(&ending)).expect("a story");
        let at_the_end = ["media/0/tile_seed", "media/0/tiles"];
        let told = story.later.iter().all(|later| at_the_end.contains(&later.path.as_str()));
        assert!(told && !story.is_contradicted(), "a device of ours says all else at the beginning");
        assert!(of_item.len() == 1 || opening.is_some(), "an item of several entries has an opening in its first");
        let mut media = Vec::new();
        for n in 0.. {
            match of_item.iter().find_map(|e| self.content(home, e, Role::Media(n))) {
                Some(content) => media.extend(content),
                None => break,
            }
        }
        (story.record, media)
    }

    /// Checks the properties that a home must have at any time after a start: the chain is whole, each part is present
    /// and opens, no item is left open, no private text is readable, no used key is left.
    pub fn check(&self, home: &Home, around: &Chosen, acknowledged: &[Digest]) {
        let entries = self.check_chain(home, acknowledged);
        assert!(!self.any_file_has(WATERMARK.as_bytes()), "something private is readable");
        self.check_no_used_key(&entries, around);
    }

    /// Makes those checks of [`World::check`] that read no other files than the parts.
    pub fn check_chain(&self, home: &Home, acknowledged: &[Digest]) -> Vec<SignedEntry> {
        let entries = home.entries(0, usize::MAX).unwrap();
        let report = chain::judge(&entries);
        assert_eq!(report.faults, [], "the chain has faults");
        assert_eq!(report.tips.len(), 1);
        let known: BTreeSet<Digest> = entries.iter().map(SignedEntry::digest).collect();
        for entry in acknowledged {
            assert!(known.contains(entry), "an acknowledged entry was lost");
        }
        for entry in &entries {
            for part in entry.parts() {
                self.content(home, entry, part.role).unwrap();
            }
        }
        let status = home.status().unwrap();
        assert_eq!(status.unfinished, 0);
        assert!(status.can_sign);
        assert_eq!(std::fs::read_dir(self.home_path().join("parts/incoming")).unwrap().count(), 0);
        entries
    }

    pub fn check_no_used_key(&self, entries: &[SignedEntry], around: &Chosen) {
        let mut used: BTreeSet<_> = entries.iter().map(|e| e.link().next_key).collect();
        used.remove(&entries.last().unwrap().link().next_key);
        used.extend(entries.iter().filter_map(|e| e.link().key));
        let mut files = self.files();
        // Full parts are left out: a search for each key in 4 MiB of age ciphertext takes minutes and finds only random
        // bytes.
        files.retain(|(_, bytes)| !bytes.is_empty() && bytes.len() < 1024 * 1024);
        let mut found = 0;
        for seed in around.handed_out.lock().unwrap().iter() {
            if used.contains(&OneTimeKey::from_seed(&Zeroizing::new(*seed)).public().unwrap()) {
                found += 1;
                for (path, bytes) in &files {
                    assert!(!has(bytes, seed), "a used key is in {}", path.display());
                }
            }
        }
        assert!(found > 0, "the test knows no used key");
    }

    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut out = Vec::new();
        let mut folders = vec![self.home_path()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    out.push((path, bytes));
                }
            }
        }
        out
    }

    pub fn any_file_has(&self, words: &[u8]) -> bool {
        self.files().iter().any(|(path, bytes)| has(bytes, words) || has(path.as_os_str().as_encoded_bytes(), words))
    }
}

/// Adds every waiting item to the index.
pub fn index_all(home: &Home, vault: &Unlocked) {
    while home.refresh(vault, 1).unwrap() {}
}

pub fn has(bytes: &[u8], words: &[u8]) -> bool {
    let first = words[0];
    bytes.iter().enumerate().any(|(at, b)| *b == first && bytes[at..].starts_with(words))
}

/// Makes `to` hold exactly the files of `from`; the folders of both stay.
pub fn restore(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(to).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_type().unwrap().is_dir() {
            std::fs::remove_file(entry.path()).unwrap();
        } else if from.join(entry.file_name()).is_dir() {
            restore(&from.join(entry.file_name()), &entry.path());
        } else {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if !entry.file_type().unwrap().is_dir() {
            std::fs::copy(entry.path(), target).unwrap();
        } else if !target.is_dir() {
            copy(&entry.path(), &target);
        }
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
