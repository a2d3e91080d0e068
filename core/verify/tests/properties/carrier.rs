//! Changes that any carrier can make to a bundle: drop, double, reorder and add lines and files, and list the digests
//! again.

use evidence::bundle::{CONSISTENCY, DELIVERED, DETAILS, ENTRIES, NOTED, POLICIES, WORDS};

use super::tape::Tape;
use crate::support::{Files, sum};

/// The lists of a bundle.
pub const LISTS: [&str; 5] = [ENTRIES, NOTED, DELIVERED, CONSISTENCY, WORDS];

const JUNK: [&str; 8] = ["", "{", "null", "[1,2]", "{\"entry\":null}", "\u{feff}{}", "{\"payload\":\"\"}", "0"];

fn split(files: &Files, path: &str) -> Option<Vec<Vec<u8>>> {
    let bytes = files.get(path)?;
    Some(bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect())
}

/// Returns the bundle with its lines in another order, and some of them twice.
pub fn shuffled(mut files: Files, tape: &mut Tape<'_>) -> Files {
    for path in LISTS {
        let Some(mut all) = split(&files, path) else { continue };
        for _ in 0..tape.below(3).min(all.len()) {
            let again = tape.pick(&all).clone();
            all.push(again);
        }
        tape.shuffle(&mut all);
        files.insert(path.to_owned(), all.concat());
    }
    sum(&mut files);
    files
}

/// Returns all lines and files of both, with the first one's manifest.
pub fn merged(first: &Files, second: &Files) -> Files {
    let mut files = first.clone();
    for (path, bytes) in second {
        if LISTS.contains(&path.as_str()) {
            let known = split(&files, path).unwrap_or_default();
            let new = split(second, path).unwrap_or_default().into_iter().filter(|line| !known.contains(line));
            let all = known.iter().cloned().chain(new).collect::<Vec<_>>().concat();
            files.insert(path.clone(), all);
        } else {
            files.entry(path.clone()).or_insert_with(|| bytes.clone());
        }
    }
    sum(&mut files);
    files
}

/// Returns the bundle with added lines that mean nothing.
pub fn littered(mut files: Files, tape: &mut Tape<'_>) -> Files {
    for _ in 0..1 + tape.below(4) {
        let path = *tape.pick(&LISTS);
        let mut all = split(&files, path).unwrap_or_default();
        let junk = match tape.below(12) {
            kind @ 0..=7 => JUNK[kind].as_bytes().to_vec(),
            8 => vec![0xff, 0xfe, 0x00],
            // A line of some other list, a line with a byte changed, or one that is cut off.
            9 => {
                let other = split(&files, LISTS[tape.below(LISTS.len())]).unwrap_or_default();
                if other.is_empty() { continue } else { tape.pick(&other).strip_suffix(b"\n").unwrap().to_vec() }
            }
            kind => {
                let Some(line) = (!all.is_empty()).then(|| tape.pick(&all).clone()) else { continue };
                let mut line = line.strip_suffix(b"\n").unwrap_or(&line).to_vec();
                let at = tape.below(line.len().max(1)).min(line.len().saturating_sub(1));
                match line.get_mut(at) {
                    Some(byte) if kind == 10 => *byte = if *byte == b'A' { b'B' } else { b'A' },
                    _ => line.truncate(at),
                }
                line
            }
        };
        let place = tape.below(all.len() + 1);
        all.insert(place, [junk, b"\n".to_vec()].concat());
        files.insert(path.to_owned(), all.concat());
    }
    sum(&mut files);
    files
}

/// Returns the bundle without some lines and files, or with unlisted files.
pub fn plundered(mut files: Files, tape: &mut Tape<'_>) -> Files {
    for _ in 0..1 + tape.below(4) {
        match tape.below(6) {
            0..=2 => {
                let path = *tape.pick(&LISTS);
                let mut all = split(&files, path).unwrap_or_default();
                if !all.is_empty() {
                    all.remove(tape.below(all.len()));
                    files.insert(path.to_owned(), all.concat());
                }
            }
            3 => {
                let folder = *tape.pick(&[DETAILS, POLICIES, DETAILS]);
                let there: Vec<String> = files.keys().filter(|path| path.starts_with(folder)).cloned().collect();
                if !there.is_empty() {
                    files.remove(tape.pick(&there));
                }
            }
            4 => drop(files.remove(*tape.pick(&[NOTED, DELIVERED, CONSISTENCY, WORDS]))),
            _ => {
                let stray = ["media/stray.jpg", "records/stray", "details/stray", "policies/stray", "stray.txt"];
                files.insert((*tape.pick(&stray)).to_owned(), b"stray bytes".to_vec());
            }
        }
    }
    sum(&mut files);
    files
}
