//! A whole node on loopback, and a client that knows nothing of nodes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use fog_node::http::{Limits as HttpLimits, Listener};
use fog_node::identity::NodeKey;
use fog_node::node::{Capacity, Node};
use fog_node::tls::ServerTls;
use fog_node::token::{Issuer, JwkSet, Keys, Limits, Scope, Verifier, Wanted};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::fog::{FogConfig, FogPlatform, NodeId};
use llm_runtime::{AuthToken, Platform, Runner, Schema, Session};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_util::sync::CancellationToken;

use crate::model::MODEL;
use crate::support::Site;

/// A site with an issuer of tokens.
pub(crate) struct Ground {
    pub(crate) site: Site,
    pub(crate) issuer: Issuer,
    _folder: tempfile::TempDir,
}

pub(crate) const ALL: [Scope; 4] = [Scope::Infer, Scope::ModelsRead, Scope::Metrics, Scope::Admin];

impl Ground {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issuer = Issuer::init(folder.path(), "test-site").unwrap();
        Self { site: Site::new(), issuer, _folder: folder }
    }

    pub(crate) fn token(&self, scopes: &[Scope], limits: Limits) -> String {
        let wanted = Wanted {
            subject: "ada".into(),
            audience: vec!["fog:site".into()],
            scopes: scopes.to_vec(),
            limits,
            life: Duration::from_secs(300),
        };
        self.issuer.issue(&wanted, SystemTime::now()).unwrap()
    }

    pub(crate) fn good_token(&self) -> String {
        self.token(&ALL, Limits::default())
    }

    pub(crate) async fn node(&self, platform: impl Platform + 'static, capacity: Capacity) -> Served {
        self.node_with(platform, capacity, Some("digest".into())).await
    }

    pub(crate) async fn node_with(
        &self,
        platform: impl Platform + 'static,
        capacity: Capacity,
        digest: Option<String>,
    ) -> Served {
        self.node_limited(platform, capacity, digest, HttpLimits::default()).await
    }

    pub(crate) async fn node_limited(
        &self,
        platform: impl Platform + 'static,
        capacity: Capacity,
        digest: Option<String>,
        limits: HttpLimits,
    ) -> Served {
        self.node_verified(platform, capacity, digest, limits, |verifier| verifier).await
    }

    pub(crate) async fn node_verified(
        &self,
        platform: impl Platform + 'static,
        capacity: Capacity,
        digest: Option<String>,
        limits: HttpLimits,
        verifier: impl FnOnce(Verifier) -> Verifier,
    ) -> Served {
        let models = vec![ModelStatus::new(MODEL, digest.clone(), digest.is_some())];
        self.node_made(Arc::new(platform), models, capacity, limits, verifier).await
    }

    pub(crate) async fn node_of(
        &self,
        platform: Arc<dyn Platform>,
        models: Vec<ModelStatus>,
        capacity: Capacity,
    ) -> Served {
        self.node_made(platform, models, capacity, HttpLimits::default(), |verifier| verifier).await
    }

    async fn node_made(
        &self,
        platform: Arc<dyn Platform>,
        models: Vec<ModelStatus>,
        capacity: Capacity,
        limits: HttpLimits,
        verifier: impl FnOnce(Verifier) -> Verifier,
    ) -> Served {
        let key = NodeKey::generate().unwrap();
        let mut keys = Keys::default();
        let set = std::fs::read_to_string(self.issuer.keys_file()).unwrap();
        keys.add(self.issuer.name(), &JwkSet::read(&set).unwrap()).unwrap();
        let verifier = verifier(Verifier::new(["fog:site".to_owned(), format!("fog:{}", key.id())], keys));
        let node = Node::new(key.id(), platform, models, verifier, capacity);
        let tls = ServerTls::new(&key, &self.site.enrol(&key)).unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let listener = Listener::bind(address, node.clone(), tls.clone(), limits).await.unwrap();
        let address = listener.address().unwrap();
        let end = CancellationToken::new();
        let ended = end.clone().cancelled_owned();
        let patience = Duration::from_secs(1);
        let task = tokio::spawn(async move { listener.serve(ended, patience).await.unwrap() });
        let authority = self.site.authority.pem().to_owned();
        Served { id: key.id(), node, address, end, task, authority, tls }
    }

    /// A platform that knows these nodes.
    pub(crate) fn platform(&self, nodes: &[(NodeId, SocketAddr)]) -> FogPlatform {
        FogPlatform::new(self.config(nodes)).unwrap()
    }

    pub(crate) fn config(&self, nodes: &[(NodeId, SocketAddr)]) -> FogConfig {
        let config = FogConfig::new()
            .authority(self.site.authority.pem())
            .unwrap()
            .auth(AuthToken::constant(self.good_token()))
            .models([MODEL]);
        nodes.iter().fold(config, |config, (node, address)| config.node(*node, [*address]))
    }
}

pub(crate) async fn session(platform: FogPlatform, schema: llm_runtime::SchemaBuilder) -> Session {
    let runner = Runner::builder().platform(platform).build().unwrap();
    runner.session(schema.build().unwrap()).await.unwrap()
}

/// What is said to this, also where it is cut at so many tokens.
pub(crate) async fn said(session: &mut Session, question: &str) -> llm_runtime::Result<String> {
    let mut events = session.generate(question);
    let mut text = String::new();
    while let Some(event) = events.next().await {
        if let llm_runtime::Event::Text(more) = event? {
            text.push_str(&more);
        }
    }
    Ok(text)
}

pub(crate) fn schema() -> llm_runtime::SchemaBuilder {
    Schema::builder(MODEL)
}

/// A node that listens.
pub(crate) struct Served {
    pub(crate) id: NodeId,
    pub(crate) node: Node,
    pub(crate) address: SocketAddr,
    pub(crate) end: CancellationToken,
    pub(crate) task: tokio::task::JoinHandle<()>,
    authority: String,
    /// With which whoever stands before the node is taken for it.
    pub(crate) tls: ServerTls,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Served {
    pub(crate) fn at(&self) -> (NodeId, SocketAddr) {
        (self.id, self.address)
    }

    /// A connection by a client that trusts the site's authority as it would any other.
    pub(crate) async fn connect(&self) -> std::io::Result<TlsStream<TcpStream>> {
        self.connect_speaking(&[]).await
    }

    /// The same by a client that says which protocols it speaks.
    pub(crate) async fn connect_speaking(&self, protocols: &[&[u8]]) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.authority.as_bytes()).unwrap()).unwrap();
        let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from(self.id.server_name()).unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// Sends these bytes and reads to the end.
    pub(crate) async fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect().await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        // A server that closes without TLS's farewell has said what it had to say.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &str) -> Answer {
        let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: node\r\nconnection: close\r\n{token}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer = self.raw(format!("{head}{body}").as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let body = if head.to_lowercase().contains("chunked") { unchunked(body) } else { body.to_owned() };
        let head = head.to_lowercase();
        crate::described::check(method, path, status, &head, &body);
        Answer { status, head, body }
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap_or(0);
        whole.push_str(&rest[..length.min(rest.len())]);
        body = rest.get(length + 2..).unwrap_or("");
    }
    whole
}
