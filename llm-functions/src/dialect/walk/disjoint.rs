//! Whether no value fits two schemas. "No" may mean that it is not known.

use super::definitions::Definitions;
use crate::json::Json;

/// Whether no value fits two of these schemas. `closed` says that objects have listed members only, said or not.
pub(super) fn all(schemas: &[Json], definitions: &Definitions, closed: bool) -> bool {
    let view = Reader { definitions, closed };
    schemas.iter().enumerate().all(|(index, one)| schemas[..index].iter().all(|other| view.disjoint(one, other, 0)))
}

/// How far references and alternatives are followed.
const DEPTH: u32 = 8;

struct Reader<'d> {
    definitions: &'d Definitions,
    closed: bool,
}

impl Reader<'_> {
    fn disjoint(&self, one: &Json, other: &Json, depth: u32) -> bool {
        if depth > DEPTH {
            return false;
        }
        for (first, second) in [(one, other), (other, one)] {
            if let Some(reference) = first.get("$ref").and_then(Json::as_str) {
                let body = self.definitions.body(reference);
                return body.is_some_and(|body| self.disjoint(body, second, depth + 1));
            }
            if let Some(Json::Array(alternatives)) = first.get("anyOf").or_else(|| first.get("oneOf")) {
                return alternatives.iter().all(|alternative| self.disjoint(alternative, second, depth + 1));
            }
        }
        values_apart(one, other) || types_apart(one, other) || self.members_apart(one, other, depth)
    }

    /// A member that both must have and whose values are apart, or that one must have and the other cannot.
    fn members_apart(&self, one: &Json, other: &Json, depth: u32) -> bool {
        if !(is_object(one) && is_object(other)) {
            return false;
        }
        let apart = |one: &Json, other: &Json| {
            required(one).any(|name| match member(other, name) {
                Some(theirs) => {
                    member(one, name).is_some_and(|ours| self.disjoint(ours, theirs, depth + 1))
                        && required(other).any(|known| known == name)
                }
                None => self.closed || other.get("additionalProperties") == Some(&Json::Bool(false)),
            })
        };
        apart(one, other) || apart(other, one)
    }
}

fn is_object(schema: &Json) -> bool {
    schema.get("type").and_then(Json::as_str) == Some("object")
}

fn member<'j>(schema: &'j Json, name: &str) -> Option<&'j Json> {
    schema.get("properties")?.get(name)
}

fn required(schema: &Json) -> impl Iterator<Item = &str> {
    let names = match schema.get("required") {
        Some(Json::Array(names)) => names.as_slice(),
        _ => &[],
    };
    names.iter().filter_map(Json::as_str)
}

fn values(schema: &Json) -> Option<&[Json]> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Json::Array(values)), _) => Some(values),
        (_, Some(value)) => Some(std::slice::from_ref(value)),
        _ => None,
    }
}

fn values_apart(one: &Json, other: &Json) -> bool {
    match (values(one), values(other)) {
        (Some(one), Some(other)) => !one.iter().any(|value| other.contains(value)),
        _ => false,
    }
}

fn types_apart(one: &Json, other: &Json) -> bool {
    match (types(one), types(other)) {
        (Some(one), Some(other)) => !one.iter().any(|name| other.iter().any(|known| overlap(name, known))),
        _ => false,
    }
}

fn overlap(one: &str, other: &str) -> bool {
    one == other || matches!((one, other), ("integer", "number") | ("number", "integer"))
}

/// The names of the types, if they are said; `nullable` is a type as well.
fn types(schema: &Json) -> Option<Vec<&str>> {
    let mut types: Vec<&str> = match schema.get("type")? {
        Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
        only => only.as_str().into_iter().collect(),
    };
    if schema.get("nullable") == Some(&Json::Bool(true)) {
        types.push("null");
    }
    Some(types)
}
