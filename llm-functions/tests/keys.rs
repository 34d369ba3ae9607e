//! Every key of the derives: what it becomes in the spec, and what it makes of a call's arguments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use llm_functions::format::Format;
use llm_functions::spec::{Bound, Constraints, ParameterSpec, Scalar};
use llm_functions::{LlmFunction, ParameterType, arguments};

const LEAST: f64 = 0.5;
const STEP: u32 = 5;
const SHORT: &str = "short";

/// A level of a house.
type Level = i8;

/// Every constraint.
#[derive(LlmFunction, Debug)]
#[llm_function(rename_all = "camelCase")]
#[allow(dead_code, reason = "only the spec is looked at")]
struct Constrained {
    /// Above and below.
    #[parameter(exclusive_minimum = LEAST, exclusive_maximum = 10)]
    open_range: f64,
    /// Steps.
    #[parameter(maximum = 100, multiple_of = STEP, default = 10, example = 15, example = STEP)]
    steps: u32,
    /// A code.
    #[parameter(pattern = "^[A-Z]{2}[0-9]+$", min_length = 3, example = "DE49")]
    code: String,
    /// A day.
    #[parameter(format = "date", example = "2026-03-01")]
    day: Option<String>,
    /// Tags.
    #[parameter(unique_items, max_items = 3, items(min_length = 1, max_length = 8))]
    tags: Vec<String>,
    /// Numbers of numbers.
    #[parameter(min_items = 1, items(max_items = 2, items(minimum = -5, maximum = 5)))]
    grid: Vec<Vec<Option<Level>>>,
    /// A word of several.
    #[parameter(one_of = ["short", "long"], default = SHORT)]
    word: String,
    /// A version.
    #[parameter(constant = 2, default = 2)]
    version: u8,
    /// A level by another name.
    #[parameter(one_of = [-1, 0, 1], sensitive)]
    level: Level,
}

fn parameter(name: &str) -> &'static ParameterSpec {
    Constrained::SPEC.parameters.iter().find(|parameter| parameter.name == name).unwrap()
}

#[test]
fn constraints_are_in_the_spec() {
    let expected = [
        ("openRange", Constraints::NONE.exclusive_minimum(Bound::Number(0.5)).exclusive_maximum(Bound::Integer(10))),
        ("steps", Constraints::NONE.maximum(Bound::Integer(100)).multiple_of(Bound::Integer(5))),
        ("code", Constraints::NONE.min_length(3).pattern("^[A-Z]{2}[0-9]+$")),
        ("day", Constraints::NONE.format(Format::Date)),
        (
            "tags",
            Constraints::NONE
                .max_items(3)
                .unique_items()
                .items(const { &Constraints::NONE.min_length(1).max_length(8) }),
        ),
        ("word", Constraints::NONE.one_of(&[Scalar::String("short"), Scalar::String("long")])),
        ("version", Constraints::NONE.one_of(&[Scalar::Number(Bound::Integer(2))])),
    ];
    for (name, constraints) in expected {
        assert_eq!(parameter(name).constraints, constraints, "{name}");
    }
    let grid = parameter("grid").constraints;
    let inner = grid.items.unwrap();
    assert_eq!((grid.min_items, inner.max_items), (Some(1), Some(2)));
    assert_eq!(inner.items.unwrap().minimum, Some(Bound::Integer(-5)));
    assert!(parameter("level").sensitive && !parameter("word").sensitive);
}

