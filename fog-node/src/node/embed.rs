//! Embeddings: through the same queue as answers, since the same machine computes them.

use llm_runtime::Embeddings;

use super::Node;
use crate::embeddings::EmbeddingsAsk;
use crate::refused::Refused;
use crate::token::Grant;

impl Node {
    /// What texts mean. Dropping the future gives it up.
    ///
    /// # Errors
    /// When the node does not take the request, or the model fails.
    pub(crate) async fn embed(&self, ask: &EmbeddingsAsk, grant: &Grant) -> Result<Embeddings, Refused> {
        self.offered(&ask.request.model, grant)?;
        let place = self.place(grant, ask.length)?;
        let computed = async {
            self.ready(&ask.request.model).await?;
            let slot = place.slot().await.ok_or_else(Refused::draining)?;
            let embeddings = self.0.platform.embeddings(&ask.request).await;
            drop(slot);
            embeddings.map_err(|error| {
                tracing::warn!(%error, "embeddings failed");
                Refused::of_engine(&error)
            })
        };
        let result = tokio::select! {
            biased;
            () = self.0.stop.cancelled() => Err(Refused::draining()),
            result = computed => result,
        };
        match &result {
            Ok(embeddings) => {
                self.0.figures.finished.up();
                self.0.figures.tokens_in.add(embeddings.tokens.into());
            }
            Err(_) => self.0.figures.failed.up(),
        }
        result
    }
}
