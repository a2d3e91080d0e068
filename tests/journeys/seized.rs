//! The attacker has the whole home folder and every key in it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use evidence::policy::RecipientKind;
use support::{Ready, output};

const NOTE: &str = "Aigerim saw four men in masks at the fountain";
const NAME: &str = "police-van-at-Respublika.txt";
const CONTENT: &str = "PLATE 482 KZ 02, baton, three children, 11:40";
/// The place, searched as text and as the bytes of its floating-point numbers.
const PLACE: (f64, f64) = (43.238949, 76.889709);

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            if entry.path().is_dir() { open.push(entry.path()) } else { out.push(entry.path()) }
        }
    }
    out
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|w| w == word)
}

/// Returns the text itself, and in UTF-16, in hex and in base64 at each of its three alignments.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let bytes = word.as_bytes();
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut out = vec![bytes.to_vec(), hex.clone().into_bytes(), hex.to_uppercase().into_bytes(), wide];
    // Each of the three places that a word can have in base64 text. Five bytes are the fewest: four letters stand in any long text
    // by chance.
    for skip in 0..3 {
        out.push(base64(&bytes[skip..]));
    }
    assert!(out.iter().all(|piece| piece.len() >= 6), "{word} is too short to be looked for");
    out
}

/// Returns the base64 letters that these bytes decide alone.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let letters = 0..bytes.len() * 8 / 6;
    letters.map(|at| DIGITS[(at * 6..at * 6 + 6).fold(0, |n, at| n << 1 | bit(at))]).collect()
}

#[test]
fn a_word_is_found_in_base64_wherever_it_stands() {
    // `printf xxAigerim | base64`, with as many x before it as the place has.
    for (place, text) in ["QWlnZXJpbQ==", "eEFpZ2VyaW0=", "eHhBaWdlcmlt"].into_iter().enumerate() {
        let found = spellings("Aigerim").into_iter().filter(|piece| contains(text.as_bytes(), piece)).count();
        assert_eq!(found, 1, "place {place}");
    }
}

/// Reserved disk space: the same bytes in every home.
const RESERVE: &str = "reserve";

/// Returns every 32 bytes that could be a secret: at any offset of any file except sealed parts and the reserved
/// space.
fn candidate_secrets(home: &Path) -> BTreeSet<[u8; 32]> {
    let mut out = BTreeSet::new();
    let sealed = [home.join("parts"), home.join(RESERVE)];
    for path in files(home).into_iter().filter(|p| !sealed.iter().any(|sealed| p.starts_with(sealed))) {
        let bytes = std::fs::read(&path).unwrap();
        out.extend(bytes.windows(32).map(|w| <[u8; 32]>::try_from(w).unwrap()));
    }
    // 32 random bytes have at least 20 different values, except for one in a million of them.
    out.retain(|s| s.iter().collect::<BTreeSet<_>>().len() >= 20);
    out
}

fn capture(ready: &Ready) {
    let file = ready.world.path(NAME);
    std::fs::write(&file, CONTENT).unwrap();
    let at = format!("{},{}", PLACE.0, PLACE.1);
    ready.world.testamur(&["add", &file, "--note", NOTE, "--at", &at]).unwrap();
    std::fs::remove_file(file).unwrap();
    let mut live = ready.world.command(&["record", "--name", NAME, "--type", "audio/ogg", "--note", NOTE, "--at", &at]);
    let mut live = live.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    support::first_line(&mut live).unwrap();
    std::io::Write::write_all(live.stdin.as_mut().unwrap(), CONTENT.repeat(400).as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(900));
    live.kill().unwrap();
    live.wait().unwrap();
    ready.world.testamur(&["status"]).unwrap();
}

