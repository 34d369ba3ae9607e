//! Errors as servers write them, on whatever status.
//!
//! What is a member `error` of an object at `OpenAI`, Anthropic and Gemini is a bare text at Ollama, a member `detail` at
//! Python servers, a page at a proxy. What looks like a code, a type or a parameter is kept as such, and the rest is
//! the message.

use std::time::Duration;

use llm_functions::Sensitivity;
use llm_functions::json::Json;

use super::json::{count, filled, items, member, of_bytes};
use crate::error::{Error, ErrorKind, ProviderError};
use crate::labelled::Labelled;

/// The most bytes of a message that are kept.
const MOST: usize = 16 << 10;

/// The error that a body is, whatever it is.
pub(super) fn of_body(status: u16, body: &[u8], label: Sensitivity) -> ProviderError {
    let json = of_bytes(body);
    let found = json.as_ref().and_then(|json| of_json(status, json, label).or_else(|| of_members(status, json, label)));
    found.unwrap_or_else(|| plain(status, String::from_utf8_lossy(body).trim(), label))
}

/// An event of a stream that is not JSON: the error that it is, if it says that it is one.
pub(super) fn of_event(event: super::sse::Event<'_>, label: Sensitivity) -> Error {
    if event.name == "error" {
        return ErrorKind::Provider(Box::new(of_body(200, event.data.as_bytes(), label))).into();
    }
    super::broken("an event of the stream is not JSON")
}

fn plain(status: u16, message: &str, label: Sensitivity) -> ProviderError {
    ProviderError::new(status, Labelled::new(shortened(message), label))
}

/// The error that an object is without saying so: one with a message.
fn of_members(status: u16, json: &Json, label: Sensitivity) -> Option<ProviderError> {
    let message = ["message", "detail", "error_description", "title"].iter().find_map(|name| filled(json, name))?;
    let mut found = plain(status, message, label);
    found.code = word(json, "code").or_else(|| word(json, "error"));
    found.kind = word(json, "type");
    found.parameter = word(json, "param");
    Some(found)
}

/// The error that some JSON is, if it is one: an object with a member `error`, or a list of those. A text there is the
/// message, or the code where the message stands beside it.
pub(super) fn of_json(status: u16, json: &Json, label: Sensitivity) -> Option<ProviderError> {
    let json = match json {
        Json::Array(items) => items.first()?,
        json => json,
    };
    let error = member(json, "error")?;
    let described = error.as_str().filter(|text| !text.is_empty()).and_then(|_| of_members(status, json, label));
    described.or_else(|| of_error(status, error, label))
}

/// The error in a member `error`, in an event that is one, or in a response that failed.
pub(super) fn of_error(status: u16, error: &Json, label: Sensitivity) -> Option<ProviderError> {
    if let Json::String(text) = error {
        return (!text.is_empty()).then(|| plain(status, text, label));
    }
    let Json::Object(members) = error else { return None };
    if members.is_empty() {
        return None;
    }
    let message = filled(error, "message").map_or_else(|| error.to_string(), str::to_owned);
    let mut found = plain(own_status(status, error), &message, label);
    found.code = word(error, "code");
    found.kind = word(error, "type").or_else(|| word(error, "status"));
    found.parameter = word(error, "param");
    found.retry_after = items(error, "details").iter().find_map(retry_delay);
    Some(found)
}

/// The status that an error names itself, where HTTP's says that all is well: llama.cpp and Gemini write it as the code.
fn own_status(status: u16, error: &Json) -> u16 {
    let own = ["code", "status"].iter().find_map(|name| count(error, name)).and_then(|code| u16::try_from(code).ok());
    match own {
        Some(own @ 400..=599) if status < 400 => own,
        _ => status,
    }
}

/// A word, also where it is a number.
fn word(error: &Json, name: &str) -> Option<String> {
    match error.get(name)? {
        Json::String(text) if !text.is_empty() => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Gemini's `google.rpc.RetryInfo`: seconds with a decimal point and an `s`.
fn retry_delay(detail: &Json) -> Option<Duration> {
    let seconds = filled(detail, "retryDelay")?.strip_suffix('s')?.parse::<f64>().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn shortened(text: &str) -> String {
    let end = (0..=MOST.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text[..end].to_owned()
}
