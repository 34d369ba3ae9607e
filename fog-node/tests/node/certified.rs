//! Nodes that want to know their clients by a certificate too, and tokens that are worth something only with it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use fog_node::http::{Limits as HttpLimits, Listener};
use fog_node::identity::{Certificate, NodeKey};
use fog_node::node::{Capacity, Node};
use fog_node::tls::{ServerTls, Thumbprint};
use fog_node::token::{JwkSet, Keys, LONGEST_LIFE, Limits, Scope, Verifier, Wanted};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::fog::{ClientCertificate, FogPlatform, NodeId};
use llm_runtime::{AuthToken, ErrorKind};

use crate::model::{MODEL, Words};
use crate::served::{Ground, schema, session};
use crate::support::Site;

/// A node that requires certificates of clients.
async fn strict(ground: &Ground) -> (NodeId, std::net::SocketAddr) {
    let key = NodeKey::generate().unwrap();
    let mut keys = Keys::default();
    let set = std::fs::read_to_string(ground.issuer.keys_file()).unwrap();
    keys.add(ground.issuer.name(), &JwkSet::read(&set).unwrap()).unwrap();
    let models = vec![ModelStatus::new(MODEL, None, true)];
    let words = Arc::new(Words::new("only for you", Duration::ZERO));
    let node = Node::new(key.id(), words, models, Verifier::new(["fog:site"], keys), Capacity::new(1));
    let tls = ServerTls::new(&key, &ground.site.enrol(&key)).unwrap();
    let tls = tls.require_clients(ground.site.authority.pem()).unwrap();
    let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), node, tls, HttpLimits::default()).await.unwrap();
    let address = listener.address().unwrap();
    tokio::spawn(listener.serve(std::future::pending(), Duration::ZERO));
    (key.id(), address)
}

/// The key and certificate of a client, as PEM; `fog-node enroll` makes them the same way.
fn client(site: &Site) -> (String, Certificate) {
    let folder = tempfile::tempdir().unwrap();
    let key = NodeKey::load_or_make(&folder.path().join("node.key")).unwrap();
    (std::fs::read_to_string(folder.path().join("node.key")).unwrap(), site.enrol(&key))
}

fn shown((key, certificate): &(String, Certificate)) -> ClientCertificate {
    ClientCertificate::from_pem(certificate.pem(), key).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_shows_its_certificate_where_one_is_wanted() {
    let ground = Ground::new();
    let at = strict(&ground).await;
    let config = ground.config(&[at]).client_certificate(shown(&client(&ground.site)));
    let platform = FogPlatform::new(config).unwrap();
    assert_eq!(session(platform, schema()).await.generate_text("For whom?").await.unwrap(), "only for you");
    // A node that wants none does not mind.
    let easy = ground.node(Words::new("for all", Duration::ZERO), Capacity::new(1)).await;
    let config = ground.config(&[easy.at()]).client_certificate(shown(&client(&ground.site)));
    assert_eq!(session(FogPlatform::new(config).unwrap(), schema()).await.generate_text("?").await.unwrap(), "for all");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_one_or_with_anothers_there_is_a_clear_error() {
    let ground = Ground::new();
    let (id, address) = strict(&ground).await;
    let foreign = client(&Site::new());
    for config in [ground.config(&[(id, address)]), ground.config(&[(id, address)]).client_certificate(shown(&foreign))]
    {
        let error = FogPlatform::new(config).unwrap().status(id).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{error}");
        assert!(error.to_string().contains("client_certificate"), "{error}");
    }
    assert!(ClientCertificate::from_pem("", "").is_err());
    let (own, other) = (client(&ground.site), client(&ground.site));
    assert!(ClientCertificate::from_pem(own.1.pem(), other.0).is_err(), "they do not belong together");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_bound_is_worth_nothing_to_who_stole_it() {
    let ground = Ground::new();
    let at = strict(&ground).await;
    let easy = ground.node(Words::new("for all", Duration::ZERO), Capacity::new(1)).await;
    let (owner, thief) = (client(&ground.site), client(&ground.site));
    let wanted = Wanted {
        subject: "ada".into(),
        audience: vec!["fog:site".into()],
        scopes: vec![Scope::Infer, Scope::ModelsRead],
        limits: Limits::default(),
        life: LONGEST_LIFE,
    };
    let token = ground.issuer.issue_bound(&wanted, &Thumbprint::of(&owner.1), SystemTime::now()).unwrap();
    let platform = |at, shown: Option<ClientCertificate>| {
        let config = ground.config(&[at]).auth(AuthToken::constant(token.clone()));
        let config = shown.into_iter().fold(config, llm_runtime::fog::FogConfig::client_certificate);
        FogPlatform::new(config).unwrap()
    };
    platform(at, Some(shown(&owner))).status(at.0).await.unwrap();
    let stolen = platform(at, Some(shown(&thief))).status(at.0).await.unwrap_err();
    assert_eq!(stolen.status(), Some(401), "{stolen}");
    let nothing_shown = platform(easy.at(), Some(shown(&owner))).status(easy.id).await.unwrap_err();
    assert_eq!(nothing_shown.status(), Some(401), "a node that asks for no certificate has seen none");
}
