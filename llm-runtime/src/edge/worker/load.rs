//! Loading a model and making its context.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::{KvCacheType, LlamaContextParams};
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::model::{LlamaLoraAdapter, LlamaModel};

use super::scheduler::Limits;
use crate::edge::adapter;
use crate::edge::config::{HAS_GPU, KvType};
use crate::edge::model::gguf;
use crate::edge::probe::Trust;
use crate::error::{Error, ErrorKind, Result};

/// Sequences that hold candidates while they are compared.
const SCORING_SEQUENCES: u32 = 32;

/// Architectures whose cells can be moved to other positions: plain rotary positions, one for each token, and attention that
/// sees everything. llama.cpp aborts for others.
const SHIFTING: [&str; 6] = ["llama", "qwen2", "qwen3", "phi3", "granite", "smollm3"];

/// Architectures that do not write one token after the other: llama.cpp keeps no cache for them and computes no logits, and
/// aborts over a text of several batches. Two of them translate, which our engine does not know how to ask for.
const NON_CAUSAL: [&str; 17] = [
    "bert",
    "clef",
    "dream",
    "eurobert",
    "gemma-embedding",
    "jina-bert-v2",
    "jina-bert-v3",
    "llada",
    "llada-moe",
    "modern-bert",
    "neo-bert",
    "nomic-bert",
    "nomic-bert-moe",
    "rnd1",
    "t5",
    "t5encoder",
    "wavtokenizer-dec",
];

/// How much of loading a model is adding its adapters to its weights, where that is done.
const MERGING: f32 = 0.9;

/// Told how much is done, from 0 to 1.
pub(crate) type Progress = Box<dyn FnMut(f32) + Send>;

/// What the thread is to load, and how.
pub(crate) struct Load {
    pub(crate) path: PathBuf,
    pub(crate) template: Option<String>,
    pub(crate) context_tokens: u32,
    pub(crate) cache_tokens: u32,
    pub(crate) threads: i32,
    pub(crate) batch_tokens: u32,
    pub(crate) max_sessions: u32,
    pub(crate) max_waiting: usize,
    pub(crate) gpu_layers: u32,
    pub(crate) kv_type: KvType,
    pub(crate) prefixes: Option<PathBuf>,
    pub(crate) repeatable: bool,
    pub(crate) trial: Trust,
    pub(crate) adapters: Vec<(PathBuf, f32)>,
    /// Whether the adapters are added to the weights for good.
    pub(crate) merged: bool,
    /// Told how much is loaded, from 0 to 1.
    pub(crate) progress: Option<Progress>,
    /// Upgrades as long as somebody waits for the model.
    pub(crate) wanted: Weak<()>,
}

/// Held while llama.cpp makes a model or a context, where it can use a GPU: what it sets up then, it does not guard against
/// another thread that does the same.
pub(super) fn alone() -> Option<MutexGuard<'static, ()>> {
    static ONE: Mutex<()> = Mutex::new(());
    HAS_GPU.then(|| ONE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether the cells of a model can be moved to other positions.
pub(crate) fn shifts(model: &LlamaModel) -> bool {
    let architecture = model.meta_val_str("general.architecture").unwrap_or_default();
    !(model.is_recurrent() || model.is_hybrid()) && SHIFTING.contains(&architecture.as_str())
}

/// Whether a model generates text, rather than only reading it: each token then follows from those before it alone.
pub(crate) fn generates(model: &LlamaModel) -> bool {
    let architecture = model.meta_val_str("general.architecture").unwrap_or_default();
    let looks_ahead =
        model.meta_val_str(&format!("{architecture}.attention.causal")).is_ok_and(|causal| causal == "false");
    !looks_ahead && keeps_cache(&architecture)
}

/// Whether llama.cpp keeps a cache for models of an architecture.
pub(super) fn keeps_cache(architecture: &str) -> bool {
    !NON_CAUSAL.contains(&architecture)
}

/// Makes the copy of the model that it is to be loaded from, if it is to be: its adapters are then in its weights.
pub(super) fn merge(load: &mut Load) -> Result<()> {
    if !load.merged {
        return Ok(());
    }
    check(load)?;
    let mut go_on = telling(load.progress.take(), load.wanted.clone());
    let made = adapter::merge(&load.path, &load.adapters, &mut |share| go_on(share * MERGING))?;
    load.path = made.ok_or(ErrorKind::Cancelled)?;
    load.adapters.clear();
    load.progress = Some(Box::new(move |share| {
        go_on(MERGING + share * (1.0 - MERGING));
    }));
    Ok(())
}

fn check(load: &Load) -> Result<()> {
    let depth = gguf::check(&load.path)?;
    load.trial.before(&load.path, depth)
}

/// Tells how much is done, and says whether to go on: as long as somebody waits for it.
fn telling(progress: Option<Progress>, wanted: Weak<()>) -> impl FnMut(f32) -> bool + Send + 'static {
    let mut told = progress.map(AssertUnwindSafe);
    move |share| {
        // A panic may not cross llama.cpp.
        let went_well = told.as_mut().is_none_or(|told| catch_unwind(AssertUnwindSafe(|| (told.0)(share))).is_ok());
        went_well && wanted.strong_count() > 0
    }
}

