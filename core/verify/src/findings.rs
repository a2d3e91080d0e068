//! Collects findings by question and scope, and folds them into answers.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, ItemId};

use crate::answers::{Answer, Answers, Finding, Question, Status};
use crate::codes::MORE;
use crate::escape::escape;

/// Advice for bytes that differ from those of the bundle's maker.
pub(crate) const AGAIN: &str = "ask for the bundle from its maker again, over another way";

/// Number of findings about its device and the log that are repeated for each item.
const REPEATED: usize = 4;

/// The subject of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Scope {
    /// The bundle as a whole, its organisation or its log.
    All,
    /// One device: digest of genesis.
    Device(Digest),
    /// One item, by its index in the bundle: another device can use the same id, and one item may be shown as of
    /// several entries.
    Item(usize, ItemId),
}

/// All findings so far.
#[derive(Default)]
pub(crate) struct Findings {
    scopes: BTreeMap<Scope, Vec<(Question, Finding)>>,
    spoiled: BTreeSet<(Question, Scope)>,
    last: Option<Scope>,
}

impl Findings {
    /// Adds a check that holds.
    pub(crate) fn pass(&mut self, question: Question, scope: Scope, code: &'static str, text: impl Into<String>) {
        self.push(question, scope, Status::Passed, code, text.into(), None);
    }

    /// Adds a check that could not be made, with a way to make it.
    pub(crate) fn open(
        &mut self,
        question: Question,
        scope: Scope,
        code: &'static str,
        text: impl Into<String>,
        next: &str,
    ) -> &mut Self {
        self.push(question, scope, Status::NotChecked, code, text.into(), Some(next.to_owned()))
    }

    /// Adds a check that does not hold, with advice.
    pub(crate) fn fail(
        &mut self,
        question: Question,
        scope: Scope,
        code: &'static str,
        text: impl Into<String>,
        next: &str,
    ) -> &mut Self {
        self.push(question, scope, Status::Failed, code, text.into(), Some(next.to_owned()))
    }

    /// Adds a remark, which changes no answer.
    pub(crate) fn remark(
        &mut self,
        question: Question,
        scope: Scope,
        code: &'static str,
        text: impl Into<String>,
        next: &str,
    ) -> &mut Self {
        self.push(question, scope, Status::Remark, code, text.into(), Some(next.to_owned()))
    }

    /// Names the entry of the last finding.
    pub(crate) fn entry(&mut self, entry: Digest) {
        if let Some(finding) = self.newest() {
            finding.entry = Some(entry);
        }
    }

    /// Names the file of the last finding, and the item that lists the file if the scope does not name it.
    pub(crate) fn file(&mut self, path: &str, item: Option<ItemId>) {
        if let Some(finding) = self.newest() {
            finding.file = Some(escape(path));
            finding.item = finding.item.or(item);
        }
    }

    fn newest(&mut self) -> Option<&mut Finding> {
        let all = self.last.and_then(|scope| self.scopes.get_mut(&scope))?;
        all.last_mut().map(|(_, finding)| finding)
    }

    fn push(
        &mut self,
        question: Question,
        scope: Scope,
        status: Status,
        code: &'static str,
        text: String,
        next: Option<String>,
    ) -> &mut Self {
        let item = if let Scope::Item(_, item) = scope { Some(item) } else { None };
        let finding = Finding { status, code, text, next, item, file: None, entry: None };
        self.scopes.entry(scope).or_default().push((question, finding));
        self.last = Some(scope);
        if status > Status::Passed {
            self.spoiled.insert((question, scope));
        }
        self
    }

    /// Returns the number of findings in this scope that did not pass, without remarks.
    pub(crate) fn doubts(&self, scope: Scope) -> usize {
        let all = self.scopes.get(&scope).into_iter().flatten();
        all.filter(|(_, finding)| finding.status > Status::Passed).count()
    }

    /// Returns the codes of this question and scope that did not pass; if `remarks`, those of remarks too.
    pub(crate) fn against(
        &self,
        question: Question,
        scope: Scope,
        remarks: bool,
    ) -> impl Iterator<Item = &'static str> + '_ {
        let counts = move |status: Status| status > Status::Passed || (remarks && status == Status::Remark);
        let all = self.scopes.get(&scope).into_iter().flatten();
        all.filter(move |(of, finding)| *of == question && counts(finding.status)).map(|(_, finding)| finding.code)
    }

    /// Returns true when a finding of this question and scope did not pass.
    pub(crate) fn spoiled(&self, question: Question, scope: Scope) -> bool {
        self.spoiled.contains(&(question, scope))
    }

    /// Returns the five answers over everything.
    pub(crate) fn overall(&self) -> Answers {
        let all: Vec<_> = self.scopes.values().flatten().collect();
        fold(|question| all.iter().filter(|(q, _)| *q == question).map(|(_, f)| f.clone()).collect())
    }

    /// Returns the five answers for each item: its own findings, and the worst findings about its device and about
    /// signers, times and the log. Only the overall answers have all of these, because repeating them for each item
    /// would let a small bundle fill any memory.
    pub(crate) fn of_items(&self, items: impl IntoIterator<Item = (Digest, ItemId)>) -> Vec<Answers> {
        let mut shared: BTreeMap<(Scope, Question), Vec<Finding>> = BTreeMap::new();
        for (scope, findings) in &self.scopes {
            for question in Question::ALL {
                match scope {
                    Scope::Item(..) => continue,
                    Scope::All if matches!(question, Question::Content | Question::Completeness) => continue,
                    Scope::All | Scope::Device(_) => {}
                }
                // Remarks with the overall answers are not repeated for each item.
                let own = |(q, f): &&(Question, Finding)| *q == question && f.status != Status::Remark;
                let all: Vec<&Finding> = findings.iter().filter(own).map(|(_, f)| f).collect();
                shared.insert((*scope, question), worst(all));
            }
        }
        let answers = |(place, (device, item)): (usize, (Digest, ItemId))| {
            fold(|question| {
                let own = self.scopes.get(&Scope::Item(place, item)).into_iter().flatten();
                let own = own.filter(|(q, _)| *q == question).map(|(_, f)| f);
                let shared = [Scope::Device(device), Scope::All].map(|scope| shared.get(&(scope, question)));
                own.chain(shared.into_iter().flatten().flatten()).cloned().collect()
            })
        };
        items.into_iter().enumerate().map(answers).collect()
    }
}

/// Returns the worst findings, and the number of the others.
fn worst(mut all: Vec<&Finding>) -> Vec<Finding> {
    all.sort_by_key(|f| std::cmp::Reverse(f.status));
    let mut out: Vec<Finding> = all.iter().take(REPEATED).map(|f| (*f).clone()).collect();
    if let Some(next) = all.get(REPEATED) {
        let text = format!("and {} more of the device or the log", all.len() - REPEATED);
        let next = Finding { status: next.status, code: MORE, text, next: None, item: None, file: None, entry: None };
        out.push(Finding { next: Some("see the answer for everything together".to_owned()), ..next });
    }
    out
}

fn fold(findings: impl Fn(Question) -> Vec<Finding>) -> Answers {
    let answer = |question| Answer::new(findings(question));
    Answers {
        content: answer(Question::Content),
        signer: answer(Question::Signer),
        time: answer(Question::Time),
        completeness: answer(Question::Completeness),
        delivery: answer(Question::Delivery),
    }
}
