//! Replaces a log by another one.
//!
//! Determines the old log's last checkpoint, stops its signing, and makes the folder of the new one. The organisation's
//! policy retires the old log (docs/decisions/0038): this module makes no device forget a promise.

use std::path::PathBuf;

use sync::messages::codes;

use crate::config::Config;
use crate::durable::{self, Durable, OsDisk};
use crate::ended::{GIVEN_UP, SHOWN, given_up, newest_shown};
use crate::home::Home;
use crate::tls;
use crate::{Error, Result};

const LAST_FILE: &str = "retired-log.txt";

/// The history that stays if the log has two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Last {
    /// The one in this folder.
    Own,
    /// The one of the checkpoint that a device showed.
    Shown,
}

/// The new log, for the organisation's policy.
pub struct Successor {
    /// Its name.
    pub origin: String,
    /// Its key, as a verifier key.
    pub log_key: String,
    /// The TLS key of both.
    pub pin: evidence::Digest,
    /// The file for `testamur org policy --retire`.
    pub last: PathBuf,
}

/// Retires the log in the folder of `old`, and makes a new one in that of `new`, under the same TLS key. May be called
/// again after an interruption.
///
/// Errors: `Refused` while the old log is served, if it has two histories and the operator did not say which one stays,
/// and for a new folder whose log has begun.
pub fn begin(old: &Config, new: &Config, which: Option<Last>) -> Result<Successor> {
    let home = Home::open(old, false)?;
    let _serving = home.serve()?;
    let snapshot = home.ledger.snapshot()?;
    let (own, shown) = (snapshot.log_head()?.checkpoint, newest_shown(&*snapshot)?);
    let last = match (given_up(&*snapshot)?, shown.as_ref(), which) {
        (Some(last), ..) => last,
        (None, None, _) | (None, Some(_), Some(Last::Own)) => own.clone(),
        (None, Some(shown), Some(Last::Shown)) => shown.clone(),
        (None, Some(_), None) => {
            return Err(Error::refused(
                codes::REFUSED,
                "this log has two histories, and only you can know which one stays: the one in this folder (--last own), where this is the \
                 newest state and an older one was served meanwhile, or that of the checkpoint which a device showed (--last shown), where \
                 this is an older state and the newest one is lost. What the other history noted is sent to the new log again",
            ));
        }
    };
    let disk = OsDisk;
    let failed = || Error::unavailable("the new data folder");
    let _: Durable = durable::make_folder(&disk, &new.data).map_err(failed())?;
    if new.tls.is_none() {
        // The key first: if the certificate exists, so does the key.
        for name in [tls::KEY_FILE, tls::CERT_FILE] {
            let bytes = zeroize::Zeroizing::new(std::fs::read(old.data.join(name)).map_err(failed())?);
            let _: Durable = durable::write_whole(&disk, &new.data.join(name), &bytes).map_err(failed())?;
        }
    }
    let next = Home::open(new, true)?;
    if next.ledger.snapshot()?.log_head()?.size > 0 || next.key.origin() == home.key.origin() {
        return Err(Error::refused(codes::REFUSED, "the new log has begun already, or has the origin of the old one"));
    }
    let file = new.data.join(LAST_FILE);
    let _: Durable = durable::write_whole(&disk, &file, last.as_bytes()).map_err(failed())?;
    drop(snapshot);
    let mut change = home.ledger.change()?;
    change.set_meta(GIVEN_UP, &last)?;
    if shown.is_none() {
        change.set_meta(SHOWN, &own)?;
    }
    let _: Durable = change.commit()?;
    let (origin, log_key) = (next.key.origin().to_owned(), next.key.verifier().to_string());
    Ok(Successor { origin, log_key, pin: next.identity.pin, last: file })
}
