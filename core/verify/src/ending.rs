//! The last paragraph of a verdict: the passed, the unchecked and the failed checks, by the names of files and items,
//! each once. It names no cause, because a checksum only shows that bytes differ, not why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use evidence::ItemId;
use evidence::bundle::{ENTRIES, MANIFEST, SUMS};

use crate::answers::{Finding, Question, Status};
use crate::faults;
use crate::verdict::{ItemVerdict, Verdict};

/// Number of items named for one reason; the JSON form has all.
pub(crate) const NAMED: usize = 6;

/// Words about one file or item, and about several.
type Words = (&'static str, &'static str);

const BYTES: Words = ("does not have the bytes that the device sealed", "do not have the bytes that the device sealed");
const MISSING: Words = ("is listed and is not in the bundle", "are listed and are not in the bundle");
const CHANGED: Words = ("is not the file that SHA256SUMS lists", "are not the files that SHA256SUMS lists");
const UNLISTED: Words =
    ("was judged though SHA256SUMS does not list it", "were judged though SHA256SUMS does not list them");
/// Code for files beside the bundle's own.
pub(crate) const LITTER_CODE: &str = "unlisted-file";
const LITTER: Words = ("is no part of the bundle and was not read", "are no part of the bundle and were not read");
const ZIP: Words = ("does not agree with the zip that it came in", "do not agree with the zip that they came in");

/// Returns plain words for a failed check of a file or item, for readers who are not engineers.
fn words(code: &str) -> Option<Words> {
    Some(match code {
        "file-long" | "file-short" | "media-digest" | "media-size" | "part-changed" | "record-changed" => BYTES,
        "file-changed" => CHANGED,
        "file-damaged" => ZIP,
        "file-missing" => MISSING,
        "file-twice" => ("is listed as two media", "are each listed as two media"),
        "part-size" | "salt-missing" => (
            "is listed without what is needed to compare it with what the device sealed",
            "are listed without what is needed to compare them with what the device sealed",
        ),
        "no-entry" => (
            "is listed with parts that nothing signed by the device names",
            "are listed with parts that nothing signed by the device names",
        ),
        "opening-contradicted" => (
            "ends with a record that contradicts what was said when it began",
            "end with records that contradict what was said when they began",
        ),
        "record-of-another-item" => ("has the record of another item", "have the records of other items"),
        "record-unreadable" => ("has a record that cannot be read", "have records that cannot be read"),
        "claimed-after-vouched" => {
            ("claims a time after others had already seen it", "claim times after others had already seen them")
        }
        "claimed-before-vouched" => {
            ("claims a time before it can have been signed", "claim times before they can have been signed")
        }
        "other-organisation" => {
            let whole = "the bundle is of another organisation than the one that you trust";
            (whole, whole)
        }
        _ => return None,
    })
}

/// Returns words and advice for an oddity of the bundle's own files, which is only a remark.
fn oddity(code: &str) -> Option<(Words, Next)> {
    Some(match code {
        "file-damaged" => (ZIP, Next::Again),
        "zip-damaged" => (("its zip is damaged or was altered", "its zip is damaged or was altered"), Next::Again),
        "stray-file" => (("belongs to no item", "belong to no item"), Next::Distrust),
        LITTER_CODE => (LITTER, Next::Distrust),
        "unlisted-read" => (UNLISTED, Next::Again),
        "unknown-file" => (("has nothing that vouches for it", "have nothing that vouches for them"), Next::Distrust),
        "unreadable-line" => (
            ("has lines that cannot be read and say nothing", "have lines that cannot be read and say nothing"),
            Next::Again,
        ),
        _ => return None,
    })
}

/// Returns words for a finding that did not fail but is more than a gap: a reason to ask about the device's holder.
fn warning(code: &str) -> Option<Words> {
    Some(match code {
        "file-changed" => CHANGED,
        "unlisted-read" => UNLISTED,
        "ended" => (
            "was signed by a device that the organisation had ended, as far as anyone can show",
            "were signed by a device that the organisation had ended, as far as anyone can show",
        ),
        "copied-key" | "copied-key-unnoted" => (
            "may have been signed by a copy of its device, which was used elsewhere",
            "may have been signed by a copy of their device, which was used elsewhere",
        ),
        "not-admitted" => (
            "a device here was never admitted by the organisation",
            "a device here was never admitted by the organisation",
        ),
        "ticket-settled" => (
            "was signed by a device whose invitation another device used too, which the organisation confirmed",
            "were signed by devices whose invitation another device used too, which the organisation confirmed",
        ),
        "ticket-shared" => (
            "a device here used an invitation that another device used too",
            "a device here used an invitation that another device used too",
        ),
        _ => return None,
    })
}

