//! [`Budget`]: how much a session may cost.

use std::time::Duration;

/// How much model a session may use over all its exchanges. What is used up ends the exchange with
/// [`FinishReason::Budget`](crate::FinishReason::Budget), every call answered; later ones are refused before anything is
/// computed.
///
/// A turn that is complete counts, even if it used the budget up, and its calls run. A model that goes on writing is
/// stopped: where the platform does not tell what a turn costs, or not before its end, by an estimate from the length of
/// what it wrote.
///
/// ```
/// use std::time::Duration;
/// use llm_runtime::{Budget, Schema};
///
/// let budget = Budget::new().tokens(50_000).time(Duration::from_secs(120));
/// let schema = Schema::builder("tiny").budget(budget).build()?;
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Budget {
    /// Tokens of prompts and answers together, without those of prompts that came from a cache.
    pub tokens: Option<u64>,
    /// Time in which the model generates; the time in which functions run is theirs.
    pub time: Option<Duration>,
}

impl Budget {
    /// Without limits.
    pub const fn new() -> Self {
        Self { tokens: None, time: None }
    }

    /// Limits the tokens.
    #[must_use]
    pub const fn tokens(mut self, tokens: u64) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// Limits the time.
    #[must_use]
    pub const fn time(mut self, time: Duration) -> Self {
        self.time = Some(time);
        self
    }
}