/// Opens the model file; gives up when nobody waits for it any more.
pub(super) fn open(load: &mut Load) -> Result<LlamaModel> {
    check(load)?;
    let params = LlamaModelParams::default().with_n_gpu_layers(load.gpu_layers);
    let params = params.with_progress_callback(telling(load.progress.take(), load.wanted.clone()));
    LlamaModel::load_from_file(backend()?, &load.path, &params).map_err(|error| {
        let reason = "llama.cpp cannot load it; the file is damaged or its architecture is newer than this build";
        Error::with_source(failure(&load.path.display().to_string(), reason), error)
    })
}

/// The file of its adapters, which is made when it is not there yet.
pub(super) fn adapters(load: &Load) -> Result<Option<PathBuf>> {
    if load.adapters.is_empty() { Ok(None) } else { adapter::prepare(&load.path, &load.adapters).map(Some) }
}

/// Opens the file of its adapters. It is freed with the model.
pub(super) fn open_adapters(path: &Path, model: &mut LlamaModel) -> Result<LlamaLoraAdapter> {
    model.lora_adapter_init(path).map_err(|error| {
        Error::with_source(failure(&path.display().to_string(), "llama.cpp cannot load the prepared adapter"), error)
    })
}

pub(super) fn context_params(load: &Load) -> LlamaContextParams {
    let kv_type = match load.kv_type {
        KvType::F16 => KvCacheType::F16,
        KvType::Q8_0 => KvCacheType::Q8_0,
        KvType::Q4_0 => KvCacheType::Q4_0,
    };
    let sequences = load.max_sessions + SCORING_SEQUENCES;
    // llama.cpp keeps room for the logits of a token of each sequence, and aborts where that is more than a batch.
    let batch = load.batch_tokens.max(sequences);
    LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(load.cache_tokens))
        .with_n_batch(batch)
        .with_n_ubatch(batch)
        .with_n_seq_max(sequences)
        .with_n_threads(load.threads)
        .with_n_threads_batch(load.threads)
        .with_type_k(kv_type)
        .with_type_v(kv_type)
        // One cache for all sequences: a copy of a prefix then copies no memory.
        .with_kv_unified(true)
        // Without it, what left a sliding window could not be returned to.
        .with_swa_full(true)
}

/// What a context of this model allows.
pub(super) fn limits(load: &Load, model: &LlamaModel, context: &LlamaContext<'_>) -> Limits {
    // A recurrent state is a whole: it can be neither shortened nor copied up to a place.
    let partial = !(model.is_recurrent() || model.is_hybrid());
    Limits {
        batch: load.batch_tokens.min(context.n_batch()) as usize,
        cells: context.n_ctx() as usize,
        sessions: load.max_sessions as usize,
        scoring: SCORING_SEQUENCES as usize,
        waiting: load.max_waiting,
        partial,
        shift: shifts(model),
        repeatable: load.repeatable,
    }
}

/// Everything beside the model file and the tokens that the content of a cell depends on.
pub(super) fn settings(load: &Load) -> String {
    format!("{:?} {} {}", load.kv_type, load.gpu_layers, load.cache_tokens)
}

pub(super) fn failure(model: &str, reason: &str) -> ErrorKind {
    ErrorKind::Model { model: model.to_owned(), reason: reason.to_owned() }
}

/// llama.cpp's own state, of which a process has one.
pub(crate) fn backend() -> Result<&'static LlamaBackend> {
    static BACKEND: OnceLock<Result<LlamaBackend, String>> = OnceLock::new();
    let started = BACKEND.get_or_init(|| {
        let mut backend = LlamaBackend::init().map_err(|error| error.to_string())?;
        // It writes to standard error; what is worth knowing is in our errors.
        backend.void_logs();
        Ok(backend)
    });
    started.as_ref().map_err(|reason| failure("llama.cpp", &format!("it cannot be started: {reason}")).into())
}
