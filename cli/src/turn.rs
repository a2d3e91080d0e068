//! Waiting for a home that another program has open, up to a limit that the message names.
#![allow(clippy::disallowed_methods, reason = "waits in real time for another program")]

use std::time::{Duration, Instant};

use crate::trouble::{Done, Trouble};

/// Time that a program waits for the home, unless `TESTAMUR_WAIT_S` gives another.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);
/// Shorter waits are not reported.
const TOLD: Duration = Duration::from_secs(1);

/// Calls `work` until it no longer fails because another program has the home open.
pub fn take<T>(mut work: impl FnMut() -> vault::Result<T>) -> Done<T> {
    let patience = patience()?;
    let began = Instant::now();
    let mut told = false;
    loop {
        match work() {
            Err(e) if e.is_in_use() => {}
            other => return Ok(other?),
        }
        if began.elapsed() >= patience {
            return Err(Trouble::new(format!(
                "another program has this home open and did not let go of it within {} s. Nothing was changed. Close the \
                 window, or end the recording or the other command, and do this again; TESTAMUR_WAIT_S=SECONDS waits longer",
                patience.as_secs()
            )));
        }
        if !told && began.elapsed() >= TOLD {
            eprintln!("testamur: another program has this home open; waiting for up to {} s", patience.as_secs());
            told = true;
        }
        std::thread::sleep(LOOK);
    }
}

/// Time after which a long import lets another program have its turn.
const TURN: Duration = Duration::from_secs(10);

/// The instant since which this program holds the home.
pub struct Held(Instant);

impl Held {
    pub fn since_now() -> Self {
        Self(Instant::now())
    }

    pub fn is_long(&self) -> bool {
        self.0.elapsed() >= TURN
    }
}

/// Pauses long enough for a waiting program to see that the home is free.
pub fn pause() {
    std::thread::sleep(LOOK * 3);
}

fn patience() -> Done<Duration> {
    match std::env::var("TESTAMUR_WAIT_S") {
        Ok(word) => {
            let seconds = word.parse().map_err(|_| Trouble::new("TESTAMUR_WAIT_S is not a number of seconds"))?;
            Ok(Duration::from_secs(seconds))
        }
        Err(_) => Ok(PATIENCE),
    }
}
