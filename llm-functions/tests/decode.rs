//! Derived types and outside data: what is accepted, and what is said about the rest.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use llm_functions::arguments::{self, DecodeError};
use llm_functions::{LlmFunction, ParameterType};

#[derive(ParameterType, Debug, PartialEq, Clone, Copy)]
enum Category {
    Steps,
    Sleep,
    #[parameter(name = "pulse")]
    HeartRate,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(rename_all = "camelCase")]
struct Window {
    #[parameter(minimum = 0, maximum = 23)]
    first_hour: u8,
    #[parameter(minimum = 0, maximum = 23, default = 23)]
    last_hour: u8,
}

/// Fetch health data.
#[derive(LlmFunction, Debug, PartialEq)]
struct Fetch {
    /// Which categories.
    #[parameter(min_items = 1, max_items = 2)]
    categories: Vec<Category>,
    /// How many days.
    #[parameter(minimum = 1, maximum = 90, default = 14)]
    days: u8,
    /// In which hours.
    windows: Option<Vec<Window>>,
    /// For whom.
    #[parameter(max_length = 5, default = "me")]
    who: String,
    /// Which first.
    #[parameter(default = Category::Sleep)]
    first: Category,
    /// Least value.
    #[parameter(minimum = -0.5)]
    least: Option<f64>,
    /// Everything.
    all: Option<bool>,
}

fn decode(text: &str) -> Result<Fetch, DecodeError> {
    arguments::decode(text)
}

fn refusal(text: &str) -> String {
    decode(text).unwrap_err().for_model()
}

fn plain() -> Fetch {
    Fetch {
        categories: vec![Category::HeartRate],
        days: 14,
        windows: None,
        who: "me".to_owned(),
        first: Category::Sleep,
        least: None,
        all: None,
    }
}

