//! Real records, made by `capture` like on a device, read as documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ::forms::shipped;
use ::testimony::*;
use archive::{Around, Heading, Related, Relation, Summary};
use evidence::record::{Kind, Location, Method};
use evidence::{ClaimedTime, Digest, ItemId, NewItem, Record};
use serde_json::json;

use super::*;
use crate::views::office::{LineView, RecordView};

fn id(n: u8) -> ItemId {
    ItemId::from_bytes([n; 16])
}

fn at(minute: u8) -> ClaimedTime {
    format!("2026-06-12T12:{minute:02}:00.000+05:00").parse().unwrap()
}

const PERSON: u8 = 0x11;
const CONSENT: u8 = 0x22;
const TESTIMONY: u8 = 0x33;
const RECORDING: u8 = 0x44;
const CARD: u8 = 0x55;
const WITHDRAWAL: u8 = 0x66;
const VOICE: u8 = 0x77;

/// Returns a signature with a loop and a stroke.
fn sign() -> Strokes {
    Strokes(vec![
        vec![
            [120, 620],
            [220, 380],
            [330, 300],
            [420, 360],
            [400, 520],
            [300, 640],
            [240, 560],
            [380, 430],
            [560, 380],
        ],
        vec![[520, 560], [640, 420], [760, 520], [880, 360]],
    ])
}

/// Returns a consent in which every card was answered, with every kind of answer.
fn agreed() -> Consent {
    let choices = [Choice::Yes, Choice::No, Choice::Yes, Choice::Yes, Choice::Later, Choice::NotAsked, Choice::No];
    let mut uses: BTreeMap<Use, Card> = Use::ALL
        .iter()
        .zip(choices.into_iter().cycle())
        .map(|(to, choice)| (*to, Card { choice, ..Card::default() }))
        .collect();
    uses.insert(
        Use::Lawyer,
        Card { choice: Choice::Yes, until: Some("2026-12-01".to_owned()), voice: Some(id(VOICE)) },
    );
    uses.remove(&Use::Research);
    Consent {
        written_down: Choice::Yes,
        recorded: Choice::Yes,
        uses,
        language: Some("ru".to_owned()),
        risks_named: true,
        can_change_told: true,
        how: Some(How::Sign { strokes: sign() }),
        ..Consent::default()
    }
}

/// Returns an interview with every possible field, up to its sign-off.
fn told(consent: Consent) -> Draft {
    let mut draft = Draft::new(id(PERSON), "Утка 34".to_owned(), at(0)).unwrap();
    let mut change = |change| draft.apply(change).unwrap();
    change(Change::Before {
        before: Before {
            alone: YesNo::Yes,
            safe: YesNo::No,
            language: Some("ru".to_owned()),
            interpreter: YesNo::Unknown,
            child: YesNo::No,
            guardian: YesNo::NotAsked,
            heard_before: YesNo::Yes,
            first_account: false,
            long_form_reason: Some("Первый рассказ записали наспех, по телефону.".to_owned()),
        },
    });
    change(Change::Consent { consent: Consent { uses: BTreeMap::new(), how: None, ..consent.clone() } });
    draft.recording_began(Purpose::VoiceMark, id(VOICE)).unwrap();
    draft.apply(Change::Consent { consent }).unwrap();
    draft.consent_filed(id(CONSENT)).unwrap();
    draft.identity_sealed(id(CARD)).unwrap();
    draft.recording_began(Purpose::Interview, id(RECORDING)).unwrap();
    let mut change = |change| draft.apply(change).unwrap();
    let known = [Known::Saw, Known::Heard, Known::Told, Known::Inferred, Known::NotAsked];
    let words = [
        ("Мы стояли у входа на площадь, нас было человек двадцать.", "у входа на площадь"),
        ("Утром мне позвонили и сказали не приходить.", "дома"),
        ("Подъехал белый автобус, вышли люди в масках.", "угол площади"),
        ("Телефон забрали сразу и велели молчать.", "в автобусе"),
        ("Адвоката не пустили, протокол дали подписать ночью.", "отдел полиции"),
        ("Суд длился восемь минут.", "районный суд"),
        ("Больше ничего.", ""),
    ];
    let answers = [YesNo::Yes, YesNo::No, YesNo::Unknown, YesNo::Refused, YesNo::NotAsked];
    for ((n, section), (text, place)) in SectionKind::ALL.iter().copied().enumerate().zip(words) {
        let line = |text: &str, n: usize| Line { text: text.to_owned(), known: known[n % known.len()] };
        let lines = vec![line(text, n), line("Это было быстро.", n + 1)];
        change(Change::Lines { section, language: (n == 1).then(|| "kk".to_owned()), lines });
        if section == SectionKind::Other {
            change(Change::LeaveOut { section });
            continue;
        }
        change(Change::When { section, when: Some("2026-06-09T11:40~".to_owned()) });
        change(Change::Place { section, place: Some(place.to_owned()) });
        for (fact, answer) in Fact::ALL.iter().zip(answers.iter().cycle().skip(n)) {
            change(Change::Fact { section, fact: *fact, answer: *answer });
        }
        let range = AudioRange { item: id(RECORDING), from_ms: 61_000 * n as u64, to_ms: 61_000 * n as u64 + 60_000 };
        change(Change::Audio { section, audio: vec![range] });
        match section {
            SectionKind::Taken => {
                let lines = vec![line("Автобусов было два.", 0)];
                change(Change::Correct { section, lines });
            }
            _ => change(Change::Right { section }),
        }
    }
    draft
}

