//! Which models the node offers, and from where.

#[cfg(feature = "edge")]
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;
use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::{AuthToken, Platform, Sensitivity};

#[derive(Debug, Args)]
pub(super) struct Models {
    /// The server behind this node: the base address of an API as `OpenAI`'s, such as `http://127.0.0.1:8080/v1`.
    #[arg(long, value_name = "URL", requires = "names")]
    upstream: Option<String>,
    /// The environment variable with the key of that server.
    #[arg(long, value_name = "VARIABLE", requires = "upstream")]
    upstream_key: Option<String>,
    /// A model of that server; may be given several times.
    #[arg(long = "model", requires = "upstream")]
    names: Vec<String>,
    /// A model that runs in the node itself: a name and a GGUF file, NAME=FILE; may be given several times.
    #[cfg(feature = "edge")]
    #[arg(long = "file", value_name = "NAME=FILE", value_parser = super::reload::keys, conflicts_with = "upstream")]
    files: Vec<(String, PathBuf)>,
    /// The most memory, in MiB, that loaded models may take together; those that were used longest ago are unloaded.
    #[cfg(feature = "edge")]
    #[arg(long, value_name = "MIB", requires = "files")]
    memory: Option<u64>,
}

/// Models, and where they run.
pub(super) type Offer = (Arc<dyn Platform>, Vec<ModelStatus>);

impl Models {
    /// The models that are offered by a node that generates so many answers at once.
    pub(super) fn offer(&self, slots: u32) -> Result<Offer> {
        #[cfg(feature = "edge")]
        if !self.files.is_empty() {
            return self.of_files(slots);
        }
        let upstream = self.upstream.as_deref();
        let upstream = upstream.context(if cfg!(feature = "edge") {
            "say with --file which models run here, or with --upstream which server is behind this node"
        } else {
            "say with --upstream which server is behind this node; models in the node itself need it built with \
             `--features edge`"
        })?;
        let auth = self.upstream_key.as_ref().map_or_else(AuthToken::none, AuthToken::environment);
        let config = CloudConfig::new(upstream)
            .models(self.names.clone())
            .auth(auth)
            .ceiling(Sensitivity::Sensitive)
            .concurrent_requests(slots.max(1));
        let platform = CloudPlatform::new(config).context("the server behind this node cannot be used")?;
        ensure!(!self.names.is_empty(), "name a --model of the server");
        // An answer is gone on with by the numbers of its tokens, which no such server takes.
        let models = self.names.iter().map(|model| ModelStatus::new(model, None, false)).collect();
        Ok((Arc::new(platform), models))
    }

    #[cfg(feature = "edge")]
    fn of_files(&self, slots: u32) -> Result<Offer> {
        use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};

        let mut config = EdgeConfig::new()
            // Those that are served, and those whose conversation may go on.
            .max_sessions(slots.saturating_mul(2))
            .max_waiting(usize::try_from(slots).unwrap_or(usize::MAX));
        if let Some(memory) = self.memory {
            config = config.memory_budget(memory.saturating_mul(1 << 20));
        }
        let mut models = Vec::new();
        for (name, file) in &self.files {
            let digest = fog_node::digest::of_file(file)
                .with_context(|| format!("could not read the model {}", file.display()))?;
            models.push(ModelStatus::new(name, Some(digest), true));
            config = config.model(EdgeModel::new(name, file));
        }
        Ok((Arc::new(EdgePlatform::new(config)), models))
    }
}
