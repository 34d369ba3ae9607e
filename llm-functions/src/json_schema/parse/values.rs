//! Types, the only values there are, and annotations.

use super::SchemaError;
use super::place::Place;
use crate::json::Json;
use crate::view::{Choice, Node, Types};

pub(super) fn read(place: &Place<'_>, node: &mut Node) -> Result<(), SchemaError> {
    if let Some(types) = place.get("type") {
        node.types = self::types(place, types)?;
    }
    node.nullable = place.flag("nullable")?;
    if place.get("enum").is_some() {
        let values = place.list("enum")?;
        node.choices = Some(values.iter().map(|value| Choice::new(value.clone(), "")).collect());
    }
    match (place.get("const"), &node.choices) {
        (None, _) => {}
        (Some(constant), None) => node.choices = Some(vec![Choice::new(constant.clone(), "")]),
        (Some(constant), Some(_)) => node.rare.get_or_insert_default().constant = Some(constant.clone()),
    }
    Ok(())
}

fn types(place: &Place<'_>, value: &Json) -> Result<Types, SchemaError> {
    let one = |value: &Json| value.as_str().and_then(Types::of_name);
    let all = match value {
        Json::Array(names) if !names.is_empty() => {
            names.iter().map(one).try_fold(Types::NONE, |all, name| Some(all.with(name?)))
        }
        name => one(name),
    };
    all.ok_or_else(|| {
        let names: Vec<&str> = Types::ANY.names().chain(["integer"]).collect();
        place.malformed("type", &format!("one of {}, or a list of them", names.join(", ")))
    })
}

/// What does not decide whether a value fits. Text that is no text says nothing.
pub(super) fn annotations(place: &Place<'_>, node: &mut Node) {
    let text = |keyword: &str| place.get(keyword).and_then(Json::as_str).map(str::to_owned);
    // The name of a definition says more than no title.
    let name = || place.at.name_in(&["$defs", "definitions"]).map(str::to_owned);
    node.name = text("title").or_else(name).unwrap_or_default().into();
    node.description = text("description").unwrap_or_default().into();
    node.default = place.get("default").cloned();
    node.examples = match (place.get("examples"), place.get("example")) {
        (Some(Json::Array(examples)), _) => examples.clone(),
        (_, example) => example.cloned().into_iter().collect(),
    };
}
