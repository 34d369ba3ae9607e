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

/// Why TLS did not believe the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fog) enum Disbelief {
    /// It has another key than the node that was meant.
    OtherKey,
    /// Its certificate is over.
    Expired,
    /// Its certificate does not hold yet: a clock is wrong, its or ours.
    NotYetValid,
    /// Nobody whom we know vouches for it, or something else is wrong with the certificate.
    Unknown,
}

impl Disbelief {
    /// The reason behind an error of a connection; `None` when it is no matter of the certificate.
    pub(in crate::fog) fn behind(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        match behind(error)? {
            Error::InvalidCertificate(reason) => Some(Self::of(reason)),
            _ => None,
        }
    }

    fn of(reason: &CertificateError) -> Self {
        match reason {
            CertificateError::Other(OtherError(other)) if other.is::<OtherKey>() => Self::OtherKey,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            _ => Self::Unknown,
        }
    }

    /// What a person is told, with the way out.
    pub(in crate::fog) const fn told(self) -> &'static str {
        match self {
            Self::OtherKey => {
                "the machine at its address has another key; if the node was set up anew, pair with it again or let the \
                 site's authority enrol it, else somebody wants to be taken for it"
            }
            Self::Expired => "its certificate is over; `fog-node enroll` on the node renews it",
            Self::NotYetValid => {
                "its certificate does not hold yet: the clock of this machine is behind, or that of the authority was ahead \
                 when it signed; set the clocks, and if it was the authority's, `fog-node enroll --now` on the node"
            }
            Self::Unknown => {
                "its certificate is not one of the site's authority; `fog-node enroll` on the node gets it one, and the client \
                 needs that authority's authority.pem"
            }
        }
    }
}

/// Whether a node broke the connection off because of the certificate that this client showed, or did not show.
pub(in crate::fog) fn is_refusal_of_client(error: &(dyn std::error::Error + 'static)) -> bool {
    use rustls::AlertDescription as Alert;
    let Some(Error::AlertReceived(alert)) = behind(error) else { return false };
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
    )
}

/// The error of TLS behind those of the libraries above it.
fn behind<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<Error>() {
            return Some(error);
        }
        // An error of input and output names as its source what is behind the one that it holds.
        let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = held.map(|held| held as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    None
}

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

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// As an error comes through the libraries above TLS.
    #[derive(Debug, thiserror::Error)]
    #[error("a client's error")]
    struct Above(#[source] io::Error);

    #[test]
    fn the_reason_is_found_behind_the_errors_of_other_libraries() {
        let other = CertificateError::Other(OtherError(Arc::new(OtherKey)));
        for (reason, expected) in [
            (other, Disbelief::OtherKey),
            (CertificateError::Expired, Disbelief::Expired),
            (CertificateError::NotValidYet, Disbelief::NotYetValid),
            (CertificateError::UnknownIssuer, Disbelief::Unknown),
        ] {
            let inner = io::Error::new(io::ErrorKind::InvalidData, Error::InvalidCertificate(reason));
            assert_eq!(Disbelief::behind(&inner), Some(expected));
            assert_eq!(Disbelief::behind(&Above(io::Error::other(inner))), Some(expected), "however deep");
        }
        assert_eq!(Disbelief::behind(&io::Error::other("another key than the node")), None, "words are no reason");
    }
}
