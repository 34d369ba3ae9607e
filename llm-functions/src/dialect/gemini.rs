//! Gemini's function declarations: `parameters`, a subset of `OpenAPI` 3.0, and `parametersJsonSchema`, a larger subset of
//! JSON Schema. A declaration has one of the two.

use super::LoweredFunction;
use super::names::NameRule;
use super::rules::{Absent, Null, References, Rules, Shapes, Values};
use crate::format::Format;
use crate::json::Json;

const NAMES: NameRule = NameRule::new(64, |letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-')
    .beginning(|letter| letter.is_ascii_alphabetic() || letter == '_');

/// `additionalProperties`, references and lists of types are unknown to the message that this becomes, and an `enum` is
/// of strings.
pub(super) const PARAMETERS: Rules = Rules {
    keywords: &[
        "description",
        "type",
        "enum",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "minProperties",
        "maxProperties",
        "anyOf",
        "default",
    ],
    formats: &[Format::DateTime],
    values: Values::Strings,
    shapes: Shapes::Changed,
    references: References::Written(3),
    null: Null::Keyword,
    absent: Absent::OnlyLeftOut,
    root_alternatives: false,
    items_needed: true,
    names: NAMES,
    enforced: true,
    ..Rules::FULL
};

/// A reference may stand only where a value is not required, so types that contain themselves are written in place.
pub(super) const JSON_SCHEMA: Rules = Rules {
    keywords: &[
        "description",
        "type",
        "enum",
        "minimum",
        "maximum",
        "format",
        "prefixItems",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "additionalProperties",
        "anyOf",
    ],
    formats: &[Format::DateTime, Format::Date, Format::Time],
    values: Values::Scalars,
    null: Null::InTypes,
    absent: Absent::LeftOut,
    ..PARAMETERS
};

/// One tool with all declarations.
pub(super) fn tools(functions: &[LoweredFunction], schema: &str) -> Vec<Json> {
    if functions.is_empty() {
        return Vec::new();
    }
    let declarations = functions.iter().map(|function| declaration(function, schema));
    vec![Json::object([("functionDeclarations", Json::Array(declarations.collect()))])]
}

fn declaration(function: &LoweredFunction, schema: &str) -> Json {
    let mut members: Vec<(&str, Json)> =
        vec![("name", function.name.as_str().into()), ("description", function.description.as_str().into())];
    // An object without members is refused; a function without parameters has no schema.
    let empty = !matches!(function.parameters.get("properties"), Some(Json::Object(known)) if !known.is_empty());
    if !empty {
        let parameters = function.parameters.clone();
        members.push((schema, if schema == "parameters" { message(parameters) } else { parameters }));
    }
    Json::object(members)
}

/// The message's own spelling: types are the names of an enumeration, and the order of members is said.
fn message(schema: Json) -> Json {
    let Json::Object(keywords) = schema else { return schema };
    let mut members: Vec<(String, Json)> = Vec::with_capacity(keywords.len() + 1);
    for (keyword, value) in keywords {
        let (value, order) = match (keyword.as_str(), value) {
            ("type", Json::String(name)) => (name.to_ascii_uppercase().into(), None),
            ("items", value) => (message(value), None),
            ("anyOf", Json::Array(schemas)) => (Json::Array(schemas.into_iter().map(message).collect()), None),
            ("properties", Json::Object(named)) => {
                let order = Json::array(named.iter().map(|(name, _)| name.as_str()));
                let named = named.into_iter().map(|(name, schema)| (name, message(schema)));
                (Json::object(named), Some(order))
            }
            (_, value) => (value, None),
        };
        members.push((keyword, value));
        members.extend(order.map(|order| ("propertyOrdering".to_owned(), order)));
    }
    Json::Object(members)
}
