//! Marks of one tap: the closed lists of tags and tallies, and the body of their records.
//!
//! A code outside the lists is never written, so that a later reader knows every word in the records.

use serde_json::{Value, json};

/// Codes of the tags that a person can set on an item with one tap.
pub const TAGS: [&str; 9] = ["force", "hurt", "child", "press", "no-badge", "plate", "station", "bus", "person-to-van"];

/// Codes of the things that a person can count with one tap.
pub const TALLIES: [&str; 12] =
    ["person-to-van", "force", "hurt", "child", "press", "mask", "bus", "cannon", "baton", "gas", "dog", "vehicle"];

/// Returns the body of a tag: `{"tag": code, "sure": bool}`. None if the code is not in [`TAGS`].
pub fn tag_body(code: &str, sure: bool) -> Option<Value> {
    TAGS.contains(&code).then(|| json!({ "tag": code, "sure": sure }))
}

/// Returns the body of a tally's tap: `{"tally": code, "step": 1 or -1}`. None if the code is not in [`TALLIES`] or
/// the step is another number.
pub fn tally_body(code: &str, step: i8) -> Option<Value> {
    (TALLIES.contains(&code) && matches!(step, 1 | -1)).then(|| json!({ "tally": code, "step": step }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_on_no_list_says_nothing() {
        assert_eq!(tag_body("no-badge", true), Some(json!({ "tag": "no-badge", "sure": true })));
        assert_eq!(tally_body("dog", -1), Some(json!({ "tally": "dog", "step": -1 })));
        for unknown in ["", "Force", "force ", "mask"] {
            assert_eq!(tag_body(unknown, true), None, "{unknown}");
        }
        for (code, step) in [("plate", 1), ("dog", 0), ("dog", 2), ("dog", i8::MIN), ("", 1)] {
            assert_eq!(tally_body(code, step), None, "{code} {step}");
        }
    }

    #[test]
    fn no_code_is_listed_twice() {
        for codes in [&TAGS[..], &TALLIES[..]] {
            let once: std::collections::BTreeSet<_> = codes.iter().collect();
            assert_eq!(once.len(), codes.len());
        }
    }
}
