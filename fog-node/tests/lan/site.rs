//! [`Site`]: who vouches for the nodes of a test and who makes its tokens, in a folder that all its processes read.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use fog_node::identity::Authority;
use fog_node::token::{Issuer, Limits, Scope, Wanted};
use llm_runtime::fog::{Discovery, FogConfig, FogPlatform, Interface, NodeId};
use llm_runtime::{AuthToken, Runner, Schema, Session};

use crate::model::MODEL;

pub(crate) const AUDIENCE: &str = "lan";

pub(crate) struct Site {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) authority: Authority,
    issuer: Arc<Issuer>,
}

impl Site {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::init(&folder.path().join("authority"), "a site of a test").unwrap();
        let issuer = Arc::new(Issuer::init(&folder.path().join("issuer"), "issuer").unwrap());
        Self { folder, authority, issuer }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn config(&self) -> FogConfig {
        let issuer = Arc::clone(&self.issuer);
        let auth = AuthToken::made(move |now| {
            let token = issued(&issuer, now);
            async move { Ok::<_, std::io::Error>(token) }
        });
        FogConfig::new().authority(self.authority.pem()).unwrap().auth(auth).models([MODEL])
    }

    /// A client that knows these nodes.
    pub(crate) fn client(&self, nodes: &[(NodeId, SocketAddr)]) -> FogPlatform {
        let config = nodes.iter().fold(self.config(), |config, (node, address)| config.node(*node, [*address]));
        FogPlatform::new(config).unwrap()
    }

    /// A client that looks for nodes.
    pub(crate) fn looking(&self) -> FogPlatform {
        let platform = self.client(&[]);
        look(&platform);
        platform
    }
}

fn issued(issuer: &Issuer, now: SystemTime) -> String {
    let wanted = Wanted {
        subject: "ada".into(),
        audience: vec![AUDIENCE.into()],
        scopes: vec![Scope::Infer, Scope::ModelsRead],
        limits: Limits::default(),
        life: fog_node::token::LONGEST_LIFE,
    };
    issuer.issue(&wanted, now).unwrap()
}

pub(crate) fn look(platform: &FogPlatform) {
    platform.discover(Discovery::on([Interface::Named("eth0".into())])).unwrap();
}

pub(crate) async fn session(platform: &FogPlatform) -> Session {
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    runner.session(Schema::builder(MODEL).build().unwrap()).await.unwrap()
}
