//! Arguments that others collected, as they are and garbled: never read as something else than they were.
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "../support/corpora.rs"]
mod corpora;

use std::collections::BTreeMap;
use std::path::Path;

use llm_functions::arguments::{self, Coercions};
use llm_functions::json::{Json, read};
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use super::garble::WAYS;

/// Every function of `JSONSchemaBench`'s mask bench whose schema is read, with its arguments and their verdicts.
fn functions(corpora: &Path) -> Vec<(FunctionView, Vec<(Json, bool)>)> {
    let text = std::fs::read_to_string(corpora.join("function_json_schemas/cases.jsonl")).unwrap();
    let mut functions = Vec::new();
    for line in text.lines() {
        let case = read(line).unwrap();
        let Ok(view) = json_schema::parse("f", "", case.get("schema").unwrap()) else { continue };
        let Some(Json::Array(tests)) = case.get("tests") else { panic!("no tests") };
        let instance = |test: &Json| (test.get("data").unwrap().clone(), test.get("valid") == Some(&Json::Bool(true)));
        functions.push((view, tests.iter().map(instance).collect()));
    }
    functions
}

#[test]
fn garbled_arguments_are_read_as_they_were_or_refused() {
    let Some(corpora) = corpora::folder() else { return };
    let functions = functions(&corpora);
    assert!(functions.len() > 1_500);
    for (way, garble) in WAYS {
        let (mut same, mut untouched, mut refused) = (0, 0, 0);
        for (view, tests) in &functions {
            for (value, _) in tests.iter().filter(|(_, valid)| *valid) {
                let Ok(meant) = arguments::canonical(view, &value.to_string()) else { continue };
                let text = garble(&meant);
                match arguments::canonical_with(view, &text, Coercions::ALL) {
                    Ok(read) if read.coercions.is_empty() => untouched += 1,
                    Ok(read) => {
                        assert!(alike(&meant, &read.arguments), "{way}: {text}");
                        same += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
        eprintln!("coercion | {way}: {same} read as meant, {untouched} fit as they stand, {refused} refused");
        assert!(same >= 4 * refused, "{way}: {same} of {}", same + refused);
    }
}

/// Whether a value was read as it was meant, or stands as the string that it was garbled into, where any string fits.
fn alike(meant: &Json, read: &Json) -> bool {
    match (meant, read) {
        (Json::Array(meant), Json::Array(read)) => {
            meant.len() == read.len() && meant.iter().zip(read).all(|(meant, read)| alike(meant, read))
        }
        (Json::Object(meant), Json::Object(read)) => {
            let pairs = meant.iter().zip(read);
            meant.len() == read.len()
                && pairs.into_iter().all(|(meant, read)| meant.0 == read.0 && alike(&meant.1, &read.1))
        }
        (Json::Number(_) | Json::Bool(_) | Json::Array(_) | Json::Object(_), Json::String(text)) => {
            *text == meant.to_string()
        }
        (Json::Array(items), read) => matches!(items.as_slice(), [item] if alike(item, read)),
        (meant, read) => meant == read,
    }
}

/// Arguments that are wrong stay wrong, except for a scalar of another type or outside of its list.
#[test]
fn what_is_wrong_is_not_made_right() {
    let Some(corpora) = corpora::folder() else { return };
    let (mut refused, mut kinds) = (0, BTreeMap::new());
    for (view, tests) in functions(&corpora) {
        for (value, _) in tests.iter().filter(|(_, valid)| !valid) {
            let text = value.to_string();
            if arguments::canonical(&view, &text).is_ok() {
                continue;
            }
            match arguments::canonical_with(&view, &text, Coercions::ALL) {
                Ok(read) => {
                    for done in read.coercions {
                        *kinds.entry(format!("{:?}", done.kind)).or_insert(0) += 1;
                    }
                }
                Err(_) => refused += 1,
            }
        }
    }
    eprintln!("coercion | wrong arguments: {refused} refused, coerced by kind: {kinds:?}");
    assert!(refused > 900);
    let expected = ["BooleanInString", "NumberInString", "OneItemList", "ScalarAsString"];
    assert!(kinds.keys().all(|kind| expected.contains(&kind.as_str())));
}

/// Texts for which a repair program exists that guesses: the good one is read, the other is not guessed at.
#[test]
fn repairs_that_would_be_guesses_are_refused() {
    let Some(corpora) = corpora::folder() else { return };
    let folder = corpora.join("json_parsing/json_repair/tests");
    let schema =
        read(r#"{"type": "object", "properties": {"value": {"type": "array"}}, "required": ["value"]}"#).unwrap();
    let view = json_schema::parse("f", "", &schema).unwrap();
    for (name, expected) in [("valid.json", true), ("invalid.json", false)] {
        let text = format!("{{\"value\": {}}}", std::fs::read_to_string(folder.join(name)).unwrap());
        assert_eq!(arguments::canonical_with(&view, &text, Coercions::ALL).is_ok(), expected, "{name}");
        assert_eq!(arguments::canonical(&view, &text).is_ok(), expected, "{name}");
    }
}
