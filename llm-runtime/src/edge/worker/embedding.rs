//! Embeddings: what a text means, as numbers.
//!
//! They need contexts of their own, which are made when the first text comes: one for what texts mean, and one for what each
//! of their tokens does. One text is computed at a time, between two batches of the sessions.

use std::collections::VecDeque;
use std::num::NonZeroU32;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::{LlamaContextParams, LlamaPoolingType};
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::{LlamaLoraAdapter, LlamaModel};
use llama_cpp_2::token::LlamaToken;

use super::command::Embedding;
use super::load::{alone, backend, failure};
use crate::error::{ErrorKind, Result};

/// The most tokens of a text: all of them are one batch, whose memory is set aside.
pub(crate) const MOST_EMBEDDED: u32 = 2048;

/// Computes embeddings.
pub(super) struct Embedder<'m> {
    model: &'m LlamaModel,
    threads: i32,
    adapter: Option<LlamaLoraAdapter>,
    whole: Option<LlamaContext<'m>>,
    tokens: Option<LlamaContext<'m>>,
    queue: VecDeque<Waiting>,
}

struct Waiting {
    order: Embedding,
    done: Vec<Vec<Vec<f32>>>,
}

impl<'m> Embedder<'m> {
    pub(super) fn new(model: &'m LlamaModel, threads: i32, adapter: Option<LlamaLoraAdapter>) -> Self {
        Self { model, threads, adapter, whole: None, tokens: None, queue: VecDeque::new() }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn enqueue(&mut self, order: Embedding) {
        self.queue.push_back(Waiting { order, done: Vec::new() });
    }

    /// Computes one text.
    pub(super) fn tick(&mut self) {
        self.queue.retain(|waiting| !waiting.order.reply.is_closed());
        let Some(mut waiting) = self.queue.pop_front() else { return };
        let Some(text) = waiting.order.texts.get(waiting.done.len()) else {
            return drop(waiting.order.reply.send(Ok(waiting.done)));
        };
        match self.embed(text, waiting.order.tokens) {
            Ok(embedding) => {
                waiting.done.push(embedding);
                // Others that wait get their turn between two texts.
                self.queue.push_back(waiting);
            }
            Err(error) => drop(waiting.order.reply.send(Err(error))),
        }
    }

    fn embed(&mut self, text: &[LlamaToken], tokens: bool) -> Result<Vec<Vec<f32>>> {
        let context = self.context(tokens)?;
        let most = context.n_batch() as usize;
        if text.len() > most {
            return Err(ErrorKind::ContextWindow { needed: text.len(), available: most, functions: 0 }.into());
        }
        if text.is_empty() {
            return Err(ErrorKind::Generation("a text without tokens has no embedding".to_owned()).into());
        }
        context.clear_kv_cache();
        let mut batch = LlamaBatch::new(text.len(), 1);
        for (position, token) in (0..).zip(text) {
            batch.add(*token, position, &[0], true).map_err(failed)?;
        }
        context.decode(&mut batch).map_err(failed)?;
        if !tokens {
            return Ok(vec![normalized(context.embeddings_seq_ith(0).map_err(failed)?)]);
        }
        let each = (0..).take(text.len()).map(|place| context.embeddings_ith(place).map(<[f32]>::to_vec));
        Ok(each.collect::<std::result::Result<_, _>>().map_err(failed)?)
    }

    fn context(&mut self, each: bool) -> Result<&mut LlamaContext<'m>> {
        let pooling = if each { LlamaPoolingType::None } else { self.pooling() };
        let kept = if each { &mut self.tokens } else { &mut self.whole };
        if kept.is_none() {
            let tokens = MOST_EMBEDDED.min(self.model.n_ctx_train().max(1));
            let params = LlamaContextParams::default()
                .with_n_ctx(NonZeroU32::new(tokens))
                .with_n_batch(tokens)
                .with_n_ubatch(tokens)
                .with_n_threads(self.threads)
                .with_n_threads_batch(self.threads)
                .with_embeddings(true)
                .with_pooling_type(pooling);
            let _alone = alone();
            let context = self.model.new_context(backend()?, params);
            let mut context = context.map_err(|_| failure("embeddings", "there is no memory for their context"))?;
            if let Some(adapter) = &mut self.adapter {
                context.lora_adapter_set(adapter, 1.0).map_err(failed)?;
            }
            *kept = Some(context);
        }
        kept.as_mut().ok_or_else(|| ErrorKind::EngineStopped.into())
    }

    /// What the model was trained for, or the mean of all tokens for one that was not trained for it.
    fn pooling(&self) -> LlamaPoolingType {
        let architecture = self.model.meta_val_str("general.architecture").unwrap_or_default();
        let trained = self.model.meta_val_str(&format!("{architecture}.pooling_type")).is_ok();
        if trained { LlamaPoolingType::Unspecified } else { LlamaPoolingType::Mean }
    }
}

fn failed(error: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Generation(format!("the embedding: {error}"))
}

/// Of length 1, so that the product of two is the cosine of their angle.
pub(crate) fn normalized(embedding: &[f32]) -> Vec<f32> {
    let length = embedding.iter().map(|value| value * value).sum::<f32>().sqrt();
    let length = if length > 0.0 { length } else { 1.0 };
    embedding.iter().map(|value| value / length).collect()
}