#[test]
fn defaults_and_examples_are_json() {
    let json = |values: &[fn() -> llm_functions::json::Json]| -> Vec<String> {
        values.iter().map(|value| value().to_string()).collect()
    };
    assert_eq!(json(parameter("steps").examples), ["15", "5"]);
    assert_eq!(json(parameter("day").examples), [r#""2026-03-01""#]);
    assert_eq!(parameter("word").default.map(|default| default().to_string()).as_deref(), Some(r#""short""#));
}

/// What is known of a function.
#[derive(LlmFunction)]
#[llm_function(
    idempotent,
    destructive,
    exclusive,
    blocking,
    requires_approval,
    timeout = "1m 30s",
    max_output = 4096,
    retries = 3,
    egress = "api.example.org",
    sensitivity = "personal"
)]
struct Behaves;

#[test]
fn behavior_is_in_the_spec() {
    let behavior = Behaves::SPEC.behavior;
    assert!(!behavior.read_only && behavior.idempotent && behavior.destructive && behavior.exclusive);
    assert!(behavior.blocking && behavior.requires_approval);
    assert_eq!(behavior.timeout, Some(Duration::from_secs(90)));
    assert_eq!((behavior.max_output, behavior.retries), (Some(4096), 3));
    assert_eq!(behavior.sensitivity, llm_functions::Sensitivity::Personal);
    assert_eq!(Behaves::SPEC.egress, Some("api.example.org"));
}

/// Every format there is.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the spec is looked at")]
#[rustfmt::skip]
struct Formats {
    /// F.
    #[parameter(format = "date-time")] a: String,
    /// F.
    #[parameter(format = "date")] b: String,
    /// F.
    #[parameter(format = "time")] c: String,
    /// F.
    #[parameter(format = "duration")] d: String,
    /// F.
    #[parameter(format = "email")] e: String,
    /// F.
    #[parameter(format = "hostname")] f: String,
    /// F.
    #[parameter(format = "ipv4")] g: String,
    /// F.
    #[parameter(format = "ipv6")] h: String,
    /// F.
    #[parameter(format = "uri")] i: String,
    /// F.
    #[parameter(format = "uri-reference")] j: String,
    /// F.
    #[parameter(format = "uri-template")] k: String,
    /// F.
    #[parameter(format = "json-pointer")] l: String,
    /// F.
    #[parameter(format = "relative-json-pointer")] m: String,
    /// F.
    #[parameter(format = "uuid")] n: String,
    /// F.
    #[parameter(format = "byte")] o: String,
}

#[test]
fn the_derive_knows_every_format() {
    let derived: Vec<Format> = Formats::SPEC.parameters.iter().filter_map(|one| one.constraints.format).collect();
    assert_eq!(derived, Format::ALL);
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "validations take references")]
fn is_even(number: &u8) -> Result<(), String> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(format!("{number} is odd, use the next even number")) }
}

fn is_polite(text: &str) -> Result<(), &'static str> {
    if text.ends_with("please") { Ok(()) } else { Err("ask politely") }
}

fn in_order(range: &Range) -> Result<(), String> {
    if range.from <= range.to { Ok(()) } else { Err("`from` is after `to`".to_owned()) }
}

fn not_everything(ask: &Ask) -> Result<(), &'static str> {
    if ask.even == 0 && ask.maybe.is_none() { Err("ask for something") } else { Ok(()) }
}

/// From one day to another.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(validate = in_order)]
struct Range {
    from: u8,
    to: u8,
    #[parameter(skip)]
    cached: BTreeMap<u8, HashSet<u8>>,
}

/// Ask for something.
#[derive(LlmFunction, Debug, PartialEq)]
#[llm_function(validate = not_everything)]
struct Ask {
    /// Even.
    #[parameter(validate = is_even)]
    even: u8,
    /// Maybe even.
    #[parameter(validate = is_even)]
    maybe: Option<u8>,
    /// Polite.
    #[parameter(validate = self::is_polite)]
    words: String,
    /// When.
    range: Range,
    #[parameter(skip)]
    started: Option<std::time::Instant>,
}

