//! Models that run in the node itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use fog_node::digest;
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::models::{ModelManager, Phase};

use super::Offer;
use crate::cli::reload;

#[derive(Debug, Args)]
pub(super) struct Local {
    /// A model that runs in the node itself: a name and a GGUF file, NAME=FILE; may be given several times. It is loaded when
    /// it is first asked for.
    #[arg(long = "file", value_name = "NAME=FILE", value_parser = reload::keys, conflicts_with = "upstream")]
    files: Vec<(String, PathBuf)>,
    /// An adapter that was trained for functions and goes with a model, NAME=FILE. Models of the catalogue bring theirs along.
    #[arg(long = "companion", value_name = "NAME=FILE", value_parser = reload::keys, conflicts_with = "upstream")]
    companions: Vec<(String, PathBuf)>,
    /// The most memory, in MiB, that loaded models may take together; those that were used longest ago are unloaded, and none
    /// with an answer under way.
    #[arg(long, value_name = "MIB", conflicts_with = "upstream")]
    memory: Option<u64>,
    /// How many threads compute; as many as there are cores that nobody else keeps busy unless set.
    #[arg(long, conflicts_with = "upstream")]
    threads: Option<u32>,
    /// The most tokens of one conversation.
    #[arg(long, value_name = "TOKENS", default_value_t = 4096, conflicts_with = "upstream")]
    context: u32,
    /// How many tokens of all conversations of a model are kept together; twice the context unless set.
    #[arg(long, value_name = "TOKENS", conflicts_with = "upstream")]
    cache: Option<u32>,
    /// One answer after the other, and each to the last bit as on any other node that is set so and has as many threads:
    /// slower by far than several together.
    #[arg(long, conflicts_with = "upstream")]
    repeatable: bool,
}

impl Local {
    pub(super) fn offer(&self, names: &[String], slots: u32) -> Result<Offer> {
        ensure!(
            !self.files.is_empty() || !names.is_empty(),
            "say with --file or --model which models run here, or with --upstream which server is behind this node"
        );
        for (name, _) in &self.companions {
            let is_there = self.files.iter().any(|(model, _)| model == name);
            ensure!(is_there, "--companion {name}=… goes with a --file {name}=…, and there is none");
        }
        let mut config = self.config(slots);
        let mut models: Vec<ModelStatus> = Vec::new();
        for (model, digest) in self.of_files().chain(of_catalogue(names)).collect::<Result<Vec<_>>>()? {
            if models.iter().any(|before| before.id == model.name()) {
                bail!("two models are named {}", model.name());
            }
            models.push(ModelStatus::new(model.name(), Some(digest), true));
            config = config.model(model);
        }
        let platform = Arc::new(EdgePlatform::new(config));
        Ok(Offer { platform: platform.clone(), models, loader: Some(platform), probed: None })
    }

    fn config(&self, slots: u32) -> EdgeConfig {
        let config = EdgeConfig::new()
            .context_tokens(self.context)
            // Those that are served, and those whose conversation may go on.
            .max_sessions(slots.saturating_mul(2))
            .max_waiting(usize::try_from(slots).unwrap_or(usize::MAX));
        let config = self.memory.iter().fold(config, |config, mib| config.memory_budget(mib.saturating_mul(1 << 20)));
        let config = self.threads.iter().fold(config, |config, threads| config.threads(*threads));
        let config = self.cache.iter().fold(config, |config, tokens| config.cache_tokens(*tokens));
        if self.repeatable { config.repeatable() } else { config }
    }

    fn of_files(&self) -> impl Iterator<Item = Result<(EdgeModel, String)>> {
        self.files.iter().map(|(name, file)| {
            let companion = self.companions.iter().find(|(model, _)| model == name).map(|(_, file)| file);
            let model = EdgeModel::new(name, file);
            let model = companion.iter().fold(model, |model, adapter| model.companion(*adapter, 1.0));
            let digest = digest_of(&model)?;
            Ok((model, digest))
        })
    }
}

/// Models of the catalogue, with the adapters and encoders that come with them.
fn of_catalogue(names: &[String]) -> impl Iterator<Item = Result<(EdgeModel, String)>> {
    names.iter().map(|name| {
        let mut phase = None;
        let files = ModelManager::from_env()?.files(name, &mut |progress| {
            let is_new = phase.replace(progress.phase) != Some(progress.phase);
            if is_new && progress.phase != Phase::Checking {
                tracing::info!(model = name, "{progress}");
            }
        })?;
        let model = EdgeModel::installed(files);
        let digest = digest_of(&model)?;
        Ok((model, digest))
    })
}

/// What has to be the same for an answer to be gone on with: the file, each adapter with how much of it, and what finds
/// the functions.
fn digest_of(model: &EdgeModel) -> Result<String> {
    let of_file =
        |file: &Path| digest::of_file(file).with_context(|| format!("could not read the model {}", file.display()));
    let mut digest = of_file(model.path())?;
    for (adapter, scale) in model.adapters() {
        digest = digest::of_bytes(format!("{digest} {} {scale}", of_file(adapter)?).as_bytes());
    }
    if let Some(encoder) = model.its_encoder() {
        digest = digest::of_bytes(format!("{digest} {}", digest_of(encoder)?).as_bytes());
    }
    Ok(digest)
}
