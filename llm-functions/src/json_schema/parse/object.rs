//! Rules for objects.

use std::collections::HashSet;

use super::array::one;
use super::place::Place;
use super::reader::Reader;
use super::{SchemaError, string};
use crate::json::Json;
use crate::view::{Additional, Node, NodeId, Property, RareRules, Text};

pub(super) fn read<'s>(reader: &mut Reader<'s, '_>, place: &Place<'s>, node: &mut Node) -> Result<(), SchemaError> {
    properties(reader, place, node)?;
    node.object.additional = match place.get("additionalProperties") {
        None | Some(Json::Bool(true)) => Additional::Any,
        Some(Json::Bool(false)) => Additional::Refused,
        Some(schema) => Additional::Each(reader.inner(place, &["additionalProperties"], schema)?),
    };
    node.object.min_properties = place.count("minProperties")?;
    node.object.max_properties = place.count("maxProperties")?;
    if let Some(names) = one(reader, place, "propertyNames")? {
        node.rare.get_or_insert_default().property_names = Some(names);
    }
    for (pattern, schema) in place.map("patternProperties")? {
        let matcher = string::matcher(place, "patternProperties", pattern)?;
        let id = reader.inner(place, &["patternProperties", pattern], schema)?;
        node.rare.get_or_insert_default().pattern_properties.push((matcher, id));
    }
    dependent(reader, place, node)
}

fn properties<'s>(reader: &mut Reader<'s, '_>, place: &Place<'s>, node: &mut Node) -> Result<(), SchemaError> {
    let required = place.get("required").map(|names| place.names("required", names)).transpose()?.unwrap_or_default();
    let mut needed: HashSet<&str> = required.iter().copied().collect();
    for (name, schema) in place.map("properties")? {
        let id = reader.inner(place, &["properties", name], schema)?;
        node.object.properties.push(Property::new(name.clone(), id, needed.remove(name.as_str())));
    }
    // In the order in which they were written, each once.
    let others: Vec<Text> = required.into_iter().filter(|name| needed.remove(name)).map(owned).collect();
    if !others.is_empty() {
        node.rare.get_or_insert_default().required = others;
    }
    Ok(())
}

fn dependent<'s>(reader: &mut Reader<'s, '_>, place: &Place<'s>, node: &mut Node) -> Result<(), SchemaError> {
    let mut found = RareRules::default();
    for (name, names) in place.map("dependentRequired")? {
        found.dependent_required.push((owned(name), list(place, "dependentRequired", names)?));
    }
    for (name, schema) in place.map("dependentSchemas")? {
        found.dependent_schemas.push((owned(name), of(reader, place, "dependentSchemas", name, schema)?));
    }
    // One keyword for both until draft 7.
    for (name, either) in place.map("dependencies")? {
        match either {
            Json::Array(_) => found.dependent_required.push((owned(name), list(place, "dependencies", either)?)),
            schema => found.dependent_schemas.push((owned(name), of(reader, place, "dependencies", name, schema)?)),
        }
    }
    if !(found.dependent_required.is_empty() && found.dependent_schemas.is_empty()) {
        let rare = node.rare.get_or_insert_default();
        (rare.dependent_required, rare.dependent_schemas) = (found.dependent_required, found.dependent_schemas);
    }
    Ok(())
}

fn list<'s>(place: &Place<'s>, keyword: &str, names: &'s Json) -> Result<Vec<Text>, SchemaError> {
    Ok(place.names(keyword, names)?.into_iter().map(owned).collect())
}

fn of<'s>(
    reader: &mut Reader<'s, '_>,
    place: &Place<'s>,
    keyword: &str,
    name: &str,
    schema: &'s Json,
) -> Result<NodeId, SchemaError> {
    reader.inner(place, &[keyword, name], schema)
}

fn owned(name: &str) -> Text {
    name.to_owned().into()
}