/// Returns a reader's name for a file that belongs to no item.
fn own(path: &str) -> Option<&'static str> {
    Some(match path.split_once('/').map_or(path, |(folder, _)| folder) {
        ENTRIES => "the devices' signed entries",
        MANIFEST => "the list of items",
        SUMS => "the list of checksums",
        "receipts" => "receipts of the server",
        "records" => "the description of an item",
        "media" => "a file of an item",
        "policies" => "rules of the organisation",
        "details" => "details of entries",
        _ => return None,
    })
}

/// A reader's next step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Again,
    Distrust,
}

/// Prints the paragraph.
pub(crate) fn print(f: &mut fmt::Formatter<'_>, verdict: &Verdict, names: &BTreeMap<ItemId, String>) -> fmt::Result {
    let ending = Ending { verdict, names };
    let wrong = ending.wrong();
    let all = || wrong.values().flatten();
    let bytes = all().any(|finding| faults::rank(finding).is_some());
    // A file of no item comes first: if entries may be cut there, the findings about items cover only the rest.
    let is_own = |finding: &&Finding| faults::rank(finding).is_some() && finding.item.is_none();
    let own = all().any(is_own);
    let mut groups: Vec<_> = wrong.iter().collect();
    groups.sort_by_key(|(_, findings)| !findings.iter().any(is_own));
    let warnings = ending.warnings();
    let cut = ending.is_cut();
    if cut {
        writeln!(
            f,
            "The zip ends too early, as a copy does that broke off: its end is missing. Copy it again from where it came."
        )?;
    }
    for (words, findings) in &warnings {
        writeln!(f, "Take care: {}.", ending.sentence(*words, findings))?;
    }
    if wrong.is_empty() {
        ending.print_sum(f)?;
    } else {
        let of_items = all().any(|finding| finding.item.is_some());
        if of_items && !own || cut {
            ending.print_others(f, &wrong)?;
        }
        for (words, findings) in groups {
            writeln!(f, "Wrong: {}.", ending.sentence(*words, findings))?;
        }
        if own && !cut {
            ending.print_others(f, &wrong)?;
        }
        if all().all(|finding| finding.code == "file-changed") {
            writeln!(
                f,
                "It may be the list, SHA256SUMS, that was altered: nothing that is signed tells which of the two."
            )?;
        }
        if all().any(|finding| finding.item.is_some() || faults::rank(finding).is_none()) {
            ending.print_right(f, &wrong, bytes)?;
        }
    }
    let odd = ending.odd();
    for (words, findings) in &odd {
        writeln!(f, "About the bundle itself: {}.", ending.sentence(*words, findings))?;
    }
    let again = warnings.values().flatten().any(|finding| finding.file.is_some());
    if bytes || again || odd.values().flatten().any(|f| oddity(f.code).is_some_and(|(_, next)| next == Next::Again)) {
        writeln!(
            f,
            "Whether this happened by chance or by somebody's hand, nobody can tell from the bundle. Do not rely on what \
             is named here, and ask the bundle's maker for it once more, over another way."
        )?;
    } else if !odd.is_empty() {
        writeln!(f, "Do not rely on what is named here; ask who put it there. The answers speak of none of it.")?;
    }
    Ok(())
}

struct Ending<'a> {
    verdict: &'a Verdict,
    names: &'a BTreeMap<ItemId, String>,
}

type Groups<'a> = BTreeMap<Words, Vec<&'a Finding>>;

