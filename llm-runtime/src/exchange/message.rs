//! [`Draft`]: what the model has said and thought in the turn that it writes.

use crate::message::{Reasoning, ReasoningState};

#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    thoughts: String,
    state: Option<ReasoningState>,
}

impl Draft {
    pub(super) fn of(text: String, reasoning: Option<Reasoning>) -> Self {
        let Reasoning { text: thoughts, state } = reasoning.unwrap_or_default();
        Self { text, thoughts, state }
    }

    pub(super) fn think(&mut self, thought: &str) {
        self.thoughts.push_str(thought);
    }

    /// The last one of a turn counts.
    pub(super) fn keep(&mut self, state: ReasoningState) {
        self.state = Some(state);
    }

    /// The text, and the thoughts if there were any.
    pub(super) fn take(&mut self) -> (String, Option<Reasoning>) {
        let Self { text, thoughts, state } = std::mem::take(self);
        if thoughts.is_empty() && state.is_none() {
            return (text, None);
        }
        let mut reasoning = Reasoning::new(thoughts);
        reasoning.state = state;
        (text, Some(reasoning))
    }
}
