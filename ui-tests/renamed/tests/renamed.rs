//! `crate = ...` says where the runtime crate is.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use renamed_functions::{LlmFunction, ParameterType, arguments};

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(crate = renamed_functions)]
enum Unit {
    Celsius,
    Kelvin,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(crate = renamed_functions)]
struct Place {
    #[parameter(max_length = 20)]
    name: String,
}

/// Measure.
#[derive(LlmFunction, Debug, PartialEq)]
#[llm_function(crate = ::renamed_functions, sensitivity = "public")]
struct Measure {
    /// In what.
    #[parameter(default = Unit::Kelvin)]
    unit: Unit,
    /// Where.
    places: Vec<Place>,
}

#[test]
fn the_derives_work_under_another_name() {
    let measure: Measure = arguments::decode(r#"{"places": [{"name": "here"}]}"#).unwrap();
    assert_eq!(measure, Measure { unit: Unit::Kelvin, places: vec![Place { name: "here".to_owned() }] });
    assert_eq!(Unit::Celsius.to_json(), "celsius".into());
}
