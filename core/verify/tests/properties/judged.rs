//! The parts of a verdict that properties use, and the second reader's verdict.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use verify::{Bound, Question, Status, Trust, Verdict};

use crate::support::{self, Files};

/// The answers about one item, and its interval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub answers: [Status; 5],
    pub interval: [Option<String>; 3],
}

pub fn verdict(files: &Files, trust: &Trust) -> Result<Verdict, String> {
    support::judge(files, trust).map_err(|error| format!("no bundle: {error}"))
}

/// Returns answers and interval of the item at an index.
pub fn said(verdict: &Verdict, place: usize) -> Said {
    let item = &verdict.items[place];
    let bound = |bound: &Option<Bound>| {
        let bound = bound.as_ref().filter(|bound| bound.proven)?;
        Some(format!("{:?} by {:?}", bound.at, bound.by))
    };
    let claimed = item.interval.claimed.as_ref().map(|claimed| format!("{claimed:?}"));
    Said {
        answers: Question::ALL.map(|question| item.answers.get(question).status),
        interval: [claimed, bound(&item.interval.not_before), bound(&item.interval.not_after)],
    }
}

/// Returns the codes that do not pass, for a failure text.
pub fn codes(verdict: &Verdict, place: usize) -> Vec<String> {
    let item = &verdict.items[place];
    let all = Question::ALL.into_iter().flat_map(|question| &item.answers.get(question).findings);
    all.filter(|f| f.status > Status::Passed).map(|f| format!("{:?} {}", f.status, f.code)).collect()
}

impl Said {
    /// Returns true when no answer became worse: it is equal, or passed after it was unchecked.
    pub fn stays(&self, later: &Self) -> bool {
        let same = |(before, after): (&Status, &Status)| {
            before == after || (*before, *after) == (Status::NotChecked, Status::Passed)
        };
        let time = self.answers[2] != later.answers[2] || self.interval == later.interval;
        self.answers.iter().zip(&later.answers).all(same) && time
    }

    /// Returns true when no further answer failed.
    pub fn fails_no_more(&self, later: &Self) -> bool {
        let fails = |(before, after): (&Status, &Status)| *after == Status::Failed && *before != Status::Failed;
        !self.answers.iter().zip(&later.answers).any(fails)
    }
}

/// The second reader, in one process for all bundles.
pub struct Oracle {
    child: Child,
    ask: ChildStdin,
    hear: BufReader<ChildStdout>,
}

impl Oracle {
    pub fn new() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        let python = std::env::var_os("TESTAMUR_PYTHON").map_or_else(|| target.join("py/bin/python"), PathBuf::from);
        let mut child = Command::new(&python)
            .arg("-B")
            .arg(workspace.join("tests/python/judge_bundles.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start ({error}); run: cargo xtask test", python.display()));
        let (ask, hear) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, ask, hear }
    }

    /// Returns the answers, overall and for each item, and the exit code.
    pub fn judge(&mut self, files: &Files, policy: &[u8]) -> Value {
        let shown: serde_json::Map<String, Value> =
            files.iter().map(|(path, bytes)| (path.clone(), hex::encode(bytes).into())).collect();
        writeln!(self.ask, "{}", json!({ "policy": hex::encode(policy), "files": shown })).unwrap();
        let mut line = String::new();
        self.hear.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the second reader said {line:?}"))
    }

    /// Returns our own verdict in the second reader's form.
    pub fn ours(files: &Files, trust: &Trust) -> (Value, Option<Verdict>) {
        let Ok(verdict) = support::judge(files, trust) else {
            return (json!({ "exit": 2 }), None);
        };
        let of = |answers: &verify::Answers| {
            let word = |status: Status| serde_json::to_value(status).unwrap();
            let all = Question::ALL.map(|q| (q.name().to_owned(), word(answers.get(q).status)));
            Value::Object(all.into_iter().collect())
        };
        let items: Vec<Value> = verdict.items.iter().map(|item| of(&item.answers)).collect();
        let said = json!({ "answers": of(&verdict.answers), "items": items, "exit": i32::from(!verdict.exit_ok()) });
        (said, Some(verdict))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
