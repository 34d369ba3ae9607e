//! Which models a server has.

use llm_runtime::AuthToken;
use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use serde_json::json;

use crate::support::{Reply, Server, platform};

#[tokio::test]
async fn the_list_is_asked_for_without_a_body() {
    let list = json!({"object": "list", "data": [{"id": "tiny"}, {"id": "large", "max_model_len": 4096}]});
    let server = Server::script([Reply::json(200, &list)]).await;
    let models = platform(&server).models().await.unwrap();
    let found: Vec<_> = models.iter().map(|model| (model.id.as_str(), model.window)).collect();
    assert_eq!(found, [("tiny", None), ("large", Some(4096))]);
    let request = &server.requests()[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/v1/models"));
    assert_eq!(request.body, serde_json::Value::Null);
}

#[tokio::test]
async fn a_list_needs_the_apis_own_headers_too() {
    let server = Server::script([Reply::json(200, &json!({"data": [{"id": "claude"}]}))]).await;
    let config = CloudConfig::anthropic().base_url(server.base_url()).auth(AuthToken::constant("k"));
    assert_eq!(CloudPlatform::new(config).unwrap().models().await.unwrap()[0].id, "claude");
    let request = &server.requests()[0];
    assert_eq!((request.header("anthropic-version"), request.header("x-api-key")), (Some("2023-06-01"), Some("k")));
}

#[tokio::test]
async fn what_is_no_list_is_an_error() {
    let endless = format!("[\"{}\"]", "x".repeat(9 << 20));
    let server = Server::script([
        Reply::new(200, "text/html", &[], "<html>Log in</html>"),
        Reply::json(200, &json!({"data": 7})),
        Reply::new(200, "application/json", &[], &endless),
        Reply::error(404, "not_found"),
    ])
    .await;
    let platform = platform(&server);
    for _ in 0..3 {
        let error = platform.models().await.unwrap_err();
        assert!(error.to_string().contains("no list of models") && !error.is_retryable(), "{error}");
    }
    assert_eq!(platform.models().await.unwrap_err().status(), Some(404));
}