fn record(item: u8, filed: NewRecord, minute: u8) -> Record {
    let mut record = filed.new.record(id(item), filed.kind, Method::Entered, at(minute));
    record.zone = Some("Asia/Almaty".to_owned());
    record.body = filed.body;
    record
}

fn testimony(sign_off: SignOff) -> Record {
    let mut draft = told(agreed());
    draft.apply(Change::SignOff { sign_off }).unwrap();
    let mut card = Identity::new("Планта Марковна".to_owned());
    card.contact = "+7 701 234 56 78".to_owned();
    record(TESTIMONY, draft.finish(at(50), Some(&card.marks())).unwrap(), 50)
}

fn consent() -> Record {
    record(CONSENT, told(agreed()).consent_record().unwrap(), 5)
}

fn withdrawal() -> Record {
    record(WITHDRAWAL, FiledConsent::withdrawal(id(TESTIMONY)).unwrap(), 59)
}

fn card() -> Record {
    let mut card = Identity::new("Планта Марковна".to_owned());
    (card.other_names, card.remark) = ("Марковна".to_owned(), "соседка".to_owned());
    (card.birth, card.contact) = (Some("1980~".to_owned()), "+7 701 234 56 78".to_owned());
    record(CARD, card.record(id(PERSON)).unwrap(), 6)
}

fn form(item: u8, name: &str, answers: &[u8]) -> Record {
    let filled = shipped().iter().find(|form| form.id == name).unwrap().fill(answers).unwrap();
    let new = NewRecord {
        kind: filled.kind,
        body: filled.body,
        new: NewItem { language: filled.language, compartment: Some(FACTS.to_owned()), ..NewItem::default() },
    };
    record(item, new, 20)
}

fn detention() -> Record {
    form(0x88, "detention", include_bytes!("../../../../docs/examples/detention.answers.json"))
}

/// Returns a count whose sums contradict each other.
fn count() -> Record {
    let bytes = include_bytes!("../../../../docs/examples/vote-count.answers.json");
    let mut answers: Value = serde_json::from_slice(bytes).unwrap();
    answers["answers"]["valid"]["value"] = json!(251);
    form(0x99, "vote-count", &serde_json::to_vec(&answers).unwrap())
}

fn bare(item: u8, kind: Kind, body: Value, about: &[u8]) -> Record {
    let mut record = Record::new(id(item), kind, Method::Captured, at(30), Location::missing("unavailable"));
    (record.body, record.about) = (body, about.iter().map(|n| id(*n)).collect());
    record
}

fn rows(record: &Record) -> Vec<FiledAnswer> {
    document(&record.body).1
}

