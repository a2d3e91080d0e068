//! Trust in a server's TLS key.
//!
//! Owns the rule: if the policy pins keys, only the pins decide; if it pins none, the public web's authorities decide,
//! from a list inside the program. Never asks the operating system's or the user's certificate store: a state root
//! certificate on the phone has no effect.
//!
//! With pins, host name and validity of the certificate are ignored. The policy is signed by the organisation and
//! names the key itself: a name would add no trust, a server without a domain has none, and the phone's clock, which
//! may be hostile, would judge the dates. Only the leaf's key counts: a pinned authority could vouch for keys that the
//! policy does not name.

use std::sync::Arc;

use evidence::Digest;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use crate::failure::Failure;

/// The certificate's key is not among the policy's pins.
#[derive(Debug, thiserror::Error)]
#[error("the TLS key is not one of the policy's pins")]
pub(super) struct NotPinned;

/// Returns a configuration for TLS 1.2 and 1.3 with ring, HTTP/2 before HTTP/1.1. `pins`: SHA-256 of
/// SubjectPublicKeyInfo; empty for the public authorities.
pub(super) fn config(pins: &[Digest]) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| Failure::Bug("TLS without versions"))?;
    let verifier: Arc<dyn ServerCertVerifier> = if pins.is_empty() {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider).build();
        verifier.map_err(|_| Failure::Bug("TLS without roots"))?
    } else {
        Arc::new(Pinned { pins: pins.to_vec(), provider })
    };
    let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[derive(Debug)]
struct Pinned {
    pins: Vec<Digest>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let key = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        if self.pins.contains(&Digest::of(&key)) {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(NotPinned)))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
