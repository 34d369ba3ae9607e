//! A node on loopback, and a client of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};
use fog_node::http::{Limits as HttpLimits, Listener};
use fog_node::identity::{Authority, Enrolment, NodeKey};
use fog_node::node::{Capacity, Node};
use fog_node::tls::ServerTls;
use fog_node::token::{Issuer, JwkSet, Keys, Limits, Scope, Verifier, Wanted};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::fog::{FogConfig, FogPlatform};
use llm_runtime::models::DEFAULT_MODEL;
use llm_runtime::{AuthToken, Platform};

use crate::script::Script;

/// A node on loopback, and a client of it.
pub(crate) struct Serving {
    pub(crate) client: FogPlatform,
    node: llm_runtime::fog::NodeId,
    _folder: tempfile::TempDir,
}

impl Serving {
    pub(crate) async fn of(platform: Arc<dyn Platform>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let authority = Authority::init(&folder.path().join("authority"), "bench")?;
        let issuer = Issuer::init(&folder.path().join("issuer"), "bench")?;
        let key = NodeKey::generate()?;
        let certificate = authority.enrol(&key.request()?, Some(key.id()), &Enrolment::default())?;
        let mut keys = Keys::default();
        keys.add(issuer.name(), &JwkSet::read(&std::fs::read_to_string(issuer.keys_file())?)?)?;
        let verifier = Verifier::new(["bench".to_owned()], keys);
        let models = vec![ModelStatus::new(DEFAULT_MODEL, Some("bench".into()), true)];
        let node = Node::new(key.id(), platform, models, verifier, Capacity::new(8));
        let tls = ServerTls::new(&key, &certificate)?;
        let address: SocketAddr = ([127, 0, 0, 1], 0).into();
        let listener = Listener::bind(address, node, tls, HttpLimits::default()).await?;
        let address = listener.address()?;
        tokio::spawn(listener.serve(std::future::pending(), Duration::ZERO));
        let wanted = Wanted {
            subject: "bench".into(),
            audience: vec!["bench".into()],
            scopes: vec![Scope::Infer, Scope::ModelsRead],
            limits: Limits::default(),
            life: Duration::from_secs(900),
        };
        let token = AuthToken::constant(issuer.issue(&wanted, SystemTime::now())?);
        let config = FogConfig::new().authority(authority.pem())?.auth(token).models([DEFAULT_MODEL]);
        let client = FogPlatform::new(config.node(key.id(), [address]))?;
        Ok(Self { client, node: key.id(), _folder: folder })
    }
}

/// The median of a small question and its answer.
pub(crate) async fn way_there_and_back() -> Result<String> {
    let serving = Serving::of(Arc::new(Script)).await?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        serving.client.status(serving.node).await?;
        times.push(begun.elapsed());
    }
    times.sort();
    let median = times.get(100).context("nothing was measured")?;
    Ok(format!("{:.2} ms", median.as_secs_f64() * 1e3))
}
