//! The parts that the entries of an item state.

use std::collections::{BTreeMap, BTreeSet};

use evidence::part::{FirstOfRole, Role};
use evidence::{Digest, PlainPart, SignedEntry, lines};

use crate::answers::Question::Content;
use crate::findings::{Findings, Scope};

/// The first statement of each part in an item's entries.
#[derive(Default)]
pub(crate) struct Stated {
    /// Commitment, and length of the sealed part in bytes.
    pub(crate) parts: BTreeMap<Role, (Digest, u64)>,
    /// Roots over the lines of records.
    pub(crate) trees: BTreeMap<Role, Digest>,
    /// Roles that are stated twice, or after a later part.
    pub(crate) again: BTreeSet<Role>,
}

impl Stated {
    /// Collects the statements of entries in the order of the path.
    pub(crate) fn of(entries: &[&SignedEntry]) -> Self {
        let (mut out, mut statements) = (Self::default(), FirstOfRole::default());
        for (place, entry) in entries.iter().enumerate() {
            for part in entry.parts() {
                if statements.says(place, part.role) {
                    out.parts.insert(part.role, (part.commitment, part.sealed.size));
                    out.trees.extend(part.tree.map(|tree| (part.role, tree)));
                } else {
                    out.again.insert(part.role);
                }
            }
        }
        out
    }

    pub(crate) fn has(&self, role: Role, commitment: &Digest) -> bool {
        self.parts.get(&role).is_some_and(|(stated, _)| stated == commitment)
    }

    /// Checks that a readable record has the lines whose root its entry states.
    pub(crate) fn check_lines(
        &self,
        role: Role,
        part: &PlainPart,
        readable: bool,
        scope: Scope,
        findings: &mut Findings,
    ) {
        let Some(tree) = self.trees.get(&role).filter(|_| readable && self.has(role, &part.commitment())) else {
            return;
        };
        if !lines::root("record", part.content()).is_ok_and(|root| root == *tree) {
            let text = "the record matches its commitment, but its lines are not those that the entry states";
            findings.fail(Content, scope, "record-unreadable", text, "ask who made the device's software");
        }
    }

    /// Returns true when the sealed part is at least as long as the plain length claims.
    pub(crate) fn fits(&self, role: Role, commitment: &Digest, plain: u64) -> bool {
        self.parts.get(&role).is_none_or(|(stated, sealed)| stated != commitment || *sealed > plain)
    }
}
