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

/// Measures a text, as many tokens at once as a batch holds.
pub(crate) async fn of(model: &LoadedModel, text: &str, batch: usize) -> Result<Likelihood> {
    let tokens = model.vocab.text(text);
    if tokens.len() > model.context {
        return Err(ErrorKind::ContextWindow { needed: tokens.len(), available: model.context, functions: 0 }.into());
    }
    let session = model.new_session();
    let mut likelihood = Likelihood::default();
    let mut known = 1;
    let measured = loop {
        let Some(next) = tokens.get(known..tokens.len().min(known + batch)).filter(|next| !next.is_empty()) else {
            break Ok(likelihood);
        };
        let (events, mut answer) = unbounded_channel();
        let work = Work::Score(vec![next.to_vec()]);
        let request = Request {
            session,
            priority: Priority::default(),
            prompt: tokens[..known].to_vec(),
            public: 0,
            work,
            events,
        };
        if let Err(error) = model.submit(request) {
            break Err(error);
        }
        match scored(&mut answer).await {
            Ok(logarithm) => likelihood.logarithm += logarithm,
            Err(error) => break Err(error),
        }
        likelihood.tokens += next.len();
        known += next.len();
    };
    model.close(session);
    measured
}

async fn scored(answer: &mut tokio::sync::mpsc::UnboundedReceiver<JobEvent>) -> Result<f64> {
    while let Some(event) = answer.recv().await {
        match event {
            JobEvent::Scores(scores) => return Ok(scores.first().copied().map_or(0.0, f64::from)),
            JobEvent::Failed(error) => return Err(error),
            _ => {}
        }
    }
    Err(ErrorKind::EngineStopped.into())
}
