//! The form of an answer: by the API's own means, or as a tool that the model has to call.

use std::sync::Arc;

use llm_functions::dialect::Dialect;
use llm_functions::json::{Json, read};
use llm_functions::{DynamicFunction, ErasedFunction as _};

use crate::message::Message;
use crate::options::{GenerationOptions, ReasoningEffort, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::{FinishReason, TurnRequest};
use crate::wire::tests::assembled::{Assembled, assembled};
use crate::wire::tests::support::{codec, function, registry, schema};
use crate::wire::tests::turns;
use crate::wire::{Api, Codec};

const REPORT: &str =
    r#"{"type":"object","properties":{"hours":{"type":"number"}},"required":["hours"],"additionalProperties":false}"#;

fn asked<T>(
    dialect: Dialect,
    functions: Vec<DynamicFunction>,
    choice: ToolChoice,
    then: impl FnOnce(&Codec, &TurnRequest<'_>) -> T,
) -> T {
    let codec = codec(Api::AnthropicMessages, dialect, schema(registry(functions)));
    let format = OutputFormat::of_view(Arc::clone(function("sleep report", REPORT).view()));
    let options = GenerationOptions::default().reasoning_effort(ReasoningEffort::Low);
    let messages = [Message::user("Hello")];
    then(&codec, &TurnRequest::new(&messages, choice, &options).output(Some(&format)))
}

fn is(json: Option<&Json>, expected: &str) {
    assert_eq!(json, Some(&read(expected).unwrap()), "\n{}", json.map(Json::to_string).unwrap_or_default());
}

fn names(body: &Json) -> Vec<&str> {
    let tools = super::super::super::json::items(body, "tools");
    tools.iter().filter_map(|tool| tool.get("name")?.as_str()).collect()
}

#[test]
fn a_schema_that_the_api_enforces_is_given_to_it() {
    let body = asked(Dialect::AnthropicStrict, turns::functions(), ToolChoice::Auto, |codec, turn| {
        codec.request(turn, true).body
    });
    let format = body.get("output_config").and_then(|config| config.get("format")).unwrap();
    is(format.get("type"), "\"json_schema\"");
    is(format.get("schema").and_then(|schema| schema.get("required")), r#"["hours"]"#);
    assert_eq!(names(&body).len(), turns::functions().len());
    assert_eq!(body.get("tool_choice"), None);
}

#[test]
fn any_other_is_a_tool_whose_call_is_the_answer() {
    let said = |functions: Vec<DynamicFunction>, body: &str| -> Assembled {
        let deltas =
            asked(Dialect::Anthropic, functions, ToolChoice::Auto, |codec, turn| codec.whole(turn, body.as_bytes()));
        assembled(&deltas.unwrap())
    };
    let request =
        |functions, choice| asked(Dialect::Anthropic, functions, choice, |codec, turn| codec.request(turn, true));
    let encoded = request(Vec::new(), ToolChoice::Auto);
    let [tool] = names(&encoded.body)[..] else { panic!("the answer is the only tool") };
    is(encoded.body.get("tool_choice"), r#"{"type":"any"}"#);
    // A demanded call and thinking exclude each other.
    assert_eq!(encoded.body.get("thinking"), None);
    assert_eq!(encoded.ignored.iter().map(|ignored| ignored.what).collect::<Vec<_>>(), ["reasoning_effort"]);

    let body = format!(
        r#"{{"type":"message","stop_reason":"tool_use","content":[{{"type":"text","text":"Here it is:"}},
        {{"type":"tool_use","id":"a","name":"{tool}","input":{{"hours":7.5}}}},
        {{"type":"tool_use","id":"b","name":"{tool}","input":{{"hours":9}}}}]}}"#
    );
    let turn = said(Vec::new(), &body);
    assert_eq!((&*turn.text, turn.finish), (r#"{"hours":7.5}"#, Some(FinishReason::Stop)));
    assert_eq!((&*turn.reasoning, turn.calls.len()), ("Here it is:", 0));
    // An answer in words is passed on; whoever checks it says what is wrong.
    let words = r#"{"type":"message","stop_reason":"end_turn","content":[{"type":"text","text":"Seven."}]}"#;
    assert_eq!(said(Vec::new(), words).text, "Seven.");
    // A function may be called first.
    let call = r#"{"type":"message","stop_reason":"tool_use","content":[{"type":"tool_use","id":"a","name":"today","input":{}}]}"#;
    let turn = said(turns::functions(), call);
    assert_eq!((turn.calls.len(), turn.finish), (1, Some(FinishReason::ToolCalls)));
}

#[test]
fn the_answer_s_tool_gives_way_to_functions() {
    let request =
        |functions, choice| asked(Dialect::Anthropic, functions, choice, |codec, turn| codec.request(turn, true).body);
    let all = turns::functions().len();
    let none = request(turns::functions(), ToolChoice::None);
    assert_eq!(names(&none).len(), all + 1);
    is(none.get("tool_choice").and_then(|choice| choice.get("type")), "\"tool\"");
    let required = request(turns::functions(), ToolChoice::Required);
    assert_eq!(names(&required).len(), all);
    // A function of the same name keeps it.
    let same = request(vec![function("sleep report", REPORT)], ToolChoice::Auto);
    let names = names(&same);
    assert!(names.len() == 2 && names[0] != names[1], "{names:?}");
}

#[test]
fn a_streamed_answer_is_told_as_it_comes() {
    let tool = asked(Dialect::Anthropic, Vec::new(), ToolChoice::Auto, |codec, turn| {
        names(&codec.request(turn, true).body)[0].to_owned()
    });
    let pieces = ["{\"hours\":", "7", "}"];
    let mut body = format!(
        r#"data: {{"type":"content_block_start","index":0,"content_block":{{"type":"tool_use","id":"a","name":"{tool}","input":{{}}}}}}"#
    );
    for piece in pieces {
        let piece = Json::from(piece);
        let delta = format!(r#"{{"type":"input_json_delta","partial_json":{piece}}}"#);
        body = body + "\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + &delta + "}";
    }
    for (reason, finish) in [("tool_use", FinishReason::Stop), ("max_tokens", FinishReason::Length)] {
        let end = format!(
            "\n\ndata: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"{reason}\"}}}}\n\ndata: {{\"type\":\"message_stop\"}}\n\n"
        );
        let deltas = asked(Dialect::Anthropic, Vec::new(), ToolChoice::Auto, |codec, turn| {
            codec.whole(turn, format!("{body}{end}").as_bytes()).unwrap()
        });
        let texts = deltas.iter().filter(|delta| matches!(delta, crate::platform::Delta::Text(_))).count();
        let turn = assembled(&deltas);
        assert_eq!((&*turn.text, texts, turn.finish), (r#"{"hours":7}"#, 3, Some(finish)));
    }
}
