//! An interview in the real window: consent first, identity gone, a kill in the middle, read back, filed; then every
//! file that the app and the webview wrote is searched for the typed words.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{PASSPHRASE, Ready, output};

use crate::client::Window;
use crate::files_with;
use crate::stage::{Stage, picture};

/// Typed words that must not be readable in any file afterwards.
const NAME: &str = "Aigerim Plantedname";
const CONTACT: &str = "+7 701 555 0199 planted";
const SAID: &str = "They were putting people into a bus without plates, plantedwords.";

/// Chooses an answer like a person, by pressing its label.
fn pick(window: &Window, question: &str, answer: &str) {
    let input = format!("[data-question={question}] input[value={answer}]");
    window.seen(&input);
    window.run("document.querySelector(arguments[0]).click()", json!([input]));
    let kept = format!("[data-question={question}][data-value={answer}]");
    window.seen(&kept);
}

fn next(window: &Window, step: &str) {
    window.click("[data-next]");
    window.seen(&format!("[data-step={step}]"));
}

fn interviews(window: &Window) {
    window.seen(".frame");
    window.go("write");
    window.seen("main [data-screen=testimony]");
    window.click("main [data-screen=testimony]");
}

#[test]
fn an_interview_survives_a_kill_and_no_word_of_it_is_readable_on_the_disk() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let window = stage.open();
    window.resize(1280, 800);
    interviews(&window);
    // Drafts are in the vault, which is opened first.
    window.seen("input[name=passphrase]");
    window.keys("input[name=passphrase]", PASSPHRASE);
    window.click("form button[type=submit]");
    window.seen("[data-begin]");
    picture(&window, "testimony-begun-en");
    window.click("[data-begin]");
    window.seen("[data-step=before]");

    // Before consent the account cannot be written down.
    next(&window, "consent");
    window.click("[data-next]");
    window.seen("[data-refused]");
    pick(&window, "consent-written", "yes");
    pick(&window, "use-lawyer", "yes");
    window.put("#consent-language", "ru");
    // The cards change their language, and the content below them moves.
    window.expect("Можно ли записать ваш рассказ текстом?");
    for told in ["[name=risks]", "[name=can-change]"] {
        window.click(told);
        window.seen(&format!("{told}:checked"));
    }
    pick(&window, "consent-how", "witnessed");
    window.keys("#how-by", "interpreter");
    picture(&window, "testimony-consent-en");
    next(&window, "who");

    // The identity is sealed to the witness compartment and gone from the screen.
    window.click("[data-open-identity]");
    window.seen("#id-name");
    window.keys("#id-name", NAME);
    window.keys("#id-contact", CONTACT);
    window.click("[data-identity] button[type=submit]");
    window.seen("[data-sealed]");
    let left = "return document.documentElement.outerHTML.includes(arguments[0])
        || [...document.querySelectorAll('input, textarea')].some((e) => e.value.includes(arguments[0]))";
    assert_eq!(window.run(left, json!([NAME])), json!(false), "the name is still on the screen");
    next(&window, "interview");
    window.keys("textarea[data-line]", SAID);
    window.click("[data-known=saw]");
    pick(&window, "fact-account-water", "no");
    window.seen("[data-saved=true]");
    picture(&window, "testimony-interview-en");
    stage.kill_app();
    drop(window);

    // Opened again: locked, and after the passphrase the words are in their old place.
    let window = stage.open();
    window.resize(1280, 800);
    interviews(&window);
    window.seen("input[name=passphrase]");
    window.keys("input[name=passphrase]", "wrong");
    window.click("form button[type=submit]");
    window.seen("[role=alert]");
    window.put("input[name=passphrase]", PASSPHRASE);
    window.click("form button[type=submit]");
    window.seen("[data-resume]");
    window.click("[data-resume]");
    window.seen("[data-step=interview]");
    let kept = window.run("return document.querySelector('textarea[data-line]').value", json!([]));
    assert_eq!(kept, json!(SAID));
    next(&window, "read-back");
    window.click("[data-next]");
    window.seen("[data-refused]");
    window.click("[data-right]");
    window.seen("[data-result=right]");
    next(&window, "sign-off");
    pick_sign(&window);
    window.click("[data-file]");
    window.seen("[data-words]");
    picture(&window, "testimony-filed-en");

    // A detention form with only one answer is a record too.
    window.go("write");
    // The six words are shown only now, and leaving asks about them.
    window.seen("[data-loose]");
    window.click("[data-loose] [data-drop]");
    window.seen("[data-form=detention]");
    window.click("[data-form=detention]");
    window.seen("main h1");
    picture(&window, "form-detention-en");

    let delivered = "return __TAURI_INTERNALS__.invoke('items', { before: null, limit: 50 })
        .then((p) => p.items.length > 0 && p.items.every((i) => i.delivered) && p.items.length)";
    let items = window.until("delivery", 90, delivered, &json!([]));
    assert_eq!(items, json!(3), "consent, identity, testimony");
    drop(window);

    // No typed text is readable in any file of the app, the webview or the server.
    let folder = stage.folder.path().to_owned();
    let places: Vec<PathBuf> = vec![folder, world.world.path("home").into(), world.world.path("server").into()];
    for words in [NAME, "Plantedname", CONTACT, SAID, "plantedwords", PASSPHRASE] {
        for place in &places {
            assert_eq!(files_with(place, words), Vec::<PathBuf>::new(), "{words} is readable");
        }
    }

    // The archivist reads the account, but not the person's identity: that is in the witness compartment.
    output(&mut world.world.pull(&world.server)).unwrap();
    let list = world.world.testamur(&["archive", "list"]).unwrap();
    let records: Vec<Value> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| world.world.testamur(&["archive", "show", i["item"].as_str().unwrap()]).unwrap()["record"].clone())
        .collect();
    let text = serde_json::to_string(&records).unwrap();
    assert!(text.contains("plantedwords") && text.contains("testamur-consent-v1"), "{text}");
    assert!(!text.contains("Plantedname") && !text.contains("0199"), "the archive key opened an identity");
    assert_eq!(records.iter().filter(|r| r.is_null()).count(), 1, "the identity waits sealed");
    assert!(Path::new(&world.world.path("home")).exists());
}

fn pick_sign(window: &Window) {
    window.run("document.querySelector('[data-question=sign-off] input[value=agreed-not-signed]').click()", json!([]));
    window.seen("[data-sign]");
    window.click("[data-sign]");
    window.seen("[data-signed]");
}