#[test]
fn records_of_an_interview_are_read_whole_and_nothing_of_them_stands_under_a_raw_name() {
    let signed = [
        SignOff::Drawn { strokes: sign() },
        SignOff::Voice { item: id(VOICE) },
        SignOff::AgreedNotSigned,
        SignOff::Stopped,
    ];
    for sign_off in signed {
        let record = testimony(sign_off);
        assert!(matches!(document(&record.body).0, DocumentView::Testimony { .. }));
        assert_eq!(rows(&record), []);
    }
    for (record, read) in [(consent(), "consent"), (withdrawal(), "consent"), (card(), "identity")] {
        assert_eq!(json!(document(&record.body).0)["document"], read);
        assert_eq!(rows(&record), [], "{read}");
    }
    for (record, read) in [
        (detention(), "form"),
        (count(), "form"),
        (bare(1, Kind::Note, evidence::marks::tag_body("force", true).unwrap(), &[2]), "tag"),
        (bare(1, Kind::Note, evidence::marks::tally_body("dog", -1).unwrap(), &[]), "tally"),
    ] {
        assert_eq!(json!(document(&record.body).0)["document"], read);
        assert_eq!(rows(&record), [], "{read}");
    }
}

#[test]
fn an_account_is_told_in_its_own_order_with_what_was_added_and_what_stood_out() {
    let record = testimony(SignOff::AgreedNotSigned);
    let DocumentView::Testimony { testimony } = document(&record.body).0 else { panic!("no testimony") };
    let order: Vec<SectionKind> = testimony.sections.iter().map(|s| s.section).collect();
    assert_eq!(order, SectionKind::ALL);
    assert_eq!(testimony.sections[2].corrections[0].lines[0].text, "Автобусов было два.");
    assert_eq!(testimony.sections[6].read_back, ReadBack::LeftOut);
    let mut body = record.body.clone();
    body["findings"] = json!({ "sections.taken.lines": "names-the-person", "before.safe": "not-safe" });
    let DocumentView::Testimony { testimony } = document(&body).0 else { panic!("no testimony") };
    let found: Vec<_> = testimony.findings.iter().map(|f| (f.key.as_str(), f.section)).collect();
    assert_eq!(found, [("not-safe", None), ("names-the-person", Some(SectionKind::Taken))]);
}

#[test]
fn what_a_newer_version_says_beyond_what_we_read_is_shown_under_its_own_name() {
    let mut body = testimony(SignOff::AgreedNotSigned).body;
    body["weather"] = json!("rain");
    body["sections"][2]["lines"][0]["tone"] = json!("quiet");
    let (read, rows) = document(&body);
    assert!(matches!(read, DocumentView::Testimony { .. }));
    let told: Vec<_> = rows.iter().map(|r| (r.name.as_str(), r.values[0].text.as_str())).collect();
    assert_eq!(told, [("sections 3 / lines 1 / tone", "quiet"), ("weather", "rain")]);
}

#[test]
fn what_cannot_be_read_whole_is_marked_and_shown_leaf_by_leaf() {
    let unknown = |body: Value| match document(&body) {
        (DocumentView::Plain { known }, rows) => (known, rows.into_iter().map(|r| r.name).collect::<Vec<_>>()),
        _ => panic!("read as something"),
    };
    let mut strange = testimony(SignOff::AgreedNotSigned).body;
    strange["sections"][0]["facts"]["rain"] = json!("yes");
    let (known, names) = unknown(strange);
    assert!(!known && names.iter().any(|n| n == "sections 1 / facts / rain"), "{names:?}");
    assert!(!unknown(json!({ "format": "testamur-testimony-v9", "told": "words" })).0);
    assert!(!unknown(json!({ "tag": "aliens", "sure": true })).0);
    assert!(!unknown(json!({ "tally": "dog", "step": 40 })).0);
    assert!(!unknown(json!({ "tag": "force", "sure": true, "planted": 1 })).0);
    assert_eq!(unknown(json!({ "note": "square", "parts_after_gap": [3] })), (true, vec!["note".to_owned()]));
    assert_eq!(unknown(Value::Null), (true, vec![]));
    assert_eq!(unknown(json!("just a text")), (true, vec![]));
    let consent = json!({ "consent": { "court": true, "uses": ["media", "un"] }, "null": null });
    assert_eq!(unknown(consent), (false, vec!["consent / court".to_owned(), "consent / uses".to_owned()]));
}

