//! The organisation's words about its devices in the archive: spoken here or brought by a server, and carried to the
//! next server and into bundles.

use evidence::word::Spoken;
use evidence::{Digest, Envelope, PublicKey, Word};
use rusqlite::{Connection, params};
use verify::LogKey;

use crate::columns::blob;
use crate::store::Store;
use crate::{Error, Result};

impl Store {
    /// Files the organisation's word about a device.
    ///
    /// Errors: `Refused` for a word that this archive's organisation did not sign.
    pub fn hear(&self, word: &Envelope) -> Result<Word> {
        let organisation = self.organisation()?.ok_or_else(|| Error::refused("the word", "the archive is empty"))?;
        let said = Word::open(word, &organisation)?;
        keep(&self.index, word, &organisation)?;
        self.write_lines()?;
        Ok(said)
    }

    /// Returns the organisation's words about a device, in the order of their digests, each once per place in a log.
    pub fn words_about(&self, device: &Digest) -> Result<Vec<Spoken>> {
        let sql = "SELECT w.envelope, coalesce(r.proof, '') FROM word AS w
                   LEFT JOIN receipt AS r ON r.statement = w.digest WHERE w.device = ?1 ORDER BY w.digest, r.log, r.size";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map([blob(device)], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)))?;
        let spoken = rows.map(|row| {
            let (envelope, proof) = row?;
            Ok(Spoken { word: Envelope::parse(&envelope)?, proof: (!proof.is_empty()).then_some(proof) })
        });
        spoken.collect()
    }

    /// Returns the words that this log does not hold yet, as far as the archive knows: only a logged word has a place
    /// before or after the entries that the log notes.
    pub(crate) fn unlogged_words(&self, log: &LogKey) -> Result<Vec<Envelope>> {
        let sql = "SELECT w.envelope FROM word AS w
                   WHERE NOT EXISTS (SELECT 1 FROM receipt AS r WHERE r.statement = w.digest AND r.log = ?1) ORDER BY w.digest";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map([log.as_str()], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| Ok(Envelope::parse(&row?)?)).collect()
    }
}

/// Keeps a word that the organisation signed; returns false if it was already kept.
///
/// Errors: `Refused` or `Malformed` for any other.
pub(crate) fn keep(index: &Connection, word: &Envelope, organisation: &PublicKey) -> Result<bool> {
    let device = Word::open(word, organisation)?.device;
    let sql = "INSERT INTO word (digest, device, envelope) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    // A carrier can have changed the key id, which is not signed.
    let word = crate::columns::with_hint(word, organisation);
    let name = word.digest();
    let values = params![blob(&name), blob(&device), word.to_json()];
    Ok(index.prepare_cached(sql)?.execute(values)? == 1)
}
