//! `POST /v1/responses`.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Asked, Event, SENTENCE, words};
use crate::model::{MODEL, Words};

const PATH: &str = "/v1/responses";

fn tools() -> Value {
    json!([{"type": "function", "name": "get_weather", "description": "Weather.", "strict": true, "parameters":
        {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"],
         "additionalProperties": false}}])
}

#[tokio::test]
async fn a_response_says_and_calls_in_items() {
    let asked = Asked::of(words().thinks("Cold?").calls("get_weather", r#"{"place": "Oslo"}"#)).await;
    let body = json!({"input": "How cold is it?", "instructions": "Be short.", "tools": tools(), "store": false,
        "tool_choice": {"type": "function", "name": "get_weather"}, "metadata": {"a": "b"}, "temperature": 0.5});
    let response = asked.good(PATH, &body).await;
    assert_eq!((&response["object"], &response["status"]), (&json!("response"), &json!("completed")));
    for (name, expected) in [
        ("model", json!(MODEL)),
        ("instructions", json!("Be short.")),
        ("metadata", json!({"a": "b"})),
        ("store", json!(false)),
        ("temperature", json!(0.5)),
        ("tools", tools()),
        ("tool_choice", body["tool_choice"].clone()),
        ("text", json!({"format": {"type": "text"}})),
        ("error", Value::Null),
        ("incomplete_details", Value::Null),
        ("previous_response_id", Value::Null),
    ] {
        assert_eq!(response[name], expected, "{name}");
    }
    let output = response["output"].as_array().unwrap();
    let kinds: Vec<_> = output.iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["reasoning", "message", "function_call"]);
    assert_eq!(output[0]["content"][0], json!({"type": "reasoning_text", "text": "Cold?"}));
    let said = json!({"type": "output_text", "text": SENTENCE, "annotations": [], "logprobs": []});
    assert_eq!((&output[1]["role"], &output[1]["content"][0]), (&json!("assistant"), &said));
    assert_eq!(output[2]["arguments"], r#"{"place": "Oslo"}"#);
    assert!(output[2]["call_id"].as_str().unwrap().starts_with("call_"));
    let usage = json!({"input_tokens": 10, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 10,
        "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 20});
    assert_eq!(response["usage"], usage);
}

/// Every item and every part of a stream begins and ends, in its place, and says in the end what its pieces said.
fn check(events: &[Event]) -> Value {
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event.data["sequence_number"], number, "{event:?}");
        assert_eq!(event.data["type"], event.name.as_str());
    }
    let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names[..2], ["response.created", "response.in_progress"]);
    let end = &events.last().unwrap().data["response"];
    assert_eq!(
        (&events[0].data["response"]["status"], &events[0].data["response"]["output"]),
        (&json!("in_progress"), &json!([]))
    );
    assert_eq!(events[0].data["response"]["id"], end["id"]);
    for (place, item) in end["output"].as_array().unwrap().iter().enumerate() {
        let own: Vec<&Event> = events.iter().filter(|event| event.data["output_index"] == place).collect();
        assert_eq!(own[0].name, "response.output_item.added");
        assert_eq!((&own[0].data["item"]["id"], &own[0].data["item"]["status"]), (&item["id"], &json!("in_progress")));
        let ids = own.iter().filter_map(|event| event.data.get("item_id"));
        assert!(ids.into_iter().all(|id| *id == item["id"]));
        let last = own.last().unwrap();
        assert_eq!((last.name.as_str(), &last.data["item"]), ("response.output_item.done", item));
        let pieces: String = own.iter().filter_map(|event| event.data["delta"].as_str()).collect();
        let whole =
            |name: &str| name.strip_suffix(".done").is_some_and(|of| !of.contains("part") && !of.contains("item"));
        let done = own.iter().find(|event| whole(&event.name));
        let done = &done.unwrap().data;
        assert_eq!(done.get("text").or(done.get("arguments")).unwrap(), &json!(pieces));
        if item["type"] != "function_call" {
            assert_eq!(own[1].name, "response.content_part.added");
            let part = own.iter().find(|event| event.name == "response.content_part.done").unwrap();
            assert_eq!(part.data["part"], item["content"][0]);
        }
    }
    end.clone()
}

#[tokio::test]
async fn the_events_of_a_response_come_in_their_order() {
    let asked = Asked::of(words().thinks("Cold?").calls("get_weather", r#"{"place": "Oslo"}"#)).await;
    let events = asked.stream(PATH, &json!({"input": "How cold is it?", "tools": tools()})).await;
    let end = check(&events);
    assert_eq!((events.last().unwrap().name.as_str(), &end["status"]), ("response.completed", &json!("completed")));
    let mut names: Vec<&str> = events.iter().map(|event| event.name.trim_start_matches("response.")).collect();
    names.dedup();
    let item = |kind: &'static str| {
        [
            &["output_item.added", "content_part.added"][..],
            match kind {
                "reasoning" => &["reasoning_text.delta", "reasoning_text.done"],
                _ => &["output_text.delta", "output_text.done"],
            },
            &["content_part.done", "output_item.done"],
        ]
        .concat()
    };
    let call =
        ["output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done"];
    let expected =
        [&["created", "in_progress"][..], &item("reasoning"), &item("message"), &call, &["completed"]].concat();
    assert_eq!(names, expected);
    let whole = asked.good(PATH, &json!({"input": "How cold is it?", "tools": tools()})).await;
    assert_eq!(whole["output"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_was_cut_or_broke_off_says_so() {
    let asked = Asked::new().await;
    let cut = asked.stream(PATH, &json!({"input": "x", "max_output_tokens": 2})).await;
    let end = check(&cut);
    assert_eq!(cut.last().unwrap().name, "response.incomplete");
    assert_eq!(
        (&end["status"], &end["incomplete_details"]["reason"]),
        (&json!("incomplete"), &json!("max_output_tokens"))
    );
    assert_eq!(end["output"][0]["status"], "incomplete");
    let asked = Asked::of(Words::new(SENTENCE, Duration::ZERO).fails_after(3)).await;
    let failed = asked.stream(PATH, &json!({"input": "x"})).await;
    let [.., error, end] = failed.as_slice() else { panic!("{failed:?}") };
    assert_eq!((error.name.as_str(), &error.data["error"]["code"]), ("error", &json!("generation_failed")));
    assert_eq!((end.name.as_str(), &end.data["response"]["status"]), ("response.failed", &json!("failed")));
    assert_eq!(end.data["response"]["error"]["code"], "generation_failed");
    assert_eq!(asked.post(PATH, &json!({"input": "x"})).await.status, 500);
}

#[tokio::test]
async fn a_conversation_comes_as_items() {
    let asked = Asked::new().await;
    let input = json!([
        {"role": "developer", "content": "Be short."},
        {"role": "user", "content": [{"type": "input_text", "text": "How cold "}, {"type": "input_text", "text": "is it?"}]},
        {"type": "reasoning", "id": "rs_1", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look.", "annotations": []}]},
        {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "get_weather", "arguments": "{}", "status": "completed"},
        {"type": "function_call", "call_id": "c2", "name": "get_weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "cold"},
        {"type": "function_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "colder"}]},
        {"role": "user", "content": "And now?"}
    ]);
    asked.good(PATH, &json!({"input": input, "include": ["message.output_text.logprobs"]})).await;
    for (input, parameter) in [
        (json!([]), "input"),
        (json!(7), "input"),
        (Value::Null, "input"),
        (json!([{"role": "king", "content": "x"}]), "input[0]"),
        (json!([{"type": "web_search_call"}]), "input[0]"),
        (json!(["x"]), "input[0]"),
        (json!([{"type": "item_reference", "id": "msg_1"}]), "input[0]"),
        (
            json!([{"role": "user", "content": "x"}, {"type": "function_call_output", "call_id": "c", "output": ""}]),
            "input[1]",
        ),
        (json!([{"type": "function_call", "name": "f"}]), "input[0]"),
        (json!([{"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}]), "input[0]"),
        (
            json!([{"role": "user", "content": [{"type": "input_image", "image_url": "https://elsewhere/"}]}]),
            "input[0]",
        ),
    ] {
        assert_eq!(asked.refused(PATH, &json!({"input": input})).await.0, parameter, "{input}");
    }
    let image =
        json!([{"role": "user", "content": [{"type": "input_image", "image_url": "data:image/png;base64,AAAA"}]}]);
    assert_eq!(
        asked.refused(PATH, &json!({"input": image})).await,
        ("messages".into(), "unsupported_parameter".into())
    );
}

#[tokio::test]
async fn what_would_have_to_be_kept_is_refused() {
    let asked = Asked::new().await;
    for (name, value) in [
        ("previous_response_id", json!("resp_1")),
        ("conversation", json!("conv_1")),
        ("conversation", json!({"id": "conv_1"})),
        ("store", json!(true)),
        ("background", json!(true)),
        ("prompt", json!({"id": "p"})),
        ("truncation", json!("auto")),
    ] {
        let refused = asked.refused(PATH, &json!({"input": "x", name: value})).await;
        assert_eq!(refused, (name.to_owned(), "unsupported_parameter".to_owned()));
    }
    for (name, value) in [
        ("text", json!({"format": {"type": "xml"}})),
        ("tools", json!([{"type": "web_search"}])),
        ("reasoning", json!("hard")),
        ("metadata", json!([])),
        ("max_output_tokens", json!(0)),
        ("tool_choice", json!({"type": "function", "name": "none"})),
    ] {
        asked.refused(PATH, &json!({"input": "x", name: value})).await;
    }
    let nothing = json!({"input": "x", "store": false, "previous_response_id": null, "background": false});
    asked.good(PATH, &nothing).await;
    for path in ["/v1/responses/resp_1", "/v1/responses/resp_1/cancel"] {
        assert_eq!(asked.node.ask("GET", path, Some(&asked.token), "").await.status, 404);
    }
}

#[tokio::test]
async fn a_form_of_the_answer_is_demanded_and_repeated() {
    let asked = Asked::new().await;
    let format = json!({"type": "json_schema", "name": "answer", "strict": true, "schema":
        {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": false}});
    let response = asked.good(PATH, &json!({"input": "x", "text": {"format": format}})).await;
    assert_eq!(response["text"]["format"], format);
    let likely = asked.good(PATH, &json!({"input": "x", "top_logprobs": 2})).await;
    let told = &likely["output"][0]["content"][0]["logprobs"];
    assert_eq!((told.as_array().unwrap().len(), &told[0]["top_logprobs"][1]["token"]), (7, &json!("other")));
}
