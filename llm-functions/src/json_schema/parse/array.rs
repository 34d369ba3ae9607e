//! Rules for arrays.

use super::SchemaError;
use super::place::Place;
use super::reader::Reader;
use crate::json::Json;
use crate::view::{Node, NodeId};

pub(super) fn read<'s>(reader: &mut Reader<'s, '_>, place: &Place<'s>, node: &mut Node) -> Result<(), SchemaError> {
    let rules = &mut node.array;
    rules.min_items = place.count("minItems")?;
    rules.max_items = place.count("maxItems")?;
    rules.unique_items = place.flag("uniqueItems")?;
    rules.prefix = each(reader, place, "prefixItems")?;
    rules.items = match place.get("items") {
        Some(Json::Array(_)) if !rules.prefix.is_empty() => {
            return Err(place.malformed("items", "a schema, since `prefixItems` is the list"));
        }
        // Until 2019-09 a list said what `prefixItems` says, and another keyword what comes after it.
        Some(Json::Array(_)) => {
            rules.prefix = each(reader, place, "items")?;
            one(reader, place, "additionalItems")?
        }
        _ => one(reader, place, "items")?,
    };
    let (least, most) = (place.count("minContains")?, place.count("maxContains")?);
    if let Some(contained) = one(reader, place, "contains")? {
        node.rare.get_or_insert_default().contains = Some((contained, least.unwrap_or(1), most));
    }
    Ok(())
}

pub(super) fn one<'s>(
    reader: &mut Reader<'s, '_>,
    place: &Place<'s>,
    keyword: &str,
) -> Result<Option<NodeId>, SchemaError> {
    place.get(keyword).map(|schema| reader.inner(place, &[keyword], schema)).transpose()
}

pub(super) fn each<'s>(
    reader: &mut Reader<'s, '_>,
    place: &Place<'s>,
    keyword: &str,
) -> Result<Vec<NodeId>, SchemaError> {
    let schemas = place.list(keyword)?.iter().enumerate();
    schemas.map(|(index, schema)| reader.inner(place, &[keyword, &index.to_string()], schema)).collect()
}
