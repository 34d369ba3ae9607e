//! Nobody is sent anything who has not shown that he is the node that was meant.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use fog_node::identity::{Enrolment, NodeKey};
use fog_node::tls::ServerTls;
use llm_runtime::fog::{FogConfig, FogPlatform, NodeAddress, NodeId, Trust};
use llm_runtime::{AuthToken, Error, ErrorKind};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::support::{Listener, Site};

const TOKEN: &str = "the-token-that-nobody-else-may-see";

fn platform(trust: Trust, listener: &Listener, node: NodeId) -> FogPlatform {
    let config = FogConfig::new().trust(trust).auth(AuthToken::constant(TOKEN)).node(node, [listener.address]);
    FogPlatform::new(config).unwrap()
}

async fn refused(trust: Trust, listener: &Listener, node: NodeId) -> Error {
    let error = platform(trust, listener, node).status(node).await.unwrap_err();
    assert_eq!(listener.received(), "", "nothing may be sent before trust is there");
    error
}

fn of_site(site: &Site) -> Trust {
    Trust::new().authority(site.authority.pem()).unwrap()
}

#[tokio::test]
async fn a_node_of_the_site_is_believed_and_shown_the_token() {
    let (site, key) = (Site::new(), NodeKey::generate().unwrap());
    let listener = Listener::node(&key, &site.enrol(&key)).await;
    let platform = platform(of_site(&site), &listener, key.id());
    let status = platform.status(key.id()).await.unwrap();
    assert_eq!((status.node, status.slots), (key.id(), 1));
    assert!(listener.received().contains(TOKEN));
    // The second question goes by the connection of the first.
    platform.status(key.id()).await.unwrap();
    assert_eq!(listener.connections(), 1);
}

#[tokio::test]
async fn a_node_that_was_paired_is_believed_without_an_authority() {
    let key = NodeKey::generate().unwrap();
    let listener = Listener::node(&key, &key.self_signed(&[]).unwrap()).await;
    platform(Trust::new().pin(key.id()), &listener, key.id()).status(key.id()).await.unwrap();
}

#[tokio::test]
async fn who_has_no_reason_to_be_believed_is_not_even_connected_to() {
    let key = NodeKey::generate().unwrap();
    let listener = Listener::node(&key, &key.self_signed(&[]).unwrap()).await;
    let other = NodeKey::generate().unwrap().id();
    let error = refused(Trust::new().pin(other), &listener, key.id()).await;
    assert!(matches!(error.kind(), ErrorKind::Untrusted { .. }), "{error}");
    assert_eq!(listener.connections(), 0);
}

#[tokio::test]
async fn a_changed_key_is_a_hard_error() {
    let (known, other) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
    let listener = Listener::node(&other, &other.self_signed(&[]).unwrap()).await;
    let error = refused(Trust::new().pin(known.id()), &listener, known.id()).await;
    assert!(error.to_string().contains("another key"), "{error}");
    assert!(!error.is_retryable(), "it will not be right the next time");
}

#[tokio::test]
async fn another_node_of_the_same_site_is_not_the_one_that_was_meant() {
    let site = Site::new();
    let (meant, other) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
    let listener = Listener::node(&other, &site.enrol(&other)).await;
    let error = refused(of_site(&site), &listener, meant.id()).await;
    assert!(error.to_string().contains("another key"), "{error}");
}

#[tokio::test]
async fn a_certificate_of_another_authority_or_of_none_is_refused() {
    let (site, elsewhere, key) = (Site::new(), Site::new(), NodeKey::generate().unwrap());
    for certificate in [elsewhere.enrol(&key), key.self_signed(&[]).unwrap()] {
        let listener = Listener::node(&key, &certificate).await;
        let error = refused(of_site(&site), &listener, key.id()).await;
        assert!(error.to_string().contains("site's authority"), "{error}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_over_is_refused() {
    let (site, key) = (Site::new(), NodeKey::generate().unwrap());
    let mut short = Enrolment::default();
    short.lifetime = Duration::ZERO;
    let certificate = site.authority.enrol(&key.request().unwrap(), None, &short).unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let listener = Listener::node(&key, &certificate).await;
    let error = refused(of_site(&site), &listener, key.id()).await;
    assert!(matches!(error.kind(), ErrorKind::Untrusted { .. }), "{error}");
}

/// Shows a certificate for which it does not have the key.
#[derive(Debug)]
struct Copied(Arc<CertifiedKey>);

impl ResolvesServerCert for Copied {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

#[tokio::test]
async fn a_copied_certificate_without_its_key_is_refused() {
    let key = NodeKey::generate().unwrap();
    let pem = key.self_signed(&[]).unwrap();
    let der = CertificateDer::from_pem_slice(pem.pem().as_bytes()).unwrap();
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let own = rcgen::KeyPair::generate().unwrap().serialize_der();
    let own = provider.key_provider.load_private_key(PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own))).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Copied(Arc::new(CertifiedKey::new(vec![der], own)))));
    let listener = Listener::with(Arc::new(config), key.id()).await;
    let error = refused(Trust::new().pin(key.id()), &listener, key.id()).await;
    assert!(!error.to_string().is_empty());
}

