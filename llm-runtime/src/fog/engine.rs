//! [`FogEngine`]: one session's model, at whichever node it is.

use std::sync::Arc;

use futures_util::stream;
use llm_functions::dialect::Dialect;

use super::directory::Directory;
use super::turn::{Memory, Turn};
use crate::error::Result;
use crate::platform::{BoxStream, Delta, Engine, Origin, Tier, TokenCount, TurnRequest};
use crate::schema::Schema;
use crate::wire::{Api, Codec, Quirks, Target};

pub(super) struct FogEngine {
    directory: Arc<Directory>,
    schema: Arc<Schema>,
    codec: Codec,
    origin: Origin,
    memory: Memory,
}

impl FogEngine {
    pub(super) fn new(directory: Arc<Directory>, schema: Arc<Schema>) -> Self {
        let target = Target {
            api: Api::ChatCompletions,
            model: schema.model().to_owned(),
            // Nodes read schemas as they are, and hold models to them by a grammar of their own.
            dialect: Dialect::JsonSchema202012,
            quirks: quirks(),
        };
        let origin = Origin::new(Tier::Fog, schema.model());
        Self { codec: Codec::new(target, Arc::clone(&schema)), directory, schema, origin, memory: Memory::default() }
    }
}

/// A node knows every option of the runtime, under the names of llama.cpp's server where the API has none.
fn quirks() -> Quirks {
    Quirks {
        unknown: Vec::new(),
        llama_sampling: true,
        max_stop: 64,
        examples: true,
        no_store: false,
        ..Quirks::default()
    }
}

impl Engine for FogEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let turn = Turn::new(Arc::clone(&self.directory), &self.codec, &self.schema, turn, &mut self.memory);
        Box::pin(stream::unfold(turn, |mut turn| async move {
            let item = turn.next().await?;
            Some((item, turn))
        }))
    }

    fn window(&self) -> Option<usize> {
        self.directory.config.window
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        turn.estimate(&self.schema)
    }

    fn count_functions(&self) -> TokenCount {
        self.schema.estimate_functions()
    }
}
