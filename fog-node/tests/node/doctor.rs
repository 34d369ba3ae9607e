//! The doctor says why a node is not trusted or does not answer; why one is not seen is `lan`'s.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use fog_node::identity::NodeKey;
use fog_node::node::Capacity;
use fog_node::token::{Limits, Scope, Wanted};
use llm_runtime::fog::NodeId;

use crate::model::Words;
use crate::program::fog_node;
use crate::served::{Ground, Served};
use crate::support::{Listener, Site};

/// A site, and what the doctor is told of it.
struct Ward {
    ground: Ground,
    folder: tempfile::TempDir,
}

impl Ward {
    fn new() -> Self {
        let (ground, folder) = (Ground::new(), tempfile::tempdir().unwrap());
        std::fs::write(folder.path().join("authority.pem"), ground.site.authority.pem()).unwrap();
        Self { ground, folder }
    }

    async fn node(&self) -> Served {
        self.ground.node(Words::new("well", Duration::ZERO), Capacity::new(1)).await
    }

    /// What the doctor says of the node that is said to be there.
    async fn says(&self, node: NodeId, address: SocketAddr, token: &str) -> (bool, String) {
        doctor(self.folder.path(), &["--authority", "authority.pem"], node, address, token).await
    }

    fn token(&self, audience: &str, scope: Scope, made: SystemTime) -> String {
        let wanted = Wanted {
            subject: "ada".into(),
            audience: vec![audience.into()],
            scopes: vec![scope],
            limits: Limits::default(),
            life: Duration::from_secs(60),
        };
        self.ground.issuer.issue(&wanted, made).unwrap()
    }
}

async fn doctor(home: &Path, more: &[&str], node: NodeId, address: SocketAddr, token: &str) -> (bool, String) {
    let named = format!("{node}={address}");
    let arguments = [&["doctor", "--node", &named, "--token", "TOKEN"], more].concat();
    let mut command = tokio::process::Command::from(fog_node(home, &arguments));
    let output = command.env("TOKEN", token).current_dir(home).output().await.unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    (output.status.success(), said)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_well_or_is_being_shut_down() {
    let ward = Ward::new();
    let node = ward.node().await;
    let token = ward.ground.good_token();
    let (well, said) = ward.says(node.id, node.address, &token).await;
    assert!(well && said.contains("takes requests, 0 of 1 busy"), "{said}");
    node.node.drain();
    let (_, said) = ward.says(node.id, node.address, &token).await;
    assert!(said.contains("is being shut down"), "{said}");
    let closed: SocketAddr = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (well, said) = ward.says(node.id, closed, &token).await;
    assert!(!well && said.contains("no connection"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_has_another_key_or_is_of_another_site() {
    let (ward, other) = (Ward::new(), Ward::new());
    let (node, foreign) = (ward.node().await, other.node().await);
    let token = ward.ground.good_token();
    let (well, said) = ward.says(node.id, foreign.address, &token).await;
    assert!(!well && said.contains("has another key"), "{said}");
    let (well, said) = ward.says(foreign.id, foreign.address, &token).await;
    assert!(!well && said.contains("not one of the site's authority"), "{said}");
    // Nobody was named who could be believed.
    let (well, said) = doctor(ward.folder.path(), &[], node.id, node.address, &token).await;
    assert!(!well && said.contains("nobody vouches for it"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_whose_certificate_is_over_or_does_not_hold_yet() {
    let ward = Ward::new();
    for (from, until, expected) in [(-200, -100, "its certificate is over"), (1000, 2000, "does not hold yet")] {
        let key = NodeKey::generate().unwrap();
        let listener = Listener::node(&key, &ward.ground.site.enrol_for(&key, from, until)).await;
        let (well, said) = ward.says(key.id(), listener.address, "any").await;
        assert!(!well && said.contains(expected), "{said}");
        assert_eq!(listener.received(), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_refuses_the_token_and_why() {
    let (ward, other) = (Ward::new(), Site::new());
    let node = ward.node().await;
    let now = SystemTime::now();
    let hour = Duration::from_secs(3600);
    let elsewhere = Ground::new();
    for (token, expected) in [
        ("rubbish".to_owned(), "no token of"),
        (ward.token("fog:elsewhere", Scope::ModelsRead, now), "it is for fog:elsewhere"),
        (ward.token("fog:site", Scope::ModelsRead, now - hour), "it is over since 35"),
        (ward.token("fog:site", Scope::ModelsRead, now + hour), "it begins in 3"),
        (ward.token("fog:site", Scope::Metrics, now), "not for `models.read`"),
        (elsewhere.good_token(), "issuer"),
    ] {
        let (well, said) = ward.says(node.id, node.address, &token).await;
        assert!(!well && said.contains("refuses the token") && said.contains(expected), "{expected}: {said}");
    }
    drop(other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_whose_clock_differs() {
    let ward = Ward::new();
    let key = NodeKey::generate().unwrap();
    let tls = fog_node::tls::ServerTls::new(&key, &ward.ground.site.enrol(&key)).unwrap().config().unwrap();
    let listener = Listener::with_clock(tls, key.id(), -600).await;
    let token = ward.token("fog:site", Scope::ModelsRead, SystemTime::now());
    let (well, said) = ward.says(key.id(), listener.address, &token).await;
    assert!(!well && said.contains("it begins in") && said.contains("behind this machine's"), "{said}");
}
