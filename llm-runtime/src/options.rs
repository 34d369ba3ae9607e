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
    /// Above 1, tokens that occurred lately become less likely.
    pub repeat_penalty: Option<f32>,
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
