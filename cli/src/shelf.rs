//! `testamur archive`: pull, list, mark, show, open, bundle.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use archive::{
    Cursor, Doubt, Filter, Mark, Marked, Report, ServerSource, Sort, Source, Store, Summary, Unreached, Wholeness,
    Withhold,
};
use desk::office::{Keys, Unjoined, Unopened, open_folder};
use evidence::SignedPolicy;
use export::{Form, Selection};
use jiff::Timestamp;
use organisation::Organisation;
use serde_json::json;
use sync::http::is_same_server;
use testimony::Use;

use crate::address;
use crate::args::{self, Archive, Listing};
use crate::door::Door;
use crate::opened::{ARCHIVE, key_passphrase, name_share, open, read_shares, store};
use crate::send::options;
use crate::trouble::{Done, Trouble};
use crate::{devices, lines as policies_part, record};

/// Runs an archive command. Returns false when a check of evidence failed, or the requested data is incomplete.
pub fn run(door: &Door, command: &Archive) -> Done<bool> {
    match command {
        Archive::Pull { org, shares, witness_shares, server, from, proxy } => {
            let organisation = open(org)?;
            let policies = organisation.policies()?;
            let home = door.home()?;
            let store = match Store::exists(&home) {
                true => Some(Store::open(&home, &door.passphrase(ARCHIVE)?)?),
                false => None,
            };
            // A carrier may have brought the policy that names the server before the organisation's folder had it.
            let brought = store.as_ref().map_or_else(|| Ok(Vec::new()), Store::policies)?;
            let source: Box<dyn Source> = match (server, from) {
                (_, Some(folder)) => open_folder(folder).map_err(|unopened| {
                    Trouble::at(folder)(match unopened {
                        Unopened::Home(error) => error.into(),
                        Unopened::Carrier(error) => error.into(),
                    })
                })?,
                (Some(url), None) => {
                    let source = connect(door, &organisation, &brought, url, proxy.as_deref());
                    Box::new(source.map_err(|e| unlike(e, &policies, url))?)
                }
                (None, None) => return Err(Trouble::new("give --server URL or --from DIR")),
            };
            return pull(door, &organisation, store, &policies, (shares, witness_shares), &*source);
        }
        Archive::List(listing) => list(door, listing),
        Archive::Mark { item, looked_at, important, note } => {
            mark(door, item, &Mark { looked_at: *looked_at, important: *important, note: note.clone() })
        }
        Archive::Devices => devices::list(door),
        Archive::Confirm { code, org } => devices::confirm(door, code, org),
        Archive::End { code, org, after, from, yes } => {
            devices::end(door, code, org, (after.as_deref(), from.as_deref()), *yes)
        }
        Archive::Policy { follow } => policies_part::choose(door, follow.as_deref()),
        Archive::Show { item } => show(door, item),
        Archive::Open { item, out } => return open_item(door, item, out),
        Archive::Bundle { items, out, purpose, withhold, looked } => {
            return bundle(door, items, out, *purpose, withhold, looked);
        }
    }
    .map(|()| true)
}

/// Returns the server as a source.
fn connect(
    door: &Door,
    organisation: &Organisation,
    policies: &[SignedPolicy],
    url: &str,
    proxy: Option<&str>,
) -> Result<ServerSource, Unconnected> {
    let passphrase = key_passphrase(door, organisation).map_err(Unconnected::Trouble)?;
    let passphrase = passphrase.as_ref().map(|p| p.as_str());
    let options = options(proxy).map_err(Unconnected::Trouble)?;
    ServerSource::connect(organisation, policies, url, passphrase, &options).map_err(Unconnected::Archive)
}

enum Unconnected {
    Trouble(Trouble),
    Archive(archive::Error),
}

/// Adds to the error of another TLS key the policy that names the expected one: a typing error in its pin looks like
/// an attack.
fn unlike(error: Unconnected, policies: &[SignedPolicy], url: &str) -> Trouble {
    let error = match error {
        Unconnected::Trouble(trouble) => return trouble,
        Unconnected::Archive(error) => error,
    };
    let failure = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref());
    let other = matches!(failure, Some(Unreached(sync::Failure::TlsIdentityChanged)));
    let ruling = policies.iter().rev().map(SignedPolicy::policy).find_map(|policy| {
        let server = policy.servers.iter().find(|server| is_same_server(&server.url, url))?;
        Some(format!(
            "The newest policy that names it rules: version {}, {}. Compare that pin with the line that the server printed at its \
             start. If the policy is wrong, sign a new one with the right pin (testamur org policy) and pull again",
            policy.version,
            address::shown(server)
        ))
    });
    let trouble = Trouble::from(error);
    match ruling.filter(|_| other) {
        Some(ruling) => Trouble::new(format!("{}\n{ruling}", trouble.text())),
        None => trouble,
    }
}

