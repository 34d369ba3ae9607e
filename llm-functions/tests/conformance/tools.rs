//! Definitions of tools by others: every one becomes a function.

use llm_functions::json::Json;
use llm_functions::json_schema::{self, python_types};
use llm_functions::{DynamicFunction, Registry};

use crate::harness::{Tally, corpus, items, json, members, text};

/// A function with this schema, registered under its name, whose schema is rendered and read again to the same.
pub(crate) fn becomes_a_tool(name: &str, description: &str, schema: &Json) -> Result<(), String> {
    let function = DynamicFunction::new(name.to_owned(), description.to_owned(), schema, |arguments, _| async move {
        Ok::<_, String>(arguments)
    })
    .map_err(|error| error.to_string())?;
    let mut registry = Registry::new();
    registry.insert(function).map_err(|error| error.to_string())?;
    let tool = registry.definitions().remove(0);
    let again = json_schema::parse(name.to_owned(), "", &tool.parameters).map_err(|error| error.to_string())?;
    let rendered = json_schema::of_arguments(&again);
    let same = rendered == tool.parameters && tool.name == name && tool.description == description;
    if same { Ok(()) } else { Err(format!("{} became {rendered}", tool.parameters)) }
}

#[test]
fn functions_of_medagentbench() {
    let Some(folder) = corpus("medagentbench") else { return };
    let mut tally = Tally::new("medagentbench, funcs_v1.json");
    for function in items(&json(&folder.join("funcs_v1.json"))) {
        let (name, schema) = (text(function, "name"), function.get("parameters").unwrap());
        let made = becomes_a_tool(name, text(function, "description"), schema);
        tally.check(made.is_ok(), || format!("{name}: {made:?}"));
    }
    tally.finish();
}

#[test]
fn tools_of_injecagent() {
    let Some(folder) = corpus("prompt_injection") else { return };
    let mut tally = Tally::new("prompt_injection, tools.json");
    for toolkit in items(&json(&folder.join("tools.json"))) {
        for tool in items(toolkit.get("tools").unwrap()) {
            let (name, schema) = (text(tool, "name"), schema(items(tool.get("parameters").unwrap())));
            let made = becomes_a_tool(name, text(tool, "summary"), &python_types(schema));
            tally.check(made.is_ok(), || format!("{name}: {made:?}"));
        }
    }
    tally.finish();
}

/// Its parameters are a list, each a schema that says by itself what it is called and whether it must be there.
fn schema(parameters: &[Json]) -> Json {
    let property = |parameter: &Json| {
        let says = members(parameter).iter().filter(|(keyword, _)| keyword != "name" && keyword != "required").cloned();
        (text(parameter, "name").to_owned(), Json::object(says))
    };
    let required = parameters.iter().filter(|parameter| parameter.get("required") == Some(&Json::Bool(true)));
    Json::object([
        ("type", Json::from("object")),
        ("properties", Json::object(parameters.iter().map(property))),
        ("required", Json::array(required.map(|parameter| text(parameter, "name")))),
    ])
}
