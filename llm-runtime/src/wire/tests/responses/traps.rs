//! Streams as servers and proxies were seen to garble them, and as the API lets them be.

use crate::error::Result;
use crate::platform::{Delta, FinishReason};
use crate::wire::Api;
use crate::wire::tests::assembled::{Assembled, Made, assembled};
use crate::wire::tests::support::{fed, plain};

/// What becomes of these events.
fn read(events: &[impl AsRef<str>]) -> (Vec<Delta>, Result<()>) {
    fed(&plain(Api::Responses), [stream(events).as_bytes()])
}

pub(crate) fn stream(events: &[impl AsRef<str>]) -> String {
    events.iter().fold(String::new(), |body, event| body + "data: " + event.as_ref() + "\n\n")
}

fn turn(events: &[impl AsRef<str>]) -> Assembled {
    let (deltas, result) = read(events);
    result.unwrap();
    assembled(&deltas)
}

fn whole(body: &str) -> Assembled {
    let (deltas, result) = fed(&plain(Api::Responses), [body.as_bytes()]);
    result.unwrap();
    assembled(&deltas)
}

fn made(id: &str, name: &str, arguments: &str, ended: bool) -> Made {
    Made { id: Some(id.into()), name: name.into(), arguments: arguments.into(), ended }
}

const COMPLETED: &str = r#"{"type":"response.completed","response":{"status":"completed","output":[]}}"#;

/// A stream with one of everything, numbered.
pub(crate) fn numbered() -> Vec<String> {
    let events = [
        r#""type":"response.created","response":{"status":"in_progress"}}"#,
        r#""type":"response.in_progress","response":{"status":"in_progress"}}"#,
        r#""type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"half"}}"#,
        r#""type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs_1","summary_index":0,"delta":"Hm"}"#,
        r#""type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs_1","summary_index":0,"delta":"m."}"#,
        r#""type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs_1","summary_index":1,"delta":"So."}"#,
        r#""type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hmm."},{"type":"summary_text","text":"So."}],"encrypted_content":"sealed"}}"#,
        r#""type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"msg_1","status":"in_progress","content":[],"role":"assistant"}}"#,
        r#""type":"response.content_part.added","output_index":1,"item_id":"msg_1","content_index":0,"part":{"type":"output_text","text":""}}"#,
        r#""type":"response.output_text.delta","output_index":1,"item_id":"msg_1","content_index":0,"delta":"ha"}"#,
        r#""type":"response.output_text.delta","output_index":1,"item_id":"msg_1","content_index":0,"delta":"ha"}"#,
        r#""type":"response.output_text.delta","output_index":1,"item_id":"msg_1","content_index":0,"delta":"!"}"#,
        r#""type":"response.output_text.done","output_index":1,"item_id":"msg_1","content_index":0,"text":"haha!"}"#,
        r#""type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"haha!"}]}}"#,
        r#""type":"response.output_item.added","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"","status":"in_progress"}}"#,
        r#""type":"response.function_call_arguments.delta","output_index":2,"item_id":"fc_1","delta":"{\"a\":"}"#,
        r#""type":"response.function_call_arguments.delta","output_index":2,"item_id":"fc_1","delta":"11"}"#,
        r#""type":"response.function_call_arguments.delta","output_index":2,"item_id":"fc_1","delta":"}"}"#,
        r#""type":"response.function_call_arguments.done","output_index":2,"item_id":"fc_1","arguments":"{\"a\":11}"}"#,
        r#""type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{\"a\":11}","status":"completed"}}"#,
        r#""type":"response.completed","response":{"status":"completed","output":[],"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":3},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2}}}}"#,
    ];
    let event = |(number, event): (usize, &&str)| format!(r#"{{"sequence_number":{number},{event}"#);
    events.iter().enumerate().map(event).collect()
}

/// What fuzzing begins with.
pub(crate) fn seeds() -> Vec<(&'static str, String)> {
    let events = numbered();
    let item = r#"{"type":"function_call","id":"fc_1","call_id":"call_1","name":"log_meal","arguments":"{\"foods\":[{\"key\":\"egg\",\"value\":2}],\"note\":null}","status":"completed"}"#;
    vec![
        ("everything", stream(&events)),
        ("cut", stream(&events[..events.len() - 3])),
        ("twice", stream(&[&events[..], &events[..]].concat())),
        ("whole", format!(r#"{{"object":"response","status":"completed","output":[{item}]}}"#)),
        (
            "strict",
            stream(&[
                format!(r#"{{"type":"response.output_item.done","output_index":0,"item":{item}}}"#),
                COMPLETED.to_owned(),
            ]),
        ),
        (
            "failed",
            stream(&[
                r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"no"}}}"#,
            ]),
        ),
        (
            "incomplete",
            stream(&[
                r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}}"#,
            ]),
        ),
    ]
}

