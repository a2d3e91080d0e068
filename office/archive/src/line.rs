//! Decides which line of policies the archive follows, if the organisation's key signed more than one.
//!
//! The order of arrival has no influence: the owner's own choice counts first, then the line of the organisation's
//! folder.

use evidence::{Digest, SignedPolicy, policy};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::columns::{blob, digest};
use crate::filing;
use crate::finding::{self, Finding, FindingKind};
use crate::store::Store;
use crate::{Error, Result};

/// Names of the facts: the newest policy of the organisation's folder at the last pull, and the policy that the owner
/// chose.
const FOLDER: &str = "policy_of_folder";
const CHOSEN: &str = "policy_chosen";

/// The newest policy of a line that parts from another line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Line {
    /// Digest of its newest policy.
    pub policy: Digest,
    /// The version of that policy.
    pub version: u64,
    /// The last version before the lines part; `None` if they share no policy here.
    pub parts_after: Option<u64>,
    /// Number of its policies here that no other line has.
    pub own: usize,
    /// Number of devices that joined, or were renewed, under one of those.
    pub devices: u64,
    /// True for the line that the archive follows.
    pub followed: bool,
}

impl Store {
    /// Returns the policy in force for the archive: the newest that descends from the owner's choice, else from that of
    /// the organisation's folder, else from the first that came. If lines part above it, the last policy that they
    /// share.
    pub fn policy(&self) -> Result<Option<SignedPolicy>> {
        let policies = self.policies()?;
        Ok(self.followed(&policies)?.cloned())
    }

    fn followed<'a>(&self, policies: &'a [SignedPolicy]) -> Result<Option<&'a SignedPolicy>> {
        let Some(base) = self.base(policies)? else { return Ok(None) };
        let line: Vec<_> = policies.iter().filter(|p| p.digest() == base.digest() || p.descends_from(base)).collect();
        let ends = policy::newest(&line);
        let shared = |policy: &&&SignedPolicy| ends.iter().all(|end| is_of(end, policy));
        Ok(line.iter().filter(shared).max_by_key(|policy| policy.policy().version).copied())
    }

    /// Returns the lines that part; empty if there is only one line.
    pub fn lines(&self) -> Result<Vec<Line>> {
        let policies = self.policies()?;
        let ends = policy::newest(&policies.iter().collect::<Vec<_>>());
        if ends.len() < 2 {
            return Ok(Vec::new());
        }
        let followed = self.followed(&policies)?;
        let mut lines = Vec::new();
        for end in &ends {
            let shared =
                policies.iter().filter(|p| is_of(end, p) && ends.iter().any(|other| other != end && is_of(other, p)));
            let own: Vec<_> = policies
                .iter()
                .filter(|p| is_of(end, p) && !ends.iter().any(|other| other != end && is_of(other, p)))
                .map(SignedPolicy::digest)
                .collect();
            lines.push(Line {
                policy: end.digest(),
                version: end.policy().version,
                parts_after: shared.map(|policy| policy.policy().version).max(),
                own: own.len(),
                devices: self.joined_under(&own)?,
                followed: followed.is_some_and(|followed| own.contains(&followed.digest())),
            });
        }
        lines.sort_by_key(|line| (!line.followed, line.policy));
        Ok(lines)
    }

    /// Chooses the line of the policy whose digest begins with `id`. The choice is kept in the archive and can be
    /// changed.
    ///
    /// Errors: `Refused` if no policy, or more than one, begins so.
    pub fn follow(&self, id: &str) -> Result<SignedPolicy> {
        let mut named = self.policies()?.into_iter().filter(|policy| policy.digest().to_string().starts_with(id));
        let refused = |why| Error::refused("the choice", why);
        let chosen =
            named.next().filter(|_| !id.is_empty()).ok_or_else(|| refused("the archive has no such policy"))?;
        if named.next().is_some() {
            return Err(refused("more than one policy begins so: type more of its id"));
        }
        self.remember(CHOSEN, &chosen.digest())?;
        self.tell_lines()?;
        self.judge_all_again()?;
        self.write_lines()?;
        Ok(chosen)
    }

    /// Keeps as findings which lines part and which one is followed; returns the new ones.
    pub(crate) fn tell_lines(&self) -> Result<Vec<Finding>> {
        let told = |line: Line| {
            let followed = if line.followed { "the archive follows it" } else { "the archive does not follow it" };
            let why = format!("version {}, {} devices joined under it; {followed}", line.version, line.devices);
            Finding::new(FindingKind::PoliciesPart, line.policy, why)
        };
        let told: Vec<_> = self.lines()?.into_iter().map(told).collect();
        finding::settle_all_but(&self.index, FindingKind::PoliciesPart, &told)?;
        filing::keep(&self.index, told)
    }

    /// Keeps the newest policy of the organisation's folder: a later one of the kept line, or that of the first folder.
    pub(crate) fn see_folder(&self, policies: &[SignedPolicy]) -> Result<()> {
        let Some(newest) = policies.iter().max_by_key(|policy| policy.policy().version) else { return Ok(()) };
        let known = self.remembered(FOLDER)?;
        if known == Some(newest.digest()) {
            return Ok(());
        }
        let known = known.and_then(|known| self.policies().ok()?.into_iter().find(|policy| policy.digest() == known));
        if known.is_some_and(|known| !newest.descends_from(&known)) {
            return Ok(());
        }
        self.remember(FOLDER, &newest.digest())?;
        self.judge_all_again()
    }

    fn base<'a>(&self, policies: &'a [SignedPolicy]) -> Result<Option<&'a SignedPolicy>> {
        let first = "SELECT digest FROM policy ORDER BY rowid LIMIT 1";
        let first: Option<Vec<u8>> = self.index.query_row(first, [], |r| r.get(0)).optional()?;
        let first = first.map(|first| digest(&first)).transpose()?;
        let named = [self.remembered(CHOSEN)?, self.remembered(FOLDER)?, first];
        Ok(named.into_iter().flatten().find_map(|named| policies.iter().find(|policy| policy.digest() == named)))
    }

    /// Counts devices whose admission names one of these policies.
    fn joined_under(&self, policies: &[Digest]) -> Result<u64> {
        let mut devices = 0;
        for device in self.devices()? {
            let mut admitted = self.renewals(&device)?;
            admitted.extend(crate::store::entry(&self.index, &device)?);
            let named = admitted.iter().filter_map(|entry| entry.details()).any(|d| policies.contains(&d.policy));
            devices += u64::from(named);
        }
        Ok(devices)
    }

    fn judge_all_again(&self) -> Result<()> {
        let sql = "INSERT INTO unjudged (device) SELECT DISTINCT device FROM entry WHERE device NOT IN (SELECT device FROM unjudged)";
        self.index.execute(sql, [])?;
        Ok(())
    }

    fn remember(&self, name: &str, policy: &Digest) -> Result<()> {
        self.index.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![name, blob(policy)])?;
        Ok(())
    }

    fn remembered(&self, name: &str) -> Result<Option<Digest>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let value: Option<Vec<u8>> = self.index.query_row(sql, [name], |r| r.get(0)).optional()?;
        value.map(|value| digest(&value)).transpose()
    }
}

/// Returns true if a policy is on the line that ends with `end`.
fn is_of(end: &SignedPolicy, policy: &SignedPolicy) -> bool {
    end.digest() == policy.digest() || end.descends_from(policy)
}
