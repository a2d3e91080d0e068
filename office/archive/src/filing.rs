//! Files entries, receipts and custody statements into the index, each after it is judged.
//!
//! Every call works inside the caller's transaction. Never opens a part. An entry with a proven wrong signature is set
//! aside under `refused`; an entry whose predecessor is missing is kept unlinked until the predecessor comes.

use evidence::chain::ChainFault;
use evidence::receipt::SignedCustody;
use evidence::{Carried, Digest, Envelope, Head, PublicKey, SignedEntry, json, word};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tlog::leaf_hash;

use crate::columns::{blob, damaged, digest, number, role_columns, with_hint};
use crate::finding::{self, Finding, FindingKind};
use crate::log::{Logs, Signed, Tree, keep_claimed, keep_signed};
use crate::store;
use crate::{Error, Result, said};

/// Files statements into `index`, and collects findings.
pub(crate) struct Filing<'a> {
    pub(crate) index: &'a Connection,
    pub(crate) organisation: PublicKey,
    pub(crate) logs: &'a Logs,
    pub(crate) findings: Vec<Finding>,
}

impl Filing<'_> {
    /// Files one entry, and returns it if it is new. An entry that cannot be filed is a finding, never an error.
    pub(crate) fn entry(&mut self, carried: &Carried) -> Result<Option<SignedEntry>> {
        let envelope = &carried.envelope;
        let name = envelope.digest();
        if let Some(lacks_details) = self.knows_entry(&name)? {
            if let (true, Some(details)) = (lacks_details, &carried.details) {
                self.tell(&name, details)?;
            }
            return Ok(None);
        }
        let entry = match SignedEntry::from_carried(carried.clone()) {
            Ok(entry) => entry,
            Err(e) => {
                let unsupported = matches!(e, evidence::Error::Unsupported { .. });
                let kind = if unsupported { FindingKind::Unsupported } else { FindingKind::Malformed };
                self.refuse(kind, envelope, &e.to_string())?;
                return Ok(None);
            }
        };
        let (entry, linked) = match self.place(&entry)? {
            Placed::Linked(signer) => (hinted(entry, &signer)?, true),
            Placed::Loose => (entry, false),
            Placed::Refused(kind, why) => {
                self.refuse(kind, envelope, &why)?;
                return Ok(None);
            }
        };
        self.insert(&entry, linked)?;
        self.follow(&entry, linked)?;
        self.claim(&entry)?;
        Ok(Some(entry))
    }

    /// Files the proof that a statement is in a log; returns true if there was none of that log.
    pub(crate) fn receipt(&mut self, statement: &Envelope, proof: &str) -> Result<bool> {
        self.proof(statement.digest(), statement.payload(), proof)
    }

    /// Files a word of the organisation, and the proof that a log holds it.
    pub(crate) fn word(&mut self, envelope: &Envelope, proof: Option<&str>) -> Result<bool> {
        let kept = match said::keep(self.index, envelope, &self.organisation) {
            Ok(kept) => kept,
            Err(e @ Error::Evidence(_)) => {
                self.refuse(FindingKind::WordRefused, envelope, &e.to_string())?;
                return Ok(false);
            }
            Err(e) => return Err(e),
        };
        let name = envelope.digest();
        if let Some(proof) = proof {
            self.proof(name, &word::leaf(&name), proof)?;
        }
        Ok(kept)
    }

    fn proof(&mut self, name: Digest, leaf: &[u8], proof: &str) -> Result<bool> {
        let refused = |why: &str| Finding::new(FindingKind::ReceiptRefused, name, why);
        let Ok(proof) = tlog::Proof::parse(proof.as_bytes()) else {
            self.findings.push(refused("the proof is malformed"));
            return Ok(false);
        };
        let Some(log) = self.logs.of_note(proof.note()) else {
            self.findings.push(Finding::new(FindingKind::UnknownLog, name, "no policy names the log of its receipt"));
            return Ok(false);
        };
        let signed = log.signed(proof.note()).filter(|s| proof.is_in(&leaf_hash(leaf), &s.checkpoint).is_ok());
        let Some(Signed { checkpoint, quorum }) = signed else {
            self.findings.push(refused("the log does not hold it where the proof says, or did not sign"));
            return Ok(false);
        };
        // The holder of a retired log's key may sign any tree, so none replaces another receipt, and the verifier
        // counts the receipts that lead to the log's last tree.
        let tree = Tree::of(&checkpoint);
        self.findings.extend(keep_signed(self.index, log, tree, &proof.note().to_string())?);
        let known = "SELECT EXISTS (SELECT 1 FROM receipt WHERE statement = ?1 AND log = ?2)";
        let known: bool =
            self.index.prepare_cached(known)?.query_row(params![blob(&name), log.name.as_str()], |r| r.get(0))?;
        let sql =
            "INSERT INTO receipt (statement, log, size, root, leaf, proof, quorum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   ON CONFLICT DO UPDATE SET proof = ?6, quorum = ?7 WHERE excluded.quorum > receipt.quorum";
        let (size, leaf) = (number(tree.size), number(proof.index()));
        let values = params![blob(&name), log.name.as_str(), size, tree.root(), leaf, proof.to_string(), quorum];
        Ok(self.index.prepare_cached(sql)?.execute(values)? == 1 && !known)
    }

    /// Files a receipt for an entry that was filed before.
    pub(crate) fn noted(&mut self, entry: &Digest, proof: &str) -> Result<bool> {
        match store::entry(self.index, entry)? {
            Some(entry) => self.receipt(entry.envelope(), proof),
            None => {
                self.findings.push(Finding::new(FindingKind::ReceiptRefused, entry, "its entry did not come"));
                Ok(false)
            }
        }
    }

    /// Files a custody statement. Details that come later are added.
    pub(crate) fn custody(&mut self, carried: &Carried) -> Result<bool> {
        let envelope = &carried.envelope;
        let name = envelope.digest();
        let signed = self.logs.all().find_map(|log| {
            let signed = SignedCustody::open(carried, &log.signer).ok()?;
            (signed.custody.server == log.key.name()).then_some((signed, log))
        });
        let Some((signed, log)) = signed else {
            self.refuse(FindingKind::ReceiptRefused, envelope, "no log of a policy signed this custody statement")?;
            return Ok(false);
        };
        let custody = &signed.custody;
        let other = "SELECT digest FROM custody WHERE log = ?1 AND seq = ?2 AND digest <> ?3";
        let other: Option<Vec<u8>> = self
            .index
            .prepare_cached(other)?
            .query_row(params![log.name.as_str(), number(custody.seq), blob(&name)], |r| r.get(0))
            .optional()?;
        if let Some(other) = other {
            let why = format!("the server signed another statement in the same place: {}", digest(&other)?);
            self.findings.push(log.contradiction(name, &why));
        }
        let sql = "INSERT INTO custody (digest, log, seq, device, item, at, envelope, told)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                   ON CONFLICT (digest) DO UPDATE SET envelope = ?7, told = 1 WHERE excluded.told > custody.told";
        // Details with another digest than the statement names are ignored.
        let details = carried.details.clone().filter(|bytes| Digest::of(bytes) == custody.details);
        let told = details.is_some();
        let kept = json::print(&Carried { envelope: with_hint(envelope, &log.signer), details })?;
        let values = params![
            blob(&name),
            log.name.as_str(),
            number(custody.seq),
            blob(&custody.device),
            custody.item.as_bytes(),
            custody.at.to_string(),
            kept,
            told
        ];
        Ok(self.index.prepare_cached(sql)?.execute(values)? == 1)
    }

    /// Returns the entry's place in its device's chain.
    fn place(&self, entry: &SignedEntry) -> Result<Placed> {
        let Some(prev) = entry.link().prev else {
            if entry.genesis().is_some_and(|g| g.organisation != self.organisation.digest()) {
                let why = "its genesis names another organisation".to_owned();
                return Ok(Placed::Refused(FindingKind::ForeignOrganisation, why));
            }
            return Ok(match (Head::from_genesis(entry), entry.link().key) {
                (Ok(_), Some(key)) => Placed::Linked(key),
                (Ok(_), None) => return Err(Error::Bug("a genesis without one")),
                (Err(fault), _) => placed(fault),
            });
        };
        Ok(match self.head(&prev)? {
            None => Placed::Loose,
            Some((head, linked)) => match head.extend(entry) {
                Ok(_) if linked => Placed::Linked(head.next_key),
                Ok(_) => Placed::Loose,
                Err(fault) => placed(fault),
            },
        })
    }

    /// Judges the entries that waited for this one, and those that waited for them.
    fn follow(&mut self, entry: &SignedEntry, linked: bool) -> Result<()> {
        let mut open = vec![(entry.digest(), linked)];
        while let Some((parent, parent_linked)) = open.pop() {
            let Some((head, _)) = self.head(&parent)? else { return Err(Error::Bug("a filed entry is gone")) };
            let children = {
                let mut rows = self.index.prepare_cached("SELECT envelope FROM entry WHERE prev = ?1")?;
                let rows = rows.query_map([blob(&parent)], |r| r.get::<_, Vec<u8>>(0))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()?
            };
            for bytes in children {
                let child = SignedEntry::parse(&bytes)?;
                match head.extend(&child).map_err(placed) {
                    Ok(_) if parent_linked => {
                        let sql = "UPDATE entry SET linked = 1, envelope = ?2 WHERE digest = ?1 AND linked = 0";
                        let child = hinted(child, &head.next_key)?;
                        let name = child.digest();
                        let values = params![blob(&name), child.to_json()];
                        if self.index.prepare_cached(sql)?.execute(values)? == 1 {
                            open.push((child.digest(), true));
                        }
                    }
                    Err(Placed::Refused(kind, why)) => self.take_back(&child, kind, &why)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Removes an unlinked entry that turned out to be forged.
    fn take_back(&mut self, entry: &SignedEntry, kind: FindingKind, why: &str) -> Result<()> {
        let name = entry.digest();
        self.index.execute("DELETE FROM entry WHERE digest = ?1", [blob(&name)])?;
        self.index.execute("DELETE FROM part WHERE entry = ?1", [blob(&name)])?;
        self.refuse(kind, entry.envelope(), why)
    }

    fn insert(&self, entry: &SignedEntry, linked: bool) -> Result<()> {
        let p = entry.link();
        let (prev, item) = (p.prev.map(|d| *d.as_bytes()), p.item.map(|i| *i.as_bytes()));
        let sql = "INSERT INTO entry (digest, device, seq, prev, next_key, item, claimed_at, linked, envelope, ends)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.index.prepare_cached(sql)?.execute(params![
            blob(&entry.digest()),
            blob(&entry.device()),
            number(entry.seq()),
            prev.as_ref().map_or(&[][..], |d| d.as_slice()),
            p.next_key.as_bytes(),
            item.as_ref().map_or(&[][..], |i| i.as_slice()),
            claimed_at(entry),
            linked,
            entry.to_json(),
            p.ends
        ])?;
        self.insert_parts(entry)?;
        if let Some(seen) = &p.seen {
            keep_claimed(self.index, &seen.origin, seen.size, &seen.root)?;
        }
        Ok(())
    }

    /// Adds the details of an entry that was filed without them, if they match its digest.
    fn tell(&self, name: &Digest, details: &[u8]) -> Result<()> {
        let Some(mut entry) = store::entry(self.index, name)? else { return Err(Error::Bug("a filed entry is gone")) };
        if entry.details_bytes().is_some() || !entry.tell(details.to_vec()) {
            return Ok(());
        }
        let sql = "UPDATE entry SET envelope = ?2, claimed_at = ?3 WHERE digest = ?1";
        self.index.prepare_cached(sql)?.execute(params![blob(name), entry.to_json(), claimed_at(&entry)])?;
        self.insert_parts(&entry)
    }

    fn insert_parts(&self, entry: &SignedEntry) -> Result<()> {
        let item = entry.item().map(|i| *i.as_bytes());
        let sql = "INSERT INTO part (entry, position, device, item, role, number, commitment, digest, sealed_size,
                                     state, salt, content_size, file_key, why)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, x'', 0, x'', '')";
        let mut insert = self.index.prepare_cached(sql)?;
        for (position, part) in entry.parts().iter().enumerate() {
            let (role, role_number) = role_columns(part.role);
            insert.execute(params![
                blob(&entry.digest()),
                number(position as u64),
                blob(&entry.device()),
                item.as_ref().map_or(&[][..], |i| i.as_slice()),
                role,
                role_number,
                blob(&part.commitment),
                blob(&part.sealed.sha256),
                number(part.sealed.size)
            ])?;
        }
        Ok(())
    }

    /// Assigns an item to the device that named it first.
    fn claim(&mut self, entry: &SignedEntry) -> Result<()> {
        let Some(item) = entry.item() else { return Ok(()) };
        let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE item = ?1 AND device <> ?2)";
        let taken = self
            .index
            .prepare_cached(sql)?
            .query_row(params![item.as_bytes(), blob(&entry.device())], |r| r.get::<_, bool>(0))?;
        if taken {
            let why = format!("also named by device {}", entry.device().short());
            self.findings.push(Finding::new(FindingKind::ItemClaimedTwice, item, why));
        }
        Ok(())
    }

    fn refuse(&mut self, kind: FindingKind, envelope: &Envelope, why: &str) -> Result<()> {
        let name = envelope.digest();
        let sql = "INSERT INTO refused (digest, why, envelope) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.index.prepare_cached(sql)?.execute(params![blob(&name), why, envelope.to_json()])?;
        self.findings.push(Finding::new(kind, name, why));
        Ok(())
    }

    /// Returns `None` for an unknown entry, else whether it may lack its details: an entry without readable details
    /// claims no time.
    fn knows_entry(&self, name: &Digest) -> Result<Option<bool>> {
        let sql = "SELECT claimed_at = '' FROM entry WHERE digest = ?1";
        Ok(self.index.prepare_cached(sql)?.query_row([blob(name)], |r| r.get(0)).optional()?)
    }

    fn head(&self, name: &Digest) -> Result<Option<(Head, bool)>> {
        let sql = "SELECT device, seq, next_key, linked FROM entry WHERE digest = ?1";
        let read = |r: &Row<'_>| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?));
        let row: Option<(Vec<u8>, i64, Vec<u8>, bool)> =
            self.index.prepare_cached(sql)?.query_row([blob(name)], read).optional()?;
        let Some((device, seq, next_key, linked)) = row else { return Ok(None) };
        let next_key = PublicKey::from_bytes(next_key.as_slice().try_into().map_err(|_| damaged())?)?;
        let seq = u64::try_from(seq).map_err(|_| damaged())?;
        Ok(Some((Head { device: digest(&device)?, seq, digest: *name, next_key }, linked)))
    }
}

