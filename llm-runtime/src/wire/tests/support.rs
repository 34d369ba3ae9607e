//! Codecs and turns to test with.

use std::sync::Arc;

use llm_functions::dialect::Dialect;
use llm_functions::{DynamicFunction, Registry, json};

use crate::error::Result;
use crate::message::Message;
use crate::options::{GenerationOptions, ToolChoice};
use crate::platform::{Delta, TurnRequest};
use crate::schema::Schema;
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

/// Calls with a turn about nothing in particular.
pub(crate) fn with_turn<T>(run: impl FnOnce(&TurnRequest<'_>) -> T) -> T {
    let (messages, options) = ([Message::user("Hello")], GenerationOptions::default());
    run(&TurnRequest::new(&messages, ToolChoice::Auto, &options))
}

/// What becomes of a body that arrives in these pieces.
pub(crate) fn fed<'b>(codec: &Codec, pieces: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Delta>, Result<()>) {
    with_turn(|turn| {
        let (mut assembler, mut deltas) = (codec.streamed(turn), Vec::new());
        for piece in pieces {
            if let Err(error) = assembler.push(piece, &mut deltas) {
                return (deltas, Err(error));
            }
        }
        let end = assembler.end(&mut deltas);
        (deltas, end)
    })
}
