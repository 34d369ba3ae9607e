//! What a node answers, to clients that know only the API.

use std::time::Duration;

use fog_node::node::Capacity;
use fog_node::token::{Limits, Scope};
use llm_runtime::fog::protocol::NodeState;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::model::{MODEL, Words};
use crate::served::{Ground, Served};

fn quick() -> Words {
    Words::new("It is minus three degrees in Oslo.", Duration::ZERO)
}

fn question(more: &Value) -> String {
    let mut body = json!({"model": MODEL, "messages": [{"role": "user", "content": "How cold is it?"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body.to_string()
}

const CHAT: &str = "/v1/chat/completions";

async fn node(ground: &Ground) -> Served {
    ground.node(quick(), Capacity::new(2)).await
}

#[tokio::test]
async fn only_who_is_known_and_allowed_gets_anything() {
    let ground = Ground::new();
    let node = node(&ground).await;
    assert_eq!(node.ask("GET", "/healthz", None, "").await.status, 200);
    assert_eq!(node.ask("GET", "/readyz", None, "").await.status, 200);
    let infer = ground.token(&[Scope::Infer], Limits::default());
    let elsewhere = Ground::new().good_token();
    for (method, path) in [
        ("GET", "/v1/models"),
        ("GET", "/v1/models/words"),
        ("GET", "/fog/v1/status"),
        ("GET", "/metrics"),
        ("POST", CHAT),
    ] {
        for token in [None, Some("rubbish"), Some(elsewhere.as_str())] {
            let answer = node.ask(method, path, token, "").await;
            assert_eq!(answer.status, 401, "{path} {token:?}");
            assert!(answer.head.contains("www-authenticate: bearer error=\"invalid_token\""));
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(body["error"]["code"], "invalid_token");
        }
        if path != CHAT {
            assert_eq!(node.ask(method, path, Some(&infer), "").await.status, 403, "{path}");
        }
        assert_ne!(node.ask(method, path, Some(&ground.good_token()), "{}").await.status, 401, "{path}");
    }
    let in_query = format!("/v1/models?access_token={}", ground.good_token());
    assert_eq!(node.ask("GET", &in_query, None, "").await.status, 401);
    assert!(node.node.figures().refused_tokens.get() > 10);
}

#[tokio::test]
async fn what_is_not_listed_is_not_there() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let token = ground.good_token();
    for path in ["/", "/api/pull", "/api/delete", "/v1/files", "/v1/../metrics", "/v1/models/none", "/v1/chat", "//"] {
        assert_eq!(node.ask("GET", path, Some(&token), "").await.status, 404, "{path}");
    }
    assert_eq!(node.ask("GET", CHAT, Some(&token), "").await.status, 405);
    assert_eq!(node.ask("DELETE", "/v1/models", Some(&token), "").await.status, 405);
}

#[tokio::test]
async fn models_status_and_figures_are_told() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let token = ground.good_token();
    let models: Value = serde_json::from_str(&node.ask("GET", "/v1/models", Some(&token), "").await.body).unwrap();
    assert_eq!((&models["object"], &models["data"][0]["id"]), (&json!("list"), &json!(MODEL)));
    let status = node.ask("GET", "/fog/v1/status", Some(&token), "").await;
    let status: llm_runtime::fog::protocol::Status = serde_json::from_str(&status.body).unwrap();
    assert_eq!((status.node, status.state, status.slots), (node.id, NodeState::Ready, 2));
    assert!(status.model(MODEL).unwrap().resumes);
    node.ask("POST", CHAT, Some(&token), &question(&json!({}))).await;
    let metrics = node.ask("GET", "/metrics", Some(&token), "").await;
    assert!(metrics.body.contains("\nfog_requests_finished_total 1\n"), "{}", metrics.body);
    let mut limits = Limits::default();
    limits.models = Some(Vec::new());
    let nothing = ground.token(&[Scope::ModelsRead, Scope::Infer], limits);
    assert!(node.ask("GET", "/v1/models", Some(&nothing), "").await.body.contains("[]"));
    assert_eq!(node.ask("POST", CHAT, Some(&nothing), &question(&json!({}))).await.status, 404);
}

/// The events of a stream.
fn events(body: &str) -> Vec<Value> {
    let data = body.split("\n\n").filter_map(|event| event.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[tokio::test]
async fn an_answer_comes_whole_or_as_it_is_generated() {
    let ground = Ground::new();
    let node = ground.node(quick().calls("get_weather", r#"{"place": "Oslo"}"#), Capacity::new(1)).await;
    let token = ground.good_token();
    let tools = json!([{"type": "function", "function": {"name": "get_weather", "parameters":
        {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}}}]);
    let whole = node.ask("POST", CHAT, Some(&token), &question(&json!({"tools": tools}))).await;
    let whole: Value = serde_json::from_str(&whole.body).unwrap();
    let message = &whole["choices"][0]["message"];
    assert_eq!(message["content"], "It is minus three degrees in Oslo.");
    assert_eq!(message["tool_calls"][0]["function"]["arguments"], r#"{"place": "Oslo"}"#);
    assert_eq!(
        (&whole["choices"][0]["finish_reason"], &whole["usage"]["prompt_tokens"]),
        (&json!("tool_calls"), &json!(10))
    );
    let asked =
        json!({"tools": tools, "stream": true, "stream_options": {"include_usage": true}, "return_token_ids": true});
    let streamed = node.ask("POST", CHAT, Some(&token), &question(&asked)).await;
    assert!(streamed.head.contains("text/event-stream") && streamed.body.ends_with("data: [DONE]\n\n"));
    let events = events(&streamed.body);
    let choices = || events.iter().filter_map(|event| event["choices"].get(0));
    let text: String = choices().filter_map(|choice| choice["delta"]["content"].as_str()).collect();
    let ids: Vec<u64> =
        choices().filter_map(|choice| choice["token_ids"].as_array()).flatten().filter_map(Value::as_u64).collect();
    let roles = choices().filter(|choice| choice["delta"]["role"] == "assistant").count();
    assert_eq!((text.as_str(), roles), ("It is minus three degrees in Oslo.", 1));
    assert_eq!(ids, (0..u64::try_from(ids.len()).unwrap()).collect::<Vec<_>>());
    let reasons: Vec<_> = choices().filter_map(|choice| choice["finish_reason"].as_str()).collect();
    assert_eq!(reasons, ["tool_calls"]);
    assert_eq!(events.last().unwrap()["usage"]["completion_tokens"], json!(ids.len()));
    let calls: String =
        choices().filter_map(|choice| choice["delta"]["tool_calls"][0]["function"]["arguments"].as_str()).collect();
    assert_eq!(calls, r#"{"place": "Oslo"}"#);
}

#[tokio::test]
async fn what_cannot_be_understood_is_refused_and_said_why() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let token = ground.good_token();
    for (body, parameter) in [
        (String::new(), "body"),
        ("[]".into(), "body"),
        ("{".into(), "body"),
        (r#"{"model": "words", "model": "words"}"#.into(), "body"),
        ("[".repeat(100_000), "body"),
        (r#"{"messages": []}"#.into(), "model"),
        (json!({"model": MODEL}).to_string(), "messages"),
        (json!({"model": MODEL, "messages": [{"role": "king", "content": "x"}]}).to_string(), "messages[0]"),
        (json!({"model": MODEL, "messages": [{"role": "user", "content": 7}]}).to_string(), "messages[0]"),
        (
            json!({"model": MODEL, "messages": [{"role": "tool", "tool_call_id": "x", "content": ""}]}).to_string(),
            "messages[0]",
        ),
        (
            question(
                &json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://169.254.169.254/"}}]}]}),
            ),
            "messages[0]",
        ),
        (question(&json!({"n": 2})), "n"),
        (question(&json!({"stream": "yes"})), "stream"),
        (question(&json!({"temperature": -1})), "temperature"),
        (question(&json!({"temperature": "hot"})), "temperature"),
        (question(&json!({"max_tokens": -1})), "max_tokens"),
        (question(&json!({"max_tokens": 1e30})), "max_tokens"),
        (question(&json!({"top_logprobs": 21, "logprobs": true})), "top_logprobs"),
        (question(&json!({"stop": [1]})), "stop"),
        (question(&json!({"logit_bias": {"x": 1}})), "logit_bias"),
        (question(&json!({"resume_token_ids": ["a"]})), "resume_token_ids"),
        (question(&json!({"tool_choice": "required"})), "tool_choice"),
        (question(&json!({"tool_choice": {"function": {"name": "none"}}})), "tool_choice"),
        (question(&json!({"tools": [{"type": "retrieval"}]})), "tools"),
        (question(&json!({"tools": [{"type": "function", "function": {}}]})), "tools"),
        (
            question(&json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": 7}}}]})),
            "tools",
        ),
        (question(&json!({"response_format": {"type": "xml"}})), "response_format"),
        (question(&json!({"response_format": {"type": "json_schema"}})), "response_format"),
    ] {
        let answer = node.ask("POST", CHAT, Some(&token), &body).await;
        let start = body.get(..80).unwrap_or(&body);
        assert_eq!(answer.status, 400, "{start}: {}", answer.body);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(error["error"]["param"], parameter, "{start}: {}", answer.body);
    }
    assert_eq!(node.ask("POST", CHAT, Some(&token), &question(&json!({"model": "none"}))).await.status, 404);
}

#[tokio::test]
async fn what_is_too_long_is_not_read_and_the_token_limits_the_answer() {
    let ground = Ground::new();
    let mut capacity = Capacity::new(1);
    capacity.body = 1000;
    let node = ground.node(quick(), capacity).await;
    let token = ground.good_token();
    assert_eq!(node.ask("POST", CHAT, Some(&token), &question(&json!({"x": "y".repeat(2000)}))).await.status, 413);
    let mut limits = Limits::default();
    limits.max_tokens = Some(2);
    let little = ground.token(&[Scope::Infer], limits);
    let body = node.ask("POST", CHAT, Some(&little), &question(&json!({"max_tokens": 50}))).await.body;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&body["choices"][0]["message"]["content"], &body["choices"][0]["finish_reason"]),
        (&json!("It is "), &json!("length"))
    );
    let mut limits = Limits::default();
    limits.rpm = Some(1);
    let seldom = ground.token(&[Scope::Infer], limits);
    assert_eq!(node.ask("POST", CHAT, Some(&seldom), &question(&json!({}))).await.status, 200);
    let refused = node.ask("POST", CHAT, Some(&seldom), &question(&json!({}))).await;
    assert_eq!(refused.status, 429);
    assert!(refused.head.contains("retry-after: ") && refused.head.contains("retry-after-ms: "));
}

#[tokio::test]
async fn more_than_may_wait_are_refused_and_told_when_to_come_back() {
    let ground = Ground::new();
    let words = Words::new(&"word ".repeat(2000), Duration::from_millis(5));
    let mut capacity = Capacity::new(1);
    capacity.waiting = 1;
    let node = ground.node(words.clone(), capacity).await;
    let token = ground.good_token();
    let request = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: n\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{}",
        question(&json!({"stream": true})).len(),
        question(&json!({"stream": true}))
    );
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = node.connect().await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        held.push(stream);
        while node.node.status().busy + node.node.status().waiting < u32::try_from(held.len()).unwrap() {
            tokio::task::yield_now().await;
        }
    }
    let status = node.node.status();
    assert_eq!((status.busy, status.waiting), (1, 1));
    let refused = node.ask("POST", CHAT, Some(&token), &question(&json!({}))).await;
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("queue_full") && refused.head.contains("retry-after: "), "{}", refused.body);
    // Who waits sees that the node lives.
    let mut buffer = vec![0; 4096];
    let read = held[1].read(&mut buffer).await.unwrap();
    assert!(String::from_utf8_lossy(&buffer[..read]).contains("200 OK"));
    // Who goes away is no longer generated for.
    held.clear();
    while node.node.status().busy + node.node.status().waiting > 0 || words.running() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(node.node.figures().abandoned.get(), 2);
}

#[tokio::test]
async fn a_node_that_is_drained_finishes_what_it_has_and_breaks_the_rest_off_with_a_word() {
    let ground = Ground::new();
    for (words, ends) in [(40, "[DONE]\n\n"), (100_000, "}}\n\n")] {
        let node = ground.node(Words::new(&"word ".repeat(words), Duration::from_millis(5)), Capacity::new(1)).await;
        let token = ground.good_token();
        let body = question(&json!({"stream": true}));
        let (answer, ()) = tokio::join!(node.ask("POST", CHAT, Some(&token), &body), async {
            while node.node.status().busy == 0 {
                tokio::task::yield_now().await;
            }
            node.end.cancel();
        });
        assert!(answer.body.ends_with(ends), "{}", &answer.body[answer.body.len().saturating_sub(300)..]);
        assert_eq!(answer.body.contains("node_draining"), words > 1000);
        node.task.await.unwrap();
    }
}

#[tokio::test]
async fn malformed_requests_do_no_harm() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let long = "x".repeat(100_000);
    let token = ground.good_token();
    for request in [
        String::new(),
        "\r\n\r\n".into(),
        "GET\r\n\r\n".into(),
        "GET / HTTP/9.9\r\n\r\n".into(),
        "GET / HTTP/1.1\r\n\r\n".into(),
        format!("GET /{long} HTTP/1.1\r\nhost: n\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: n\r\nx: {long}\r\n\r\n"),
        format!("{long}\r\n\r\n"),
        "GET / HTTP/1.1\r\nhost: n\r\nbad header\r\n\r\n".into(),
        "GET / HTTP/1.1\r\nhost: n\r\nx: a\0b\r\n\r\n".into(),
        format!("POST {CHAT} HTTP/1.1\r\nhost: n\r\ncontent-length: -1\r\n\r\n"),
        format!("POST {CHAT} HTTP/1.1\r\nhost: n\r\ncontent-length: 99999999999999999999\r\n\r\n"),
        format!("POST {CHAT} HTTP/1.1\r\nhost: n\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde"),
        format!("POST {CHAT} HTTP/1.1\r\nhost: n\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nabcde"),
        format!(
            "POST {CHAT} HTTP/1.1\r\nhost: n\r\nauthorization: Bearer {token}\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n"
        ),
        format!(
            "POST {CHAT} HTTP/1.1\r\nhost: n\r\nauthorization: Bearer {token}\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n"
        ),
        format!(
            "GET /v1/models HTTP/1.1\r\nhost: n\r\nauthorization: Bearer {token}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        ),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".into(),
    ] {
        let mut stream = node.connect().await.unwrap();
        let _ = stream.write_all(request.as_bytes()).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            !answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 5"),
            "{}: {answer}",
            request.get(..60).unwrap_or(&request)
        );
    }
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0x16, 3, 1, 0xff, 0xff], &[0; 600], &[0x80, 0x2e, 1, 0, 2]] {
        let mut stream = tokio::net::TcpStream::connect(node.address).await.unwrap();
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP"), "nothing is said without TLS");
    }
    assert_eq!(node.ask("GET", "/v1/models", Some(&ground.good_token()), "").await.status, 200);
}
