//! Words by which the windows call an item, in every language: a search finds an item by the name that a list shows.
//!
//! Owns `called.json`, which repeats words of the window's texts (a test in `ui/src/documents` keeps both equal), and
//! reads the titles of shipped forms. Contains no person's name: pseudonyms are in the headings.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use evidence::record::Kind;
use evidence::{Digest, DigestWriter};
use forms::shipped;
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use verify::heading::Heading;

use crate::Result;
use crate::columns::blob;
use crate::store::Store;
use crate::view::{Summary, Wholeness};

const WORDS: &[u8] = include_bytes!("called.json");
/// The fact in the index that identifies the words with which its lines were written.
const WRITTEN_WITH: &str = "called";
/// Changes whenever lines have a different content for the same words.
const LINES: &[u8] = b"6: an item that waits at its source is not taken in, and has no problem";

/// Words by their code.
type Words = BTreeMap<String, Vec<String>>;

#[derive(Deserialize, Default)]
struct Called {
    /// By kind of heading.
    of: Words,
    /// By tag.
    tag: Words,
    /// By tally code.
    tally: Words,
    /// By kind.
    kind: Words,
    /// Further words for a kind or a state that people search for; no screen shows them.
    also: Words,
    /// For files whose kind describes them too generally.
    file: Words,
    /// By state that a list shows of an item.
    state: Words,
    /// Titles of forms by the digest of the form.
    #[serde(skip)]
    forms: BTreeMap<Digest, Vec<String>>,
}

/// Returns the words of an item's kind and of its states in a list, in each language. `text` is true if the item has a
/// text file. They match as whole words: *note* is a kind, not a prefix of *noted*.
pub(crate) fn whole(line: &Summary, text: bool) -> impl Iterator<Item = &'static str> {
    let called = called();
    let code = line.kind.map_or_else(|| "unknown".to_owned(), |kind| crate::columns::word(&kind));
    let kind =
        [&called.kind, &called.also].map(|words| words.get(&code)).into_iter().flatten().filter(|_| !line.witness);
    let text = text.then(|| called.file.get("text")).flatten();
    let states = states(line).flat_map(|state| [called.state.get(&state), called.also.get(&state)]).flatten();
    states.chain(kind).chain(text).flatten().map(String::as_str)
}

/// Returns the names of this line's item in a list: in each language, its pseudonym, and codes without a name.
pub(crate) fn of(line: &Summary) -> Vec<String> {
    let called = called();
    let mut names = Vec::new();
    let mut add = |words: &Words, code: &str| match words.get(code) {
        Some(known) => names.extend_from_slice(known),
        None => names.push(code.to_owned()),
    };
    if line.witness {
        add(&called.of, "witness");
        return names;
    }
    match &line.heading {
        Some(Heading::Testimony { .. }) => add(&called.of, "testimony"),
        Some(Heading::Consent { .. }) => add(&called.of, "consent"),
        Some(Heading::Withdrawal { .. }) => add(&called.of, "withdrawal"),
        Some(Heading::Form { form, id, .. }) => {
            add(&called.of, "form");
            match form.and_then(|digest| called.forms.get(&digest)) {
                Some(titles) => names.extend_from_slice(titles),
                None => names.push(id.clone()),
            }
        }
        Some(Heading::Tag { tag, .. }) => {
            add(&called.of, "tag");
            add(&called.tag, tag);
        }
        Some(Heading::Tally { tally, .. }) => {
            add(&called.of, "tally");
            add(&called.tally, tally);
        }
        Some(Heading::Held) => add(&called.of, "held"),
        // If nothing else is known, a window falls back to the kind.
        None => match line.kind {
            Some(Kind::Testimony) => add(&called.of, "testimony"),
            Some(Kind::Form) => add(&called.of, "form"),
            _ => {}
        },
    }
    names.extend(line.heading.as_ref().and_then(Heading::pseudonym).map(str::to_owned));
    names
}

/// Returns every state of an item that has a word in a list; a list shows the gravest of them.
fn states(line: &Summary) -> impl Iterator<Item = String> + '_ {
    let away = line.wholeness() == Wholeness::Away;
    let all = [
        (line.quarantined > 0, "quarantined"),
        (!line.linked, "unlinked"),
        (away, "away"),
        (!away && line.wanted > 0, "wanted"),
        (!away && line.interrupted, "interrupted"),
        (!away && !line.finished, "unfinished"),
        (line.stood_out > 0, "stood-out"),
        (line.sealed > 0, "sealed"),
        (line.delivered, "delivered"),
        (line.noted && !line.delivered, "noted"),
        (!line.delivered && !line.noted, "alone"),
    ];
    let doubts = line.doubts.iter().map(crate::columns::word);
    all.into_iter().filter(|(is, _)| *is).map(|(_, state)| state.to_owned()).chain(doubts)
}

