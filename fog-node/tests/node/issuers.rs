//! Issuers whose keys are at an address: followed when they change, asked seldom, and believed on when they are gone.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use fog_node::http::Limits as HttpLimits;
use fog_node::node::Capacity;
use fog_node::token::{Issuer, Keys, Limits, Refusal, RemoteKeys, Scope, Verifier, Wanted};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::model::Words;
use crate::served::Ground;

/// A server with one file, which says what it is told to.
#[derive(Clone)]
struct Shelf {
    address: SocketAddr,
    answer: Arc<Mutex<(u16, String)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Shelf {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shelf = Self { address, answer: Arc::new(Mutex::new((503, String::new()))), asked: Arc::default() };
        let served = shelf.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = vec![0; 8192];
                let read = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..read]).to_lowercase();
                let (status, body) = served.answer.lock().unwrap().clone();
                let tag = format!("\"{}\"", body.len());
                let known = status == 200 && head.contains(&format!("if-none-match: {tag}"));
                served.asked.lock().unwrap().push(if known { "not modified".into() } else { status.to_string() });
                let (status, body) = if known { (304, String::new()) } else { (status, body) };
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status} X\r\nconnection: close\r\netag: {tag}\r\ncontent-length: {length}\r\n\r\n"
                );
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        shelf
    }

    fn says(&self, status: u16, body: impl Into<String>) {
        *self.answer.lock().unwrap() = (status, body.into());
    }

    fn has_keys_of(&self, issuer: &Issuer) {
        self.says(200, std::fs::read_to_string(issuer.keys_file()).unwrap());
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn keys(&self, issuer: &Issuer, pause: Duration) -> RemoteKeys {
        RemoteKeys::new(issuer.name(), &format!("http://{}/jwks.json", self.address), None)
            .unwrap()
            .at_most_every(pause)
    }
}

fn token(issuer: &Issuer) -> String {
    let wanted = Wanted {
        subject: "ada".into(),
        audience: vec!["fog:site".into()],
        scopes: vec![Scope::ModelsRead],
        limits: Limits::default(),
        life: Duration::from_secs(300),
    };
    issuer.issue(&wanted, SystemTime::now()).unwrap()
}

const LONG: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn keys_are_followed_asked_for_seldom_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (issuer, shelf) = (Issuer::init(folder.path(), "elsewhere").unwrap(), Shelf::new().await);
    let verifier = Verifier::new(["fog:site"], Keys::default()).with_remotes(vec![shelf.keys(&issuer, LONG)]);
    let verdict = |token: &str| verifier.verify(token, SystemTime::now()).map(|grant| grant.issuer);
    let first = token(&issuer);
    assert_eq!(verdict(&first), Err(Refusal::Key));
    shelf.has_keys_of(&issuer);
    assert!(verifier.look_again().await);
    assert_eq!(verdict(&first), Ok("elsewhere".into()));
    // Anybody can name a key that nobody knows: the issuer is not asked again so soon, by however many.
    shelf.asked();
    for _ in 0..50 {
        assert!(!verifier.look_again().await);
    }
    assert_eq!(shelf.asked(), [] as [&str; 0]);
    // What is not new is not sent again.
    verifier.fetch().await;
    assert_eq!(shelf.asked(), ["not modified"]);
    // Keys of the same second have no order.
    issuer.rotate(SystemTime::now() + Duration::from_secs(2)).unwrap();
    let second = token(&issuer);
    assert_eq!(verdict(&second), Err(Refusal::Key));
    shelf.has_keys_of(&issuer);
    verifier.fetch().await;
    assert_eq!((verdict(&first), verdict(&second)), (Ok("elsewhere".into()), Ok("elsewhere".into())));
    let many = format!(r#"{{"keys": [{}]}}"#, vec!["{}"; 65].join(","));
    for (status, body) in [
        (500, String::new()),
        (200, String::new()),
        (200, "{".into()),
        (200, r#"{"keys": []}"#.into()),
        (200, many),
        (200, "x".repeat(1 << 20)),
        (302, String::new()),
        (404, "no".into()),
    ] {
        shelf.says(status, body);
        verifier.fetch().await;
        assert_eq!(verdict(&second), Ok("elsewhere".into()), "{status}");
    }
}

#[tokio::test]
async fn a_new_key_counts_with_the_first_request_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let (issuer, shelf) = (Issuer::init(folder.path(), "elsewhere").unwrap(), Shelf::new().await);
    let ground = Ground::new();
    let remotes = vec![shelf.keys(&issuer, Duration::ZERO)];
    let words = Words::new("It is cold.", Duration::ZERO);
    let node = ground
        .node_verified(words, Capacity::new(1), None, HttpLimits::default(), |verifier| verifier.with_remotes(remotes))
        .await;
    let good = token(&issuer);
    assert_eq!(node.ask("GET", "/v1/models", Some(&good), "").await.status, 401);
    shelf.has_keys_of(&issuer);
    assert_eq!(node.ask("GET", "/v1/models", Some(&good), "").await.status, 200);
    assert_eq!(node.ask("GET", "/v1/models", Some(&ground.good_token()), "").await.status, 200);
    // Bad tokens of keys that are known ask nobody.
    shelf.asked();
    assert_eq!(node.ask("GET", "/v1/models", Some("rubbish"), "").await.status, 401);
    assert_eq!(node.ask("GET", "/v1/models", Some(&format!("{good}x")), "").await.status, 401);
    assert_eq!(shelf.asked(), [] as [&str; 0]);
}

#[tokio::test]
async fn an_issuer_elsewhere_cannot_take_the_name_of_a_key_that_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let (issuer, shelf, ground) =
        (Issuer::init(folder.path(), "elsewhere").unwrap(), Shelf::new().await, Ground::new());
    let given = std::fs::read_to_string(ground.issuer.keys_file()).unwrap();
    let own = std::fs::read_to_string(issuer.keys_file()).unwrap();
    let name = |set: &str| fog_node::token::JwkSet::read(set).unwrap().keys[0].kid.clone().unwrap();
    shelf.says(200, own.replace(&name(&own), &name(&given)));
    let mut keys = Keys::default();
    keys.add(ground.issuer.name(), &fog_node::token::JwkSet::read(&given).unwrap()).unwrap();
    let verifier = Verifier::new(["fog:site"], keys).with_remotes(vec![shelf.keys(&issuer, LONG)]);
    verifier.fetch().await;
    assert_eq!(verifier.verify(&ground.good_token(), SystemTime::now()).unwrap().issuer, "test-site");
}

#[tokio::test]
async fn no_page_of_another_origin_is_ever_allowed() {
    let ground = Ground::new();
    let node = ground.node(Words::new("It is cold.", Duration::ZERO), Capacity::new(1)).await;
    for method in ["OPTIONS", "GET"] {
        let asked = format!(
            "{method} /v1/models HTTP/1.1\r\nhost: node\r\norigin: https://evil.example\r\naccess-control-request-method: \
             GET\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
            ground.good_token()
        );
        let answer = node.raw(asked.as_bytes()).await.to_lowercase();
        assert!(answer.starts_with("http/1.1 403") && !answer.contains("access-control"), "{answer}");
    }
    node.node.also_called(vec!["ward.hospital.example".into()]);
    for (host, status) in [("ward.hospital.example:9443", "200"), ("other.hospital.example", "421"), ("[::1]:1", "200")]
    {
        let asked = format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let answer = node.raw(asked.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {answer}");
    }
}
