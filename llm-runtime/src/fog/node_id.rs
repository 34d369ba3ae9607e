//! [`NodeId`]: who a node is. Its key and nothing else.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use rustls::pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use webpki::EndEntityCert;

use crate::error::{Error, ErrorKind, Result};

/// The domain under which nodes have their names: of those that are reserved for private use, so that no public authority
/// vouches for a name in it.
pub const DOMAIN: &str = "fog.internal";

/// How many letters tell a node apart for a person.
const SHORT: usize = 8;

/// Who a node is: the SHA-256 digest of its public key (of the `SubjectPublicKeyInfo`, as RFC 7469 has it), written in
/// base 32. Whatever is read on the network under this name, only who has the key can answer to it.
///
/// ```
/// use llm_runtime::fog::NodeId;
/// let id = NodeId::of_public_key(b"a key");
/// assert_eq!(id.to_string().len(), 52);
/// assert_eq!(id.to_string().parse::<NodeId>()?, id);
/// assert_eq!(id.server_name(), format!("{id}.fog.internal"));
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId([u8; 32]);

impl NodeId {
    /// The identity that goes with a public key, given as the DER of its `SubjectPublicKeyInfo`.
    pub fn of_public_key(spki: &[u8]) -> Self {
        Self(Sha256::digest(spki).into())
    }

    /// The identity that a certificate is about, whoever signed it.
    ///
    /// # Errors
    /// When it is no certificate.
    pub fn of_certificate(der: &[u8]) -> Result<Self> {
        let der = CertificateDer::from(der);
        let certificate = EndEntityCert::try_from(&der).map_err(|error| {
            Error::with_source(ErrorKind::Configuration("a node's certificate is no X.509 certificate".into()), error)
        })?;
        Ok(Self::of_public_key(certificate.subject_public_key_info().as_ref()))
    }

    /// The name in a node's certificate. It is never looked up: a node is found by other means and checked by this.
    pub fn server_name(&self) -> String {
        format!("{self}.{DOMAIN}")
    }

    /// As much of it as a person needs to tell nodes apart. Nothing is decided by it.
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(SHORT);
        text
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "NodeId({})", self.short())
    }
}

impl FromStr for NodeId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = BASE32_NOPAD.decode(text.trim().to_ascii_uppercase().as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.map(Self).ok_or_else(|| {
            let reason = "a node's identity has 52 letters of a-z and 2-7, as `fog-node id` prints them";
            ErrorKind::Configuration(reason.into()).into()
        })
    }
}

impl serde::Serialize for NodeId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for NodeId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_no_identity_is_refused_and_letters_may_be_large() {
        let id = NodeId::of_public_key(b"key");
        assert_eq!(id.to_string().to_uppercase().parse::<NodeId>().unwrap(), id);
        for wrong in ["", "a", &"a".repeat(51), &"a".repeat(53), &"1".repeat(52), &format!("{}b", "a".repeat(51)), "ü"]
        {
            assert!(wrong.parse::<NodeId>().is_err(), "{wrong}");
        }
        assert!(NodeId::of_certificate(b"no certificate").is_err());
        assert!(NodeId::of_certificate(&[]).is_err());
    }

    #[test]
    fn it_fits_into_a_label_of_dns() {
        assert!(NodeId::of_public_key(b"key").to_string().len() <= 63);
    }
}
