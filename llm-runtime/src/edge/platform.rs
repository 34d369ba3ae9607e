//! [`EdgePlatform`]: the models that run in this process.

use std::sync::Arc;

use llm_functions::{BoxFuture, Sensitivity};

use super::config::{EdgeConfig, EdgeModel};
use super::engine::EdgeEngine;
use super::evidence::Evidence;
use super::facts::ModelFacts;
use super::likelihood::{self, Likelihood};
use super::model::LoadedModel;
use super::pool::Pool;
use super::probe::Trust;
use super::stats::ModelStats;
use super::worker::{Load, Progress, Worker};
use crate::embedding::{EmbeddingRequest, Embeddings};
use crate::error::{ErrorKind, Result};
use crate::message::Message;
use crate::platform::{Capabilities, Engine, Platform, Tier};
use crate::schema::Schema;

/// Models that run in this process, each on a thread of its own.
///
/// ```no_run
/// use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
/// # async fn load() -> llm_runtime::Result<()> {
/// let platform = EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new("smollm2-135m-instruct", "model.gguf")));
/// platform.load("smollm2-135m-instruct").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct EdgePlatform {
    config: EdgeConfig,
    pool: Pool,
}

impl EdgePlatform {
    /// A platform for these models. Nothing is loaded yet.
    pub fn new(config: EdgeConfig) -> Self {
        Self { config, pool: Pool::default() }
    }

    /// How models run here.
    pub fn config(&self) -> &EdgeConfig {
        &self.config
    }

    /// How many threads compute, as configured or as chosen for this machine.
    pub fn threads(&self) -> u32 {
        self.config.thread_count().unsigned_abs()
    }

    /// Loads a model now, so that the first session need not wait for it.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] when there is no such model, its file cannot be used, or it needs more than the memory budget;
    /// [`ErrorKind::NoRoom`] when the budget has no room for it now.
    pub async fn load(&self, model: &str) -> Result<()> {
        self.loaded_model(model, None).await.map(drop)
    }

    /// The same, and tells how much is loaded, from 0 to 1, from another thread. Dropping the future ends the loading.
    ///
    /// # Errors
    /// Those of [`EdgePlatform::load`].
    pub async fn load_with_progress(&self, model: &str, progress: impl FnMut(f32) + Send + 'static) -> Result<()> {
        self.loaded_model(model, Some(Box::new(progress))).await.map(drop)
    }

    /// Whether a model is loaded. Waits for nothing, also while one is being loaded.
    pub fn is_loaded(&self, model: &str) -> bool {
        self.pool.look(model, LoadedModel::is_alive).unwrap_or(false)
    }

    /// Unloads a model, as soon as the last session that uses it has ended, and its encoder if no other has it. Says whether
    /// it was loaded.
    #[allow(clippy::unused_async, reason = "whoever waits for it need not know that nothing has to be waited for")]
    pub async fn unload(&self, model: &str) -> bool {
        let Some(gone) = self.pool.remove(model) else { return false };
        let _encoder = gone.encoder.as_ref().and_then(|encoder| self.pool.remove_unused(encoder));
        true
    }

    /// What a model is and how it runs here; `None` when it is not loaded.
    #[allow(clippy::unused_async, reason = "whoever waits for it need not know that nothing has to be waited for")]
    pub async fn facts(&self, model: &str) -> Option<ModelFacts> {
        self.pool.look(model, |model| model.facts.clone())
    }

    /// What a model has done since it was loaded; `None` when it is not loaded.
    #[allow(clippy::unused_async, reason = "whoever waits for it need not know that nothing has to be waited for")]
    pub async fn stats(&self, model: &str) -> Option<ModelStats> {
        self.pool.look(model, |model| model.counters.read())
    }

    /// Loads a schema's model and computes what is the same for all its sessions, so that the first question is answered
    /// as quickly as the second: system text, functions and examples.
    ///
    /// # Errors
    /// Those of [`EdgePlatform::load`] and of a first turn.
    pub async fn prewarm(&self, schema: Arc<Schema>) -> Result<()> {
        let model = self.generating_model(schema.model()).await?;
        EdgeEngine::new(model, schema).prewarm().await
    }

    /// What the model would read of a conversation, as text: to see what it is told, or to tell another the same.
    ///
    /// # Errors
    /// Those of [`EdgePlatform::load`], and [`ErrorKind::Model`] when its chat template refuses the conversation.
    pub async fn prompt(&self, schema: Arc<Schema>, messages: &[Message]) -> Result<String> {
        let model = self.generating_model(schema.model()).await?;
        EdgeEngine::new(model, schema).prompt(messages)
    }

    /// What texts mean, as numbers: for each text a vector of length 1, so that the product of two says how alike their
    /// meanings are. A model that was not trained for it gives a rough idea only.
    ///
    /// # Errors
    /// Those of [`EdgePlatform::load`]; [`ErrorKind::ContextWindow`] for a text that is too long.
    pub async fn embed<T: AsRef<str>>(&self, model: &str, texts: &[T]) -> Result<Vec<Vec<f32>>> {
        let model = self.loaded_model(model, None).await?;
        let texts = texts.iter().map(|text| model.vocab.text(text.as_ref())).collect();
        model.embed(texts).await
    }

    /// How likely a model finds a text, word for word: to see what an adapter or a quantization takes from it.
    ///
    /// # Errors
    /// Those of [`EdgePlatform::load`]; [`ErrorKind::ContextWindow`] for a text that is too long.
    pub async fn likelihood(&self, model: &str, text: &str) -> Result<Likelihood> {
        let model = self.generating_model(model).await?;
        likelihood::of(&model, text).await
    }

