//! One conversation, written for each API as that API demands it: thoughts that the API gave come back unchanged and in their
//! place, calls in the dialect's shape, failures, pictures.

use llm_functions::dialect::Dialect;
use llm_functions::json::{Json, read};
use llm_functions::{Sensitivity, ToolCall, ToolResult};

use super::assembled::assembled;
use super::harness::{corpus, published, valid};
use super::support::{function, registry, schema, target, with_turn};
use super::turns;
use crate::image::Image;
use crate::message::{Message, Reasoning, ReasoningState};
use crate::options::{GenerationOptions, ToolChoice};
use crate::platform::{Delta, TurnRequest};
use crate::wire::ids::legal;
use crate::wire::{Api, Codec};

/// The identity of a call that no provider but one would give.
const STRANGE: &str = "functions.look:0";

fn codec(api: Api, dialect: Dialect, model: &str) -> Codec {
    let look = function("look", r#"{"type":"object","properties":{},"additionalProperties":false}"#);
    let functions = turns::functions().into_iter().skip(1).take(1).chain([look]);
    let mut target = target(api, dialect);
    target.model = model.to_owned();
    Codec::new(target, schema(registry(functions)))
}

/// The message that an answer becomes.
fn answered(codec: &Codec, body: &str) -> Message {
    let deltas = with_turn(|turn| codec.whole(turn, body.as_bytes())).unwrap();
    let turn = assembled(&deltas);
    assert!(turn.calls.iter().all(|call| call.ended), "{:?}", turn.calls);
    let calls = turn.calls.iter().map(|call| ToolCall::new(call.id.clone().unwrap(), &*call.name, &*call.arguments));
    let state = deltas.iter().rev().find_map(|delta| match delta {
        Delta::ReasoningState(state) => Some(state.clone()),
        _ => None,
    });
    let mut thought = Reasoning::new(turn.reasoning);
    thought.state = state;
    Message::assistant(turn.text, calls.collect(), Sensitivity::Public).reasoning(Some(thought))
}

fn conversation(answer: Message) -> Vec<Message> {
    let result = |id: &str, name: &str, output: &str, is_error: bool| {
        let call = ToolCall::new(id, name, "");
        let answer = if is_error { ToolResult::failure } else { ToolResult::success };
        Message::tool(answer(&call, output.to_owned(), Sensitivity::Public))
    };
    let plate = Image::new("image/png", vec![1, 2, 3]);
    vec![
        Message::system("Be brief."),
        Message::user("Log this.").image(plate).image(Image::Url("https://example.org/plate.jpg".into())),
        answer,
        result("call_1", "log meal", "logged", false),
        result(STRANGE, "look", "no such plate", true),
        Message::assistant("Two eggs.", Vec::new(), Sensitivity::Public),
        Message::user("Thanks"),
    ]
}

fn written(codec: &Codec, messages: &[Message]) -> Json {
    let options = GenerationOptions::default();
    let encoded = codec.request(&TurnRequest::new(messages, ToolChoice::Auto, &options), false);
    assert_eq!(encoded.ignored, []);
    encoded.body
}

fn is(json: Option<&Json>, expected: &str) {
    let expected = read(expected).unwrap();
    assert_eq!(json, Some(&expected), "\n{}\n{expected}", json.map(Json::to_string).unwrap_or_default());
}

#[test]
fn as_responses() {
    let codec = codec(Api::Responses, Dialect::OpenAiStrict, "gpt-6");
    let name = codec.functions.name("log meal").into_owned();
    let body = format!(
        r#"{{"object":"response","status":"completed","output":[
        {{"type":"reasoning","id":"rs_1","summary":[{{"type":"summary_text","text":"Hm."}}],"encrypted_content":"sealed 1","status":null}},
        {{"type":"message","id":"msg_1","role":"assistant","status":"completed","phase":"commentary",
            "content":[{{"type":"output_text","text":"Let me look.","annotations":[],"logprobs":[]}}]}},
        {{"type":"function_call","id":"fc_1","call_id":"call_1","name":"{name}","status":"completed",
            "arguments":"{{\"foods\":[{{\"key\":\"egg\",\"value\":2}}],\"kinds\":null,\"note\":null}}"}},
        {{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"sealed 2"}},
        {{"type":"function_call","id":"fc_2","call_id":"{STRANGE}","name":"look","status":"completed","arguments":"{{}}"}},
        {{"type":"reasoning","id":"rs_3","summary":[]}}]}}"#
    );
    let answer = answered(&codec, &body);
    let body = written(&codec, &conversation(answer.clone()));
    let strange = legal(STRANGE, 64);
    is(body.get("instructions"), "\"Be brief.\"");
    is(body.get("store"), "false");
    is(body.get("include"), r#"["reasoning.encrypted_content"]"#);
    let input = |thoughts: bool| {
        let thought = |json: &str| if thoughts { format!("{json},") } else { String::new() };
        let phase = if thoughts { r#""phase":"commentary","# } else { "" };
        let (first, second) = (
            thought(
                r#"{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"sealed 1"}"#,
            ),
            thought(r#"{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"sealed 2"}"#),
        );
        format!(
            r#"[{{"type":"message","role":"user","content":[{{"type":"input_text","text":"Log this."}},
                {{"type":"input_image","image_url":"data:image/png;base64,AQID","detail":"auto"}},
                {{"type":"input_image","image_url":"https://example.org/plate.jpg","detail":"auto"}}]}},
            {first}
            {{"type":"message","role":"assistant",{phase}"content":"Let me look."}},
            {{"type":"function_call","call_id":"call_1","name":"{name}",
                "arguments":"{{\"foods\":[{{\"key\":\"egg\",\"value\":2}}],\"kinds\":null,\"note\":null}}"}},
            {second}
            {{"type":"function_call","call_id":"{strange}","name":"look","arguments":"{{}}"}},
            {{"type":"function_call_output","call_id":"call_1","output":"logged"}},
            {{"type":"function_call_output","call_id":"{strange}","output":"no such plate"}},
            {{"type":"message","role":"assistant","content":"Two eggs."}},
            {{"type":"message","role":"user","content":"Thanks"}}]"#
        )
    };
    is(body.get("input"), &input(true));
    // Another model cannot read these thoughts, and nothing else is lost.
    let other = self::codec(Api::Responses, Dialect::OpenAiStrict, "gpt-7");
    is(written(&other, &conversation(answer)).get("input"), &input(false));
    if let Some(folder) = corpus("openai_spec") {
        assert!(valid(&published(&folder, "CreateResponse"), &body));
    }
}

