//! What the tests have in common.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

impl Site {
    /// A certificate that holds from so many seconds after now until so many.
    pub(crate) fn enrol_for(&self, key: &NodeKey, from: i64, until: i64) -> Certificate {
        let mut enrolment = Enrolment::default();
        let by = Duration::from_secs(from.unsigned_abs());
        enrolment.from = Some(if from < 0 { SystemTime::now() - by } else { SystemTime::now() + by });
        enrolment.lifetime = Duration::from_secs((until - from).unsigned_abs());
        self.authority.enrol(&key.request().unwrap(), None, &enrolment).unwrap()
    }
}

fn status_of(says: NodeId) -> String {
    let status =
        format!(r#"{{"node": "{says}", "state": "ready", "slots": 1, "busy": 0, "waiting": 0, "most_waiting": 2}}"#);
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{status}", status.len())
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
        Self::answering(config, move |_| status_of(says)).await
    }

    /// As [`with`](Self::with), by a clock that is ahead by so many seconds; tokens count that name the second in which they were
    /// made there.
    pub(crate) async fn with_clock(config: Arc<ServerConfig>, says: NodeId, ahead: i64) -> Self {
        let answer = move |head: &str| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let there = i64::try_from(now).unwrap() + ahead;
            let token = head.lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
            let made: i64 = token.and_then(|token| token.trim().parse().ok()).unwrap_or(0);
            if made.abs_diff(there) < 30 {
                return status_of(says);
            }
            let date = time::OffsetDateTime::from_unix_timestamp(there).unwrap();
            let day = &date.weekday().to_string()[..3];
            let month = &date.month().to_string()[..3];
            let (of_month, year) = (date.day(), date.year());
            let (hour, minute, second) = date.to_hms();
            let date = format!("{day}, {of_month:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT");
            format!("HTTP/1.1 401 Unauthorized\r\ndate: {date}\r\ncontent-length: 2\r\n\r\n{{}}")
        };
        Self::answering(config, answer).await
    }

    async fn answering(config: Arc<ServerConfig>, answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let received = Arc::<Mutex<Vec<u8>>>::default();
        let connections = Arc::<AtomicUsize>::default();
        let answer = Arc::new(answer);
        let (kept, counted) = (Arc::clone(&received), Arc::clone(&connections));
        let acceptor = TlsAcceptor::from(config);
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let (acceptor, kept, answer) = (acceptor.clone(), Arc::clone(&kept), Arc::clone(&answer));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let (mut buffer, mut head) = ([0; 4096], Vec::new());
                    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                        kept.lock().unwrap().extend_from_slice(&buffer[..read]);
                        head.extend_from_slice(&buffer[..read]);
                        if head.ends_with(b"\r\n\r\n") {
                            let answer = answer(&String::from_utf8_lossy(&head));
                            head.clear();
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
