//! The functions of a request, which of them may be called, and the form of the answer. The APIs differ in where a function's name
//! stands: in the tool itself, or in a `function` within it. Both are read everywhere.

use llm_functions::json::Json;
use llm_functions::{DynamicFunction, Registry, json_schema};
use llm_runtime::{OutputFormat, ToolChoice};

use super::read::{items, member, text};
use crate::refused::Refused;

/// The most functions of a request.
const MOST: usize = 512;

/// The functions of a request, and which of them may be called.
pub(crate) struct Tools {
    pub(crate) functions: Registry,
    pub(crate) choice: ToolChoice,
    /// All that was said of them.
    pub(crate) shape: String,
}

/// Reads what a request says of functions.
pub(crate) fn read(body: &Json) -> Result<Tools, Refused> {
    let mut shape = member(body, "tools").map(ToString::to_string).unwrap_or_default();
    let all = functions(body, None)?;
    let (choice, allowed) = choice(body, &all)?;
    let functions = match allowed {
        None => all,
        Some(allowed) => {
            shape.push_str(&Json::array(allowed.iter().map(String::as_str)).to_string());
            functions(body, Some(&allowed))?
        }
    };
    Ok(Tools { functions, choice, shape })
}

/// Reads the functions, all of them or those that are allowed. They are never run here: the client does that.
fn functions(body: &Json, allowed: Option<&[String]>) -> Result<Registry, Refused> {
    let tools = items(body, "tools")?;
    if tools.len() > MOST {
        return Err(Refused::invalid("tools", format!("a request has at most {MOST} tools")));
    }
    let mut functions = Registry::new();
    for (place, tool) in tools.iter().enumerate() {
        let wrong = |reason: &str| Refused::invalid("tools", format!("tools[{place}]: {reason}"));
        if !matches!(tool.get("type").map(Json::as_str), None | Some(Some("function"))) {
            return Err(wrong("only tools of type `function` are known: whoever offers a tool executes it"));
        }
        let function = tool.get("function").unwrap_or(tool);
        let name = text(function, "name")?.ok_or_else(|| wrong("`name` is missing"))?;
        if allowed.is_some_and(|allowed| !allowed.iter().any(|one| one == name)) {
            continue;
        }
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

type Allowed = Option<Vec<String>>;

/// Reads which functions may be called, and which of them the model may see at all, if not all.
fn choice(body: &Json, functions: &Registry) -> Result<(ToolChoice, Allowed), Refused> {
    let Some(choice) = member(body, "tool_choice") else { return Ok((ToolChoice::Auto, None)) };
    let (choice, allowed) = match choice {
        Json::String(word) => (word_choice(word)?, None),
        Json::Object(_) if choice.get("type").and_then(Json::as_str) == Some("allowed_tools") => {
            let within = choice.get("allowed_tools").unwrap_or(choice);
            let mode = text(within, "mode")?.ok_or_else(|| wrong("`allowed_tools` needs a `mode`"))?;
            let names = items(within, "tools")?.iter().map(|tool| named(tool, functions)).collect::<Result<_, _>>()?;
            (word_choice(mode)?, Some(names))
        }
        _ => (ToolChoice::Function(named(choice, functions)?), None),
    };
    let wants_call = choice.must_call();
    if wants_call && (functions.is_empty() || allowed.as_ref().is_some_and(Vec::is_empty)) {
        return Err(wrong("`tool_choice` wants a call, and there are no tools"));
    }
    Ok((choice, allowed))
}

fn wrong(reason: &str) -> Refused {
    Refused::invalid("tool_choice", reason)
}

fn word_choice(word: &str) -> Result<ToolChoice, Refused> {
    match word {
        "auto" => Ok(ToolChoice::Auto),
        "none" => Ok(ToolChoice::None),
        "required" => Ok(ToolChoice::Required),
        _ => Err(wrong("`tool_choice` has to be auto, none, required or a function")),
    }
}

/// The function that is named, if it is there.
fn named(choice: &Json, functions: &Registry) -> Result<String, Refused> {
    let name = choice.get("function").unwrap_or(choice).get("name").and_then(Json::as_str);
    let name = name.ok_or_else(|| wrong("`tool_choice` names no function"))?;
    match functions.get(name) {
        Some(_) => Ok(name.to_owned()),
        None => Err(wrong("`tool_choice` names a function that is not among the tools")),
    }
}

/// Reads the form of the answer, which this member of the request demands.
pub(crate) fn output(format: Option<&Json>, parameter: &str) -> Result<Option<OutputFormat>, Refused> {
    let wrong = |reason: String| Refused::invalid(parameter, reason);
    let Some(format) = format else { return Ok(None) };
    let anything = Json::object([("type", Json::from("object"))]);
    let (name, description, schema) = match format.get("type").and_then(Json::as_str) {
        Some("text") => return Ok(None),
        Some("json_object") => ("answer", "", &anything),
        Some("json_schema") => {
            let form = member(format, "json_schema").unwrap_or(format);
            let schema = member(form, "schema").ok_or_else(|| wrong("the `schema` is missing".into()))?;
            let description = text(form, "description")?.unwrap_or_default();
            (text(form, "name")?.unwrap_or("answer"), description, schema)
        }
        _ => return Err(wrong(format!("`{parameter}` has to be of type text, json_object or json_schema"))),
    };
    let view = json_schema::parse(name.to_owned(), description.to_owned(), schema);
    let view = view.map_err(|error| wrong(format!("the schema cannot be held to: {error}")))?;
    Ok(Some(OutputFormat::of_view(view)))
}
