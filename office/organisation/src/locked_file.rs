//! A small secret in a file of the organisation's folder, locked with a passphrase if there is one.
//!
//! Locked files are age passphrase files (scrypt), so that Debian's `age -d` opens them too. Never logs or keeps the
//! secrets that it reads.

use std::io::{Read, Write};
use std::iter;
use std::path::Path;

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use disk::Durable;

use crate::{Error, Result, small_file};

const AGE: &[u8] = b"age-encryption.org/v1";
/// Largest file that is read, in bytes; a secret of 32 bytes with its header is far below.
const MAX_FILE: u64 = 4096;
/// Most work accepted when opening: 2^20 needs 1 GiB of memory.
const MAX_WORK: u8 = 20;

/// Writes a secret under a free name. `work` is the logarithm of scrypt's cost; 15 needs 32 MiB, 18 needs 256 MiB.
pub(crate) fn write(path: &Path, secret: &str, passphrase: Option<&str>, work: u8) -> Result<()> {
    let failed = durable_error("a key file");
    let Some(passphrase) = passphrase else {
        return Durable::os().write_new(path, secret.as_bytes()).map_err(failed);
    };
    if passphrase.is_empty() {
        return Err(Error::refused("the passphrase", "it is empty"));
    }
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(work.clamp(10, MAX_WORK));
    let bug = |_| Error::Bug("age could not lock a key in memory");
    let mut bytes = Vec::new();
    let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|_| Error::Bug("age refused a passphrase"))?;
    let mut writer = encryptor.wrap_output(&mut bytes).map_err(bug)?;
    writer.write_all(secret.as_bytes()).map_err(bug)?;
    writer.finish().map_err(bug)?;
    Durable::os().write_new(path, &bytes).map_err(failed)
}

/// Reads a secret. Errors: `Refused` for a locked file without a passphrase; `WrongPassphrase`.
pub(crate) fn read(path: &Path, passphrase: Option<&str>) -> Result<Zeroizing<String>> {
    let malformed = |why: &str| Error::malformed("a key file", why);
    let mut bytes = Zeroizing::new(Vec::new());
    let file = small_file::open(path, "a key file")?;
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(durable_error("a key file"))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(malformed("it has more than 4096 bytes, the most that are read of it"));
    }
    if bytes.starts_with(AGE) {
        let Some(passphrase) = passphrase else {
            return Err(Error::refused("the key file", "it is locked; a passphrase is needed"));
        };
        bytes = unlock(&bytes, passphrase)?;
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed("it is not text"))?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}

/// Returns true if the file needs a passphrase.
pub(crate) fn is_locked(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    let file = small_file::open(path, "a key file")?;
    file.take(AGE.len() as u64).read_to_end(&mut start).map_err(durable_error("a key file"))?;
    Ok(start == AGE)
}

fn unlock(bytes: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>> {
    let malformed = |why: &str| Error::malformed("a key file", why);
    let decryptor = age::Decryptor::new_buffered(bytes).map_err(|_| malformed("it is not a whole age file"))?;
    if !decryptor.is_scrypt() {
        return Err(malformed("it is not locked with a passphrase"));
    }
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_WORK);
    let mut reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(|e| match e {
        age::DecryptError::DecryptionFailed | age::DecryptError::NoMatchingKeys => Error::WrongPassphrase,
        _ => malformed("it is damaged"),
    })?;
    let mut plain = Zeroizing::new(Vec::with_capacity(512));
    reader.read_to_end(&mut plain).map_err(|_| malformed("it is damaged"))?;
    Ok(plain)
}

fn durable_error(what: &'static str) -> impl FnOnce(std::io::Error) -> Error + Copy {
    move |e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Error::refused(what, "its name is taken, and nothing is overwritten"),
        _ => Error::disk(what)(e),
    }
}
