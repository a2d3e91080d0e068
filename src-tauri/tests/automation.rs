//! A build that is not for end-to-end tests removes the variable that would let others drive its window.
//!
//! Runs without the test harness: the environment may be changed only while there is one thread.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

const VARIABLE: &str = "TAURI_WEBVIEW_AUTOMATION";
const CHILD: &str = "TESTAMUR_TEST_CHILD";

fn main() {
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(std::env::var_os(VARIABLE).unwrap(), "true");
        testamur_app::refuse_automation();
        assert_eq!(std::env::var_os(VARIABLE).is_some(), cfg!(feature = "e2e"));
        return;
    }
    let program = std::env::current_exe().unwrap();
    let done = std::process::Command::new(program).env(CHILD, "1").env(VARIABLE, "true").status().unwrap();
    assert!(done.success(), "the variable was not treated as it should be");
    println!("a build that is not for tests refuses to be driven: ok");
}
