//! The holder of X can do Y: the table of `docs/threat-model.md`, made by one forger for each row, who tries each
//! column of a verdict. `UPDATE_TABLE=1` writes the table again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads the page that it makes")]

#[path = "forgers/ground.rs"]
mod ground;
#[path = "properties/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "the forgers use their own share")]
mod properties;
#[path = "forgers/rows.rs"]
mod rows;
mod support;

use ground::Ground;
use rows::Row;
use verify::Status;

const BEGIN: &str = "<!-- made by core/verify/tests/forgers.rs: UPDATE_TABLE=1 cargo test -p verify --test forgers -->";
const END: &str = "<!-- end of what is made -->";

/// Returns the results of each way, in the five columns of a verdict.
fn tried(row: &Row) -> [Vec<(&'static str, String)>; 5] {
    let mut columns: [Vec<(&'static str, String)>; 5] = Default::default();
    for way in &row.ways {
        let mut ground = Ground::new();
        (way.before)(&mut ground);
        let before = ground.judge();
        (way.forge)(&mut ground);
        for (column, cell) in columns.iter_mut().zip(ground.judge().cells(&before)) {
            column.push((way.name, cell));
        }
    }
    columns
}

/// Returns one word if all ways agree, otherwise the result of each way that achieves something.
fn cell(ways: &[(&'static str, String)]) -> String {
    if ways.iter().all(|(_, word)| *word == ways[0].1) {
        return ways[0].1.clone();
    }
    let some = ways.iter().filter(|(_, word)| word != "no");
    some.map(|(name, word)| format!("{name}: {word}")).collect::<Vec<_>>().join("; ")
}

fn table() -> String {
    let mut out = String::from(
        "| holds, alone | new item of that device: *signer* | past, final item lowered | item in no log lowered | own device: *signer* | \
         antedated below the last checkpoint: *time* | reads content | deletes unseen |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows::rows() {
        let columns = tried(&row);
        let cells: Vec<String> = columns.iter().map(|column| cell(column)).collect();
        let (read, delete) = (row.read, row.delete);
        out += &format!("| {} | {} | {read} | {delete} |\n", row.holds, cells.join(" | "));
    }
    out + "\n" + rows::UNTRIED + "\n"
}

#[test]
fn the_ground_is_sound() {
    let judged = Ground::new().judge();
    assert!(judged.past.iter().all(|(status, _)| *status == Status::Passed), "{:?}", judged.past);
    assert_eq!(judged.fresh[1].0, Status::Passed, "{:?}", judged.fresh);
}

#[test]
fn the_table_in_the_threat_model_is_what_the_forgers_get() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/threat-model.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the line before the table");
    let (_, after) = rest.split_once(END).expect("the line after the table");
    let made = format!("{before}{BEGIN}\n\n{}\n{END}{after}", table());
    if std::env::var("UPDATE_TABLE").is_ok_and(|value| value == "1") {
        std::fs::write(path, &made).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap();
    for (here, there) in made.lines().zip(page.lines()) {
        assert_eq!(here, there, "docs/threat-model.md is another; UPDATE_TABLE=1 writes it anew");
    }
    assert_eq!(made.len(), page.len(), "docs/threat-model.md is another; UPDATE_TABLE=1 writes it anew");
}

/// Collects the names of functions in all sources of the workspace.
fn functions(folder: &std::path::Path, out: &mut std::collections::BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let skipped = ["target", "node_modules", "ui", ".git"].iter().any(|skipped| name == *skipped);
        if path.is_dir() && !skipped {
            functions(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let after = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<', ' ']).next());
            out.extend(after.map(str::to_owned));
        }
    }
}

#[test]
fn every_test_that_the_two_pages_name_is_there() {
    let workspace = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut there = std::collections::BTreeSet::new();
    functions(&workspace, &mut there);
    let mut count = 0;
    for page in ["docs/threat-model.md", "docs/properties.md"] {
        let text = std::fs::read_to_string(workspace.join(page)).unwrap();
        // Codes of findings have hyphens, files have dots.
        let named = text.split('`').skip(1).step_by(2).filter(|word| word.matches('_').count() > 2);
        for name in named.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()))
        {
            assert!(there.contains(name), "{page} names {name}, which is no function");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}
