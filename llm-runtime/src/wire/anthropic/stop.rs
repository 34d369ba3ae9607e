//! Why an answer ended, and what it cost.

use llm_functions::json::Json;

use crate::platform::{FinishReason, Usage};
use crate::wire::json::{count, member};

/// Why an answer ended, in the API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) reason: FinishReason,
    /// Whether the model itself came to an end, so that its last block is whole.
    pub(super) is_whole: bool,
}

impl Stop {
    pub(super) fn of(word: &str) -> Self {
        let (reason, is_whole) = match word {
            "end_turn" | "stop_sequence" => (FinishReason::Stop, true),
            "tool_use" => (FinishReason::ToolCalls, true),
            // The provider pauses a turn of tools that run at its side, which nobody asked for: it is not whole.
            "max_tokens" | "model_context_window_exceeded" | "pause_turn" => (FinishReason::Length, false),
            "refusal" => (FinishReason::Refusal, false),
            // What is not known may be another way of being cut off.
            _ => (FinishReason::Stop, false),
        };
        Self { reason, is_whole }
    }
}

/// What an answer cost so far: every number is the sum, and a later one replaces an earlier one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    input: u32,
    written: u32,
    read: u32,
    output: u32,
    thoughts: u32,
}

impl Cost {
    pub(super) fn learn(&mut self, usage: &Json) {
        let set = |place: &mut u32, value: Option<u32>| *place = value.unwrap_or(*place);
        set(&mut self.input, count(usage, "input_tokens"));
        set(&mut self.written, count(usage, "cache_creation_input_tokens"));
        set(&mut self.read, count(usage, "cache_read_input_tokens"));
        set(&mut self.output, count(usage, "output_tokens"));
        let details = member(usage, "output_tokens_details");
        set(&mut self.thoughts, details.and_then(|details| count(details, "thinking_tokens")));
    }

    /// The API counts the tokens of the prompt in three parts.
    pub(super) fn usage(self) -> Usage {
        let input = self.input.saturating_add(self.written).saturating_add(self.read);
        let mut usage = Usage::new(input, self.read, self.output);
        usage.reasoning_tokens = self.thoughts;
        usage
    }
}
