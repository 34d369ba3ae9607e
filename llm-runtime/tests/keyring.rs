//! A token of a keyring reaches the server. The keyring is that library's own for tests: what the systems have cannot be
//! filled by a test without a person. By itself, because a program has one keyring.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use keyring_core::{Entry, mock, set_default_store};
use llm_functions::Sensitivity;
use llm_runtime::cloud::{CloudConfig, CloudPlatform, RetryPolicy};
use llm_runtime::{AuthToken, Message, Runner, Schema};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Refuses whoever comes, and tells with which authorization.
async fn refuse(listener: TcpListener) -> String {
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        assert_ne!(connection.read_buf(&mut request).await.unwrap(), 0);
    }
    let reply = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    connection.write_all(reply.as_bytes()).await.unwrap();
    let request = String::from_utf8_lossy(&request).to_lowercase();
    request.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_password_of_a_keyring_that_the_application_chose_is_the_token() {
    set_default_store(mock::Store::new().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let token = AuthToken::keyring("llm", "clinic");
    let config = CloudConfig::new(address).models(["tiny"]).auth(token).retries(RetryPolicy::none());
    let runner = Runner::builder().platform(CloudPlatform::new(config).unwrap()).build().unwrap();
    let mut session = runner.session(Schema::builder("tiny").build().unwrap()).await.unwrap();
    let question = || Message::user("Hello").labelled(Sensitivity::Public);

    let error = session.generate_text(question()).await.unwrap_err();
    assert!(error.is_authentication() && error.to_string().contains("is not there"), "{error}");

    Entry::new("llm", "clinic").unwrap().set_password("sk-swordfish").unwrap();
    let server = tokio::spawn(refuse(listener));
    assert_eq!(session.generate_text(question()).await.unwrap_err().status(), Some(403));
    assert_eq!(server.await.unwrap(), "bearer sk-swordfish");
}
