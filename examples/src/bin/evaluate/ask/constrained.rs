//! The best that the server's users do with such a model: the functions in the prompt, and a schema that admits a call of
//! each of them or `none`.

use llm_functions::ToolDefinition;
use llm_functions::json::{self, Json};

use super::Made;
use super::server::Server;
use crate::Result;
use crate::case::{Case, Right, Set};

/// The most tokens of a call, and of an answer: as in our profile.
const CALL: i64 = 512;
const ANSWER: i64 = 256;

/// What is admitted beside calls, and what follows it in our prompt.
const NONE: &str = "none";

/// Asks with a prompt that ends where the answer begins.
pub(super) fn ask(server: &Server, case: &Case, functions: &[ToolDefinition], prompt: &str) -> Result<Made> {
    if matches!(case.right, Right::Says(_)) {
        return Ok(Made { text: server.complete(prompt, ANSWER, None)?, ..Made::default() });
    }
    let several = matches!(case.set, Set::Two | Set::BfclParallel);
    let one = choices(functions);
    let written = if several {
        let list = Json::object([
            ("type", Json::from("array")),
            ("items", one),
            ("minItems", Json::from(1_i64)),
            ("maxItems", Json::from(8_i64)),
        ]);
        let prompt = prompt.replace(
            "Answer with one JSON call: {\"name\": ..., \"arguments\": {...}}.",
            "Answer with a JSON list of calls: [{\"name\": ..., \"arguments\": {...}}, ...].",
        );
        server.complete(&prompt, CALL, Some(list))
    } else {
        server.complete(prompt, CALL, Some(one))
    };
    let mut made = match written {
        Ok(written) => calls(&written),
        Err(error) => Made { error: Some(error.to_string()), ..Made::default() },
    };
    if case.right == Right::Asks && made.calls.is_empty() {
        made.text = server.complete(&format!("{prompt}{{\"name\": \"{NONE}\"}}\n"), ANSWER, None)?;
    }
    Ok(made)
}

fn choices(functions: &[ToolDefinition]) -> Json {
    let call = |name: &str, arguments: Option<&Json>| {
        let name = ("name", Json::object([("const", Json::from(name))]));
        let required: Vec<Json> =
            ["name", "arguments"].into_iter().take(1 + arguments.iter().len()).map(Json::from).collect();
        let properties = std::iter::once(name).chain(arguments.map(|arguments| ("arguments", arguments.clone())));
        Json::object([
            ("type", Json::from("object")),
            ("properties", Json::object(properties)),
            ("required", Json::Array(required)),
            ("additionalProperties", Json::from(false)),
        ])
    };
    let calls = functions.iter().map(|function| call(&function.name, Some(&function.parameters)));
    Json::object([("anyOf", Json::Array(calls.chain([call(NONE, None)]).collect()))])
}

fn calls(written: &str) -> Made {
    let read = match json::read(written) {
        Ok(Json::Array(all)) => all,
        Ok(one) => vec![one],
        Err(error) => return Made { error: Some(error.to_string()), ..Made::default() },
    };
    let call = |call: &Json| {
        let name = call.get("name").and_then(Json::as_str).filter(|name| *name != NONE)?;
        Some((name.to_owned(), call.get("arguments").cloned().unwrap_or(Json::Null)))
    };
    Made { calls: read.iter().filter_map(call).collect(), ..Made::default() }
}
