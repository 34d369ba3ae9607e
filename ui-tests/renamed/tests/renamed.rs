//! `crate = ...` says where the runtime crate is.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use renamed_functions::{Call, LlmFunction, ParameterType, arguments, functions, json, llm_function};

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

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(crate = renamed_functions, tag = "kind")]
enum Where {
    Place(Place),
    Nowhere,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(crate = renamed_functions)]
struct Level(#[parameter(maximum = 9)] u8);

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(crate = renamed_functions)]
struct Page<T> {
    #[parameter(max_items = 9)]
    items: Vec<T>,
}

/// Look.
#[llm_function(crate = renamed_functions)]
async fn look(
    /// Where.
    place: Where,
    /// At what.
    pages: Page<Level>,
    #[deps] _deps: &u8,
    _call: Call<'_, u8>,
) -> std::io::Result<String> {
    Ok(format!("{place:?} {pages:?}"))
}

/// Look again.
#[renamed_functions::llm_function(crate = renamed_functions)]
#[derive(LlmFunction)]
struct LookAgain;

#[test]
fn the_other_shapes_do_too() {
    let look: Look = arguments::decode(r#"{"place": {"kind": "nowhere"}, "pages": {"items": [3]}}"#).unwrap();
    assert_eq!((look.place, look.pages), (Where::Nowhere, Page { items: vec![Level(3)] }));
    assert_eq!(functions![Look: 1].len(), 1);
    let text = r#"{"kind": "place", "name": "here"}"#;
    let place = Where::Place(Place { name: "here".to_owned() });
    assert_eq!(Where::from_json(json::read(text).unwrap()).unwrap(), place);
    assert_eq!(LookAgain::SPEC.name, "look_again");
}

#[test]
fn the_derives_work_under_another_name() {
    let measure: Measure = arguments::decode(r#"{"places": [{"name": "here"}]}"#).unwrap();
    assert_eq!(measure, Measure { unit: Unit::Kelvin, places: vec![Place { name: "here".to_owned() }] });
    assert_eq!(Unit::Celsius.to_json(), "celsius".into());
}
