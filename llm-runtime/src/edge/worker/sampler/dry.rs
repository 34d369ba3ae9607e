//! "Don't repeat yourself": the token that would continue a passage which stood there before becomes less likely, the
//! longer the passage the less.

use std::collections::{HashMap, VecDeque};

use llama_cpp_2::token::LlamaToken;

use crate::options::Dry;

/// More would be infinite; llama.cpp cuts its exponent at the logarithm of the largest number too.
const MOST: f32 = 1e9;

#[derive(Clone, Debug)]
pub(super) struct Repetitions {
    options: Dry,
    /// The last tokens, the latest last, and whether each breaks a passage.
    recent: VecDeque<(LlamaToken, bool)>,
}

impl Repetitions {
    /// `None` when the options change nothing.
    pub(super) fn new(options: &Dry) -> Option<Self> {
        let changes = options.multiplier > 0.0 && options.base >= 1.0 && options.window > 0;
        changes.then(|| Self { options: options.clone(), recent: VecDeque::new() })
    }

    pub(super) fn window(&self) -> usize {
        self.options.window as usize
    }

    pub(super) fn remember(&mut self, token: LlamaToken, piece: &[u8]) {
        if self.recent.len() >= self.window() {
            self.recent.pop_front();
        }
        let holds = |text: &String| !text.is_empty() && piece.windows(text.len()).any(|part| part == text.as_bytes());
        let breaks = self.options.breakers.iter().any(holds);
        self.recent.push_back((token, breaks));
    }

    /// What is taken from the logit of each token that would continue a repetition.
    pub(super) fn penalties(&self) -> Vec<(LlamaToken, f32)> {
        let mut longest: HashMap<LlamaToken, u32> = HashMap::new();
        for (end, length) in self.matches().into_iter().enumerate() {
            let next = self.recent.get(end + 1);
            if let Some((token, false)) = next.filter(|_| length >= self.options.allowed_length && length > 0) {
                let known = longest.entry(*token).or_default();
                *known = length.max(*known);
            }
        }
        let penalty = |length: u32| {
            let over = i32::try_from(length - self.options.allowed_length).unwrap_or(i32::MAX);
            (self.options.multiplier * self.options.base.powi(over)).min(MOST)
        };
        longest.into_iter().map(|(token, length)| (token, penalty(length))).collect()
    }

    /// For every place but the last, how many tokens that end there are the same as those at the very end. Linear, by the
    /// Z function of the reversed tokens; a token that breaks passages equals none.
    fn matches(&self) -> Vec<u32> {
        let tokens: Vec<(LlamaToken, bool)> = self.recent.iter().rev().copied().collect();
        let same = |one: usize, other: usize| tokens[one].0 == tokens[other].0 && !tokens[one].1;
        let mut lengths = vec![0_usize; tokens.len()];
        let (mut start, mut end) = (0, 0);
        for place in 1..tokens.len() {
            let mut length = if place < end { lengths[place - start].min(end - place) } else { 0 };
            while place + length < tokens.len() && same(length, place + length) {
                length += 1;
            }
            lengths[place] = length;
            if place + length > end {
                (start, end) = (place, place + length);
            }
        }
        lengths.into_iter().skip(1).rev().map(|length| u32::try_from(length).unwrap_or(u32::MAX)).collect()
    }
}