#[test]
fn a_seized_home_under_review_never_says_no_content_name_or_place() {
    let ready = Ready::new().unwrap();
    capture(&ready);
    let home = PathBuf::from(ready.world.path("home"));
    let found = files(&home);
    assert!(found.len() > 4, "the home holds the captures");
    let mut words =
        vec![NOTE, "Aigerim", "fountain", NAME, "Respublika", CONTENT, "482 KZ 02", "43.2389", "76.8897", "audio/ogg"];
    words.sort_unstable();
    for path in &found {
        let bytes = std::fs::read(path).unwrap();
        for word in &words {
            for spelling in spellings(word) {
                assert!(!contains(&bytes, &spelling), "{} says {word:?}", path.display());
            }
        }
        for number in [PLACE.0, PLACE.1] {
            assert!(
                !contains(&bytes, &number.to_le_bytes()) && !contains(&bytes, &number.to_be_bytes()),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn no_key_in_a_seized_home_opens_a_part() {
    let ready = Ready::new().unwrap();
    capture(&ready);
    let home = PathBuf::from(ready.world.path("home"));
    let sealed: Vec<_> = files(&home.join("parts"));
    assert!(!sealed.is_empty());
    let other = Ready::new().unwrap();
    let reserve = |ready: &Ready| std::fs::read(Path::new(&ready.world.path("home")).join(RESERVE)).unwrap();
    assert!(reserve(&ready) == reserve(&other), "the room that is held back says something of its home");
    let secrets = candidate_secrets(&home);
    assert!(secrets.len() > 1_000, "the attacker has something to try: {}", secrets.len());
    // Compares the recipient of each candidate, computed by age itself, with the recipients of every part.
    let identities: String = secrets.iter().map(|s| bech32_identity(s) + "\n").collect();
    let file = ready.world.path("stolen.txt");
    std::fs::write(&file, identities).unwrap();
    let recipients = output(Command::new("age-keygen").arg("-y").arg(&file)).unwrap();
    assert_eq!(recipients.lines().count(), secrets.len());
    let organisation = std::fs::read_to_string(ready.world.path("org/organisation.json")).unwrap();
    let opened: Vec<_> = recipients.lines().filter(|r| organisation.contains(r)).collect();
    assert_eq!(opened, Vec::<&str>::new(), "a secret of the archive lies in the home");
    let hybrid = |secret: &[u8; 32]| {
        let identity = seal::Identity::from_seed(RecipientKind::Hybrid, (*secret).into()).unwrap();
        identity.recipient().to_string()
    };
    assert!(!secrets.iter().any(|s| organisation.contains(&hybrid(s))), "a secret of the archive lies in the home");
    // Tries each on the smallest part.
    let part = sealed.iter().min_by_key(|p| p.metadata().unwrap().len()).unwrap();
    let few: String = secrets.iter().take(200).map(|s| bech32_identity(s) + "\n").collect();
    std::fs::write(&file, few).unwrap();
    let tried = Command::new("age").args(["-d", "-i", &file]).arg(part).output().unwrap();
    let said = String::from_utf8_lossy(&tried.stderr).into_owned();
    assert!(!tried.status.success() && said.contains("no identity matched"), "{said}");
    let bytes = std::fs::read(part).unwrap();
    for secret in secrets.iter().take(200) {
        let text = seal::Identity::from_seed(RecipientKind::Hybrid, (*secret).into()).unwrap().text();
        assert!(seal::ReviewIdentity::parse(&text).unwrap().open(&bytes).is_err());
    }
}

#[test]
fn the_archives_own_key_does_open_them_so_the_trial_above_means_something() {
    let ready = Ready::new().unwrap();
    capture(&ready);
    ready.world.testamur(&["sync"]).unwrap();
    output(&mut ready.world.pull(&ready.server)).unwrap();
    let list = ready.world.testamur(&["archive", "list"]).unwrap();
    for item in list["items"].as_array().unwrap() {
        let shown = ready.world.testamur(&["archive", "show", item["item"].as_str().unwrap()]).unwrap();
        assert!(shown.to_string().contains(NAME) && shown.to_string().contains(NOTE), "{shown}");
    }
}

/// Returns `AGE-SECRET-KEY-1…` (BIP 173) of 32 bytes.
fn bech32_identity(secret: &[u8; 32]) -> String {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let hrp = b"age-secret-key-";
    let mut data = Vec::new();
    let (mut bits, mut acc) = (0, 0u32);
    for byte in secret {
        acc = acc << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            data.push((acc >> bits & 31) as u8);
        }
    }
    data.push((acc << (5 - bits) & 31) as u8);
    let polymod = |values: &[u8]| {
        values.iter().fold(1u32, |chk, v| {
            let top = chk >> 25;
            let chk = (chk & 0x1ff_ffff) << 5 ^ u32::from(*v);
            [0x3b6a_57b2u32, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
                .iter()
                .enumerate()
                .fold(chk, |c, (i, g)| if top >> i & 1 == 1 { c ^ g } else { c })
        })
    };
    let mut values: Vec<u8> = hrp.iter().map(|c| c >> 5).chain([0]).chain(hrp.iter().map(|c| c & 31)).collect();
    values.extend(&data);
    values.extend([0; 6]);
    let check = polymod(&values) ^ 1;
    let sum = (0..6).map(|i| (check >> (5 * (5 - i)) & 31) as u8);
    let digits: String = data.iter().copied().chain(sum).map(|d| DIGITS[d as usize] as char).collect();
    format!("age-secret-key-1{digits}").to_uppercase()
}

#[test]
fn the_trials_spelling_of_an_identity_is_one_that_age_reads() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("identity.txt");
    std::fs::write(&file, bech32_identity(&[7; 32])).unwrap();
    let recipient = output(Command::new("age-keygen").arg("-y").arg(&file)).unwrap();
    let plain = dir.path().join("plain");
    let sealed = dir.path().join("sealed.age");
    std::fs::write(&plain, "x").unwrap();
    output(Command::new("age").args(["-r", recipient.trim(), "-o"]).arg(&sealed).arg(&plain)).unwrap();
    assert_eq!(output(Command::new("age").args(["-d", "-i"]).arg(&file).arg(&sealed)).unwrap(), "x");
}
