//! [`Request`]: a node's request to an authority, read and checked.

use anyhow::{Context, Result, ensure};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use llm_runtime::fog::NodeId;
use rcgen::{PublicKeyData, SignatureAlgorithm};
use tokio_rustls::rustls::pki_types::CertificateSigningRequestDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};
use x509_cert::request::CertReq;

/// The longest request that is read; one of ours has some 600 letters.
const LONGEST: usize = 16 << 10;

/// RFC 5758.
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// The key of a request, whose owner has signed it.
pub(super) struct Request {
    /// The point of the curve, as it stands in the key.
    point: Vec<u8>,
}

impl Request {
    /// Reads a request (PKCS #10, PEM). Nothing of it counts but the key: names that it asks for are not given.
    pub(super) fn read(pem: &str) -> Result<Self> {
        ensure!(pem.len() <= LONGEST, "the request is longer than a request is");
        // Not by the parser's own reader of PEM, which never comes back from one that ends within its first element.
        let der = CertificateSigningRequestDer::from_pem_slice(pem.as_bytes()).ok();
        let request =
            der.and_then(|der| CertReq::from_der(&der).ok()).context("it is no certificate request in PEM")?;
        let point = request.info.public_key.subject_public_key.as_bytes().context("its key is no whole bytes")?;
        let read = Self { point: point.to_vec() };
        let as_written = request.info.public_key.to_der()?;
        ensure!(as_written == read.subject_public_key_info(), "its key is no P-256 key, which a node's has to be");
        let algorithm = &request.algorithm;
        ensure!(
            algorithm.oid == ECDSA_WITH_SHA256 && algorithm.parameters.is_none(),
            "it is not signed by ECDSA with SHA-256"
        );
        let signature = request.signature.as_bytes().context("its signature is no whole bytes")?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
            .verify(&request.info.to_der()?, signature)
            .ok()
            .context("its signature was not made with its key")?;
        Ok(read)
    }

    /// Who asks.
    pub(super) fn node(&self) -> NodeId {
        NodeId::of_public_key(&self.subject_public_key_info())
    }
}

impl PublicKeyData for Request {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::identity::NodeKey;

    #[test]
    fn a_request_says_who_asks() {
        let key = NodeKey::generate().unwrap();
        let pem = key.request().unwrap();
        assert_eq!(Request::read(&pem).unwrap().node(), key.id());
    }

    #[test]
    fn what_was_not_signed_with_its_key_is_refused() {
        let pem = NodeKey::generate().unwrap().request().unwrap();
        let bytes_of = |text: &str| CertificateSigningRequestDer::from_pem_slice(text.as_bytes()).ok();
        let original = bytes_of(&pem);
        let mut altered = 0;
        for place in pem.find('\n').unwrap() + 1..pem.rfind("-----END").unwrap() {
            let mut bytes = pem.clone().into_bytes();
            if bytes[place] == b'\n' {
                continue;
            }
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let text = std::str::from_utf8(&bytes).unwrap();
            // The last letter has bits that mean nothing, as the padding after it does.
            if bytes_of(text) == original {
                continue;
            }
            altered += 1;
            assert!(Request::read(text).is_err(), "the altered letter {place} was not noticed");
        }
        assert!(altered > 300);
        assert!(Request::read(&"A".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn a_request_that_ends_within_its_first_element_is_refused_and_not_read_for_ever() {
        for base64 in ["5w==", "pw==", "Aw==", "MA==", "", "MIIB"] {
            let pem = format!("-----BEGIN CERTIFICATE REQUEST-----\n{base64}\n-----END CERTIFICATE REQUEST-----\n");
            assert!(Request::read(&pem).is_err(), "{base64}");
        }
    }

    #[test]
    fn another_kind_of_key_is_refused() {
        let other = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        let params = rcgen::CertificateParams::new(vec!["x.fog.internal".to_owned()]).unwrap();
        let pem = params.serialize_request(&other).unwrap().pem().unwrap();
        assert!(Request::read(&pem).err().unwrap().to_string().contains("P-256"));
    }
}