fn pull(
    door: &Door,
    organisation: &Organisation,
    store: Option<Store>,
    policies: &[SignedPolicy],
    (shares, witness_shares): (&[PathBuf], &[PathBuf]),
    source: &dyn Source,
) -> Done<bool> {
    let keys = Keys::restore(organisation, &read_shares(shares)?, &read_shares(witness_shares)?);
    let keys = keys.map_err(|unjoined| match unjoined {
        Unjoined::Archive(error) => name_share(error, shares),
        Unjoined::Witnesses(error) => name_share(error, witness_shares),
    })?;
    let mut store = match store {
        Some(store) => store,
        None => Store::open_or_create(&door.home()?, &door.new_passphrase(ARCHIVE)?)?,
    };
    let go_on = AtomicBool::new(false);
    let done = keys.pull(organisation, policies, source, &go_on, &mut store, &mut |p| {
        door.progress(format_args!("{} entries, {} parts opened, {} to go", p.entries, p.parts, p.waiting));
    });
    door.progress_done();
    let Report {
        entries,
        items,
        noted,
        custody,
        words,
        words_not_taken,
        parts,
        bytes,
        quarantined,
        missing,
        unnamed,
        sealed,
        findings,
        doubted,
        stopped: _,
    } = done?;
    let parting = store.lines()?;
    let is_open = !parting.is_empty() && parting.iter().all(|line| !line.followed);
    let value = json!({
        "policies_part": parting,
        "entries": entries, "items": items, "noted": noted, "custody": custody, "words": words, "words_not_taken": words_not_taken, "parts": parts, "bytes": bytes,
        "quarantined": quarantined, "missing": missing, "unnamed": unnamed, "sealed": sealed, "findings": findings,
        "doubted": doubted,
    });
    let mut lines = format!(
        "{entries} new entries, {} items touched, {parts} parts opened and checked ({bytes} bytes), {quarantined} quarantined, {missing} not there\n",
        items.len()
    );
    if unnamed > 0 {
        lines += &format!(
            "{unnamed} sealed parts lie there that no entry names: they are kept sealed in the archive. Start the app once on their device, which files them, and pull from it again.\n"
        );
    }
    if sealed > 0 {
        lines += &format!(
            "{sealed} parts stay sealed: the archive key does not open them. A pull with --witness-shares does, where they are of the witness compartment.\n"
        );
    }
    if words_not_taken > 0 {
        lines += &format!(
            "{words_not_taken} words of the organisation about devices are not in this server's log, which signs nothing more: pull from the server that took its place.\n"
        );
    }
    lines += &policies_part::told(&parting);
    for some in &doubted {
        lines += &format!("{}\n", devices::doubted(some.items, &some.device, some.doubt));
    }
    for finding in &findings {
        let (kind, detail) = (json!(finding.kind), verify::escape(&finding.detail));
        lines += &format!(
            "  finding: {}  {}  {detail}\n",
            kind.as_str().unwrap_or_default(),
            verify::escape(&finding.subject)
        );
    }
    door.done(&value, lines);
    Ok(quarantined == 0 && unnamed == 0 && !is_open && !findings.iter().any(|finding| finding.kind.is_failure()))
}

fn list(door: &Door, listing: &Listing) -> Done {
    let store = store(door)?;
    let filter = filter(listing);
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = store.page(&filter, after, archive::list::MAX_PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(Cursor::after(filter.sort, last));
        items.extend(page);
    }
    let mut lines = String::new();
    for item in &items {
        lines += &format!("{}\n", line(item));
    }
    if items.is_empty() {
        lines += if store.count(&Filter::default())? == 0 { "The archive is empty." } else { "No item is like that." };
    }
    door.say(&json!({ "items": items }), lines)
}

fn filter(listing: &Listing) -> Filter {
    let sort = match listing.sort {
        args::Sort::Claimed => Sort::Claimed,
        args::Sort::Title => Sort::Title,
        args::Sort::Kind => Sort::Kind,
        args::Sort::Bytes => Sort::Bytes,
        args::Sort::Device => Sort::Device,
        args::Sort::Arrived => Sort::Arrived,
    };
    let marked = listing.marked.map(|marked| match marked {
        args::Marked::LookedAt => Marked::LookedAt,
        args::Marked::NotLookedAt => Marked::NotLookedAt,
        args::Marked::Important => Marked::Important,
        args::Marked::OwnNote => Marked::OwnNote,
    });
    let doubt = listing.doubt.map(|doubt| match doubt {
        args::Doubt::Ended => Doubt::Ended,
        args::Doubt::EndedLater => Doubt::EndedLater,
        args::Doubt::CopiedKey => Doubt::CopiedKey,
        args::Doubt::NotAdmitted => Doubt::NotAdmitted,
        args::Doubt::TicketShared => Doubt::TicketShared,
    });
    let words = listing.words.clone();
    Filter { doubt, words, marked, newest: listing.newest, sort, ascending: !listing.descending, ..Filter::default() }
}

