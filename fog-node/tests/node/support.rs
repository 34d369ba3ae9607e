//! What the tests have in common.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fog_node::identity::{Authority, Certificate, Enrolment, NodeKey};
use fog_node::tls::ServerTls;
use llm_runtime::fog::NodeId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// A site in a folder that vanishes with the test.
pub(crate) struct Site {
    pub(crate) authority: Authority,
    _folder: tempfile::TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { authority: Authority::init(folder.path(), "test site").unwrap(), _folder: folder }
    }

    pub(crate) fn enrol(&self, key: &NodeKey) -> Certificate {
        let mut enrolment = Enrolment::default();
        // By which clients that know nothing of nodes reach them.
        enrolment.addresses = vec![std::net::Ipv4Addr::LOCALHOST.into()];
        self.authority.enrol(&key.request().unwrap(), Some(key.id()), &enrolment).unwrap()
    }
}

/// A server that says it is a node, and keeps what it was sent behind TLS.
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    pub(crate) received: Arc<Mutex<Vec<u8>>>,
    pub(crate) connections: Arc<AtomicUsize>,
}

impl Listener {
    /// Shows a certificate and answers every request with the status of this node.
    pub(crate) async fn with(config: Arc<ServerConfig>, says: NodeId) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let received = Arc::<Mutex<Vec<u8>>>::default();
        let connections = Arc::<AtomicUsize>::default();
        let status = format!(
            r#"{{"node": "{says}", "state": "ready", "slots": 1, "busy": 0, "waiting": 0, "most_waiting": 2}}"#
        );
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{status}", status.len());
        let (kept, counted) = (Arc::clone(&received), Arc::clone(&connections));
        let acceptor = TlsAcceptor::from(config);
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let (acceptor, kept, answer) = (acceptor.clone(), Arc::clone(&kept), answer.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut buffer = [0; 4096];
                    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                        kept.lock().unwrap().extend_from_slice(&buffer[..read]);
                        if kept.lock().unwrap().ends_with(b"\r\n\r\n") {
                            stream.write_all(answer.as_bytes()).await.unwrap();
                        }
                    }
                });
            }
        });
        Self { address, received, connections }
    }

    /// A node as it should be.
    pub(crate) async fn node(key: &NodeKey, certificate: &Certificate) -> Self {
        Self::with(ServerTls::new(key, certificate).unwrap().config().unwrap(), key.id()).await
    }

    pub(crate) fn received(&self) -> String {
        String::from_utf8_lossy(&self.received.lock().unwrap()).into_owned()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}
