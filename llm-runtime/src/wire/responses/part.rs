//! [`Part`]: a text that comes in deltas and then once more as a whole.

use llm_functions::json::Json;

use crate::platform::TokenLogprob;
use crate::wire::json::{float, items, text};

/// A text that comes in deltas and then once more as a whole.
#[derive(Debug, Default)]
pub(super) struct Part {
    sent: String,
    /// How many tokens' probabilities were told.
    logprobs: usize,
    whole: bool,
}

impl Part {
    /// Whether nothing of it has come.
    pub(super) fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// Whether all of it was told at once.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// What has come.
    pub(super) fn sent(&self) -> &str {
        &self.sent
    }

    /// More of it; what comes after the whole was there before.
    pub(super) fn more<'d>(&mut self, delta: &'d str) -> &'d str {
        if self.whole {
            return "";
        }
        self.sent.push_str(delta);
        delta
    }

    /// The whole: what is new of it.
    pub(super) fn whole<'t>(&mut self, text: &'t str) -> &'t str {
        self.whole = true;
        // Words that differ from those that were told cannot be taken back; they stay as they came.
        let new = text.strip_prefix(self.sent.as_str()).unwrap_or_default();
        self.sent.push_str(new);
        new
    }

    /// Probabilities of a delta's tokens.
    pub(super) fn more_logprobs(&mut self, event: &Json) -> Vec<TokenLogprob> {
        if self.whole {
            return Vec::new();
        }
        let tokens: Vec<TokenLogprob> = items(event, "logprobs").iter().filter_map(logprob).collect();
        self.logprobs += tokens.len();
        tokens
    }

    /// Probabilities of all tokens: those that are new.
    pub(super) fn all_logprobs(&mut self, content: &Json) -> Vec<TokenLogprob> {
        let tokens: Vec<TokenLogprob> =
            items(content, "logprobs").iter().filter_map(logprob).skip(self.logprobs).collect();
        self.logprobs += tokens.len();
        tokens
    }
}

fn logprob(token: &Json) -> Option<TokenLogprob> {
    let one = |token: &Json| Some((text(token, "token")?.to_owned(), float(token, "logprob")?));
    let (word, logprob) = one(token)?;
    Some(TokenLogprob::new(word, logprob, items(token, "top_logprobs").iter().filter_map(one).collect()))
}
