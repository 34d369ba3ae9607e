//! A model that is loaded: what sessions share of it.

pub mod gguf;
mod pieces;
pub(crate) mod special;
pub(crate) mod template;
pub(crate) mod vocab;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;

use llama_cpp_2::token::LlamaToken;
use tokio::sync::oneshot;

use super::encoder::Kept;
use super::facts::ModelFacts;
use super::grammar::Grammars;
use super::profile::ModelProfile;
use super::prompt::Way;
use super::stats::Counters;
use super::worker::{Command, Embedding, Request, SessionId, Worker};
use crate::error::{ErrorKind, Result};
use template::ChatTemplate;
use vocab::Vocab;

/// How many beginnings of conversations are remembered.
const MOST_PRIORS: usize = 1024;

/// A model that is loaded: its vocabulary and template here, its weights and cache with its thread.
#[derive(Debug)]
pub(crate) struct LoadedModel {
    pub(crate) name: String,
    pub(crate) vocab: Vocab,
    pub(crate) template: ChatTemplate,
    pub(crate) profile: ModelProfile,
    /// How functions are shown and calls are written.
    pub(crate) way: Way,
    /// The most tokens of one conversation.
    pub(crate) context: usize,
    pub(crate) facts: ModelFacts,
    pub(crate) counters: Arc<Counters>,
    pub(crate) grammars: Arc<Grammars>,
    /// Finds the function that a question means, where there is one.
    pub(crate) encoder: Option<Arc<LoadedModel>>,
    /// What functions mean, where this model is such an encoder.
    pub(crate) kept: Kept,
    /// How likely each choice is for the null question, by prompt.
    pub(crate) priors: Mutex<HashMap<Vec<LlamaToken>, Vec<f32>>>,
    /// Reads the vocabulary for the grammars; ended before the model is gone.
    warming: Mutex<Option<JoinHandle<()>>>,
    worker: Worker,
    sessions: AtomicU64,
    thread: Weak<()>,
}

impl LoadedModel {
    pub(crate) fn new(
        name: String,
        parts: Parts,
        profile: ModelProfile,
        worker: Worker,
        encoder: Option<Arc<Self>>,
    ) -> Self {
        let Parts { vocab, template, context, facts, counters, thread } = parts;
        Self {
            name,
            grammars: Arc::new(Grammars::new(vocab.clone())),
            vocab,
            way: Way::of(&profile, template.abilities()),
            template,
            profile,
            context,
            facts,
            counters,
            encoder,
            kept: Kept::default(),
            priors: Mutex::default(),
            warming: Mutex::default(),
            worker,
            sessions: AtomicU64::new(0),
            thread,
        }
    }

    /// Whether its thread still takes orders, and its encoder's.
    pub(crate) fn is_alive(&self) -> bool {
        self.thread.strong_count() > 0 && self.encoder.as_ref().is_none_or(|encoder| encoder.is_alive())
    }

    /// Whether this is its encoder.
    pub(crate) fn has(&self, encoder: &Arc<Self>) -> bool {
        self.encoder.as_ref().is_some_and(|own| Arc::ptr_eq(own, encoder))
    }

    /// Prepares the grammars in the background: reading a large vocabulary takes half a second, which is over by the time
    /// of the first call.
    pub(crate) fn warm_grammars(&self) {
        let mut warming = self.warming.lock().unwrap_or_else(PoisonError::into_inner);
        if warming.is_none() {
            let grammars = Arc::clone(&self.grammars);
            *warming = Some(std::thread::spawn(move || grammars.warm()));
        }
    }

    pub(crate) fn new_session(&self) -> SessionId {
        SessionId(self.sessions.fetch_add(1, Ordering::Relaxed))
    }

    /// A session of its own for something that is asked beside a conversation.
    pub(crate) fn guest(&self) -> Guest<'_> {
        Guest { model: self, session: self.new_session() }
    }

    pub(crate) fn submit(&self, request: Request) -> Result<()> {
        if self.worker.order(Command::Submit(Box::new(request))) {
            Ok(())
        } else {
            Err(ErrorKind::EngineStopped.into())
        }
    }

    /// The embeddings of these texts.
    pub(crate) async fn embed(&self, texts: Vec<Vec<LlamaToken>>) -> Result<Vec<Vec<f32>>> {
        self.order_embeddings(texts).ok_or(ErrorKind::EngineStopped)?.vectors().await
    }

    /// What each token of these texts means: vectors of any length.
    pub(crate) async fn embed_tokens(&self, texts: Vec<Vec<LlamaToken>>) -> Result<Vec<Vec<Vec<f32>>>> {
        let (reply, answer) = oneshot::channel();
        self.worker.order(Command::Embed(Embedding { texts, tokens: true, reply }));
        answer.await.map_err(|_| ErrorKind::EngineStopped)?
    }

    /// Has these texts' embeddings computed, as long as the answer is kept; `None` when its thread has ended.
    pub(crate) fn order_embeddings(&self, texts: Vec<Vec<LlamaToken>>) -> Option<Embedded> {
        let (reply, answer) = oneshot::channel();
        self.worker.order(Command::Embed(Embedding { texts, tokens: false, reply })).then_some(Embedded(answer))
    }

    pub(crate) fn close(&self, session: SessionId) {
        // A thread that has ended holds nothing any more.
        self.worker.order(Command::Close(session));
    }

    pub(crate) fn prior(&self, key: &[LlamaToken]) -> Option<Vec<f32>> {
        self.priors.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(crate) fn keep_prior(&self, key: Vec<LlamaToken>, prior: Vec<f32>) {
        let mut kept = self.priors.lock().unwrap_or_else(PoisonError::into_inner);
        // A system text with the time in it is another one every minute.
        if kept.len() >= MOST_PRIORS {
            kept.clear();
        }
        kept.insert(key, prior);
    }
}

/// Embeddings that are being computed.
#[derive(Debug)]
pub(crate) struct Embedded(oneshot::Receiver<Result<Vec<Vec<Vec<f32>>>>>);

impl Embedded {
    /// Waits for them. They are told once; whoever stops waiting before may wait again.
    pub(crate) async fn vectors(&mut self) -> Result<Vec<Vec<f32>>> {
        let texts = (&mut self.0).await.map_err(|_| ErrorKind::EngineStopped)??;
        Ok(texts.into_iter().flatten().collect())
    }
}

/// A session that ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Guest<'m> {
    model: &'m LoadedModel,
    pub(crate) session: SessionId,
}

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        self.model.close(self.session);
    }
}

impl Drop for LoadedModel {
    fn drop(&mut self) {
        let warming = self.warming.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // A panic there shows again, and is reported, where a grammar is asked for.
        let _ = warming.map(JoinHandle::join);
    }
}

/// What the thread says about a model that it has loaded.
pub(crate) struct Parts {
    pub(crate) vocab: Vocab,
    pub(crate) template: ChatTemplate,
    pub(crate) context: usize,
    pub(crate) facts: ModelFacts,
    pub(crate) counters: Arc<Counters>,
    /// Upgrades as long as the thread lives.
    pub(crate) thread: Weak<()>,
}
