//! Codecs and turns to test with.

use std::sync::Arc;

use llm_functions::dialect::Dialect;
use llm_functions::{DynamicFunction, Registry, json};

use crate::error::Result;
use crate::platform::{Delta, TurnRequest};
use crate::schema::Schema;
pub(crate) use crate::wire::fuzzing::{fed, with_turn};
use crate::wire::{Api, Codec, Quirks, Target};

/// A function by its JSON Schema that returns nothing of interest.
pub(crate) fn function(name: &str, schema: &str) -> DynamicFunction {
    let schema = json::read(schema).unwrap();
    DynamicFunction::new(name.to_owned(), "", &schema, |_, _| async { Ok::<_, String>(String::new()) }).unwrap()
}

pub(crate) fn registry(functions: impl IntoIterator<Item = DynamicFunction>) -> Registry {
    let mut registry = Registry::new();
    for function in functions {
        registry.insert(function).unwrap();
    }
    registry
}

pub(crate) fn schema(functions: Registry) -> Arc<Schema> {
    Arc::new(Schema::builder("tiny").functions(functions).build().unwrap())
}

pub(crate) fn target(api: Api, dialect: Dialect) -> Target {
    Target { api, model: "tiny".to_owned(), dialect, quirks: Quirks::default() }
}

pub(crate) fn codec(api: Api, dialect: Dialect, schema: Arc<Schema>) -> Codec {
    Codec::new(target(api, dialect), schema)
}

/// A codec without functions.
pub(crate) fn plain(api: Api) -> Codec {
    codec(api, Dialect::OpenAi, schema(Registry::new()))
}

impl Codec {
    /// What an answer that is there as a whole says. Whoever has a connection feeds [`streamed`](Self::streamed) for
    /// both, because a server may stream or not whatever it was asked for.
    pub(crate) fn whole(&self, turn: &TurnRequest<'_>, body: &[u8]) -> Result<Vec<Delta>> {
        let (mut assembler, mut deltas) = (self.streamed(turn), Vec::new());
        assembler.push(body, &mut deltas)?;
        assembler.end(&mut deltas)?;
        Ok(deltas)
    }
}
