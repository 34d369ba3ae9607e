//! A text that is gone on with as it stands: no template, no functions.

use super::{LEAST_ANSWER, Prompt, Run, Tally};
use crate::edge::options::merged;
use crate::error::Result;

impl Run<'_> {
    pub(super) async fn go_on(&self, text: &str) -> Result<()> {
        // Marks of the template in it are text: whoever asks cannot speak for somebody else in a conversation either.
        let text = self.model.vocab.specials().guard(text).into_owned();
        let prompt = Prompt { tokens: self.model.vocab.prompt(&text), text, public: 0, begun: Vec::new() };
        let options = merged(&self.model.profile.sampling, self.request.options);
        self.room(prompt.tokens.len(), options.max_output_tokens.unwrap_or(LEAST_ANSWER).min(LEAST_ANSWER))?;
        let tally = Tally::new(prompt.tokens.len());
        self.answer(prompt, &options, tally).await
    }
}
