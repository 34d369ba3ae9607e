//! Calls in pieces.

use llm_functions::dialect::Dialect;
use llm_functions::json::Json;

use super::super::assembled::{Made, assembled};
use super::super::support::{codec, fed, function, registry, schema};
use super::{CHAT, chunk, made, stream, whole};
use crate::platform::{Delta, FinishReason};

/// What becomes of calls whose fragments arrive like this, each a chunk of its own, before a reason.
fn calls_of(chunks: &[&str], finish: &str) -> Vec<Made> {
    let chunks: Vec<String> =
        chunks.iter().map(|calls| chunk(&format!(r#"{{"tool_calls":[{calls}]}}"#), "null")).collect();
    let mut chunks: Vec<&str> = chunks.iter().map(String::as_str).collect();
    let end = chunk("{}", finish);
    chunks.push(&end);
    whole(&stream(&chunks)).calls
}

/// What servers do, the fragments in which they do it, and the calls that are meant.
pub(in crate::wire::tests) const CASES: &[(&str, &[&str], &[&str])] = &[
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

#[test]
fn fragments_find_their_call() {
    for (case, chunks, expected) in CASES {
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
