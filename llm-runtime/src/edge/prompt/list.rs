//! Functions and forms as lines of a system text.

use llm_functions::ToolDefinition;
use llm_functions::json::Json;

use crate::edge::members::{Member, alternatives, members};
use crate::edge::profile::{FunctionList, ModelProfile};
use crate::edge::syntax::write::spaced;

/// The form of an answer.
pub(super) fn form(profile: &ModelProfile, definition: &ToolDefinition) -> String {
    match profile.function_list {
        FunctionList::Compact => format!("{{{}}}", parameters(&definition.parameters)),
        FunctionList::Json => spaced(&definition.parameters),
    }
}

/// One function.
pub(super) fn function(profile: &ModelProfile, definition: &ToolDefinition) -> String {
    match profile.function_list {
        FunctionList::Compact => {
            let parameters = parameters(&definition.parameters);
            let description = match definition.description.as_str() {
                "" => String::new(),
                text => format!(" - {text}"),
            };
            format!("{}({parameters}){description}", definition.name)
        }
        FunctionList::Json => format!(
            "{{\"name\": \"{}\", \"description\": {}, \"parameters\": {}}}",
            definition.name,
            Json::from(definition.description.as_str()),
            spaced(&definition.parameters)
        ),
    }
}

/// `name: type, optional?: a|b` in declaration order.
fn parameters(object: &Json) -> String {
    let write = |Member { name, schema, required }: Member<'_>| {
        format!("{name}{}: {}", if required { "" } else { "?" }, type_name(schema))
    };
    members(object).map(write).collect::<Vec<_>>().join(", ")
}

/// What a value is, as the list of functions says it: `1-90`, `red|green`, `[string]`.
pub(crate) fn type_name(schema: &Json) -> String {
    name_within(schema, None)
}

/// The same of one that may be an alternative of another, which describes it.
fn name_within(schema: &Json, described: Option<&str>) -> String {
    let described = schema.get("description").and_then(Json::as_str).or(described);
    let text = |choice: &Json| choice.as_str().map_or_else(|| choice.to_string(), str::to_owned);
    if let Some(Json::Array(choices)) = schema.get("enum") {
        return choices.iter().filter(|choice| **choice != Json::Null).map(text).collect::<Vec<_>>().join("|");
    }
    if let Some(only) = schema.get("const") {
        return text(only);
    }
    if let Some(choices) = alternatives(schema) {
        let mut names: Vec<String> = choices.iter().map(|choice| name_within(choice, described)).collect();
        // Whole numbers below zero and the others are two alternatives to a decoder and one to a reader.
        names.dedup();
        names.retain(|name| name != "null");
        return names.join("|");
    }
    if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let name = match schema.get("type") {
        Some(Json::Array(types)) => types.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        Some(ty) => ty.as_str(),
        None => None,
    };
    match name {
        Some("array") => format!("[{}]", schema.get("items").map(type_name).unwrap_or_default()),
        Some("object") => format!("{{{}}}", parameters(schema)),
        Some("integer") => range(schema).unwrap_or_else(|| "integer".to_owned()),
        Some("string") => text_kind(schema, described).to_owned(),
        name => name.unwrap_or("any").to_owned(),
    }
}

/// A text's kind: by its format, or by what its description says of its form, since the list has no room for that.
fn text_kind(schema: &Json, described: Option<&str>) -> &'static str {
    let says = |text: &str| described.is_some_and(|description| description.contains(text));
    match schema.get("format").and_then(Json::as_str) {
        Some("date") => "date",
        Some("time") => "time",
        None if says("YYYY-MM-DD") && !says("HH:MM") => "date",
        None if says("HH:MM") && !says("YYYY") => "time",
        _ => "string",
    }
}

/// `1-90`: shorter than a type's name, and it says more.
fn range(schema: &Json) -> Option<String> {
    let bound = |name: &str| match schema.get(name) {
        Some(Json::Number(number)) => number.as_i64().filter(|bound| bound.abs() < 10_000),
        _ => None,
    };
    Some(format!("{}-{}", bound("minimum").filter(|least| *least >= 0)?, bound("maximum")?))
}