fn called() -> &'static Called {
    static CALLED: OnceLock<Called> = OnceLock::new();
    CALLED.get_or_init(|| {
        let mut called: Called = serde_json::from_slice(WORDS).unwrap_or_default();
        called.forms = shipped().iter().map(|form| (form.digest, form.title.values().cloned().collect())).collect();
        called
    })
}

/// Returns the digest of all words. If it differs, lines of an index lack some words.
fn digest() -> Digest {
    let mut writer = DigestWriter::default();
    writer.update(WORDS);
    writer.update(LINES);
    shipped().iter().for_each(|form| writer.update(form.digest.as_bytes()));
    writer.finish()
}

impl Store {
    /// Marks every line to be rewritten, if the lines were written with other words.
    pub(crate) fn renew_names(&self) -> Result<()> {
        let transaction = self.index.unchecked_transaction()?;
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let with: Option<Vec<u8>> = transaction.query_row(sql, [WRITTEN_WITH], |r| r.get(0)).optional()?;
        let now = digest();
        if with.as_deref() != Some(blob(&now)) {
            transaction.execute("INSERT OR IGNORE INTO stale (item) SELECT item FROM line", [])?;
            let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
            transaction.execute(sql, params![WRITTEN_WITH, blob(&now)])?;
        }
        self.commit(transaction)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use evidence::record::{Location, Method};
    use evidence::{ItemId, PlainPart, Record};
    use serde_json::{Value, json};

    use super::*;
    use crate::doubts::Doubt;
    use crate::list::Filter;

    const NUMBERS: [u8; 7] = [1, 2, 3, 4, 5, 6, 7];
    /// Media of each kind; a list names these only by their file name.
    const MEDIA: [(u8, Kind); 4] = [(8, Kind::Photo), (9, Kind::Video), (10, Kind::Audio), (11, Kind::Document)];

    fn body(n: u8) -> (Kind, Value) {
        let form = |sha256: Digest, id: &str| json!({ "form": { "id": id, "sha256": sha256 }, "answers": {} });
        match n {
            1 => (Kind::Testimony, json!({ "format": "testamur-testimony-v1", "pseudonym": "Duck 34" })),
            2 => (Kind::Form, form(shipped()[0].digest, "detention")),
            3 => (Kind::Form, form(shipped()[1].digest, "vote-count")),
            4 => (Kind::Testimony, form(shipped()[2].digest, "first-account")),
            5 => (Kind::Form, form(Digest::of(b"a form of others"), "leaflets")),
            6 => (Kind::Note, json!({ "tag": "no-badge" })),
            8.. => (MEDIA.iter().find(|(number, _)| *number == n).unwrap().1, json!({})),
            _ => (Kind::Note, json!({ "event": "taken", "head": { "seq": 1, "digest": Digest::of(b"head") } })),
        }
    }

    fn file(store: &Store, n: u8) {
        let (id, at) = (ItemId::from_bytes([n; 16]), "2026-06-09T11:40:00.000+06:00".parse().unwrap());
        let (kind, body) = body(n);
        let mut record = Record::new(id, kind, Method::Entered, at, Location::missing("not-asked"));
        record.body = body;
        let plain = PlainPart::new([7; 32], &record.to_content(&[9; 32]).unwrap()).unwrap();
        let (entry, commitment) = (Digest::of(&[n]), plain.commitment());
        let sql = "INSERT INTO entry (digest, device, seq, prev, next_key, item, claimed_at, linked, envelope)
                   VALUES (?1, ?1, 1, x'', ?1, ?2, ?3, 1, x'')";
        let values = params![blob(&entry), id.as_bytes(), record.claimed_at.to_string()];
        store.index.execute(sql, values).unwrap();
        let sql =
            "INSERT INTO part (entry, position, device, item, role, number, commitment, digest, sealed_size, state,
                                     salt, content_size, file_key, why)
                   VALUES (?1, 0, ?1, ?2, 2, 0, ?3, ?1, 1, 1, x'', 1, x'', '')";
        store.index.execute(sql, params![blob(&entry), id.as_bytes(), blob(&commitment)]).unwrap();
        let sql = "INSERT INTO record (commitment, plain) VALUES (?1, ?2)";
        store.index.execute(sql, params![blob(&commitment), plain.as_bytes()]).unwrap();
    }

