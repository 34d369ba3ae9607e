//! A model as both sides run it.

use std::path::PathBuf;

use anyhow::Result;
use llm_runtime::edge::{CallSyntax, ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile, gguf};

/// A model file and how many threads compute it.
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) path: PathBuf,
    pub(crate) threads: u32,
    /// Whether ours runs from a copy of the file, as an installed model does, and not from the file as it is.
    pub(crate) merged: bool,
}

/// The name under which schemas ask for it.
pub(crate) const NAME: &str = "model";

impl Model {
    pub(crate) fn new(path: PathBuf, threads: u32) -> Self {
        let title = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Self { title, path, threads, merged: true }
    }

    /// The same, ours from the file as it is; nothing where a copy would be no other.
    pub(crate) fn as_it_is(&self) -> Result<Option<Self>> {
        let file = gguf::Gguf::read(&self.path)?;
        let copied = file.tensors().iter().any(|tensor| tensor.kind == gguf::TensorKind::Q4_1);
        let Self { title, path, threads, .. } = self;
        Ok(copied.then(|| Self { title: title.clone(), path: path.clone(), threads: *threads, merged: false }))
    }

    /// The profile that the file's name chooses, without texts that end an answer: a measure of speed writes on.
    pub(crate) fn profile(&self) -> ModelProfile {
        ModelProfile { stop: Vec::new(), ..ModelProfile::for_model(&self.title.to_lowercase()) }
    }

    pub(crate) fn config(&self, profile: ModelProfile) -> EdgeConfig {
        self.sized(self.model(profile))
    }

    fn model(&self, profile: ModelProfile) -> EdgeModel {
        EdgeModel::new(NAME, &self.path).profile(profile).merged(self.merged)
    }

    fn sized(&self, model: EdgeModel) -> EdgeConfig {
        EdgeConfig::new().model(model).threads(self.threads).context_tokens(8192).cache_tokens(16_384)
    }

    pub(crate) fn platform(&self) -> EdgePlatform {
        EdgePlatform::new(self.config(self.profile()))
    }

    /// A platform whose model writes the whole call as JSON, as the peer's does.
    pub(crate) fn writing_platform(&self) -> EdgePlatform {
        EdgePlatform::new(self.config(ModelProfile { choice: ChoiceMethod::Decoded, ..self.profile() }))
    }

    /// A platform whose model writes the whole call as Python has it, which takes fewer tokens.
    pub(crate) fn pythonic_platform(&self) -> EdgePlatform {
        EdgePlatform::new(self.config(self.pythonic()))
    }

    /// The same with the adapter that comes with the model, where `EDGE_ADAPTER` says that there is one.
    pub(crate) fn adapted_platform(&self) -> Option<EdgePlatform> {
        let adapter = std::env::var_os("EDGE_ADAPTER").filter(|_| self.title.to_lowercase().contains("smollm2"))?;
        Some(EdgePlatform::new(self.sized(self.model(self.pythonic()).adapter(adapter, 1.0))))
    }

    fn pythonic(&self) -> ModelProfile {
        let known = ModelProfile::smollm2_functions();
        ModelProfile {
            choice: ChoiceMethod::Decoded,
            syntax: Some(CallSyntax::Pythonic),
            functions_header: known.functions_header,
            prose_prefix: known.prose_prefix,
            ..self.profile()
        }
    }
}