#[test]
fn a_body_made_to_be_large_makes_no_larger_document() {
    let long = "k".repeat(100_000);
    let leaves: Vec<_> = (0..4_000).map(|n| json!({ &long: n })).collect();
    let rows = document(&json!({ "format": "x", &long: leaves })).1;
    assert!(rows.len() == MAX_ROWS && rows.iter().all(|row| row.name.len() <= MAX_NAME));
}

fn line(record: &Record, title: Option<&str>, heading: Option<Heading>) -> Summary {
    let witness = record.compartment.as_deref() == Some(WITNESSES);
    Summary {
        item: record.id,
        device: Digest::of(b"device"),
        kind: Some(record.kind),
        method: Some(record.method),
        title: heading.as_ref().map(Heading::english).or_else(|| title.map(str::to_owned)),
        heading,
        claimed_at: record.claimed_at.to_string(),
        finished: true,
        interrupted: false,
        linked: true,
        noted: true,
        delivered: true,
        held: 1,
        wanted: 0,
        quarantined: 0,
        sealed: 0,
        bytes: 4_096,
        witness,
        doubts: Vec::new(),
        file_name: None,
        thumbnail: false,
        arrived: 1,
        looked_at: false,
        important: false,
        own_note: String::new(),
        same: 0,
        stood_out: 0,
    }
}

/// Returns lines and records as the browser tests' core has them: made by `capture`, and viewed by the archive.
fn shelf() -> Vec<(LineView, RecordView)> {
    let pseudonym = "Утка 34".to_owned();
    let answers = |record: &Record| {
        let form = FiledForm::read(&record.body).unwrap();
        form.parts.iter().flat_map(|part| &part.answers).filter(|answer| answer.kind != "calculate").count() as u64
    };
    let forms = |record: &Record, station: Option<&str>| Heading::Form {
        form: record.body["form"]["sha256"].as_str().and_then(|d| d.parse().ok()),
        id: record.body["form"]["id"].as_str().unwrap_or_default().to_owned(),
        answers: answers(record),
        station: station.map(str::to_owned),
    };
    let (detention, count) = (detention(), count());
    let mut newer = form(0xaa, "vote-count", include_bytes!("../../../../docs/examples/vote-count.answers.json"));
    newer.body["form"] = json!({ "sha256": "00".repeat(32), "id": "turnout", "version": 3 });
    newer.body["findings"] = json!([]);
    let tag = bare(0xbb, Kind::Note, evidence::marks::tag_body("force", false).unwrap(), &[RECORDING]);
    let tally = bare(0xcc, Kind::Note, evidence::marks::tally_body("dog", 1).unwrap(), &[]);
    let recording = bare(RECORDING, Kind::Audio, Value::Null, &[PERSON]);
    let claim = bare(
        0xdd,
        Kind::OfficialClaim,
        json!({ "text": "Полиция: задержанных нет.", "source": "press service" }),
        &[TESTIMONY],
    );
    let all = [
        (testimony(SignOff::Drawn { strokes: sign() }), Some(Heading::Testimony { pseudonym: pseudonym.clone() })),
        (consent(), Some(Heading::Consent { pseudonym: Some(pseudonym.clone()) })),
        (detention.clone(), Some(forms(&detention, None))),
        (count.clone(), Some(forms(&count, Some("117")))),
        (withdrawal(), Some(Heading::Withdrawal { pseudonym: Some(pseudonym) })),
        (card(), None),
        (newer.clone(), Some(forms(&newer, Some("117")))),
        (tag, Some(Heading::Tag { tag: "force".to_owned(), about: Some(id(RECORDING)) })),
        (tally, Some(Heading::Tally { tally: "dog".to_owned(), step: 1 })),
        (recording, None),
        (claim, None),
    ];
    let titles = [(RECORDING, "account.webm"), (0xdd, "Полиция: задержанных нет.")];
    let title = |item: ItemId| titles.iter().find(|(n, _)| id(*n) == item).map(|(_, t)| *t);
    let lines: Vec<Summary> =
        all.iter().map(|(record, heading)| line(record, title(record.id), heading.clone())).collect();
    let related = |item: ItemId| {
        use Relation::*;
        let to = |n: u8, relation, back| Related {
            item: id(n),
            relation,
            back,
            line: lines.iter().find(|l| l.item == id(n)).cloned(),
        };
        if item == id(TESTIMONY) {
            return vec![
                to(CONSENT, Consent, false),
                to(WITHDRAWAL, Withdraws, true),
                to(RECORDING, Recording, false),
                to(VOICE, About, false),
                to(CARD, Identity, false),
                to(0xdd, About, true),
            ];
        }
        match item {
            i if i == id(CONSENT) => {
                vec![to(TESTIMONY, Consent, true), to(VOICE, Voice, false), to(CARD, SamePerson, true)]
            }
            i if i == id(WITHDRAWAL) => vec![to(TESTIMONY, Withdraws, false)],
            i if i == id(RECORDING) => vec![to(TESTIMONY, Recording, true), to(0xbb, About, true)],
            i if i == id(0xbb) => vec![to(RECORDING, About, false)],
            i if i == id(0xdd) => vec![to(TESTIMONY, About, false)],
            _ => Vec::new(),
        }
    };
    let view = |(record, _): &(Record, Option<Heading>)| {
        let consents = if record.id == id(TESTIMONY) {
            vec![(id(CONSENT), consent()), (id(WITHDRAWAL), withdrawal())]
        } else {
            Vec::new()
        };
        let digest = Digest::of(record.id.as_bytes());
        let around = Around { record: Some(digest), related: related(record.id), left_out: 0, consents };
        RecordView::from(record).within(&around)
    };
    lines.iter().map(LineView::from).zip(all.iter().map(view)).collect()
}

