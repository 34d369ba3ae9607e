//! Certificates, requests for them, keys, names and codes: what somebody shows to be taken for somebody.

use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fog_node::identity::{Authority, Certificate, Enrolment, NodeKey};
use fog_node::token::{JwkSet, Keys};
use llm_runtime::fog::{NodeId, PairingCode, Trust};

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("fog-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the authority");
    Authority::init(&folder, "fuzzed site").expect("an authority")
});

/// Nothing panics; what is read is written to the same again; what is certified is what was asked for.
pub(crate) fn identity(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        names(text);
        documents(text);
    }
    let _ = NodeId::of_certificate(data);
    documents(&pem("CERTIFICATE", data));
    documents(&pem("CERTIFICATE REQUEST", data));
    documents(&pem("PRIVATE KEY", data));
}

fn pem(kind: &str, der: &[u8]) -> String {
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", BASE64_STANDARD.encode(der))
}

fn names(text: &str) {
    if let Ok(node) = text.parse::<NodeId>() {
        assert_eq!(node.to_string().parse::<NodeId>().ok(), Some(node));
    }
    if let Ok(code) = text.parse::<PairingCode>() {
        assert_eq!(code.to_string().parse::<PairingCode>().map(|again| again.to_string()).ok(), Some(code.to_string()));
    }
    if let Ok(set) = JwkSet::read(text) {
        let mut keys = Keys::default();
        let added = keys.add("site", &set);
        assert!(added.is_ok() || keys.is_empty());
    }
}

fn documents(text: &str) {
    if let Ok(certificate) = Certificate::from_pem(text) {
        let _ = (certificate.node(), certificate.validity().renewal());
    }
    if let Ok(key) = NodeKey::from_pem(text) {
        let _ = key.id();
    }
    if let Ok(trust) = Trust::new().authority(text) {
        assert!(trust.could_believe(&NodeId::of_public_key(b"key")));
    }
    if let Ok(certificate) = AUTHORITY.enrol(text, None, &Enrolment::default()) {
        let other = NodeId::of_public_key(b"other");
        assert_ne!(certificate.node(), other);
        assert!(AUTHORITY.enrol(text, Some(other), &Enrolment::default()).is_err(), "a request for another node");
    }
}
