//! A home with a history, and the properties that it must have after a panic.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use evidence::policy::Review;
use evidence::{Digest, ItemId};
use sync::Outbox;
use vault::{Home, NewItem, OsDisk, Passphrase, Preference};

use super::{Chosen, World, copy, has};

/// Returns the passphrase of its vault.
pub fn pass() -> Passphrase {
    Passphrase::new("long enough words".to_owned()).unwrap()
}

fn add(home: &Home, bytes: &[u8]) -> ItemId {
    home.add_file(&mut Cursor::new(bytes), "a.bin", &NewItem::default(), &mut |_| ()).unwrap().item
}

/// A home with a vault, a review identity, a ticket, a few items, a torn file, and a part without an entry.
pub struct Lived {
    pub world: World,
    pub around: Arc<Chosen>,
    salt: Vec<u8>,
    /// Number of entries that it must have after a panic over keys.
    pub entries: usize,
}

impl Lived {
    pub fn new() -> Self {
        let world = World::new(Review::UntilDelivered, true);
        let around = Chosen::new(31);
        let (path, invitation) = (world.home_path(), world.invitation());
        let home = Home::join(&path, &invitation, Some(&pass()), Arc::new(OsDisk), around.clone()).unwrap();
        home.set_preference(Preference::Language, "kk").unwrap();
        let vault = home.unlock(&pass()).unwrap();
        vault.save_draft("one", "draft", "2019-06-09T11:40:03.120+06:00".parse().unwrap()).unwrap();
        drop(vault);
        add(&home, b"whole");
        home.add_note("said", &NewItem::default()).unwrap();
        let entries = home.entries(0, 100).unwrap().len();
        drop(home);
        std::fs::write(path.join("aside/torn"), b"half").unwrap();
        let salt = std::fs::read(path.join("vault.salt")).unwrap();
        copy(&path, &world.dir.path().join("template"));
        Self { world, around, salt, entries }
    }

    pub fn reset(&self) {
        let (template, home) = (self.world.dir.path().join("template"), self.world.home_path());
        drop(std::fs::remove_dir_all(&home));
        copy(&template, &home);
    }

    /// Checks that no file contains a secret: any seed that was ever handed out, or the vault's salt.
    pub fn check_no_secret(&self, when: &str) {
        let files = self.world.files();
        let seeds = self.around.handed_out.lock().unwrap();
        assert!(seeds.len() > 3);
        for (path, bytes) in &files {
            let name = path.display();
            assert!(!bytes.is_empty() || !name.to_string().contains("ratchet"), "{when}: {name}");
            assert!(!has(bytes, &self.salt), "{when}: the salt is in {name}");
            assert!(!has(bytes, b"age1pq") && !has(bytes, b"AGE-SECRET"), "{when}: {name}");
            for seed in seeds.iter() {
                assert!(!has(bytes, seed), "{when}: a secret is in {name}");
            }
        }
    }

    /// Checks that no secret can be read while another program still has the home open.
    pub fn check_no_key_in_place(&self, when: &str) {
        let files = self.world.files();
        for seed in self.around.handed_out.lock().unwrap().iter() {
            assert!(files.iter().all(|(_, bytes)| !has(bytes, seed)), "{when}: a secret is in a file");
        }
        assert!(files.iter().all(|(_, bytes)| !has(bytes, &self.salt)), "{when}: the salt is in a file");
    }

    /// Checks a home whose keys were destroyed.
    pub fn check_keys_gone(&self, when: &str) {
        let path = self.world.home_path();
        let (mut home, recovery) = Home::open(&path, Arc::new(OsDisk), self.around.clone()).unwrap();
        assert!(!recovery.signing_key_lost, "{when}: told as a loss");
        self.check_no_secret(when);
        let names: Vec<String> =
            names(&path).into_iter().filter(|n| n.starts_with("vault") || n == "ratchet").collect();
        assert!(names.is_empty(), "{when}: {names:?}");
        let status = home.status().unwrap();
        assert!(status.destroyed && !status.can_sign && !status.vault, "{when}");
        assert!(home.add_note("more", &NewItem::default()).unwrap_err().is_destroyed(), "{when}");
        assert!(home.begin_recording("a.webm", "audio/webm", &NewItem::default()).err().unwrap().is_destroyed());
        assert!(home.transport_key().err().unwrap().is_destroyed(), "{when}");
        assert!(home.unlock(&pass()).err().unwrap().is_destroyed(), "{when}");
        assert!(home.create_vault(&pass()).err().unwrap().is_destroyed(), "{when}");
        assert!(home.enrolment().unwrap().is_none(), "{when}: the ticket is still there");
        assert_eq!(home.preference(Preference::Language).unwrap().as_deref(), Some("kk"));
        home.set_preference(Preference::Language, "ru").unwrap();
        let unnoted: Vec<Digest> = home.unnoted(0, 100).unwrap().iter().map(evidence::SignedEntry::digest).collect();
        assert_eq!(unnoted.len(), self.entries, "{when}: the chain is there for the archive");
        home.lacking(&[]).unwrap();
        drop(home);
        let again = Home::join(&path, &self.world.invitation(), None, Arc::new(OsDisk), self.around.clone());
        assert!(again.err().unwrap().is_destroyed(), "{when}: it joined again over the evidence");
        let read = Home::open_to_read(&path, Arc::new(OsDisk), self.around.clone()).unwrap();
        let entries = read.entries(0, 100).unwrap();
        assert_eq!(entries.len(), self.entries, "{when}");
        for part in entries.iter().flat_map(|e| e.parts()) {
            let plain = self.world.archive.open(&read.read_part(&part.sealed.sha256).unwrap()).unwrap();
            assert_eq!(plain.commitment(), part.commitment);
        }
        assert!(read.transport_key().err().unwrap().is_destroyed());
        drop(read);
        let (_, recovery) = Home::open(&path, Arc::new(OsDisk), self.around.clone()).unwrap();
        assert!(recovery.is_clean(), "{when}: {recovery:?}");
    }

    /// Checks a folder after a panic over everything.
    pub fn check_all_gone(&self, when: &str) {
        let path = self.world.home_path();
        let open = Home::open(&path, Arc::new(OsDisk), self.around.clone());
        assert!(open.err().unwrap().is_unjoined(), "{when}");
        assert_eq!(names(&path), ["lock"], "{when}");
        let around = Chosen::new(32);
        let home = Home::join(&path, &self.world.invitation(), None, Arc::new(OsDisk), around.clone()).unwrap();
        home.add_note("anew", &NewItem::default()).unwrap();
        assert!(!home.status().unwrap().destroyed);
        self.world.check_chain(&home, &[]);
    }
}

/// Returns the names in a folder, sorted.
pub fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
