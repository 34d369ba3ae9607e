//! [`ClientCertificate`]: what a client shows to nodes that want to know it by more than a token.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, SignatureScheme};

use super::wrong;
use crate::error::{Error, ErrorKind, Result};

/// What a client shows to nodes that want to know it by more than a token (mutual TLS): a certificate, made by an authority that
/// the nodes know, and its key. Both are files of `fog-node enroll`, in a folder of the client's own. `Debug` shows neither.
#[derive(Clone)]
pub struct ClientCertificate(Arc<CertifiedKey>);

impl ClientCertificate {
    /// Reads a certificate and its key from PEM.
    ///
    /// # Errors
    /// When one of them is none, or they do not belong together.
    pub fn from_pem(certificate: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Result<Self> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate.as_ref()).collect();
        let chain = chain.map_err(|_| wrong("the client's certificate is not PEM"))?;
        if chain.is_empty() {
            return Err(wrong("there is no certificate in the client's PEM"));
        }
        let key = PrivateKeyDer::from_pem_slice(key.as_ref()).map_err(|_| wrong("the client's key is not PEM"))?;
        let provider: CryptoProvider = default_provider();
        let certified = CertifiedKey::from_der(chain, key, &provider).map_err(|error| {
            let reason = "the client's certificate and key do not belong together".to_owned();
            Error::with_source(ErrorKind::Configuration(reason), error)
        })?;
        Ok(Self(Arc::new(certified)))
    }
}

/// What is shown of this client, and whether it was asked for: a node that refuses a certificate, or none, may break the
/// connection off before anybody reads its reason.
#[derive(Clone, Debug, Default)]
pub(in crate::fog) struct Shown {
    certificate: Option<ClientCertificate>,
    asked: Arc<AtomicBool>,
}

impl Shown {
    pub(in crate::fog) fn new(certificate: Option<ClientCertificate>) -> Self {
        Self { certificate, asked: Arc::default() }
    }

    /// Whether the node has asked who we are.
    pub(in crate::fog) fn was_asked_for(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    pub(super) fn by(&self, mut config: ClientConfig) -> ClientConfig {
        config.client_auth_cert_resolver = Arc::new(self.clone());
        config
    }
}

/// Shows it to whoever has proven to be the node that was meant, whatever authorities he names.
impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.certificate.as_ref().map(|certificate| Arc::clone(&certificate.0))
    }

    fn has_certs(&self) -> bool {
        // Otherwise it need not be asked.
        true
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ClientCertificate")
    }
}
