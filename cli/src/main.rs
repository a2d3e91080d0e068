//! The `testamur` command: everything the app can do, for scripts, archivists and tests.
//!
//! Reads arguments and files, calls the crates, prints their results. It has no rule of evidence. Exit codes: 0 done,
//! 1 a check of evidence failed, 2 the command could not be done.

mod add;
mod address;
mod args;
mod carry;
mod device;
mod devices;
mod door;
mod follow;
mod input;
mod judge;
mod lines;
mod names;
mod opened;
mod opening;
mod org;
mod panicked;
mod proxy;
mod record;
mod resume;
mod send;
mod shelf;
mod stop;
mod trouble;
mod turn;

use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser;
use door::Door;
use trouble::Done;

fn main() -> ExitCode {
    if let Err(error) = memory::keep_in() {
        eprintln!("testamur: after a crash the system may write this program's memory to a disk: {error}");
    }
    let cli = Cli::parse();
    let door = Door::new(&cli);
    match run(&door, &cli.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            door.complain(&trouble);
            ExitCode::from(2)
        }
    }
}

fn run(door: &Door, command: &Command) -> Done<bool> {
    match command {
        Command::Verify(args) => return judge::verify(door, args),
        Command::Archive(command) => return shelf::run(door, command),
        Command::Carry { folder, from } => return carry::carry(door, folder, *from),
        Command::Sync(args) => return send::sync(door, args),
        Command::Add(args) => return add::add(door, args),
        Command::Panic(args) => return panicked::panic(door, args),
        Command::Org(command) => org::run(door, command),
        Command::Policy { from } => follow::follow(door, from),
        Command::Join { invitation } => device::join(door, invitation),
        Command::Record(args) => device::record(door, args),
        Command::Testify { form, answers } => device::testify(door, form, answers),
        Command::Status => device::status(door),
        Command::List => device::list(door),
    }
    .map(|()| true)
}
