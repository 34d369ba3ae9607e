//! Schemas and values that are made to cost much: an answer comes all the same, and soon. Tests run on small stacks.

use std::time::{Duration, Instant};

use llm_functions::json::Json;
use llm_functions::{arguments, json_schema};

use crate::json;

/// The verdict, which must come in a time that does not depend on how hostile the pair is.
fn verdict(schema: &Json, value: Json) -> Result<(), String> {
    let view = json_schema::parse("f", "", schema).unwrap();
    let arguments = Json::object([("value", value)]).to_string();
    let began = Instant::now();
    let result = arguments::canonical(&view, &arguments).map(drop).map_err(|error| error.for_model());
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    result
}

fn nested(depth: usize) -> Json {
    (0..depth).fold(Json::from("end"), |inner, _| Json::Array(vec![inner]))
}

#[test]
fn alternatives_in_alternatives_end() {
    let schema = json(
        r##"{"properties": {"value": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"anyOf": [
            {"type": "array", "items": {"$ref": "#/$defs/a"}, "minItems": 2}, {"type": "array", "items": {"$ref": "#/$defs/a"}},
            {"type": "array", "items": {"$ref": "#/$defs/a"}}, {"type": "null"}]}}}"##,
    );
    assert!(verdict(&schema, nested(120)).unwrap_err().contains("too ambiguous"));
    assert!(verdict(&schema, json("[[[null]]]")).is_ok());
}

#[test]
fn references_to_references_do_not_exhaust_the_stack() {
    let chain = (0..40).map(|index| {
        let next = if index == 39 { "loop".to_owned() } else { (index + 1).to_string() };
        (index.to_string(), Json::object([("allOf", Json::Array(vec![reference(&next)]))]))
    });
    let around = ("loop".to_owned(), Json::object([("items", reference("0"))]));
    let value = Json::object([("value", reference("0"))]);
    let schema = Json::object([("properties", value), ("$defs", Json::object(chain.chain([around])))]);
    assert!(verdict(&schema, nested(10)).is_ok());
    assert!(verdict(&schema, nested(120)).unwrap_err().contains("too ambiguous"));
}

fn reference(name: &str) -> Json {
    Json::object([("$ref", Json::from(format!("#/$defs/{name}")))])
}

#[test]
fn long_lists_of_values_and_of_names_are_searched_for_a_while() {
    let values = Json::array((0..50_000).map(|index| format!("value {index}")));
    let items = Json::object([("items", Json::object([("enum", values)]))]);
    let schema = Json::object([("properties", Json::object([("value", items)]))]);
    assert!(verdict(&schema, Json::array(vec!["value 49999"; 200])).is_ok());
    assert!(verdict(&schema, Json::array(vec!["value 49999"; 100_000])).is_err());

    let names = || (0..20_000).map(|index| format!("name {index}"));
    let object = Json::object([("properties", Json::object(names().map(|name| (name, Json::Bool(true)))))]);
    let schema = Json::object([("properties", Json::object([("value", object)]))]);
    assert!(verdict(&schema, Json::object(names().take(100).map(|name| (name, Json::Null)))).is_ok());
    assert!(verdict(&schema, Json::object(names().map(|name| (name, Json::Null)))).is_err());
}