#[test]
fn every_refused_value_is_named_at_its_place() {
    let error = arguments::decode::<Ask>(r#"{"even": 3, "maybe": 5, "words": "now", "range": {"from": 2, "to": 1}}"#)
        .unwrap_err();
    assert_eq!(
        error.for_model(),
        "argument `/even`: 3 is odd, use the next even number; argument `/maybe`: 5 is odd, use the next even number; \
         argument `/words`: ask politely; argument `/range`: `from` is after `to`"
    );
    assert!(!error.to_string().contains("odd"), "{error}");
}

#[test]
fn the_whole_is_validated_when_its_parts_are_valid() {
    let valid = r#"{"even": 2, "words": "yes please", "range": {"from": 1, "to": 2}}"#;
    let range = Range { from: 1, to: 2, cached: BTreeMap::new() };
    let expected = Ask { even: 2, maybe: None, words: "yes please".to_owned(), range, started: None };
    assert_eq!(arguments::decode::<Ask>(valid).unwrap(), expected);
    let error = arguments::decode::<Ask>(&valid.replace(": 2,", ": 0,")).unwrap_err();
    assert_eq!(error.for_model(), "ask for something");
}

#[test]
fn the_model_never_sees_a_skipped_field() {
    let names: Vec<&str> = Ask::SPEC.parameters.iter().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["even", "maybe", "words", "range"]);
    let cached = BTreeMap::from([(1, HashSet::new())]);
    assert_eq!(Range { from: 1, to: 2, cached }.to_json().to_string(), r#"{"from":1,"to":2}"#);
    let given = r#"{"even": 2, "words": "please", "range": {"from": 1, "to": 2, "cached": {}}}"#;
    let error = arguments::decode::<Ask>(given).unwrap_err();
    assert!(error.for_model().starts_with("argument `/range/cached`: no such parameter"), "{}", error.for_model());
}

#[test]
fn every_constraint_is_checked() {
    let good = r#"{"openRange": 1, "steps": 10, "code": "DE49", "tags": ["a"], "grid": [[1, null]], "word": "long",
        "version": 2, "level": 0}"#;
    assert!(arguments::decode::<Constrained>(good).is_ok(), "{:?}", arguments::decode::<Constrained>(good));
    for (from, to, place) in [
        (r#""openRange": 1"#, r#""openRange": 0.5"#, "/openRange"),
        (r#""openRange": 1"#, r#""openRange": 10"#, "/openRange"),
        (r#""steps": 10"#, r#""steps": 12"#, "/steps"),
        (r#""code": "DE49""#, r#""code": "de49""#, "/code"),
        (r#""code": "DE49""#, r#""code": "DE49", "day": "2026-02-30""#, "/day"),
        (r#"["a"]"#, r#"["a", "a"]"#, "/tags"),
        (r#"["a"]"#, r#"["a", ""]"#, "/tags/1"),
        ("[[1, null]]", "[[1], [1, 2, 3]]", "/grid/1"),
        ("[[1, null]]", "[[1, 6]]", "/grid/0/1"),
        (r#""long""#, r#""longer""#, "/word"),
        (r#""version": 2"#, r#""version": 1"#, "/version"),
        (r#""level": 0"#, r#""level": 2"#, "/level"),
    ] {
        let text = good.replace(from, to);
        let error = arguments::decode::<Constrained>(&text).expect_err(&text);
        let places: Vec<&str> = error.problems().iter().map(arguments::Problem::pointer).collect();
        assert!(places.iter().any(|found| found.starts_with(place)), "{text}: {error}");
    }
}

/// Every type has keys of its own.
#[derive(LlmFunction, Debug, PartialEq)]
struct Nested {
    /// A newtype.
    dose: Dose,
    /// An enum with data.
    answer: Answer,
}

/// An even number.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(validate = is_small)]
struct Dose(#[parameter(multiple_of = 5, validate = is_even)] u8);

fn is_small(dose: &Dose) -> Result<(), &'static str> {
    if dose.0 < 100 { Ok(()) } else { Err("too much at once") }
}

/// An answer.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(tag = "kind", validate = is_certain)]
enum Answer {
    Unknown,
    Number {
        #[parameter(validate = is_even)]
        number: u8,
        #[parameter(skip)]
        seen: bool,
    },
}

fn is_certain(answer: &Answer) -> Result<(), &'static str> {
    if *answer == Answer::Unknown { Err("say a number") } else { Ok(()) }
}

#[test]
fn newtypes_and_variants_are_validated_at_their_places() {
    let good = r#"{"dose": 10, "answer": {"kind": "number", "number": 2}}"#;
    let expected = Nested { dose: Dose(10), answer: Answer::Number { number: 2, seen: false } };
    assert_eq!(arguments::decode::<Nested>(good).unwrap(), expected);
    let problems = |text: &str| arguments::decode::<Nested>(text).unwrap_err().for_model();
    assert_eq!(
        problems(r#"{"dose": 5, "answer": {"kind": "number", "number": 3}}"#),
        "argument `/dose`: 5 is odd, use the next even number; argument `/answer/number`: 3 is odd, use the next even \
         number"
    );
    assert_eq!(
        problems(r#"{"dose": 110, "answer": {"kind": "unknown"}}"#),
        "argument `/dose`: too much at once; argument `/answer`: say a number"
    );
}
