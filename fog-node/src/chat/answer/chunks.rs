//! [`Chunks`]: an answer as it is generated.

use llm_functions::json::Json;
use llm_runtime::{Delta, FinishReason, TokenLogprob, Usage};

use super::{Head, PREFIX, cost, logprobs, word};
use crate::answer::{StreamedAnswer, event};
use crate::chat::Ask;
use crate::chat::ids::random;
use crate::refused::Refused;

/// An answer as it is generated: the data of server-sent events.
#[derive(Debug)]
pub struct Chunks {
    head: Head,
    include_usage: bool,
    begun: bool,
    finished: bool,
    /// Told with the next part of the answer, before its text.
    tokens: Vec<u32>,
    logprobs: Vec<TokenLogprob>,
    usage: Option<Usage>,
}

impl Chunks {
    /// The answer to this.
    pub fn new(ask: &Ask) -> Self {
        Self {
            head: Head::new(ask, PREFIX),
            include_usage: ask.include_usage,
            begun: false,
            finished: false,
            tokens: Vec::new(),
            logprobs: Vec::new(),
            usage: None,
        }
    }
}

impl StreamedAnswer for Chunks {
    fn delta(&mut self, delta: Delta) -> String {
        match delta {
            Delta::Text(text) => self.part([("content", text.into())]),
            Delta::Reasoning(text) => self.part([("reasoning_content", text.into())]),
            Delta::CallStart { index, id, name } => {
                let function = Json::object([("name", Json::from(name)), ("arguments", "".into())]);
                let id = id.unwrap_or_else(|| random("call_"));
                let call =
                    [("index", index.into()), ("id", id.into()), ("type", "function".into()), ("function", function)];
                self.part([("tool_calls", Json::array([Json::object(call)]))])
            }
            Delta::CallArguments { index, fragment } => {
                let function = Json::object([("arguments", Json::from(fragment))]);
                let call = Json::object([("index", index.into()), ("function", function)]);
                self.part([("tool_calls", Json::array([call]))])
            }
            Delta::Tokens(tokens) => {
                self.tokens.extend(tokens);
                String::new()
            }
            Delta::Logprobs(tokens) => {
                self.logprobs.extend(tokens);
                String::new()
            }
            Delta::Usage(usage) => {
                self.usage = Some(usage);
                String::new()
            }
            Delta::Finish(reason) => self.finish(reason),
            // This API cannot take back what was said; whoever asked asks again.
            Delta::Restart => self.failed(&Refused::taken_back()),
            // A call's end is the message's end here; the rest is between an engine and its own client.
            _ => String::new(),
        }
    }

    fn is_finished(&self) -> bool {
        self.finished
    }

    fn failed(&mut self, refused: &Refused) -> String {
        self.finished = true;
        event(&refused.json())
    }
}

impl Chunks {
    fn part<const N: usize>(&mut self, members: [(&str, Json); N]) -> String {
        let mut delta = Vec::new();
        if !self.begun {
            self.begun = true;
            delta.push(("role", Json::from("assistant")));
        }
        delta.extend(members);
        self.chunk(Json::object(delta), Json::Null)
    }

    fn chunk(&mut self, delta: Json, reason: Json) -> String {
        let mut choice = vec![("index", Json::from(0)), ("delta", delta)];
        if !self.tokens.is_empty() {
            choice.push(("token_ids", Json::array(std::mem::take(&mut self.tokens))));
        }
        if !self.logprobs.is_empty() {
            choice.push(("logprobs", logprobs(&std::mem::take(&mut self.logprobs))));
        }
        choice.push(("finish_reason", reason));
        let mut chunk = self.head.object("chat.completion.chunk", vec![Json::object(choice)]);
        if self.include_usage {
            // The API says it of every chunk but the last.
            chunk.push(("usage".to_owned(), Json::Null));
        }
        event(&Json::Object(chunk))
    }

    fn finish(&mut self, reason: FinishReason) -> String {
        self.finished = true;
        let delta = if self.begun { Vec::new() } else { vec![("role", Json::from("assistant"))] };
        let mut events = self.chunk(Json::object(delta), word(reason).into());
        if let (true, Some(usage)) = (self.include_usage, self.usage) {
            let mut chunk = self.head.object("chat.completion.chunk", Vec::new());
            chunk.push(("usage".to_owned(), cost(usage)));
            events.push_str(&event(&Json::Object(chunk)));
        }
        events.push_str("data: [DONE]\n\n");
        events
    }
}