#[test]
fn as_anthropic_messages() {
    let codec = codec(Api::AnthropicMessages, Dialect::AnthropicStrict, "claude-sonnet-5");
    let name = codec.functions.name("log meal").into_owned();
    let thoughts = [
        r#"{"type":"thinking","thinking":"Hm.","signature":"signed 1"}"#,
        r#"{"type":"redacted_thinking","data":"sealed"}"#,
        r#"{"type":"thinking","thinking":"","signature":"signed 2"}"#,
    ];
    let [first, second, third] = thoughts;
    let body = format!(
        r#"{{"type":"message","role":"assistant","stop_reason":"tool_use","content":[{first},{second},
        {{"type":"text","text":"Let me look."}},
        {{"type":"tool_use","id":"call_1","name":"{name}","input":{{"foods":[{{"key":"egg","value":2}}]}}}},
        {third},
        {{"type":"tool_use","id":"{STRANGE}","name":"look","input":{{}}}}]}}"#
    );
    let answer = answered(&codec, &body);
    let body = written(&codec, &conversation(answer.clone()));
    let strange = legal(STRANGE, 64);
    let messages = |first: &str, third: &str| {
        format!(
            r#"[{{"role":"user","content":[
                {{"type":"image","source":{{"type":"base64","media_type":"image/png","data":"AQID"}}}},
                {{"type":"image","source":{{"type":"url","url":"https://example.org/plate.jpg"}}}},
                {{"type":"text","text":"Log this."}}]}},
            {{"role":"assistant","content":[{first}
                {{"type":"text","text":"Let me look."}},
                {{"type":"tool_use","id":"call_1","name":"{name}","input":{{"foods":[{{"key":"egg","value":2}}]}}}},
                {third}
                {{"type":"tool_use","id":"{strange}","name":"look","input":{{}}}}]}},
            {{"role":"user","content":[
                {{"type":"tool_result","tool_use_id":"call_1","content":"logged"}},
                {{"type":"tool_result","tool_use_id":"{strange}","content":"no such plate","is_error":true}}]}},
            {{"role":"assistant","content":[{{"type":"text","text":"Two eggs."}}]}},
            {{"role":"user","content":[{{"type":"text","text":"Thanks"}}]}}]"#
        )
    };
    is(body.get("messages"), &messages(&format!("{first},{second},"), &format!("{third},")));
    is(body.get("system"), r#"[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]"#);
    let other = self::codec(Api::AnthropicMessages, Dialect::AnthropicStrict, "claude-opus-5");
    is(written(&other, &conversation(answer)).get("messages"), &messages("", ""));
}

