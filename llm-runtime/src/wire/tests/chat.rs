//! What servers of chat completions were seen to do, one case each.

use llm_functions::dialect::Dialect;
use llm_functions::json::Json;

use super::assembled::{Assembled, Made, assembled};
use super::support::{codec, fed, function, plain, registry, schema};
use crate::error::{ErrorKind, Result};
use crate::platform::{Delta, FinishReason, TokenLogprob};
use crate::wire::Api;

const CHAT: Api = Api::ChatCompletions;

/// A stream of chunks, the last of which is the end mark.
fn stream(chunks: &[&str]) -> String {
    chunks.iter().chain(&["[DONE]"]).map(|chunk| format!("data: {chunk}\n\n")).collect()
}

/// A chunk with a delta; the reason of the end as JSON.
fn chunk(delta: &str, finish: &str) -> String {
    format!(r#"{{"choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]}}"#)
}

fn read(body: &str) -> (Assembled, Result<()>) {
    let (deltas, result) = fed(&plain(CHAT), [body.as_bytes()]);
    (assembled(&deltas), result)
}

fn whole(body: &str) -> Assembled {
    let (turn, result) = read(body);
    result.unwrap_or_else(|error| panic!("{body}: {error}"));
    turn
}

/// What becomes of calls whose fragments arrive like this, each a chunk of its own, before a reason.
fn calls_of(chunks: &[&str], finish: &str) -> Vec<Made> {
    let chunks: Vec<String> =
        chunks.iter().map(|calls| chunk(&format!(r#"{{"tool_calls":[{calls}]}}"#), "null")).collect();
    let mut chunks: Vec<&str> = chunks.iter().map(String::as_str).collect();
    let end = chunk("{}", finish);
    chunks.push(&end);
    whole(&stream(&chunks)).calls
}

fn made(calls: &[Made]) -> Vec<String> {
    calls
        .iter()
        .map(|call| format!("{}{}{}", call.name, call.arguments, if call.ended { "" } else { " cut" }))
        .collect()
}

#[test]
fn fragments_find_their_call() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "as documented, interleaved",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":""}}"#,
                r#"{"index":1,"id":"y","function":{"name":"g","arguments":"{\"b\""}}"#,
                r#"{"index":0,"function":{"arguments":"{}"}}"#,
                r#"{"index":1,"function":{"arguments":":1}"}}"#,
            ],
            &["f{}", r#"g{"b":1}"#],
        ),
        (
            "several in one chunk",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}},{"index":1,"id":"y","function":{"name":"f","arguments":"{}"}}"#,
            ],
            &["f{}", "f{}"],
        ),
        (
            "no number",
            &[
                r#"{"id":"x","function":{"name":"f","arguments":"{\"a\":"}}"#,
                r#"{"function":{"arguments":"1}"}}"#,
                r#"{"id":"y","function":{"name":"g","arguments":"{}"}}"#,
            ],
            &[r#"f{"a":1}"#, "g{}"],
        ),
        (
            "neither number nor identity, several in one chunk and two alike",
            &[
                r#"{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"g","arguments":{"a":1}}}"#,
            ],
            &["f{}", "f{}", r#"g{"a":1}"#],
        ),
        (
            "every number 0",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
                r#"{"index":0,"id":"y","function":{"name":"f","arguments":"{\"a\":2}"}}"#,
            ],
            &[r#"f{"a":1}"#, r#"f{"a":2}"#],
        ),
        (
            "every number 0 and no identity",
            &[
                r#"{"index":0,"function":{"name":"f","arguments":"{\"a\":1}"}}"#,
                r#"{"index":0,"function":{"name":"f","arguments":"{\"a\":2}"}}"#,
                r#"{"index":0,"function":{"name":"g","arguments":"{}"}}"#,
            ],
            &[r#"f{"a":1}"#, r#"f{"a":2}"#, "g{}"],
        ),
        (
            "numbers from 1, with a gap",
            &[
                r#"{"index":1,"id":"x","function":{"name":"f","arguments":"{}"}}"#,
                r#"{"index":5,"id":"y","function":{"name":"g","arguments":"{"}}"#,
                r#"{"index":5,"function":{"arguments":"}"}}"#,
            ],
            &["f{}", "g{}"],
        ),
        (
            "a number for each fragment",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\""}}"#,
                r#"{"index":1,"function":{"arguments":":1"}}"#,
                r#"{"index":2,"function":{"arguments":"}"}}"#,
            ],
            &[r#"f{"a":1}"#],
        ),
        (
            "name and identity in every fragment",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":""}}"#,
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":"}}"#,
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"1}"}}"#,
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":""}}"#,
            ],
            &[r#"f{"a":1}"#],
        ),
        (
            "the name in every fragment and nothing else",
            &[
                r#"{"function":{"name":"f","arguments":"{\"a\":"}}"#,
                r#"{"function":{"name":"f","arguments":"1}"}}"#,
                r#"{"function":{"name":"f","arguments":"{}"}}"#,
            ],
            &[r#"f{"a":1}"#, "f{}"],
        ),
        (
            "a new identity in every fragment",
            &[
                r#"{"index":0,"id":"x1","function":{"name":"f","arguments":"{\"a\":"}}"#,
                r#"{"index":0,"id":"x2","function":{"arguments":"1}"}}"#,
            ],
            &[r#"f{"a":1}"#],
        ),
        (
            "one identity for two calls",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}"#,
                r#"{"index":1,"id":"x","function":{"name":"f","arguments":"{}"}}"#,
            ],
            &["f{}", "f{}"],
        ),
        (
            "a whole call once more",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":"}}"#,
                r#"{"index":0,"function":{"arguments":" 1}"}}"#,
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
            ],
            &[r#"f{"a": 1}"#],
        ),
        (
            "an empty name and an empty identity after the first fragment",
            &[
                r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{"}}"#,
                r#"{"index":0,"id":"","function":{"name":"","arguments":"}"}}"#,
                r#"{"index":0,"id":null,"function":{"name":null,"arguments":null}}"#,
            ],
            &["f{}"],
        ),
        (
            "the name after the arguments have begun",
            &[
                r#"{"index":0,"id":"x","function":{"arguments":"{\"a\""}}"#,
                r#"{"index":0,"function":{"name":"f","arguments":":1}"}}"#,
            ],
            &[r#"f{"a":1}"#],
        ),
        (
            "an object for the arguments",
            &[r#"{"id":"x","function":{"name":"f","arguments":{"b":[1],"a":2}}}"#],
            &[r#"f{"b":[1],"a":2}"#],
        ),
        (
            "no arguments",
            &[r#"{"id":"x","function":{"name":"f"}},{"id":"y","function":{"name":"g","arguments":null}}"#],
            &["f{}", "g{}"],
        ),
        ("no function around the name", &[r#"{"id":"x","name":"f","arguments":"{}"}"#], &["f{}"]),
        ("a call of nothing", &[r#"{"index":0,"id":"x","function":{"arguments":"{}"}}"#], &["{}"]),
    ];
    for (case, chunks, expected) in cases {
        assert_eq!(made(&calls_of(chunks, r#""tool_calls""#)), *expected, "{case}");
    }
}

#[test]
fn a_call_is_whole_only_when_its_arguments_and_its_message_are() {
    let fragments = [
        r#"{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}"#,
        r#"{"index":1,"id":"y","function":{"name":"g","arguments":"{\"a\":"}}"#,
    ];
    for finish in [r#""tool_calls""#, r#""stop""#, r#""""#, "null", r#""something new""#] {
        assert_eq!(made(&calls_of(&fragments, finish)), ["f{}", r#"g{"a": cut"#], "{finish}");
    }
    for finish in [r#""length""#, r#""content_filter""#, r#""MAX_TOKENS""#] {
        assert_eq!(made(&calls_of(&fragments, finish)), ["f{} cut", r#"g{"a": cut"#], "{finish}");
    }
    // What is no JSON at all is not cut: it is answered by the check of arguments, which may know what was meant.
    let python = calls_of(&[r#"{"index":0,"function":{"name":"f","arguments":"{'a': 1}"}}"#], r#""stop""#);
    assert_eq!(made(&python), ["f{'a': 1}"]);
}

#[test]
fn the_reason_of_the_end_is_what_the_message_says() {
    let finish = |delta: &str, word: &str| whole(&stream(&[&chunk(delta, word)])).finish.unwrap();
    let text = r#"{"content":"Hi"}"#;
    let call = r#"{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}"#;
    assert_eq!(finish(text, r#""stop""#), FinishReason::Stop);
    assert_eq!(finish(text, r#""tool_calls""#), FinishReason::Stop);
    assert_eq!(finish(call, r#""stop""#), FinishReason::ToolCalls);
    assert_eq!(finish(call, r#""function_call""#), FinishReason::ToolCalls);
    assert_eq!(finish(text, r#""length""#), FinishReason::Length);
    assert_eq!(finish(text, r#""content_filter""#), FinishReason::ContentFilter);
    assert_eq!(finish(text, r#""STOP""#), FinishReason::Stop);
    assert_eq!(finish(text, "null"), FinishReason::Stop);
    assert_eq!(finish(r#"{"refusal":"No."}"#, r#""stop""#), FinishReason::Refusal);
    assert_eq!(finish(r#"{"refusal":"No."}"#, "null"), FinishReason::Refusal);
    assert_eq!(finish(r#"{"content":[{"type":"refusal","refusal":"No."}]}"#, r#""stop""#), FinishReason::Refusal);
}

#[test]
fn thoughts_and_parts_are_told_apart_from_text() {
    for thought in [
        r#"{"reasoning_content":"hm","content":"Hi"}"#,
        r#"{"reasoning":"hm","reasoning_content":"hm","content":"Hi"}"#,
        r#"{"thinking":"hm","content":[{"type":"text","text":"H"},{"type":"text","text":"i"}]}"#,
        r#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Hi"}]}"#,
    ] {
        let turn = whole(&stream(&[&chunk(thought, r#""stop""#)]));
        assert_eq!((&*turn.reasoning, &*turn.text), ("hm", "Hi"), "{thought}");
        let body = format!(r#"{{"choices":[{{"index":0,"message":{thought},"finish_reason":"stop"}}]}}"#);
        let turn = whole(&body);
        assert_eq!((&*turn.reasoning, &*turn.text), ("hm", "Hi"), "{thought}");
    }
}

#[test]
fn usage_is_read_wherever_it_stands() {
    let text = chunk(r#"{"content":"Hi"}"#, r#""stop""#);
    for usage in [
        r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":1}}}"#,
        r#"{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_cache_hit_tokens":4,"completion_tokens_details":{"reasoning_tokens":1}}}]}"#,
        r#"{"usage":{"input_tokens":9,"output_tokens":2,"input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":1}}}"#,
    ] {
        let found = whole(&stream(&[&text, usage])).usage.unwrap();
        assert_eq!(
            (found.input_tokens, found.cached_input_tokens, found.output_tokens, found.reasoning_tokens),
            (9, 4, 2, 1),
            "{usage}"
        );
    }
    let none = whole(&stream(&[&text, r#"{"choices":[],"usage":null}"#]));
    assert_eq!(none.usage, None);
    let odd =
        r#"{"choices":[],"usage":{"prompt_tokens":99999999999,"completion_tokens":-1,"prompt_tokens_details":null}}"#;
    let odd = whole(&stream(&[&text, odd])).usage.unwrap();
    assert_eq!((odd.input_tokens, odd.output_tokens), (u32::MAX, 0));
}

#[test]
fn logprobs_are_told() {
    let body = r#"{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop","logprobs":{"content":[
        {"token":"H","logprob":-0.5,"bytes":[72],"top_logprobs":[{"token":"H","logprob":-0.5},{"token":"J","logprob":-2}]},
        {"token":"i","logprob":null,"top_logprobs":null}, {"token":"i","logprob":0}]}}]}"#;
    let top = vec![("H".to_owned(), -0.5), ("J".to_owned(), -2.0)];
    assert_eq!(whole(body).logprobs, [TokenLogprob::new("H", -0.5, top), TokenLogprob::new("i", 0.0, Vec::new())]);
}

#[test]
fn only_the_first_choice_is_read() {
    let chunks = [
        r#"{"choices":[{"index":1,"delta":{"content":"no"}}]}"#,
        r#"{"choices":[{"index":1,"delta":{"content":"no"},"finish_reason":"length"},{"index":0,"delta":{"content":"yes"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    ];
    let turn = whole(&stream(&chunks));
    assert_eq!((&*turn.text, turn.finish), ("yes", Some(FinishReason::Stop)));
}

#[test]
fn ends_that_are_none_and_ends_that_are_two() {
    let text = chunk(r#"{"content":"Hi"}"#, "null");
    let end = chunk("{}", r#""stop""#);
    // The mark is missing, or comes twice, or something comes after it.
    for body in [
        format!("data: {text}\n\ndata: {end}\n\n"),
        format!("data: {text}\n\ndata: {end}\n"),
        format!(": ping\n\ndata: {text}\n\n:\n\ndata: {end}\n\ndata: {end}\n\ndata: [DONE]\n\ndata: [DONE]\n\n"),
        format!("data: {text}\n\ndata: [DONE]\n\ndata: {text}\n\ndata: nonsense"),
        format!("\r\n\u{feff}data:{text}\r\n\r\ndata:{end}\r\n\r\ndata:[DONE]\r\n\r\n"),
    ] {
        let turn = whole(&body);
        assert_eq!((&*turn.text, turn.finish), ("Hi", Some(FinishReason::Stop)), "{body}");
    }
    for body in [
        String::new(),
        " \n".to_owned(),
        format!("data: {text}\n\n"),
        "<html>busy</html>".to_owned(),
        "data: {\"choi".to_owned(),
        "{\"choices\":[".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
    ] {
        let (turn, result) = read(&body);
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{body}: {error}");
        assert!(error.to_string().starts_with("the server of `tiny`: "), "{error}");
        assert_eq!(turn.finish, None);
    }
}

#[test]
fn a_body_that_is_no_stream_is_read_where_a_stream_was_asked_for_and_the_other_way_round() {
    let message = r#"{"content":null,"tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"{}"}}],"function_call":null}"#;
    let body = format!("\n{{\"choices\":[{{\"message\":{message},\"finish_reason\":\"tool_calls\"}}]}}");
    let turn = whole(&body);
    assert_eq!((made(&turn.calls), turn.finish), (vec!["f{}".to_owned()], Some(FinishReason::ToolCalls)));
    let older = r#"{"choices":[{"message":{"content":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}},"finish_reason":"function_call"}]}"#;
    assert_eq!(made(&whole(older).calls), [r#"f{"a":1}"#]);
    let older = [
        r#"{"function_call":{"name":"f","arguments":""}}"#,
        r#"{"function_call":{"arguments":"{\"a\""}}"#,
        r#"{"function_call":{"arguments":":1}"}}"#,
    ];
    let older: Vec<String> = older.iter().map(|delta| chunk(delta, "null")).collect();
    let older: Vec<&str> = older.iter().map(String::as_str).collect();
    assert_eq!(made(&whole(&stream(&older)).calls), [r#"f{"a":1}"#]);
    super::support::with_turn(|turn| {
        let deltas = plain(CHAT).whole(turn, stream(&[&chunk(r#"{"content":"Hi"}"#, r#""stop""#)]).as_bytes()).unwrap();
        assert_eq!(deltas, [Delta::Text("Hi".into()), Delta::Finish(FinishReason::Stop)]);
    });
}

#[test]
fn an_error_in_an_answer_is_an_error_with_what_came_before() {
    let text = chunk(r#"{"content":"Hi"}"#, "null");
    let error = r#"{"error":{"code":500,"message":"out of memory","type":"server_error"}}"#;
    for body in [
        format!("data: {text}\n\ndata: {error}\n\n"),
        format!("data: {text}\n\nevent: error\ndata: {error}\n\n"),
        format!(
            "data: {text}\n\nevent: error\ndata: {{\"code\":500,\"message\":\"out of memory\",\"type\":\"server_error\"}}\n\n"
        ),
        format!("data: {text}\n\nerror: {{\"code\":500,\"message\":\"out of memory\",\"type\":\"server_error\"}}\n\n"),
        format!(
            "data: {text}\n\ndata: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"error\",\"error\":{{\"code\":500,\"message\":\"out of memory\",\"type\":\"server_error\"}}}}]}}\n\n"
        ),
    ] {
        let (turn, result) = read(&body);
        let error = result.unwrap_err();
        let provider = error.provider().unwrap_or_else(|| panic!("{body}"));
        assert_eq!(
            (provider.status, provider.code.as_deref(), provider.kind.as_deref()),
            (500, Some("500"), Some("server_error"))
        );
        assert_eq!((provider.message.value().as_str(), &*turn.text, turn.finish), ("out of memory", "Hi", None));
        assert!(error.is_retryable());
        assert!(!error.to_string().contains("memory"), "the turn was private: {error}");
    }
    let (_, result) = read(r#"{"error":"model not found"}"#);
    assert_eq!(result.unwrap_err().provider().unwrap().message.value(), "model not found");
    let (_, result) = read(r#"[{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}]"#);
    assert_eq!(result.unwrap_err().provider().unwrap().status, 429);
}

#[test]
fn nothing_is_read_after_an_error() {
    super::support::with_turn(|turn| {
        let (mut assembler, mut deltas) = (plain(CHAT).streamed(turn), Vec::new());
        assembler.push(b"data: nonsense\n\n", &mut deltas).unwrap_err();
        assembler.push(stream(&[&chunk(r#"{"content":"Hi"}"#, r#""stop""#)]).as_bytes(), &mut deltas).unwrap();
        assembler.end(&mut deltas).unwrap();
        assert_eq!(deltas, []);
    });
}

#[test]
fn calls_come_back_from_the_dialect() {
    let function = function(
        "set alarm",
        r#"{"type":"object","properties":{"hour":{"type":"integer"},"label":{"type":"string"}},"required":["hour"],"additionalProperties":false}"#,
    );
    let codec = codec(CHAT, Dialect::OpenAiStrict, schema(registry([function])));
    let name = codec.functions.lowered().functions[0].name.clone();
    assert_ne!(name, "set alarm");
    let fragment = |text: &str| {
        chunk(&format!(r#"{{"tool_calls":[{{"index":0,"function":{{"arguments":{}}}}}]}}"#, Json::from(text)), "null")
    };
    let first = chunk(
        &format!(r#"{{"tool_calls":[{{"index":0,"id":"x","function":{{"name":"{name}","arguments":""}}}}]}}"#),
        "null",
    );
    let body =
        stream(&[&first, &fragment(r#"{"hour":7,"#), &fragment(r#""label":null}"#), &chunk("{}", r#""tool_calls""#)]);
    let (deltas, result) = fed(&codec, [body.as_bytes()]);
    result.unwrap();
    let expected = [
        Delta::CallStart { index: 0, id: Some("x".into()), name: "set alarm".into() },
        Delta::CallArguments { index: 0, fragment: r#"{"hour":7}"#.into() },
        Delta::CallEnd { index: 0 },
        Delta::Finish(FinishReason::ToolCalls),
    ];
    assert_eq!(deltas, expected);
    // What was cut is told as it stands, and does not end.
    let body = stream(&[&first, &fragment(r#"{"hour":7,"#), &chunk("{}", r#""length""#)]);
    let turn = assembled(&fed(&codec, [body.as_bytes()]).0);
    assert_eq!(made(&turn.calls), [r#"set alarm{"hour":7, cut"#]);
}
