//! `cargo xtask prose`: counts the phrases that `docs/style.md` refuses, in Markdown and in comments, and fails if a
//! folder has more than its ceiling. With a path it prints each line below that path with such a phrase.

use std::collections::BTreeMap;

use crate::shell::{Done, Failed, output, root};

/// The counted phrases, in the order of every array below.
const TURNS: [&str; 4] = ["what-clauses", "nobody/nothing/whoever", "openers", "leaning comments"];

/// Each folder's limit: in 10,000 words for the first three, in all for the leaning comments. Limits only fall.
const CEILINGS: [(&str, [u64; 4]); 13] = [
    (".", [0, 0, 0, 0]),
    ("cli", [2, 2, 2, 1]),
    ("core", [3, 5, 2, 2]),
    ("desk", [9, 9, 4, 0]),
    ("device", [2, 7, 2, 2]),
    ("docs", [3, 6, 1, 0]),
    ("ground", [2, 8, 0, 2]),
    ("office", [2, 4, 2, 2]),
    ("server", [4, 7, 2, 1]),
    ("src-tauri", [0, 0, 3, 0]),
    ("tests", [2, 8, 2, 1]),
    ("ui", [2, 7, 2, 2]),
    ("xtask", [2, 2, 0, 0]),
];

/// The aim for every folder, and the limit of a folder without a line in the table.
const AIM: [u64; 4] = [4, 8, 4, 0];

const ENDINGS: [&str; 5] = [".rs", ".ts", ".svelte", ".md", ".go"];
/// Text by other people or programs, and the changelog.
const LEFT_OUT: [&str; 5] = ["node_modules", "vendor", "CHANGELOG", "/gen/", "bridge/types"];

/// Words after "what" that show a clause with it as subject or object.
const CLAUSE: [&str; 20] = [
    "is", "was", "are", "were", "came", "comes", "it", "they", "has", "had", "have", "lies", "stands", "waits", "left",
    "goes", "went", "a", "the", "this",
];
const DENIALS: [&str; 3] = ["nobody", "nothing", "whoever"];
const OPENERS: [&str; 4] = ["What ", "Whoever ", "Nobody ", "That "];
const LEANING: [&str; 3] = ["The same", "As [", "As above"];

/// The words of a text and the turns found in it.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
struct Count {
    words: u64,
    found: [u64; 4],
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.words += other.words;
        for (sum, more) in self.found.iter_mut().zip(other.found) {
            *sum += more;
        }
    }

    /// Returns the numbers that a ceiling bounds, rounded up.
    fn rates(&self) -> [u64; 4] {
        let [what, denials, openers, leaning] = self.found;
        let rate = |found: u64| (found * 10_000).div_ceil(self.words.max(1));
        [rate(what), rate(denials), rate(openers), leaning]
    }

    fn total(&self) -> u64 {
        self.found.iter().sum()
    }
}

/// Counts the whole checkout, or prints the found lines below a path.
///
/// # Errors
///
/// Fails if git cannot list the files, or if a folder is above its ceiling.
pub fn run(args: &[String]) -> Done {
    match args {
        [] => check(),
        [path] => list(path),
        _ => Err(Failed::new("cargo xtask prose [PATH]")),
    }
}

fn check() -> Done {
    let files = texts("")?.into_iter().map(|(path, text)| {
        let counted = count(&prose(&path, &text));
        (path, counted)
    });
    let files: Vec<(String, Count)> = files.collect();
    let mut folders: BTreeMap<&str, Count> = BTreeMap::new();
    for (path, count) in &files {
        folders.entry(folder(path)).or_default().add(count);
    }
    println!("In 10,000 words of Markdown and comments, rounded up; the ceiling in brackets.\n");
    println!("{:<10} {:>7}  {}", "folder", "words", TURNS.map(|turn| format!("{turn:<24}")).concat());
    let mut above = Vec::new();
    for (name, count) in folders.iter().filter(|(_, count)| count.words > 0) {
        let cells = count.rates().into_iter().zip(ceiling(name));
        let cells: String = cells.map(|(rate, most)| format!("{:<24}", format!("{rate} ({most})"))).collect();
        println!("{name:<10} {:>7}  {cells}", count.words);
        above.extend(too_many(name, count));
    }
    let mut worst: Vec<_> = files.iter().filter(|(_, count)| count.total() > 0).collect();
    worst.sort_by_key(|(path, count)| (std::cmp::Reverse(count.total()), path.clone()));
    println!("\nThe ten files with most of them (`cargo xtask prose PATH` prints the lines):");
    for (path, count) in worst.into_iter().take(10) {
        println!("{:>5}  {path}", count.total());
    }
    if above.is_empty() {
        return Ok(());
    }
    Err(Failed::new(format!("prose is above its ceiling (docs/style.md):\n{}", above.join("\n"))))
}