#[test]
fn one_of_everything_is_read() {
    let turn = turn(&numbered());
    assert_eq!((&*turn.reasoning, &*turn.text), ("Hmm.\n\nSo.", "haha!"));
    assert_eq!(turn.calls, [made("call_1", "look", r#"{"a":11}"#, true)]);
    assert_eq!(turn.finish, Some(FinishReason::ToolCalls));
    let usage = turn.usage.unwrap();
    assert_eq!(
        (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens, usage.reasoning_tokens),
        (7, 3, 5, 2)
    );
    let state = turn.states.last().unwrap();
    assert!(state.contains("sealed") && !state.contains("half"), "{state}");
}

#[test]
fn events_that_come_twice_or_in_the_wrong_order_change_nothing() {
    let events = numbered();
    let expected = turn(&events);
    for place in 0..events.len() {
        let mut twice = events.clone();
        twice.insert(place, events[place].clone());
        assert_eq!(turn(&twice), expected, "twice: {}", events[place]);
        let mut late = events.clone();
        late.insert((place + 3).min(events.len()), events[place].clone());
        assert_eq!(turn(&late), expected, "once more later: {}", events[place]);
    }
    for place in 1..events.len() - 2 {
        let mut swapped = events.clone();
        swapped.swap(place, place + 1);
        assert_eq!(turn(&swapped), expected, "swapped: {}", events[place]);
    }
    let without_numbers: Vec<String> =
        events.iter().map(|event| event.split_once(',').map(|(_, rest)| format!("{{{rest}")).unwrap()).collect();
    assert_eq!(turn(&without_numbers), expected);
    let alike: Vec<String> =
        without_numbers.iter().map(|event| event.replacen('{', "{\"sequence_number\":0,", 1)).collect();
    assert_eq!(turn(&alike), expected);
}

#[test]
fn an_event_whose_kind_stands_beside_it_keeps_it_while_it_waits() {
    let events = numbered();
    let kind = |event: &str| event.split(r#""type":""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let bare = |event: &str| event.replacen(&format!(r#""type":"{}","#, kind(event)), "", 1);
    let body = |events: &[String]| -> String {
        events
            .iter()
            .fold(String::new(), |body, event| body + "event: " + &kind(event) + "\ndata: " + &bare(event) + "\n\n")
    };
    assert_eq!(whole(&body(&events)), turn(&events));
    // One is missing, so that those after it wait until the last one comes.
    for place in 0..events.len() - 1 {
        let mut fewer = events.clone();
        fewer.remove(place);
        let (with, without) = (read(&fewer), fed(&plain(Api::Responses), [body(&fewer).as_bytes()]));
        assert_eq!((with.0, with.1.is_ok()), (without.0, without.1.is_ok()), "without {}", events[place]);
    }
}

#[test]
fn any_one_event_but_the_last_may_be_missing() {
    let events = numbered();
    let expected = turn(&events);
    for place in 0..events.len() - 1 {
        let mut fewer = events.clone();
        fewer.remove(place);
        let (deltas, result) = read(&fewer);
        let is_delta = events[place].contains(".delta");
        // What is left out of a call's arguments is seen; nobody guesses, unless it is their end, which comes once more.
        if is_delta && events[place].contains("arguments") && !events[place].contains(r#""delta":"}""#) {
            assert!(result.is_err(), "{}", events[place]);
            assert!(!deltas.iter().any(|delta| matches!(delta, Delta::CallEnd { .. })), "{}", events[place]);
            continue;
        }
        result.unwrap();
        let turn = assembled(&deltas);
        assert_eq!(turn.calls, expected.calls, "without {}", events[place]);
        if !is_delta {
            assert_eq!((&turn.text, turn.finish), (&expected.text, expected.finish), "without {}", events[place]);
        }
    }
    let (deltas, result) = read(&events[..events.len() - 1]);
    assert!(result.unwrap_err().is_retryable());
    assert_eq!(assembled(&deltas).finish, None);
}

#[test]
fn a_call_that_was_cut_off_never_ends_whatever_is_said_of_it() {
    for (status, end) in [
        (
            "incomplete",
            r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}}"#,
        ),
        (
            "in_progress",
            r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}}"#,
        ),
        ("completed", COMPLETED),
    ] {
        let item = |arguments: &str, status: &str| {
            format!(
                r#"{{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":{arguments},"status":"{status}"}}"#
            )
        };
        let events = [
            format!(r#"{{"type":"response.output_item.added","output_index":0,"item":{}}}"#, item("\"\"", "in_progress")),
            r#"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{\"a\": 481"}"#.into(),
            r#"{"type":"response.function_call_arguments.done","item_id":"fc_1","output_index":0,"arguments":"{\"a\": 481"}"#.into(),
            format!(r#"{{"type":"response.output_item.done","output_index":0,"item":{}}}"#, item(r#""{\"a\": 481""#, status)),
            end.to_owned(),
        ];
        assert_eq!(turn(&events).calls, [made("call_1", "look", r#"{"a": 481"#, false)], "{status}");
    }
}

#[test]
fn a_call_is_whole_when_its_item_is_or_when_the_response_is() {
    let added = r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":""}}"#;
    let arguments =
        r#"{"type":"response.function_call_arguments.done","item_id":"fc_1","output_index":0,"arguments":"{}"}"#;
    let done = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{}","status":"in_progress"}}"#;
    assert_eq!(turn(&[added, arguments, done, COMPLETED]).calls, [made("call_1", "look", "{}", true)]);
    let (deltas, result) = read(&[added, arguments]);
    assert!(result.is_err());
    assert!(!assembled(&deltas).calls[0].ended);
    let empty = done.replace(r#""{}""#, r#""""#).replace("in_progress", "completed");
    assert_eq!(turn(&[added, &empty, COMPLETED]).calls, [made("call_1", "look", "{}", true)]);
}

#[test]
fn arguments_that_are_told_in_two_ways_are_an_error() {
    let added = r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look"}}"#;
    let delta = r#"{"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{\"mg\":10}"}"#;
    let done = r#"{"type":"response.function_call_arguments.done","item_id":"fc_1","arguments":"{\"mg\":100}"}"#;
    let (deltas, result) = read(&[added, delta, done, COMPLETED]);
    let error = result.unwrap_err();
    assert!(error.is_retryable() && !error.to_string().contains("mg"), "{error}");
    assert!(!assembled(&deltas).calls[0].ended);
    // The same value, written anew.
    let anew = done.replace("100}", "10 }");
    let item = r#"{"type":"response.output_item.done","item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{ \"mg\": 10 }","status":"completed"}}"#;
    assert!(turn(&[added, delta, &anew, item, COMPLETED]).calls[0].ended);
}

#[test]
fn items_are_told_apart_by_whatever_tells_them_apart() {
    let event = |kind: &str, id: &str, place: u32, rest: &str| {
        format!(r#"{{"type":"response.{kind}","item_id":"{id}","output_index":{place},{rest}}}"#)
    };
    let item = |kind: &str, id: &str, place: u32, call: &str, arguments: &str| {
        format!(
            r#"{{"type":"response.output_item.{kind}","output_index":{place},"item":{{"type":"function_call","id":"{id}","call_id":"{call}","name":"look","arguments":"{arguments}","status":"completed"}}}}"#
        )
    };
    let expected = [made("call_a", "look", r#"{"a":1}"#, true), made("call_b", "look", r#"{"b":2}"#, true)];
    // Each event gives its item another identity.
    let strange_ids = [
        item("added", "x1", 0, "call_a", ""),
        event("function_call_arguments.delta", "x2", 0, r#""delta":"{\"a\":""#),
        event("function_call_arguments.delta", "x3", 0, r#""delta":"1}""#),
        item("done", "x4", 0, "call_a", r#"{\"a\":1}"#),
        item("added", "x5", 1, "call_b", ""),
        event("function_call_arguments.delta", "x6", 1, r#""delta":"{\"b\":2}""#),
        item("done", "x7", 1, "call_b", r#"{\"b\":2}"#),
        COMPLETED.into(),
    ];
    assert_eq!(turn(&strange_ids).calls, expected);
    // Every item stands in the same place.
    let one_place = [
        item("added", "a", 0, "call_a", ""),
        item("added", "b", 0, "call_b", ""),
        event("function_call_arguments.delta", "b", 0, r#""delta":"{\"b\":2}""#),
        event("function_call_arguments.delta", "a", 0, r#""delta":"{\"a\":1}""#),
        item("done", "a", 0, "call_a", r#"{\"a\":1}"#),
        item("done", "b", 0, "call_b", r#"{\"b\":2}"#),
        COMPLETED.into(),
    ];
    assert_eq!(turn(&one_place).calls, expected);
    // The name comes after the arguments.
    let late = [
        event("function_call_arguments.delta", "a", 0, r#""delta":"{\"a\":""#),
        event("function_call_arguments.delta", "a", 0, r#""delta":"1}""#),
        item("added", "a", 0, "call_a", ""),
        item("done", "a", 0, "call_a", r#"{\"a\":1}"#),
        COMPLETED.into(),
    ];
    assert_eq!(turn(&late).calls, expected[..1]);
}

#[test]
fn why_an_answer_ended_is_told() {
    let refusal = [
        r#"{"type":"response.refusal.delta","item_id":"m","output_index":0,"delta":"I can't"}"#,
        r#"{"type":"response.refusal.done","item_id":"m","output_index":0,"refusal":"I can't."}"#,
        COMPLETED,
    ];
    let refused = turn(&refusal);
    assert_eq!((&*refused.text, refused.finish), ("I can't.", Some(FinishReason::Refusal)));
    let end = |body: &str| whole(body).finish.unwrap();
    let cut = |reason: &str| {
        format!(
            r#"{{"object":"response","status":"incomplete","incomplete_details":{{"reason":"{reason}"}},"output":[]}}"#
        )
    };
    assert_eq!(end(&cut("max_output_tokens")), FinishReason::Length);
    assert_eq!(end(&cut("content_filter")), FinishReason::ContentFilter);
    assert_eq!(end(&cut("something new")), FinishReason::Length);
    assert_eq!(end(r#"{"object":"response","status":"completed","output":[]}"#), FinishReason::Stop);
    assert_eq!(end(r#"{"object":"response","output":[]}"#), FinishReason::Stop);
}

#[test]
fn a_failure_is_an_error_with_what_the_server_says() {
    for (event, status, code, retryable) in [
        (
            r#"{"type":"error","code":"rate_limit_exceeded","message":"Slow down","param":null}"#,
            429,
            "rate_limit_exceeded",
            true,
        ),
        (
            r#"{"type":"error","error":{"type":"server_error","code":"server_error","message":"Oops"}}"#,
            500,
            "server_error",
            true,
        ),
        (
            r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"Oops"}}}"#,
            500,
            "server_error",
            true,
        ),
        (
            r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"invalid_prompt","message":"No"}}}"#,
            200,
            "invalid_prompt",
            false,
        ),
        (r#"{"error":{"code":"invalid_prompt","message":"No"}}"#, 200, "invalid_prompt", false),
    ] {
        let delta = r#"{"type":"response.output_text.delta","item_id":"m","delta":"Half"}"#;
        let (deltas, result) = read(&[delta, event]);
        let error = result.unwrap_err();
        let provider = error.provider().unwrap();
        assert_eq!((provider.status, provider.code.as_deref(), error.is_retryable()), (status, Some(code), retryable));
        assert_eq!(deltas, [Delta::Text("Half".into())]);
        // The message may repeat what was asked, which was sensitive.
        assert!(!error.to_string().contains("Oops") && !format!("{error:?}").contains("Oops"));
    }
}

#[test]
fn what_is_no_answer_is_an_error() {
    for body in [
        "",
        "{}",
        r#"{"object":"response","status":"queued","output":[]}"#,
        r#"{"object":"response","status":"in_progress","output":[]}"#,
        "[]",
        "data: not JSON\n\n",
        "data: [DONE]\n\n",
        ": nothing but a comment\n\n",
        "<html>502 Bad Gateway</html>",
    ] {
        let (deltas, result) = fed(&plain(Api::Responses), [body.as_bytes()]);
        assert!(result.is_err(), "{body}");
        assert_eq!(deltas, [], "{body}");
    }
}

#[test]
fn what_nobody_knows_is_not_listened_to() {
    let events = [
        r#"{"type":"response.web_search_call.searching","item_id":"ws_1","output_index":0}"#,
        r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"web_search_call","id":"ws_1"}}"#,
        r#"{"type":"response.something_new.delta","item_id":"ws_1","delta":"x"}"#,
        r#"{"type":"response.output_text.delta","item_id":"m","output_index":1,"delta":"Yes"}"#,
        r#"{"type":"keepalive"}"#,
        COMPLETED,
        r#"{"type":"response.output_text.delta","item_id":"m","output_index":1,"delta":" and no"}"#,
        "[DONE]",
    ];
    assert_eq!(turn(&events).text, "Yes");
}

#[test]
fn probabilities_are_told_once() {
    let token = r#"{"token":"Yes","logprob":-0.5,"top_logprobs":[{"token":"Yes","logprob":-0.5},{"token":"No","logprob":-1.5}]}"#;
    let events = [
        format!(r#"{{"type":"response.output_text.delta","item_id":"m","delta":"Yes","logprobs":[{token}]}}"#),
        format!(r#"{{"type":"response.output_text.done","item_id":"m","text":"Yes","logprobs":[{token}]}}"#),
        COMPLETED.to_owned(),
    ];
    for tokens in [
        turn(&events).logprobs,
        turn(&events[1..]).logprobs,
        whole(&format!(r#"{{"output":[{{"type":"message","id":"m","content":[{{"type":"output_text","text":"Yes","logprobs":[{token}]}}]}}]}}"#)).logprobs,
    ] {
        assert_eq!(tokens.len(), 1);
        assert_eq!((&*tokens[0].token, tokens[0].top.len()), ("Yes", 2));
    }
}

#[test]
fn servers_that_have_words_in_other_places_are_read() {
    let local = whole(
        r#"{"id":"r","object":"response","output":[{"type":"message","content":[{"text":"OK","type":"output_text"}]}],"output_text":"OK","reasoning":"Hm","status":"completed"}"#,
    );
    assert_eq!((&*local.text, &*local.reasoning), ("OK", "Hm"));
    let bare = whole(r#"{"object":"response","output_text":"OK","output":[]}"#);
    assert_eq!(bare.text, "OK");
    let object = whole(r#"{"output":[{"type":"function_call","call_id":"c","name":"look","arguments":{"a":1}}]}"#);
    assert_eq!(object.calls, [made("c", "look", r#"{"a":1}"#, true)]);
}
