//! What is refused, where, and in which words.

use llm_functions::json::Json;
use llm_functions::json_schema::{self, Draft, Parser, SchemaError};

use crate::json;

fn refused(schema: &str) -> SchemaError {
    let error = json_schema::parse("f", "", &json(schema)).err().unwrap_or_else(|| panic!("accepted: {schema}"));
    let message = error.to_string();
    assert!(message.starts_with("the schema of `f` cannot be used: ") && !message.ends_with('.'), "{message}");
    error
}

fn accepted(schema: &str) {
    json_schema::parse("f", "", &json(schema)).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_is_not_checked_is_refused_with_its_path_and_a_way_out() {
    for (schema, pointer, keyword, way_out) in [
        (r##"{"properties": {"a": {"$dynamicRef": "#x"}}}"##, "/properties/a", "$dynamicRef", "write `$ref`"),
        (r##"{"items": {"$recursiveRef": "#"}}"##, "/items", "$recursiveRef", "write `$ref`"),
        (r#"{"allOf": [{}], "unevaluatedProperties": false}"#, "", "unevaluatedProperties", "additionalProperties"),
        (r##"{"$ref": "#/$defs/a", "$defs": {"a": {}}, "unevaluatedItems": false}"##, "", "unevaluatedItems", "items"),
        (r#"{"contains": {}, "unevaluatedItems": false}"#, "", "unevaluatedItems", "beside `contains`"),
        (r#"{"properties": {"a/b": {"divisibleBy": 2}}}"#, "/properties/a~1b", "divisibleBy", "write `multipleOf`"),
        (r#"{"$schema": "https://example.org/own"}"#, "", "$schema", "2020-12"),
        (r#"{"anyOf": [{}, {"pattern": "(?<=a)b"}]}"#, "/anyOf/1", "pattern", ""),
        (r#"{"patternProperties": {"(": {}}}"#, "", "patternProperties", ""),
    ] {
        let error = refused(schema);
        assert_eq!((error.pointer(), error.keyword()), (pointer, Some(keyword)), "{schema}");
        assert!(error.is_unsupported() && error.to_string().contains(way_out), "{error}");
    }
}

#[test]
fn what_is_no_json_schema_is_refused_with_what_it_should_be() {
    for (schema, pointer, keyword, expected) in [
        (r#"{"type": "strin"}"#, "", "type", "integer"),
        (r#"{"type": []}"#, "", "type", "a list of them"),
        (r#"{"type": {"a": 1}}"#, "", "type", "a list of them"),
        (r#"{"minLength": -1}"#, "", "minLength", "at least 0"),
        (r#"{"maxItems": 1.5}"#, "", "maxItems", "a whole number"),
        (r#"{"minimum": "1"}"#, "", "minimum", "a number"),
        (r#"{"exclusiveMinimum": true}"#, "", "exclusiveMinimum", "beside `minimum`"),
        (r#"{"multipleOf": 0}"#, "", "multipleOf", "greater than 0"),
        (r#"{"required": "a"}"#, "", "required", "a list of names"),
        (r#"{"properties": {"a": {"required": true}}}"#, "/properties/a", "required", "a list of names"),
        (r#"{"properties": []}"#, "", "properties", "an object"),
        (r#"{"enum": "a"}"#, "", "enum", "a list"),
        (r#"{"anyOf": []}"#, "", "anyOf", "at least one"),
        (r#"{"dependentRequired": {"a": "b"}}"#, "", "dependentRequired", "a list of names"),
        (r#"{"uniqueItems": 1}"#, "", "uniqueItems", "`true` or `false`"),
        (r#"{"pattern": 1}"#, "", "pattern", "a string"),
        (r#"{"prefixItems": [{}], "items": [{}]}"#, "", "items", "`prefixItems`"),
        (r#"{"type": "string"}"#, "", "type", "`object`"),
    ] {
        let error = refused(schema);
        assert_eq!((error.pointer(), error.keyword()), (pointer, Some(keyword)), "{schema}");
        assert!(error.is_malformed() && error.to_string().contains(expected), "{error}");
    }
    for (schema, pointer) in [(r#"{"properties": {"a": "string"}}"#, "/properties/a"), (r#"{"items": 7}"#, "/items")] {
        let error = refused(schema);
        assert_eq!((error.pointer(), error.keyword(), error.is_malformed()), (pointer, None, true));
    }
}

#[test]
fn references_lead_somewhere_and_end() {
    for (schema, pointer, why) in [
        (r##"{"properties": {"a": {"$ref": "#/$defs/b"}}}"##, "/properties/a", "there is nothing"),
        (r##"{"$ref": "#nowhere"}"##, "", "there is nothing"),
        (r##"{"$ref": "#/required", "required": ["a"]}"##, "", "is no schema"),
        (r##"{"$ref": "#/%zz"}"##, "", "percent signs"),
        (r#"{"$ref": "https://example.org/a.json"}"#, "", "was not given"),
        (r##"{"$ref": "#"}"##, "", "leads back to itself"),
        (
            r##"{"properties": {"a": {"$ref": "#/properties/b"}, "b": {"not": {"$ref": "#/properties/a"}}}}"##,
            "/properties/",
            "leads back",
        ),
        (r#"{"$defs": {"a": {"$id": "x:a"}, "b": {"$id": "x:a"}}, "$ref": "x:a"}"#, "", "several schemas"),
    ] {
        let error = refused(schema);
        assert!(error.is_reference() && error.pointer().starts_with(pointer), "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    accepted(r##"{"properties": {"a/b~%": {"$ref": "#/$defs/c%22~1~0d"}}, "$defs": {"c\"/~d": {"$ref": "#"}}}"##);
    accepted(
        r#"{"$id": "https://example.org/f", "$ref": "b", "$defs": {"b": {"$id": "/b", "$ref": "f#x"}, "c": {"$anchor": "x"}}}"#,
    );
}

#[test]
fn what_is_too_large_is_refused_before_it_costs_anything() {
    let many = |count: usize| {
        let properties = (0..count).map(|index| (index.to_string(), Json::object([("type", Json::from("string"))])));
        Json::object([("properties", Json::object(properties))])
    };
    assert!(json_schema::parse("f", "", &many(20_000)).is_ok());
    assert!(json_schema::parse("f", "", &many(200_000)).unwrap_err().is_too_large());

    let deep = (0..1_000).fold(Json::Bool(true), |inner, _| Json::object([("items", inner)]));
    assert!(json_schema::parse("f", "", &deep).unwrap_err().is_too_large());

    // Each definition has the next one twice: small as it is written, and twice as large with every step when written out.
    let twice = |index: usize| Json::object([("$ref", Json::from(format!("#/$defs/{}", index + 1)))]);
    let definition = |index: usize| {
        let both = [("a", twice(index)), ("b", twice(index))];
        (index.to_string(), Json::object([("properties", Json::object(both))]))
    };
    let doubling = |count: usize| {
        let last = [(count.to_string(), Json::Bool(true))];
        let definitions = Json::object((0..count).map(definition).chain(last));
        Json::object([("$ref", Json::from("#/$defs/0")), ("$defs", definitions)])
    };
    assert!(json_schema::parse("f", "", &doubling(8)).is_ok());
    assert!(json_schema::parse("f", "", &doubling(64)).unwrap_err().is_too_large());

    // A long chain of references is as deep as what it leads to.
    let chain =
        (0..50_000).map(|index| (index.to_string(), twice(index))).chain([("50000".to_owned(), Json::Bool(true))]);
    let chain = Json::object([("$ref", Json::from("#/$defs/0")), ("$defs", Json::object(chain))]);
    assert!(json_schema::parse("f", "", &chain).unwrap_err().is_too_large());
}

#[test]
fn names_from_elsewhere_stay_as_they_are() {
    let schema = json("{}");
    for name in ["GET {api_base}/Condition", "math.hypot", &"long".repeat(40), "größe"] {
        assert_eq!(json_schema::parse(name.to_owned(), "", &schema).unwrap().name, *name);
    }
    for name in ["", "a\nb", "\u{0}"] {
        let error = json_schema::parse(name, "", &schema).unwrap_err();
        assert!(error.to_string().contains("control characters") && error.keyword().is_none(), "{error}");
    }
}

#[test]
fn annotations_and_unknown_names_refuse_nothing() {
    accepted(
        r#"{"title": "T", "$comment": "c", "deprecated": true, "readOnly": true, "examples": [1], "default": {},
            "x-order": 1, "contentMediaType": "text/plain", "contentEncoding": "base64", "format": "own", "shape": {"a": 1},
            "discriminator": {"propertyName": "kind"}, "unevaluatedProperties": true, "description": ["no text"]}"#,
    );
}

#[test]
fn drafts_differ_in_what_stands_beside_a_reference() {
    let schema =
        json(r##"{"properties": {"a": {"$ref": "#/$defs/a", "maximum": 5}}, "$defs": {"a": {"type": "integer"}}}"##);
    let fits = |parser: Parser| {
        let view = parser.parse("f", "", &schema).unwrap();
        llm_functions::arguments::canonical(&view, r#"{"a": 7}"#).is_ok()
    };
    assert!(!fits(Parser::new()) && !fits(Parser::new().draft(Draft::Draft2019)));
    assert!(fits(Parser::new().draft(Draft::Draft7)) && fits(Parser::new().draft(Draft::Draft4)));
}

#[test]
fn formats_are_checked_unless_they_are_annotations() {
    let schema = json(r#"{"properties": {"day": {"type": "string", "format": "date"}}}"#);
    let formats = |parser: Parser| {
        let view = parser.parse("f", "", &schema).unwrap();
        view[view.root().object.property("day").unwrap().node].string.formats.len()
    };
    assert_eq!((formats(Parser::new()), formats(Parser::new().formats_as_annotations())), (1, 0));
}
