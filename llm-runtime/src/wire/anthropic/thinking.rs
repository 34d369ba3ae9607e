//! How long a model thinks: an effort as a budget of tokens, or as a word.

use llm_functions::json::Json;

use super::model::{Model, Thinking};
use crate::options::ReasoningEffort;
use crate::wire::body::Body;

/// The API refuses a smaller budget.
const LEAST_BUDGET: u32 = 1_024;

/// What a turn allows a model to think.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thoughts {
    pub(super) effort: Option<ReasoningEffort>,
    /// A call is demanded, with which the API allows no thinking.
    pub(super) forced: bool,
    /// The calls that the turn answers were made without thinking, and a model with a budget must think in all of a
    /// message or in nothing of it.
    pub(super) thoughtless: bool,
}

/// The limit on the answer, and whether the model thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) max_tokens: u32,
    pub(super) thinks: bool,
}

impl Thoughts {
    /// Writes how long the model thinks, and says what remains to be said of it.
    pub(super) fn write(self, body: &mut Body<'_>, model: Model, asked: Option<u32>) -> Limits {
        let without = Limits { max_tokens: asked.unwrap_or(model.tokens).max(1), thinks: false };
        let effort = self.effort.filter(|_| body.known("reasoning_effort"));
        let Some(effort) = effort else {
            if self.forced && model.thinking == Thinking::Effort {
                body.set("thinking", kind("disabled"));
            }
            return without;
        };
        match model.thinking {
            Thinking::Never => {
                body.lacks("reasoning_effort", effort != ReasoningEffort::None, "the model does not think");
                without
            }
            Thinking::Always => {
                body.lacks("reasoning_effort", effort == ReasoningEffort::None, "the model always thinks");
                Limits { thinks: true, ..limits(effort, model, asked) }
            }
            _ if effort == ReasoningEffort::None => {
                body.set("thinking", kind("disabled"));
                without
            }
            _ if self.forced => forced(body, model, without),
            Thinking::Effort => {
                let thinking = [("type", Json::from("adaptive")), ("display", "summarized".into())];
                body.set("thinking", Json::object(thinking));
                limits(effort, model, asked)
            }
            Thinking::Budget => self.budget(body, model, asked, effort, without),
        }
    }

    fn budget(
        self,
        body: &mut Body<'_>,
        model: Model,
        asked: Option<u32>,
        effort: ReasoningEffort,
        without: Limits,
    ) -> Limits {
        if self.thoughtless {
            body.ignore("reasoning_effort", "the calls that are answered were made without thinking");
            return without;
        }
        let limits = limits(effort, model, asked);
        if limits.max_tokens <= LEAST_BUDGET {
            body.ignore(
                "reasoning_effort",
                "max_output_tokens leaves no room to think, which takes 1024 tokens at least",
            );
            return without;
        }
        let budget = tokens(effort).min(limits.max_tokens / 2).max(LEAST_BUDGET);
        body.set("thinking", Json::object([("type", Json::from("enabled")), ("budget_tokens", budget.into())]));
        limits
    }
}

fn forced(body: &mut Body<'_>, model: Model, limits: Limits) -> Limits {
    body.ignore("reasoning_effort", "the API allows no thinking where a call is demanded");
    if model.thinking == Thinking::Effort {
        body.set("thinking", kind("disabled"));
    }
    limits
}

fn kind(kind: &str) -> Json {
    Json::object([("type", Json::from(kind))])
}

/// The API counts thoughts among the tokens of the answer, so there is more room where nobody says how much.
fn limits(effort: ReasoningEffort, model: Model, asked: Option<u32>) -> Limits {
    Limits { max_tokens: asked.unwrap_or(model.tokens + tokens(effort)).max(1), thinks: true }
}

/// An effort as a budget. The least is the API's; each step is enough for a task of the next kind, by the budgets that
/// Anthropic's documentation starts from, and the largest leaves room within the limits of the oldest models that think.
const fn tokens(effort: ReasoningEffort) -> u32 {
    match effort {
        ReasoningEffort::None => 0,
        ReasoningEffort::Minimal => LEAST_BUDGET,
        ReasoningEffort::Low => 2_048,
        ReasoningEffort::Medium => 8_192,
        ReasoningEffort::High => 16_384,
    }
}

/// An effort as a word. The API's own default is `high`; it has no word for less than `low`.
pub(super) const fn word(effort: ReasoningEffort) -> &'static str {
    match effort {
        ReasoningEffort::None | ReasoningEffort::Minimal | ReasoningEffort::Low => "low",
        ReasoningEffort::Medium => "medium",
        ReasoningEffort::High => "high",
    }
}
