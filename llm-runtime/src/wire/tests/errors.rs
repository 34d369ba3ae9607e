//! Errors in whatever form a server gives them.

use std::time::Duration;

use llm_functions::Sensitivity;

use crate::wire::Codec;

/// Status, body; code, type, parameter, message.
type Case = (u16, &'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>, &'static str);

const CASES: [Case; 14] = [
    (
        404,
        r#"{"error":{"message":"The model `x` does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
        Some("model_not_found"),
        Some("invalid_request_error"),
        None,
        "The model `x` does not exist",
    ),
    (
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}"#,
        None,
        Some("overloaded_error"),
        None,
        "Overloaded",
    ),
    (404, r#"{"error":"model 'x' not found"}"#, None, None, None, "model 'x' not found"),
    (
        503,
        r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        Some("503"),
        Some("unavailable_error"),
        None,
        "Loading model",
    ),
    (
        400,
        r#"{"object":"error","message":"too long","type":"BadRequestError","param":"messages","code":400}"#,
        Some("400"),
        Some("BadRequestError"),
        Some("messages"),
        "too long",
    ),
    (404, r#"{"detail":"Not Found"}"#, None, None, None, "Not Found"),
    (
        422,
        r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#,
        None,
        None,
        None,
        r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#,
    ),
    (401, r#"{"error":"invalid_token","error_description":"expired"}"#, Some("invalid_token"), None, None, "expired"),
    (
        429,
        r#"[{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED"}}]"#,
        Some("429"),
        Some("RESOURCE_EXHAUSTED"),
        None,
        "Quota",
    ),
    (400, r#"{"error":{"reason":"odd"}}"#, None, None, None, r#"{"reason":"odd"}"#),
    (502, "<html>\n<h1>Bad Gateway</h1></html>\n", None, None, None, "<html>\n<h1>Bad Gateway</h1></html>"),
    (500, "", None, None, None, ""),
    (500, "null", None, None, None, "null"),
    (500, r#"{"error":null,"message":5}"#, None, None, None, r#"{"error":null,"message":5}"#),
];

#[test]
fn whatever_the_form_what_is_said_is_kept() {
    for (status, body, code, kind, parameter, message) in CASES {
        let error = Codec::error(status, body.as_bytes(), Sensitivity::Personal);
        assert_eq!((error.status, error.code.as_deref(), error.kind.as_deref()), (status, code, kind), "{body}");
        assert_eq!((error.parameter.as_deref(), error.message.value().as_str()), (parameter, message), "{body}");
        assert_eq!(error.message.sensitivity(), Sensitivity::Personal);
    }
}

#[test]
fn how_long_to_wait_is_kept_where_the_body_says_it() {
    let body = |delay: &str| {
        format!(r#"{{"error":{{"code":429,"message":"","details":[{{"@type":"x"}},{{"retryDelay":"{delay}"}}]}}}}"#)
    };
    let wait = |delay: &str| Codec::error(429, body(delay).as_bytes(), Sensitivity::Public).retry_after;
    assert_eq!(wait("1.5s"), Some(Duration::from_millis(1500)));
    for odd in ["", "s", "-1s", "1e400s", "NaNs", "5"] {
        assert_eq!(wait(odd), None, "{odd}");
    }
}

#[test]
fn a_page_is_not_kept_whole_and_bytes_need_not_be_text() {
    let page = "é".repeat(100_000);
    let kept = Codec::error(500, page.as_bytes(), Sensitivity::Public).message.into_value();
    assert!(kept.len() <= 16 << 10 && kept.chars().all(|letter| letter == 'é'));
    assert_eq!(Codec::error(500, &[0xff, b'a'], Sensitivity::Public).message.value(), "\u{fffd}a");
}
