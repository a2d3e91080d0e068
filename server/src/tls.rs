//! The server's TLS identity: its own self-signed one, or the operator's.
//!
//! Owns the pin: SHA-256 of the SubjectPublicKeyInfo, which policies name. Does not decide who may connect.

use std::fmt::Display;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;
use std::sync::Arc;

use evidence::Digest;
use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer, X509Certificate};
use zeroize::Zeroizing;

use crate::config::TlsFiles;
use crate::durable::{self, Disk, Durable};
use crate::{Error, Result};

pub(crate) const KEY_FILE: &str = "tls.key.pem";
pub(crate) const CERT_FILE: &str = "tls.cert.pem";

/// Certificate chain and key, ready to serve.
pub struct Identity {
    /// The settings for rustls, with this chain and key.
    pub config: Arc<ServerConfig>,
    /// SHA-256 of the leaf's SubjectPublicKeyInfo.
    pub pin: Digest,
}

impl Identity {
    /// Reads the operator's files, or the server's own in `data`; makes these if they are missing.
    ///
    /// Errors: `Malformed` for files that are no PEM or do not belong together, `Unavailable` for the disk.
    pub fn open(data: &Path, own: Option<&TlsFiles>, disk: &dyn Disk) -> Result<Self> {
        match own {
            Some(files) => Self::read(&files.cert, &files.key),
            None => {
                let (cert, key) = (data.join(CERT_FILE), data.join(KEY_FILE));
                // The certificate is written last: if it exists, so does the key.
                if !cert.exists() {
                    make(&cert, &key, disk)?;
                }
                Self::read(&cert, &key)
            }
        }
    }

    fn read(cert: &Path, key: &Path) -> Result<Self> {
        let wrong = |why: &str| Error::malformed("TLS identity", why);
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem("certificate", cert)?)
            .collect::<Result<_, _>>()
            .map_err(|e| unread("certificate", &e))?;
        let key = pem("key", key)?;
        if is_encrypted(&key) {
            return Err(wrong(
                "the key is encrypted with a passphrase, and nobody is there to type it when the server starts: write it without one \
                 (openssl pkey -in KEY -out PLAIN) where only the server's user may read it",
            ));
        }
        let key = PrivateKeyDer::from_pem_slice(&key).map_err(|e| unread("key", &e))?;
        let leaf = chain.first().ok_or_else(|| wrong("the certificate file holds no certificate"))?;
        let (_, parsed) = X509Certificate::from_der(leaf).map_err(|_| wrong("the first certificate is not X.509"))?;
        let pin = Digest::of(parsed.public_key().raw);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|_| Error::Bug("the TLS provider knows no version"))?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|_| wrong("certificate and key do not belong together"))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { config: Arc::new(config), pin })
    }
}

/// Returns the error for an operator's file that is no PEM.
fn unread(which: &str, error: &pem::Error) -> Error {
    let why = match error {
        pem::Error::NoItemsFound => format!("the {which} file holds no {which} as PEM"),
        _ => format!("the {which} file is damaged PEM"),
    };
    Error::malformed("TLS identity", why)
}

/// Returns true for a private key under a passphrase, in either format.
fn is_encrypted(text: &[u8]) -> bool {
    let has = |words: &[u8]| text.windows(words.len()).any(|w| w == words);
    has(b"-----BEGIN ENCRYPTED PRIVATE KEY-----") || has(b"Proc-Type: 4,ENCRYPTED")
}

/// Largest PEM file that is read, in bytes.
const MAX_PEM: u64 = 1024 * 1024;

/// Reads a file of the operator. A pipe or a device in its place is an error and never waited for; a file that another
/// program passes (`/dev/fd/N`) is read.
fn pem(which: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let named =
        |why: &dyn Display| Error::malformed("TLS identity", format!("the {which} file {}: {why}", path.display()));
    let failed = |e: std::io::Error| match e.kind() {
        ErrorKind::NotFound => {
            Error::malformed("TLS identity", format!("the {which} file is not there: {}", path.display()))
        }
        _ => named(&e),
    };
    let handed = path.starts_with("/dev/fd") || path == Path::new("/dev/stdin");
    let found = path.metadata().map_err(failed)?;
    let is_handed_over = handed && found.file_type().is_fifo();
    if !found.is_file() && !is_handed_over {
        return Err(named(&"it is no file"));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MAX_PEM).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Makes a certificate that is known by its pin: clients ignore its names and dates, so it never expires.
fn make(cert: &Path, key: &Path, disk: &dyn Disk) -> Result<()> {
    let failed = |_: rcgen::Error| Error::Bug("a self-signed certificate could not be made");
    let pair = match std::fs::read_to_string(key) {
        Ok(pem) => {
            rcgen::KeyPair::from_pem(&pem).map_err(|_| Error::malformed("TLS identity", "the key file is damaged"))?
        }
        Err(_) => {
            let pair = rcgen::KeyPair::generate().map_err(failed)?;
            let pem = zeroize::Zeroizing::new(pair.serialize_pem());
            let _: Durable =
                durable::write_whole(disk, key, pem.as_bytes()).map_err(Error::unavailable("the TLS key's file"))?;
            pair
        }
    };
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let mut params = rcgen::CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "testamur server");
    let made = params.self_signed(&pair).map_err(failed)?;
    let _: Durable = durable::write_whole(disk, cert, made.pem().as_bytes())
        .map_err(Error::unavailable("the TLS certificate's file"))?;
    Ok(())
}
