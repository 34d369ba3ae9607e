//! The types that come with the crate: every value comes back from its JSON, its JSON is what the schema says, and JSON
//! of another kind is refused in words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod collections;
mod refusals;
mod scalars;

use std::fmt::Debug;

use llm_functions::json::{self, Json};
use llm_functions::spec::{FunctionSpec, ParameterSpec};
use llm_functions::view::FunctionView;
use llm_functions::{ParameterType, arguments, json_schema};
use proptest::test_runner::{Config, TestCaseError};

/// What failed is printed; no file is left beside the tests.
pub(crate) fn config() -> Config {
    Config { cases: 100, failure_persistence: None, ..Config::default() }
}

/// A function with one parameter of this type, `value`.
pub(crate) fn function<T: ParameterType>() -> FunctionView {
    let view = FunctionView::new(&FunctionSpec::new(
        "f",
        "Takes a value.",
        const { &[ParameterSpec::new("value", "", T::spec)] },
    ));
    assert_eq!(view.defects(), []);
    view
}

/// The argument after the checks, or what they say to the model.
pub(crate) fn checked<T: ParameterType>(value: &Json) -> Result<Json, String> {
    let text = Json::object([("value", value.clone())]).to_string();
    let tree = arguments::canonical(&function::<T>(), &text).map_err(|error| error.for_model())?;
    Ok(tree.get("value").cloned().unwrap())
}

/// Whether a validator by others finds that the value fits the schema that a model is shown.
pub(crate) fn is_valid<T: ParameterType>(value: &Json) -> bool {
    let schema: serde_json::Value = json_schema::of_arguments(&function::<T>()).into();
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).unwrap();
    validator.is_valid(&Json::object([("value", value.clone())]).into())
}

/// Value → JSON → text → JSON → checks → value, and the schema accepts what was written.
pub(crate) fn comes_back<T: ParameterType + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let written = value.to_json();
    let read = json::read(&written.to_string()).unwrap();
    proptest::prop_assert_eq!(&read, &written);
    proptest::prop_assert!(is_valid::<T>(&read), "the schema refuses {}", read);
    checked::<T>(&read).map_err(TestCaseError::fail)?;
    comes_back_by_type(value)
}

/// Value → JSON → value.
pub(crate) fn comes_back_by_type<T: ParameterType + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let read = value.to_json();
    let back = T::from_json(read).map_err(|mismatch| TestCaseError::fail(format!("{mismatch:?}")))?;
    proptest::prop_assert_eq!(&back, value);
    Ok(())
}

/// JSON that both the schema and the decoder refuse, the latter in words.
#[track_caller]
pub(crate) fn refused<T: ParameterType + Debug>(text: &str, expected: &str) {
    let value = json::read(text).unwrap();
    assert!(!is_valid::<T>(&value), "the schema accepts {text}");
    assert!(checked::<T>(&value).is_err(), "the checks accept {text}");
    refused_by_type::<T>(text, expected);
}

/// JSON that the type refuses, whatever the schema says.
#[track_caller]
pub(crate) fn refused_by_type<T: ParameterType + Debug>(text: &str, expected: &str) {
    let mismatch = T::from_json(json::read(text).unwrap()).unwrap_err();
    let said = format!("{mismatch:?}");
    assert!(said.contains(expected), "{said}");
}