fn mark(door: &Door, word: &str, change: &Mark) -> Done {
    if *change == Mark::default() {
        return Err(Trouble::new("say how: --looked-at, --important or --note TEXT"));
    }
    let store = store(door)?;
    let item = store.mark(&find(&store, word)?, change)?;
    door.done(&json!({ "item": item }), line(&item));
    Ok(())
}

/// Returns an item's name in the list, safe to print; empty if it has none.
fn title(item: &Summary) -> &str {
    if item.witness {
        return "witness compartment";
    }
    item.title.as_deref().or(item.file_name.as_deref()).unwrap_or_default()
}

fn line(item: &Summary) -> String {
    let word = |value: serde_json::Value| value.as_str().unwrap_or("not opened").to_owned();
    let mut marks = vec![
        if item.noted { "noted" } else { "not noted" },
        if item.delivered { "delivered" } else { "not delivered" },
    ];
    if item.wholeness() == Wholeness::Away {
        marks.push("not taken in yet");
    } else {
        let states =
            [(item.interrupted, "interrupted"), (!item.finished, "unfinished"), (item.wanted > 0, "parts wanted")];
        marks.extend(states.into_iter().filter(|(is, _)| *is).map(|(_, state)| state));
    }
    if item.sealed > 0 {
        marks.push("sealed for the witness key");
    }
    if item.quarantined > 0 {
        marks.push("parts quarantined");
    }
    let same = match item.same {
        0 => String::new(),
        1 => "same file as another".to_owned(),
        n => format!("same file as {n} others"),
    };
    if !same.is_empty() {
        marks.push(&same);
    }
    marks.extend(item.doubts.iter().map(|doubt| devices::doubt(*doubt)));
    if item.looked_at {
        marks.push("looked at");
    }
    if item.important {
        marks.push("important");
    }
    // The note or heading, and the file's name if it differs.
    let name = item.file_name.as_deref().filter(|name| !item.witness && *name != title(item)).unwrap_or_default();
    let title: String = [title(item), name].iter().filter(|t| !t.is_empty()).map(|t| format!("  {t}")).collect();
    let own_note = match item.own_note.as_str() {
        "" => String::new(),
        words => format!("  \u{201c}{}\u{201d}", verify::escape(words)),
    };
    format!(
        "{}  {}  {:<11} {:<9} {:>16}  {}{title}{own_note}",
        item.item,
        item.claimed_at,
        word(json!(item.kind)),
        word(json!(item.method)),
        // An account or a form is a record without media.
        if item.bytes == 0 && item.held > 0 { "record alone".to_owned() } else { format!("{} bytes", item.bytes) },
        marks.join(", ")
    )
}

fn show(door: &Door, word: &str) -> Done {
    let store = store(door)?;
    let view = store.show(&find(&store, word)?)?;
    let value = serde_json::to_value(&view)?;
    let mut lines = format!("{}\n", line(&view.summary));
    if let Some(record) = &view.record {
        let mut shown = record.clone();
        let read = record::lines(record);
        if read.is_some() {
            // The body follows the rest of the record, with labels.
            shown.body = serde_json::Value::Null;
        }
        for text in serde_json::to_string_pretty(&shown)?.lines() {
            lines += &format!("  {}\n", verify::escape(text));
        }
        lines += &read.unwrap_or_default();
    }
    for medium in &view.media {
        if let Some(at) = medium.modified {
            lines += &format!("file's date  {at}, as its file system said when it was imported: a claim\n");
        }
        if medium.changed {
            lines += "THE FILE WAS CHANGED WHILE IT WAS TAKEN IN: its bytes may be a mixture of two states\n";
        }
    }
    for same in &view.same {
        lines += &format!("same file as {same}\n");
    }
    for entry in &view.custody.entries {
        let noted = entry.noted.as_ref().map_or("not noted".to_owned(), |n| {
            format!("noted at {} of {} in {}", n.index, n.size, verify::escape(&n.origin))
        });
        lines += &format!("entry {:>4}  {}  claimed {}  {noted}\n", entry.seq, entry.digest.short(), entry.claimed_at);
    }
    for held in &view.custody.delivered {
        lines += &format!("delivered  {} parts held by {} at {}\n", held.parts, verify::escape(&held.server), held.at);
    }
    for finding in &view.findings {
        lines += &format!("finding  {}\n", verify::escape(&finding.detail));
    }
    door.say(&value, lines)
}

