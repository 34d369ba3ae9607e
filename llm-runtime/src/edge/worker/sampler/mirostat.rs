//! Keeps the average surprise of the tokens at a level.

use super::{Candidate, softmax};
use crate::options::Mirostat;

#[derive(Clone, Copy, Debug)]
pub(super) struct Surprise {
    options: Mirostat,
    /// The most bits that a token may be worth now.
    most: f32,
}

impl Surprise {
    pub(super) fn new(options: Mirostat) -> Self {
        // It begins at twice the level, as in the paper.
        Self { options, most: 2.0 * options.tau }
    }

    /// Leaves out what would be too surprising, but for the likeliest.
    pub(super) fn cut(&self, candidates: &mut Vec<Candidate>, temperature: f32) {
        let weights = softmax(candidates, temperature);
        let best = weights.iter().copied().fold(0.0, f32::max);
        let mut weights = weights.into_iter();
        candidates.retain(|_| weights.next().is_some_and(|weight| weight >= best || -weight.log2() <= self.most));
    }

    /// Learns how probable the token was that was drawn.
    pub(super) fn adapt(&mut self, probability: f32) {
        self.most -= self.options.eta * (-probability.log2() - self.options.tau);
    }
}
