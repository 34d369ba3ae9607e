//! From logits to a token.
//!
//! The steps and their order are llama.cpp's: penalty, top-k, top-p, min-p, temperature. The random numbers are a
//! function of the seed and a counter, so that a generation can be taken up again elsewhere.

use llama_cpp_2::token::LlamaToken;

use crate::options::GenerationOptions;

/// How many of the last tokens the repeat penalty looks at.
const PENALTY_WINDOW: usize = 64;

/// Samples tokens for one generation.
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    temperature: f32,
    top_k: usize,
    top_p: f32,
    min_p: f32,
    repeat_penalty: f32,
    seed: u64,
    drawn: u64,
    recent: Vec<LlamaToken>,
}

impl Sampler {
    /// A sampler by options; what they leave open is greedy.
    pub(crate) fn new(options: &GenerationOptions) -> Self {
        Self {
            temperature: options.temperature.unwrap_or(0.0),
            top_k: options.top_k.map_or(0, |count| count as usize),
            top_p: options.top_p.unwrap_or(1.0),
            min_p: options.min_p.unwrap_or(0.0),
            repeat_penalty: options.repeat_penalty.unwrap_or(1.0),
            seed: u64::from(options.seed.unwrap_or(0)),
            drawn: 0,
            recent: Vec::new(),
        }
    }

    /// Remembers a token for the penalty.
    pub(crate) fn accept(&mut self, token: LlamaToken) {
        if self.recent.len() == PENALTY_WINDOW {
            self.recent.remove(0);
        }
        self.recent.push(token);
    }

    /// A token among those allowed; `None` when none is.
    pub(crate) fn pick(&mut self, logits: &[f32], allowed: impl Fn(usize) -> bool) -> Option<LlamaToken> {
        let penalized = self.penalize(logits);
        let logits = penalized.as_deref().unwrap_or(logits);
        let possible = logits.iter().copied().enumerate().filter(|(index, logit)| !logit.is_nan() && allowed(*index));
        if self.temperature <= 0.0 {
            return possible
                .reduce(|best, next| if next.1 > best.1 { next } else { best })
                .map(|(index, _)| token(index));
        }
        let mut candidates: Vec<(usize, f32)> = possible.collect();
        self.cut(&mut candidates);
        let weights = softmax(&candidates, self.temperature);
        self.draw(&candidates, &weights)
    }

    /// The logits with the last tokens less likely; `None` when there is no penalty.
    fn penalize(&self, logits: &[f32]) -> Option<Vec<f32>> {
        #[expect(clippy::float_cmp, reason = "exactly 1 means that there is no penalty")]
        if self.repeat_penalty == 1.0 || self.recent.is_empty() {
            return None;
        }
        let mut penalized = logits.to_vec();
        for (place, token) in self.recent.iter().enumerate() {
            let Some(logit) = usize::try_from(token.0).ok().and_then(|index| penalized.get_mut(index)) else {
                continue;
            };
            // A token that occurs twice is penalized once.
            if !self.recent[..place].contains(token) {
                *logit = if *logit > 0.0 { *logit / self.repeat_penalty } else { *logit * self.repeat_penalty };
            }
        }
        Some(penalized)
    }

    /// Sorts by likelihood and leaves out the unlikely ones.
    fn cut(&self, candidates: &mut Vec<(usize, f32)>) {
        let descending = |one: &(usize, f32), other: &(usize, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
        if self.top_k > 0 && self.top_k < candidates.len() {
            candidates.select_nth_unstable_by(self.top_k, descending);
            candidates.truncate(self.top_k);
        }
        candidates.sort_unstable_by(descending);
        let weights = softmax(candidates, 1.0);
        let mut keep = candidates.len();
        if self.top_p < 1.0 {
            let mut sum = 0.0;
            let reached = weights.iter().position(|weight| {
                sum += weight;
                sum >= self.top_p
            });
            keep = reached.map_or(keep, |last| last + 1);
        }
        let least = weights.first().copied().unwrap_or(0.0) * self.min_p;
        keep = keep.min(weights.iter().take_while(|weight| **weight >= least).count()).max(1);
        candidates.truncate(keep);
    }

    fn draw(&mut self, candidates: &[(usize, f32)], weights: &[f32]) -> Option<LlamaToken> {
        let mut left = uniform(self.seed, self.drawn) * weights.iter().sum::<f32>();
        self.drawn += 1;
        for ((index, _), weight) in candidates.iter().zip(weights) {
            left -= weight;
            if left < 0.0 {
                return Some(token(*index));
            }
        }
        candidates.first().map(|(index, _)| token(*index))
    }
}

/// Log of the probability of a token.
pub(crate) fn log_probability(logits: &[f32], token: LlamaToken) -> f32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|logit| f64::from(logit - largest).exp()).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a probability needs no more digits")]
    let log_sum = sum.ln() as f32;
    usize::try_from(token.0)
        .ok()
        .and_then(|index| logits.get(index))
        .map_or(f32::NEG_INFINITY, |logit| logit - largest - log_sum)
}