enum Placed {
    /// Signed by this key, back to genesis.
    Linked(PublicKey),
    /// Its predecessor is missing or unlinked: the signature cannot be checked yet.
    Loose,
    /// Proven wrong.
    Refused(FindingKind, String),
}

fn placed(fault: ChainFault) -> Placed {
    let refused = |why: &str| Placed::Refused(FindingKind::EntryRefused, why.to_owned());
    match fault {
        // The right key signed it, so it is kept and reported with the chains.
        ChainFault::KeyReused { .. } | ChainFault::Gap { .. } | ChainFault::Fork { .. } => Placed::Loose,
        ChainFault::BadSignature { .. } => refused("it is not signed by the key that the entry before named"),
        ChainFault::WrongSequence { .. } => refused("its number does not follow that of the entry before"),
        ChainFault::ForeignEntry { .. } => refused("it names another device than the entry before"),
        ChainFault::NoGenesis => refused("it is neither a genesis nor a later entry"),
    }
}

/// Returns the time that an entry claims, for the index; empty if it claims none.
fn claimed_at(entry: &SignedEntry) -> String {
    entry.details().map(|d| d.claimed_at.to_string()).unwrap_or_default()
}

/// Returns the entry with the id of the key that signed it: the hint is not signed, and a carrier may have changed it.
fn hinted(entry: SignedEntry, signer: &PublicKey) -> Result<SignedEntry> {
    if entry.envelope().keyid() == signer.to_string() {
        return Ok(entry);
    }
    let Carried { envelope, details } = entry.carried();
    Ok(SignedEntry::from_carried(Carried { envelope: with_hint(&envelope, signer), details })?)
}

