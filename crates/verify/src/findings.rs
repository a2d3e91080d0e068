//! Collects findings under their question and scope, and folds them into answers. Judges nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, ItemId};

use crate::verdict::{Answer, Answers, Finding, Question, Status};

/// What a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Scope {
    /// The bundle as a whole, its organisation or its log.
    All,
    /// One device: digest of genesis.
    Device(Digest),
    /// One item.
    Item(ItemId),
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

    /// Names the entry that the last finding is about.
    pub(crate) fn entry(&mut self, entry: Digest) {
        let last = self.last.and_then(|scope| self.scopes.get_mut(&scope)).and_then(|all| all.last_mut());
        if let Some((_, finding)) = last {
            finding.entry = Some(entry);
        }
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
        let item = if let Scope::Item(item) = scope { Some(item) } else { None };
        let finding = Finding { status, code, text, next, item, entry: None };
        self.scopes.entry(scope).or_default().push((question, finding));
        self.last = Some(scope);
        if status != Status::Passed {
            self.spoiled.insert((question, scope));
        }
        self
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

    /// The five answers for one item: its own findings, those of its device, and those about signers, times and the log.
    pub(crate) fn of_item(&self, item: ItemId, device: Digest) -> Answers {
        fold(|question| {
            let shared = matches!(question, Question::Signer | Question::Time | Question::Delivery);
            let shared = shared.then_some(Scope::All);
            let scopes = [Some(Scope::Item(item)), Some(Scope::Device(device)), shared];
            let mine = scopes.into_iter().flatten().filter_map(|scope| self.scopes.get(&scope)).flatten();
            mine.filter(|(q, _)| *q == question).map(|(_, f)| f.clone()).collect()
        })
    }
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
