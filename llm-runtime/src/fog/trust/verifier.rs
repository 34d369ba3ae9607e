//! [`NodeVerifier`]: what TLS asks about a certificate.
//!
//! The key is compared with the identity that is expected in every case, also where an authority vouches: a node's identity
//! *is* its key, so that what is remembered of a node is never about another. That the other end has the key, and not only a
//! copy of the certificate, is proven by its signature, which the library checks.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, PeerIncompatible, SignatureScheme};

use crate::fog::{NodeId, PairingCode};

/// Whom the other end has to be.
pub(super) enum Expected {
    Node(NodeId),
    /// The node that this code is about.
    Code(PairingCode),
}

/// Why it is believed, once its key is the one that is expected.
#[derive(Debug)]
pub(super) enum Reason {
    /// A person has compared it.
    Pinned,
    /// An authority vouches for it, by a chain that holds now.
    Authority(Arc<WebPkiServerVerifier>),
}

#[derive(Debug)]
pub(super) struct NodeVerifier {
    provider: Arc<CryptoProvider>,
    expected: Expected,
    reason: Reason,
}

/// The other end has another key than the node that was meant.
#[derive(Debug, thiserror::Error)]
#[error("the machine at this address has another key than the node that was meant")]
struct OtherKey;

impl NodeVerifier {
    pub(super) fn new(provider: &Arc<CryptoProvider>, expected: Expected, reason: Reason) -> Self {
        Self { provider: Arc::clone(provider), expected, reason }
    }
}

impl ServerCertVerifier for NodeVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let node = NodeId::of_certificate(certificate)
            .map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
        let is_meant = match &self.expected {
            Expected::Node(expected) => *expected == node,
            Expected::Code(code) => code.fits(&node),
        };
        if !is_meant {
            return Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(OtherKey)))));
        }
        match &self.reason {
            Reason::Pinned => Ok(ServerCertVerified::assertion()),
            Reason::Authority(chains) => chains.verify_server_cert(certificate, intermediates, name, stapled, now),
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(node) => out.debug_tuple("Node").field(node).finish(),
            Self::Code(code) => out.debug_tuple("Code").field(code).finish(),
        }
    }
}
