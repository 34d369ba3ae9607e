//! [`Authority`]: who vouches for the nodes of a site.

use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use llm_runtime::fog::{DOMAIN, NodeId};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, GeneralSubtree, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, NameConstraints, SerialNumber,
};
use time::OffsetDateTime;

use super::key::parameters;
use super::request::Request;
use super::{Certificate, write_private, write_public};

const KEY: &str = "authority.key";
const CERTIFICATE: &str = "authority.pem";
const NAME: &str = "authority.name";

/// How long an authority vouches: as long as anybody will keep the machines.
const LIFE: time::Duration = time::Duration::days(3650);

/// Clocks of machines differ; nobody has to wait for a certificate to begin.
const SKEW: time::Duration = time::Duration::minutes(10);

/// Who vouches for the nodes of a site. Its certificate is limited to names under `fog.internal` and to nodes: with it nobody
/// can be made a further authority, or a bank.
pub struct Authority {
    key: KeyPair,
    name: String,
    pem: String,
}

/// What an authority is to put into a node's certificate.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Enrolment {
    /// When it begins to hold; ten minutes ago unless set, because clocks differ.
    pub from: Option<SystemTime>,
    /// How long it holds from then, or from now where nothing is set; 30 days unless set.
    pub lifetime: Duration,
    /// Addresses under which clients that know nothing of nodes reach it, such as those of other programs.
    pub addresses: Vec<IpAddr>,
}

impl Default for Enrolment {
    fn default() -> Self {
        Self { from: None, lifetime: Duration::from_secs(30 * 24 * 60 * 60), addresses: Vec::new() }
    }
}

impl Authority {
    /// Makes the authority of a site in a folder of its own.
    ///
    /// # Errors
    /// When there is one already, or the folder cannot be written.
    pub fn init(folder: &Path, name: &str) -> Result<Self> {
        ensure!(
            !folder.join(KEY).exists(),
            "there is an authority in {} already; another one would make every node of it unknown",
            folder.display()
        );
        ensure!(
            !name.trim().is_empty() && name.len() <= 64 && !name.contains(char::is_control),
            "an authority's name has 1 to 64 letters"
        );
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).context("no key could be made")?;
        let pem = certificate(name).self_signed(&key).context("the authority could not sign itself")?.pem();
        write_private(&folder.join(KEY), key.serialize_pem().as_bytes())?;
        write_public(&folder.join(NAME), name.as_bytes())?;
        write_public(&folder.join(CERTIFICATE), pem.as_bytes())?;
        Ok(Self { key, name: name.to_owned(), pem })
    }

    /// Reads an authority from its folder.
    ///
    /// # Errors
    /// When there is none, or its files are damaged.
    pub fn load(folder: &Path) -> Result<Self> {
        let read = |file: &str| {
            fs::read_to_string(folder.join(file)).with_context(|| {
                format!("there is no authority in {} (`fog-node ca init` makes one): {file}", folder.display())
            })
        };
        let key = KeyPair::from_pem(&read(KEY)?).context("the authority's key cannot be read")?;
        Ok(Self { key, name: read(NAME)?, pem: read(CERTIFICATE)? })
    }

    /// What clients and nodes are given: its certificate, as PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Vouches for a node. Whether the node is one of the site a person has to know: `expected` is the identity that the
    /// node shows on its own screen, if it was compared.
    ///
    /// # Errors
    /// When the request is none, was not signed with its key, or is another node's.
    pub fn enrol(&self, request: &str, expected: Option<NodeId>, enrolment: &Enrolment) -> Result<Certificate> {
        let request = Request::read(request)?;
        let node = request.node();
        if let Some(expected) = expected {
            ensure!(expected == node, "the request is of the node {node}, and not of {expected}");
        }
        let mut params = parameters(&node, &enrolment.addresses)?;
        let begins = enrolment.from.map(OffsetDateTime::from);
        params.not_before = begins.unwrap_or_else(|| OffsetDateTime::now_utc() - SKEW);
        params.not_after = begins.unwrap_or_else(OffsetDateTime::now_utc) + enrolment.lifetime;
        params.serial_number = Some(serial()?);
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::new(certificate(&self.name), &self.key);
        let signed = params.signed_by(&request, &issuer).context("the certificate could not be signed")?;
        Certificate::from_pem(&signed.pem())
    }
}

/// 127 random bits: what RFC 5280 wants is that no two are the same.
fn serial() -> Result<SerialNumber> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("the operating system has no random numbers")?;
    bytes[0] &= 0x7f;
    Ok(SerialNumber::from_slice(&bytes))
}

fn certificate(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName(DOMAIN.to_owned())],
        excluded_subtrees: Vec::new(),
    });
    params.not_before = OffsetDateTime::now_utc() - SKEW;
    params.not_after = OffsetDateTime::now_utc() + LIFE;
    params
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Authority").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::identity::NodeKey;

    #[test]
    fn an_authority_is_made_once_and_vouches_for_the_node_that_asked() {
        let folder = tempfile::tempdir().unwrap();
        Authority::init(folder.path(), "ward 3").unwrap();
        assert!(Authority::init(folder.path(), "ward 4").is_err());
        let authority = Authority::load(folder.path()).unwrap();
        let key = NodeKey::generate().unwrap();
        let request = key.request().unwrap();
        let certificate = authority.enrol(&request, Some(key.id()), &Enrolment::default()).unwrap();
        assert_eq!(certificate.node(), key.id());
        assert!(certificate.validity().holds(SystemTime::now()));
        let other = NodeKey::generate().unwrap().id();
        assert!(authority.enrol(&request, Some(other), &Enrolment::default()).is_err());
        assert!(Authority::load(&folder.path().join("nowhere")).is_err());
    }
}
