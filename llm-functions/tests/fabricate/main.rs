//! Fabricated values fit, near misses do not, and the check that schema and decoder agree finds those that do not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod agreement;
mod elsewhere;
mod invalid;
#[cfg(feature = "proptest")]
mod strategy;
mod types;
mod valid;

use llm_functions::json::Json;
use llm_functions::json_schema;
use llm_functions::spec::{FunctionSpec, ParameterSpec};
use llm_functions::view::FunctionView;

/// The view of a function with these parameters, without defects.
pub(crate) fn view(parameters: &'static [ParameterSpec]) -> FunctionView {
    let view = FunctionView::new(&FunctionSpec::new("f", "Takes values.", parameters));
    assert_eq!(view.defects(), []);
    view
}

/// A validator by others.
pub(crate) fn validator(view: &FunctionView) -> jsonschema::Validator {
    let schema: serde_json::Value = json_schema::of_arguments(view).into();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

pub(crate) fn fits(validator: &jsonschema::Validator, value: &Json) -> bool {
    validator.is_valid(&value.clone().into())
}