fn list(path: &str) -> Done {
    for (file, text) in texts(path)? {
        for (number, line) in prose(&file, &text) {
            for (turn, found) in TURNS.into_iter().zip(turns(line)) {
                if found > 0 {
                    println!("{file}:{number}: {turn}: {}", line.trim());
                }
            }
        }
    }
    Ok(())
}

/// Returns the counted files below a path, with their texts. A file that is not UTF-8 has no prose.
fn texts(below: &str) -> Done<Vec<(String, String)>> {
    let mut git = std::process::Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--"]);
    if !below.is_empty() {
        git.arg(below);
    }
    let listed = output(&mut git)?;
    let paths = listed.split('\0').filter(|path| is_counted(path));
    Ok(paths.filter_map(|path| Some((path.to_owned(), std::fs::read_to_string(root().join(path)).ok()?))).collect())
}

fn is_counted(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending)) && !LEFT_OUT.iter().any(|part| path.contains(part))
}

/// Returns the first folder of a path, `.` for a file at the root.
fn folder(path: &str) -> &str {
    path.split_once('/').map_or(".", |(first, _)| first)
}

fn ceiling(folder: &str) -> [u64; 4] {
    CEILINGS.into_iter().find(|(name, _)| *name == folder).map_or(AIM, |(_, most)| most)
}

/// Returns a line for each number of a folder that is above its ceiling.
fn too_many(folder: &str, count: &Count) -> Vec<String> {
    let numbers = TURNS.into_iter().zip(count.rates()).zip(ceiling(folder));
    numbers
        .filter(|((_, rate), most)| rate > most)
        .map(|((turn, rate), most)| format!("{folder}: {turn} {rate}, ceiling {most}"))
        .collect()
}

/// Returns the lines of prose in a file, with their numbers: Markdown without its code blocks, or the text of
/// comments.
fn prose<'a>(path: &str, text: &'a str) -> Vec<(usize, &'a str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    if !path.ends_with(".md") {
        return lines.filter_map(|(number, line)| Some((number, comment(line)?))).collect();
    }
    let mut code = false;
    let mut kept = Vec::new();
    for (number, line) in lines {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code {
            kept.push((number, line));
        }
    }
    kept
}

/// Returns the text of a line that is only a comment.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = match line.strip_prefix("//") {
        Some(rest) => rest.strip_prefix(['/', '!']).unwrap_or(rest),
        None => line.strip_prefix('*').or_else(|| line.strip_prefix("<!--"))?,
    };
    Some(text.strip_prefix(' ').unwrap_or(text))
}

fn count(lines: &[(usize, &str)]) -> Count {
    let mut count = Count::default();
    for (_, line) in lines {
        let words = line.split(|c: char| !c.is_ascii_alphabetic() && c != '\'').filter(|word| !word.is_empty());
        count.add(&Count { words: words.count() as u64, found: turns(line) });
    }
    count
}

