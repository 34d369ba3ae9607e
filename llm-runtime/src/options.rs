//! [`GenerationOptions`] and [`ToolChoice`]: how an answer is generated.

/// How an answer is sampled and when it ends. `None` leaves a value to the model's entry in the catalogue or the server.
#[derive(Clone, Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct GenerationOptions {
    /// The most tokens of one turn.
    pub max_output_tokens: Option<u32>,
    /// 0 always takes the most likely token; 1 samples from the model's own distribution.
    pub temperature: Option<f32>,
    /// Sample among this many most likely tokens only.
    pub top_k: Option<u32>,
    /// Sample among the most likely tokens that together have this probability.
    pub top_p: Option<f32>,
    /// Leave out tokens less likely than this fraction of the likeliest.
    pub min_p: Option<f32>,
    /// Sample among the tokens whose surprise is nearest to what is expected, together of this probability (locally typical
    /// sampling, Meister et al. 2023).
    pub typical_p: Option<f32>,
    /// Above 1, tokens that occurred lately become less likely.
    pub repeat_penalty: Option<f32>,
    /// How many of the last tokens the penalties look at; 64 unless set, as in llama.cpp.
    pub repeat_window: Option<u32>,
    /// Above 0, tokens that occurred become less likely with each occurrence.
    pub frequency_penalty: Option<f32>,
    /// Above 0, tokens that occurred become less likely, however often they did.
    pub presence_penalty: Option<f32>,
    /// Makes repetitions of whole passages less likely, the longer the less.
    pub dry: Option<Dry>,
    /// Keeps the surprise of the text at a level, in place of every cut above.
    pub mirostat: Option<Mirostat>,
    /// What is added to the logits of these tokens of the model's vocabulary.
    pub logit_bias: Vec<(u32, f32)>,
    /// Tell how likely each token was, and this many of the likeliest in its place.
    pub logprobs: Option<u8>,
    /// How long a model that can think before it speaks should think.
    pub reasoning_effort: Option<ReasoningEffort>,
    /// The seed of the random numbers; the same seed and prompt give the same answer on the same build.
    pub seed: Option<u32>,
    /// Texts at which the answer ends; they are not part of it.
    pub stop: Vec<String>,
}

impl GenerationOptions {
    /// The most likely token each time.
    pub fn greedy() -> Self {
        Self { temperature: Some(0.0), ..Self::default() }
    }

    /// The options that only llama.cpp and what is built on it have, and whether each is set.
    #[cfg(any(feature = "cloud", test))]
    pub(crate) fn only_llama(&self) -> [(&'static str, bool); 4] {
        [
            ("typical_p", self.typical_p.is_some()),
            ("repeat_window", self.repeat_window.is_some()),
            ("dry", self.dry.is_some()),
            ("mirostat", self.mirostat.is_some()),
        ]
    }

    /// Sets the most tokens of one turn.
    #[must_use]
    pub fn max_output_tokens(mut self, tokens: u32) -> Self {
        self.max_output_tokens = Some(tokens);
        self
    }

    /// Sets the temperature.
    #[must_use]
    pub fn temperature(mut self, temperature: f32) -> Self {
        self.temperature = Some(temperature);
        self
    }

    /// Asks how likely each token was, and for this many of the likeliest in its place.
    #[must_use]
    pub fn logprobs(mut self, alternatives: u8) -> Self {
        self.logprobs = Some(alternatives);
        self
    }

    /// Sets how long a model that can think before it speaks should think.
    #[must_use]
    pub fn reasoning_effort(mut self, effort: ReasoningEffort) -> Self {
        self.reasoning_effort = Some(effort);
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u32) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Adds a text at which the answer ends.
    #[must_use]
    pub fn stop(mut self, text: impl Into<String>) -> Self {
        self.stop.push(text.into());
        self
    }
}

/// A penalty on the token that would continue a repetition: `multiplier * base ^ (length - allowed)` for a passage of that
/// many tokens that stood there before ("don't repeat yourself", by p-e-w; the values are llama.cpp's).
///
/// ```
/// use llm_runtime::{Dry, GenerationOptions};
/// let mut options = GenerationOptions::default();
/// options.dry = Some(Dry { multiplier: 0.8, ..Dry::default() });
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "every field is a number of the method, which is what it is")]
pub struct Dry {
    /// How strong it is; 0 is off.
    pub multiplier: f32,
    /// How fast it grows with the length.
    pub base: f32,
    /// Repetitions up to this many tokens are free.
    pub allowed_length: u32,
    /// How many of the last tokens are looked at.
    pub window: u32,
    /// A token that holds one of these texts ends a passage.
    pub breakers: Vec<String>,
}

impl Default for Dry {
    fn default() -> Self {
        Self {
            multiplier: 0.8,
            base: 1.75,
            allowed_length: 2,
            window: 1024,
            breakers: ["\n", ":", "\"", "*"].map(str::to_owned).to_vec(),
        }
    }
}

/// Keeps the average surprise of the tokens, in bits, at `tau` (Basu et al. 2021; their second algorithm, the one that
/// llama.cpp calls `mirostat = 2`).
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "the method has these two numbers")]
pub struct Mirostat {
    /// The surprise to keep to, in bits.
    pub tau: f32,
    /// How fast it adapts.
    pub eta: f32,
}

impl Default for Mirostat {
    fn default() -> Self {
        Self { tau: 5.0, eta: 0.1 }
    }
}

/// How long a model that can think before it speaks should think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasoningEffort {
    /// Not at all.
    None,
    /// Hardly.
    Minimal,
    /// A little.
    Low,
    /// As the provider thinks right.
    Medium,
    /// Long.
    High,
}

impl ReasoningEffort {
    /// The word for it in most providers' APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Whether the model may, must or must not call functions in a turn.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ToolChoice {
    /// The model decides.
    #[default]
    Auto,
    /// The model answers in words.
    None,
    /// The model calls some function.
    Required,
    /// The model calls this function.
    Function(String),
}

impl ToolChoice {
    /// Whether the model has to call a function.
    pub fn must_call(&self) -> bool {
        matches!(self, Self::Required | Self::Function(_))
    }

    /// What is asked for after the first turn: whatever was required was required once, and what was forbidden stays so.
    pub(crate) fn after_the_first(&self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Auto | Self::Required | Self::Function(_) => Self::Auto,
        }
    }
}
