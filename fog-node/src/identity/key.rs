//! [`NodeKey`]: the key that a node is.

use std::fmt;
use std::fs;
use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use llm_runtime::fog::NodeId;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PublicKeyData,
    SanType,
};
use time::OffsetDateTime;

use super::{Certificate, write_private};

/// A certificate that a node makes itself is pinned by its key; when it ends means nothing to whoever has paired.
const SELF_MADE: time::Duration = time::Duration::days(3650);

/// The key that a node is: P-256, which every client of TLS accepts (Ed25519 some do not). `Debug` shows the identity only.
pub struct NodeKey {
    pair: KeyPair,
}

impl NodeKey {
    /// Makes a key.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub fn generate() -> Result<Self> {
        Ok(Self { pair: KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).context("no key could be made")? })
    }

    /// Reads a node's key, or makes it when there is none yet.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn load_or_make(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(pem) => Self::from_pem(&pem).with_context(|| format!("the node's key in {}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = Self::generate()?;
                write_private(path, key.pair.serialize_pem().as_bytes())?;
                Ok(key)
            }
            Err(error) => Err(error).with_context(|| format!("could not read the node's key, {}", path.display())),
        }
    }

    /// A key from its PEM.
    ///
    /// # Errors
    /// When it is no P-256 key.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let pair = KeyPair::from_pem(pem).context("it is no private key in PEM")?;
        ensure!(pair.is_compatible(&rcgen::PKCS_ECDSA_P256_SHA256), "it is no P-256 key, which a node's has to be");
        Ok(Self { pair })
    }

    /// Who the node is.
    pub fn id(&self) -> NodeId {
        NodeId::of_public_key(&self.pair.subject_public_key_info())
    }

    /// A request to an authority (PKCS #10), as PEM. It says who asks and proves that the key is there; the authority alone
    /// decides what stands in the certificate.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn request(&self) -> Result<String> {
        let params = parameters(&self.id(), &[])?;
        Ok(params.serialize_request(&self.pair).context("the request could not be signed")?.pem()?)
    }

    /// A certificate that the node signs itself, for clients that pair with it.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn self_signed(&self, addresses: &[IpAddr]) -> Result<Certificate> {
        let mut params = parameters(&self.id(), addresses)?;
        params.not_before = OffsetDateTime::now_utc() - time::Duration::hours(1);
        params.not_after = params.not_before + SELF_MADE;
        Certificate::from_pem(&params.self_signed(&self.pair).context("the certificate could not be signed")?.pem())
    }

    /// The private key for TLS: PKCS #8.
    pub(crate) fn pkcs8(&self) -> Vec<u8> {
        self.pair.serialize_der()
    }
}

/// What stands in a node's certificate, whoever signs it.
pub(super) fn parameters(node: &NodeId, addresses: &[IpAddr]) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(vec![node.server_name()])?;
    params.subject_alt_names.extend(addresses.iter().copied().map(SanType::IpAddress));
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, format!("fog node {}", node.short()));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    Ok(params)
}

impl fmt::Debug for NodeKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("NodeKey").field("id", &self.id()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_node_keeps_its_identity_and_its_certificates_say_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("node.key");
        let key = NodeKey::load_or_make(&path).unwrap();
        assert_eq!(NodeKey::load_or_make(&path).unwrap().id(), key.id());
        assert_eq!(key.self_signed(&[]).unwrap().node(), key.id());
        assert_ne!(NodeKey::generate().unwrap().id(), key.id());
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }

    #[test]
    fn what_is_no_key_of_a_node_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("node.key");
        let other = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap().serialize_pem();
        for content in ["no key", other.as_str()] {
            fs::write(&path, content).unwrap();
            assert!(NodeKey::load_or_make(&path).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
    }
}
