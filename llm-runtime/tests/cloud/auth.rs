//! Tokens on the wire, and what happens when one is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use llm_runtime::AuthToken;
use llm_runtime::cloud::{CloudPlatform, Proxy};

use crate::support::{Reply, Server, ask, config, speech, words};

/// Counts up; the server below refuses the first.
fn counting() -> (AuthToken, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let token = AuthToken::fetched(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, std::io::Error>(format!("token-{number}")) }
    });
    (token, asked)
}

async fn only(token: &'static str) -> Server {
    Server::answering(move |request| {
        let right = request.header("authorization") == Some(&format!("Bearer {token}"));
        if right { speech("welcome") } else { Reply::error(401, "invalid_api_key") }
    })
    .await
}

#[tokio::test]
async fn a_refused_token_is_fetched_once_more_for_all() {
    let server = only("token-2").await;
    let (token, asked) = counting();
    let platform = CloudPlatform::new(config(&server).auth(token)).unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let platform = platform.clone();
            tokio::spawn(async move { ask(&platform).await })
        })
        .collect();
    for task in tasks {
        let (deltas, failed) = task.await.unwrap();
        assert!(failed.is_none(), "{failed:?}");
        assert_eq!(words(&deltas), "welcome");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error_that_is_not_tried_again() {
    let server = only("another").await;
    let (token, asked) = counting();
    let (_, failed) = ask(&CloudPlatform::new(config(&server).auth(token)).unwrap()).await;
    let failed = failed.unwrap();
    assert!(failed.is_authentication() && !failed.is_retryable());
    assert_eq!((asked.load(Ordering::SeqCst), server.requests().len()), (2, 2));
    let constant = config(&server).auth(AuthToken::constant("hunter2"));
    let (_, failed) = ask(&CloudPlatform::new(constant).unwrap()).await;
    assert_eq!(server.requests().len(), 3, "the same token again would be refused again");
    let shown = format!("{0} {0:?}", failed.unwrap());
    assert!(shown.contains("401") && shown.contains("AuthToken") && !shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let server = Server::script([speech("welcome")]).await;
    let missing = config(&server).auth(AuthToken::environment("NO_SUCH_VARIABLE_ANYWHERE"));
    let (_, failed) = ask(&CloudPlatform::new(missing).unwrap()).await;
    assert!(failed.unwrap().to_string().contains("NO_SUCH_VARIABLE_ANYWHERE"));
    assert_eq!(server.connections(), 0);
    let none = config(&server).auth(AuthToken::none());
    assert!(ask(&CloudPlatform::new(none).unwrap()).await.1.is_none());
    assert_eq!(server.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_header_of_its_own_and_nothing_shows_the_token() {
    let server = Server::script([speech("welcome")]).await;
    let config = config(&server).auth(AuthToken::constant("hunter2")).auth_header("api-key");
    assert!(!format!("{config:?}").contains("hunter2"));
    let careless = config
        .clone()
        .base_url("https://ada:hunter2@example.org/v1?key=hunter2")
        .header("x-key", "hunter2")
        .proxy(Proxy::Url("http://ada:hunter2@localhost:9".into()));
    assert!(!format!("{careless:?} {careless:#?}").contains("hunter2"), "{careless:?}");
    let platform = CloudPlatform::new(config).unwrap();
    assert!(!format!("{platform:?}").contains("hunter2"));
    ask(&platform).await;
    assert_eq!(server.requests()[0].header("api-key"), Some("hunter2"));
    assert_eq!(server.requests()[0].header("authorization"), None);
}