fn softmax(candidates: &[(usize, f32)], temperature: f32) -> Vec<f32> {
    let largest = candidates.iter().map(|candidate| candidate.1).fold(f32::NEG_INFINITY, f32::max);
    let mut weights: Vec<f32> =
        candidates.iter().map(|candidate| ((candidate.1 - largest) / temperature).exp()).collect();
    let sum: f32 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= sum;
    }
    weights
}

fn token(index: usize) -> LlamaToken {
    LlamaToken(i32::try_from(index).unwrap_or(i32::MAX))
}

/// The counter-th number in `[0, 1)` of a seed's stream, by the mixing function of splitmix64.
fn uniform(seed: u64, counter: u64) -> f32 {
    let mut bits = seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(counter.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in an f32")]
    let fraction = (bits >> 40) as f32 / (1_u64 << 24) as f32;
    fraction
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should say where")]
    use super::*;

    const LOGITS: [f32; 4] = [1.0, 3.0, 2.0, -1.0];

    fn options(change: impl FnOnce(&mut GenerationOptions)) -> GenerationOptions {
        let mut options = GenerationOptions::default().temperature(1.0).seed(7);
        change(&mut options);
        options
    }

    fn picks(options: &GenerationOptions) -> Vec<usize> {
        let mut sampler = Sampler::new(options);
        let mut seen: Vec<usize> =
            (0..2000).map(|_| usize::try_from(sampler.pick(&LOGITS, |_| true).unwrap().0).unwrap()).collect();
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    #[test]
    fn greedy_takes_the_likeliest_of_those_allowed() {
        let mut sampler = Sampler::new(&GenerationOptions::greedy());
        assert_eq!(sampler.pick(&LOGITS, |_| true), Some(LlamaToken(1)));
        assert_eq!(sampler.pick(&LOGITS, |index| index != 1), Some(LlamaToken(2)));
        assert_eq!(sampler.pick(&LOGITS, |_| false), None);
    }

    #[test]
    fn each_cut_leaves_out_the_unlikely() {
        assert_eq!(picks(&options(|_| ())), [0, 1, 2, 3]);
        assert_eq!(picks(&options(|options| options.top_k = Some(2))), [1, 2]);
        assert_eq!(picks(&options(|options| options.top_p = Some(0.6))), [1]);
        assert_eq!(picks(&options(|options| options.min_p = Some(0.3))), [1, 2]);
    }

    #[test]
    fn frequencies_follow_the_distribution() {
        let mut sampler = Sampler::new(&options(|_| ()));
        let hits = (0..10_000).filter(|_| sampler.pick(&LOGITS, |_| true) == Some(LlamaToken(1))).count();
        let expected = log_probability(&LOGITS, LlamaToken(1)).exp() * 10_000.0;
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let difference = (hits as f32 - expected).abs();
        assert!(difference < 200.0, "{hits} instead of {expected}");
    }

    #[test]
    fn the_same_seed_gives_the_same_tokens_and_another_does_not() {
        let run = |seed: u32| {
            let mut sampler = Sampler::new(&options(|options| options.seed = Some(seed)));
            (0..50).map(|_| sampler.pick(&LOGITS, |_| true)).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn the_penalty_makes_the_last_token_less_likely() {
        let mut sampler = Sampler::new(&GenerationOptions { repeat_penalty: Some(2.0), ..GenerationOptions::greedy() });
        sampler.accept(LlamaToken(1));
        assert_eq!(sampler.pick(&LOGITS, |_| true), Some(LlamaToken(2)));
    }

    #[test]
    fn logits_that_are_not_numbers_are_never_chosen() {
        let mut sampler = Sampler::new(&GenerationOptions::greedy());
        assert_eq!(sampler.pick(&[f32::NAN, 0.0], |_| true), Some(LlamaToken(1)));
    }
}
