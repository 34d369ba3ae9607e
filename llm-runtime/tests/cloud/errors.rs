//! What servers say when they do not answer, and that nothing of what was asked shows in it.

use llm_functions::Sensitivity;
use llm_runtime::cloud::{CloudConfig, CloudPlatform, RetryPolicy};
use llm_runtime::{AuthToken, Delta, ErrorKind, Message, ToolChoice};

use crate::support::{Reply, Server, Step, ask, ask_as, config, platform, schema, speech, text};

fn once(server: &Server) -> CloudPlatform {
    CloudPlatform::new(config(server).retries(RetryPolicy::none())).unwrap()
}

#[tokio::test]
async fn status_code_message_and_identity_are_kept() {
    let server = Server::script([Reply::error_with(404, "model_not_found", &[("x-request-id", "req_9")])]).await;
    let failed = ask(&once(&server)).await.1.unwrap();
    let provider = failed.provider().unwrap();
    assert_eq!((failed.status(), failed.request_id()), (Some(404), Some("req_9")));
    assert_eq!(provider.code.as_deref(), Some("model_not_found"));
    assert_eq!(provider.message.value(), "said of model_not_found");
    assert!(!failed.is_retryable());
    let shown = failed.to_string();
    assert!(shown.contains("said of model_not_found") && shown.contains("`CloudPlatform::models`"), "{shown}");
}

