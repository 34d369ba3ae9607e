//! What follows a text, as it is generated or when it is whole.

use llm_functions::json::Json;
use llm_runtime::{Delta, FinishReason, TokenLogprob, Usage};

use super::tokens::columns;
use crate::answer::{StreamedAnswer, WholeAnswer, event};
use crate::chat::{Ask, Head, cost, word};
use crate::refused::Refused;

const KIND: &str = "text_completion";

/// What follows, when it is whole.
pub(super) struct Whole {
    head: Head,
    echoed: usize,
    text: String,
    tokens: Vec<TokenLogprob>,
    told: bool,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
}

impl Whole {
    /// The answer to this; it begins with the text that is echoed.
    pub(super) fn new(ask: &Ask, echoed: String) -> Self {
        Self {
            head: Head::new(ask, "cmpl-"),
            echoed: echoed.chars().count(),
            text: echoed,
            tokens: Vec::new(),
            told: ask.options.logprobs.is_some(),
            usage: None,
            finish: None,
        }
    }
}

impl WholeAnswer for Whole {
    fn delta(&mut self, delta: Delta) {
        match delta {
            Delta::Text(text) => self.text.push_str(&text),
            Delta::Logprobs(tokens) => self.tokens.extend(tokens),
            Delta::Restart => {
                let kept = self.text.char_indices().nth(self.echoed).map_or(self.text.len(), |(place, _)| place);
                self.text.truncate(kept);
                self.tokens.clear();
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
        let mut place = self.echoed;
        let told = if self.told { columns(&self.tokens, &mut place) } else { Json::Null };
        let choice = choice(self.text, told, self.finish.map_or(Json::Null, |reason| word(reason).into()));
        let mut body = self.head.object(KIND, vec![choice]);
        if let Some(usage) = self.usage {
            body.push(("usage".to_owned(), cost(usage)));
        }
        Json::Object(body)
    }
}

/// What follows, as it is generated.
pub(super) struct Chunks {
    head: Head,
    include_usage: bool,
    /// Told with the next part.
    echo: String,
    tokens: Vec<TokenLogprob>,
    told: bool,
    /// How many characters there are before the next token.
    place: usize,
    usage: Option<Usage>,
    finished: bool,
}

impl Chunks {
    /// The answer to this; it begins with the text that is echoed.
    pub(super) fn new(ask: &Ask, echo: String) -> Self {
        Self {
            head: Head::new(ask, "cmpl-"),
            include_usage: ask.include_usage,
            place: echo.chars().count(),
            echo,
            tokens: Vec::new(),
            told: ask.options.logprobs.is_some(),
            usage: None,
            finished: false,
        }
    }

    fn chunk(&mut self, text: &str, reason: Json) -> String {
        let text = std::mem::take(&mut self.echo) + text;
        let tokens = std::mem::take(&mut self.tokens);
        let told = if self.told { columns(&tokens, &mut self.place) } else { Json::Null };
        let mut chunk = self.head.object(KIND, vec![choice(text, told, reason)]);
        if self.include_usage {
            chunk.push(("usage".to_owned(), Json::Null));
        }
        event(&Json::Object(chunk))
    }

    fn finish(&mut self, reason: FinishReason) -> String {
        self.finished = true;
        let mut events = self.chunk("", word(reason).into());
        if let (true, Some(usage)) = (self.include_usage, self.usage) {
            let mut chunk = self.head.object(KIND, Vec::new());
            chunk.push(("usage".to_owned(), cost(usage)));
            events.push_str(&event(&Json::Object(chunk)));
        }
        events.push_str("data: [DONE]\n\n");
        events
    }
}

impl StreamedAnswer for Chunks {
    fn delta(&mut self, delta: Delta) -> String {
        match delta {
            Delta::Text(text) => return self.chunk(&text, Json::Null),
            Delta::Logprobs(tokens) => self.tokens.extend(tokens),
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Finish(reason) => return self.finish(reason),
            Delta::Restart => return self.failed(&Refused::taken_back()),
            _ => {}
        }
        String::new()
    }

    fn failed(&mut self, refused: &Refused) -> String {
        self.finished = true;
        event(&refused.json())
    }

    fn is_finished(&self) -> bool {
        self.finished
    }
}

fn choice(text: String, told: Json, reason: Json) -> Json {
    Json::object([("text", text.into()), ("index", Json::from(0)), ("logprobs", told), ("finish_reason", reason)])
}
