//! What small models really send, read where one reading fits and refused where none or several do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod bounded;
mod choices;
mod collected;
mod doubts;
mod garble;
mod properties;
mod scalars;
mod structure;
mod switches;
mod texts;
mod unions;

use llm_functions::arguments::{self, CoercionKind, Coercions};
use llm_functions::spec::{FunctionSpec, ParameterSpec, TypeRef};
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};

/// A function with one parameter of this type, `value`.
pub(crate) fn function<T: ParameterType>() -> FunctionView {
    function_of(T::spec)
}

pub(crate) fn function_of(ty: TypeRef) -> FunctionView {
    let parameters = Box::leak(Box::new([ParameterSpec::new("value", "", ty)]));
    let view = FunctionView::new(&FunctionSpec::new("f", "Takes a value.", parameters));
    assert_eq!(view.defects(), []);
    view
}

/// The arguments as they are used and what was done, or nothing when they are refused.
pub(crate) fn read_by(view: &FunctionView, text: &str) -> Option<(String, Vec<CoercionKind>)> {
    let strict = arguments::canonical(view, text);
    match arguments::canonical_with(view, text, Coercions::ALL) {
        Ok(read) => {
            assert_eq!(strict.is_ok(), read.coercions.is_empty(), "coerced exactly when it does not fit: {text}");
            let again = arguments::canonical(view, &read.arguments.to_string()).unwrap();
            assert_eq!(again, read.arguments, "what is coerced fits as it stands: {text}");
            Some((read.arguments.to_string(), read.coercions.into_iter().map(|done| done.kind).collect()))
        }
        Err(refused) => {
            assert_eq!(refused.for_model(), strict.unwrap_err().for_model(), "the strict refusal stands: {text}");
            None
        }
    }
}

/// One value for the parameter `value`: how it is read, and what was done.
pub(crate) fn value_by(view: &FunctionView, value: &str) -> Option<(String, Vec<CoercionKind>)> {
    let (arguments, done) = read_by(view, &format!(r#"{{"value": {value}}}"#))?;
    let value = arguments.strip_prefix(r#"{"value":"#).and_then(|rest| rest.strip_suffix('}')).unwrap();
    Some((value.to_owned(), done))
}

pub(crate) fn read<T: ParameterType>(value: &str) -> Option<(String, Vec<CoercionKind>)> {
    value_by(&function::<T>(), value)
}

#[track_caller]
pub(crate) fn becomes<T: ParameterType>(value: &str, expected: &str, kinds: &[CoercionKind]) {
    assert_eq!(read::<T>(value), Some((expected.to_owned(), kinds.to_vec())), "{value}");
}

#[track_caller]
pub(crate) fn refused<T: ParameterType>(values: &[&str]) {
    for value in values {
        assert_eq!(read::<T>(value), None, "{value}");
    }
}

/// All arguments of a function.
#[track_caller]
pub(crate) fn arguments_become<F: LlmFunction>(text: &str, expected: &str, kinds: &[CoercionKind]) {
    let view = FunctionView::of::<F>();
    assert_eq!(read_by(&view, text), Some((expected.to_owned(), kinds.to_vec())), "{text}");
}
