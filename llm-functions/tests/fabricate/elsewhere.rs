//! Functions that come from elsewhere, in schemas that nobody here wrote.
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

use std::path::{Path, PathBuf};

use llm_functions::fabricate::{self, Fabricator};
use llm_functions::json::{Json, read};
use llm_functions::json_schema::{parse, python_types};
use llm_functions::view::{FunctionView, NodeId};

/// The test material of others; `None` where it is not, except in CI, where nothing is skipped.
fn corpora() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let folder = std::env::var_os("LLM_FUNCTIONS_CORPORA").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let message = format!("skipped: no corpora at {}; name their folder in LLM_FUNCTIONS_CORPORA", folder.display());
    assert!(std::env::var_os("CI").is_none(), "{message}");
    eprintln!("{message}");
    None
}

fn items(value: &Json) -> &[Json] {
    let Json::Array(items) = value else { panic!("a list is expected") };
    items
}

/// Values of each style, each accepted here and by a validator of others. To that one formats are annotations: it knows
/// some that are not known here.
fn fabricated(view: &FunctionView, schema: &Json) -> Result<(), String> {
    let validator = jsonschema::options().should_validate_formats(false).build(&schema.clone().into()).ok();
    let fabricators = (0..4).flat_map(|seed| [Fabricator::new(seed), Fabricator::new(seed).boundary()]);
    for mut fabricator in fabricators.chain([Fabricator::new(0).minimal()]) {
        let value = fabricator.arguments(view).map_err(|error| error.to_string())?;
        assert!(view.accepts(NodeId::ROOT, &value), "{schema}: {value}");
        if validator.as_ref().is_some_and(|validator| !validator.is_valid(&value.clone().into())) {
            return Err(format!("a validator by others refuses {value}"));
        }
    }
    Ok(())
}

#[test]
fn every_function_of_a_leaderboard_has_values_and_near_misses() {
    let Some(corpora) = corpora() else { return };
    let (mut functions, mut spoiled) = (0, 0);
    for file in ["simple_python", "multiple", "parallel", "parallel_multiple", "irrelevance"] {
        let text = std::fs::read_to_string(corpora.join(format!("bfcl/BFCL_v4_{file}.json"))).unwrap();
        for function in text.lines().flat_map(|line| items(read(line).unwrap().get("function").unwrap()).to_vec()) {
            let schema = python_types(function.get("parameters").unwrap().clone());
            let name = function.get("name").and_then(Json::as_str).unwrap().to_owned();
            let view = parse(name, "", &schema).unwrap();
            fabricated(&view, &schema).unwrap_or_else(|error| panic!("{error}: {schema}"));
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

/// The suite asks the strangest things of a schema. Wherever one of its tests is valid, there is a value to be found.
#[test]
fn values_for_the_schemas_of_the_json_schema_test_suite() {
    let Some(corpora) = corpora() else { return };
    let (mut found, mut unread, mut missed) = (0, 0, Vec::new());
    let folder = corpora.join("json_schema_test_suite/tests/draft2020-12");
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "json")) {
        for case in items(&read(&std::fs::read_to_string(&file).unwrap()).unwrap()) {
            let schema = case.get("schema").unwrap();
            let is_valid = |test: &Json| {
                test.get("valid") == Some(&Json::Bool(true)) && matches!(test.get("data"), Some(Json::Object(_)))
            };
            if !items(case.get("tests").unwrap()).iter().any(is_valid) {
                continue;
            }
            match parse("f", "", schema) {
                Err(_) => unread += 1,
                Ok(view) => match fabricated(&view, schema) {
                    Ok(()) => found += 1,
                    Err(error) => missed.push(format!("{}: {error} in {schema}", file.display())),
                },
            }
        }
    }
    eprintln!("json_schema_test_suite: values for {found} schemas, none found for {}, {unread} not read", missed.len());
    assert!(found > 150 && missed.len() * 50 <= found, "{missed:#?}");
}
