//! Arbitrary schemas against a validator by others, and against what they are when they are written again.

use llm_functions::json::Json;
use llm_functions::view::FunctionView;
use llm_functions::{arguments, json_schema};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::schemas::{function, value};

fn accepts(view: &FunctionView, value: &Json) -> bool {
    let call = Json::object([("value", value.clone())]);
    arguments::canonical(view, &call.to_string()).is_ok()
}

/// The same verdicts as a validator by others on every schema that is not refused, and the same verdicts again from what
/// the view is rendered as. The generator leaves out what differs on purpose: formats, which are annotations to it.
#[test]
fn verdicts_are_those_of_another_validator_and_survive_rendering() {
    let config = Config { cases: 1_500, failure_persistence: None, max_global_rejects: 100_000, ..Config::default() };
    let mut runner = TestRunner::new(config);
    // How often each verdict was seen: a test in which everything fits would say nothing.
    let verdicts = std::cell::Cell::new((0_u32, 0_u32));
    let input = (function(), proptest::collection::vec(value(), 12));
    let run = runner.run(&input, |(schema, values)| {
        let view = match json_schema::parse("f", "", &schema) {
            Ok(view) => view,
            // References in a circle: the other validator would follow them for ever.
            Err(error) if error.is_reference() => return Err(TestCaseError::Reject("circle".into())),
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {schema}"))),
        };
        let rendered = json_schema::of_arguments(&view);
        let again = json_schema::parse("f", "", &rendered)
            .map_err(|error| TestCaseError::fail(format!("{error}: {rendered}")))?;
        let theirs: serde_json::Value = serde_json::from_str(&schema.to_string()).unwrap();
        let theirs = jsonschema::draft202012::new(&theirs).map_err(|error| TestCaseError::fail(error.to_string()))?;
        for value in values {
            let instance = serde_json::json!({ "value": serde_json::to_value(&value).unwrap() });
            let expected = theirs.is_valid(&instance);
            let (fitting, unfitting) = verdicts.get();
            verdicts.set((fitting + u32::from(expected), unfitting + u32::from(!expected)));
            prop_assert_eq!(accepts(&view, &value), expected, "{} in {}", value, schema);
            prop_assert_eq!(accepts(&again, &value), expected, "{} in {} from {}", value, rendered, schema);
        }
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    let (fitting, unfitting) = verdicts.get();
    assert!(fitting > 2_000 && unfitting > 2_000, "{fitting} fitting and {unfitting} other values");
}
