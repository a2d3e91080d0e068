//! Collects findings under their question and scope, and folds them into answers. Judges nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, ItemId};

use crate::codes::MORE;
use crate::verdict::{Answer, Answers, Finding, Question, Status, escape};

/// Findings of its device and of the log that are repeated for each item.
const REPEATED: usize = 4;

/// The subject of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Scope {
    /// The bundle as a whole, its organisation or its log.
    All,
    /// One device: digest of genesis.
    Device(Digest),
    /// One item, by its place in the bundle: another device can take the same id, and one item may be told as of several
    /// entries.
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
    /// A check that holds.
    pub(crate) fn pass(&mut self, question: Question, scope: Scope, code: &'static str, text: impl Into<String>) {
        self.push(question, scope, Status::Passed, code, text.into(), None);
    }

    /// A check that could not be made, and what would help.
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

    /// A check that does not hold, and what to do.
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

    /// Something to know that changes no answer.
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

    /// Names the entry that the last finding is about.
    pub(crate) fn entry(&mut self, entry: Digest) {
        if let Some(finding) = self.newest() {
            finding.entry = Some(entry);
        }
    }

    /// Names the file that the last finding is about, and the item that lists it where its scope does not say so.
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

    /// How many findings of this scope say that something is not as it should be: remarks do not.
    pub(crate) fn doubts(&self, scope: Scope) -> usize {
        let all = self.scopes.get(&scope).into_iter().flatten();
        all.filter(|(_, finding)| finding.status > Status::Passed).count()
    }

    /// Codes of what is not passed of this question and scope; with `remarks`, of those too.
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

    /// True when something of this question and scope is not passed.
    pub(crate) fn spoiled(&self, question: Question, scope: Scope) -> bool {
        self.spoiled.contains(&(question, scope))
    }

    /// The five answers over everything.
    pub(crate) fn overall(&self) -> Answers {
        let all: Vec<_> = self.scopes.values().flatten().collect();
        fold(|question| all.iter().filter(|(q, _)| *q == question).map(|(_, f)| f.clone()).collect())
    }

    /// The five answers for each item: its own findings, and the worst of those of its device and of those about
    /// signers, times and the log. The overall answers have all of these; to repeat them for each item would let a
    /// small bundle fill any memory.
    pub(crate) fn of_items(&self, items: impl IntoIterator<Item = (Digest, ItemId)>) -> Vec<Answers> {
        let mut shared: BTreeMap<(Scope, Question), Vec<Finding>> = BTreeMap::new();
        for (scope, findings) in &self.scopes {
            for question in Question::ALL {
                match scope {
                    Scope::Item(..) => continue,
                    Scope::All if matches!(question, Question::Content | Question::Completeness) => continue,
                    Scope::All | Scope::Device(_) => {}
                }
                // Remarks beside the answers of all stand there, and are repeated for none.
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

/// The worst findings, and how many more there are.
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
