//! [`Whole`]: an answer that is told when it is whole.

use llm_functions::json::Json;
use llm_runtime::{Delta, FinishReason, TokenLogprob, Usage};

use super::{Head, PREFIX, cost, logprobs, word};
use crate::answer::WholeAnswer;
use crate::chat::Ask;
use crate::chat::ids::random;

/// An answer that is told when it is whole.
#[derive(Debug)]
pub struct Whole {
    head: Head,
    text: String,
    reasoning: String,
    /// Identity, name, arguments.
    calls: Vec<(String, String, String)>,
    tokens: Vec<u32>,
    logprobs: Vec<TokenLogprob>,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
}

impl Whole {
    /// The answer to this.
    pub fn new(ask: &Ask) -> Self {
        Self {
            head: Head::new(ask, PREFIX),
            text: String::new(),
            reasoning: String::new(),
            calls: Vec::new(),
            tokens: Vec::new(),
            logprobs: Vec::new(),
            usage: None,
            finish: None,
        }
    }
}

impl WholeAnswer for Whole {
    fn delta(&mut self, delta: Delta) {
        match delta {
            Delta::Text(text) => self.text.push_str(&text),
            Delta::Reasoning(text) => self.reasoning.push_str(&text),
            Delta::CallStart { id, name, .. } => {
                self.calls.push((id.unwrap_or_else(|| random("call_")), name, String::new()));
            }
            Delta::CallArguments { index, fragment } => {
                if let Some((_, _, arguments)) = self.calls.get_mut(index) {
                    arguments.push_str(&fragment);
                }
            }
            Delta::Tokens(tokens) => self.tokens.extend(tokens),
            Delta::Logprobs(tokens) => self.logprobs.extend(tokens),
            Delta::Restart => {
                self.text.clear();
                self.reasoning.clear();
                self.tokens.clear();
                self.logprobs.clear();
            }
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Finish(reason) => self.finish = Some(reason),
            _ => {}
        }
    }

    fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    fn body(self: Box<Self>) -> Json {
        let content = if self.text.is_empty() { Json::Null } else { self.text.into() };
        let mut message = vec![("role", Json::from("assistant")), ("content", content), ("refusal", Json::Null)];
        if !self.reasoning.is_empty() {
            message.push(("reasoning_content", self.reasoning.into()));
        }
        if !self.calls.is_empty() {
            message.push(("tool_calls", Json::array(self.calls.into_iter().map(call))));
        }
        let mut choice = vec![("index", Json::from(0)), ("message", Json::object(message))];
        if !self.tokens.is_empty() {
            choice.push(("token_ids", Json::array(self.tokens)));
        }
        let told = if self.logprobs.is_empty() { Json::Null } else { logprobs(&self.logprobs) };
        choice.push(("logprobs", told));
        choice.push(("finish_reason", self.finish.map_or(Json::Null, |reason| word(reason).into())));
        let mut body = self.head.object("chat.completion", vec![Json::object(choice)]);
        if let Some(usage) = self.usage {
            body.push(("usage".to_owned(), cost(usage)));
        }
        Json::Object(body)
    }
}

fn call((id, name, arguments): (String, String, String)) -> Json {
    let function = Json::object([("name", Json::from(name)), ("arguments", arguments.into())]);
    Json::object([("id", Json::from(id)), ("type", "function".into()), ("function", function)])
}
