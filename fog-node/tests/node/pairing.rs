//! A client and a node get to know each other by a code, and by nothing else.

use std::time::{Duration, SystemTime};

use fog_node::desk::{Desk, Offer, USUAL_LIFE};
use fog_node::identity::NodeKey;
use fog_node::node::Capacity;
use fog_node::token::Issuer;
use llm_runtime::fog::{FogConfig, FogPlatform, PairingCode, pair};

use crate::model::{MODEL, Words};
use crate::served::{Ground, Served, schema, session};

struct Here {
    ground: Ground,
    node: Served,
    folder: tempfile::TempDir,
}

async fn node() -> Here {
    let (ground, folder) = (Ground::new(), tempfile::tempdir().unwrap());
    let node = ground.node(Words::new("paired", Duration::ZERO), Capacity::new(1)).await;
    let issuer = Issuer::load(ground.issuer.keys_file().parent().unwrap()).unwrap();
    let file = |name: &str| folder.path().join(name);
    node.node.open_desk(Desk::new(node.id, issuer, file("offer.json"), file("paired.json")));
    Here { ground, node, folder }
}

impl Here {
    fn code(&self, life: Duration) -> PairingCode {
        Offer::make(&self.node.id, &self.folder.path().join("offer.json"), life, SystemTime::now()).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_makes_a_node_and_a_client_known_to_each_other_once() {
    let here = node().await;
    let code = here.code(USUAL_LIFE);
    let paired = pair(&code, [here.node.address], "Ada's notebook").await.unwrap();
    assert_eq!(paired.node(), here.node.id);
    let config = FogConfig::new().paired(&paired, [here.node.address]).models([MODEL]);
    let platform = FogPlatform::new(config).unwrap();
    assert_eq!(session(platform, schema()).await.generate_text("Who am I?").await.unwrap(), "paired");
    let again = pair(&code, [here.node.address], "Eve").await.unwrap_err();
    assert_eq!(again.status(), Some(403), "{again}");
    let kept = std::fs::read_to_string(here.folder.path().join("paired.json")).unwrap();
    assert!(kept.contains("Ada's notebook") && !kept.contains(paired.expose_secret()));
    assert!(!format!("{paired:?}").contains(paired.expose_secret()));
    assert!(!here.folder.path().join("offer.json").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_and_old_codes_are_worth_nothing() {
    let here = node().await;
    let refused = async |code: &PairingCode| {
        let error = pair(code, [here.node.address], "Eve").await.unwrap_err();
        assert_eq!(error.status(), Some(403), "{error}");
    };
    // Nobody has asked for a code.
    refused(&PairingCode::new(&here.node.id, &[0; 5])).await;
    refused(&here.code(Duration::ZERO)).await;
    let good = here.code(USUAL_LIFE);
    for guess in 1..=5 {
        refused(&PairingCode::new(&here.node.id, &[guess; 5])).await;
    }
    refused(&good).await;
    let fresh = here.code(USUAL_LIFE);
    pair(&fresh, [here.node.address], "Ada").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_secret_of_a_code_is_shown_to_nobody_but_its_node() {
    let (here, other) = (node().await, node().await);
    let code = here.code(USUAL_LIFE);
    let error = pair(&code, [other.node.address], "Ada").await.unwrap_err();
    assert!(error.to_string().contains("not the one that shows the code"), "{error}");
    // The wrong machine at the first address does not keep us from the right one at the second.
    pair(&code, [other.node.address, here.node.address], "Ada").await.unwrap();
    let nobody = NodeKey::generate().unwrap().id();
    assert!(pair(&PairingCode::new(&nobody, &[1; 5]), [here.node.address], "Ada").await.is_err());
    assert!(pair(&code, [], "Ada").await.is_err());
    assert_ne!(here.ground.issuer.name(), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_question_of_a_client_is_refused_and_without_a_desk_there_is_nothing() {
    let here = node().await;
    for (path, body, status) in [
        ("/fog/v1/pair", "", 400),
        ("/fog/v1/pair", "{}", 400),
        ("/fog/v1/pair", r#"{"secret": "a", "name": ""}"#, 400),
        ("/fog/v1/pair", r#"{"secret": "a", "name": "x", "more": 1}"#, 400),
        ("/fog/v1/token", r#"{"refresh": "guessed"}"#, 401),
        ("/fog/v1/token", "[]", 400),
    ] {
        assert_eq!(here.node.ask("POST", path, None, body).await.status, status, "{path} {body}");
    }
    let long = format!(r#"{{"refresh": "{}"}}"#, "x".repeat(10_000));
    assert_eq!(here.node.ask("POST", "/fog/v1/token", None, &long).await.status, 413);
    let without = Ground::new().node(Words::new("x", Duration::ZERO), Capacity::new(1)).await;
    assert_eq!(without.ask("POST", "/fog/v1/pair", None, r#"{"secret": "a", "name": "b"}"#).await.status, 404);
}
