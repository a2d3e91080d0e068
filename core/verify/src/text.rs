//! The verdict as plain English: one line for each reason with its items, normal results first, important ones last,
//! and for a time the strongest true sentence. `ending` writes the last paragraph. Prints only escaped text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use evidence::ItemId;
use evidence::closing::Change;
use jiff::Timestamp;

use crate::answers::{Answer, Finding, Question, Status};
use crate::ending::NAMED;
use crate::escape::escape;
use crate::story::Said as Later;
use crate::verdict::{Bound, ItemVerdict, Verdict, Voucher};
use crate::{ending, faults};

/// Number of items that are described at length.
const TOLD: usize = 3;
/// Number of items that get one line each.
const LINES: usize = 12;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: BTreeMap<ItemId, String> = self.items.iter().map(|item| (item.item, name(item))).collect();
        let mut said = Said::default();
        for question in Question::ALL {
            let answer = self.answers.get(question);
            writeln!(f, "{:<13}{}", question.name(), answer.status)?;
            if question == Question::Time {
                print_times(f, self)?;
            }
            print_answer(f, question, answer, &names, &mut said)?;
        }
        print_items(f, self, &names)?;
        writeln!(f)?;
        ending::print(f, self, &names)
    }
}

/// Prints a few items at length; more of them in one line each, with faulty ones at length at the end; of many, only
/// faulty ones.
fn print_items(f: &mut fmt::Formatter<'_>, verdict: &Verdict, names: &BTreeMap<ItemId, String>) -> fmt::Result {
    let all = verdict.items.len();
    let is_story = |item: &ItemVerdict| item.end.as_ref().is_some_and(|end| !end.later.is_empty());
    let (wrong, right): (Vec<&ItemVerdict>, Vec<&ItemVerdict>) =
        verdict.items.iter().partition(|item| !item.answers.exit_ok() || is_story(item));
    if all <= TOLD {
        return verdict.items.iter().try_for_each(|item| {
            writeln!(f)?;
            print_item(f, item, verdict)
        });
    }
    writeln!(f)?;
    if all <= LINES {
        right.iter().try_for_each(|item| print_line(f, item, names))?;
        return wrong.iter().try_for_each(|item| {
            writeln!(f)?;
            print_item(f, item, verdict)
        });
    }
    let shown = wrong.len().min(NAMED);
    if shown < all {
        let more = if shown == 0 { "" } else { " more" };
        writeln!(f, "{}{more} items; --json gives each with its own answers", all - shown)?;
    }
    wrong.iter().take(shown).try_for_each(|item| print_line(f, item, names))
}

/// Prints an item in one line: its name, kind and interval.
fn print_line(f: &mut fmt::Formatter<'_>, item: &ItemVerdict, names: &BTreeMap<ItemId, String>) -> fmt::Result {
    let name = names.get(&item.item).map_or_else(|| item.item.to_string(), String::clone);
    write!(f, "item {name}")?;
    if let Some(kind) = &item.kind {
        write!(f, ", {kind}")?;
    }
    if let Some(claimed) = &item.interval.claimed {
        write!(f, ", claimed {}", claimed.at)?;
    }
    let existed = if is_what_was_sealed(item) { "existed" } else { "what the device sealed existed" };
    match item.interval.not_after.as_ref().and_then(|bound| bound.at) {
        Some(at) => writeln!(f, ", {existed} by {at}"),
        None => writeln!(f, ", existed by: not proven"),
    }
}

/// Reasons and advice that were printed already, so that no sentence appears twice, however many answers it decides.
#[derive(Default)]
struct Said {
    reasons: BTreeMap<String, Question>,
    advice: BTreeSet<String>,
}

impl Verdict {
    fn is_trusted(&self) -> bool {
        self.organisation.as_ref().is_some_and(|o| o.trusted)
    }
}

/// Returns the sort key: normal results first, important ones last.
const fn place(status: Status) -> u8 {
    match status {
        Status::Passed => 0,
        Status::Remark => 1,
        Status::NotChecked => 2,
        Status::Failed => 3,
    }
}

