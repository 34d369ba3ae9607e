//! A model as both sides run it.

use std::path::PathBuf;

use llm_runtime::edge::{ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};

/// A model file and how many threads compute it.
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) path: PathBuf,
    pub(crate) threads: u32,
}

/// The name under which schemas ask for it.
pub(crate) const NAME: &str = "model";

impl Model {
    pub(crate) fn new(path: PathBuf, threads: u32) -> Self {
        let title = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Self { title, path, threads }
    }

    /// The profile that the file's name chooses, without texts that end an answer: a measure of speed writes on.
    pub(crate) fn profile(&self) -> ModelProfile {
        ModelProfile { stop: Vec::new(), ..ModelProfile::for_model(&self.title.to_lowercase()) }
    }

    pub(crate) fn config(&self, profile: ModelProfile) -> EdgeConfig {
        let model = EdgeModel::new(NAME, &self.path).profile(profile);
        EdgeConfig::new().model(model).threads(self.threads).context_tokens(8192).cache_tokens(16_384)
    }

    pub(crate) fn platform(&self) -> EdgePlatform {
        EdgePlatform::new(self.config(self.profile()))
    }

    /// A platform whose model writes the whole call, as the peer's does.
    pub(crate) fn writing_platform(&self) -> EdgePlatform {
        EdgePlatform::new(self.config(ModelProfile { choice: ChoiceMethod::Decoded, ..self.profile() }))
    }
}
