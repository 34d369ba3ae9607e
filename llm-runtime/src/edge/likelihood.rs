//! [`Likelihood`]: how likely a model finds a text.

use tokio::sync::mpsc::unbounded_channel;

use super::model::LoadedModel;
use super::worker::{JobEvent, Request, Work};
use crate::error::{ErrorKind, Result};
use crate::schema::Priority;

/// How likely a model finds a text, each of its tokens after those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Likelihood {
    /// The natural logarithm of the text's probability, its first token given.
    pub logarithm: f64,
    /// How many tokens that counts.
    pub tokens: usize,
}

impl Likelihood {
    /// Among how many tokens the model seems to choose each time: lower is better, and only comparable between models of one
    /// vocabulary. Infinite for a text without tokens.
    #[expect(clippy::cast_precision_loss, reason = "a text has fewer tokens than 2^52")]
    pub fn perplexity(&self) -> f64 {
        if self.tokens == 0 { f64::INFINITY } else { (-self.logarithm / self.tokens as f64).exp() }
    }
}

/// Measures a text.
pub(crate) async fn of(model: &LoadedModel, text: &str) -> Result<Likelihood> {
    let tokens = model.vocab.text(text);
    if tokens.len() > model.context {
        return Err(ErrorKind::ContextWindow { needed: tokens.len(), available: model.context, functions: 0 }.into());
    }
    let Some(count) = tokens.len().checked_sub(1).filter(|count| *count > 0) else { return Ok(Likelihood::default()) };
    let guest = model.guest();
    let (events, mut answer) = unbounded_channel();
    let (session, priority, work) = (guest.session, Priority::default(), Work::Read(1));
    model.submit(Request { session, priority, prompt: tokens, public: 0, work, events })?;
    while let Some(event) = answer.recv().await {
        match event {
            JobEvent::Scores(scores) => {
                let logarithm = scores.first().copied().map_or(0.0, f64::from);
                return Ok(Likelihood { logarithm, tokens: count });
            }
            JobEvent::Failed(error) => return Err(error),
            _ => {}
        }
    }
    Err(ErrorKind::EngineStopped.into())
}
