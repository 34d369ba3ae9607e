//! Somebody copies a node's name and TXT record, and then takes leave in its name. He gets nothing, and keeps nobody from the
//! node.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fog_node::advertise::{Advertisement, MDNS};
use fog_node::identity::{Authority, Certificate, Enrolment, NodeKey};
use fog_node::tls::ServerTls;
use llm_runtime::Event;
use llm_runtime::fog::{Interface, NodeId};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::case;
use crate::harness::{Case, measured};
use crate::net::{Lan, Link};
use crate::nodes::{Node, PORT, long, start};
use crate::site::{Site, session};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(who_copies_a_node_with_a_key_of_his_own_gets_nothing, 3, Link::Both, &[]),
        case!(who_copies_a_node_and_is_of_the_same_site_gets_nothing, 3, Link::Both, &[]),
        case!(who_copies_a_node_with_its_certificate_gets_nothing, 3, Link::Both, &[]),
    ]
}

/// What the rogue shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Shows {
    /// A certificate that he has signed himself.
    Own,
    /// One of the site's authority, for a node that he really is.
    OfTheSite,
    /// The node's own certificate, without its key.
    Copied,
}

#[derive(Serialize, Deserialize)]
struct Told {
    folder: PathBuf,
    victim: NodeId,
    shows: Shows,
}

/// What he got: connections, and bytes after a handshake.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Got {
    connections: usize,
    bytes: usize,
}

/// Shows a certificate whatever key he has.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

fn config(told: &Told) -> Arc<ServerConfig> {
    let key = NodeKey::generate().unwrap();
    let signed = |key: &NodeKey| -> Certificate {
        let authority = Authority::load(&told.folder.join("authority")).unwrap();
        authority.enrol(&key.request().unwrap(), None, &Enrolment::default()).unwrap()
    };
    match told.shows {
        Shows::Own => ServerTls::new(&key, &key.self_signed(&[]).unwrap()).unwrap().config().unwrap(),
        Shows::OfTheSite => ServerTls::new(&key, &signed(&key)).unwrap().config().unwrap(),
        Shows::Copied => {
            let copied = std::fs::read(told.folder.join("copied.der")).unwrap();
            let provider = Arc::new(crypto::aws_lc_rs::default_provider());
            let own = rcgen::KeyPair::generate().unwrap().serialize_der();
            let own =
                provider.key_provider.load_private_key(PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own))).unwrap();
            let shown = CertifiedKey::new(vec![CertificateDer::from(copied)], own);
            let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
            Arc::new(config.with_no_client_auth().with_cert_resolver(Arc::new(Always(Arc::new(shown)))))
        }
    }
}

/// The role of the rogue: listens, says that he is the node, and takes leave in its name when he is told to.
pub(crate) async fn play(told: &str) {
    let told: Told = serde_json::from_str(told).unwrap();
    let listener = TcpListener::bind(SocketAddr::from(([0; 16], PORT))).await.unwrap();
    let acceptor = TlsAcceptor::from(config(&told));
    let (connections, bytes) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let eth0 = [Interface::Named("eth0".into())];
    let said = Advertisement::new(told.victim, PORT, &eth0, MDNS).unwrap();
    println!("ready");
    let (counted, read_so_far) = (Arc::clone(&connections), Arc::clone(&bytes));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let (acceptor, bytes) = (acceptor.clone(), Arc::clone(&read_so_far));
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    bytes.fetch_add(read, Ordering::SeqCst);
                }
            });
        }
    });
    let mut said = Some(said);
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let got = Got { connections: connections.load(Ordering::SeqCst), bytes: bytes.load(Ordering::SeqCst) };
        write(&told.folder.join("got.json"), &serde_json::to_vec(&got).unwrap());
        if told.folder.join("leave").exists()
            && let Some(said) = said.take()
        {
            said.goodbye().await;
            write(&told.folder.join("left"), b"");
        }
    }
}

fn write(file: &Path, content: &[u8]) {
    let beside = file.with_extension("new");
    std::fs::write(&beside, content).unwrap();
    std::fs::rename(beside, file).unwrap();
}

