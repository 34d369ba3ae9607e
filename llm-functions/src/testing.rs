//! Checks for users' own tests: that what a model is told about a function and what the function takes are the same.
//!
//! The derives write schema and decoder from one declaration. A `ParameterType` written by hand, or behind an adapter,
//! can say one thing and do another, and no compiler sees it: then a model is refused for doing as it was told.
//!
//! ```
//! use llm_functions::{LlmFunction, testing};
//!
//! /// Log a measurement.
//! #[derive(LlmFunction)]
//! struct Log {
//!     /// Beats per minute.
//!     #[parameter(minimum = 20, maximum = 250)]
//!     pulse: u16,
//!     /// When it was measured.
//!     #[parameter(format = "date-time")]
//!     at: Option<String>,
//! }
//!
//! // In a test module: #[test]
//! fn schema_and_decoder_agree() {
//!     testing::assert_agrees::<Log>();
//! }
//! # schema_and_decoder_agree();
//! ```

use std::fmt::Display;

use crate::arguments::{self, Fields, Mismatch, Problem};
use crate::fabricate::{self, Fabricator, Invalid, Unsatisfiable};
use crate::function::LlmFunction;
use crate::json::Json;
use crate::parameter_type::ParameterType;
use crate::spec::{FunctionSpec, ParameterSpec};
use crate::view::FunctionView;

/// How many ways to spoil each value are tried.
const NEAR_MISSES: usize = 12;
/// How many seeds are tried, each with ordinary values, values at the edges and values that do not fit.
const SEEDS: u64 = 100;

/// Checks that schema and decoder of a function agree, on values fabricated from its view.
///
/// What fits the schema must be decoded, unless it is refused with [`Mismatch::refused`], as the author's own `validate`
/// does and as a type may do that knows more than a schema can say; what is checked and completed
/// once must stay as it is when it is checked again; what does not fit must be refused, and by the decoder too where the
/// Rust type cannot hold it. The declaration must have no defects, such as a default that breaks its own constraint.
///
/// # Panics
/// With the function, the JSON pointer and the seed of the first value on which they disagree.
#[track_caller]
pub fn assert_agrees<F: LlmFunction>() {
    report(agrees::<F>(), F::SPEC.name);
}

/// Checks that schema and decoder of a parameter's type agree, as [`assert_agrees`] does for a function, and that values
/// come back from JSON as they went: `from_json`, `to_json` and `from_json` again.
///
/// ```
/// use llm_functions::{ParameterType, testing};
///
/// /// A unit of temperature.
/// #[derive(ParameterType)]
/// enum Unit { Celsius, Fahrenheit }
///
/// testing::assert_type_agrees::<Unit>();
/// testing::assert_type_agrees::<Vec<Option<std::time::Duration>>>();
/// ```
///
/// # Panics
/// With the type, the JSON pointer and the seed of the first value on which they disagree.
#[track_caller]
pub fn assert_type_agrees<T: ParameterType>() {
    report(agrees::<Only<T>>(), T::spec().name);
    let round_trips = (0..SEEDS).try_for_each(|seed| round_trip::<T>(&FunctionView::of::<Only<T>>(), seed));
    report(round_trips, T::spec().name);
}

#[expect(clippy::panic, reason = "a failed check in a test is a panic")]
#[track_caller]
fn report(result: Result<(), String>, name: &str) {
    if let Err(problem) = result {
        panic!("`{name}`: {problem}");
    }
}

fn agrees<F: LlmFunction>() -> Result<(), String> {
    let view = FunctionView::of::<F>();
    if let Some(defect) = view.defects().first() {
        return Err(format!("the declaration contradicts itself at {defect}"));
    }
    for seed in 0..SEEDS {
        for fabricator in [Fabricator::new(seed), Fabricator::new(seed).boundary(), Fabricator::new(seed).minimal()] {
            let valid = valid::<F>(&view, seed, fabricator)?;
            invalid::<F>(&view, seed, &valid)?;
        }
    }
    Ok(())
}

