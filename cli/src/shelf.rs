//! `testamur archive`: pull, list, mark, show, open, bundle.

use std::path::{Path, PathBuf};

use archive::{
    Carrier, Cursor, Doubt, Filter, Form, Mark, Marked, Organisation, Pull, Report, ServerSource, Sort, Source, Store,
    Summary, Unreached, Withhold,
};
use evidence::SignedPolicy;
use jiff::Timestamp;
use serde_json::json;
use sync::http::is_same_server;

use crate::address;
use crate::args::{self, Archive, Listing};
use crate::copied::CopiedHome;
use crate::door::{Done, Door, Trouble};
use crate::org::{key_passphrase, name_share, open, read_shares};
use crate::send::options;
use crate::{devices, lines as policies_part, record};

/// Name of the archive in questions for its passphrase.
const INDEX: &str = "the archive";

/// False when a check of evidence failed, or what was asked for is not whole.
pub fn run(door: &Door, command: &Archive) -> Done<bool> {
    match command {
        Archive::Pull { org, shares, witness_shares, server, from, proxy } => {
            let organisation = open(org)?;
            let policies = organisation.policies()?;
            let home = door.home()?;
            let store = match Store::exists(&home) {
                true => Some(Store::open(&home, &door.passphrase(INDEX)?)?),
                false => None,
            };
            // A carrier may have brought the policy that names the server before the organisation's folder had it.
            let brought = store.as_ref().map_or_else(|| Ok(Vec::new()), Store::policies)?;
            let source: Box<dyn Source> = match (server, from) {
                (_, Some(home)) if CopiedHome::is_one(home) => {
                    Box::new(CopiedHome::open(home).map_err(|e| Trouble::at(home)(e.into()))?)
                }
                (_, Some(folder)) => Box::new(Carrier::open(folder).map_err(|e| Trouble::at(folder)(e.into()))?),
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
        Archive::Bundle { items, out, withhold } => return bundle(door, items, out, withhold),
    }
    .map(|()| true)
}

pub fn store(door: &Door) -> Done<Store> {
    let home = door.home()?;
    if !Store::exists(&home) {
        return Err(Trouble::new("there is no archive in this home yet: testamur archive pull makes it"));
    }
    Ok(Store::open(&home, &door.passphrase(INDEX)?)?)
}

/// The server as a source.
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

/// Where another key answers, the policy that says which one should: a slip in its pin looks the same from here as an attack.
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
    let key = organisation.restore(&read_shares(shares)?).map_err(|e| name_share(e, shares))?;
    let witness_key = match witness_shares {
        [] => None,
        files => {
            let restored = organisation.restore_witness_key(&read_shares(files)?);
            Some(restored.map_err(|e| name_share(e, files))?)
        }
    };
    let mut store = match store {
        Some(store) => store,
        None => Store::open_or_create(&door.home()?, &door.new_passphrase(INDEX)?)?,
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let pull =
        Pull { card: organisation.card(), policies, key: &key, witness_key: witness_key.as_ref(), source, workers };
    let done = pull.run(&mut store, &mut |p| {
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

/// An item's name in the list, safe to show; empty where it has none.
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
    if item.interrupted {
        marks.push("interrupted");
    }
    if !item.finished {
        marks.push("unfinished");
    }
    if item.wanted > 0 {
        marks.push("parts wanted");
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
    // The note or heading, and the file's name where that is another.
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
        // An account or a form is a record alone.
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
            // Its words follow the rest of the record, under labels.
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

fn bundle(door: &Door, words: &[String], out: &Path, withhold: &[String]) -> Done<bool> {
    let store = store(door)?;
    let items = words.iter().map(|w| find(&store, w)).collect::<Done<Vec<_>>>()?;
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
    let report =
        store.bundle(&items, &left_out, Timestamp::now(), out, form).map_err(|e| Trouble::at(out)(e.into()))?;
    let value = json!({
        "out": out, "items": report.items, "entries": report.entries, "media": report.media, "bytes": report.bytes,
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
    for item in &report.incomplete {
        lines += &format!("  {item} is incomplete: parts are missing or no good\n");
    }
    door.done(&value, lines);
    Ok(report.incomplete.is_empty())
}

/// The one item whose id begins with what was typed.
fn find(store: &Store, word: &str) -> Done<evidence::ItemId> {
    let shown = verify::escape(word);
    match store.find(word)?.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::new(format!("the archive has no item {shown}"))),
        many => Err(Trouble::new(format!("{} items begin with {shown}: type more of the id", many.len()))),
    }
}