async fn who_copies_a_node_with_a_key_of_his_own_gets_nothing(lan: Lan) {
    hijacked(lan, Shows::Own).await;
}

async fn who_copies_a_node_and_is_of_the_same_site_gets_nothing(lan: Lan) {
    hijacked(lan, Shows::OfTheSite).await;
}

async fn who_copies_a_node_with_its_certificate_gets_nothing(lan: Lan) {
    hijacked(lan, Shows::Copied).await;
}

async fn hijacked(lan: Lan, shows: Shows) {
    let site = Site::new();
    // The rogue's address is before the node's in every order, so that he is tried first by who knows neither.
    let node = Node::start(&lan, 2, &site, &long(), Duration::from_millis(8), true);
    let platform = site.looking();
    let is_known =
        |ip| platform.nodes().iter().any(|known| known.addresses.iter().any(|at: &SocketAddr| at.ip() == ip));
    until("the node is found", || is_known(lan.four(2))).await;
    let certificate = shown_by(node.address).await;
    std::fs::write(site.path().join("copied.der"), certificate).unwrap();
    let mut session_before = session(&platform).await;
    let mut events = session_before.generate("A secret, in the middle of which the rogue comes.");
    let (mut said, mut rogue) = (String::new(), None);
    while let Some(event) = events.next().await {
        if let Event::Text(more) = event.unwrap() {
            said.push_str(&more);
            if rogue.is_none() && said.len() > 100 {
                let told = Told { folder: site.path().to_owned(), victim: node.id, shows };
                rogue = Some(start(&lan, 1, "rogue", &serde_json::to_string(&told).unwrap()));
            }
        }
    }
    assert_eq!(said, long(), "the answer goes on as if nobody had come");
    until("the rogue's address is taken for one of the node's", || is_known(lan.four(1))).await;
    // Asked as it was, and by clients who hear of it first now: who knows only what is said on the network tries both.
    assert_eq!(session(&platform).await.generate_text("A second secret.").await.unwrap(), long());
    for _ in 0..3 {
        let fresh = site.looking();
        until("a new client hears of it", || !fresh.nodes().is_empty()).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        fresh.add(llm_runtime::fog::NodeAddress::new(node.id, [SocketAddr::new(lan.four(1), PORT)]));
        let answer = session(&fresh).await.generate_text("A third secret.").await;
        // Where the rogue has taken the name over altogether, the client has heard no other address than his.
        match answer {
            Ok(said) => assert_eq!(said, long()),
            Err(error) => assert!(!fresh.nodes()[0].addresses.contains(&node.address), "{error}"),
        }
    }
    // He leaves in the node's name, in the middle of an answer.
    let mut session_after = session(&platform).await;
    let mut events = session_after.generate("A fourth secret.");
    let mut said = String::new();
    while let Some(event) = events.next().await {
        if let Event::Text(more) = event.unwrap() {
            if said.is_empty() {
                write(&site.path().join("leave"), b"");
            }
            said.push_str(&more);
        }
    }
    assert_eq!(said, long());
    until("he has left", || site.path().join("left").exists()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(platform.nodes().iter().any(|known| known.node == node.id), "it answers, and so it is there");
    assert_eq!(session(&platform).await.generate_text("A fifth secret.").await.unwrap(), long());
    let (mut child, _) = rogue.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let got: Got = serde_json::from_slice(&std::fs::read(site.path().join("got.json")).unwrap()).unwrap();
    measured(&format!("the rogue had {} connections and {} bytes after a handshake", got.connections, got.bytes));
    assert!(got.connections > 0, "he was tried, or nothing was shown");
    assert_eq!(got.bytes, 0);
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The certificate that a machine shows: anybody can have it.
async fn shown_by(address: SocketAddr) -> Vec<u8> {
    use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use tokio_rustls::rustls::pki_types::{ServerName, UnixTime};
    use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

    #[derive(Debug)]
    struct Anybody;
    impl ServerCertVerifier for Anybody {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }
        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }
        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }
        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            crypto::aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_no_client_auth();
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(ServerName::try_from("anybody").unwrap(), stream).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}