/// Prints the findings of one answer: one line for each status and code, and one fault for each file.
fn print_answer(
    f: &mut fmt::Formatter<'_>,
    question: Question,
    answer: &Answer,
    names: &BTreeMap<ItemId, String>,
    said: &mut Said,
) -> fmt::Result {
    let mut reasons: BTreeMap<(u8, Status, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in faults::told(answer) {
        reasons.entry((place(finding.status), finding.status, finding.code)).or_default().push(finding);
    }
    for ((_, status, _), findings) in &reasons {
        let Some(first) = findings.first() else { continue };
        let more = match findings.len() {
            1 => String::new(),
            n => format!(" (and {} more of this kind)", n - 1),
        };
        // The names of foreign files come from strangers: among many, none represents the others.
        let littered =
            format!("{} files are no part of the bundle: nothing lists them, and they were not read", findings.len());
        let (text, more) = match first.code == ending::LITTER_CODE && findings.len() > 1 {
            true => (littered.as_str(), ""),
            false => (first.text.as_str(), more.as_str()),
        };
        let before = *said.reasons.entry(text.to_owned()).or_insert(question);
        let text = if before == question { text } else { "as above, under" };
        let under = if before == question { "" } else { before.name() };
        writeln!(f, "  {:<12} {}{more}", format!("{status}:"), format!("{text} {under}").trim_end())?;
        let mut seen = BTreeSet::new();
        let about = findings.iter().filter_map(|one| one.item).filter(|item| seen.insert(*item)).collect::<Vec<_>>();
        // With one item in the bundle, every finding is about it; passed findings are about all items without a line
        // of their own.
        if about.len() == names.len() && names.len() > TOLD && *status != Status::Passed {
            writeln!(f, "  {:<12} of all {} items", "", names.len())?;
        } else if names.len() > 1 && *status != Status::Passed && !about.is_empty() {
            let shown: Vec<&str> =
                about.iter().take(NAMED).filter_map(|item| names.get(item).map(String::as_str)).collect();
            let rest = about.len() - shown.len();
            let rest = if rest > 0 { format!(" and {rest} more items; --json gives all") } else { String::new() };
            writeln!(f, "  {:<12} of {}{rest}", "", shown.join(", "))?;
        }
        if let Some(next) = first.next.as_ref().filter(|next| said.advice.insert((*next).clone())) {
            writeln!(f, "  {:<12} -> {next}", "")?;
        }
    }
    Ok(())
}

/// Returns true when the shown files are those that the device sealed, as far as they were checked. Otherwise the
/// proofs are about other bytes than the shown ones.
fn is_what_was_sealed(item: &ItemVerdict) -> bool {
    item.answers.content.status != Status::Failed
}

/// Prints the time by which all items existed, before the unchecked questions about it.
fn print_times(f: &mut fmt::Formatter<'_>, verdict: &Verdict) -> fmt::Result {
    if let [item] = verdict.items.as_slice() {
        return print_interval(f, item, verdict.is_trusted());
    }
    let latest = |item: &&ItemVerdict| item.interval.not_after.as_ref().and_then(|b| b.at);
    let (right, wrong): (Vec<&ItemVerdict>, Vec<&ItemVerdict>) =
        verdict.items.iter().partition(|i| is_what_was_sealed(i));
    let known: Vec<Timestamp> = right.iter().filter_map(latest).collect();
    let (count, all) = (known.len(), verdict.items.len());
    if let Some(last) = known.iter().max() {
        let surely = surely(true, verdict.is_trusted());
        writeln!(f, "  {count} of {all} items existed at the latest at {last}: {surely}")?;
    }
    match wrong.len() {
        0 => Ok(()),
        1 => writeln!(f, "  1 of {all} items is not counted: its content failed"),
        n => writeln!(f, "  {n} of {all} items are not counted: their content failed"),
    }
}

fn print_item(f: &mut fmt::Formatter<'_>, item: &ItemVerdict, verdict: &Verdict) -> fmt::Result {
    write!(f, "item {}", item.item)?;
    if let Some(kind) = &item.kind {
        write!(f, " ({kind})")?;
    }
    writeln!(f)?;
    for name in &item.media {
        writeln!(f, "  medium       {name}")?;
    }
    for at in item.files.iter().filter_map(|file| file.modified) {
        writeln!(f, "  file's date  {at} (as its file system said when it was imported: a claim)")?;
    }
    for line in &item.lines {
        writeln!(f, "  line         {}: {}", line.path, line.value)?;
    }
    if let Some(note) = &item.note {
        writeln!(f, "  note         {}", escape(&note.replace('\n', " ")))?;
    }
    for said in item.end.iter().flat_map(|end| &end.later) {
        print_said(f, said)?;
    }
    if let Some(claimed) = &item.interval.claimed {
        writeln!(f, "  claimed      {} (by the device, in its {})", claimed.at, claimed.source)?;
    }
    // For a single item, its own lines above have the rest.
    if verdict.items.len() == 1 {
        return Ok(());
    }
    print_interval(f, item, verdict.is_trusted())?;
    let words = Question::ALL.map(|q| format!("{} {}", q.name(), item.answers.get(q).status));
    writeln!(f, "  answers      {}", words.join(", "))
}

/// Prints a value of the end, with the opening's value.
fn print_said(f: &mut fmt::Formatter<'_>, said: &Later) -> fmt::Result {
    let (path, value) = (&said.path, escape(&said.value.replace('\n', " ")));
    let before = said.before.as_deref().map_or_else(|| "nothing".to_owned(), |b| escape(&b.replace('\n', " ")));
    match said.change {
        Change::Added => write!(f, "  added at the end: {path}: {value}")?,
        Change::Corrected => write!(f, "  corrected at the end: {path}: first {before}, then {value}")?,
        Change::Contradicted => write!(f, "  contradicts the opening: {path}: first {before}, then {value}")?,
    }
    match &said.reason {
        Some(reason) => writeln!(f, " ({})", escape(&reason.replace('\n', " "))),
        None => writeln!(f),
    }
}

fn print_interval(f: &mut fmt::Formatter<'_>, item: &ItemVerdict, trusted: bool) -> fmt::Result {
    let interval = &item.interval;
    let said = |bound: &Bound| format!("{} ({})", surely(bound.proven, trusted), source(bound));
    let existed = if is_what_was_sealed(item) { "existed" } else { "what the device sealed existed" };
    match &interval.not_after {
        Some(bound @ Bound { at: Some(at), .. }) => {
            writeln!(f, "  {existed} at the latest at {at}: {}", said(bound))?;
        }
        Some(bound) => writeln!(f, "  {existed} at the latest: order proven, no instant ({})", source(bound))?,
        None => writeln!(f, "  {existed} at the latest: not proven")?,
    }
    match &interval.not_before {
        Some(bound @ Bound { at: Some(at), .. }) => writeln!(f, "  not earlier than {at}: {}", said(bound)),
        Some(bound) => writeln!(f, "  not earlier than: no instant ({})", source(bound)),
        None => writeln!(f, "  not earlier than: not proven"),
    }
}

/// Returns words for the certainty of a bound.
fn surely(proven: bool, trusted: bool) -> &'static str {
    match (proven, trusted) {
        (false, _) => "only the device names that checkpoint",
        (true, true) => "proven",
        (true, false) => "only if the log is trusted",
    }
}

fn source(bound: &Bound) -> String {
    let by = match bound.by {
        Voucher::Nobody => "nobody vouches for an instant",
        Voucher::Server => "by the server's clock",
        Voucher::Cosigner => "by a quorum of cosigners",
    };
    format!("{by}, checkpoint {} of {}", bound.size, escape(&bound.log))
}

/// Returns an item's name: its first medium and the beginning of its id.
fn name(item: &ItemVerdict) -> String {
    let short: String = item.item.to_string().chars().take(8).collect();
    match item.media.first() {
        Some(medium) => format!("{medium} ({short})"),
        None => short,
    }
}
