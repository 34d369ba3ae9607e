//! Tokens that occurred become less likely.

use std::collections::{HashMap, VecDeque};

use llama_cpp_2::token::LlamaToken;

use crate::options::GenerationOptions;

/// How many of the last tokens are looked at unless an option says otherwise; llama.cpp's number.
const WINDOW: u32 = 64;

#[derive(Clone, Debug)]
pub(super) struct Penalties {
    repeat: f32,
    frequency: f32,
    presence: f32,
    window: usize,
    recent: VecDeque<LlamaToken>,
    counts: HashMap<LlamaToken, u16>,
}

impl Penalties {
    pub(super) fn new(options: &GenerationOptions) -> Self {
        Self {
            repeat: options.repeat_penalty.unwrap_or(1.0),
            frequency: options.frequency_penalty.unwrap_or(0.0),
            presence: options.presence_penalty.unwrap_or(0.0),
            window: options.repeat_window.unwrap_or(WINDOW) as usize,
            recent: VecDeque::new(),
            counts: HashMap::new(),
        }
    }

    #[expect(clippy::float_cmp, reason = "exactly these values mean that there is no penalty")]
    fn is_off(&self) -> bool {
        self.window == 0 || (self.repeat == 1.0 && self.frequency == 0.0 && self.presence == 0.0)
    }

    /// How many of the last tokens matter.
    pub(super) fn window(&self) -> usize {
        if self.is_off() { 0 } else { self.window }
    }

    pub(super) fn change_anything(&self) -> bool {
        !self.is_off() && !self.recent.is_empty()
    }

    pub(super) fn remember(&mut self, token: LlamaToken) {
        if self.is_off() {
            return;
        }
        if self.recent.len() >= self.window
            && let Some(oldest) = self.recent.pop_front()
            && let Some(count) = self.counts.get_mut(&oldest)
        {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&oldest);
            }
        }
        self.recent.push_back(token);
        let count = self.counts.entry(token).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn apply(&self, logits: &mut [f32]) {
        for (token, count) in &self.counts {
            let Some(logit) = usize::try_from(token.0).ok().and_then(|index| logits.get_mut(index)) else { continue };
            *logit = if *logit > 0.0 { *logit / self.repeat } else { *logit * self.repeat };
            *logit -= f32::from(*count) * self.frequency + self.presence;
        }
    }
}
