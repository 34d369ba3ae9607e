//! [`Chunks`] and [`Whole`]: an answer as it is generated, or when it is whole.

mod chunks;
mod whole;

use std::time::{SystemTime, UNIX_EPOCH};

use llm_functions::json::Json;
use llm_runtime::{FinishReason, TokenLogprob, Usage};

use super::Ask;
use super::ids::random;
pub use chunks::Chunks;
pub use whole::Whole;

/// How the names of these answers begin.
const PREFIX: &str = "chatcmpl-";

/// What every part of an answer says of it.
#[derive(Debug)]
pub(crate) struct Head {
    id: String,
    created: u64,
    model: String,
}

impl Head {
    /// The answer to this, with a name that begins so.
    pub(crate) fn new(ask: &Ask, prefix: &str) -> Self {
        Self { id: random(prefix), created: now(), model: ask.model.clone() }
    }

    /// The members of an object of this kind.
    pub(crate) fn object(&self, kind: &str, choices: Vec<Json>) -> Vec<(String, Json)> {
        let member = |name: &str, value| (name.to_owned(), value);
        vec![
            member("id", self.id.as_str().into()),
            member("object", kind.into()),
            member("created", self.created.into()),
            member("model", self.model.as_str().into()),
            member("choices", Json::Array(choices)),
        ]
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The word for why a message ended.
pub(crate) fn word(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::Length => "length",
        FinishReason::ContentFilter | FinishReason::Refusal => "content_filter",
        _ => "stop",
    }
}

/// What an answer cost.
pub(crate) fn cost(usage: Usage) -> Json {
    Json::object([
        ("prompt_tokens", Json::from(usage.input_tokens)),
        ("completion_tokens", usage.output_tokens.into()),
        ("total_tokens", usage.input_tokens.saturating_add(usage.output_tokens).into()),
        ("prompt_tokens_details", Json::object([("cached_tokens", Json::from(usage.cached_input_tokens))])),
        ("completion_tokens_details", Json::object([("reasoning_tokens", Json::from(usage.reasoning_tokens))])),
    ])
}

fn logprobs(tokens: &[TokenLogprob]) -> Json {
    Json::object([("content", likely(tokens)), ("refusal", Json::Null)])
}

/// How likely tokens were, and what else might have stood there.
pub(crate) fn likely(tokens: &[TokenLogprob]) -> Json {
    let likely = |token: &str, logprob: f32| {
        let bytes = Json::array(token.bytes());
        vec![("token", Json::from(token)), ("logprob", f64::from(logprob).into()), ("bytes", bytes)]
    };
    Json::array(tokens.iter().map(|told| {
        let mut members = likely(&told.token, told.logprob);
        let top = told.top.iter().map(|(token, logprob)| Json::object(likely(token, *logprob)));
        members.push(("top_logprobs", Json::array(top)));
        Json::object(members)
    }))
}