/// Returns every name of a field and every code that records of an interview can hold.
fn vocabulary() -> Value {
    fn names(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                into.insert(name.clone());
                names(value, into);
            }),
            Value::Array(values) => values.iter().for_each(|value| names(value, into)),
            _ => {}
        }
    }
    let mut fields = BTreeMap::new();
    let hows =
        [How::Sign { strokes: sign() }, How::Voice { item: id(VOICE) }, How::Witnessed { by: "кто-то".to_owned() }];
    let consents = hows.map(|how| told(Consent { how: Some(how), ..agreed() }).consent_record().unwrap().body);
    let signs = [
        SignOff::Drawn { strokes: sign() },
        SignOff::Voice { item: id(VOICE) },
        SignOff::AgreedNotSigned,
        SignOff::Stopped,
    ];
    let testimonies = signs.map(|sign_off| testimony(sign_off).body);
    for (format, bodies) in [
        ("testimony", testimonies.to_vec()),
        ("consent", [consents.as_slice(), &[withdrawal().body]].concat()),
        ("identity", vec![card().body]),
    ] {
        let mut all = BTreeSet::new();
        bodies.iter().for_each(|body| names(body, &mut all));
        fields.insert(format, all);
    }
    json!({ "fields": fields, "codes": {
        "YesNo": YesNo::ALL, "Choice": Choice::ALL, "Use": Use::ALL, "Known": Known::ALL, "SectionKind": SectionKind::ALL,
        "Fact": Fact::ALL, "ReadBack": ReadBack::ALL,
        "SignOff": ["drawn", "voice", "agreed-not-signed", "stopped"], "How": ["voice", "sign", "witnessed"],
        "IdentityCard": ["not-asked", "refused", "no-compartment", "sealed"],
    } })
}

#[test]
fn the_fake_core_has_documents_as_the_real_one_gives_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bridge/fake/documents.json");
    let shelf: Vec<Value> = shelf().iter().map(|(line, record)| json!({ "line": line, "record": record })).collect();
    let lines: Vec<String> = shelf.iter().map(Value::to_string).collect();
    let text = format!("{{\"vocabulary\":{},\n\"shelf\":[\n{}\n]}}\n", vocabulary(), lines.join(",\n"));
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "run it once with UPDATE_TYPES=1");
}
