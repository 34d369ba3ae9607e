//! Which models the node offers, and from where.

#[cfg(feature = "edge")]
mod local;
mod upstream;

use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use fog_node::node::{Loader, Node};
use llm_runtime::Platform;
use llm_runtime::cloud::CloudPlatform;
use llm_runtime::fog::protocol::ModelStatus;

#[derive(Debug, Args)]
pub(super) struct Models {
    /// The server behind this node: the base address of an API as `OpenAI`'s, such as `http://127.0.0.1:8080/v1`.
    #[arg(long, value_name = "URL", requires = "names")]
    upstream: Option<String>,
    /// The environment variable with the key of that server.
    #[arg(long, value_name = "VARIABLE", requires = "upstream")]
    upstream_key: Option<String>,
    /// Try what that server really does, and tell it to clients with the node's status: it is asked some short questions.
    #[arg(long, requires = "upstream")]
    probe: bool,
    /// A model of that server; without one, a model of the catalogue, which is fetched first if it is not here and runs in the
    /// node itself. May be given several times.
    #[arg(long = "model", value_name = "NAME")]
    names: Vec<String>,
    #[cfg(feature = "edge")]
    #[command(flatten)]
    local: local::Local,
}

/// Models, and where they run.
pub(super) struct Offer {
    pub(super) platform: Arc<dyn Platform>,
    pub(super) models: Vec<ModelStatus>,
    /// What loads them, if they are loaded here.
    loader: Option<Arc<dyn Loader>>,
    /// What is to be asked what it does.
    probed: Option<CloudPlatform>,
}

impl Models {
    /// The models that are offered by a node that generates so many answers at once.
    pub(super) fn offer(&self, slots: u32) -> Result<Offer> {
        match &self.upstream {
            Some(url) => upstream::offer(self, url, slots),
            #[cfg(feature = "edge")]
            None => self.local.offer(&self.names, slots),
            #[cfg(not(feature = "edge"))]
            None => anyhow::bail!(
                "say with --upstream which server is behind this node; models in the node itself need it built with \
                 `--features edge`"
            ),
        }
    }
}

impl Offer {
    /// Has the node load its models when they are asked for, and find out what they do.
    pub(super) fn begin(self, node: &Node) {
        if let Some(loader) = self.loader {
            node.load_with(loader);
            for model in &self.models {
                node.set_features(&model.id, upstream::every_feature());
            }
        }
        if let Some(platform) = self.probed {
            tokio::spawn(upstream::probe(platform, self.models, node.clone()));
        }
    }
}
