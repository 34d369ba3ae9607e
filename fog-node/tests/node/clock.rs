//! Clocks that differ: whoever is refused for it is told so, and tokens are made by the clock that counts.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use fog_node::identity::{Certificate, NodeKey};
use fog_node::node::Capacity;
use fog_node::tls::ServerTls;
use fog_node::token::{Issuer, LONGEST_LIFE, Limits, Scope, Wanted};
use llm_runtime::fog::{FogConfig, FogPlatform, NodeId, Trust};
use llm_runtime::{AuthToken, ErrorKind};

use crate::model::Words;
use crate::served::{Ground, schema, session};
use crate::support::Listener;

/// A client's issuer whose clock is ahead by so much, or behind; and the times by which it has made tokens.
fn issuer_off_by(ground: &Ground, off: i64) -> (AuthToken, Arc<Mutex<Vec<SystemTime>>>) {
    let issuer = Arc::new(Issuer::load(ground.issuer.keys_file().parent().unwrap()).unwrap());
    let made = Arc::<Mutex<Vec<SystemTime>>>::default();
    let kept = Arc::clone(&made);
    let token = AuthToken::made(move |now| {
        // What this machine's clock would show.
        let by = Duration::from_secs(off.unsigned_abs());
        let shown = if off < 0 { now - by } else { now + by };
        kept.lock().unwrap().push(shown);
        let wanted = Wanted {
            subject: "ada".into(),
            audience: vec!["fog:site".into()],
            scopes: vec![Scope::Infer, Scope::ModelsRead],
            limits: Limits::default(),
            life: LONGEST_LIFE,
        };
        let token = issuer.issue(&wanted, shown);
        async move { token.map_err(|error| error.to_string()) }
    });
    (token, made)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_refused_is_told_what_time_it_is() {
    let ground = Ground::new();
    let node = ground.node(Words::new("in time", Duration::ZERO), Capacity::new(1)).await;
    let answer = node.ask("GET", "/v1/models", Some("rubbish"), "").await;
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(answer.status, 401);
    assert!(told["error"]["server_time"].as_u64().unwrap().abs_diff(now) < 60, "{told}");
    assert!(answer.head.contains("\r\ndate: "), "{}", answer.head);
    let (auth, made) = issuer_off_by(&ground, 3600);
    let config = ground.config(&[node.at()]).auth(auth);
    let error = FogPlatform::new(config).unwrap().status(node.id).await.unwrap_err();
    assert_eq!(error.status(), Some(401), "{error}");
    assert_eq!(made.lock().unwrap().len(), 2, "asked for once more after it was refused, and not again");
}

/// A server that refuses every token but the one of its own time, and says that time.
async fn strict(site: &crate::support::Site, key: &NodeKey, ahead: i64) -> Listener {
    let tls = ServerTls::new(key, &site.enrol(key)).unwrap().config().unwrap();
    Listener::with_clock(tls, key.id(), ahead).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_token_is_made_by_the_clock_that_counts() {
    let site = crate::support::Site::new();
    for (ahead, is_followed) in [(300_i64, true), (-300, true), (7200, false), (0, true)] {
        let key = NodeKey::generate().unwrap();
        let listener = strict(&site, &key, ahead).await;
        // A token that says by which time it was made.
        let auth = AuthToken::made(|now| async move {
            let seconds = now.duration_since(SystemTime::UNIX_EPOCH).map_err(|error| error.to_string())?.as_secs();
            Ok::<_, String>(seconds.to_string())
        });
        let trust = Trust::new().authority(site.authority.pem()).unwrap();
        let config = FogConfig::new().trust(trust).auth(auth).node(key.id(), [listener.address]);
        let told = FogPlatform::new(config).unwrap().status(key.id()).await;
        assert_eq!(told.is_ok(), is_followed, "{ahead}: {told:?}");
        if let Err(error) = told {
            let said = error.to_string();
            assert!(said.contains("clock is 7") && said.contains("ahead of this machine's"), "{said}");
        }
    }
}

/// A certificate of the site whose time begins or ends elsewhere than now.
fn holds(site: &crate::support::Site, key: &NodeKey, from: i64, until: i64) -> Certificate {
    site.enrol_for(key, from, until)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_does_not_hold_yet_or_no_longer_is_a_clear_error() {
    let site = crate::support::Site::new();
    for (from, until, expected) in [(3600, 7200, "does not hold yet"), (-7200, -3600, "is over"), (-60, 3600, "")] {
        let key = NodeKey::generate().unwrap();
        let listener = Listener::node(&key, &holds(&site, &key, from, until)).await;
        let trust = Trust::new().authority(site.authority.pem()).unwrap();
        let config = FogConfig::new().trust(trust).node(key.id(), [listener.address]);
        let id: NodeId = key.id();
        let told = FogPlatform::new(config).unwrap().status(id).await;
        match told {
            Ok(_) => assert_eq!(expected, ""),
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Untrusted { .. }), "{error}");
                assert!(!expected.is_empty() && error.to_string().contains(expected), "{error}");
                assert_eq!(listener.received(), "");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_a_little_off_disturbs_nobody() {
    let ground = Ground::new();
    let node = ground.node(Words::new("in time", Duration::ZERO), Capacity::new(1)).await;
    for off in [-4, 4] {
        let (auth, made) = issuer_off_by(&ground, off);
        let platform = FogPlatform::new(ground.config(&[node.at()]).auth(auth)).unwrap();
        assert_eq!(session(platform, schema()).await.generate_text("Now?").await.unwrap(), "in time");
        assert_eq!(made.lock().unwrap().len(), 1);
    }
}
