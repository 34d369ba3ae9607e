//! Schemas that a value must fit as well: `allOf`, `anyOf`, `oneOf`, `not`, `if`; and what they leave over.

use super::SchemaError;
use super::array::{each, one};
use super::place::Place;
use super::reader::Reader;
use crate::json::Json;
use crate::view::{Additional, Node};

pub(super) fn read<'s>(reader: &mut Reader<'s, '_>, place: &Place<'s>, node: &mut Node) -> Result<(), SchemaError> {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if matches!(place.get(keyword), Some(Json::Array(schemas)) if schemas.is_empty()) {
            return Err(place.malformed(keyword, "a list of at least one schema"));
        }
    }
    node.all_of = each(reader, place, "allOf")?;
    node.any_of = each(reader, place, "anyOf")?;
    node.one_of = each(reader, place, "oneOf")?;
    if let Some(not) = one(reader, place, "not")? {
        node.rare.get_or_insert_default().not = Some(not);
    }
    let (then, otherwise) = (one(reader, place, "then")?, one(reader, place, "else")?);
    if let Some(condition) = one(reader, place, "if")? {
        node.rare.get_or_insert_default().conditional = Some((condition, then, otherwise));
    }
    Ok(())
}

/// What speaks of members or items that no other schema spoke of. Where no other schema applies to the same value, that is
/// what `additionalProperties` and `items` say; following what others spoke of is not done here.
pub(super) fn unevaluated<'s>(
    reader: &mut Reader<'s, '_>,
    place: &Place<'s>,
    node: &mut Node,
) -> Result<(), SchemaError> {
    let members = place.get("unevaluatedProperties").filter(|says| **says != Json::Bool(true));
    if let Some(schema) = members {
        alone(place, node, "unevaluatedProperties", "write `additionalProperties` in each alternative")?;
        if place.get("additionalProperties").is_none() {
            node.object.additional = match schema {
                Json::Bool(false) => Additional::Refused,
                schema => Additional::Each(reader.inner(place, &["unevaluatedProperties"], schema)?),
            };
        }
    }
    let items = place.get("unevaluatedItems").filter(|says| **says != Json::Bool(true));
    if let Some(schema) = items {
        alone(place, node, "unevaluatedItems", "write `items` beside `prefixItems`")?;
        if node.rare.as_ref().is_some_and(|rare| rare.contains.is_some()) {
            return Err(SchemaError::unsupported(&place.at, "unevaluatedItems", "write `items` beside `contains`"));
        }
        if node.array.items.is_none() {
            node.array.items = Some(reader.inner(place, &["unevaluatedItems"], schema)?);
        }
    }
    Ok(())
}

/// Whether nothing but this schema speaks of the value.
fn alone(place: &Place<'_>, node: &Node, keyword: &str, instead: &str) -> Result<(), SchemaError> {
    if node.in_place().is_empty() { Ok(()) } else { Err(SchemaError::unsupported(&place.at, keyword, instead)) }
}
