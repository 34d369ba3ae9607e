//! An answer that is one value of a type: what form is asked for, and how it is read.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use llm_functions::arguments::{Coercions, DecodeError, decode_value};
use llm_functions::view::FunctionView;
use llm_functions::{ParameterType, json_schema};

/// How somebody slept.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(validate = Night::possible)]
struct Night {
    /// Hours of sleep.
    #[parameter(maximum = 24)]
    hours: u8,
    /// How it was.
    quality: Option<Quality>,
    /// What happened in between.
    #[parameter(default = 0)]
    interruptions: u8,
}

impl Night {
    fn possible(&self) -> Result<(), &'static str> {
        if self.interruptions > 100 { Err("nobody wakes up so often") } else { Ok(()) }
    }
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(rename_all = "lowercase")]
enum Quality {
    Good,
    Bad,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(tag = "kind")]
enum Finding {
    Nothing,
    Value { number: f64 },
}

fn decode<T: ParameterType>(text: &str) -> Result<T, DecodeError> {
    decode_value(&FunctionView::of_type::<T>(), text, Coercions::ALL)
}

fn problems<T: ParameterType + std::fmt::Debug>(text: &str) -> String {
    decode::<T>(text).unwrap_err().for_model()
}

#[test]
fn an_object_stands_for_itself_and_anything_else_in_one() {
    let schema = |view: FunctionView| json_schema::tool_definition(&view).parameters.to_string();
    assert!(schema(FunctionView::of_type::<Night>()).contains(r#""required":["hours"]"#));
    assert!(schema(FunctionView::of_type::<Quality>()).contains(r#""value":{"#));
    let names = [FunctionView::of_type::<Night>().name, FunctionView::of_type::<Vec<Night>>().name];
    assert_eq!(names, ["Night", "Vec"]);
}

#[test]
fn a_value_is_checked_completed_and_coerced_as_arguments_are() {
    let night = Night { hours: 7, quality: Some(Quality::Good), interruptions: 0 };
    for text in [
        r#"{"hours": 7, "quality": "good"}"#,
        r#"{"quality": "good", "hours": "7"}"#,
        "```json\n{\"hours\": 7, \"quality\": \"Good\"}\n```",
    ] {
        assert_eq!(decode::<Night>(text).unwrap(), night, "{text}");
    }
    assert!(decode_value::<Night>(&FunctionView::of_type::<Night>(), r#"{"hours": "7"}"#, Coercions::NONE).is_err());
}

#[test]
fn every_problem_is_told_at_once() {
    let told = problems::<Night>(r#"{"hours": 25, "quality": "dreadful", "mood": 1}"#);
    for place in ["/hours", "/quality", "/mood"] {
        assert!(told.contains(place), "{told}");
    }
    assert!(problems::<Night>(r#"{"hours": 7, "interruptions": 200}"#).contains("nobody wakes up so often"));
    assert!(problems::<Vec<Night>>(r#"{"value": [{"hours": 7, "interruptions": 200}]}"#).contains("/value/0"));
}

#[test]
fn a_bare_value_is_a_reading_of_what_stands_in_an_object() {
    assert_eq!(decode::<Quality>(r#"{"value": "bad"}"#).unwrap(), Quality::Bad);
    assert_eq!(decode::<Quality>(r#""bad""#).unwrap(), Quality::Bad);
    assert_eq!(decode::<Option<u8>>("null").unwrap(), None);
    assert_eq!(decode::<Finding>(r#"{"kind": "Value", "number": 1.5}"#).unwrap(), Finding::Value { number: 1.5 });
    assert_eq!(decode::<Finding>(r#"{"value": {"kind": "Nothing"}}"#).unwrap(), Finding::Nothing);
    let map = decode::<BTreeMap<String, u8>>(r#"{"value": {"value": 1}}"#).unwrap();
    assert_eq!(map["value"], 1);
    assert!(decode_value::<u8>(&FunctionView::of_type::<u8>(), "7", Coercions::NONE).is_err());
    assert!(problems::<u8>("700").contains("/value") || problems::<u8>("700").contains("object"));
}

#[test]
fn an_empty_answer_is_none_whatever_has_defaults() {
    #[derive(ParameterType, Debug)]
    struct Nothing {
        note: Option<String>,
    }
    assert!(decode::<Nothing>("{}").is_ok());
    for text in ["", " \n", "null", "I do not know.", "{\"note\": \"cut o"] {
        assert!(decode::<Nothing>(text).is_err(), "{text:?}");
    }
    assert!(decode::<Option<u8>>("").is_err());
}
