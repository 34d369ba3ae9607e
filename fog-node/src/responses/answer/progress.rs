//! [`Progress`]: a response as far as it has come.

use llm_functions::json::Json;
use llm_runtime::{Delta, FinishReason, TokenLogprob, Usage};

use super::item::Kind;
use super::{Item, Said};
use crate::chat::ids::random;
use crate::chat::{Ask, now};
use crate::refused::Refused;

/// A response as far as it has come.
pub(super) struct Progress {
    id: String,
    created: u64,
    model: String,
    said: Said,
    pub(super) items: Vec<Item>,
    /// Told of tokens whose text is not there yet.
    pub(super) tokens: Vec<TokenLogprob>,
    usage: Option<Usage>,
    pub(super) finish: Option<FinishReason>,
    error: Option<Json>,
}

impl Progress {
    pub(super) fn new(ask: &Ask, said: Said) -> Self {
        Self {
            id: random("resp_"),
            created: now(),
            model: ask.model.clone(),
            said,
            items: Vec::new(),
            tokens: Vec::new(),
            usage: None,
            finish: None,
            error: None,
        }
    }

    /// More of the answer.
    pub(super) fn take(&mut self, delta: Delta) {
        match delta {
            Delta::Text(more) => {
                let new = std::mem::take(&mut self.tokens);
                if !matches!(self.items.last(), Some(Item { kind: Kind::Words { .. }, .. })) {
                    self.items.push(Item::words());
                }
                if let Some(Item { kind: Kind::Words { text, tokens }, .. }) = self.items.last_mut() {
                    text.push_str(&more);
                    tokens.extend(new);
                }
            }
            Delta::Reasoning(more) => {
                if !matches!(self.items.last(), Some(Item { kind: Kind::Thought(_), .. })) {
                    self.items.push(Item::thought());
                }
                if let Some(Item { kind: Kind::Thought(text), .. }) = self.items.last_mut() {
                    text.push_str(&more);
                }
            }
            Delta::CallStart { id, name, .. } => self.items.push(Item::call(id, name)),
            Delta::CallArguments { index, fragment } => {
                if let Some(Item { kind: Kind::Call { arguments, .. }, .. }) = self.call(index) {
                    arguments.push_str(&fragment);
                }
            }
            Delta::Logprobs(tokens) => self.tokens.extend(tokens),
            Delta::Restart => {
                self.items.clear();
                self.tokens.clear();
            }
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Finish(reason) => self.end(reason),
            _ => {}
        }
    }

    /// The call of this number.
    fn call(&mut self, index: usize) -> Option<&mut Item> {
        self.items.iter_mut().filter(|item| matches!(item.kind, Kind::Call { .. })).nth(index)
    }

    /// Where the call of this number stands among the items.
    pub(super) fn place(&self, index: usize) -> Option<usize> {
        let calls = self.items.iter().enumerate().filter(|(_, item)| matches!(item.kind, Kind::Call { .. }));
        calls.map(|(place, _)| place).nth(index)
    }

    /// What was told of tokens after the last text is told with it.
    fn end(&mut self, reason: FinishReason) {
        let rest = std::mem::take(&mut self.tokens);
        let words = self.items.iter_mut().rev().find_map(|item| match &mut item.kind {
            Kind::Words { tokens, .. } => Some(tokens),
            _ => None,
        });
        if let Some(tokens) = words {
            tokens.extend(rest);
        }
        self.finish = Some(reason);
    }

    /// The response ends with this error.
    pub(super) fn fail(&mut self, refused: &Refused) {
        let error = [("code", Json::from(refused.code)), ("message", refused.message.as_str().into())];
        self.error = Some(Json::object(error));
    }

    /// The word for how far it has come.
    pub(super) fn status(&self) -> &'static str {
        match (&self.error, self.finish) {
            (Some(_), _) => "failed",
            (None, None) => "in_progress",
            (None, Some(FinishReason::Length | FinishReason::ContentFilter | FinishReason::Refusal)) => "incomplete",
            (None, Some(_)) => "completed",
        }
    }

    /// The word for how far an item has come: an answer that was cut was cut in its last one.
    pub(super) fn status_of(&self, place: usize) -> &'static str {
        let cut = self.error.is_some() || self.status() == "incomplete";
        if cut && place + 1 == self.items.len() { "incomplete" } else { "completed" }
    }

    /// The response as it is now.
    pub(super) fn response(&self) -> Json {
        let status = self.status();
        let output = self.items.iter().enumerate().map(|(place, item)| item.json(self.status_of(place)));
        let output = if status == "in_progress" { Vec::new() } else { output.collect() };
        let mut members = vec![
            ("id", Json::from(self.id.as_str())),
            ("object", "response".into()),
            ("created_at", self.created.into()),
            ("status", status.into()),
            ("error", self.error.clone().unwrap_or(Json::Null)),
            ("incomplete_details", self.incomplete()),
            ("model", self.model.as_str().into()),
            ("output", Json::Array(output)),
        ];
        members.extend(self.said.iter().cloned());
        members.push(("usage", self.usage.map_or(Json::Null, cost)));
        Json::object(members)
    }

    fn incomplete(&self) -> Json {
        let reason = match (&self.error, self.finish) {
            (None, Some(FinishReason::Length)) => "max_output_tokens",
            (None, Some(FinishReason::ContentFilter | FinishReason::Refusal)) => "content_filter",
            _ => return Json::Null,
        };
        Json::object([("reason", Json::from(reason))])
    }
}

/// What it cost, in this API's words.
fn cost(usage: Usage) -> Json {
    Json::object([
        ("input_tokens", Json::from(usage.input_tokens)),
        ("input_tokens_details", Json::object([("cached_tokens", Json::from(usage.cached_input_tokens))])),
        ("output_tokens", usage.output_tokens.into()),
        ("output_tokens_details", Json::object([("reasoning_tokens", Json::from(usage.reasoning_tokens))])),
        ("total_tokens", usage.input_tokens.saturating_add(usage.output_tokens).into()),
    ])
}
