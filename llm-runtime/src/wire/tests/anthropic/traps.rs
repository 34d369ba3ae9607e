//! Streams as the API lets them be, and as servers that imitate it were seen to write them.

use crate::error::Result;
use crate::platform::{Delta, FinishReason};
use crate::wire::Api;
use crate::wire::tests::assembled::{Assembled, Made, assembled};
use crate::wire::tests::support::{fed, plain};

/// One of everything.
pub(crate) const EVERYTHING: &[&str] = &[
    r#"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_read_input_tokens":30,"output_tokens":1}}}"#,
    r#"{"type":"ping"}"#,
    r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"m."}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"signed"}}"#,
    r#"{"type":"content_block_stop","index":0}"#,
    r#"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"sealed"}}"#,
    r#"{"type":"content_block_stop","index":1}"#,
    r#"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}"#,
    r#"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"ha"}}"#,
    r#"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"ha!"}}"#,
    r#"{"type":"content_block_stop","index":2}"#,
    r#"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_1","name":"today","input":{}}}"#,
    r#"{"type":"content_block_stop","index":3}"#,
    r#"{"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"toolu_2","name":"look","input":{}}}"#,
    r#"{"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":""}}"#,
    r#"{"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}"#,
    r#"{"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#,
    r#"{"type":"content_block_stop","index":4}"#,
    r#"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":40,"output_tokens_details":{"thinking_tokens":7}}}"#,
    r#"{"type":"message_stop"}"#,
];

pub(crate) fn stream(events: &[impl AsRef<str>]) -> String {
    events.iter().fold(String::new(), |body, event| body + "data: " + event.as_ref() + "\n\n")
}