    /// What speaks for a call, and for each function, in the next turn of a conversation: to find the weights of
    /// [`ChoiceMethod::Encoder`](super::ChoiceMethod::Encoder) for a model.
    ///
    /// # Errors
    /// Those of [`EdgePlatform::load`] and of a turn; [`ErrorKind::Configuration`] for a model that does not choose
    /// functions by what it writes.
    pub async fn evidence(&self, schema: Arc<Schema>, messages: &[Message]) -> Result<Evidence> {
        let model = self.generating_model(schema.model()).await?;
        EdgeEngine::new(model, schema).evidence(messages).await
    }

    /// A model for conversations.
    async fn generating_model(&self, name: &str) -> Result<Arc<LoadedModel>> {
        let model = self.loaded_model(name, None).await?;
        if model.facts.generates {
            return Ok(model);
        }
        let architecture = &model.facts.architecture;
        let reason = format!(
            "a model of the architecture {architecture} generates no text; ask it for embeddings, or name another"
        );
        Err(ErrorKind::Model { model: name.to_owned(), reason }.into())
    }

    async fn loaded_model(&self, name: &str, progress: Option<Progress>) -> Result<Arc<LoadedModel>> {
        if let Some(model) = self.pool.get(name) {
            return Ok(model);
        }
        let model = self.config.named(name).ok_or_else(|| self.unknown(name))?;
        let turns = self.pool.turns(name);
        let _turn = turns.lock().await;
        if let Some(model) = self.pool.get(name) {
            return Ok(model);
        }
        let encoder = self.loaded_encoder(model).await?;
        // The weights are most of what it will need; what the cache needs is known once it is there.
        let weights = std::fs::metadata(&model.path).map_or(0, |facts| facts.len());
        self.pool.remove(name);
        let reserved = self.pool.reserve(name, weights, encoder.as_ref(), self.config.memory)?;
        let fresh = Arc::new(self.start(model, encoder, progress).await?);
        reserved.keep(&fresh, self.config.memory)?;
        Ok(fresh)
    }

    /// The encoder of a model that is about to be loaded.
    async fn loaded_encoder(&self, model: &EdgeModel) -> Result<Option<Arc<LoadedModel>>> {
        let Some(encoder) = model.its_encoder() else { return Ok(None) };
        let refused = |reason: &str| {
            let reason = format!("its encoder `{}` {reason}", encoder.name);
            ErrorKind::Model { model: model.name.clone(), reason }
        };
        if encoder.encoder.is_some() {
            return Err(refused("is given an encoder itself; give it none").into());
        }
        if !self.config.named(&encoder.name).is_some_and(|known| known.is_same(encoder)) {
            return Err(refused("has the name of another model; give each a name of its own").into());
        }
        // An encoder has none itself, so that this ends.
        let loaded = Box::pin(self.loaded_model(&encoder.name, None)).await?;
        if loaded.facts.generates {
            return Err(refused("generates text; name a model that was made for embeddings, such as BERT").into());
        }
        Ok(Some(loaded))
    }

    async fn start(
        &self,
        model: &EdgeModel,
        encoder: Option<Arc<LoadedModel>>,
        progress: Option<Progress>,
    ) -> Result<LoadedModel> {
        let config = &self.config;
        let wanted = Arc::new(());
        let load = Load {
            path: model.path.clone(),
            template: model.profile.template.clone(),
            context_tokens: config.context_tokens,
            cache_tokens: config.cache_tokens.unwrap_or(config.context_tokens.saturating_mul(2)),
            threads: config.thread_count(),
            batch_tokens: config.batch_tokens,
            max_sessions: config.max_sessions,
            max_waiting: config.max_waiting,
            gpu_layers: config.gpu_layers,
            adapters: model.adapters.clone(),
            merged: model.merged,
            kv_type: config.kv_type,
            prefixes: config.prefixes.clone().filter(|_| !config.repeatable),
            repeatable: config.repeatable,
            progress,
            wanted: Arc::downgrade(&wanted),
            trial: Trust { untrusted: model.untrusted, probe: config.probe.clone() },
        };
        let (worker, ready) = Worker::start(&model.name, load)?;
        let parts = ready.await.map_err(|_| ErrorKind::EngineStopped)??;
        Ok(LoadedModel::new(model.name.clone(), parts, model.profile.clone(), worker, encoder))
    }

    fn unknown(&self, name: &str) -> ErrorKind {
        let available: Vec<&str> = self.config.loadable().map(EdgeModel::name).collect();
        let reason =
            format!("it is not among the models of this platform ({}); add it to EdgeConfig", available.join(", "));
        ErrorKind::Model { model: name.to_owned(), reason }
    }
}

impl Platform for EdgePlatform {
    /// Models for conversations; encoders, which nobody can talk to, are there for embeddings and not named.
    fn capabilities(&self) -> Capabilities {
        let models = self.config.models.iter().map(|model| model.name.clone()).collect();
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, models)
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        Box::pin(async move {
            let model = self.generating_model(schema.model()).await?;
            if !schema.definitions().is_empty() {
                model.warm_grammars();
            }
            Ok(Box::new(EdgeEngine::new(model, schema)) as Box<dyn Engine>)
        })
    }

    fn embeddings<'a>(&'a self, request: &'a EmbeddingRequest) -> BoxFuture<'a, Result<Embeddings>> {
        Box::pin(async move {
            let model = self.loaded_model(&request.model, None).await?;
            let texts: Vec<_> = request.texts.iter().map(|text| model.vocab.text(text)).collect();
            let tokens = texts.iter().map(Vec::len).sum::<usize>();
            let vectors = model.embed(texts).await?;
            Ok(Embeddings::new(vectors, u32::try_from(tokens).unwrap_or(u32::MAX)))
        })
    }
}