/// Counts each phrase in a line.
fn turns(line: &str) -> [u64; 4] {
    let leaning = u64::from(LEANING.iter().any(|opening| line.starts_with(opening)));
    [what_clauses(line), denials(line), openers(line), leaning]
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Counts clauses with "what" as subject or object, without questions.
fn what_clauses(line: &str) -> u64 {
    let line = line.to_ascii_lowercase();
    let clauses = line.match_indices("what ").filter(|(at, what)| {
        let inside_a_word = line.get(..*at).is_some_and(|before| before.ends_with(is_word));
        let rest = line.get(at + what.len()..).unwrap_or_default();
        let next = rest.split(|c| !is_word(c)).next().unwrap_or_default();
        let asks = rest.split('.').next().is_some_and(|sentence| sentence.contains('?'));
        !inside_a_word && !asks && (CLAUSE.contains(&next) || next == "that")
    });
    clauses.count() as u64
}

fn denials(line: &str) -> u64 {
    let words = line.split(|c| !is_word(c));
    words.filter(|word| DENIALS.iter().any(|denial| word.eq_ignore_ascii_case(denial))).count() as u64
}

/// Counts sentences, or lines, that open with one of the words.
fn openers(line: &str) -> u64 {
    let opens = |at: usize| {
        let before = line.get(..at).unwrap_or_default();
        before.is_empty() || [". ", "! ", ": "].iter().any(|end| before.ends_with(end))
    };
    OPENERS.iter().map(|word| line.match_indices(word).filter(|(at, _)| opens(*at)).count() as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Count {
        count(&prose(path, text))
    }

    #[test]
    fn a_clause_with_what_is_found_and_a_question_is_not() {
        assert_eq!(what_clauses("It keeps what was sealed, and tells what it has."), 2);
        assert_eq!(what_clauses("What are the parts? It says what. Whatever is there stays."), 0);
        assert_eq!(what_clauses("Somewhat is a word, what kind is another."), 0);
        assert_eq!(what_clauses("It asks what is there. Is that so?"), 1);
    }

    #[test]
    fn denials_are_whole_words_in_any_case() {
        assert_eq!(denials("Nobody opens it, nothing leaves, whoever asks."), 3);
        assert_eq!(denials("The nothingness of a nobody_s_word."), 0);
    }

    #[test]
    fn openers_are_found_at_the_beginning_of_a_line_and_of_a_sentence() {
        assert_eq!(openers("That is so. What came first? Whoever asks: Nobody knows"), 3);
        assert_eq!(openers("Of that, What is quoted. Thatch burns."), 0);
    }

    #[test]
    fn comments_are_counted_and_code_is_not() {
        let text = "//! It opens what is there.\nlet nobody = nothing;\n    /// The same, but nobody waits.\n/**\n * That is so.\n */\n";
        assert_eq!(of("a.rs", text), Count { words: 13, found: [1, 1, 1, 1] });
    }

    #[test]
    fn markdown_is_counted_without_its_code_blocks() {
        let text = "Whoever reads\n\n```\nwhat is this, nobody knows\n```\n\nsees nothing\n";
        assert_eq!(of("a.md", text), Count { words: 4, found: [0, 2, 1, 0] });
    }

    #[test]
    fn a_line_of_prose_has_the_number_that_an_editor_shows() {
        assert_eq!(prose("a.md", "one\n```\ntwo\n```\nthree\n"), [(1, "one"), (5, "three")]);
        assert_eq!(prose("a.ts", "let a;\n// one\n"), [(2, "one")]);
    }

    #[test]
    fn generated_texts_and_the_changelog_are_left_out() {
        assert!(is_counted("docs/style.md") && is_counted("ui/src/app.svelte"));
        assert!(!is_counted("CHANGELOG.md") && !is_counted("ui/src/bridge/types.ts") && !is_counted("ui/src/en.ftl"));
    }

    #[test]
    fn one_turn_above_the_ceiling_is_told_with_its_folder() {
        let count = Count { words: 10_000, found: [5, 8, 0, 1] };
        assert_eq!(too_many("new", &count), ["new: what-clauses 5, ceiling 4", "new: leaning comments 1, ceiling 0"]);
        assert_eq!(too_many("new", &Count { words: 10_000, found: [4, 8, 4, 0] }), Vec::<String>::new());
    }

    #[test]
    fn a_rate_is_rounded_up() {
        assert_eq!(Count { words: 20_001, found: [9, 2, 0, 3] }.rates(), [5, 1, 0, 3]);
        assert_eq!(Count::default().rates(), [0; 4]);
    }

    #[test]
    fn every_folder_of_the_table_is_in_the_checkout() {
        for (folder, _) in CEILINGS {
            assert!(root().join(folder).is_dir(), "{folder} is gone: remove its line");
        }
    }
}
