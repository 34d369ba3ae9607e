//! Asking back for what a call needs and nobody said.

use llama_cpp_2::token::LlamaToken;

use super::{Prompt, Run, Tally};
use crate::error::Result;

impl Run<'_> {
    /// The beginning of a question back, the likeliest to the model, where the encoder finds that a function is meant and that
    /// something was not said which it needs: a small model would rather say that it cannot do it. Empty where that is not
    /// so.
    pub(super) async fn asking(&self, prompt: &Prompt, tally: &mut Tally) -> Result<Vec<LlamaToken>> {
        let openings = &self.model.profile.question_openings;
        // What a turn that is resumed had begun with stands.
        if openings.is_empty() || !self.request.resume.is_empty() {
            return Ok(Vec::new());
        }
        let is_meant = self.meant(prompt).await?.is_some_and(|odds| odds.of_a_call() > 0.0);
        if !is_meant || self.missing(prompt).await? >= 0.0 {
            return Ok(Vec::new());
        }
        let begun: Vec<_> = openings.iter().map(|opening| self.model.vocab.ours(opening)).collect();
        let scores = self.score(self.session, prompt, begun.clone(), tally).await?;
        let best = begun.into_iter().zip(scores).max_by(|one, other| one.1.total_cmp(&other.1));
        Ok(best.map(|(begun, _)| begun).unwrap_or_default())
    }
}