#[test]
fn as_chat_completions() {
    let codec = codec(Api::ChatCompletions, Dialect::OpenAiStrict, "gpt-6");
    let name = codec.functions.name("log meal").into_owned();
    let arguments = r#"{\"foods\":[{\"key\":\"egg\",\"value\":2}],\"kinds\":null,\"note\":null}"#;
    let calls = format!(
        r#"[{{"id":"call_1","type":"function","function":{{"name":"{name}","arguments":"{arguments}"}}}},
        {{"id":"{STRANGE}","type":"function","function":{{"name":"look","arguments":"{{}}"}}}}]"#
    );
    let body = format!(
        r#"{{"choices":[{{"index":0,"finish_reason":"tool_calls","message":{{"content":"Let me look.","tool_calls":{calls}}}}}]}}"#
    );
    let body = written(&codec, &conversation(answered(&codec, &body)));
    let expected = format!(
        r#"[{{"role":"system","content":"Be brief."}},
        {{"role":"user","content":[{{"type":"text","text":"Log this."}},
            {{"type":"image_url","image_url":{{"url":"data:image/png;base64,AQID"}}}},
            {{"type":"image_url","image_url":{{"url":"https://example.org/plate.jpg"}}}}]}},
        {{"role":"assistant","content":"Let me look.","tool_calls":{calls}}},
        {{"role":"tool","tool_call_id":"call_1","content":"logged"}},
        {{"role":"tool","tool_call_id":"{STRANGE}","content":"no such plate"}},
        {{"role":"assistant","content":"Two eggs."}},
        {{"role":"user","content":"Thanks"}}]"#
    );
    is(body.get("messages"), &expected);
    if let Some(folder) = corpus("openai_spec") {
        assert!(valid(&published(&folder, "CreateChatCompletionRequest"), &body));
    }
}

