//! The functions of a request, which of them may be called, and the form of the answer.

use llm_functions::json::Json;
use llm_functions::{DynamicFunction, Registry, json_schema};
use llm_runtime::{OutputFormat, ToolChoice};

use super::read::{items, member, text};
use crate::refused::Refused;

/// The most functions of a request.
const MOST: usize = 512;

/// Reads the functions. They are never run here: the client does that.
pub(super) fn functions(body: &Json) -> Result<Registry, Refused> {
    let tools = items(body, "tools")?;
    if tools.len() > MOST {
        return Err(Refused::invalid("tools", format!("a request has at most {MOST} tools")));
    }
    let mut functions = Registry::new();
    for (place, tool) in tools.iter().enumerate() {
        let wrong = |reason: &str| Refused::invalid("tools", format!("tools[{place}]: {reason}"));
        let is_function = tool.get("type").and_then(Json::as_str).is_none_or(|kind| kind == "function");
        let function = tool.get("function").filter(|_| is_function);
        let function = function.ok_or_else(|| wrong("only tools of type `function` are known"))?;
        let name = text(function, "name")?.ok_or_else(|| wrong("`name` is missing"))?;
        let description = text(function, "description")?.unwrap_or_default();
        let nothing = Json::object([("type", Json::from("object"))]);
        let parameters = member(function, "parameters").unwrap_or(&nothing);
        let tool = DynamicFunction::new(name.to_owned(), description.to_owned(), parameters, |_, _| async {
            Err::<String, String>("a node executes no functions".to_owned())
        });
        let tool = tool.map_err(|error| wrong(&format!("its schema cannot be held to: {error}")))?;
        functions.insert(tool).map_err(|error| wrong(&error.to_string()))?;
    }
    functions.check().map_err(|error| Refused::invalid("tools", error.to_string()))?;
    Ok(functions)
}

/// Reads which functions may be called.
pub(super) fn choice(body: &Json, functions: &Registry) -> Result<ToolChoice, Refused> {
    let wrong = |reason| Refused::invalid("tool_choice", reason);
    let choice = match member(body, "tool_choice") {
        None => return Ok(ToolChoice::Auto),
        Some(Json::String(word)) => match word.as_str() {
            "auto" => return Ok(ToolChoice::Auto),
            "none" => return Ok(ToolChoice::None),
            "required" => ToolChoice::Required,
            _ => return Err(wrong("`tool_choice` has to be auto, none, required or a function")),
        },
        Some(choice) => {
            let name = choice.get("function").and_then(|function| function.get("name")).and_then(Json::as_str);
            let name = name.ok_or_else(|| wrong("`tool_choice` names no function"))?;
            if functions.get(name).is_none() {
                return Err(wrong("`tool_choice` names a function that is not among the tools"));
            }
            ToolChoice::Function(name.to_owned())
        }
    };
    if functions.is_empty() { Err(wrong("`tool_choice` wants a call, and there are no tools")) } else { Ok(choice) }
}

/// Reads the form of the answer.
pub(super) fn output(body: &Json) -> Result<Option<OutputFormat>, Refused> {
    let wrong = |reason: String| Refused::invalid("response_format", reason);
    let Some(format) = member(body, "response_format") else { return Ok(None) };
    let anything = Json::object([("type", Json::from("object"))]);
    let (name, description, schema) = match format.get("type").and_then(Json::as_str) {
        Some("text") => return Ok(None),
        Some("json_object") => ("answer", "", &anything),
        Some("json_schema") => {
            let form = member(format, "json_schema").ok_or_else(|| wrong("`json_schema` is missing".into()))?;
            let schema = member(form, "schema").ok_or_else(|| wrong("`json_schema.schema` is missing".into()))?;
            let description = text(form, "description")?.unwrap_or_default();
            (text(form, "name")?.unwrap_or("answer"), description, schema)
        }
        _ => return Err(wrong("`response_format` has to be of type text, json_object or json_schema".into())),
    };
    let view = json_schema::parse(name.to_owned(), description.to_owned(), schema);
    let view = view.map_err(|error| wrong(format!("the schema cannot be held to: {error}")))?;
    Ok(Some(OutputFormat::of_view(view)))
}
