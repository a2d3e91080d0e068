//! Doubts about a signer because of its device: in the list, in a search and a filter, in a pull, and in a verdict.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use archive::source::Row;
use archive::{Behind, Doubt, Doubted, Filter, Report, State, Store};
use evidence::word::{self, Covers};
use evidence::{Envelope, ItemId};
use support::{Device, Server, World};

/// An organisation, one device and their server's data.
struct Office {
    world: World,
    device: Device,
    server: Server,
    store: Store,
    /// Entries of the device that the server has.
    sent: usize,
}

impl Office {
    fn new() -> Self {
        let world = World::new();
        let (device, store) = (world.device("one"), world.store());
        Self { world, device, server: Server::default(), store, sent: 0 }
    }

    fn photo(&mut self, label: &str) -> ItemId {
        self.device.photo(label, &format!("IMG_{label}.jpg"), &[label.as_bytes()])
    }

    /// Sends the waiting entries and these words, and pulls them.
    fn pull(&mut self, words: &[&Envelope]) -> Report {
        for entry in &self.device.entries[self.sent..] {
            self.world.log.append(entry.envelope().payload());
        }
        let log = &mut self.world.log;
        for word in words {
            log.append(&word::leaf(&word.digest()));
        }
        let now = Server::of(log, &[&self.device], Vec::new());
        for entry in &self.device.entries[self.sent..] {
            let proof = log.proof(entry.envelope().payload());
            self.server.rows.push(Row::Entry { entry: entry.carried(), proof });
        }
        for word in words {
            let proof = log.proof(&word::leaf(&word.digest()));
            self.server.rows.push(Row::Word { envelope: (*word).clone(), proof });
        }
        self.sent = self.device.entries.len();
        self.server = Server { rows: std::mem::take(&mut self.server.rows), ..now };
        self.world.pull(&mut self.store, &self.server).unwrap()
    }

    fn end(&self, covers: Covers) -> Envelope {
        self.world.organisation.end(self.device.entries[0].digest(), covers, None).unwrap()
    }

    fn doubts(&self, item: &ItemId) -> Vec<Doubt> {
        let line = self.store.line(item).unwrap();
        assert_eq!(self.store.show(item).unwrap().summary.doubts, line.doubts);
        // A verdict of this item alone agrees.
        let now = "2026-06-10T00:00:00Z".parse().unwrap();
        let verdict = self.store.judge(&[*item], now).unwrap().verdict;
        let said = verdict.items[0].answers.signer.findings.iter().filter(|f| f.status != verify::Status::Passed);
        let said: Vec<_> = said.map(|f| f.code).collect();
        let told: Vec<_> = line.doubts.iter().map(|d| serde_json::to_value(d).unwrap()).collect();
        assert_eq!(told, said.iter().map(|code| serde_json::json!(code)).collect::<Vec<_>>());
        line.doubts
    }

    fn found(&self, filter: &Filter) -> Vec<ItemId> {
        self.store.found(filter).unwrap()
    }

    fn state(&self) -> State {
        self.store.known_devices().unwrap()[0].now
    }
}

fn only(doubt: Doubt) -> Filter {
    Filter { doubt: Some(doubt), ..Filter::default() }
}

fn words(text: &str) -> Filter {
    Filter { words: text.to_owned(), ..Filter::default() }
}

