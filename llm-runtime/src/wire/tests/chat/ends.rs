//! How an answer ends, in words, in errors, or not at all.

use super::super::support::{plain, with_turn};
use super::{CHAT, chunk, made, read, stream, whole};
use crate::error::ErrorKind;
use crate::platform::{Delta, FinishReason};

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
        "data: {\"choi".to_owned(),
        "{\"choices\":[".to_owned(),
        "{\"choices\":[]} x".to_owned(),
    ] {
        let (turn, result) = read(&body);
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{body}: {error}");
        assert!(error.to_string().starts_with("the server of `tiny`: "), "{error}");
        assert_eq!(turn.finish, None);
    }
    for body in ["<html>busy</html>", " \n<!doctype html>", "{}", "[]", r#"{"hello":"world"}"#] {
        let error = read(body).1.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotTheApi { .. }) && !error.is_retryable(), "{body}: {error}");
        assert!(error.to_string().starts_with("the server of `tiny`: "), "{error}");
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
    with_turn(|turn| {
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
    with_turn(|turn| {
        let (mut assembler, mut deltas) = (plain(CHAT).streamed(turn), Vec::new());
        assembler.push(b"data: nonsense\n\n", &mut deltas).unwrap_err();
        assembler.push(stream(&[&chunk(r#"{"content":"Hi"}"#, r#""stop""#)]).as_bytes(), &mut deltas).unwrap();
        assembler.end(&mut deltas).unwrap();
        assert_eq!(deltas, []);
    });
}

#[test]
fn a_message_of_calls_without_end_is_an_error() {
    let call = |number: usize| {
        format!(r#"{{"index":{number},"id":"x{number}","function":{{"name":"f","arguments":"{{}}"}}}}"#)
    };
    let calls = |count: usize| (0..count).map(call).collect::<Vec<_>>().join(",");
    let message = |count: usize| chunk(&format!(r#"{{"tool_calls":[{}]}}"#, calls(count)), r#""tool_calls""#);
    assert_eq!(whole(&stream(&[&message(1_000)])).calls.len(), 1_000);
    let (turn, result) = read(&stream(&[&message(5_000)]));
    assert!(result.unwrap_err().to_string().contains("too many calls"));
    assert_eq!(turn.finish, None);
}
