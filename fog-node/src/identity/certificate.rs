//! [`Certificate`]: what a node shows, and when it has to be renewed.

use std::fmt;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use llm_runtime::fog::NodeId;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use x509_cert::der::Decode;

/// A node's certificate and those between it and the authority.
#[derive(Clone)]
pub struct Certificate {
    chain: Vec<CertificateDer<'static>>,
    pem: String,
    node: NodeId,
    validity: Validity,
}

/// From when to when a certificate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Validity {
    /// The first moment.
    pub from: SystemTime,
    /// The last moment.
    pub until: SystemTime,
}

impl Validity {
    /// When it is time to renew: after two thirds, so that a third is left for whatever goes wrong.
    pub fn renewal(&self) -> SystemTime {
        let length = self.until.duration_since(self.from).unwrap_or(Duration::ZERO);
        self.from + length / 3 * 2
    }

    /// Whether it holds at this moment.
    pub fn holds(&self, now: SystemTime) -> bool {
        (self.from..=self.until).contains(&now)
    }
}

impl Certificate {
    /// Reads a certificate, and those after it, from PEM.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        let chain = chain.context("the certificate is not PEM")?;
        let first = chain.first().context("there is no certificate in the PEM")?;
        let node = NodeId::of_certificate(first)?;
        let parsed = x509_cert::Certificate::from_der(first).context("the certificate cannot be read")?;
        let period = parsed.tbs_certificate.validity;
        let validity = Validity { from: period.not_before.to_system_time(), until: period.not_after.to_system_time() };
        Ok(Self { pem: pem.to_owned(), chain, node, validity })
    }

    /// The node that it is about.
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// From when to when it holds.
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// As PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The certificate itself, as DER.
    pub(crate) fn first(&self) -> &[u8] {
        self.chain.first().map_or(&[], |der| der.as_ref())
    }

    pub(crate) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain.clone()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Certificate")
            .field("node", &self.node)
            .field("validity", &self.validity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_third_is_left_when_it_is_time_to_renew() {
        let from = SystemTime::UNIX_EPOCH;
        let validity = Validity { from, until: from + Duration::from_secs(30) };
        assert_eq!(validity.renewal(), from + Duration::from_secs(20));
        assert!(validity.holds(from) && !validity.holds(from + Duration::from_secs(31)));
        // One that ends before it begins never holds, and nothing is subtracted from less.
        let backwards = Validity { from: from + Duration::from_secs(9), until: from };
        assert_eq!(backwards.renewal(), backwards.from);
        assert!(!backwards.holds(from));
    }

    #[test]
    fn damaged_pem_is_an_error() {
        for pem in ["", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Certificate::from_pem(pem).is_err(), "{pem}");
        }
    }
}
