//! From logits to a token.
//!
//! The steps, their order and their constants are llama.cpp's: bias, penalties, passages that repeat, top-k, typical,
//! top-p, min-p, temperature; with mirostat, bias, temperature and its own cut. A mask comes before all of them.
//!
//! Random numbers are functions of the seed and the place, so that a generation that is taken up elsewhere draws what it
//! would have drawn here.

mod cuts;
mod dry;
mod likeliest;
mod mirostat;
mod penalties;
mod probabilities;
mod random;

use llama_cpp_2::token::LlamaToken;

use crate::options::GenerationOptions;
use dry::Repetitions;
use mirostat::Surprise;
use penalties::Penalties;
pub(crate) use probabilities::Probabilities;

/// A token that may come next: its number and its logit.
pub(super) type Candidate = (usize, f32);

/// Samples tokens for one generation.
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    temperature: f32,
    cuts: cuts::Cuts,
    bias: Vec<(u32, f32)>,
    penalties: Penalties,
    repetitions: Option<Repetitions>,
    surprise: Option<Surprise>,
    seed: u64,
    /// How many tokens were generated: the place of the next random number.
    place: u64,
    /// Where logits are changed: a vocabulary is too large to be allocated for every token.
    changed: Vec<f32>,
}

impl Sampler {
    /// A sampler by options; what they leave open is greedy.
    pub(crate) fn new(options: &GenerationOptions) -> Self {
        Self {
            temperature: options.temperature.unwrap_or(0.0),
            cuts: cuts::Cuts::new(options),
            bias: options.logit_bias.clone(),
            penalties: Penalties::new(options),
            repetitions: options.dry.as_ref().and_then(Repetitions::new),
            surprise: options.mirostat.map(Surprise::new),
            seed: u64::from(options.seed.unwrap_or(0)),
            place: 0,
            changed: Vec::new(),
        }
    }

    /// Reads the end of the prompt, which the penalties look at as well. `piece` is the text of a token.
    pub(crate) fn read(&mut self, prompt: &[LlamaToken], piece: impl Fn(LlamaToken) -> Vec<u8>) {
        let longest = self.penalties.window().max(self.repetitions.as_ref().map_or(0, Repetitions::window));
        for token in &prompt[prompt.len().saturating_sub(longest)..] {
            self.remember(*token, || piece(*token));
        }
    }

    /// Takes a token that was generated, whoever chose it.
    pub(crate) fn accept(&mut self, token: LlamaToken, piece: &[u8]) {
        self.place += 1;
        self.remember(token, || piece.to_vec());
    }

    fn remember(&mut self, token: LlamaToken, piece: impl FnOnce() -> Vec<u8>) {
        self.penalties.remember(token);
        if let Some(repetitions) = &mut self.repetitions {
            repetitions.remember(token, &piece());
        }
    }

    /// Goes on from the place of another, which took the tokens before.
    pub(crate) fn follow(&mut self, other: &Self) {
        self.place = other.place;
    }

    /// The token that would be picked if any might come; `None` where that depends on which may.
    pub(crate) fn favourite(&mut self, logits: &[f32]) -> Option<LlamaToken> {
        if self.temperature > 0.0 {
            return None;
        }
        self.with_adjusted(logits, |_, logits| likeliest::of_all(logits)).map(token)
    }

    /// Any token but one that may not come; `None` when there is none.
    pub(crate) fn pick_but(&mut self, logits: &[f32], banned: Option<usize>) -> Option<LlamaToken> {
        self.with_adjusted(logits, |sampler, logits| {
            if sampler.temperature <= 0.0
                && let Some(best) = likeliest::of_all(logits)
                && Some(best) != banned
            {
                return Some(token(best));
            }
            sampler.sample(logits, (0..logits.len()).filter(|index| Some(*index) != banned))
        })
    }

    /// A token whose bit is set; `None` when none is.
    pub(crate) fn pick_masked(&mut self, logits: &[f32], mask: &[u32]) -> Option<LlamaToken> {
        self.with_adjusted(logits, |sampler, logits| {
            if sampler.temperature <= 0.0 {
                return likeliest::masked(logits, mask).map(token);
            }
            let words = (0..).step_by(32).zip(mask);
            let tokens = words.flat_map(|(start, word)| likeliest::set_bits(*word).map(move |bit| start + bit));
            sampler.sample(logits, tokens)
        })
    }

    fn sample(&mut self, logits: &[f32], tokens: impl Iterator<Item = usize>) -> Option<LlamaToken> {
        let possible =
            tokens.filter_map(|index| Some((index, *logits.get(index)?))).filter(|(_, logit)| !logit.is_nan());
        if self.temperature <= 0.0 {
            let best = possible.reduce(|best, next| if next.1 > best.1 { next } else { best });
            return best.map(|(index, _)| token(index));
        }
        let mut candidates: Vec<Candidate> = possible.collect();
        match self.surprise {
            Some(surprise) => surprise.cut(&mut candidates, self.temperature),
            None => self.cuts.apply(&mut candidates),
        }
        self.draw(&candidates)
    }

    /// Works with the logits after bias and penalties; with those that were given when nothing changes them.
    fn with_adjusted<T>(&mut self, logits: &[f32], work: impl FnOnce(&mut Self, &[f32]) -> T) -> T {
        let penalizes = self.surprise.is_none();
        let repeats = self.repetitions.as_ref().filter(|_| penalizes).map(Repetitions::penalties).unwrap_or_default();
        if self.bias.is_empty() && repeats.is_empty() && !(penalizes && self.penalties.change_anything()) {
            return work(self, logits);
        }
        let mut changed = std::mem::take(&mut self.changed);
        changed.clear();
        changed.extend_from_slice(logits);
        for (token, bias) in &self.bias {
            add(&mut changed, *token as usize, *bias);
        }
        if penalizes {
            self.penalties.apply(&mut changed);
        }
        for (token, penalty) in repeats {
            add(&mut changed, usize::try_from(token.0).unwrap_or(usize::MAX), -penalty);
        }
        let done = work(self, &changed);
        self.changed = changed;
        done
    }

    fn draw(&mut self, candidates: &[Candidate]) -> Option<LlamaToken> {
        let drawn = random::draw(candidates, self.temperature, self.seed, self.place)?;
        if let Some(surprise) = &mut self.surprise {
            surprise.adapt(softmax(candidates, self.temperature)[drawn]);
        }
        Some(token(candidates[drawn].0))
    }
}

fn add(logits: &mut [f32], token: usize, value: f32) {
    if let Some(logit) = logits.get_mut(token) {
        *logit += value;
    }
}

fn softmax(candidates: &[Candidate], temperature: f32) -> Vec<f32> {
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

#[cfg(test)]
mod tests;