#[test]
fn what_is_absent_or_null_is_the_default() {
    assert_eq!(decode(r#"{"categories": ["pulse"]}"#).unwrap(), plain());
    let nulls = r#"{"all": null, "least": null, "first": null, "who": null, "windows": null, "days": null, "categories": ["pulse"]}"#;
    assert_eq!(decode(nulls).unwrap(), plain());
}

#[test]
fn every_value_arrives_in_its_field() {
    let text = r#"{"categories": ["steps", "sleep"], "days": 90, "windows": [{"firstHour": 0}, {"firstHour": 1, "lastHour": 2}],
                   "who": "Zoë ø", "first": "steps", "least": -0.5, "all": false}"#;
    let expected = Fetch {
        categories: vec![Category::Steps, Category::Sleep],
        days: 90,
        windows: Some(vec![Window { first_hour: 0, last_hour: 23 }, Window { first_hour: 1, last_hour: 2 }]),
        who: "Zoë ø".to_owned(),
        first: Category::Steps,
        least: Some(-0.5),
        all: Some(false),
    };
    assert_eq!(decode(text).unwrap(), expected);
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(refusal("{}"), "argument `/categories`: missing, expected an array of 1 to 2 items");
    let inside = refusal(r#"{"categories": ["sleep"], "windows": [{}]}"#);
    assert_eq!(inside, "argument `/windows/0/firstHour`: missing, expected an integer from 0 to 23");
}

#[test]
fn what_is_unknown_is_named_beside_what_is_known() {
    let said = refusal(r#"{"categories": ["sleep"], "windows": [{"firstHour": 1, "lasthour": 2}]}"#);
    assert_eq!(said, "argument `/windows/0/lasthour`: no such parameter, the parameters are `firstHour`, `lastHour`");
}

#[test]
fn every_problem_is_listed_in_order() {
    let text = r#"{"first": "walk", "days": 91, "categories": ["sleep", 3, "stairs"], "who": "somebody", "more": 1,
                   "windows": [{"firstHour": 24, "lastHour": "9"}], "least": -1, "all": "yes"}"#;
    let error = decode(text).unwrap_err();
    let pointers: Vec<&str> = error.problems().iter().map(arguments::Problem::pointer).collect();
    assert_eq!(
        pointers,
        [
            "/categories",
            "/categories/1",
            "/categories/2",
            "/days",
            "/windows/0/firstHour",
            "/windows/0/lastHour",
            "/who",
            "/first",
            "/least",
            "/all",
            "/more"
        ]
    );
    let said = error.for_model();
    for part in [
        "argument `/categories`: expected an array of 1 to 2 items, found 3 items",
        "argument `/categories/2`: expected one of `steps`, `sleep`, `pulse`, found \"stairs\"",
        "argument `/days`: expected an integer from 1 to 90, found 91",
        "argument `/windows/0/lastHour`: expected an integer from 0 to 23, found \"9\"",
        "argument `/who`: expected a string of at most 5 characters, found \"somebody\"",
        "argument `/least`: expected a number of at least -0.5, found -1",
        "argument `/all`: expected true or false, found \"yes\"",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_value_of_another_kind_is_refused() {
    for (text, said) in [
        (r#"{"categories": "sleep"}"#, "argument `/categories`: expected an array of 1 to 2 items, found \"sleep\""),
        (r#"{"categories": ["sleep"], "days": 1.5}"#, "argument `/days`: expected an integer from 1 to 90, found 1.5"),
        (r#"{"categories": ["sleep"], "windows": [7]}"#, "argument `/windows/0`: expected an object, found 7"),
        (r"[1]", "expected an object, found an array"),
    ] {
        assert_eq!(refusal(text), said);
    }
}

#[test]
fn a_key_twice_and_broken_text_are_refused() {
    let error = decode(r#"{"categories": ["sleep"], "days": 1, "days": 2}"#).unwrap_err();
    assert!(!error.is_truncated());
    assert!(error.for_model().ends_with("an object has the same name twice"), "{}", error.for_model());
    assert!(decode(r#"{"categories": ["sle"#).unwrap_err().is_truncated());
    assert!(!decode("days: 3").unwrap_err().is_truncated());
}

#[test]
fn the_error_for_logs_shows_no_value() {
    let text = r#"{"categories": ["depression"], "who": "Erika Mustermann", "days": 1234}"#;
    let error = decode(text).unwrap_err();
    let (shown, debugged) = (error.to_string(), format!("{error:?}"));
    assert!(shown.starts_with("arguments of `fetch` do not fit: "), "{shown}");
    for value in ["depression", "Erika", "1234"] {
        assert!(!shown.contains(value) && !debugged.contains(value), "{shown} {debugged}");
        assert!(error.for_model().contains(value));
    }
}

#[test]
fn values_come_back_from_their_json() {
    let window = Window { first_hour: 7, last_hour: 9 };
    assert_eq!(window.to_json().to_string(), r#"{"firstHour":7,"lastHour":9}"#);
    assert_eq!(Window::from_json(window.to_json()).unwrap(), window);
    for category in [Category::Steps, Category::Sleep, Category::HeartRate] {
        assert_eq!(Category::from_json(category.to_json()).unwrap(), category);
    }
    assert!(Category::from_json("stairs".into()).is_err());
    assert!(Window::from_json(3.into()).is_err());
}

#[test]
fn a_function_without_parameters_takes_nothing() {
    /// Say what day it is.
    #[derive(LlmFunction, Debug, PartialEq)]
    struct Today;

    for text in ["", "{}", "null", " \n"] {
        assert_eq!(arguments::decode::<Today>(text).unwrap(), Today);
    }
    let said = arguments::decode::<Today>(r#"{"zone": "UTC"}"#).unwrap_err().for_model();
    assert_eq!(said, "argument `/zone`: no such parameter, there are no parameters");
}

#[test]
fn a_log_sees_no_name_that_the_model_chose() {
    /// Write doses down.
    #[derive(LlmFunction, Debug)]
    #[allow(dead_code, reason = "only what is wrong with it is looked at")]
    struct WriteDoses {
        /// Milligrams by medicine.
        milligrams: std::collections::BTreeMap<String, Vec<u32>>,
        /// Windows by medicine.
        windows: std::collections::BTreeMap<String, Window>,
    }

    let call = r#"{"milligrams": {"Lithium~/": [300, "x"]}, "windows": {"Lithium": {"firstHour": 99}}, "Lithium": 1}"#;
    let error = arguments::decode::<WriteDoses>(call).unwrap_err();
    let pointers: Vec<&str> = error.problems().iter().map(arguments::Problem::pointer).collect();
    assert_eq!(pointers, ["/milligrams/Lithium~0~1/1", "/windows/Lithium/firstHour", "/Lithium"]);
    assert!(
        error.for_model().contains("argument `/windows/Lithium/firstHour`: expected an integer from 0 to 23, found 99")
    );
    let said = error.to_string();
    for shown in ["`/milligrams/*/1`", "`/windows/*/firstHour`", "`/*`: no such parameter"] {
        assert!(said.contains(shown), "{said}");
    }
    assert!(!format!("{said} {error:?}").contains("Lithium"), "{error:?}");
}
