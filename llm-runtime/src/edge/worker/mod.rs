//! The thread that owns a model and its context.
//!
//! A context borrows its model and belongs to one thread at a time, so both live on the stack of a thread of their own,
//! which takes orders over a channel. That needs neither `unsafe` nor a leak.

mod command;
mod job;
mod sampler;
mod scheduler;
mod scoring;
mod sequence;
mod text;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use tokio::sync::oneshot;

pub(crate) use command::{Command, Generation, JobEvent, Request, SessionId, Work};
pub(crate) use sampler::Sampler;
use scheduler::{Limits, Scheduler};

use super::model::template::ChatTemplate;
use super::model::vocab::Vocab;
use super::model::{Parts, gguf};
use super::probe::Trust;
use crate::error::{Error, ErrorKind, Result};

/// Sequences that hold candidates while they are compared.
const SCORING_SEQUENCES: u32 = 32;

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
    pub(crate) trial: Trust,
}

/// The thread, from outside. Dropping it waits until the thread has ended, at most one batch: a process that ends while
/// llama.cpp computes crashes, because its statics are destroyed under it.
#[derive(Debug)]
pub(crate) struct Worker {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread, which loads the model.
    pub(crate) fn start(name: &str, load: Load) -> Result<(Self, oneshot::Receiver<Result<Parts>>)> {
        let (commands, orders) = channel();
        let (ready, loaded) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name(format!("edge {name}"))
            .spawn(move || run(&load, ready, &orders))
            .map_err(|error| Error::with_source(failure(name, "no thread could be started for it"), error))?;
        Ok((Self { commands: Some(commands), thread: Some(thread) }, loaded))
    }

    /// Gives an order; false when the thread has ended.
    pub(crate) fn order(&self, command: Command) -> bool {
        self.commands.as_ref().is_some_and(|commands| commands.send(command).is_ok())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has told so by ending its channels.
            let _ = thread.join();
        }
    }
}

fn run(load: &Load, ready: oneshot::Sender<Result<Parts>>, orders: &Receiver<Command>) {
    let model = match open(load) {
        Ok(model) => Arc::new(model),
        Err(error) => return drop(ready.send(Err(error))),
    };
    if let Err((error, ready)) = serve(load, &model, ready, orders) {
        drop(ready.send(Err(error)));
    }
}

type Ready = oneshot::Sender<Result<Parts>>;

fn serve(load: &Load, model: &Arc<LlamaModel>, ready: Ready, orders: &Receiver<Command>) -> Result<(), (Error, Ready)> {
    let named = |reason: String| Error::new(failure(&load.path.display().to_string(), &reason));
    let vocab = Vocab::new(Arc::clone(model));
    let template = match ChatTemplate::of(&vocab, load.template.as_deref()) {
        Ok(template) => template,
        Err(reason) => return Err((named(reason), ready)),
    };
    let context = match backend().map(|backend| model.new_context(backend, context_params(load))) {
        Ok(Ok(context)) => context,
        Ok(Err(error)) => {
            let reason = "there is no memory for its context; choose fewer tokens with EdgeConfig::cache_tokens";
            return Err((Error::with_source(failure(&load.path.display().to_string(), reason), error), ready));
        }
        Err(error) => return Err((error, ready)),
    };
    let window = load.context_tokens.min(model.n_ctx_train().max(1)).min(context.n_ctx()) as usize;
    let limits = Limits {
        batch: context.n_batch() as usize,
        cells: context.n_ctx() as usize,
        sessions: load.max_sessions as usize,
        scoring: SCORING_SEQUENCES as usize,
        waiting: load.max_waiting,
        // A recurrent state is a whole: it can be neither shortened nor copied up to a place.
        partial: !(model.is_recurrent() || model.is_hybrid()),
    };
    let alive = Arc::new(());
    if ready.send(Ok(Parts { vocab, template, context: window, thread: Arc::downgrade(&alive) })).is_ok() {
        Scheduler::new(context, model.vocab(), limits).run(orders);
    }
    Ok(())
}

fn open(load: &Load) -> Result<LlamaModel> {
    let depth = gguf::check(&load.path)?;
    load.trial.before(&load.path, depth)?;
    let params = LlamaModelParams::default().with_n_gpu_layers(load.gpu_layers);
    LlamaModel::load_from_file(backend()?, &load.path, &params).map_err(|error| {
        let reason = "llama.cpp cannot load it; the file is damaged or its architecture is newer than this build";
        Error::with_source(failure(&load.path.display().to_string(), reason), error)
    })
}

fn context_params(load: &Load) -> LlamaContextParams {
    LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(load.cache_tokens))
        .with_n_batch(load.batch_tokens)
        .with_n_ubatch(load.batch_tokens)
        .with_n_seq_max(load.max_sessions + SCORING_SEQUENCES)
        .with_n_threads(load.threads)
        .with_n_threads_batch(load.threads)
        // One cache for all sequences: a copy of a prefix then copies no memory.
        .with_kv_unified(true)
        // Without it, what left a sliding window could not be returned to.
        .with_swa_full(true)
}

fn failure(model: &str, reason: &str) -> ErrorKind {
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