    fn finds_each_by_its_names(store: &Store) {
        for (typed, expected) in [
            ("Testimony of Duck 34", &[1][..]),
            ("Рассказ свидетеля: Duck", &[1]),
            ("куә сөзі: duck", &[1]),
            ("Detention", &[2]),
            ("задержание", &[2]),
            ("Ұстап алу", &[2]),
            ("Vote count", &[3]),
            ("Протокол подсчёта", &[3]),
            ("дауыс санау", &[3]),
            ("Short first account", &[4]),
            ("Короткий первый рассказ", &[4]),
            ("Алғашқы қысқа", &[4]),
            ("Form leaflets", &[5]),
            ("Анкета", &[2, 3, 4, 5]),
            ("No badge", &[6]),
            ("Метка: Без жетона", &[6]),
            ("Testimony", &[1, 4]),
            ("рассказ свидетеля", &[1, 4]),
            ("куә сөзі", &[1, 4]),
            ("Filled form", &[2, 3, 5]),
            ("заметка", &[6, 7]),
            ("no server confirms", &NUMBERS),
            ("растамайды", &NUMBERS),
            ("delivered", &[]),
            // Kinds and states match as whole words only.
            ("note", &[6, 7]),
            ("fill", &[]),
            ("server confirms no", &NUMBERS),
            ("serv", &[]),
            ("They are taking me", &[7]),
            ("ұстап жатыр", &[7]),
        ] {
            let filter = Filter { words: typed.to_owned(), ..Filter::default() };
            let mut found: Vec<u8> = store.found(&filter).unwrap().iter().map(|item| item.as_bytes()[0]).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn an_item_is_found_by_what_a_list_calls_it_in_any_language() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(home.path(), "words").unwrap();
        NUMBERS.iter().for_each(|n| file(&store, *n));
        store.write_lines().unwrap();
        finds_each_by_its_names(&store);
    }

    #[test]
    fn an_item_is_found_by_any_word_for_its_kind_and_by_no_beginning_of_one() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(home.path(), "words").unwrap();
        NUMBERS.iter().chain(MEDIA.iter().map(|(n, _)| n)).for_each(|n| file(&store, *n));
        store.write_lines().unwrap();
        for (typed, expected) in [
            ("фото фотография фотографии снимок снимки изображение сурет фотосурет суреттер picture photos", &[8][..]),
            ("видео видеозапись видеоролик бейне бейнежазба film videos", &[9]),
            ("звук аудио аудиозапись звукозапись дыбыс аудиожазба үнжазба audio sounds", &[10]),
            ("recording recordings", &[9, 10]),
            ("запись записи", &[9, 10]),
            ("документ документы құжат құжаттар documents", &[11]),
            ("анкеты forms сауалнамалар", &[2, 3, 5]),
            ("заметки notes жазбалар", &[6, 7]),
            ("фотогр суре аудиоз видеоз pict", &[]),
        ] {
            for word in typed.split(' ') {
                let filter = Filter { words: word.to_owned(), ..Filter::default() };
                let mut found: Vec<u8> = store.found(&filter).unwrap().iter().map(|item| item.as_bytes()[0]).collect();
                found.sort_unstable();
                assert_eq!(found, expected, "{word}");
            }
        }
    }

    #[test]
    fn an_archive_whose_lines_were_written_with_other_names_gains_these_when_it_is_opened() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(home.path(), "words").unwrap();
        NUMBERS.iter().for_each(|n| file(&store, *n));
        store.write_lines().unwrap();
        for before in ["DELETE FROM meta WHERE key = 'called'", "UPDATE meta SET value = x'00' WHERE key = 'called'"] {
            store.index.execute_batch(&format!("INSERT INTO words (words) VALUES ('delete-all'); {before};")).unwrap();
            let again = Filter { words: "Detention".to_owned(), ..Filter::default() };
            assert_eq!(store.count(&again).unwrap(), 0);
            store.renew_names().unwrap();
            store.write_lines().unwrap();
            finds_each_by_its_names(&store);
        }
        store.index.execute_batch("DELETE FROM meta WHERE key = 'called'").unwrap();
        store.index.execute_batch("INSERT INTO words (words) VALUES ('delete-all')").unwrap();
        drop(store);
        for _ in 0..2 {
            finds_each_by_its_names(&Store::open(home.path(), "words").unwrap());
        }
    }

    #[test]
    fn every_name_stands_there_in_three_languages_and_every_form_has_its_titles() {
        let called = called();
        assert_eq!(called.forms.len(), 3);
        let lists = [&called.of, &called.tag, &called.tally, &called.kind, &called.also, &called.file, &called.state];
        assert!(lists.iter().all(|words| !words.is_empty()));
        assert!(called.also.keys().all(|code| called.kind.contains_key(code) || called.state.contains_key(code)));
        assert!(Doubt::ALL.iter().all(|doubt| called.state.contains_key(&crate::columns::word(doubt))));
        let all = lists.into_iter().flat_map(BTreeMap::values);
        for names in all.chain(called.forms.values()) {
            assert!(names.len() == 3 && names.iter().all(|name| !name.trim().is_empty()), "{names:?}");
        }
    }
}
