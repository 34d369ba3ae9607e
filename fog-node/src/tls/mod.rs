//! [`ServerTls`]: TLS 1.3 with a certificate that can be changed while connections are open.

mod peer;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context, Result, ensure};
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::identity::{Certificate, NodeKey};
pub use peer::Thumbprint;
pub(crate) use peer::with_client;

/// TLS of a node. Clones share the certificate.
#[derive(Clone)]
pub struct ServerTls {
    provider: Arc<CryptoProvider>,
    current: Arc<Current>,
    /// Who vouches for clients, where every client has to show a certificate.
    clients: Option<Arc<dyn ClientCertVerifier>>,
}

/// The certificate that the next handshake shows, whatever name the client asks for: a node has one identity.
struct Current(RwLock<Arc<CertifiedKey>>);

impl ServerTls {
    /// TLS with this key and certificate.
    ///
    /// # Errors
    /// When the certificate is about another key.
    pub fn new(key: &NodeKey, certificate: &Certificate) -> Result<Self> {
        let provider = Arc::new(default_provider());
        let certified = certified(&provider, key, certificate)?;
        Ok(Self { provider, current: Arc::new(Current(RwLock::new(Arc::new(certified)))), clients: None })
    }

    /// Speaks only to clients that show a certificate of one of these authorities, given as PEM. Who they are, and what they
    /// may, is still said by their tokens.
    ///
    /// # Errors
    /// When there is no certificate in it, or none that can be used.
    pub fn require_clients(mut self, authorities: &str) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(authorities.as_bytes()) {
            let certificate = certificate.context("the authority of the clients is not PEM")?;
            roots.add(certificate).context("the authority of the clients cannot be used")?;
        }
        ensure!(!roots.is_empty(), "there is no certificate in the PEM of the clients' authority");
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider));
        self.clients = Some(verifier.build().context("the authority of the clients cannot be used")?);
        Ok(self)
    }

    /// Shows another certificate from the next handshake on; connections that are open go on.
    ///
    /// # Errors
    /// When the certificate is about another key; the old one stays then.
    pub fn replace(&self, key: &NodeKey, certificate: &Certificate) -> Result<()> {
        let certified = Arc::new(certified(&self.provider, key, certificate)?);
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = certified;
        Ok(())
    }

    /// What a listener needs.
    ///
    /// # Errors
    /// When the library has no TLS 1.3.
    pub fn config(&self) -> Result<Arc<ServerConfig>> {
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&TLS13])
            .context("TLS 1.3 is not there")?;
        let builder = match &self.clients {
            Some(verifier) => builder.with_client_cert_verifier(Arc::clone(verifier)),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(Arc::clone(&self.current) as _);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // What is sent before the handshake is over can be sent again by others.
        config.max_early_data_size = 0;
        Ok(Arc::new(config))
    }
}

fn certified(provider: &CryptoProvider, key: &NodeKey, certificate: &Certificate) -> Result<CertifiedKey> {
    ensure!(
        certificate.node() == key.id(),
        "the certificate is about the node {}, and the key is of {}",
        certificate.node(),
        key.id()
    );
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.pkcs8()));
    CertifiedKey::from_der(certificate.chain(), private, provider).context("the node's key cannot be used for TLS")
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl fmt::Debug for Current {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Current")
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ServerTls").finish_non_exhaustive()
    }
}
