//! Places where values of several types fit, from schemas that say so.

use llm_functions::arguments::CoercionKind::{
    self, JsonInString, NumberInString, OneItemList, ScalarAsString, Spelling, WholeNumber,
};
use llm_functions::json::read;
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use super::value_by;

fn view(value: &str) -> FunctionView {
    let schema = format!(r#"{{"type": "object", "properties": {{"value": {value}}}, "required": ["value"]}}"#);
    json_schema::parse("f", "", &read(&schema).unwrap()).unwrap()
}

#[track_caller]
fn becomes(schema: &str, value: &str, expected: &str, kinds: &[CoercionKind]) {
    assert_eq!(value_by(&view(schema), value), Some((expected.to_owned(), kinds.to_vec())), "{value} for {schema}");
}

#[track_caller]
fn refused(schema: &str, values: &[&str]) {
    let view = view(schema);
    for value in values {
        assert_eq!(value_by(&view, value), None, "{value} for {schema}");
    }
}

/// A string would do as well, so nothing is made into one or out of one.
#[test]
fn a_string_or_a_number() {
    for schema in [
        r#"{"type": ["string", "integer"]}"#,
        r#"{"anyOf": [{"type": "string"}, {"type": "integer"}]}"#,
        r#"{"oneOf": [{"type": "integer"}, {"type": "string"}]}"#,
        r#"{"anyOf": [{"type": "string", "pattern": "^[a-z]+$"}, {"type": "integer"}]}"#,
        r##"{"$ref": "#/$defs/u", "$defs": {"u": {"type": ["string", "integer"]}}}"##,
    ] {
        let schema = schema.replace("#/$defs/u", "#/properties/value/$defs/u");
        becomes(&schema, "5", "5", &[]);
        refused(&schema, &["true", "5.5", "null", "[]", "[5]", r#"{"a": 5}"#]);
    }
    refused(r#"{"anyOf": [{"type": "string", "pattern": "^[a-z]+$"}, {"type": "integer"}]}"#, &[r#""5""#, r#""5.0""#]);
}

#[test]
fn a_number_or_a_boolean() {
    let schema = r#"{"type": ["number", "boolean"]}"#;
    becomes(schema, r#""5""#, "5", &[NumberInString]);
    becomes(schema, r#""True""#, "true", &[CoercionKind::BooleanInString]);
    refused(schema, &[r#""yes""#, "null", r#""""#]);
}

#[test]
fn one_or_many() {
    let schema = r#"{"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}"#;
    // Five, or a list of five?
    refused(schema, &[r#""5""#, "true"]);
    becomes(schema, r#""[5, 6]""#, "[5,6]", &[JsonInString]);
    becomes(schema, r#"["5", 6]"#, "[5,6]", &[NumberInString]);
}

#[test]
fn a_choice_or_a_number() {
    let schema = r#"{"anyOf": [{"enum": ["low", "high"]}, {"type": "integer"}]}"#;
    becomes(schema, r#""HIGH""#, r#""high""#, &[Spelling]);
    becomes(schema, r#""5""#, "5", &[NumberInString]);
    refused(schema, &[r#""medium""#, "true", r#""5.5""#]);
    becomes(r#"{"enum": [5, 10, "auto"]}"#, r#""10""#, "10", &[NumberInString]);
    refused(r#"{"enum": [5, 10, "auto"]}"#, &[r#""7""#, "true"]);
    becomes(r#"{"enum": ["5", "10"]}"#, "10", r#""10""#, &[ScalarAsString]);
}

#[test]
fn all_of_several_rules() {
    let schema = r#"{"allOf": [{"type": "integer"}, {"minimum": 3}]}"#;
    becomes(schema, r#""5""#, "5", &[NumberInString]);
    refused(schema, &[r#""2""#]);
    let both = r#"{"allOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"type": "boolean"}}}], "type": "object"}"#;
    becomes(
        both,
        r#"{"a": "1", "b": "true"}"#,
        r#"{"a":1,"b":true}"#,
        &[NumberInString, CoercionKind::BooleanInString],
    );
}

#[test]
fn two_objects_that_both_fit() {
    let schema = r#"{"anyOf": [
        {"type": "object", "properties": {"v": {"type": "integer"}}, "required": ["v"]},
        {"type": "object", "properties": {"v": {"type": "boolean"}}, "required": ["v"]},
        {"type": "object", "properties": {"v": {"type": "number"}, "w": {"type": "string"}}, "required": ["v", "w"]}
    ]}"#;
    becomes(schema, r#"{"v": "5"}"#, r#"{"v":5}"#, &[NumberInString]);
    becomes(schema, r#"{"v": "true"}"#, r#"{"v":true}"#, &[CoercionKind::BooleanInString]);
    refused(schema, &[r#"{"v": "x"}"#, r#"{"v": null}"#]);
    // One reading by two alternatives is one reading.
    becomes(schema, r#"{"v": "5", "w": "x"}"#, r#"{"v":5,"w":"x"}"#, &[NumberInString]);
}

#[test]
fn nothing_is_known_of_the_value() {
    becomes("{}", r#""5""#, r#""5""#, &[]);
    becomes("true", "20.0", "20.0", &[]);
    becomes(r#"{"type": "integer"}"#, "20.0", "20.0", &[]);
    becomes(r#"{"type": "array"}"#, r#""[5.0]""#, "[5.0]", &[JsonInString]);
    becomes(r#"{"type": "array", "items": {"type": "string"}}"#, "7", r#"["7"]"#, &[OneItemList, ScalarAsString]);
    becomes(r#"{"type": "integer"}"#, r#""20.0""#, "20", &[NumberInString, WholeNumber]);
}

/// An alternative that leads to itself, and a chain of references longer than any stack is deep.
#[test]
fn schemas_that_lead_nowhere() {
    let many =
        (0..5_000).map(|n| format!(r##""d{n}": {{"$ref": "#/$defs/d{}"}}"##, n + 1)).collect::<Vec<_>>().join(",");
    let chain = format!(
        r##"{{"type": "object", "properties": {{"value": {{"$ref": "#/$defs/d0"}}}}, "$defs": {{{many}, "d5000": {{"type": "integer"}}}}}}"##
    );
    if let Ok(view) = json_schema::parse("f", "", &read(&chain).unwrap()) {
        let _ = value_by(&view, r#""5""#);
    }
    let loops = r##"{"anyOf": [{"$ref": "#/properties/value"}, {"type": "integer"}]}"##;
    let schema = format!(r#"{{"type": "object", "properties": {{"value": {loops}}}}}"#);
    if let Ok(view) = json_schema::parse("f", "", &read(&schema).unwrap()) {
        let _ = value_by(&view, r#""x""#);
    }
}
