//! What the document says of every answer that any test gets.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use fog_node::http::openapi;
use jsonschema::Validator;
use serde_json::{Value, json};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi().unwrap());
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Fails when an answer is not as the document says.
pub(crate) fn check(method: &str, path: &str, status: u16, head: &str, body: &str) {
    let path = path.split('?').next().unwrap();
    let known = &DOCUMENT["paths"];
    let one_model = path.strip_prefix("/v1/models/").filter(|name| !name.is_empty() && !name.contains('/'));
    let path = if one_model.is_some() { "/v1/models/{model}" } else { path };
    let Some(item) = known.get(path) else { return assert_eq!(status, 404, "{path} is described nowhere") };
    let Some(operation) = item.get(method.to_lowercase()) else {
        return assert!(matches!(status, 405 | 200), "{method} {path} is described nowhere: {status}");
    };
    let described = resolved(&operation["responses"][status.to_string()]);
    assert!(described.is_object(), "{method} {path} may not answer {status}: {body}");
    for (name, _) in described["headers"].as_object().into_iter().flatten() {
        assert!(head.contains(&format!("\r\n{name}: ")), "{path} {status} lacks {name}: {head}");
    }
    let Some(content) = described.get("content") else { return assert!(body.is_empty(), "{path} {status}: {body}") };
    let kind = head.split("\r\ncontent-type: ").nth(1).unwrap().split(['\r', ';']).next().unwrap();
    let content = content.get(kind).unwrap_or_else(|| panic!("{path} {status} may not be {kind}"));
    match kind {
        "application/json" => fits(&content["schema"], &serde_json::from_str(body).unwrap()),
        "text/event-stream" => events(path, body),
        _ => {}
    }
}

/// Each event of a stream is one of its path's, or an error.
fn events(path: &str, body: &str) {
    let name = match path {
        "/v1/chat/completions" => "ChatChunk",
        "/v1/completions" => "CompletionChunk",
        "/v1/responses" => "ResponseEvent",
        _ => panic!("{path} has no events"),
    };
    let lines = body.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
    for data in lines {
        // A stream that was cut off ends in the middle of an event.
        let Ok(event) = serde_json::from_str::<Value>(data) else { return };
        let is_error = path != "/v1/responses" && event.get("error").is_some();
        fits(&json!({"$ref": format!("#/components/schemas/{}", if is_error { "Error" } else { name })}), &event);
    }
}

fn resolved(json: &Value) -> &Value {
    match json.get("$ref").and_then(Value::as_str) {
        Some(place) => DOCUMENT.pointer(place.trim_start_matches('#')).unwrap(),
        None => json,
    }
}

fn fits(schema: &Value, answer: &Value) {
    let validator = VALIDATORS.lock().unwrap().get(&schema.to_string()).map(Arc::clone);
    let validator = validator.unwrap_or_else(|| {
        let mut whole = schema.clone();
        whole["components"] = DOCUMENT["components"].clone();
        let made = Arc::new(jsonschema::validator_for(&whole).unwrap());
        VALIDATORS.lock().unwrap().insert(schema.to_string(), Arc::clone(&made));
        made
    });
    let wrong: Vec<String> =
        validator.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:?} in {answer}");
}

#[test]
fn an_answer_that_is_not_described_is_found() {
    let fails = |status, body: &str| {
        let body = body.to_owned();
        let head = "http/1.1\r\ncontent-type: application/json";
        std::panic::catch_unwind(move || check("GET", "/healthz", status, head, &body)).is_err()
    };
    assert!(!fails(200, r#"{"status":"ok"}"#));
    assert!(fails(200, r#"{"status":"well"}"#) && fails(200, r#"{"status":"ok","more":1}"#));
    assert!(fails(500, r#"{"status":"ok"}"#));
}
