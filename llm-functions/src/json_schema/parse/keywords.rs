//! Where schemas stand in schemas. Anything else that looks like a schema is data.

use crate::json::Json;

/// Keywords whose value is a schema.
const SCHEMA: [&str; 12] = [
    "items",
    "additionalItems",
    "additionalProperties",
    "propertyNames",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// Keywords whose value is a list of schemas.
const LIST: [&str; 5] = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];

/// Keywords whose value is an object of schemas.
const MAP: [&str; 6] = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];

/// Calls `visit` with each schema in this one and the steps that lead to it.
pub(super) fn each<'s>(schema: &'s Json, mut visit: impl FnMut(&str, Option<&str>, &'s Json)) {
    let Json::Object(members) = schema else { return };
    for (keyword, value) in members {
        let keyword = keyword.as_str();
        match value {
            Json::Object(schemas) if MAP.contains(&keyword) => {
                for (name, schema) in schemas {
                    visit(keyword, Some(name), schema);
                }
            }
            Json::Array(schemas) if LIST.contains(&keyword) => {
                for (index, schema) in schemas.iter().enumerate() {
                    visit(keyword, Some(&index.to_string()), schema);
                }
            }
            schema if SCHEMA.contains(&keyword) => visit(keyword, None, schema),
            _ => {}
        }
    }
}

/// The same, to change them.
pub(super) fn each_mut(schema: &mut Json, mut visit: impl FnMut(&mut Json)) {
    let Json::Object(members) = schema else { return };
    for (keyword, value) in members {
        let keyword = keyword.as_str();
        match value {
            Json::Object(schemas) if MAP.contains(&keyword) => {
                for (_, schema) in schemas {
                    visit(schema);
                }
            }
            Json::Array(schemas) if LIST.contains(&keyword) => schemas.iter_mut().for_each(&mut visit),
            schema if SCHEMA.contains(&keyword) => visit(schema),
            _ => {}
        }
    }
}
