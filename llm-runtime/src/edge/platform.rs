//! [`EdgePlatform`]: the models that run in this process.

use std::collections::HashMap;
use std::sync::Arc;

use llm_functions::{BoxFuture, Sensitivity};
use tokio::sync::Mutex;

use super::config::{EdgeConfig, EdgeModel};
use super::engine::EdgeEngine;
use super::model::LoadedModel;
use super::probe::Trust;
use super::worker::{Load, Worker};
use crate::error::{ErrorKind, Result};
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
    loaded: Mutex<HashMap<String, Arc<LoadedModel>>>,
}

impl EdgePlatform {
    /// A platform for these models. Nothing is loaded yet.
    pub fn new(config: EdgeConfig) -> Self {
        Self { config, loaded: Mutex::default() }
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
    /// [`ErrorKind::Model`] when there is no such model or its file cannot be used.
    pub async fn load(&self, model: &str) -> Result<()> {
        self.loaded_model(model).await.map(drop)
    }

    async fn loaded_model(&self, name: &str) -> Result<Arc<LoadedModel>> {
        // Held while a model is loaded, so that two sessions never load it twice.
        let mut loaded = self.loaded.lock().await;
        if let Some(model) = loaded.get(name).filter(|model| model.is_alive()) {
            return Ok(Arc::clone(model));
        }
        let model = self.config.models.iter().find(|model| model.name == name).ok_or_else(|| self.unknown(name))?;
        let fresh = Arc::new(self.start(model).await?);
        loaded.insert(name.to_owned(), Arc::clone(&fresh));
        Ok(fresh)
    }

    async fn start(&self, model: &EdgeModel) -> Result<LoadedModel> {
        let config = &self.config;
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
            trial: Trust { untrusted: model.untrusted, probe: config.probe.clone() },
        };
        let (worker, ready) = Worker::start(&model.name, load)?;
        let parts = ready.await.map_err(|_| ErrorKind::EngineStopped)??;
        Ok(LoadedModel::new(model.name.clone(), parts, model.profile.clone(), worker))
    }

    fn unknown(&self, name: &str) -> ErrorKind {
        let available: Vec<&str> = self.config.models.iter().map(EdgeModel::name).collect();
        let reason =
            format!("it is not among the models of this platform ({}); add it to EdgeConfig", available.join(", "));
        ErrorKind::Model { model: name.to_owned(), reason }
    }
}

impl Platform for EdgePlatform {
    fn capabilities(&self) -> Capabilities {
        let models = self.config.models.iter().map(|model| model.name.clone()).collect();
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, models)
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        Box::pin(async move {
            let model = self.loaded_model(schema.model()).await?;
            if !schema.definitions().is_empty() {
                model.warm_grammars();
            }
            Ok(Box::new(EdgeEngine::new(model, schema)) as Box<dyn Engine>)
        })
    }
}
