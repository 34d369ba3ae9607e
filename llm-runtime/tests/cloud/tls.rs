//! TLS with real handshakes.

use std::sync::Arc;

use llm_runtime::cloud::{CloudPlatform, RetryPolicy, Timeouts};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::support::{SHORT, Server, ask, config, speech, words};

/// A server with a certificate of its own making for this name, and the certificate.
async fn server(name: &str) -> (Server, String) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    (Server::encrypted(TlsAcceptor::from(Arc::new(config)), speech("encrypted")).await, cert.pem())
}

fn platform(server: &Server, pem: Option<&str>) -> CloudPlatform {
    let config = config(server).retries(RetryPolicy::none());
    CloudPlatform::new(match pem {
        Some(pem) => config.root_certificates(pem),
        None => config,
    })
    .unwrap()
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() {
    let (server, _) = server("localhost").await;
    let failed = ask(&platform(&server, None)).await.1.unwrap();
    assert!(failed.to_string().contains("certificate is not trusted"), "{failed} {failed:?}");
    assert!(!failed.is_retryable(), "nobody will vouch for it later");
    assert_eq!(server.connections(), 1);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_authority_that_was_named_is_trusted_and_no_other_is() {
    let (here, pem) = server("localhost").await;
    let (deltas, failed) = ask(&platform(&here, Some(&pem))).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!(words(&deltas), "encrypted");
    let (other, _) = server("localhost").await;
    assert!(ask(&platform(&other, Some(&pem))).await.1.is_some());
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let (server, pem) = server("example.org").await;
    let failed = ask(&platform(&server, Some(&pem))).await.1.unwrap();
    assert!(matches!(failed.kind(), llm_runtime::ErrorKind::Certificate { .. }), "{failed}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn plain_http_where_tls_belongs_is_an_error() {
    let plain = Server::script([speech("plain")]).await;
    let config = config(&plain)
        .base_url(format!("https://localhost:{}/v1", plain.port()))
        .retries(RetryPolicy::none())
        // The server waits for the end of what it takes for a request.
        .timeouts(Timeouts::default().connect(SHORT));
    assert!(ask(&CloudPlatform::new(config).unwrap()).await.1.is_some());
    assert!(plain.requests().is_empty());
}
