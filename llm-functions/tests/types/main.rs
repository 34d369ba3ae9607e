//! The types that come with the crate: every value comes back from its JSON, its JSON is what the schema says, and JSON
//! of another kind is refused in words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod agreement;
mod collections;
mod derived;
#[cfg(feature = "chrono")]
mod of_chrono;
#[cfg(feature = "jiff")]
mod of_jiff;
#[cfg(feature = "rust_decimal")]
mod of_rust_decimal;
#[cfg(feature = "schemars")]
mod of_schemars;
#[cfg(feature = "url")]
mod of_url;
#[cfg(feature = "uuid")]
mod of_uuid;
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

/// A string that both the schema and the checks refuse, so that the type never sees it.
#[track_caller]
#[allow(dead_code, reason = "types that read more than their schema allows come with features")]
pub(crate) fn refused_before<T: ParameterType>(text: &str) {
    assert!(!is_valid::<T>(&text.into()), "the schema accepts {text}");
    assert!(checked::<T>(&text.into()).is_err(), "the checks accept {text}");
}

/// A string that the schema accepts and the type refuses, as an author's `validate` would.
#[track_caller]
#[allow(dead_code, reason = "types without an exact schema come with features")]
pub(crate) fn refused_after<T: ParameterType + Debug>(text: &str) {
    assert!(is_valid::<T>(&text.into()), "the schema refuses {text}");
    assert!(checked::<T>(&text.into()).is_ok(), "the checks refuse {text}");
    let mismatch = T::from_json(text.into()).unwrap_err();
    assert!(format!("{mismatch:?}").contains("refused by its validation"), "{mismatch:?}");
}

/// JSON that the type refuses, whatever the schema says.
#[track_caller]
pub(crate) fn refused_by_type<T: ParameterType + Debug>(text: &str, expected: &str) {
    let mismatch = T::from_json(json::read(text).unwrap()).unwrap_err();
    let said = format!("{mismatch:?}");
    assert!(said.contains(expected), "{said}");
}

/// A text that the schema accepts is a value that comes back, or is refused like one that its author's `validate` refuses.
#[allow(dead_code, reason = "types without an exact schema come with features")]
pub(crate) fn is_read_or_refused<T: ParameterType + PartialEq + Debug>(text: &str) -> Result<(), TestCaseError> {
    let value = Json::from(text);
    let valid = is_valid::<T>(&value);
    proptest::prop_assert_eq!(
        checked::<T>(&value).is_ok(),
        valid,
        "the checks and a validator by others differ: {}",
        value
    );
    match T::from_json(value) {
        Ok(value) if valid => comes_back(&value),
        Ok(_) => Ok(()),
        Err(mismatch) => {
            let refused = format!("{mismatch:?}").contains("refused by its validation");
            proptest::prop_assert_eq!(refused, valid, "{:?}", mismatch);
            Ok(())
        }
    }
}

/// A pattern's text as a strategy.
#[allow(dead_code, reason = "types with a pattern of their own come with features")]
pub(crate) fn texts_of<T: ParameterType>() -> impl proptest::strategy::Strategy<Value = String> {
    let pattern = T::spec().constraints.pattern.unwrap();
    proptest::string::string_regex(pattern.trim_matches(['^', '$'])).unwrap()
}

/// Every text that the pattern of the type allows is read.
#[allow(dead_code, reason = "types with a pattern of their own come with features")]
pub(crate) fn is_read<T: ParameterType + Debug>(text: &str) -> Result<(), TestCaseError> {
    let value = checked::<T>(&text.into()).map_err(TestCaseError::fail)?;
    proptest::prop_assert!(is_valid::<T>(&value));
    let read = T::from_json(value).map_err(|mismatch| TestCaseError::fail(format!("{mismatch:?}")))?;
    proptest::prop_assert!(is_valid::<T>(&read.to_json()), "{} was written as {}", text, read.to_json());
    Ok(())
}
