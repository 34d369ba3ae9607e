//! What requests for chat completions may say, one member at a time.

use serde_json::{Value, json};

use super::Asked;

const PATH: &str = "/v1/chat/completions";

fn with(name: &str, value: &Value) -> Value {
    json!({"messages": [{"role": "user", "content": "x"}], name: value})
}

#[tokio::test]
async fn members_that_change_nothing_here_are_passed_over() {
    let asked = Asked::new().await;
    for (name, value) in [
        ("user", json!("u")),
        ("n", json!(1)),
        ("store", json!(false)),
        ("metadata", json!({})),
        ("service_tier", json!("auto")),
        ("seed", json!(-1)),
        ("seed", json!(u64::MAX)),
        ("stop", Value::Null),
        ("stop", json!("x")),
        ("max_completion_tokens", json!(5)),
        ("parallel_tool_calls", json!(false)),
        ("tools", Value::Null),
        ("tools", json!([])),
        ("tool_choice", json!("auto")),
        ("tool_choice", json!("none")),
        ("response_format", json!({"type": "text"})),
        ("modalities", json!(["text"])),
        ("stream_options", Value::Null),
        ("functions", json!([])),
        ("no_such_member", json!({"deep": [[[1]]]})),
    ] {
        asked.good(PATH, &with(name, &value)).await;
    }
}

#[tokio::test]
async fn what_the_api_has_and_a_node_has_not_is_refused() {
    let asked = Asked::new().await;
    for (name, value) in [
        ("n", json!(2)),
        ("functions", json!([{"name": "f"}])),
        ("function_call", json!("auto")),
        ("store", json!(true)),
        ("audio", json!({"voice": "x"})),
        ("modalities", json!(["text", "audio"])),
        ("web_search_options", json!({})),
    ] {
        let refused = asked.refused(PATH, &with(name, &value)).await;
        assert_eq!(refused, (name.to_owned(), "unsupported_parameter".to_owned()));
    }
    for (name, value) in [
        ("max_tokens", json!(0)),
        ("max_completion_tokens", json!(0)),
        ("top_logprobs", json!(3)),
        ("stream_options", json!([])),
        (
            "tool_choice",
            json!({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]}}),
        ),
    ] {
        assert_eq!(asked.refused(PATH, &with(name, &value)).await.0, name);
    }
    let image = json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}]);
    let refused = asked.refused(PATH, &json!({"messages": image})).await;
    assert_eq!(refused, ("messages".to_owned(), "unsupported_parameter".to_owned()));
}

#[tokio::test]
async fn tools_are_read_in_either_form_and_some_may_be_left_out() {
    let asked = Asked::new().await;
    let tool = |name: &str| json!({"type": "function", "function": {"name": name}});
    for choice in [
        json!("required"),
        json!({"type": "function", "function": {"name": "g"}}),
        json!({"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [tool("g")]}}),
        json!({"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]}),
    ] {
        let mut body = with("tools", &json!([tool("f"), tool("g"), {"type": "function", "name": "h"}]));
        body["tool_choice"] = choice;
        asked.good(PATH, &body).await;
    }
}

#[tokio::test]
async fn log_probabilities_come_with_their_words() {
    let asked = Asked::new().await;
    let mut body = with("logprobs", &json!(true));
    body["top_logprobs"] = json!(2);
    let whole = asked.good(PATH, &body).await;
    let told = whole["choices"][0]["logprobs"]["content"].as_array().unwrap();
    assert_eq!((told.len(), &told[0]["token"], &told[0]["bytes"]), (7, &json!("It "), &json!([73, 116, 32])));
    let events = asked.stream(PATH, &body).await;
    let with_words = events.iter().filter(|event| event.data["choices"][0]["delta"]["content"].is_string());
    for event in with_words {
        let choice = &event.data["choices"][0];
        assert_eq!(choice["logprobs"]["content"][0]["token"], choice["delta"]["content"]);
    }
}
