//! The thread that owns a model and its context.
//!
//! A context borrows its model and belongs to one thread at a time, so both live on the stack of a thread of their own,
//! which takes orders over a channel. That needs neither `unsafe` nor a leak.

mod choosing;
mod command;
mod embedding;
mod facts;
mod job;
mod load;
mod logprobs;
mod prefixes;
mod sampler;
mod scheduler;
mod scoring;
mod sequence;
mod text;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::model::{LlamaLoraAdapter, LlamaModel};
use tokio::sync::oneshot;

pub(crate) use choosing::Choosing;
pub(crate) use command::{Command, Embedding, Generation, JobEvent, Request, SessionId, Work};
use embedding::Embedder;
pub(crate) use embedding::{MOST_EMBEDDED, normalized};
pub(crate) use load::{Load, Progress};
pub(crate) use load::{backend, generates, shifts};
use load::{context_params, failure, limits, settings};
use prefixes::Prefixes;
pub(crate) use sampler::Sampler;
use scheduler::Scheduler;

use super::model::Parts;
use super::model::template::ChatTemplate;
use super::model::vocab::Vocab;
use crate::error::{Error, Result};

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
        let (ready, loaded) = oneshot::channel::<Result<Parts>>();
        let thread = std::thread::Builder::new()
            .name(format!("edge {name}"))
            .spawn(move || run(load, ready, &orders))
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

fn run(mut load: Load, ready: Ready, orders: &Receiver<Command>) {
    let alone = load::alone();
    let (model, mut adapters) = match open(&mut load) {
        Ok((model, adapters)) => (Arc::new(model), adapters),
        Err(error) => return drop(ready.send(Err(error))),
    };
    let (context, parts) = match prepare(&load, &model, adapters.as_mut().map(|(_, adapter)| adapter)) {
        Ok(prepared) => prepared,
        Err(error) => return drop(ready.send(Err(error))),
    };
    drop(alone);
    let limits = limits(&load, &model, &context);
    let files: Vec<&Path> =
        std::iter::once(load.path.as_path()).chain(adapters.as_ref().map(|(path, _)| path.as_path())).collect();
    let prefixes = load.prefixes.as_deref();
    let prefixes = prefixes.and_then(|directory| Prefixes::open(directory, &files, &settings(&load)));
    let (alive, counters) = (Arc::new(()), Arc::clone(&parts.counters));
    if ready.send(Ok(Parts { thread: Arc::downgrade(&alive), ..parts })).is_ok() {
        let embedder = Embedder::new(&model, load.threads, adapters.map(|(_, adapter)| adapter));
        Scheduler::new(context, model.vocab(), limits, prefixes, embedder, counters).run(orders);
    }
}

/// The model, and its adapters with the file that they came from.
type Opened = (LlamaModel, Option<(PathBuf, LlamaLoraAdapter)>);

fn open(load: &mut Load) -> Result<Opened> {
    load::merge(load)?;
    // Before the model, which takes longer.
    let path = load::adapters(load)?;
    let mut model = load::open(load)?;
    let adapters =
        path.map(|path| load::open_adapters(&path, &mut model).map(|adapter| (path, adapter))).transpose()?;
    Ok((model, adapters))
}

type Ready = oneshot::Sender<Result<Parts>>;

/// What the caller's side needs of a model, and the context for this side.
fn prepare<'m>(
    load: &Load,
    model: &'m Arc<LlamaModel>,
    adapters: Option<&mut LlamaLoraAdapter>,
) -> Result<(LlamaContext<'m>, Parts)> {
    let path = load.path.display().to_string();
    let vocab = Vocab::new(Arc::clone(model));
    // No conversation is rendered for a model that answers none.
    let given = load.template.as_deref().or_else(|| (!generates(model)).then_some(""));
    let template = ChatTemplate::of(&vocab, given).map_err(|reason| failure(&path, &reason))?;
    let mut context = model.new_context(backend()?, context_params(load)).map_err(|error| {
        let reason = "there is no memory for its context; choose fewer tokens with EdgeConfig::cache_tokens";
        Error::with_source(failure(&path, reason), error)
    })?;
    if let Some(adapters) = adapters {
        let refused = |error| Error::with_source(failure(&path, "its adapters cannot be used"), error);
        context.lora_adapter_set(adapters, 1.0).map_err(refused)?;
    }
    let window = load.context_tokens.min(model.n_ctx_train().max(1)).min(context.n_ctx()) as usize;
    let facts = facts::of(load, model, &context, window);
    Ok((
        context,
        Parts { vocab, template, context: window, facts, counters: Arc::default(), thread: std::sync::Weak::new() },
    ))
}
