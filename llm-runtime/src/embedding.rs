//! [`EmbeddingRequest`] and [`Embeddings`]: what texts mean, as numbers.

use std::fmt;

use llm_functions::Sensitivity;

/// Texts whose meaning is wanted as numbers. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmbeddingRequest {
    /// The model.
    pub model: String,
    /// The texts.
    pub texts: Vec<String>,
    /// How many numbers each text is to get, where the model can do with fewer; as many as it has when nothing is said.
    pub dimensions: Option<u32>,
    /// How private the texts are.
    pub sensitivity: Sensitivity,
}

impl EmbeddingRequest {
    /// Wants the meaning of these texts.
    pub fn new(model: impl Into<String>, texts: Vec<String>, sensitivity: Sensitivity) -> Self {
        Self { model: model.into(), texts, dimensions: None, sensitivity }
    }

    /// Wants so many numbers for each.
    #[must_use]
    pub fn dimensions(mut self, dimensions: Option<u32>) -> Self {
        self.dimensions = dimensions;
        self
    }
}

/// What texts mean: for each a vector, in the order of the texts. `Debug` shows how many there are: who has a model can tell from
/// the numbers what the text was about.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Embeddings {
    /// A vector for each text, all of the same length, and every number of them finite.
    pub vectors: Vec<Vec<f32>>,
    /// How many tokens the texts have together.
    pub tokens: u32,
}

impl Embeddings {
    /// From their parts.
    pub fn new(vectors: Vec<Vec<f32>>, tokens: u32) -> Self {
        Self { vectors, tokens }
    }
}

impl fmt::Debug for EmbeddingRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("EmbeddingRequest")
            .field("model", &self.model)
            .field("texts", &self.texts.len())
            .field("dimensions", &self.dimensions)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Embeddings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dimensions = self.vectors.first().map_or(0, Vec::len);
        out.debug_struct("Embeddings")
            .field("vectors", &self.vectors.len())
            .field("dimensions", &dimensions)
            .field("tokens", &self.tokens)
            .finish()
    }
}
