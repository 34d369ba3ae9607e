//! Schemas that name Python's types where JSON's belong.

use super::keywords;
use crate::json::Json;

/// Python's names and the JSON type that each is written as.
const NAMES: [(&str, &str); 10] = [
    ("dict", "object"),
    ("list", "array"),
    ("tuple", "array"),
    ("set", "array"),
    ("str", "string"),
    ("int", "integer"),
    ("float", "number"),
    ("bool", "boolean"),
    ("None", "null"),
    ("NoneType", "null"),
];

/// A schema in which Python's names of types (`dict`, `float`, `tuple`, `str`, …) are JSON Schema's, as tools that were
/// described by Python programs have them; `any` becomes no type at all. Everything else stays as it is, so that what
/// [`parse`](super::parse) says of it holds for the schema as it was written.
///
/// It is a step of its own because these names are no JSON Schema: a schema that has them may mean anything, and only who
/// brings it knows that Python is meant.
///
/// ```
/// use llm_functions::{json, json_schema};
///
/// let python = json::read(r#"{"type": "dict", "properties": {"rate": {"type": "float"}, "more": {"type": "any"}}}"#)?;
/// assert!(json_schema::parse("f", "", &python).unwrap_err().is_malformed());
/// let schema = json_schema::python_types(python);
/// assert_eq!(schema.to_string(), r#"{"type":"object","properties":{"rate":{"type":"number"},"more":{}}}"#);
/// # Ok::<(), llm_functions::json::ReadError>(())
/// ```
#[must_use]
pub fn python_types(mut schema: Json) -> Json {
    translate(&mut schema);
    schema
}

fn translate(schema: &mut Json) {
    if let Json::Object(members) = schema {
        members.retain_mut(|(keyword, value)| keyword != "type" || kept(value));
    }
    keywords::each_mut(schema, translate);
}

/// Whether the keyword still says something.
fn kept(types: &mut Json) -> bool {
    match types {
        Json::String(name) => {
            if let Some((_, json)) = NAMES.iter().find(|(python, _)| python == name) {
                (*json).clone_into(name);
            }
            name != "any" && name != "Any"
        }
        Json::Array(names) => names.iter_mut().all(kept),
        _ => true,
    }
}