#[test]
fn a_conversation_that_began_elsewhere_goes_on_here() {
    let mut thought = Reasoning::new("In plain words.");
    thought.state = Some(ReasoningState::new("another", "{}"));
    let call = ToolCall::new("call_1", "log meal", r#"{"foods":{"egg":2}"#);
    let answer = Message::assistant("", vec![call, ToolCall::new(STRANGE, "look", "")], Sensitivity::Public);
    let messages = conversation(answer.reasoning(Some(thought)));
    for (api, dialect, list) in [
        (Api::Responses, Dialect::OpenAi, "input"),
        (Api::AnthropicMessages, Dialect::Anthropic, "messages"),
        (Api::ChatCompletions, Dialect::OpenAi, "messages"),
    ] {
        let body = written(&codec(api, dialect, "any"), &messages);
        let text = body.get(list).unwrap().to_string().replace("\\\"", "\"");
        assert!(!text.contains("plain words"), "{text}");
        // Arguments that were cut off are closed and missing ones are there, because no provider takes them otherwise.
        assert!(text.contains(r#"{"foods":{"egg":2}}"#) && text.contains("{}"), "{text}");
        assert!(text.contains("no such plate"), "{text}");
    }
}

/// A server that thinks between calls, and what it wants back.
mod thoughts_between_calls {
    use super::*;

    const SIGNED: &str = r#"{"google":{"thought_signature":"c2lnbmVk"}}"#;

    fn call(id: &str, beside: &str) -> String {
        format!(r#"{{"id":"{id}","type":"function","function":{{"name":"look","arguments":"{{}}"}}{beside}}}"#)
    }

    /// Two calls, of which the second has something beside it.
    fn thought(codec: &Codec, member: &str) -> Message {
        let calls = [call("a", ""), call("b", &format!(r#","extra_content":{SIGNED}"#))].join(",");
        let message = format!(r#"{{"content":null,"{member}":"Hm.","tool_calls":[{calls}]}}"#);
        answered(codec, &format!(r#"{{"choices":[{{"index":0,"finish_reason":"tool_calls","message":{message}}}]}}"#))
    }

    fn results() -> [Message; 2] {
        ["a", "b"].map(|id| {
            Message::tool(ToolResult::success(&ToolCall::new(id, "look", "{}"), "seen".to_owned(), Sensitivity::Public))
        })
    }

    fn first_message(codec: &Codec, messages: &[Message]) -> String {
        let body = written(codec, messages);
        let Some(Json::Array(messages)) = body.get("messages") else { panic!("{body}") };
        messages.iter().find(|message| message.get("tool_calls").is_some()).unwrap().to_string()
    }

    #[test]
    fn go_back_while_the_exchange_goes_on() {
        let codec = codec(Api::ChatCompletions, Dialect::OpenAi, "thinker");
        for member in ["reasoning_content", "reasoning", "thinking"] {
            let mut messages = vec![Message::user("Look twice."), thought(&codec, member)];
            messages.extend(results());
            let back = first_message(&codec, &messages);
            assert!(back.contains(&format!(r#""{member}":"Hm.""#)), "{back}");
            messages.extend([Message::assistant("Seen.", Vec::new(), Sensitivity::Public), Message::user("Thanks")]);
            let back = first_message(&codec, &messages);
            assert!(!back.contains("Hm."), "a new question ends it: {back}");
        }
    }

    #[test]
    fn what_stood_beside_a_call_goes_back_beside_it_and_to_no_other_model() {
        let codec = codec(Api::ChatCompletions, Dialect::OpenAi, "thinker");
        let mut messages = vec![Message::user("Look twice."), thought(&codec, "reasoning")];
        messages.extend(results());
        let expected = format!("{},{}]", call("a", ""), call("b", &format!(r#","extra_content":{SIGNED}"#)));
        let back = first_message(&codec, &messages);
        assert!(back.contains(&expected), "{back}");
        let another = super::codec(Api::ChatCompletions, Dialect::OpenAi, "another");
        let back = first_message(&another, &messages);
        assert!(!back.contains("Hm.") && !back.contains("extra_content"), "{back}");
    }

    #[test]
    fn come_in_a_stream_too() {
        let codec = codec(Api::ChatCompletions, Dialect::OpenAi, "thinker");
        let deltas = [
            r#"{"reasoning_content":"Hm."}"#.to_owned(),
            format!(r#"{{"tool_calls":[{}]}}"#, call("b", &format!(r#","index":0,"extra_content":{SIGNED}"#))),
        ];
        let chunks =
            deltas.map(|delta| format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{delta}}}]}}\n\n")).concat();
        let end =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";
        let back = first_message(&codec, &[answered(&codec, &(chunks + end))]);
        assert!(back.contains(SIGNED) && back.contains(r#""reasoning_content":"Hm.""#), "{back}");
    }
}

#[test]
fn an_identity_that_is_too_long_for_a_provider_is_shortened_alike_in_call_and_answer() {
    let codec = codec(Api::ChatCompletions, Dialect::OpenAi, "any");
    let ids = ["a".repeat(53), "a".repeat(54), "with space".to_owned()];
    let calls: Vec<ToolCall> = ids.iter().map(|id| ToolCall::new(id.as_str(), "look", "{}")).collect();
    let mut messages = vec![Message::assistant("", calls.clone(), Sensitivity::Public)];
    messages
        .extend(calls.iter().map(|call| Message::tool(ToolResult::success(call, String::new(), Sensitivity::Public))));
    let body = written(&codec, &messages);
    let Some(Json::Array(written)) = body.get("messages") else { panic!("{body}") };
    let Some(Json::Array(called)) = written[0].get("tool_calls") else { panic!("{body}") };
    let mut seen = std::collections::BTreeSet::new();
    for (call, answer) in called.iter().zip(&written[1..]) {
        let id = call.get("id").and_then(Json::as_str).unwrap();
        assert_eq!(answer.get("tool_call_id").and_then(Json::as_str), Some(id));
        assert!(id.len() <= 40 && !id.contains(' ') && seen.insert(id), "{id}");
    }
}
