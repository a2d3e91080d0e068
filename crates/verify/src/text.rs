//! The verdict as plain English. Prints only what was escaped before.

use std::fmt;

use crate::verdict::{Answer, Bound, Finding, Interval, ItemVerdict, Question, Status, Verdict, Voucher};

/// Findings shown for one answer; the JSON form has all.
const SHOWN: usize = 12;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for question in Question::ALL {
            let answer = self.answers.get(question);
            writeln!(f, "{:<13}{}", question.name(), answer.status)?;
            print_answer(f, answer, self.items.len() <= 1)?;
        }
        for item in &self.items {
            writeln!(f)?;
            print_item(f, item)?;
        }
        if self.exit_ok() && !self.all_passed() {
            writeln!(f, "\nNothing failed. What was not checked is neither right nor wrong.")?;
        }
        Ok(())
    }
}

fn print_answer(f: &mut fmt::Formatter<'_>, answer: &Answer, with_items: bool) -> fmt::Result {
    // Of many items only the trouble is told here; each has its own lines below.
    let tells = |finding: &&Finding| finding.status != Status::Passed || finding.item.is_none() || with_items;
    let told: Vec<&Finding> = answer.findings.iter().filter(tells).collect();
    for finding in told.iter().take(SHOWN) {
        writeln!(f, "  {:<12} {}", format!("{}:", finding.status), finding.text)?;
        if let Some(next) = &finding.next {
            writeln!(f, "  {:<12} -> {next}", "")?;
        }
    }
    if told.len() > SHOWN {
        writeln!(f, "  and {} more; --json gives all", told.len() - SHOWN)?;
    }
    Ok(())
}

fn print_item(f: &mut fmt::Formatter<'_>, item: &ItemVerdict) -> fmt::Result {
    write!(f, "item {}", item.item)?;
    if let Some(kind) = &item.kind {
        write!(f, " ({kind})")?;
    }
    writeln!(f)?;
    for name in &item.media {
        writeln!(f, "  medium       {name}")?;
    }
    print_interval(f, &item.interval)?;
    let words = Question::ALL.map(|q| format!("{} {}", q.name(), item.answers.get(q).status));
    writeln!(f, "  answers      {}", words.join(", "))
}

fn print_interval(f: &mut fmt::Formatter<'_>, interval: &Interval) -> fmt::Result {
    if let Some(claimed) = &interval.claimed {
        writeln!(f, "  claimed      {} (by the device, in its {})", claimed.at, claimed.source)?;
    }
    match &interval.not_before {
        Some(bound) => writeln!(f, "  not before   {}", bound_text(bound, "signed after"))?,
        None => writeln!(f, "  not before   unknown")?,
    }
    match &interval.not_after {
        Some(bound) => writeln!(f, "  not after    {}", bound_text(bound, "in the log by")),
        None => writeln!(f, "  not after    unknown"),
    }
}

fn bound_text(bound: &Bound, relation: &str) -> String {
    let by = match bound.by {
        Voucher::Nobody => "nobody vouches for an instant",
        Voucher::Server => "the server's clock",
        Voucher::Cosigner => "a cosigner's clock",
    };
    let instant = bound.at.map(|at| format!("{at} ")).unwrap_or_default();
    let proven = if bound.proven { "" } else { "; only the device names that checkpoint" };
    let log = crate::escape(&bound.log);
    format!("{instant}({by}; {relation} checkpoint {} of {log}{proven})", bound.size)
}
