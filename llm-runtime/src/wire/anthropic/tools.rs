//! The functions as tools, and which of them may be called.

use llm_functions::dialect::{Dialect, LoweredFunction};
use llm_functions::json::Json;

use super::form::Form;
use super::model::Model;
use super::request::CACHED;
use crate::options::ToolChoice;
use crate::wire::Codec;
use crate::wire::body::Body;
use crate::wire::json::Members;

/// The API refuses more tools that it has to hold the model to.
const MOST_STRICT: usize = 20;

/// The functions as tools, the answer's among them.
pub(super) fn tools(body: &mut Body<'_>, codec: &Codec, form: &Form, model: Model, cached: bool) -> Vec<Json> {
    let functions = &codec.functions.lowered().functions;
    let mut tools: Vec<Members> = Vec::new();
    if !functions.is_empty() && body.known("tools") {
        let mut strict = strict(body, codec, model);
        tools.extend(functions.iter().map(|function| tool(function, &mut strict)));
    }
    if let Form::Tool { name, description, schema } = form {
        let mut tool = Members::new();
        tool.set("name", name.as_str()).set("description", description.as_str()).set("input_schema", schema.clone());
        tools.push(tool);
    }
    if cached && let Some(last) = tools.last_mut() {
        last.set("cache_control", Json::object([(CACHED.0, Json::from(CACHED.1))]));
    }
    tools.into_iter().map(Json::from).collect()
}

/// How many functions the model can be held to.
fn strict(body: &mut Body<'_>, codec: &Codec, model: Model) -> usize {
    if codec.target.dialect != Dialect::AnthropicStrict {
        return 0;
    }
    let asked = codec.functions.lowered().functions.iter().filter(|function| function.strict).count();
    let most = if model.strict { MOST_STRICT } else { 0 };
    body.lacks(
        "tools",
        asked > most,
        "the model can be held to the schemas of 20 functions, before 4.5 of none; others are advice",
    );
    most
}

fn tool(function: &LoweredFunction, strict_left: &mut usize) -> Members {
    let mut tool = Members::new();
    tool.set("name", function.name.as_str()).set("description", function.description.as_str());
    tool.set("input_schema", function.parameters.clone());
    if function.strict && *strict_left > 0 {
        *strict_left -= 1;
        tool.set("strict", true);
    }
    tool
}

/// The choice, with the limit to one call inside, which the API has there.
pub(super) fn tool_choice(
    body: &mut Body<'_>,
    codec: &Codec,
    choice: &ToolChoice,
    form: &Form,
    tools: bool,
) -> Option<Json> {
    if !tools {
        let must_call = choice.must_call();
        body.lacks("tool_choice", must_call, "there are no tools");
        return None;
    }
    if matches!(choice, ToolChoice::Function(name) if !codec.functions.has_tool(name)) {
        body.ignore("tool_choice", "there is no tool of this name");
        return None;
    }
    let one = !codec.schema.parallel_calls() && body.known("parallel_calls");
    let (kind, name) = match (choice, form.tool()) {
        (ToolChoice::None, Some(answer)) => ("tool", Some(answer.into())),
        (ToolChoice::Auto, Some(_)) | (ToolChoice::Required, _) => ("any", None),
        (ToolChoice::Auto, None) if one => ("auto", None),
        (ToolChoice::Auto, None) => return None,
        (ToolChoice::None, None) => ("none", None),
        (ToolChoice::Function(name), _) => ("tool", Some(codec.functions.name(name))),
    };
    if !body.known("tool_choice") {
        return None;
    }
    let mut written = Members::new();
    written.set("type", kind).set_if_some("name", name.as_deref());
    written.set_if_some("disable_parallel_tool_use", (one && kind != "none").then_some(true));
    Some(written.into())
}