impl<'a> Ending<'a> {
    /// Returns the failed findings, grouped by meaning.
    fn wrong(&self) -> Groups<'a> {
        let mut groups = Groups::new();
        for question in Question::ALL {
            let answer = self.verdict.answers.get(question);
            let changed = answer.findings.iter().filter(|finding| words(finding.code) == Some(BYTES));
            let changed: BTreeSet<&str> = changed.filter_map(|finding| finding.file.as_deref()).collect();
            for finding in faults::told(answer).into_iter().filter(|f| f.status == Status::Failed) {
                // For a file that disagrees with its zip, the changed bytes matter more.
                let zip = finding.code == "file-damaged";
                let bytes = zip && finding.file.as_deref().is_some_and(|file| changed.contains(file));
                let words = if bytes { Some(BYTES) } else { words(finding.code) };
                groups.entry(words.unwrap_or(("is not right", "are not right"))).or_default().push(finding);
            }
        }
        groups
    }

    /// Returns findings that did not fail but must not be read as mere gaps.
    fn warnings(&self) -> Groups<'a> {
        let mut groups = Groups::new();
        let (content, signer) = (&self.verdict.answers.content, &self.verdict.answers.signer);
        let all = content.findings.iter().chain(&signer.findings);
        for finding in all.filter(|finding| finding.status == Status::NotChecked) {
            if let Some(words) = warning(finding.code) {
                groups.entry(words).or_default().push(finding);
            }
        }
        groups
    }

    /// Returns true if the end of the zip is missing: every other fault may follow from that.
    fn is_cut(&self) -> bool {
        self.verdict.answers.content.findings.iter().any(|finding| finding.code == "zip-cut")
    }

    /// Returns oddities of the bundle's own files that are not among the failures.
    fn odd(&self) -> Groups<'a> {
        let content = &self.verdict.answers.content;
        let wrong = content.findings.iter().filter(|finding| finding.status == Status::Failed);
        let mut named: BTreeSet<&str> = wrong.filter_map(|finding| finding.file.as_deref()).collect();
        let mut groups = Groups::new();
        let all = faults::told(content).into_iter().chain(&self.verdict.answers.completeness.findings);
        for finding in all.filter(|finding| finding.status == Status::Remark) {
            let Some((words, _)) = oddity(finding.code) else { continue };
            if finding.file.as_deref().is_none_or(|file| named.insert(file)) {
                groups.entry(words).or_default().push(finding);
            }
        }
        groups
    }

    /// Prints the passed and the unchecked questions by name, if no check failed.
    fn print_sum(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items: Vec<&ItemVerdict> = self.verdict.items.iter().collect();
        let passed = self.named(Status::Passed, &|q| self.verdict.answers.get(q).status, &items);
        if self.verdict.all_passed() {
            return writeln!(f, "Everything was checked, and nothing failed: {passed}.");
        }
        let open = self.named(Status::NotChecked, &|q| self.verdict.answers.get(q).status, &items);
        let passed =
            if passed.is_empty() { "Nothing could be checked".to_owned() } else { format!("Passed: {passed}") };
        writeln!(f, "Nothing failed. {passed}. Not checked: {open}. What was not checked is neither right nor wrong.")
    }

    /// Returns the questions with one status; if only some items have it, with their names.
    fn named(&self, status: Status, of: &dyn Fn(Question) -> Status, items: &[&ItemVerdict]) -> String {
        let those = Question::ALL.into_iter().filter(|q| of(*q) == status).map(|question| {
            let about: Vec<&&ItemVerdict> = items.iter().filter(|i| i.answers.get(question).status == status).collect();
            if about.is_empty() || about.len() == items.len() {
                return question.name().to_owned();
            }
            let names = listed(about.iter().map(|item| self.name(item.item)).collect());
            format!("{} of {names}", question.name())
        });
        those.collect::<Vec<_>>().join(", ")
    }

    /// Prints the state of the items without failures.
    fn print_others(&self, f: &mut fmt::Formatter<'_>, wrong: &Groups<'_>) -> fmt::Result {
        let wrong: BTreeSet<ItemId> = wrong.values().flatten().filter_map(|finding| finding.item).collect();
        let others: Vec<&ItemVerdict> = self.verdict.items.iter().filter(|i| !wrong.contains(&i.item)).collect();
        let (dark, whole): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|item| item.answers.content.status == Status::NotChecked);
        let named = |items: &[&ItemVerdict]| listed(items.iter().map(|item| self.name(item.item)).collect());
        let all = self.verdict.items.len();
        if !whole.is_empty() {
            let (count, names) = (whole.len(), named(&whole));
            writeln!(f, "Nothing is wrong with {count} of {all} items: {names}. {}", fares("", &whole))?;
        }
        if !dark.is_empty() {
            let (count, names) = (dark.len(), named(&dark));
            writeln!(
                f,
                "Of {count} of {all} items nothing can be said without what is missing: {names}. {}",
                fares("", &dark)
            )?;
        }
        Ok(())
    }

    /// Prints the passed checks of the items with failures: of all items if no item has a failure.
    fn print_right(&self, f: &mut fmt::Formatter<'_>, wrong: &Groups<'_>, bytes: bool) -> fmt::Result {
        let ids: BTreeSet<ItemId> = wrong.values().flatten().filter_map(|finding| finding.item).collect();
        let about = self.verdict.items.iter().filter(|item| ids.is_empty() || ids.contains(&item.item));
        let fares = fares(" all the same", &about.collect::<Vec<_>>());
        let beside = if bytes { "These answers speak of what the device sealed, not of what is here." } else { "" };
        match format!("{fares} {beside}").trim() {
            "" => Ok(()),
            said => writeln!(f, "{said}"),
        }
    }

    /// Returns a sentence about the files and items of these findings, each named once.
    fn sentence(&self, (one, many): Words, findings: &[&Finding]) -> String {
        let mut seen = BTreeSet::new();
        let (of_items, others): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|one| one.item.is_some());
        let labels = of_items
            .into_iter()
            .chain(others)
            .filter_map(|finding| self.label(finding))
            .filter(|label| seen.insert(label.clone()));
        let labels: Vec<String> = labels.collect();
        match labels.len() {
            0 => one.to_owned(),
            1 => format!("{} {one}", listed(labels)),
            n if many == LITTER.1 && n > NAMED => format!("{n} files {many} (--json names each)"),
            _ => format!("{} {many}", listed(labels)),
        }
    }

    /// Returns a file's name and place, or an item's name.
    fn label(&self, finding: &Finding) -> Option<String> {
        let item = finding.item.and_then(|id| self.verdict.items.iter().find(|i| i.item == id));
        let (item, file) = match (item, finding.file.as_deref()) {
            (Some(item), Some(file)) => (item, file),
            (Some(item), None) => return Some(self.name(item.item)),
            (None, file) => {
                // If no entry vouches for a file, a stranger chose its folder, which then does not tell the kind of
                // file.
                let distrusted = oddity(finding.code).is_some_and(|(_, next)| next == Next::Distrust);
                let kind = |file| if distrusted { None } else { own(file) };
                return file.map(|file| kind(file).map_or_else(|| file.to_owned(), |own| format!("{own} ({file})")));
            }
        };
        let here = item.files.iter().find(|f| f.path.as_deref() == Some(file));
        let short: String = item.item.to_string().chars().take(8).collect();
        Some(match here.and_then(|f| f.name.as_deref()) {
            Some(name) => format!("{name} (item {short}, file {file})"),
            None if file.starts_with("records/") => format!("the record of item {short}"),
            None => format!("{file} (item {short})"),
        })
    }

    fn name(&self, item: ItemId) -> String {
        self.names.get(&item).cloned().unwrap_or_else(|| item.to_string())
    }
}

