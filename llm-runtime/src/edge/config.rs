//! [`EdgeConfig`] and [`EdgeModel`]: which models run in this process, and how.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use super::probe::Probe;
use super::profile::ModelProfile;
use crate::models::ModelFiles;

/// Whether llama.cpp is built for a GPU.
pub(super) const HAS_GPU: bool = cfg!(any(feature = "edge-cuda", feature = "edge-metal", feature = "edge-vulkan"));

/// A model file with the names under which schemas ask for it.
#[derive(Clone, Debug)]
#[must_use]
pub struct EdgeModel {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) profile: ModelProfile,
    pub(crate) untrusted: bool,
    pub(crate) adapters: Vec<(PathBuf, f32)>,
    pub(crate) merged: bool,
    pub(crate) encoder: Option<Box<EdgeModel>>,
}

impl EdgeModel {
    /// A model by name and GGUF file, with the profile that fits its name.
    pub fn new(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        let name = name.into();
        Self {
            profile: ModelProfile::for_model(&name),
            name,
            path: path.into(),
            untrusted: false,
            adapters: Vec::new(),
            merged: false,
            encoder: None,
        }
    }

    /// A model that the model manager has here, [merged](EdgeModel::merged) with the adapter that comes with it, with the
    /// profile that goes with both, and with the [encoder](EdgeModel::encoder) that finds its functions. An encoder that was
    /// taught functions has its name with `-functions` after it, so that the plain one can stand beside it.
    ///
    /// ```no_run
    /// use llm_runtime::edge::EdgeModel;
    /// use llm_runtime::models::{DEFAULT_MODEL, ModelManager};
    /// let model = EdgeModel::installed(ModelManager::from_env()?.files(DEFAULT_MODEL, &mut |_| ())?);
    /// # let _ = model;
    /// # Ok::<(), llm_runtime::models::ModelError>(())
    /// ```
    pub fn installed(files: ModelFiles) -> Self {
        let model = Self::new(files.name, files.model).merged(true);
        let model = match files.companion {
            Some((file, scale)) => model.companion(file, scale),
            None => model,
        };
        match files.encoder {
            Some(mut encoder) => {
                // Whoever asks the plain encoder for embeddings gets the plain encoder's.
                if encoder.companion.is_some() {
                    encoder.name.push_str("-functions");
                }
                model.encoder(Self::installed(*encoder))
            }
            None => model,
        }
    }

    /// Sets how the model is talked to.
    pub fn profile(mut self, profile: ModelProfile) -> Self {
        self.profile = profile;
        self
    }

    /// Adds an adapter: a small difference to the weights (`LoRA`) in a GGUF file that was made for this model, and how much
    /// of it, 1 being what it was trained for. Several add up. The same file under two names, with and without an adapter,
    /// is two models to sessions; its weights are in memory once, because both map the file.
    pub fn adapter(mut self, file: impl Into<PathBuf>, scale: f32) -> Self {
        self.adapters.push((file.into(), scale));
        self
    }

    /// Adds an adapter that was trained for functions, with the profile that goes with it: the one for a model of this name
    /// with `-functions` after it.
    pub fn companion(mut self, file: impl Into<PathBuf>, scale: f32) -> Self {
        self.profile = ModelProfile::for_model(&format!("{}-functions", self.name));
        self.adapter(file, scale)
    }

    /// Gives it an encoder that finds the function a question means: a model that writes nothing and turns a text into a
    /// vector, as those do that were made for embeddings. [`ChoiceMethod::Encoder`](super::ChoiceMethod::Encoder) asks it.
    ///
    /// It is loaded with the model, stays as long as the model does, and is a model of its own: the memory budget counts it,
    /// models that name the same one share it, and [embeddings](super::EdgePlatform::embed) are to be had from it by its
    /// name.
    pub fn encoder(mut self, encoder: EdgeModel) -> Self {
        self.encoder = Some(Box::new(encoder));
        self
    }

    /// Takes all adapters and the encoder away, and talks to the model as it is without any.
    pub fn without_adapter(mut self) -> Self {
        self.profile = ModelProfile::for_model(&self.name);
        self.adapters.clear();
        self.encoder = None;
        self.merged(false)
    }

