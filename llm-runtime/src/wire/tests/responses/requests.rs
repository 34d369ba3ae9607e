//! Requests of the responses API: as published, and saying what was asked for.

use std::sync::Arc;

use llm_functions::dialect::Dialect;
use llm_functions::json::{Json, read};

use crate::message::Message;
use crate::options::{GenerationOptions, ReasoningEffort, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::TurnRequest;
use crate::schema::Schema;
use crate::wire::tests::harness::{Tally, corpus, json, published};
use crate::wire::tests::requests::as_published;
use crate::wire::tests::support::{codec, plain, registry, schema, target};
use crate::wire::tests::turns;
use crate::wire::{Api, Codec};

#[test]
fn responses_are_as_published() {
    let Some(folder) = corpus("openai_spec") else { return };
    let mut tally = Tally::new("openai_spec, requests for responses");
    as_published(Api::Responses, &published(&folder, "CreateResponse"), &mut tally);
    tally.finish();
}

/// The schema lets an object have members that nobody knows; the API does not.
#[test]
fn every_member_is_one_of_the_api() {
    let Some(folder) = corpus("openai_spec") else { return };
    let spec = json(&folder.join("chat_and_responses.subset.schema.json"));
    let mut known = Vec::new();
    for name in ["CreateResponse", "CreateModelResponseProperties", "ModelResponseProperties", "ResponseProperties"] {
        names(spec.get("$defs").and_then(|defs| defs.get(name)).unwrap(), &mut known);
    }
    for seed in 0..200 {
        let mut dice = turns::Dice::new(seed);
        let codec = codec(Api::Responses, Dialect::OpenAi, schema(registry(turns::functions())));
        let (messages, options) = (turns::messages(&mut dice), turns::options(&mut dice));
        let output = turns::output(&mut dice);
        let turn = TurnRequest::new(&messages, turns::choice(&mut dice), &options).output(output.as_ref());
        let Json::Object(members) = codec.request(&turn, true).body else { panic!("a body is an object") };
        for (name, _) in members {
            assert!(known.contains(&name), "`{name}` is no member of a request");
        }
    }
}

fn names(schema: &Json, known: &mut Vec<String>) {
    if let Some(Json::Object(members)) = schema.get("properties") {
        known.extend(members.iter().map(|(name, _)| name.clone()));
    }
    if let Some(Json::Array(all)) = schema.get("allOf") {
        for part in all {
            names(part, known);
        }
    }
}

fn is(json: Option<&Json>, expected: &str) {
    assert_eq!(json, Some(&read(expected).unwrap()), "\n{}", json.map(Json::to_string).unwrap_or_default());
}

#[test]
fn options_are_written_or_reported() {
    let options = GenerationOptions {
        max_output_tokens: Some(9),
        temperature: Some(0.7),
        top_p: Some(0.9),
        top_k: Some(40),
        logprobs: Some(30),
        reasoning_effort: Some(ReasoningEffort::Low),
        seed: Some(7),
        stop: vec!["a".to_owned()],
        ..GenerationOptions::default()
    };
    let messages = [Message::user("Hello")];
    let encoded = plain(Api::Responses).request(&TurnRequest::new(&messages, ToolChoice::Auto, &options), true);
    is(
        Some(&encoded.body),
        r#"{"model":"tiny","input":[{"type":"message","role":"user","content":"Hello"}],"max_output_tokens":16,
        "temperature":0.7,"top_p":0.9,"reasoning":{"effort":"low"},"top_logprobs":20,
        "include":["reasoning.encrypted_content","message.output_text.logprobs"],"store":false,"stream":true}"#,
    );
    let what: Vec<&str> = encoded.ignored.iter().map(|ignored| ignored.what).collect();
    assert_eq!(what, ["max_output_tokens", "top_k", "seed", "stop", "logprobs"]);
}

#[test]
fn nothing_is_kept_at_the_provider_and_only_models_that_think_are_asked_for_thoughts() {
    let ask = |model: &str| {
        let mut target = target(Api::Responses, Dialect::OpenAi);
        target.model = model.to_owned();
        let (messages, options) = ([Message::user("Hello")], GenerationOptions::default());
        let turn = TurnRequest::new(&messages, ToolChoice::Auto, &options);
        Codec::new(target, schema(registry([]))).request(&turn, true).body
    };
    for model in ["gpt-5.2", "o4-mini", "openai/gpt-oss-20b", "qwen3"] {
        is(ask(model).get("include"), r#"["reasoning.encrypted_content"]"#);
        is(ask(model).get("store"), "false");
    }
    for model in ["gpt-4o", "gpt-4.1-nano", "openai/gpt-4o-mini"] {
        assert_eq!(ask(model).get("include"), None);
        is(ask(model).get("store"), "false");
    }
}

#[test]
fn tools_choices_and_forms_are_flat() {
    use llm_functions::ErasedFunction as _;
    let functions = registry(turns::functions().into_iter().take(1));
    let schema = Schema::builder("tiny").functions(functions).parallel_calls(false).build().unwrap();
    let codec = codec(Api::Responses, Dialect::OpenAi, Arc::new(schema));
    let format = OutputFormat::of_view(Arc::clone(turns::functions()[0].view()));
    let (messages, options) = ([Message::system("Be brief."), Message::user("Hello")], GenerationOptions::default());
    let turn = TurnRequest::new(&messages, ToolChoice::Function("get_weather".into()), &options).output(Some(&format));
    let body = codec.request(&turn, false).body;
    let parameters =
        r#"{"type":"object","properties":{"place":{"description":"Where.","type":"string"}},"required":["place"]}"#;
    is(body.get("tool_choice"), r#"{"type":"function","name":"get_weather"}"#);
    is(body.get("parallel_tool_calls"), "false");
    let Some(Json::Array(tools)) = body.get("tools") else { panic!("there is a tool") };
    is(tools[0].get("type"), "\"function\"");
    is(tools[0].get("name"), "\"get_weather\"");
    is(tools[0].get("strict"), "false");
    let properties = |schema: Option<&Json>| schema.and_then(|schema| schema.get("properties")).cloned();
    assert_eq!(properties(tools[0].get("parameters")), properties(Some(&read(parameters).unwrap())));
    let format = body.get("text").and_then(|text| text.get("format")).unwrap();
    is(format.get("type"), "\"json_schema\"");
    is(format.get("name"), "\"get_weather\"");
    assert_eq!(properties(format.get("schema")), properties(Some(&read(parameters).unwrap())));
}
