//! What must hold of the readers, whatever bytes come. Called by the fuzz targets and by tests.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "it is there to fail when something is wrong")]

pub(crate) mod assembled;

use std::sync::{Arc, OnceLock};

use llm_functions::dialect::Dialect;
use llm_functions::{DynamicFunction, Registry, json};

use super::{Api, Codec, Quirks, Target};
use crate::error::{ErrorKind, Result};
use crate::message::Message;
use crate::options::{GenerationOptions, ToolChoice};
use crate::platform::{Delta, TurnRequest};
use crate::schema::Schema;

/// Functions whose calls have another shape in a strict dialect, and one whose calls have not.
const FUNCTIONS: [(&str, &str); 3] = [
    (
        "get_weather",
        r#"{"type":"object","properties":{"place":{"type":"string"}},"required":["place"],"additionalProperties":false}"#,
    ),
    (
        "log_meal",
        r#"{"type":"object","properties":{"foods":{"type":"object","additionalProperties":{"type":"integer"}},"note":{"type":"string"}},"required":["foods"]}"#,
    ),
    ("log meal", r#"{"type":"object"}"#),
];

/// Reads bytes as an answer of this API, at once and in pieces.
pub(crate) fn read(api: Api, bytes: &[u8]) {
    for codec in codecs(api) {
        let (deltas, result) = fed(codec, [bytes]);
        let turn = assembled::assembled(&deltas);
        assert_eq!(turn.finish.is_some(), result.is_ok(), "a turn ends with its reason or with an error");
        if let Err(error) = &result {
            use ErrorKind::{NotTheApi, Provider, Transport};
            assert!(matches!(error.kind(), Provider(_) | Transport { .. } | NotTheApi { .. }), "{error}");
        }
        let size = bytes.first().map_or(1, |byte| usize::from(byte % 13) + 1);
        let (pieces, end) = fed(codec, bytes.chunks(size));
        assert_eq!(pieces, deltas, "it matters where the answer is cut");
        assert_eq!(end.is_ok(), result.is_ok());
    }
}

/// One codec for a dialect that changes the shape of calls, and one for a dialect that does not.
fn codecs(api: Api) -> &'static [Codec] {
    static CODECS: OnceLock<Vec<Codec>> = OnceLock::new();
    let of = |api| [Dialect::OpenAiStrict, Dialect::OpenAi].map(|dialect| codec(api, dialect));
    let apis = [Api::ChatCompletions, Api::Responses, Api::AnthropicMessages];
    let all = CODECS.get_or_init(|| apis.into_iter().flat_map(of).collect());
    let first = apis.iter().position(|known| *known == api).unwrap() * 2;
    &all[first..first + 2]
}

fn codec(api: Api, dialect: Dialect) -> Codec {
    let mut functions = Registry::new();
    for (name, schema) in FUNCTIONS {
        let schema = json::read(schema).unwrap();
        let function = DynamicFunction::new(name, "", &schema, |_, _| async { Ok::<_, String>(String::new()) });
        functions.insert(function.unwrap()).unwrap();
    }
    let target = Target { api, model: "tiny".to_owned(), dialect, quirks: Quirks::default() };
    Codec::new(target, Arc::new(Schema::builder("tiny").functions(functions).build().unwrap()))
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