/// What fits is decoded, and stays as it is.
fn valid<F: LlmFunction>(view: &FunctionView, seed: u64, mut fabricator: Fabricator) -> Result<Json, String> {
    let fabricated = fabricator.arguments(view).map_err(|error| unsatisfiable(&error, seed))?;
    let canonical = |tree: &Json| arguments::canonical(view, &tree.to_string());
    let tree = canonical(&fabricated)
        .map_err(|error| at(seed, "the check refuses what the schema allows", error.for_model()))?;
    let again = canonical(&tree).map_err(|error| at(seed, "the check refuses what it completed", error.for_model()))?;
    if again != tree {
        return Err(at(seed, "the check completes arguments differently the second time", &again));
    }
    match arguments::from_canonical::<F>(tree) {
        Ok(_) => Ok(fabricated),
        Err(error) if error.problems().iter().all(Problem::is_refusal) => Ok(fabricated),
        Err(error) => Err(at(seed, "the decoder refuses what the schema allows", error.for_model())),
    }
}

/// What does not fit is refused.
fn invalid<F: LlmFunction>(view: &FunctionView, seed: u64, valid: &Json) -> Result<(), String> {
    for spoiled in fabricate::some_invalid(view, valid, seed, NEAR_MISSES) {
        if arguments::canonical(view, &spoiled.value.to_string()).is_ok() {
            return Err(at(seed, "the check takes what the schema refuses", &spoiled));
        }
        if spoiled.structural && takes::<F>(&spoiled) {
            return Err(at(seed, "the decoder takes what the schema refuses", &spoiled));
        }
    }
    Ok(())
}

fn takes<F: LlmFunction>(invalid: &Invalid) -> bool {
    Fields::from_json(invalid.value.clone()).and_then(|mut fields| F::from_fields(&mut fields)).is_ok()
}

/// A value comes back as it went, and what it becomes fits the schema.
fn round_trip<T: ParameterType>(view: &FunctionView, seed: u64) -> Result<(), String> {
    for mut fabricator in [Fabricator::new(seed), Fabricator::new(seed).boundary()] {
        let tree = fabricator.arguments(view).map_err(|error| unsatisfiable(&error, seed))?;
        let Some(Ok(value)) = tree.get(VALUE).map(|value| T::from_json(value.clone())) else { continue };
        let written = value.to_json();
        let arguments = Json::object([(VALUE, written.clone())]);
        if let Err(error) = arguments::canonical(view, &arguments.to_string()) {
            return Err(at(seed, "the schema refuses what `to_json` writes", error.for_model()));
        }
        match T::from_json(written.clone()).map(|value| value.to_json()) {
            Ok(again) if again == written => {}
            Ok(again) => {
                return Err(at(seed, "a value changes on its way through JSON", Json::array([written, again])));
            }
            Err(_) => return Err(at(seed, "the decoder refuses what `to_json` writes", written)),
        }
    }
    Ok(())
}

fn unsatisfiable(error: &Unsatisfiable, seed: u64) -> String {
    at(seed, "no arguments could be fabricated", error)
}

fn at(seed: u64, what: &str, details: impl Display) -> String {
    format!("{what} (seed {seed}): {details}")
}

const VALUE: &str = "value";

/// A function whose only parameter is of this type.
struct Only<T>(std::marker::PhantomData<fn() -> T>);

impl<T: ParameterType> LlmFunction for Only<T> {
    const SPEC: FunctionSpec =
        FunctionSpec::new("only", "Takes one value.", const { &[ParameterSpec::new(VALUE, "", T::spec)] });

    fn from_fields(fields: &mut Fields) -> Result<Self, Mismatch> {
        fields.take(VALUE, T::from_json).map(|_| Self(std::marker::PhantomData)).ok_or_else(|| fields.mismatch())
    }
}
