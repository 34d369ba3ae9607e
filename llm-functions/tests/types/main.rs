//! The types that come with the crate: every value comes back from its JSON, and JSON
//! of another kind is refused in words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod collections;
mod refusals;
mod scalars;

use std::fmt::Debug;

use llm_functions::{ParameterType, json};
use proptest::test_runner::{Config, TestCaseError};

/// What failed is printed; no file is left beside the tests.
pub(crate) fn config() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}

/// Value → JSON → text → JSON → value.
pub(crate) fn comes_back<T: ParameterType + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let written = value.to_json();
    let read = json::read(&written.to_string()).unwrap();
    proptest::prop_assert_eq!(&read, &written);
    let back = T::from_json(read).map_err(|mismatch| TestCaseError::fail(format!("{mismatch:?}")))?;
    proptest::prop_assert_eq!(&back, value);
    Ok(())
}

/// JSON that the type refuses, in words.
#[track_caller]
pub(crate) fn refused<T: ParameterType + Debug>(text: &str, expected: &str) {
    refused_by_type::<T>(text, expected);
}

/// JSON that the type refuses, whatever the schema says.
#[track_caller]
pub(crate) fn refused_by_type<T: ParameterType + Debug>(text: &str, expected: &str) {
    let mismatch = T::from_json(json::read(text).unwrap()).unwrap_err();
    let said = format!("{mismatch:?}");
    assert!(said.contains(expected), "{said}");
}