#[tokio::test]
async fn a_message_that_may_repeat_what_was_asked_is_as_private() {
    let echo =
        || Reply::new(400, "application/json", &[], r#"{"error": {"message": "Ada weighs 71 kg", "code": "Ada W"}}"#);
    let server = Server::script([echo(), echo()]).await;
    let platform = CloudPlatform::new(config(&server).ceiling(Sensitivity::Sensitive)).unwrap();
    let messages = [Message::user("Ada weighs 71 kg")];
    let failed = ask_as(&platform, schema(), &messages, ToolChoice::Auto).await.1.unwrap();
    assert!(!format!("{failed} {failed:?}").contains("Ada weighs"), "{failed:?}");
    let message = &failed.provider().unwrap().message;
    assert_eq!((message.value().as_str(), message.sensitivity()), ("Ada weighs 71 kg", Sensitivity::Sensitive));
}

#[tokio::test]
async fn a_token_that_the_server_repeats_is_not_passed_on() {
    let body = r#"{"error": {"message": "Incorrect API key provided: sk-swordfish.", "code": "sk-swordfish"}}"#;
    let server = Server::script([Reply::new(401, "application/json", &[], body)]).await;
    let platform = CloudPlatform::new(config(&server).auth(AuthToken::constant("sk-swordfish"))).unwrap();
    let failed = ask(&platform).await.1.unwrap();
    let provider = failed.provider().unwrap();
    assert_eq!(provider.message.value(), "Incorrect API key provided: [redacted].");
    assert_eq!(provider.code.as_deref(), Some("[redacted]"));
}

#[tokio::test]
async fn every_form_of_error_is_read() {
    let page = "<html><h1>Bad gateway</h1></html>";
    let bodies = [
        (502, "text/html", page, page),
        (500, "text/plain", "", ""),
        (400, "application/json", r#"{"error": "as Ollama has it"}"#, "as Ollama has it"),
        (422, "application/json", r#"{"detail": "as FastAPI has it"}"#, "as FastAPI has it"),
        (529, "application/json", r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#, "Busy"),
        (400, "application/json", "{\"error\":", "{\"error\":"),
    ];
    let server = Server::script(bodies.map(|(status, kind, body, _)| Reply::new(status, kind, &[], body))).await;
    let platform = once(&server);
    for (status, _, _, message) in bodies {
        let failed = ask(&platform).await.1.unwrap();
        assert_eq!((failed.status(), failed.provider().unwrap().message.value().as_str()), (Some(status), message));
    }
}

#[tokio::test]
async fn an_errors_body_is_read_as_far_as_it_is_worth_it() {
    let endless = format!("<html>{}", "x".repeat(1 << 20));
    let stalled = "HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\nbegins";
    let server = Server::script([
        Reply::new(500, "text/html", &[], &endless),
        Reply::steps([Step::Bytes(stalled.into()), Step::Close]),
    ])
    .await;
    let platform = once(&server);
    let failed = ask(&platform).await.1.unwrap();
    assert!(failed.provider().unwrap().message.value().len() <= 64 << 10);
    let failed = ask(&platform).await.1.unwrap();
    assert_eq!(failed.provider().unwrap().message.value(), "begins");
}

#[tokio::test]
async fn what_is_not_the_api_is_named_as_such() {
    let server = Server::script([
        Reply::new(200, "text/html; charset=utf-8", &[], "<html>Log in</html>"),
        Reply::new(200, "image/png", &[], "x"),
        Reply::new(200, "text/event-stream", &[("content-encoding", "gzip")], "\u{1f}"),
        Reply::new(200, "text/plain", &[], "<!DOCTYPE html><html>Log in</html>"),
        Reply::new(200, "application/json", &[], r#"{"hello": "world"}"#),
        Reply::new(200, "application/json", &[], "7"),
        Reply::new(200, "text/event-stream", &[], ""),
    ])
    .await;
    let platform = once(&server);
    for expected in
        ["answered with a page", "a picture or the like", "answered compressed", "answered with a page", "no choice"]
    {
        let failed = ask(&platform).await.1.unwrap();
        assert!(failed.to_string().contains(expected) && !failed.is_retryable(), "{failed}");
    }
    for _ in 0..2 {
        assert!(ask(&platform).await.1.is_some());
    }
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream_ends_it_after_what_was_said() {
    let event = "data: {\"error\": {\"message\": \"Busy\", \"type\": \"server_error\", \"code\": 503}}\n\n";
    let server =
        Server::script([Reply::stream().then([Step::Chunk(text("said")), Step::Chunk(event.into())]).ended()]).await;
    let (deltas, failed) = ask(&platform(&server)).await;
    assert_eq!(deltas, [Delta::Text("said".into())]);
    let failed = failed.unwrap();
    assert_eq!((failed.status(), failed.request_id()), (Some(503), Some("req_7")));
    assert_eq!(server.requests().len(), 1, "what was shown cannot be taken back");
}

#[tokio::test]
async fn redirects_stay_at_their_origin() {
    let elsewhere = Server::script([speech("stolen")]).await;
    let there = format!("http://localhost:{}/v1/chat/completions", elsewhere.port());
    for status in [301, 302, 303, 307, 308] {
        let reply = Reply::new(status, "text/plain", &[("location", &there)], "");
        let server = Server::script([reply]).await;
        let failed = ask(&platform(&server)).await.1.unwrap();
        let ErrorKind::Redirected { to, .. } = failed.kind() else { panic!("{failed:?}") };
        assert_eq!(to.as_deref(), Some(format!("http://localhost:{}", elsewhere.port()).as_str()));
        assert!(!failed.is_retryable());
    }
    assert_eq!(elsewhere.connections(), 0);
    let slash = Reply::new(308, "text/plain", &[("location", "/v1/chat/completions/")], "");
    let loops = || Reply::new(307, "text/plain", &[("location", "/v1/again")], "");
    let server = Server::script([slash, speech("here"), loops(), loops(), loops(), loops(), loops()]).await;
    let platform = platform(&server);
    assert!(ask(&platform).await.1.is_none());
    let seen = server.requests();
    assert_eq!((seen[1].path.as_str(), &seen[1].body), ("/v1/chat/completions/", &seen[0].body));
    assert!(matches!(ask(&platform).await.1.unwrap().kind(), ErrorKind::Redirected { .. }));
}

#[tokio::test]
async fn where_a_redirect_leads_is_not_shown_when_it_may_repeat_what_was_asked() {
    let echo = Reply::new(307, "text/plain", &[("location", "http://ada-weighs-71-kg.example/")], "");
    let server = Server::script([echo]).await;
    let platform = CloudPlatform::new(config(&server).ceiling(Sensitivity::Sensitive)).unwrap();
    let failed = ask_as(&platform, schema(), &[Message::user("Ada")], ToolChoice::Auto).await.1.unwrap();
    assert!(matches!(failed.kind(), ErrorKind::Redirected { to: None, .. }));
    assert!(!format!("{failed} {failed:?}").contains("ada"), "{failed:?}");
}

#[tokio::test]
async fn configurations_that_cannot_work_are_refused() {
    let refused = |config: CloudConfig| CloudPlatform::new(config).unwrap_err().to_string();
    assert!(refused(CloudConfig::new("http://example.org/v1")).contains("allow_plain_http"));
    assert!(refused(CloudConfig::new("example.org")).contains("no base URL"));
    assert!(refused(CloudConfig::openai().concurrent_requests(0)).contains("concurrent_requests"));
    assert!(refused(CloudConfig::openai().header("a b", "c")).contains("no name of a header"));
    assert!(refused(CloudConfig::openai().auth_header("a b")).contains("no name of a header"));
    for endpoint in ["https://example.org/v1/chat/completions", "https://example.org/v1/chat/completions/?v=1"] {
        assert!(refused(CloudConfig::new(endpoint)).contains("stands before /chat/completions"));
    }
    assert!(refused(CloudConfig::openai().root_certificates("nothing")).contains("certificate"));
    assert!(refused(CloudConfig::openai().proxy(llm_runtime::cloud::Proxy::Url("::".into()))).contains("proxy"));
    CloudPlatform::new(CloudConfig::new("http://example.org/v1").allow_plain_http()).unwrap();
}
