//! TLS to a server process, HTTP/1.1 over it. Checks the pin, like the product's client.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use evidence::Digest;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::Reply;

#[derive(Debug)]
struct Pinned {
    pin: Digest,
    provider: Arc<rustls::crypto::CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        cert: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let (_, cert) = X509Certificate::from_der(cert).unwrap();
        assert_eq!(Digest::of(cert.public_key().raw), self.pin, "the TLS key is not the pinned one");
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Opens a TLS connection without sending a request. An empty `protocol` offers none.
pub async fn tls(addr: &str, pin: Digest, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    tls_over(TcpStream::connect(addr).await?, pin, protocol).await
}

/// Opens a connection from another address of this machine: on Linux it has all of 127.0.0.0/8.
pub async fn tcp_from(from: [u8; 2], addr: &str) -> std::io::Result<TcpStream> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind((std::net::Ipv4Addr::new(127, 0, from[0], from[1]), 0).into())?;
    socket.connect(addr.parse().unwrap()).await
}

/// Opens TLS over an existing connection.
pub async fn tls_over(stream: TcpStream, pin: Digest, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { pin, provider }))
        .with_no_client_auth();
    config.alpn_protocols.extend((!protocol.is_empty()).then(|| protocol.to_vec()));
    stream.set_nodelay(true)?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    connector.connect(ServerName::try_from("localhost").unwrap(), stream).await
}

/// An HTTP connection to the server.
pub struct Link(SendRequest<Body>);

impl Link {
    pub async fn open(addr: &str, pin: Digest) -> std::io::Result<Self> {
        Self::over(TcpStream::connect(addr).await?, pin).await
    }

    /// Opens HTTP over an existing connection.
    pub async fn over(stream: TcpStream, pin: Digest) -> std::io::Result<Self> {
        let stream = tls_over(stream, pin, b"").await?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(std::io::Error::other)?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    /// Sends a request; an error means that no answer came.
    pub async fn send(&mut self, request: Request<Body>) -> Result<Reply, hyper::Error> {
        self.0.ready().await?;
        let (parts, body) = self.0.send_request(request).await?.into_parts();
        let body = axum::body::to_bytes(Body::new(body), usize::MAX).await.map_err(|_| ());
        // A body that broke off is no answer either; `closed` is hyper's own error for it.
        match body {
            Ok(body) => Ok(Reply { status: parts.status, headers: parts.headers, body: body.to_vec() }),
            Err(()) => Ok(Reply {
                status: axum::http::StatusCode::from_u16(599).unwrap(),
                headers: parts.headers,
                body: Vec::new(),
            }),
        }
    }
}
