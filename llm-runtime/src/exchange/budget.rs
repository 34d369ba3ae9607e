//! [`Meter`]: what the session has used of its budget.

use std::time::Duration;

use crate::budget::Budget;
use crate::platform::{Delta, TokenCount, Usage};

/// What the turns of a session have cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) tokens: u64,
    pub(crate) time: Duration,
}

impl Spent {
    /// Whether nothing is left.
    pub(crate) fn uses_up(&self, budget: &Budget) -> bool {
        budget.tokens.is_some_and(|most| self.tokens >= most) || budget.time.is_some_and(|most| self.time >= most)
    }
}

/// Measures the running turn on top of what was spent before it.
#[derive(Debug, Default)]
pub(super) struct Meter {
    before: Spent,
    /// What the engine said last.
    usage: Option<Usage>,
    /// Of the prompt, where nobody has said more.
    prompt: u64,
    /// Bytes that the engine has produced.
    produced: usize,
    time: Duration,
}

impl Meter {
    pub(super) fn new(before: Spent) -> Self {
        Self { before, ..Self::default() }
    }

    /// How large the prompt of the turn is.
    pub(super) fn prompt(&mut self, count: TokenCount) {
        self.prompt = count.tokens as u64;
    }

    /// How long the turn has taken.
    pub(super) fn time(&mut self, time: Duration) {
        self.time = time;
    }

    pub(super) fn delta(&mut self, delta: &Delta) {
        match delta {
            Delta::Text(text) | Delta::Reasoning(text) | Delta::CallArguments { fragment: text, .. } => {
                self.produced += text.len();
            }
            Delta::CallStart { name, .. } => self.produced += name.len(),
            Delta::Usage(usage) => self.usage = Some(*usage),
            _ => {}
        }
    }

    /// With what the running turn has cost for certain: an engine that tells its usage may do so at the turn's end, and
    /// how much of the prompt came from a cache is not known before.
    pub(super) fn so_far(&self) -> Spent {
        self.with(self.usage.map_or_else(|| self.estimated_output(), tokens))
    }

    /// Ends the turn.
    pub(super) fn end_turn(&mut self) -> Spent {
        let before = self.with(self.usage.map_or_else(|| self.prompt + self.estimated_output(), tokens));
        *self = Self::new(before);
        before
    }

    fn with(&self, tokens: u64) -> Spent {
        Spent { tokens: self.before.tokens.saturating_add(tokens), time: self.before.time.saturating_add(self.time) }
    }

    fn estimated_output(&self) -> u64 {
        TokenCount::of_bytes(self.produced).tokens as u64
    }
}

/// What had to be computed.
fn tokens(usage: Usage) -> u64 {
    u64::from(usage.input_tokens.saturating_sub(usage.cached_input_tokens)) + u64::from(usage.output_tokens)
}
