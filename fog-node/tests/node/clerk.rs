//! A model for clients by others: what it does depends on what it is asked.

use std::sync::Arc;
use std::time::Duration;

use llm_functions::{BoxFuture, Sensitivity};
use llm_runtime::{
    BoxStream, Capabilities, Content, Delta, EmbeddingRequest, Embeddings, Engine, Input, Origin, Platform, Result,
    Schema, Tier, TokenCount, TurnRequest,
};

use crate::model::{MODEL, Words};

pub(crate) struct Clerk;

impl Platform for Clerk {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, vec![MODEL.to_owned()])
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let origin = Origin::new(Tier::Edge, MODEL);
        let engine: Box<dyn Engine> = Box::new(ClerkEngine { origin, schema, words: None });
        Box::pin(std::future::ready(Ok(engine)))
    }

    fn embeddings<'a>(&'a self, request: &'a EmbeddingRequest) -> BoxFuture<'a, Result<Embeddings>> {
        Box::pin(async move { Words::new("", Duration::ZERO).embeddings(request).await })
    }
}

struct ClerkEngine {
    origin: Origin,
    schema: Arc<Schema>,
    words: Option<Box<dyn Engine>>,
}

const SENTENCE: &str = "It is minus three degrees in Oslo.";

impl ClerkEngine {
    fn answer(&self, turn: &TurnRequest<'_>) -> Words {
        let quick = |text: &str| Words::new(text, Duration::ZERO);
        if turn.output.is_some() {
            return quick(r#"{"place": "Oslo", "degrees": -3}"#);
        }
        let asked = match (turn.plain, turn.messages.last().map(|message| &message.content)) {
            (Some(text), _) => text,
            (None, Some(Content::User { text, .. })) => text.as_str(),
            (None, Some(Content::Tool { result })) => return quick(&format!("They say {}.", result.output)),
            _ => "",
        };
        match asked {
            "weather" if !self.schema.definitions().is_empty() => {
                quick("").calls("get_weather", r#"{"place": "Oslo"}"#)
            }
            "slow" => Words::new(&"slowly ".repeat(20), Duration::from_millis(50)),
            "fail" => quick(SENTENCE).fails_after(3),
            _ => quick(SENTENCE),
        }
    }
}

impl Engine for ClerkEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn reads(&self, input: Input) -> bool {
        input == Input::Plain
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let engine = self.answer(&turn).engine();
        self.words.insert(engine).generate(turn)
    }

    fn count_tokens(&self, _: &TurnRequest<'_>) -> TokenCount {
        TokenCount::exact(10)
    }

    fn count_functions(&self) -> TokenCount {
        TokenCount::exact(0)
    }
}
