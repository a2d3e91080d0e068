//! The archivist in the real window: a phone is brought by cable, its items are imported, viewed, judged and bundled,
//! and the bundle is judged again. The machine has no home of its own, and the bundle is the only plain data left on
//! it.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use evidence::policy::Review;
use jiff::Timestamp;
use organisation::{Organisation, PolicyTerms, Share};
use serde_json::json;
use vault::{Home, NewItem, OsDisk, OsSurroundings};

use crate::client::Window;
use crate::dialog::Dialog;
use crate::hand::Hand;
use crate::stage::{Stage, folder_of_pictures, picture};
use crate::{check_layout_of, files_with};

const PASSPHRASE: &str = "five random words of mine";
const NOTE: &str = "Planted words at the fountain";

/// The list of recent files, as other programs left it.
const RECENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xbel version="1.0" xmlns:bookmark="http://www.freedesktop.org/standards/desktop-bookmarks"
  xmlns:mime="http://www.freedesktop.org/standards/shared-mime-info">
  <bookmark href="file:///home/somebody/letter.odt" added="2026-11-01T10:00:00Z" modified="2026-11-01T10:00:00Z" visited="2026-11-01T10:00:00Z">
    <info><metadata owner="http://freedesktop.org">
      <mime:mime-type type="text/plain"/>
      <bookmark:applications><bookmark:application name="writer" exec="'writer %u'" modified="2026-11-01T10:00:00Z" count="1"/></bookmark:applications>
    </metadata></info>
  </bookmark>
</xbel>
"#;

/// Makes a video of some megabytes, so that the player reads it in ranges instead of as a blob.
fn film(path: &Path) -> Vec<u8> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-f", "lavfi", "-i", "sine=440"]);
    ffmpeg.args(["-t", "12", "-c:v", "libvpx", "-b:v", "5M", "-minrate", "5M", "-g", "25", "-deadline", "realtime"]);
    let made = ffmpeg.args(["-cpu-used", "8", "-c:a", "libopus", "-cluster_time_limit", "500"]).arg(path).status();
    assert!(made.unwrap().success());
    std::fs::read(path).unwrap()
}

/// Makes the smallest picture that a webview draws, with words in it to search for.
fn photo() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 48, image::Rgb([180, 60, 20])).write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

struct World {
    shares: Vec<String>,
    /// The shares as words.
    words: Vec<String>,
    film: Vec<u8>,
}

/// Makes an organisation and a phone that captured a photo and a film for it.
fn world(dir: &Path) -> World {
    let founded = Organisation::init(&dir.join("org"), "Invented Observers", 3, 2, None).unwrap();
    let terms = PolicyTerms {
        servers: Vec::new(),
        logs: Vec::new(),
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    };
    let policy = founded.organisation.policy(terms, None).unwrap();
    let invitation = founded.organisation.invite(&policy, None, Timestamp::MAX, None, None).unwrap();
    let (disk, around) = (Arc::new(OsDisk), Arc::new(OsSurroundings::new()));
    let text = serde_json::to_vec(&invitation).unwrap();
    let home = Home::join(&dir.join("phone"), &text, None, disk, around).unwrap();
    let noted = NewItem { note: Some(NOTE.to_owned()), ..NewItem::default() };
    home.add_file(&mut Cursor::new(photo()), "square.png", &noted, &mut |_| {}).unwrap();
    let film = film(&dir.join("film.webm"));
    std::fs::remove_file(dir.join("film.webm")).unwrap();
    home.add_file(&mut Cursor::new(&film), "street.webm", &NewItem::default(), &mut |_| {}).unwrap();
    let spelled = |spell: fn(&Share) -> zeroize::Zeroizing<String>| -> Vec<String> {
        founded.shares.iter().map(|share| spell(share).to_string()).collect()
    };
    World { shares: spelled(Share::line), words: spelled(Share::words), film }
}

fn path(dir: &Path) -> String {
    dir.to_str().unwrap().to_owned()
}

/// Presses a button that opens a dialog of the system. Returns immediately, because the page waits for the person.
fn press(window: &Window, selector: &str) {
    window.seen(selector);
    let script = "const at = document.querySelector(arguments[0]); setTimeout(() => at.click(), 10)";
    window.run(script, json!([selector]));
}