/// What fuzzing begins with.
pub(crate) fn seeds() -> Vec<(&'static str, String)> {
    let named = |event: &&str| format!("event: {}\ndata: {event}\n\n", event.split('"').nth(3).unwrap());
    let whole = r#"{"type":"message","role":"assistant","stop_reason":"max_tokens","content":[{"type":"text","text":"Hi"},{"type":"tool_use","id":"a","name":"log_meal","input":{"foods":{"egg":2}}}]}"#;
    vec![
        ("everything", EVERYTHING.iter().map(named).collect()),
        ("cut", stream(&EVERYTHING[..EVERYTHING.len() - 3])),
        ("whole", whole.to_owned()),
        ("error", stream(&[r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#])),
    ]
}

fn read(body: &str) -> (Vec<Delta>, Result<()>) {
    fed(&plain(Api::AnthropicMessages), [body.as_bytes()])
}

fn turn(events: &[impl AsRef<str>]) -> Assembled {
    let (deltas, result) = read(&stream(events));
    result.unwrap();
    assembled(&deltas)
}

fn whole(body: &str) -> Assembled {
    let (deltas, result) = read(body);
    result.unwrap();
    assembled(&deltas)
}

fn made(id: &str, name: &str, arguments: &str, ended: bool) -> Made {
    Made { id: Some(id.into()), name: name.into(), arguments: arguments.into(), ended }
}

#[test]
fn one_of_everything_is_read_and_a_whole_message_says_the_same() {
    let streamed = turn(EVERYTHING);
    assert_eq!((&*streamed.reasoning, &*streamed.text), ("Hmm.", "haha!"));
    assert_eq!(streamed.calls, [made("toolu_1", "today", "{}", true), made("toolu_2", "look", r#"{"a":1}"#, true)]);
    assert_eq!(streamed.finish, Some(FinishReason::ToolCalls));
    let usage = streamed.usage.unwrap();
    assert_eq!(
        (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens, usage.reasoning_tokens),
        (60, 30, 40, 7)
    );
    let message = r#"{"type":"message","role":"assistant","stop_reason":"tool_use","content":[
        {"type":"thinking","thinking":"Hmm.","signature":"signed"},{"type":"redacted_thinking","data":"sealed"},
        {"type":"text","text":"haha!"},{"type":"tool_use","id":"toolu_1","name":"today","input":{}},
        {"type":"tool_use","id":"toolu_2","name":"look","input":{"a":1}}],
        "usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_read_input_tokens":30,"output_tokens":40,"output_tokens_details":{"thinking_tokens":7}}}"#;
    assert_eq!(whole(message), streamed);
}

#[test]
fn events_are_told_apart_by_their_name_where_the_data_does_not_say() {
    let mut body = String::new();
    for event in EVERYTHING {
        let kind = event.split('"').nth(3).unwrap();
        let nameless = event.replacen(&format!("\"type\":\"{kind}\""), "\"x\":0", 1);
        body = body + "event: " + kind + "\ndata: " + &nameless + "\n\n";
    }
    let (deltas, result) = read(&body);
    result.unwrap();
    assert_eq!(assembled(&deltas), turn(EVERYTHING));
}

/// The call of the stream, cut at every event and ended in every way.
#[test]
fn a_call_that_was_cut_off_never_ends_whatever_is_said_of_it() {
    let call = &EVERYTHING[15..19];
    for told in 1..=call.len() {
        for stopped in [true, false] {
            for (word, is_whole) in [
                ("tool_use", true),
                ("end_turn", true),
                ("max_tokens", false),
                ("refusal", false),
                ("model_context_window_exceeded", false),
                ("pause_turn", false),
                ("new", false),
            ] {
                let mut events: Vec<String> = call[..told].iter().map(|event| (*event).to_owned()).collect();
                events.extend(stopped.then(|| EVERYTHING[19].to_owned()));
                events.push(format!(
                    r#"{{"type":"message_delta","delta":{{"stop_reason":"{word}"}},"usage":{{"output_tokens":1}}}}"#
                ));
                events.push(EVERYTHING[21].to_owned());
                let turn = turn(&events);
                let (arguments, ended) = match told {
                    // Nothing came of its arguments: none, if the model came to an end itself.
                    1 | 2 if stopped && is_whole => ("{}", true),
                    1 | 2 => ("", false),
                    3 => (r#"{"a":"#, false),
                    _ => (r#"{"a":1}"#, stopped || is_whole),
                };
                assert_eq!(turn.calls, [made("toolu_2", "look", arguments, ended)], "{told} {stopped} {word}");
            }
        }
    }
}

#[test]
fn an_empty_input_is_whole_when_something_follows() {
    let events = [
        EVERYTHING[13],
        EVERYTHING[14],
        EVERYTHING[15],
        r#"{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":1}}"#,
        EVERYTHING[21],
    ];
    let turn = turn(&events);
    assert_eq!(turn.calls, [made("toolu_1", "today", "{}", true), made("toolu_2", "look", "", false)]);
    assert_eq!(turn.finish, Some(FinishReason::Length));
}

#[test]
fn the_last_call_of_a_whole_message_that_was_cut_is_not_whole() {
    let message = |reason: &str| {
        whole(&format!(
            r#"{{"type":"message","stop_reason":"{reason}","content":[
            {{"type":"tool_use","id":"a","name":"today","input":{{}}}},{{"type":"tool_use","id":"b","name":"look","input":{{"a":1}}}}]}}"#
        ))
    };
    let cut = message("max_tokens");
    assert_eq!(cut.calls, [made("a", "today", "{}", true), made("b", "look", r#"{"a":1"#, false)]);
    assert_eq!(message("tool_use").calls, [made("a", "today", "{}", true), made("b", "look", r#"{"a":1}"#, true)]);
}

#[test]
fn why_an_answer_ended_is_told() {
    for (word, reason) in [
        ("end_turn", FinishReason::Stop),
        ("stop_sequence", FinishReason::Stop),
        ("max_tokens", FinishReason::Length),
        ("model_context_window_exceeded", FinishReason::Length),
        ("pause_turn", FinishReason::Length),
        ("refusal", FinishReason::Refusal),
        ("something_new", FinishReason::Stop),
    ] {
        let body = format!(r#"{{"type":"message","stop_reason":"{word}","content":[{{"type":"text","text":"Yes"}}]}}"#);
        let turn = whole(&body);
        assert_eq!((&*turn.text, turn.finish), ("Yes", Some(reason)), "{word}");
    }
}

#[test]
fn an_error_in_the_stream_says_whether_trying_again_helps() {
    for (kind, status, retryable) in [
        ("overloaded_error", 529, true),
        ("api_error", 500, true),
        ("rate_limit_error", 429, true),
        ("timeout_error", 504, true),
        ("invalid_request_error", 400, false),
        ("authentication_error", 401, false),
        ("something_new", 200, false),
    ] {
        let error =
            format!(r#"{{"type":"error","error":{{"type":"{kind}","message":"Ada weighs 71 kg"}},"request_id":"r"}}"#);
        let mut events: Vec<String> = EVERYTHING[..11].iter().map(|event| (*event).to_owned()).collect();
        events.push(error);
        let (deltas, result) = read(&stream(&events));
        let error = result.unwrap_err();
        let provider = error.provider().unwrap();
        assert_eq!((provider.status, provider.kind.as_deref(), error.is_retryable()), (status, Some(kind), retryable));
        assert!(!format!("{error} {error:?}").contains("Ada"));
        assert_eq!(assembled(&deltas).text, "ha");
    }
}

#[test]
fn what_breaks_off_is_an_error_and_what_lacks_its_end_mark_is_not() {
    for length in 0..EVERYTHING.len() - 2 {
        let (deltas, result) = read(&stream(&EVERYTHING[..length]));
        assert!(result.unwrap_err().is_retryable(), "{length}");
        assert_eq!(assembled(&deltas).finish, None);
    }
    assert_eq!(turn(&EVERYTHING[..EVERYTHING.len() - 1]), turn(EVERYTHING));
    for body in ["", "{}", "[]", "data: no JSON\n\n", "<html>Bad Gateway</html>", r#"{"type":"message"}"#] {
        assert!(read(body).1.is_err(), "{body}");
    }
}

#[test]
fn events_that_come_twice_or_are_unknown_change_nothing() {
    let expected = turn(EVERYTHING);
    for (place, event) in EVERYTHING.iter().enumerate().filter(|(_, event)| !event.contains("_delta\",\"index")) {
        let mut twice = EVERYTHING.to_vec();
        twice.insert(place, event);
        assert_eq!(turn(&twice), expected, "{event}");
    }
    let unknown = [
        r#"{"type":"something_new","index":2}"#,
        r#"{"type":"content_block_start","index":9,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}"#,
        r#"{"type":"content_block_delta","index":9,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
        r#"{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{}}}"#,
        r#"{"type":"content_block_stop","index":9}"#,
    ];
    let mut more = EVERYTHING.to_vec();
    more.splice(12..12, unknown);
    assert_eq!(turn(&more), expected);
}

#[test]
fn servers_that_imitate_the_api_are_read() {
    // The input comes with the beginning of the block; blocks are not announced; the reason comes first.
    let at_once = r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"look","input":{"a":1}}}"#;
    let stop = r#"{"type":"content_block_stop","index":0}"#;
    let end =
        r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"input_tokens":3,"output_tokens":1}}"#;
    assert_eq!(turn(&[at_once, stop, end]).calls, [made("a", "look", r#"{"a":1}"#, true)]);
    let both =
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":2}"}}"#;
    assert_eq!(turn(&[at_once, both, stop, end]).calls, [made("a", "look", r#"{"a":2}"#, true)]);
    let unannounced = r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Yes"}}"#;
    let stopped = r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#;
    assert_eq!(turn(&[unannounced, stopped, "[DONE]"]).text, "Yes");
    // No signature, from a server that does not sign: the thoughts go back all the same.
    let thought = r#"{"type":"message","stop_reason":"tool_use","content":[{"type":"thinking","thinking":"Hm."},{"type":"tool_use","id":"a","name":"look","input":{}}]}"#;
    assert_eq!(whole(thought).states.len(), 1);
}