#[tokio::test]
async fn who_tells_another_nodes_status_is_not_believed() {
    let (key, other) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
    let config = ServerTls::new(&key, &key.self_signed(&[]).unwrap()).unwrap().config().unwrap();
    let listener = Listener::with(config, other.id()).await;
    let platform = platform(Trust::new().pin(key.id()), &listener, key.id());
    assert!(platform.status(key.id()).await.unwrap_err().to_string().contains("no status of its own"));
}

#[tokio::test]
async fn a_node_is_reached_at_whichever_of_its_addresses_answers() {
    let (site, key) = (Site::new(), NodeKey::generate().unwrap());
    let listener = Listener::node(&key, &site.enrol(&key)).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let platform = platform(of_site(&site), &listener, key.id());
    platform.add(NodeAddress::new(key.id(), [closed]));
    assert_eq!(platform.nodes()[0].addresses, [closed, listener.address]);
    platform.status(key.id()).await.unwrap();
    assert_eq!(platform.nodes()[0].addresses, [listener.address, closed]);
}

#[tokio::test]
async fn who_advertises_a_node_at_his_own_address_gets_nothing_and_keeps_nobody_from_it() {
    let site = Site::new();
    let (key, rogue) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
    let listener = Listener::node(&key, &site.enrol(&key)).await;
    // Of the same site even, and with the name of the other one.
    let config = ServerTls::new(&rogue, &site.enrol(&rogue)).unwrap().config().unwrap();
    let hijack = Listener::with(config, key.id()).await;
    let platform = platform(of_site(&site), &listener, key.id());
    platform.add(NodeAddress::new(key.id(), [hijack.address]));
    platform.status(key.id()).await.unwrap();
    assert!(hijack.connections() > 0 && hijack.received().is_empty());
    let before = hijack.connections();
    platform.add(NodeAddress::new(key.id(), [hijack.address]));
    platform.status(key.id()).await.unwrap();
    assert_eq!(hijack.connections(), before, "where the node was seen is tried first");
}

#[tokio::test]
async fn a_certificate_is_changed_while_a_connection_is_open() {
    let (site, key) = (Site::new(), NodeKey::generate().unwrap());
    let tls = ServerTls::new(&key, &key.self_signed(&[]).unwrap()).unwrap();
    let listener = Listener::with(tls.config().unwrap(), key.id()).await;
    let paired = platform(Trust::new().pin(key.id()), &listener, key.id());
    paired.status(key.id()).await.unwrap();
    assert!(platform(of_site(&site), &listener, key.id()).status(key.id()).await.is_err());
    tls.replace(&key, &site.enrol(&key)).unwrap();
    platform(of_site(&site), &listener, key.id()).status(key.id()).await.unwrap();
    let before = listener.connections();
    paired.status(key.id()).await.unwrap();
    assert_eq!(listener.connections(), before, "the open connection is used on");
    let other = NodeKey::generate().unwrap();
    assert!(tls.replace(&key, &site.enrol(&other)).is_err());
}

#[tokio::test]
async fn an_authority_vouches_for_names_of_nodes_and_for_addresses() {
    let (site, key) = (Site::new(), NodeKey::generate().unwrap());
    let mut enrolment = Enrolment::default();
    enrolment.addresses = vec![IpAddr::from([127, 0, 0, 1])];
    let certificate = site.authority.enrol(&key.request().unwrap(), None, &enrolment).unwrap();
    let listener = Listener::node(&key, &certificate).await;
    platform(of_site(&site), &listener, key.id()).status(key.id()).await.unwrap();
}
