//! A sealed part that has no entry yet. Its file name holds all that an entry needs, and nothing private:
//! `<item>.<live|whole>.<role>.<commitment>.<digest>.<size>`, followed by `.<tree>` for a record.

use std::fmt;

use evidence::details::PartStatement;
use evidence::part::{MAX_SEALED, Role, Sealed};
use evidence::{Digest, ItemId};

/// A sealed part in `parts/incoming`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Staged {
    pub(crate) item: ItemId,
    /// True for a live recording.
    pub(crate) live: bool,
    pub(crate) part: PartStatement,
}

impl Staged {
    /// Reads a file name. Returns `None` if this program did not write it.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let pieces: Vec<&str> = name.split('.').collect();
        let (pieces, tree) = match pieces.as_slice() {
            [rest @ .., tree] if rest.len() == 6 => (rest, Some(tree.parse().ok()?)),
            all => (all, None),
        };
        let [item, class, role, commitment, digest, size] = pieces else { return None };
        let live = match *class {
            "live" => true,
            "whole" => false,
            _ => return None,
        };
        let sealed = Sealed { sha256: digest.parse().ok()?, size: size.parse().ok()? };
        let role: Role = role.replace('-', "/").parse().ok()?;
        let commitment: Digest = commitment.parse().ok()?;
        let staged = Self { item: item.parse().ok()?, live, part: PartStatement { role, commitment, tree, sealed } };
        // One part has exactly one name, and a name never leads to a file larger than a part, or to a part that no
        // entry can state.
        let can_be =
            (1..=MAX_SEALED as u64).contains(&sealed.size) && !(tree.is_some() && matches!(role, Role::Media(_)));
        (staged.to_string() == name && can_be).then_some(staged)
    }
}

impl fmt::Display for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = if self.live { "live" } else { "whole" };
        let role = self.part.role.to_string().replace('/', "-");
        let PartStatement { commitment, sealed, tree, .. } = self.part;
        write!(f, "{}.{class}.{role}.{commitment}.{}.{}", self.item, sealed.sha256, sealed.size)?;
        tree.map_or(Ok(()), |tree| write!(f, ".{tree}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_and_no_other_name_is_taken() {
        for role in [Role::Opening, Role::Media(0), Role::Media(63), Role::Record] {
            let sealed = Sealed { sha256: Digest::of(b"s"), size: 250_112 };
            let tree = (!matches!(role, Role::Media(_))).then(|| Digest::of(b"t"));
            let part = PartStatement { role, commitment: Digest::of(b"c"), tree, sealed };
            let staged = Staged { item: ItemId::from_bytes([3; 16]), live: true, part };
            let name = staged.to_string();
            assert_eq!(Staged::parse(&name), Some(staged));
            for wrong in [
                name.replace("live", "dead"),
                format!("{name}~"),
                name.replace("250112", "0250112"),
                format!("{name}.x"),
                name.replace("250112", "0"),
                format!(
                    "{}.{}",
                    Staged { part: PartStatement { role: Role::Media(0), tree: None, ..part }, ..staged },
                    Digest::of(b"t")
                ),
            ] {
                assert_eq!(Staged::parse(&wrong), None, "{wrong}");
            }
        }
        assert_eq!(Staged::parse("../../etc/passwd"), None);
    }
}
