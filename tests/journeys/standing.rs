//! A device with a useless invitation, one that is taken and comes back, and the organisation's words in transit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use serde_json::Value;
use support::{Ready, last_json, output};

fn add(ready: &Ready, name: &str) -> String {
    let path = ready.world.path(name);
    std::fs::write(&path, name).unwrap();
    let added = ready.world.testamur(&["add", &path]).unwrap();
    added["items"][0]["item"].as_str().unwrap().to_owned()
}

fn pull(ready: &Ready, archive: &str) -> Value {
    last_json(&output(ready.world.pull(&ready.server).args(["--home", archive])).unwrap()).unwrap()
}

/// Returns the signer's answer of one item, and the codes of all findings about signers.
fn signer(ready: &Ready, archive: &str, item: &str) -> (String, Vec<String>) {
    let bundle = ready.world.path(&format!("{item}.zip"));
    let _ = std::fs::remove_file(&bundle);
    ready.world.testamur(&["--home", archive, "archive", "bundle", item, "--out", &bundle]).unwrap();
    let said = ready.world.testamur(&["verify", &bundle, "--policy", &ready.world.path("policy.dsse")]).unwrap();
    let answer = &said["items"][0]["signer"];
    let codes = said["signer"]["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned());
    (answer["status"].as_str().unwrap().to_owned(), codes.collect())
}

#[test]
fn a_taken_device_is_ended_without_touching_its_past_and_comes_back_by_a_renewal() {
    let ready = Ready::new().unwrap();
    let (archive, other) = (ready.world.path("archive"), ready.world.path("archive-of-a-colleague"));
    let org = ready.world.path("org");
    let code = ready.world.testamur(&["status"]).unwrap()["code"].as_str().unwrap().to_owned();
    let before = add(&ready, "before.txt");
    ready.world.testamur(&["sync"]).unwrap();
    pull(&ready, &archive);
    let of_archive = |args: &[&str]| ready.world.testamur(&[&["--home", &archive, "archive"], args].concat());
    let asked = of_archive(&["end", &code, "--org", &org, "--after", "0"]).unwrap_err().to_string();
    assert!(asked.contains("1 that a log noted before") && asked.contains("--yes"), "{asked}");
    assert_eq!(of_archive(&["devices"]).unwrap()[0]["now"]["state"], "admitted", "nothing was said");
    let ended = of_archive(&["end", &code, "--org", &org, "--yes"]).unwrap();
    assert!(ended["after"].is_string() && ended["behind"]["noted"] == 0, "{ended}");
    let pulled = pull(&ready, &archive);
    assert_eq!((&pulled["words"], &pulled["findings"].as_array().unwrap().len()), (&0.into(), &0), "{pulled}");
    assert_eq!(of_archive(&["devices"]).unwrap()[0]["ends"][0]["logged"], true);

    let taken = add(&ready, "taken.txt");
    ready.world.testamur(&["sync"]).unwrap();
    let pulled = pull(&ready, &archive);
    assert_eq!((&pulled["doubted"][0]["doubt"], &pulled["doubted"][0]["items"]), (&"ended".into(), &1.into()));
    let listed = of_archive(&["list", "--doubt", "ended"]).unwrap();
    assert_eq!(listed["items"][0]["item"], taken.as_str(), "{listed}");
    let lines = ready.world.plain(&["--home", &archive, "archive", "show", &taken]).output().unwrap();
    assert!(String::from_utf8(lines.stdout).unwrap().contains("AFTER THE END OF ITS DEVICE"));
    assert_eq!(of_archive(&["devices"]).unwrap()[0]["now"]["state"], "ended");
    assert_eq!(signer(&ready, &archive, &before).0, "passed");
    let (status, codes) = signer(&ready, &archive, &taken);
    assert!(status == "not-checked" && codes.iter().any(|code| code == "ended"), "{status} {codes:?}");

    // The organisation gets its device back.
    let renewal = ready.world.path("renewal.json");
    let policy = ready.world.path("policy.dsse");
    let invite = ["--home", &archive, "org", "invite", &org, "--policy", &policy, "--renews", &code, "--out", &renewal];
    ready.world.testamur(&invite).unwrap();
    let renewed = ready.world.testamur(&["join", &renewal]).unwrap();
    assert_eq!(renewed["code"], code.as_str(), "{renewed}");
    assert!(ready.world.testamur(&["join", &renewal]).is_err(), "an invitation works once");
    let back = add(&ready, "back.txt");
    ready.world.testamur(&["sync"]).unwrap();
    pull(&ready, &archive);
    let (status, codes) = signer(&ready, &archive, &back);
    assert!(status == "passed" && codes.iter().any(|code| code == "renewed"), "{status} {codes:?}");
    assert_eq!(signer(&ready, &archive, &taken).0, "not-checked", "a renewal cleans nothing before it");
    assert_eq!(of_archive(&["devices"]).unwrap()[0]["now"]["state"], "renewed");
    let lines = ready.world.plain(&["--home", &archive, "archive", "devices"]).output().unwrap();
    assert!(String::from_utf8(lines.stdout).unwrap().contains("now: admitted again, since entry"));

    // A colleague's archive learns the word from the server.
    assert_eq!(pull(&ready, &other)["words"], 1);
    assert_eq!(signer(&ready, &other, &taken).0, "not-checked");
    assert_eq!(signer(&ready, &other, &before).0, "passed");
}

#[test]
fn a_new_policy_reaches_a_device_with_its_next_sending_and_is_named_by_its_chain() {
    let ready = Ready::new().unwrap();
    let (org, second) = (ready.world.path("org"), ready.world.path("second.dsse"));
    add(&ready, "one.txt");
    ready.world.testamur(&["sync"]).unwrap();
    assert_eq!(ready.world.testamur(&["status"]).unwrap()["policy_version"], 0);
    let server = [
        "org",
        "policy",
        &org,
        "--server",
        &ready.server.url,
        "--pin",
        &ready.server.pin,
        "--log-key",
        &ready.server.log_key,
        "--review",
        "always",
        "--out",
        &second,
    ];
    ready.world.testamur(&server).unwrap();
    let other = ready.world.path("for-another.json");
    let invite = ["org", "invite", &org, "--policy", &second, "--server", &ready.server.url, "--out", &other];
    ready.world.testamur(&invite).unwrap();
    // With an empty outbox the policy is still requested. Its changes are reported until a person at a terminal could
    // read them.
    let told = |args: &[&str]| {
        let out = ready.world.command(args).output().unwrap();
        assert!(out.status.success());
        let said = String::from_utf8(out.stderr).unwrap();
        (
            last_json(&String::from_utf8(out.stdout).unwrap()).unwrap(),
            said.contains("WHOEVER OPENS THE VAULT")
                && !said.contains("CHANGED WHO CAN OPEN")
                && said.contains("be looked at on this device"),
        )
    };
    let (report, said) = told(&["sync"]);
    assert_eq!((&report["policy_followed"], &report["entries_noted"]), (&true.into(), &1.into()), "{report}");
    assert!(said && told(&["status"]).1);
    add(&ready, "two.txt");
    add(&ready, "three.txt");
    assert_eq!(ready.world.testamur(&["status"]).unwrap()["policy_version"], 1);
    let archive = ready.world.path("archive");
    ready.world.testamur(&["sync"]).unwrap();
    pull(&ready, &archive);
    let listed = ready.world.testamur(&["--home", &archive, "archive", "devices"]).unwrap();
    // With the passphrase, `add` opens the vault: under review, an entry names who may look from then on.
    assert_eq!(listed[0]["entries"], 6, "genesis, three items, the policy and who may review: {listed}");
}
