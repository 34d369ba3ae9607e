//! [`FogPlatform`]: the nodes as a place where models run.

use std::fmt;
use std::sync::Arc;

use futures_util::stream;
use llm_functions::BoxFuture;
use tokio::sync::broadcast::error::RecvError;

use super::choice::{Choice, Work};
use super::directory::Directory;
use super::discovery::{self, Discovery, Heard, Lookouts, NodeChange};
use super::engine::FogEngine;
use super::protocol::Status;
use super::{FogConfig, NodeAddress, NodeId};
use crate::error::Result;
use crate::platform::{BoxStream, Capabilities, Engine, Platform, Tier};
use crate::schema::Schema;

/// How many nodes that do not answer may wait to be asked after.
const MOST_MISSING: usize = 16;

/// The nodes of the local network as a place where models run. Clones share connections and what was measured.
#[derive(Clone)]
pub struct FogPlatform {
    pub(super) directory: Arc<Directory>,
}

impl FogPlatform {
    /// Prepares a platform; connects to nobody yet.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn new(config: FogConfig) -> Result<Self> {
        Ok(Self { directory: Arc::new(Directory::new(config)) })
    }

    /// Adds a node, or further addresses of one that is known.
    pub fn add(&self, node: NodeAddress) {
        self.directory.add(node);
    }

    /// The nodes that are known, believed or not.
    pub fn nodes(&self) -> Vec<NodeAddress> {
        self.directory.nodes()
    }

    /// Looks for nodes from now on, as long as the platform lives or until another search takes this one's place. Who is found
    /// is not believed for it. Has to be called within tokio's runtime.
    ///
    /// # Errors
    /// When the system does not let us listen.
    pub fn discover(&self, discovery: Discovery) -> Result<()> {
        let lookout = discovery.listen()?;
        self.watch(Heard { discovery, lookout });
        Ok(())
    }

    pub(super) fn watch(&self, lookout: impl Lookouts) {
        let (missing, told) = tokio::sync::mpsc::channel(MOST_MISSING);
        self.directory.report_missing(missing);
        tokio::spawn(discovery::watch(Arc::downgrade(&self.directory), lookout, told));
    }

    /// What changes about the nodes from now on; of those that are known already [`nodes`](Self::nodes) tells. Who reads too
    /// slowly misses some.
    pub fn changes(&self) -> BoxStream<'static, NodeChange> {
        Box::pin(stream::unfold(self.directory.changes(), |mut changes| async move {
            loop {
                match changes.recv().await {
                    Ok(change) => return Some((change, changes)),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            }
        }))
    }

    /// Asks a node what it has and how busy it is.
    ///
    /// # Errors
    /// When the node is not known, not reached, not believed, or refuses.
    pub async fn status(&self, node: NodeId) -> Result<Status> {
        self.directory.status(node).await
    }

    /// Which node a turn would go to now, with a prompt of so many tokens, and what is expected of each.
    ///
    /// ```no_run
    /// # async fn example(platform: llm_runtime::fog::FogPlatform) {
    /// print!("{}", platform.explain("smollm2-135m-instruct", 400).await);
    /// # }
    /// ```
    pub async fn explain(&self, model: &str, prompt_tokens: usize) -> Choice {
        self.directory.explain(model, Work { prompt: prompt_tokens, most: None }).await
    }
}

impl Platform for FogPlatform {
    fn capabilities(&self) -> Capabilities {
        let config = &self.directory.config;
        Capabilities::new(Tier::Fog, config.ceiling, config.models.clone())
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let engine: Box<dyn Engine> = Box::new(FogEngine::new(Arc::clone(&self.directory), schema));
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl fmt::Debug for FogPlatform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("FogPlatform").field("nodes", &self.nodes()).finish_non_exhaustive()
    }
}