    /// Sets whether it runs from a copy of its file to whose weights its adapters were added, and which holds in eight bits
    /// what stood in four with an offset (`Q4_1`). Such a copy reads nearly twice as fast as `Q4_1` does, and adapters cost
    /// nothing more; it takes half as much memory again, which it does not share with the model without adapters. Written
    /// into the cache directory when the model is loaded for the first time, which takes seconds for a small model. Not
    /// merged unless set.
    pub fn merged(mut self, merged: bool) -> Self {
        self.merged = merged;
        self
    }

    /// Has the file tried by [`EdgeConfig::probe`] before it is loaded: for one whose origin nobody vouches for.
    pub fn untrusted(mut self) -> Self {
        self.untrusted = true;
        self
    }

    /// The name under which schemas ask for it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it is talked to.
    pub fn how(&self) -> &ModelProfile {
        &self.profile
    }

    /// The encoder that finds functions for it, where it has one.
    pub fn its_encoder(&self) -> Option<&EdgeModel> {
        self.encoder.as_deref()
    }

    /// Whether the same is loaded for both.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let loaded = |model: &Self| (model.path.clone(), model.adapters.clone(), model.merged, model.untrusted);
        loaded(self) == loaded(other) && self.encoder.is_some() == other.encoder.is_some()
    }

    /// The files of its adapters, and how much of each.
    pub fn adapters(&self) -> impl Iterator<Item = (&Path, f32)> {
        self.adapters.iter().map(|(file, scale)| (file.as_path(), *scale))
    }
}

/// Which models run in this process, and how.
///
/// ```
/// use llm_runtime::edge::{EdgeConfig, EdgeModel};
/// let config = EdgeConfig::new()
///     .model(EdgeModel::new("smollm2-135m-instruct", "models/SmolLM2-135M-Instruct.Q4_1.gguf"))
///     .threads(2);
/// assert_eq!(config.models().count(), 1);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct EdgeConfig {
    pub(crate) models: Vec<EdgeModel>,
    pub(crate) context_tokens: u32,
    pub(crate) cache_tokens: Option<u32>,
    pub(crate) threads: Option<NonZeroU32>,
    pub(crate) batch_tokens: u32,
    pub(crate) max_sessions: u32,
    pub(crate) max_waiting: usize,
    pub(crate) gpu_layers: u32,
    pub(crate) kv_type: KvType,
    pub(crate) prefixes: Option<PathBuf>,
    pub(crate) memory: Option<u64>,
    pub(crate) probe: Option<Probe>,
    pub(crate) repeatable: bool,
}

/// How the cache is stored. Smaller types hold longer conversations in the same memory and answer a little worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KvType {
    /// Two bytes a number: as llama.cpp does unless told otherwise.
    #[default]
    F16,
    /// About half of it.
    Q8_0,
    /// About a quarter of it.
    Q4_0,
}

impl Default for EdgeConfig {
    fn default() -> Self {
        Self {
            models: Vec::new(),
            context_tokens: 4096,
            cache_tokens: None,
            threads: None,
            // The prefill of one batch is how long a cancellation and the other sessions wait.
            batch_tokens: 128,
            max_sessions: 16,
            max_waiting: 64,
            gpu_layers: if HAS_GPU { 999 } else { 0 },
            kv_type: KvType::default(),
            prefixes: None,
            memory: None,
            probe: None,
            repeatable: false,
        }
    }
}

impl EdgeConfig {
    /// No models, and values that fit a machine with few cores.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a model. It is loaded when the first session asks for it.
    pub fn model(mut self, model: EdgeModel) -> Self {
        self.models.push(model);
        self
    }

    /// Sets the most tokens of one conversation; never more than the model was trained for. 4,096 unless set.
    pub fn context_tokens(mut self, tokens: u32) -> Self {
        self.context_tokens = tokens.max(256);
        self
    }

    /// Sets how many tokens all sessions of a model hold together; twice the context unless set. A session that was idle
    /// for longest gives way first and is computed again when it goes on.
    pub fn cache_tokens(mut self, tokens: u32) -> Self {
        self.cache_tokens = Some(tokens);
        self
    }

