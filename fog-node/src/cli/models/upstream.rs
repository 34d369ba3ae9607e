//! Models of a server that is there already.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fog_node::node::Node;
use llm_runtime::cloud::{CloudConfig, CloudPlatform, Feature, RetryPolicy};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::{AuthToken, Sensitivity};

use super::{Models, Offer};

/// What is tried of a server, and what a model in the node itself does.
const FEATURES: [Feature; 8] = [
    Feature::Tools,
    Feature::ForcedChoice,
    Feature::SingleCalls,
    Feature::StrictSchemas,
    Feature::Logprobs,
    Feature::Prefix,
    Feature::Seeds,
    Feature::Stop,
];

/// The names of all features.
pub(super) fn every_feature() -> Vec<String> {
    FEATURES.iter().map(ToString::to_string).collect()
}

pub(super) fn offer(models: &Models, url: &str, slots: u32) -> Result<Offer> {
    let auth = models.upstream_key.as_ref().map_or_else(AuthToken::none, AuthToken::environment);
    let config = CloudConfig::new(url)
        .models(models.names.clone())
        .auth(auth)
        .ceiling(Sensitivity::Sensitive)
        .concurrent_requests(slots.max(1))
        // A client that is told at once asks another node.
        .retries(RetryPolicy::none());
    let platform = CloudPlatform::new(config).context("the server behind this node cannot be used")?;
    ensure!(!models.names.is_empty(), "name a --model of the server");
    // An answer is gone on with by the numbers of its tokens, which no such server takes.
    let offered = models.names.iter().map(|model| ModelStatus::new(model, None, false)).collect();
    let probed = models.probe.then(|| platform.clone());
    Ok(Offer { platform: Arc::new(platform), models: offered, loader: None, probed })
}

/// Tries what the server does with each model. What is not found out is not said.
pub(super) async fn probe(platform: CloudPlatform, models: Vec<ModelStatus>, node: Node) {
    for model in models {
        match platform.probe(&model.id).await {
            Ok(found) => {
                let done = FEATURES.into_iter().filter(|feature| found.enforces(*feature));
                node.set_features(&model.id, done.map(|feature| feature.to_string()).collect());
                tracing::info!(model = model.id, "{found}");
            }
            Err(error) => tracing::warn!(model = model.id, %error, "what the server does could not be tried"),
        }
    }
}