/// Returns the answers that hold for all of these items, and those that were not checked for all.
fn fares(same: &str, items: &[&ItemVerdict]) -> String {
    let them = if items.len() == 1 { "this item" } else { "these items" };
    let those = |fits: &dyn Fn(Question) -> bool| {
        Question::ALL.into_iter().filter(|q| fits(*q)).map(Question::name).collect::<Vec<_>>().join(", ")
    };
    let status = |question: Question, item: &&ItemVerdict| item.answers.get(question).status;
    let right = those(&|q| !items.is_empty() && items.iter().all(|item| status(q, item) == Status::Passed));
    let open = those(&|q| items.iter().any(|item| status(q, item) == Status::NotChecked));
    match (right.is_empty(), open.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("Not checked of {them}: {open}."),
        (false, true) => format!("Right of {them}{same}: {right}."),
        (false, false) => format!("Right of {them}{same}: {right}; not checked: {open}."),
    }
}

/// Returns the first few names, and the number of the others.
fn listed(names: Vec<String>) -> String {
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>();
    match (names.len().saturating_sub(NAMED), shown.split_last()) {
        (0, Some((last, before))) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        (0, _) => shown.join(", "),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CODES;

    #[test]
    fn every_check_that_can_fail_has_words_here() {
        let failing = CODES.iter().filter(|code| code.status == Status::Failed);
        let without: Vec<_> = failing.filter(|code| words(code.code).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
