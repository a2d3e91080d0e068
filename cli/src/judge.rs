//! `testamur verify`: judges a bundle file or folder.

use std::io::{BufReader, Cursor, Read as _};

use reader::FolderSource;
use verify::{Trust, ZipSource};

use crate::args::Verify;
use crate::door::Door;
use crate::input::{self, Input, read_text};
use crate::trouble::{Done, Trouble};

/// Largest bundle held in memory, when another program passes it on.
const MAX_HANDED: u64 = 256 * 1024 * 1024;

/// Returns true when no check failed.
pub fn verify(door: &Door, args: &Verify) -> Done<bool> {
    let trust = trust(args)?;
    let judge = || -> Done<verify::Verdict> {
        if args.bundle.is_dir() {
            return Ok(verify::bundle(&mut FolderSource::new(&args.bundle)?, &trust)?);
        }
        match input::open(&args.bundle)? {
            Input::File(file) => Ok(verify::bundle(&mut ZipSource::salvage(BufReader::new(file))?, &trust)?),
            Input::Stream(stream) => {
                let mut bytes = Vec::new();
                stream.take(MAX_HANDED + 1).read_to_end(&mut bytes)?;
                if bytes.len() as u64 > MAX_HANDED {
                    return Err(Trouble::new("it is larger than 256 MiB: save it as a file, and verify that"));
                }
                Ok(verify::bundle(&mut ZipSource::salvage(Cursor::new(bytes))?, &trust)?)
            }
        }
    };
    let verdict = judge().map_err(Trouble::at(&args.bundle))?;
    door.say(&serde_json::to_value(&verdict)?, &verdict)?;
    Ok(verdict.exit_ok())
}

fn trust(args: &Verify) -> Done<Trust> {
    let mut trust = match &args.policy {
        Some(path) => Trust::from_policy(read_text(path)?.as_bytes()).map_err(|e| Trouble::at(path)(e.into()))?,
        None => Trust::default(),
    };
    if let Some(word) = &args.organisation {
        let key = word.parse().map_err(|_| Trouble::new("--organisation is not a public key (64 hex digits)"))?;
        if trust.organisation.is_some_and(|o| o != key) {
            return Err(Trouble::new("--organisation is not the key that signed --policy"));
        }
        trust.organisation = Some(key);
    }
    trust.at = Some(match &args.at {
        Some(word) => {
            word.parse().map_err(|_| Trouble::new("--at is not an RFC 3339 time, for example 2026-11-22T12:00:00Z"))?
        }
        None => jiff::Timestamp::now(),
    });
    Ok(trust)
}
