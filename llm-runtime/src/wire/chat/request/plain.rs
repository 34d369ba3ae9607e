//! A text that is to be gone on with, as the body of `POST completions`.

use super::Request;
use crate::options::GenerationOptions;

/// The most likely tokens that this API tells for each place.
const MOST_LOGPROBS: u8 = 5;

impl Request<'_> {
    /// The options are those of conversations, but for two that have other names or forms here, and one that it has no words for.
    pub(super) fn plain(&mut self, text: &str, options: &GenerationOptions) {
        self.body.set("prompt", text);
        let mut same = options.clone();
        same.max_output_tokens = None;
        same.logprobs = None;
        if same.reasoning_effort.take().is_some() {
            self.ignore("reasoning_effort", "a text that is gone on with has no thoughts");
        }
        self.options(&same);
        if let Some(most) = options.max_output_tokens {
            self.body.set("max_tokens", most.max(1));
        }
        if let Some(alternatives) = options.logprobs.filter(|_| self.known("logprobs")) {
            if alternatives > MOST_LOGPROBS {
                self.ignore("logprobs", "the API tells at most 5 alternatives here");
            }
            self.body.set("logprobs", alternatives.min(MOST_LOGPROBS));
        }
    }
}