/// Returns the faults of the chains as filed now.
pub(crate) fn chain_findings(index: &Connection) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let read = |r: &Row<'_>| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?));
    let gaps = "SELECT e.digest, e.seq FROM entry AS e WHERE e.prev <> x''
                AND NOT EXISTS (SELECT 1 FROM entry AS p WHERE p.digest = e.prev)";
    for row in index.prepare(gaps)?.query_map([], read)? {
        let (name, seq) = row?;
        let why = format!("entries before number {seq} are missing");
        findings.push(Finding::new(FindingKind::Gap, digest(&name)?, why));
    }
    let forks = "SELECT prev, max(seq) FROM entry WHERE prev <> x'' GROUP BY prev HAVING count(*) > 1";
    for row in index.prepare(forks)?.query_map([], read)? {
        let (name, seq) = row?;
        let why = format!("number {seq} exists more than once after this entry");
        findings.push(Finding::new(FindingKind::Fork, digest(&name)?, why));
    }
    let keys = "SELECT device, max(seq) FROM entry GROUP BY device, next_key HAVING count(*) > 1";
    for row in index.prepare(keys)?.query_map([], read)? {
        let (name, seq) = row?;
        let why = format!("entry {seq} names a key that was named before");
        findings.push(Finding::new(FindingKind::KeyReused, digest(&name)?, why));
    }
    Ok(findings)
}

/// Keeps the findings of one transaction; returns the new ones.
pub(crate) fn keep(index: &Connection, findings: Vec<Finding>) -> Result<Vec<Finding>> {
    let mut new = Vec::new();
    for found in findings {
        if finding::keep(index, &found)? {
            new.push(found);
        }
    }
    Ok(new)
}
