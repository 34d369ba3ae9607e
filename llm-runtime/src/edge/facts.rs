//! [`ModelFacts`]: what a model that is loaded is, and how it runs here.

use super::config::KvType;

/// What a model that is loaded is, and how it runs here: what was chosen for this machine is here as well as what was set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelFacts {
    /// The architecture as llama.cpp names it, such as `llama`.
    pub architecture: String,
    /// How many numbers its weights are.
    pub parameters: u64,
    /// Bytes of the weights.
    pub weight_bytes: u64,
    /// Bytes of the cache.
    pub cache_bytes: u64,
    /// The most tokens of one conversation.
    pub context_tokens: u32,
    /// How many tokens all conversations hold together.
    pub cache_tokens: u32,
    /// The most tokens of one batch: how long a cancellation and the other sessions wait.
    pub batch_tokens: u32,
    /// How the cache is stored.
    pub kv_type: KvType,
    /// How many threads compute.
    pub threads: u32,
    /// How many layers were asked to run on a GPU.
    pub gpu_layers: u32,
    /// The GPUs that llama.cpp found, as their makers name them; without any, those layers are computed here as well.
    pub gpus: Vec<String>,
    /// Whether a trimmed conversation is moved up in the cache; otherwise it is computed again.
    pub moves_up: bool,
    /// Whether it generates text; a model that does not is there for its embeddings.
    pub generates: bool,
}

impl ModelFacts {
    /// Bytes of weights and cache together; what computing needs beside them is small.
    pub fn bytes(&self) -> u64 {
        self.weight_bytes.saturating_add(self.cache_bytes)
    }
}
