//! Calls brought back: what stands for something else, and what does not.

use llm_functions::dialect::Dialect;
use llm_functions::view::FunctionView;

use crate::functions::{GetHealthData, LogWalk, json};

fn raised(text: &str) -> Result<String, String> {
    let lowered = Dialect::OpenAiStrict.lower([&*FunctionView::of::<LogWalk>()]);
    lowered.raise("log_walk", json(text)).map(|(_, value)| value.to_string()).map_err(|error| error.to_string())
}

#[test]
fn entries_texts_and_nulls_become_what_they_stand_for() {
    let call = r#"{"places": [], "start": null, "distance": 1.5, "values": [{"key": "a", "value": 1}, {"value": 2, "key": ""}],
                   "more": "{\"b\": [1]}", "tags": null}"#;
    assert_eq!(
        raised(call).unwrap(),
        r#"{"places":[],"start":null,"distance":1.5,"values":{"a":1,"":2},"more":{"b":[1]},"tags":null}"#
    );
}

#[test]
fn what_has_the_functions_own_shape_already_is_left_alone() {
    let call = r#"{"values":{"a":1},"more":{"b":[1]},"places":3}"#;
    assert_eq!(raised(call).unwrap(), call);
}

#[test]
fn a_key_that_is_there_twice_and_text_that_is_no_json_are_refused_with_their_place() {
    let twice = raised(r#"{"values": [{"key": "a", "value": 1}, {"key": "a", "value": 2}]}"#).unwrap_err();
    assert_eq!(twice, "argument `/values/1/key`: the key was given before, and every key can be there once");
    assert_eq!(raised(r#"{"more": "{b"}"#).unwrap_err(), "argument `/more`: expected JSON text in a string");
}

#[test]
fn a_set_is_the_names_that_are_true_and_a_default_stands_for_null() {
    let view = FunctionView::of::<GetHealthData>();
    let lowered = Dialect::OpenAiStrict.lower([&*view]);
    let call = json(
        r#"{"kinds": {"heart_rate": true, "steps": true, "sleep": false}, "days": null, "word": null, "only": null}"#,
    );
    let (_, back) = lowered.raise("get_health_data", call).unwrap();
    assert_eq!(back.to_string(), r#"{"kinds":["steps","heart_rate"],"word":null,"only":null}"#);
    let complete = llm_functions::arguments::canonical(&view, &back.to_string()).unwrap();
    assert_eq!(complete.get("days"), Some(&14.into()));
}

#[test]
fn an_unknown_tool_is_named() {
    let lowered = Dialect::OpenAi.lower([&*FunctionView::of::<LogWalk>()]);
    let error = lowered.raise("log_run", json("{}")).unwrap_err();
    assert!(error.is_unknown_tool());
    assert_eq!(error.to_string(), "there is no tool `log_run`");
}