    /// Sets how many threads compute. Unless set, as many as there are physical cores less those that the last minute's
    /// load kept busy; never more than there are cores. Too many are far worse than too few.
    pub fn threads(mut self, threads: u32) -> Self {
        self.threads = NonZeroU32::new(threads);
        self
    }

    /// Sets the most tokens of one batch. A larger one is faster with many sessions and makes cancellation slower.
    pub fn batch_tokens(mut self, tokens: u32) -> Self {
        self.batch_tokens = tokens.clamp(16, 2048);
        self
    }

    /// Sets how many sessions of a model can be in its cache at once, up to 200; others wait or are computed again.
    pub fn max_sessions(mut self, sessions: u32) -> Self {
        self.max_sessions = sessions.clamp(1, 200);
        self
    }

    /// Sets how many turns may wait for a place before one is refused.
    pub fn max_waiting(mut self, turns: usize) -> Self {
        self.max_waiting = turns;
        self
    }

    /// Sets how many layers run on a GPU, where one is compiled in: all unless set.
    pub fn gpu_layers(mut self, layers: u32) -> Self {
        self.gpu_layers = layers;
        self
    }

    /// Sets how the cache is stored; [`KvType::F16`] unless set.
    pub fn kv_type(mut self, kv_type: KvType) -> Self {
        self.kv_type = kv_type;
        self
    }

    /// Keeps the computed beginning of prompts, which is system text, functions and examples, in this directory, so that
    /// the next process need not compute it: some ten megabytes a beginning, two gigabytes in all. Nothing is written that
    /// a person said, that a function returned, or that stands in a system text with a label. Not kept unless set.
    pub fn prefix_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.prefixes = Some(directory.into());
        self
    }

    /// Sets how many bytes the weights and caches of all loaded models may have together. For another one, those give way
    /// that no session uses, the one that was idle for longest first. No limit unless set.
    pub fn memory_budget(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Sets how files are tried that are [untrusted](EdgeModel::untrusted), or of an architecture that the check in
    /// [`gguf`](super::gguf) does not know by heart: in a process of their own, before they are loaded in this one.
    pub fn probe(mut self, probe: Probe) -> Self {
        self.probe = Some(probe);
        self
    }

    /// Computes one turn after the other and each token of an answer by itself, without what the cache holds of others: then
    /// the same turn has the same answer to the last bit, whatever was computed before it and wherever it is
    /// [resumed](crate::TurnRequest::resume), on the same build with the same number of [threads](Self::threads). Sums of
    /// larger batches end in other digits, which decides ties; where that is not asked for, many turns share a batch, which is
    /// several times as fast.
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// The models.
    pub fn models(&self) -> impl Iterator<Item = &EdgeModel> {
        self.models.iter()
    }

    /// The models and their encoders.
    pub(crate) fn loadable(&self) -> impl Iterator<Item = &EdgeModel> {
        self.models.iter().chain(self.models.iter().filter_map(EdgeModel::its_encoder))
    }

    /// The model or encoder of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&EdgeModel> {
        self.loadable().find(|model| model.name == name)
    }

    pub(crate) fn thread_count(&self) -> i32 {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let count = self.threads.map_or_else(idle_cores, |threads| threads.get() as usize);
        i32::try_from(count.min(cores)).unwrap_or(1)
    }
}

/// Physical cores that nothing else keeps busy. The threads of a batch wait for each other by spinning, so that one that
/// shares its core with another program slows all of them down: measured, two threads on two busy cores give a tenth
/// of what one gives.
fn idle_cores() -> usize {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let busy = load.split_whitespace().next().and_then(|minute| minute.parse::<f64>().ok()).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a small positive number")]
    let busy = busy.round().clamp(0.0, 1024.0) as usize;
    physical_cores().saturating_sub(busy).max(1)
}

/// Cores that are not twins of another. Two hyperthreads of a core share the units that a model keeps busy.
fn physical_cores() -> usize {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    let twins = std::fs::read_to_string("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list");
    let twins = twins.map_or(1, |list| if list.trim().contains([',', '-']) { 2 } else { 1 });
    (available / twins).max(1)
}
