//! Everything that the command prints for people, as snapshots in `tests/journeys/snapshots`. A change of a word is seen
//! in review. `INSTA_UPDATE=always cargo test -p journeys --test printed` writes them anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use support::{Server, World, programs};

/// A terminal in a world's folder, with the typed lines and the command's answers.
struct Terminal {
    world: World,
    dir: tempfile::TempDir,
    text: String,
}

impl Terminal {
    fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("testamur-printed-").tempdir().unwrap();
        let world = World::new(dir.path(), programs().unwrap()).unwrap();
        Self { world, dir, text: String::new() }
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.world.path(name), bytes).unwrap();
    }

    /// Runs a typed line, with `input` on standard input, and returns its standard output. `_` stands for a space
    /// within a word.
    fn type_in(&mut self, line: &str, input: &[u8]) -> String {
        let words: Vec<String> = line.split(' ').map(|word| word.replace('_', " ")).collect();
        let quoted = words.iter().map(|word| if word.contains(' ') { format!("\"{word}\"") } else { word.clone() });
        let typed = quoted.collect::<Vec<_>>().join(" ");
        let mut command = self.world.plain(&words.iter().map(String::as_str).collect::<Vec<_>>());
        command.current_dir(&self.dir).env("HOME", self.dir.path()).env("TZ", "UTC");
        for proxy in ["TESTAMUR_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"] {
            command.env_remove(proxy);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that refuses does not read its input.
        let _ = child.stdin.take().unwrap().write_all(input);
        let out = child.wait_with_output().unwrap();
        let (said, complained) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
        writeln!(self.text, "$ testamur {typed}\n{said}{complained}").unwrap();
        if let Some(code @ 1..) = out.status.code() {
            let _ = self.text.pop();
            writeln!(self.text, "[exit code {code}]\n").unwrap();
        }
        said
    }

    fn run(&mut self, line: &str) -> String {
        self.type_in(line, &[])
    }

    /// Compares the text with its snapshot, without keys, digests, times and ports, which differ in each run.
    fn matches(self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.add_filter(&regex(self.dir.path()), "<dir>");
        for (pattern, instead) in [
            (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
            (r"\b[0-9a-f]{64}\b", "<digest>"),
            (r"\b[0-9a-f]{32}\b", "<item>"),
            (r"walk\.example/log\+[0-9a-f]{8}\+\S+", "<log key>"),
            (r"\b[a-z]{5}(-[a-z]{5}){4}\b", "<code>"),
            (r"\b[а-я]{5}(-[а-я]{5}){4}\b", "<code, Cyrillic>"),
            (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", "<time>"),
            (r"age1pq1\S+…\S+", "<recipient>"),
            (r"set [0-9A-F]{8}\b", "set <number>"),
            (r"\b[0-9a-f]{8}\b", "<short>"),
            (r" +\d+ bytes sealed", " <size> bytes sealed"),
            (r"\(\d+ bytes\)", "(<size> bytes)"),
            (r"\d+ bytes up, \d+ down, \d+ requests", "<size> bytes up, <size> down, <some> requests"),
        ] {
            settings.add_filter(pattern, instead);
        }
        settings.bind(|| insta::assert_snapshot!(name, self.text));
    }
}

fn regex(path: &Path) -> String {
    path.to_str().unwrap().replace('.', r"\.")
}

/// Makes an organisation with a policy and an invitation.
fn organise(at: &mut Terminal, server: &Server) {
    at.run("org init org --name The_committee");
    at.run(&format!(
        "org policy org --server {} --pin {} --log-key {} --review until-delivered --out policy.dsse",
        server.url, server.pin, server.log_key
    ));
    at.run(&format!("org invite org --policy policy.dsse --server {} --out invitation.json", server.url));
}

#[test]
fn the_help_of_every_command() {
    let mut at = Terminal::new();
    let mut left = vec![String::new()];
    while let Some(command) = left.pop() {
        let said = at.run(&format!("{command} --help").trim_start().replace("  ", " "));
        let listed = said.split_once("Commands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
        let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let names = names.filter(|name| !name.is_empty() && *name != "help");
        let mut below: Vec<String> = names.map(|name| format!("{command} {name}").trim_start().to_owned()).collect();
        below.reverse();
        left.extend(below);
    }
    at.matches("help");
}

#[test]
fn the_way_of_evidence_in_words() {
    let mut at = Terminal::new();
    let server = at.world.start_server().unwrap();
    organise(&mut at, &server);
    at.run("org rehearse org/shares/share-1.txt org/shares/share-3.txt");
    at.run("join invitation.json");
    at.write("photo.png", include_bytes!("../../docs/pictures/app.png"));
    at.write("form.json", include_bytes!("../../docs/examples/first-account.form.json"));
    at.write("answers.json", include_bytes!("../../docs/examples/first-account.answers.json"));
    at.run("add photo.png --note seen_at_the_square --at 43.2389,76.8897");
    at.type_in("record --name street.webm --type audio/webm", &[7; 10_000]);
    at.run("testify --form form.json --answers answers.json");
    at.run("list");
    at.run("status");
    at.run("carry stick");
    at.run("sync");
    at.run("sync");
    at.run("status");
    let pull = "archive pull --org org --shares org/shares/share-1.txt,org/shares/share-2.txt";
    at.run(&format!("{pull} --server {}", server.url));
    at.run(&format!("{pull} --from stick"));
    let listed = at.run("archive list");
    let items: Vec<String> = listed.split_whitespace().filter(|word| word.len() == 32).map(str::to_owned).collect();
    let [photo, sound, account] = items.as_slice() else { panic!("not three items: {listed}") };
    for item in [photo, sound, account] {
        at.run(&format!("archive show {item}"));
    }
    at.run(&format!("archive mark {photo} --looked-at --important --note ask_who_took_it"));
    at.run("archive list --marked important --words ask");
    at.run("archive devices");
    at.run("archive policy");
    at.run(&format!("archive open {photo} --out opened"));
    at.run(&format!("archive bundle {photo} {account} --for court-here --out refused.zip"));
    at.run(&format!("archive bundle {photo} {sound} --out bundle.zip"));
    at.run("verify bundle.zip --policy policy.dsse");
    at.run("verify bundle.zip");
    at.matches("way");
}

#[test]
fn each_refusal_in_words() {
    let mut at = Terminal::new();
    at.write("photo.jpg", b"a photo");
    for line in [
        "status",
        "add photo.jpg",
        "join photo.jpg",
        "join missing.json",
        "sync",
        "carry stick",
        "record --name sound.webm --type audio/webm",
        "archive list",
        "archive show 00000000000000000000000000000000",
        "verify photo.jpg",
        "verify missing.zip",
        "verify .",
        "panic --keys",
        "panic",
        "org rehearse photo.jpg",
        "org invite missing --policy photo.jpg --out invitation.json",
    ] {
        at.run(line);
    }
    let server = at.world.start_server().unwrap();
    let so_far = at.text.clone();
    organise(&mut at, &server);
    at.text = so_far;
    at.run("org init org --name The_committee");
    at.run("org rehearse org/shares/share-1.txt");
    at.run("join invitation.json");
    at.run("join invitation.json");
    at.run("add missing.jpg");
    at.run("add photo.jpg --at north");
    at.run("add photo.jpg");
    drop(server);
    at.run("sync");
    at.run("archive pull --org org --shares org/shares/share-1.txt --server https://127.0.0.1:1");
    at.run("archive pull --org org --shares org/shares/share-1.txt,org/shares/share-2.txt --from photo.jpg");
    at.run("panic --keys --yes");
    at.run("status");
    at.run("panic --everything --yes");
    at.run("status");
    at.matches("refusals");
}
