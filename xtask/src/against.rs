//! `cargo xtask bench --against FOLDER`: runs today's programs and older ones in turn, step by step, so that a machine
//! that slows down slows both.

use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{Server, World, last_json};

use crate::measure::{MIB, median, random_file, ready, small_files, watch};
use crate::shell::{Done, Failed, target};

/// Number of rounds; the medians are printed.
const ROUNDS: usize = 5;
/// Steps of a round, in their order.
const STEPS: [&str; 6] =
    ["add a large file", "add 1,000 small items", "sync both", "archive pull", "archive bundle", "verify the bundle"];

/// Times every step with the programs in `older` and with those of this tree, which must be built for release.
pub fn run(older: &Path, mib: u64) -> Done {
    let dir = tempfile::Builder::new().prefix("testamur-against-").tempdir()?;
    let older = Side::new(&dir.path().join("older"), older.to_owned())?;
    let now = Side::new(&dir.path().join("now"), target().join("release"))?;
    let (mut older, mut now) = ((older, Vec::new()), (now, Vec::new()));
    for round in 0..ROUNDS {
        let inputs = Inputs::new(&dir.path().join(format!("inputs-{round}")), mib)?;
        // The two sides take turns in going first.
        let order = if round % 2 == 0 { [&mut older, &mut now] } else { [&mut now, &mut older] };
        for (side, rounds) in order {
            rounds.push(side.round(&inputs)?);
        }
        std::fs::remove_dir_all(&inputs.dir)?;
    }
    println!("\n| step, median of {ROUNDS}, {mib} MiB | older | now | ratio |\n|---|---|---|---|");
    for (at, step) in STEPS.iter().enumerate() {
        let of =
            |rounds: &[[f64; STEPS.len()]]| median(rounds.iter().filter_map(|round| round.get(at).copied()).collect());
        let (older, now) = (of(&older.1), of(&now.1));
        println!("| {step} | {older:.2} s | {now:.2} s | {:.2} |", now / older);
    }
    Ok(())
}

/// New files of one round, the same for both sides.
struct Inputs {
    dir: PathBuf,
    large: String,
    small: Vec<String>,
}

impl Inputs {
    fn new(dir: &Path, mib: u64) -> Done<Self> {
        let small = small_files(dir, &dir.to_string_lossy())?;
        let large = dir.join("large.bin");
        random_file(&large, mib * MIB)?;
        Ok(Self { dir: dir.to_owned(), large: large.to_string_lossy().into_owned(), small })
    }
}

/// A server, an organisation and a device of one age.
struct Side {
    world: World,
    server: Server,
}

impl Side {
    fn new(dir: &Path, programs: PathBuf) -> Done<Self> {
        let (world, server) = ready(dir, programs)?;
        Ok(Self { world, server })
    }

    /// Returns the seconds of every step.
    fn round(&self, inputs: &Inputs) -> Done<[f64; STEPS.len()]> {
        let small: Vec<&str> = std::iter::once("add").chain(inputs.small.iter().map(String::as_str)).collect();
        let added = watch(self.world.command(&["add", &inputs.large]))?;
        let item = last_json(&added.said)?;
        // In older output the item is a field of its own.
        let item = [item.pointer("/items/0/item"), item.get("item")]
            .into_iter()
            .flatten()
            .find_map(Value::as_str)
            .ok_or_else(|| Failed::new(format!("add names no item: {item}")))?;
        let many = watch(self.world.command(&small))?;
        let synced = watch(self.world.command(&["sync"]))?;
        let pulled = watch(self.world.pull(&self.server))?;
        let bundle = self.world.path("bundle.zip");
        let bundled = watch(self.world.command(&["archive", "bundle", item, "--out", &bundle]))?;
        let verified = watch(self.world.command(&["verify", &bundle]))?;
        std::fs::remove_file(bundle)?;
        Ok([added, many, synced, pulled, bundled, verified].map(|run| run.seconds))
    }
}
