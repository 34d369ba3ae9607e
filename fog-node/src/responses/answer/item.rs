//! [`Item`]: a part of a response: what the model thinks, says, or calls.

use llm_functions::json::Json;
use llm_runtime::TokenLogprob;

use crate::chat::ids::random;
use crate::chat::likely;

/// A part of a response.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Thought(String),
    Words { text: String, tokens: Vec<TokenLogprob> },
    Call { id: String, name: String, arguments: String },
}

impl Item {
    pub(super) fn thought() -> Self {
        Self { id: random("rs_"), kind: Kind::Thought(String::new()) }
    }

    pub(super) fn words() -> Self {
        Self { id: random("msg_"), kind: Kind::Words { text: String::new(), tokens: Vec::new() } }
    }

    pub(super) fn call(id: Option<String>, name: String) -> Self {
        let id = id.unwrap_or_else(|| random("call_"));
        Self { id: random("fc_"), kind: Kind::Call { id, name, arguments: String::new() } }
    }

    /// The item in this state; one that has only begun has no content.
    pub(super) fn json(&self, status: &str) -> Json {
        let begun = status == "in_progress";
        let content = |part: Json| Json::Array(if begun { Vec::new() } else { vec![part] });
        let mut members = vec![("id", Json::from(self.id.as_str())), ("type", self.word().into())];
        match &self.kind {
            Kind::Thought(_) => {
                members.extend([("summary", Json::Array(Vec::new())), ("content", content(self.part()))]);
            }
            Kind::Words { .. } => members.extend([("role", "assistant".into()), ("content", content(self.part()))]),
            Kind::Call { id, name, arguments } => members.extend([
                ("call_id", id.as_str().into()),
                ("name", name.as_str().into()),
                ("arguments", if begun { "" } else { arguments }.into()),
            ]),
        }
        members.push(("status", status.into()));
        Json::object(members)
    }

    fn word(&self) -> &'static str {
        match self.kind {
            Kind::Thought(_) => "reasoning",
            Kind::Words { .. } => "message",
            Kind::Call { .. } => "function_call",
        }
    }

    /// What it says, as a part of its content; a call has none.
    pub(super) fn part(&self) -> Json {
        match &self.kind {
            Kind::Thought(text) => part_of("reasoning_text", text, &[]),
            Kind::Words { text, tokens } => part_of("output_text", text, tokens),
            Kind::Call { .. } => Json::Null,
        }
    }

    /// Its part before anything is in it.
    pub(super) fn empty_part(&self) -> Json {
        match &self.kind {
            Kind::Thought(_) => part_of("reasoning_text", "", &[]),
            Kind::Words { .. } => part_of("output_text", "", &[]),
            Kind::Call { .. } => Json::Null,
        }
    }
}

fn part_of(kind: &str, text: &str, tokens: &[TokenLogprob]) -> Json {
    let mut members = vec![("type", Json::from(kind)), ("text", text.into())];
    if kind == "output_text" {
        members.extend([("annotations", Json::Array(Vec::new())), ("logprobs", likely(tokens))]);
    }
    Json::object(members)
}
