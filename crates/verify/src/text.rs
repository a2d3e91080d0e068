//! The verdict as plain English: one line for each reason with the items it concerns, what is normal first, what matters
//! last, and of a time the strongest sentence that is true. Prints only what was escaped before.

use std::collections::BTreeMap;
use std::fmt;

use evidence::ItemId;
use evidence::closing::Change;
use jiff::Timestamp;

use crate::story::Said;
use crate::verdict::{Answer, Bound, Finding, Interval, ItemVerdict, Question, Status, Verdict, Voucher, escape};

/// Items that are named for one reason; the JSON form has all.
const NAMED: usize = 6;
/// Items that are told one by one: so many still fit a screen or two.
const TOLD: usize = 12;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: BTreeMap<ItemId, String> = self.items.iter().map(|item| (item.item, name(item))).collect();
        for question in Question::ALL {
            let answer = self.answers.get(question);
            writeln!(f, "{:<13}{}", question.name(), answer.status)?;
            if question == Question::Time {
                print_times(f, self)?;
            }
            print_answer(f, answer, &names)?;
        }
        let many = self.items.len() > TOLD;
        // Of many items those are told of which something failed.
        let told = self.items.iter().filter(|item| !many || !item.answers.exit_ok()).take(TOLD);
        let mut shown = 0;
        for item in told {
            writeln!(f)?;
            print_item(f, item, self.is_trusted())?;
            shown += 1;
        }
        if shown < self.items.len() {
            writeln!(f, "\n{} more items; --json gives each with its own answers", self.items.len() - shown)?;
        }
        if !self.whole {
            writeln!(f, "\nThe bundle was damaged or changed on its way; the remarks under content say where.")?;
        }
        if self.exit_ok() && !self.all_passed() {
            writeln!(f, "\nNothing failed. {}What was not checked is neither right nor wrong.", sum(self))?;
        }
        Ok(())
    }
}

/// What passed and what was not checked, each by its name.
fn sum(verdict: &Verdict) -> String {
    let named = |status: Status| {
        let those = Question::ALL.into_iter().filter(|q| verdict.answers.get(*q).status == status);
        those.map(Question::name).collect::<Vec<_>>().join(", ")
    };
    let said = |what: &str, names: String| if names.is_empty() { names } else { format!("{what}: {names}. ") };
    said("Passed", named(Status::Passed)) + &said("Not checked", named(Status::NotChecked))
}

impl Verdict {
    fn is_trusted(&self) -> bool {
        self.organisation.as_ref().is_some_and(|o| o.trusted)
    }
}

/// Findings of one status and code are one line.
fn print_answer(f: &mut fmt::Formatter<'_>, answer: &Answer, names: &BTreeMap<ItemId, String>) -> fmt::Result {
    let mut reasons: BTreeMap<(Status, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &answer.findings {
        reasons.entry((finding.status, finding.code)).or_default().push(finding);
    }
    for ((status, _), findings) in &reasons {
        let Some(first) = findings.first() else { continue };
        let more = match findings.len() {
            1 => String::new(),
            n => format!(" (and {} more of this kind)", n - 1),
        };
        writeln!(f, "  {:<12} {}{more}", format!("{status}:"), first.text)?;
        let mut seen = std::collections::BTreeSet::new();
        let about = findings.iter().filter_map(|one| one.item).filter(|item| seen.insert(*item)).collect::<Vec<_>>();
        // With one item in the bundle everything is about it; what passed is about all that do not stand below.
        if names.len() > 1 && *status != Status::Passed && !about.is_empty() {
            let shown: Vec<&str> =
                about.iter().take(NAMED).filter_map(|item| names.get(item).map(String::as_str)).collect();
            let rest = about.len() - shown.len();
            let rest = if rest > 0 { format!(" and {rest} more items; --json gives all") } else { String::new() };
            writeln!(f, "  {:<12} of {}{rest}", "", shown.join(", "))?;
        }
        if let Some(next) = &first.next {
            writeln!(f, "  {:<12} -> {next}", "")?;
        }
    }
    Ok(())
}

/// By when all of it existed, before what could not be checked about it.
fn print_times(f: &mut fmt::Formatter<'_>, verdict: &Verdict) -> fmt::Result {
    if let [item] = verdict.items.as_slice() {
        return print_interval(f, &item.interval, verdict.is_trusted());
    }
    let latest = |item: &ItemVerdict| item.interval.not_after.as_ref().and_then(|b| b.at);
    let known: Vec<Timestamp> = verdict.items.iter().filter_map(latest).collect();
    let Some(last) = known.iter().max() else { return Ok(()) };
    let (count, all) = (known.len(), verdict.items.len());
    writeln!(f, "  {count} of {all} items existed at the latest at {last}: {}", surely(true, verdict.is_trusted()))
}

fn print_item(f: &mut fmt::Formatter<'_>, item: &ItemVerdict, trusted: bool) -> fmt::Result {
    write!(f, "item {}", item.item)?;
    if let Some(kind) = &item.kind {
        write!(f, " ({kind})")?;
    }
    writeln!(f)?;
    for name in &item.media {
        writeln!(f, "  medium       {name}")?;
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
    print_interval(f, &item.interval, trusted)?;
    let words = Question::ALL.map(|q| format!("{} {}", q.name(), item.answers.get(q).status));
    writeln!(f, "  answers      {}", words.join(", "))
}

/// What was said at the end, with what was said first.
fn print_said(f: &mut fmt::Formatter<'_>, said: &Said) -> fmt::Result {
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

fn print_interval(f: &mut fmt::Formatter<'_>, interval: &Interval, trusted: bool) -> fmt::Result {
    let said = |bound: &Bound| format!("{} ({})", surely(bound.proven, trusted), source(bound));
    match &interval.not_after {
        Some(bound @ Bound { at: Some(at), .. }) => {
            writeln!(f, "  existed at the latest at {at}: {}", said(bound))?;
        }
        Some(bound) => writeln!(f, "  existed at the latest: order proven, no instant ({})", source(bound))?,
        None => writeln!(f, "  existed at the latest: not proven")?,
    }
    match &interval.not_before {
        Some(bound @ Bound { at: Some(at), .. }) => writeln!(f, "  not earlier than {at}: {}", said(bound)),
        Some(bound) => writeln!(f, "  not earlier than: no instant ({})", source(bound)),
        None => writeln!(f, "  not earlier than: not proven"),
    }
}

/// How sure a bound is.
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

/// What an item is called: its first medium and the beginning of its id.
fn name(item: &ItemVerdict) -> String {
    let short: String = item.item.to_string().chars().take(8).collect();
    match item.media.first() {
        Some(medium) => format!("{medium} ({short})"),
        None => short,
    }
}
