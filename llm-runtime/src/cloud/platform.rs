//! [`CloudPlatform`]: a server as a place where models run.

use std::fmt;
use std::sync::Arc;

use llm_functions::BoxFuture;

use super::engine::CloudEngine;
use super::server::Server;
use super::{CloudConfig, ModelInfo, Probe, embeddings, models};
use crate::embedding::{EmbeddingRequest, Embeddings};
use crate::error::Result;
use crate::platform::{Capabilities, Engine, Platform};
use crate::schema::Schema;

/// A server as a place where models run. Clones share its connections, its slots and its token.
#[derive(Clone)]
pub struct CloudPlatform {
    pub(super) server: Arc<Server>,
}

impl CloudPlatform {
    /// Prepares a platform; connects to nobody yet.
    ///
    /// # Errors
    /// When the configuration cannot be used: the base URL is none, or would send data unencrypted to another machine; a
    /// header, a certificate or the proxy cannot be read; no request may run.
    pub fn new(config: CloudConfig) -> Result<Self> {
        Ok(Self { server: Arc::new(Server::new(config)?) })
    }

    /// Asks the server which models it has.
    ///
    /// # Errors
    /// When the server is not reached, refuses, or answers something else than a list.
    pub async fn models(&self) -> Result<Vec<ModelInfo>> {
        models::list(&self.server).await
    }

    /// Finds out what the server really does with a model, by about a dozen short public questions. What was found is kept
    /// for a day; until then nothing is asked again, and those who want to know at the same time share one asking.
    ///
    /// ```no_run
    /// # async fn example(platform: llm_runtime::cloud::CloudPlatform) -> llm_runtime::Result<()> {
    /// use llm_runtime::cloud::Feature;
    ///
    /// let probe = platform.probe("qwen3-8b").await?;
    /// if !probe.enforces(Feature::ForcedChoice) {
    ///     println!("{:?}", probe.finding(Feature::ForcedChoice));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the server does not answer a plain question, or stops answering.
    pub async fn probe(&self, model: &str) -> Result<Probe> {
        self.server.probes.get(&self.server, model).await
    }

    /// Takes over what was found before, such as by an earlier run of the program. It is believed as long as it is fresh;
    /// findings about another endpoint are not taken.
    pub async fn remember(&self, probe: Probe) {
        if probe.endpoint == self.server.endpoint() {
            self.server.probes.remember(probe).await;
        }
    }
}

impl Platform for CloudPlatform {
    fn capabilities(&self) -> Capabilities {
        let config = &self.server.config;
        Capabilities::new(config.tier, config.ceiling, config.models.clone())
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let engine: Box<dyn Engine> = Box::new(CloudEngine::new(Arc::clone(&self.server), schema));
        Box::pin(std::future::ready(Ok(engine)))
    }

    fn embeddings<'a>(&'a self, request: &'a EmbeddingRequest) -> BoxFuture<'a, Result<Embeddings>> {
        Box::pin(embeddings::ask(&self.server, request))
    }
}

impl fmt::Debug for CloudPlatform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = &self.server.config;
        out.debug_struct("CloudPlatform")
            .field("server", &self.server.client.base())
            .field("models", &config.models)
            .field("ceiling", &config.ceiling)
            .finish_non_exhaustive()
    }
}