/// Returns the words of a PDF, once it is written. Needs Debian's `poppler-utils`.
fn text_of(paper: &Path) -> String {
    let began = Instant::now();
    loop {
        let read = Command::new("pdftotext").args(["-layout".as_ref(), paper.as_os_str(), "-".as_ref()]).output();
        let read = read.expect("pdftotext starts (apt-get install poppler-utils)");
        if read.status.success() {
            return String::from_utf8(read.stdout).unwrap().replace('\u{fb01}', "fi");
        }
        assert!(began.elapsed() < Duration::from_secs(20), "nothing was printed to {}", paper.display());
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Opens the line whose title has these words.
fn open_line(window: &Window, words: &str) {
    window.until(
        words,
        20,
        "const line = [...document.querySelectorAll('li[data-item] button.line')]
             .find((b) => b.textContent.includes(arguments[0]));
         line?.click();
         return line !== undefined",
        &json!([words]),
    );
    window.seen("#answers");
}

/// Real keys and a real mouse on the two items: the picture appears immediately, full screen and back, marks, ranges, a
/// film at one press.
fn the_desk_is_worked_by_keys(stage: &Stage, window: &Window) {
    window.resize(1280, 800);
    window.seen("[data-desk]");
    let hand = Hand::on(stage, window);
    hand.press("[role=row][data-item]:last-of-type .line, [data-item]:last-child .line");
    hand.key(&["Home", "End"]);
    let drawn =
        "return [...document.querySelectorAll('main img')].some((one) => one.naturalWidth === 64 && one.complete)";
    window.until("the photo beside the list", 20, drawn, &json!([]));
    window.until("five answers", 30, "return document.querySelectorAll('[data-short]').length === 5", &json!([]));
    hand.key(&["i"]);
    let important =
        "return __TAURI_INTERNALS__.invoke('archive_found', { filter: arguments[0] }).then((all) => all.length)";
    let filter = json!({ "words": "", "kind": null, "method": null, "device": null, "from": null, "to": null,
        "wholeness": null, "delivered": null, "marked": "important", "newest": false, "sort": "claimed", "ascending": false });
    window.until("the mark", 10, &format!("{important}.then((n) => n === 1)"), &json!([filter]));
    hand.key(&["i"]);
    window.until("no mark", 10, &format!("{important}.then((n) => n === 0)"), &json!([filter]));
    hand.key(&["f"]);
    window.seen(".large [data-ready]");
    assert_eq!(hand.frame_faults(), json!([]), "a picture that fills the screen");
    hand.key(&["Escape"]);
    window.gone(".large");
    hand.key(&["ctrl+a"]);
    window.expect("2 chosen");
    hand.key(&["x", "x", "Home", "space"]);
    let plays = "const film = document.querySelector('video'); return film !== null && film.currentTime > 0.3";
    window.until("the film, at one press", 30, plays, &json!([]));
    hand.key(&["Escape", "Escape"]);
    picture(window, "office-desk-en");
}

#[test]
fn an_archivist_takes_in_a_phone_and_what_the_window_shows_never_touches_the_disk() {
    let stage = Stage::new();
    let dir = stage.folder.path().to_owned();
    let World { shares, words, film } = world(&dir);
    let recent = stage.user().join("data/recently-used.xbel");
    std::fs::create_dir_all(recent.parent().unwrap()).unwrap();
    std::fs::write(&recent, RECENT).unwrap();

    let window = stage.open();
    window.expect("Open an invitation");
    window.click("[data-screen=office]");
    window.expect("There is no archive on this machine yet");
    picture(&window, "office-make-en");
    window.put("#passphrase", PASSPHRASE);
    window.put("#again", PASSPHRASE);
    window.click("button[type=submit]");
    window.expect("The archive is empty");
    check_layout_of(&window, "an empty archive");

    window.click("[data-room=intake]");
    window.seen("#organisation");
    window.put("#organisation", &path(&dir.join("org")));
    window.click("button[type=submit]");
    window.seen("#share-1");
    let focus = "return document.activeElement?.id === arguments[0]";
    window.put("#share-0", &shares[0]);
    window.expect("Share 1 of set");
    window.click("input[value=folder]");
    window.put("#source", &path(&dir.join("phone")));
    // A wrong word is reported at its field, and the good share stays.
    let wrong = words[2].replacen(' ', " qqqq ", 1);
    window.put("#share-1", &wrong);
    window.expect("Word 2 is not in the list of words.");
    window.click("form button.main");
    window.until("the field that hinders", 20, focus, &json!(["share-1"]));
    window.put("#share-1", &shares[2]);
    window.expect("Share 3 of set");
    check_layout_of(&window, "an intake");
    picture(&window, "office-intake-en");
    window.click("form button.main");
    window.expect("Everything that the source has is here");
    picture(&window, "office-taken-in-en");

    // A narrow window has a list and a page for each item, a wide one a desk.
    window.click("[data-act=show-new]");
    window.seen("[role=row][data-item]");
    window.resize(480, 800);
    window.seen("li[data-item]");
    window.expect(NOTE);
    check_layout_of(&window, "the list");
    picture(&window, "office-list-en");
    the_desk_is_worked_by_keys(&stage, &window);
    window.resize(480, 800);
    window.seen("li[data-item]");
    window.put("input[name=words]", "FOUNT");
    window.expect("1 item found");
    open_line(&window, NOTE);
    let drawn = "return (document.querySelector('.medium img')?.naturalWidth ?? 0) === 64";
    window.until("the photo", 20, drawn, &json!([]));
    window.expect("Every disclosed part is byte for byte what the device signed.");
    check_layout_of(&window, "an item");
    picture(&window, "office-photo-en");
    window.resize(480, 800);
    window.seen("button.back");
    window.click("button.back");
    window.seen("li[data-item]");
    window.put("input[name=words]", "");
    window.expect("2 items");
    open_line(&window, "street.webm");
    window.click(".medium button");
    let plays = "const video = document.querySelector('.medium video');
                 if (!video) return false;
                 video.muted = true;
                 if (video.paused) video.play().catch(() => undefined);
                 return video.currentTime > 0.5 && video.videoWidth === 640";
    window.until("the film", 30, plays, &json!([]));
    let fed = window.run("return document.querySelector('.medium video').seekable.length > 0", json!([]));
    assert_eq!(fed, json!(true));
    // The engine's own full screen is not used; the app's large view keeps the film in place.
    window.run("document.querySelector('.medium video').pause()", json!([]));
    let at = "const film = document.querySelector('.medium video'); return [film.currentTime, film.controls]";
    let before = window.run(at, json!([]));
    assert_eq!(before[1], json!(false));
    window.click(".medium [data-large]");
    window.seen(".medium .place.large [data-player=at]");
    assert_eq!(window.run(at, json!([])), before, "large, the film is where it was");
    window.click(".medium [data-large]");
    window.gone(".medium .place.large");
    assert_eq!(window.run(at, json!([])), before, "small again, the film is where it was");
    picture(&window, "office-film-en");
    window.resize(480, 800);
    window.seen(".actions button");
    window.click(".actions button");
    window.seen("#bundle-out");
    let bundle = dir.join("for-the-court.zip");
    press(&window, "#bundle-out + button");
    Dialog::wait(&stage, "Path of the new bundle").choose(&bundle);
    window.until(
        "the chosen path",
        20,
        "return document.querySelector('#bundle-out').value === arguments[0]",
        &json!([path(&bundle)]),
    );
    window.click("button[type=submit]");
    window.expect("The bundle is written. Items: 1, files: 1");
    picture(&window, "office-bundle-en");

    // Judged from the page that made it, and from its path.
    window.click("[data-act=verify]");
    window.expect("Result for for-the-court.zip");
    window.go("verify");
    window.seen("#bundle-path");
    window.put("#bundle-path", &path(&bundle));
    window.click("form button[type=submit]");
    window.expect("Result for for-the-court.zip");
    window.expect("whose key you trust");
    check_layout_of(&window, "a verdict");
    picture(&window, "verify-en");

    window.click("[data-room=report]");
    window.seen("article.report");
    check_layout_of(&window, "a report");
    picture(&window, "report-en");
    press(&window, ".tools button.main");
    let print = Dialog::wait(&stage, "Print");
    print.press(&["Down", "alt+p"]);
    print.gone();
    window.expect("The PDF was written at");
    // Named by its kind and its date; the only item's number is in between.
    let mut papers = files_with(&stage.user(), "").into_iter().filter(|f| f.extension().is_some_and(|e| e == "pdf"));
    let paper = papers.next_back().expect("a paper was written");
    let name = paper.file_name().and_then(|n| n.to_str()).unwrap();
    assert!(name.starts_with("Verification-report-") && !name.contains("court"), "{name}");
    window.expect(name);
    window.expect(&path(paper.parent().unwrap()));
    let printed = text_of(&paper);
    let whole = ["Verification report", "for-the-court.zip", "street.webm", "Completeness", "SHA-256"];
    for words in whole {
        assert!(printed.contains(words), "{words} is not on paper:\n{printed}");
    }
    std::fs::copy(&paper, folder_of_pictures().join("report-en.pdf")).unwrap();
    std::fs::remove_file(&paper).unwrap();
    drop(window);

    assert!(std::fs::read_to_string(&recent).unwrap().contains("letter.odt"), "what others keep there is theirs");
    let written = std::fs::read(&bundle).unwrap();
    assert!(written.windows(film.len()).any(|w| w == film), "the bundle holds the film");
    std::fs::remove_file(&bundle).unwrap();
    for words in [NOTE, "street.webm", PASSPHRASE, &shares[0], "for-the-court.zip"] {
        let found: Vec<_> = files_with(&dir, words).into_iter().filter(|f| !f.starts_with(dir.join("org"))).collect();
        assert_eq!(found, Vec::<std::path::PathBuf>::new(), "{words}");
    }
    let piece = &film[film.len() / 2..film.len() / 2 + 64];
    for file in files_with(&dir, "") {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(piece.len()).any(|w| w == piece), "{}", file.display());
    }
}
