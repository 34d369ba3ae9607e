//! [`Trust`]: for which reasons a machine is believed to be the node that it says it is.
//!
//! Two reasons count. An authority of the site has signed the node's certificate, or a person has carried the node's
//! identity, or the beginning of it, from its screen to here. What was read on the network (a name, an address, a TXT
//! record) is no reason: whoever is on the same network can write it too.

mod client;
mod verifier;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::version::TLS13;
use rustls::{ClientConfig, RootCertStore};

use super::{NodeId, PairingCode};
use crate::error::{Error, ErrorKind, Result};
pub use client::ClientCertificate;
pub(super) use client::Shown;
pub(super) use verifier::{Disbelief, is_refusal_of_client};
use verifier::{Expected, NodeVerifier, Reason};

/// For which reasons nodes are believed. Empty, it believes none.
#[derive(Clone, Default)]
pub struct Trust {
    authorities: Vec<CertificateDer<'static>>,
    pinned: BTreeSet<NodeId>,
}

impl Trust {
    /// Believes nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Believes every node that one of these authorities vouches for, given as PEM.
    ///
    /// # Errors
    /// When it is no PEM, or has no certificate in it.
    pub fn authority(mut self, pem: impl AsRef<[u8]>) -> Result<Self> {
        let before = self.authorities.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_ref()) {
            self.authorities.push(certificate.map_err(|_| wrong("the site authority's certificate is not PEM"))?);
        }
        if self.authorities.len() == before {
            return Err(wrong("there is no certificate in the site authority's PEM"));
        }
        Ok(self)
    }

    /// Believes this node, because a person has compared its identity or paired with it.
    #[must_use]
    pub fn pin(mut self, node: NodeId) -> Self {
        self.pinned.insert(node);
        self
    }

    /// Whether there is any reason for which this node could be believed, so that it is worth a connection.
    pub fn could_believe(&self, node: &NodeId) -> bool {
        !self.authorities.is_empty() || self.pinned.contains(node)
    }

    /// TLS that speaks to this node and to nobody else. A node that is pinned needs nobody who vouches for it.
    ///
    /// # Errors
    /// When there is no reason to believe the node, or an authority's certificate is unusable.
    pub(super) fn tls(&self, node: NodeId, client: &Shown) -> Result<ClientConfig> {
        let provider = Arc::new(default_provider());
        let reason = if self.pinned.contains(&node) {
            Reason::Pinned
        } else if self.authorities.is_empty() {
            let reason =
                "nobody vouches for it: name the site's authority with `FogConfig::authority`, or pair with it";
            return Err(ErrorKind::Untrusted { node: node.short(), reason: reason.into() }.into());
        } else {
            Reason::Authority(self.chains(&provider)?)
        };
        let config = config(&provider, NodeVerifier::new(&provider, Expected::Node(node), reason))?;
        Ok(client.by(config))
    }

    /// TLS that speaks to the node that a code is about, and to nobody else. Which node that is shows in its certificate.
    pub(crate) fn pairing(code: PairingCode) -> Result<ClientConfig> {
        let provider = Arc::new(default_provider());
        config(&provider, NodeVerifier::new(&provider, Expected::Code(code), Reason::Pinned))
    }

    fn chains(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
        let mut roots = RootCertStore::empty();
        for authority in &self.authorities {
            roots.add(authority.clone()).map_err(|error| {
                let reason = "the site authority's certificate cannot be used".to_owned();
                Error::with_source(ErrorKind::Configuration(reason), error)
            })?;
        }
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().map_err(|error| {
            Error::with_source(ErrorKind::Configuration("the site authority cannot be used".into()), error)
        })
    }
}

fn config(provider: &Arc<CryptoProvider>, verifier: NodeVerifier) -> Result<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| Error::with_source(ErrorKind::Configuration("TLS 1.3 is not there".into()), error))?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

fn wrong(reason: &str) -> Error {
    ErrorKind::Configuration(reason.to_owned()).into()
}

impl fmt::Debug for Trust {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Trust").field("authorities", &self.authorities.len()).field("pinned", &self.pinned).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn without_a_reason_there_is_no_connection() {
        let node = NodeId::of_public_key(b"key");
        let error = Trust::new().tls(node, &Shown::default()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Untrusted { .. }), "{error}");
        assert!(!Trust::new().could_believe(&node) && Trust::new().pin(node).could_believe(&node));
        Trust::new().pin(node).tls(node, &Shown::default()).unwrap();
    }

    #[test]
    fn what_is_no_authority_is_refused() {
        for pem in [
            "",
            "no PEM",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert!(Trust::new().authority(pem).is_err(), "{pem}");
        }
        let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let trust = Trust::new().authority(garbage).unwrap();
        assert!(trust.tls(NodeId::of_public_key(b"key"), &Shown::default()).is_err());
    }
}
