//! A model that says at once what it says: what is measured of it is everything around a model.

use std::sync::Arc;

use futures_util::stream;
use llm_functions::{BoxFuture, Sensitivity};
use llm_runtime::models::DEFAULT_MODEL;
use llm_runtime::{
    BoxStream, Capabilities, Delta, Engine, FinishReason, Origin, Platform, Result, Schema, Tier, TokenCount,
    TurnRequest, Usage,
};

pub(crate) struct Script;

struct ScriptEngine(Origin);

impl Platform for Script {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, vec![DEFAULT_MODEL.to_owned()])
    }

    fn open(&self, _: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let engine: Box<dyn Engine> = Box::new(ScriptEngine(Origin::new(Tier::Edge, DEFAULT_MODEL)));
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl Engine for ScriptEngine {
    fn origin(&self) -> &Origin {
        &self.0
    }

    fn generate<'a>(&'a mut self, _: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let words = (0..8).map(|place| Delta::Text(format!("word {place} ")));
        let end = [Delta::Usage(Usage::new(10, 0, 8)), Delta::Finish(FinishReason::Stop)];
        Box::pin(stream::iter(words.chain(end).map(Ok).collect::<Vec<_>>()))
    }

    fn count_tokens(&self, _: &TurnRequest<'_>) -> TokenCount {
        TokenCount::exact(10)
    }

    fn count_functions(&self) -> TokenCount {
        TokenCount::exact(0)
    }
}
