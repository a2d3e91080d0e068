//! `testamur archive policy`: diverging lines of policies, and the owner's choice.

use archive::Line;
use evidence::SignedPolicy;
use serde_json::json;

use crate::door::Door;
use crate::opened::store;
use crate::trouble::Done;

/// Prints the policy that the archive follows, and chooses another line if one is named.
pub fn choose(door: &Door, follow: Option<&str>) -> Done {
    let store = store(door)?;
    if let Some(id) = follow {
        store.follow(id)?;
    }
    let (now, lines) = (store.policy()?, store.lines()?);
    let (id, version) = (now.as_ref().map(SignedPolicy::digest), now.as_ref().map(|now| now.policy().version));
    let text = match (id, version) {
        (Some(id), Some(version)) => format!("policy {id}, version {version}\n"),
        _ => "The archive has no policy yet.\n".to_owned(),
    };
    door.say(&json!({ "policy": id, "version": version, "policies_part": lines }), text + &told(&lines))
}

/// Returns the text about policies by the organisation's key that do not descend from each other.
pub fn told(lines: &[Line]) -> String {
    let mut text = String::new();
    for (n, line) in lines.iter().enumerate() {
        if n == 0 {
            let since =
                line.parts_after.map_or("from the first on".to_owned(), |version| format!("after version {version}"));
            text += &format!("THE ORGANISATION'S KEY SIGNED {} LINES OF POLICIES, which part {since}:\n", lines.len());
        }
        let (Line { policy, version, own, devices, .. }, followed) =
            (line, if line.followed { ", followed" } else { "" });
        text += &format!(
            "  {policy}  version {version}, {own} policies of its own here, {devices} devices joined under them{followed}\n"
        );
    }
    if !lines.is_empty() {
        text += "Ask the holder of the organisation's key which one is right. ";
        text += match lines.iter().any(|line| line.followed) {
            true => "Another one is chosen with testamur archive policy --follow ID\n",
            false => "The archive goes by what they share until you choose: testamur archive policy --follow ID\n",
        };
    }
    text
}