fn open_item(door: &Door, word: &str, out: &Path) -> Done<bool> {
    let store = store(door)?;
    let opened = store.open_item(&find(&store, word)?, out).map_err(|e| Trouble::at(out)(e.into()))?;
    let mut files = Vec::new();
    let mut lines = String::new();
    for file in &opened.files {
        let path = file.file.as_ref().map(|f| out.join(f));
        files.push(json!({
            "path": path, "name": file.name, "sha256": file.sha256, "matches": file.matches, "size": file.bytes, "missing": file.missing,
            "modified": file.modified, "dated": file.dated, "changed": file.changed,
        }));
        let digest = file.sha256.map(|d| d.to_string()).unwrap_or_default();
        let shown = path.map_or("nothing of it is held".to_owned(), |p| p.display().to_string());
        lines += &format!("{digest}  {} bytes  {}\n", file.bytes, verify::escape(&shown));
        if file.matches == Some(false) {
            lines += "  NOT the digest that the record states\n";
        }
        if let (Some(at), Some(false)) = (file.modified, file.dated) {
            lines += &format!("  its date {at} does not fit here: the file keeps the date of its writing\n");
        }
        if file.changed {
            lines += "  changed while it was taken in: a mixture of two states, perhaps\n";
        }
        if !file.missing.is_empty() {
            lines += &format!("  {} parts are missing\n", file.missing.len());
        }
    }
    lines += &format!("{}  the record\n", out.join("record.json").display());
    door.done(&json!({ "item": opened.item, "files": files }), lines);
    Ok(opened.files.iter().all(|file| file.missing.is_empty()))
}

/// Advice after a bundle was refused for lack of consent.
const LEAVE_OUT: &str = "say what it is for with --for USE, take these items out, or withhold all of them: \
                         --withhold record:ITEM --withhold media:ITEM";

/// Advice after a bundle was refused because an account may hold a name.
const LOOK: &str = "read each with `testamur archive show ITEM`, then say --looked ITEM where it may go as it is, take it out, \
                    or withhold all of it: --withhold record:ITEM --withhold media:ITEM";

fn bundle(
    door: &Door,
    words: &[String],
    out: &Path,
    purpose: Option<Use>,
    withhold: &[String],
    looked: &[String],
) -> Done<bool> {
    let store = store(door)?;
    let found = |words: &[String]| words.iter().map(|w| find(&store, w)).collect::<Done<Vec<_>>>();
    let (items, looked) = (found(words)?, found(looked)?);
    let mut left_out = Withhold::default();
    for word in withhold {
        let mut missing = None;
        left_out
            .add(word, |w| {
                find(&store, w).map_err(|t| {
                    missing = Some(t);
                    archive::Error::Bug("an item to withhold was not found")
                })
            })
            .map_err(|e| missing.take().unwrap_or_else(|| e.into()))?;
    }
    let zip = out.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    let form = if zip { Form::Zip } else { Form::Folder };
    let chosen = Selection::of(&store, &items, purpose, &left_out, &looked, Timestamp::now()).map_err(|e| match e {
        export::Error::NoConsent { .. } => Trouble::new(format!("{e}\n{LEAVE_OUT}")),
        export::Error::Named { .. } => Trouble::new(format!("{e}\n{LOOK}")),
        other => Trouble::at(out)(other.into()),
    })?;
    let mut stood_out = BTreeMap::new();
    for item in items.iter().filter(|item| !left_out.all_records && !left_out.records.contains(item)) {
        let found = store.show(item)?.record.as_ref().map(record::stood_out).unwrap_or_default();
        stood_out.extend((!found.is_empty()).then(|| (item.to_string(), found)));
    }
    let report = chosen.bundle(out, form).map_err(|e| Trouble::at(out)(e.into()))?;
    let value = json!({
        "stood_out": stood_out, "out": out, "items": report.items, "entries": report.entries, "media": report.media, "bytes": report.bytes,
        "withheld": report.withheld, "incomplete": report.incomplete,
    });
    let mut lines = format!(
        "{}: {} items, {} public entries, {} media files ({} bytes), {} withheld\n",
        out.display(),
        report.items,
        report.entries,
        report.media,
        report.bytes,
        report.withheld
    );
    for (item, found) in &stood_out {
        for one in found {
            lines += &format!("  {item}: its device noted: {}\n", verify::escape(one));
        }
    }
    for item in &report.incomplete {
        lines += &format!("  {item} is incomplete: parts are missing or no good\n");
    }
    door.done(&value, lines);
    Ok(report.incomplete.is_empty())
}

/// Returns the one item whose id begins with the typed text.
fn find(store: &Store, word: &str) -> Done<evidence::ItemId> {
    let shown = verify::escape(word);
    match store.find(word)?.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::new(format!("the archive has no item {shown}"))),
        many => Err(Trouble::new(format!("{} items begin with {shown}: type more of the id", many.len()))),
    }
}
