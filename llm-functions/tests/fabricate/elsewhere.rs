//! Functions that come from elsewhere, in schemas that nobody here wrote.
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "../support/corpora.rs"]
mod corpora;

use llm_functions::fabricate::{self, Fabricator};
use llm_functions::json::{Json, read};
use llm_functions::json_schema::{Parser, SchemaError, parse, python_types};
use llm_functions::view::{FunctionView, NodeId};

fn items(value: &Json) -> &[Json] {
    let Json::Array(items) = value else { panic!("a list is expected") };
    items
}

fn fabricators() -> impl Iterator<Item = Fabricator> {
    let seeded = (0..4).flat_map(|seed| [Fabricator::new(seed), Fabricator::new(seed).boundary()]);
    seeded.chain([Fabricator::new(0).minimal()])
}

/// A validator by others. To it formats are annotations: it knows some that are not known here.
fn validator(schema: &Json) -> Option<jsonschema::Validator> {
    jsonschema::options().should_validate_formats(false).build(&schema.clone().into()).ok()
}

#[test]
fn every_function_of_a_leaderboard_has_values_and_near_misses() {
    let Some(corpora) = corpora::folder() else { return };
    let (mut functions, mut spoiled) = (0, 0);
    for file in ["simple_python", "multiple", "parallel", "parallel_multiple", "irrelevance"] {
        let text = std::fs::read_to_string(corpora.join(format!("bfcl/BFCL_v4_{file}.json"))).unwrap();
        for function in text.lines().flat_map(|line| items(read(line).unwrap().get("function").unwrap()).to_vec()) {
            let schema = python_types(function.get("parameters").unwrap().clone());
            let name = function.get("name").and_then(Json::as_str).unwrap().to_owned();
            let view = parse(name, "", &schema).unwrap();
            let validator = validator(&schema).unwrap();
            for mut fabricator in fabricators() {
                let value = fabricator.arguments(&view).unwrap_or_else(|error| panic!("{error}: {schema}"));
                assert!(view.accepts(NodeId::ROOT, &value), "{value}: {schema}");
                assert!(validator.is_valid(&value.clone().into()), "{value}: {schema}");
            }
            functions += 1;
            for seed in 0..3 {
                let Some(invalid) = fabricate::invalid(&view, seed) else { continue };
                assert!(!view.accepts(NodeId::ROOT, &invalid.value), "{invalid}: {schema}");
                spoiled += 1;
            }
        }
    }
    eprintln!("bfcl: values for {functions} functions, {spoiled} near misses");
    assert!(functions > 1_500 && spoiled > 3 * functions * 9 / 10, "{functions} functions, {spoiled} near misses");
}

/// A function whose only parameter has this schema, which is a document of its own: references to its top lead there.
fn only(schema: &Json) -> Result<FunctionView, SchemaError> {
    let value = Json::object([("$ref", Json::from("suite:case"))]);
    let function = Json::object([
        ("type", Json::from("object")),
        ("properties", Json::object([("value", value)])),
        ("required", Json::array(["value"])),
        ("additionalProperties", false.into()),
    ]);
    Parser::new().document("suite:case", schema.clone()).parse("case", "", &function)
}

fn fabricated(schema: &Json, view: &FunctionView) -> Result<(), String> {
    let validator = validator(schema);
    for mut fabricator in fabricators() {
        let arguments = fabricator.arguments(view).map_err(|error| error.to_string())?;
        assert!(view.accepts(NodeId::ROOT, &arguments), "{arguments}: {schema}");
        let value: serde_json::Value = arguments.get("value").cloned().unwrap().into();
        if validator.as_ref().is_some_and(|validator| !validator.is_valid(&value)) {
            return Err(format!("a validator by others refuses {value}"));
        }
    }
    Ok(())
}

/// The suite asks the strangest things of a schema. Wherever one of its tests is valid, a value is found.
#[test]
fn values_for_the_schemas_of_the_json_schema_test_suite() {
    let Some(corpora) = corpora::folder() else { return };
    let (mut found, mut unread, mut missed) = (0, 0, Vec::new());
    let folder = corpora.join("json_schema_test_suite/tests/draft2020-12");
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "json")) {
        for case in items(&read(&std::fs::read_to_string(&file).unwrap()).unwrap()) {
            let schema = case.get("schema").unwrap();
            let tests = items(case.get("tests").unwrap());
            if !tests.iter().any(|test| test.get("valid") == Some(&Json::Bool(true))) {
                continue;
            }
            match only(schema).map(|view| fabricated(schema, &view)) {
                Err(_) => unread += 1,
                Ok(Ok(())) => found += 1,
                Ok(Err(error)) => missed.push(format!("{}: {error}: {schema}", file.display())),
            }
        }
    }
    eprintln!("json_schema_test_suite: values for {found} schemas, none found for {}, {unread} not read", missed.len());
    assert!(found > 250 && missed.is_empty(), "{missed:#?}");
}

/// A schema from elsewhere can ask for more than any machine holds.
#[test]
fn what_is_too_large_to_be_made_is_told() {
    let cases = [
        (r#"{"type": "array", "minItems": 4000000000}"#, "so long a list is not made"),
        (
            r#"{"type": "array", "items": {"type": "array", "minItems": 4000000000}, "minItems": 2}"#,
            "so long a list is not made",
        ),
        (r#"{"type": "object", "minProperties": 4000000000}"#, "so large an object is not made"),
        (r#"{"type": "string", "minLength": 4000000000}"#, "no text has its length"),
        (r#"{"type": "integer", "minimum": 1e300}"#, "no number is within its bounds"),
        (r#"{"type": "number", "multipleOf": 1e-300, "minimum": 1e300}"#, ""),
    ];
    for (schema, reason) in cases {
        let schema = read(schema).unwrap();
        match only(&schema).map(|view| (fabricate::arguments(&view, 1), view)) {
            Ok((Ok(value), view)) => assert!(reason.is_empty() && view.accepts(NodeId::ROOT, &value), "{schema}"),
            Ok((Err(error), _)) => assert!(error.reason.contains(reason), "{schema}: {error}"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
