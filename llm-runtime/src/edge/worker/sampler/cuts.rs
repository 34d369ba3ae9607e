//! Leaving out the unlikely.

use super::{Candidate, softmax};
use crate::options::GenerationOptions;

/// Which tokens are left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cuts {
    top_k: usize,
    typical_p: f32,
    top_p: f32,
    min_p: f32,
}

impl Cuts {
    pub(super) fn new(options: &GenerationOptions) -> Self {
        Self {
            top_k: options.top_k.map_or(0, |count| count as usize),
            typical_p: options.typical_p.unwrap_or(1.0),
            top_p: options.top_p.unwrap_or(1.0),
            min_p: options.min_p.unwrap_or(0.0),
        }
    }

    /// Leaves at least one, if there is one.
    pub(super) fn apply(&self, candidates: &mut Vec<Candidate>) {
        if self.top_k > 0 && self.top_k < candidates.len() {
            candidates.select_nth_unstable_by(self.top_k, descending);
            candidates.truncate(self.top_k);
        }
        if self.typical_p < 1.0 {
            typical(candidates, self.typical_p);
        }
        if self.top_p < 1.0 {
            top_p(candidates, self.top_p);
        }
        if self.min_p > 0.0 {
            let largest = candidates.iter().map(|candidate| candidate.1).fold(f32::NEG_INFINITY, f32::max);
            let least = largest + self.min_p.min(1.0).ln();
            candidates.retain(|candidate| candidate.1 >= least);
        }
    }
}

fn descending(one: &Candidate, other: &Candidate) -> std::cmp::Ordering {
    other.1.total_cmp(&one.1).then(one.0.cmp(&other.0))
}

/// The fewest of the likeliest that reach a probability together. Sorting a whole vocabulary costs milliseconds, and a
/// thousand are nearly always enough.
fn top_p(candidates: &mut Vec<Candidate>, least: f32) {
    const FIRST: usize = 1024;
    let largest = candidates.iter().map(|candidate| candidate.1).fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = candidates.iter().map(|candidate| (candidate.1 - largest).exp()).sum();
    let mut sorted = FIRST.min(candidates.len());
    loop {
        if sorted < candidates.len() {
            candidates.select_nth_unstable_by(sorted, descending);
        }
        candidates[..sorted].sort_unstable_by(descending);
        let mut sum = 0.0;
        let reached = candidates[..sorted].iter().position(|candidate| {
            sum += (candidate.1 - largest).exp() / total;
            sum >= least
        });
        if let Some(last) = reached {
            return candidates.truncate(last + 1);
        }
        if sorted == candidates.len() {
            return;
        }
        sorted = candidates.len();
    }
}

/// Those whose surprise is nearest to the expected one, until they reach a probability together.
fn typical(candidates: &mut Vec<Candidate>, least: f32) {
    let weights = softmax(candidates, 1.0);
    let surprise = |weight: f32| if weight > 0.0 { -weight.ln() } else { f32::MAX };
    let expected: f32 = weights.iter().filter(|weight| **weight > 0.0).map(|weight| weight * surprise(*weight)).sum();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let distance = |index: &usize| (surprise(weights[*index]) - expected).abs();
    order.sort_unstable_by(|one, other| distance(one).total_cmp(&distance(other)).then(one.cmp(other)));
    let mut sum = 0.0;
    let reached = order.iter().position(|index| {
        sum += weights[*index];
        sum > least
    });
    order.truncate(reached.map_or(order.len(), |last| last + 1));
    *candidates = order.into_iter().map(|index| candidates[index]).collect();
}