#[test]
fn what_was_noted_after_the_end_of_its_device_is_told_wherever_items_are_told() {
    let mut office = Office::new();
    let before = office.photo("before");
    let last = office.device.entries.last().unwrap().digest();
    let covered = office.photo("covered");
    assert_eq!(office.pull(&[]).doubted, []);
    assert_eq!(office.state(), State::Admitted);
    let end = office.end(Covers::After(last));
    assert_eq!(office.store.behind(&end).unwrap(), Behind { noted: 1, unnoted: 0 });
    assert_eq!(office.doubts(&covered), [], "it was asked, not said");
    // The word was spoken here, so the list shows it immediately.
    office.store.hear(&end).unwrap();
    assert_eq!((office.doubts(&before), office.doubts(&covered)), (vec![], vec![Doubt::EndedLater]));
    assert_eq!(office.store.behind(&end).unwrap(), Behind::default(), "it is done already");
    assert_eq!(office.state(), State::Ended { seq: 1, itself: false });

    office.pull(&[&end]);
    let late = office.photo("late");
    let report = office.pull(&[]);
    let device = office.device.entries[0].digest();
    assert_eq!(report.doubted, [Doubted { device, doubt: Doubt::Ended, items: 1 }]);
    assert_eq!(office.doubts(&late), [Doubt::Ended]);
    assert_eq!(office.doubts(&covered), [Doubt::EndedLater]);
    assert_eq!(office.found(&only(Doubt::Ended)), [late]);
    assert_eq!(office.found(&only(Doubt::EndedLater)), [covered]);
    assert_eq!(office.store.count(&only(Doubt::CopiedKey)).unwrap(), 0);
    for typed in ["after device end", "revoked late", "после исключения", "шығарылған соң"]
    {
        assert!(office.found(&words(typed)).contains(&late), "{typed}");
        assert!(!office.found(&words(typed)).contains(&before), "{typed}");
    }

    // The pull reports more than the items that it touched: a later end also concerns earlier items.
    let all = office.end(Covers::After(device));
    let report = office.pull(&[&all]);
    assert_eq!(report.doubted, [Doubted { device, doubt: Doubt::EndedLater, items: 1 }]);
    assert_eq!(office.doubts(&before), [Doubt::EndedLater]);
}

#[test]
fn a_colleagues_archive_tells_the_same_from_the_first_pull_on() {
    let mut office = Office::new();
    office.photo("before");
    office.pull(&[]);
    let end = office.end(Covers::After(office.device.entries[1].digest()));
    office.pull(&[&end]);
    let late = office.photo("late");
    office.pull(&[]);
    let other = office.world.dir.path().join("colleague");
    let mut store = Store::open_or_create(&other, support::PASSPHRASE).unwrap();
    let report = office.world.pull(&mut store, &office.server).unwrap();
    let device = office.device.entries[0].digest();
    assert_eq!(report.doubted, [Doubted { device, doubt: Doubt::Ended, items: 1 }]);
    assert_eq!(store.line(&late).unwrap().doubts, [Doubt::Ended]);
    assert_eq!(store.known_devices().unwrap()[0].now, State::Ended { seq: 1, itself: false });
    // The doubt is still there after the archive was closed.
    drop(store);
    let store = Store::open(&other, support::PASSPHRASE).unwrap();
    assert_eq!(store.found(&only(Doubt::Ended)).unwrap(), [late]);
}

#[test]
fn two_devices_of_one_invitation_are_told_whichever_came_first() {
    let mut world = World::new();
    let mut honest = world.device("one");
    let first = honest.photo("first", "first.jpg", &[b"first"]);
    let mut copy = Device::new("two", &world, honest.invitation.clone());
    let second = copy.photo("second", "second.jpg", &[b"second"]);
    let server = Server::with(&mut world.log, &[&honest, &copy]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    let doubted = Doubted { device: copy.entries[0].digest(), doubt: Doubt::TicketShared, items: 1 };
    assert_eq!(report.doubted, [doubted]);
    assert_eq!(store.line(&first).unwrap().doubts, []);
    assert_eq!(store.line(&second).unwrap().doubts, [Doubt::TicketShared]);
    let states: Vec<_> = store.known_devices().unwrap().iter().map(|device| device.now).collect();
    assert_eq!(states, [State::Admitted, State::Shared]);
    // The organisation compares the copy's code: then there is no doubt.
    store.hear(&world.organisation.confirm(copy.entries[0].digest(), None).unwrap()).unwrap();
    assert_eq!(store.line(&second).unwrap().doubts, []);
    assert_eq!(store.known_devices().unwrap()[1].now, State::Confirmed);
    // The other device's item was noted before: it stays valid, and later items of that device are doubtful.
    assert_eq!(store.line(&first).unwrap().doubts, []);
    assert_eq!(store.known_devices().unwrap()[0].now, State::Shared);
}
