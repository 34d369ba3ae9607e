//! What a model sends is outside data: the right verdict on every text of a suite that others wrote, and no panic on
//! anything at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "support/corpora.rs"]
mod corpora;

use llm_functions::json::{Json, read};
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType, arguments};
use proptest::prelude::*;

/// Members with one name twice are JSON, and refused all the same: which of the two was meant cannot be known.
fn refused_on_purpose(name: &str) -> bool {
    name.starts_with("y_object_duplicated_key")
}

#[test]
fn every_text_of_the_json_test_suite_gets_its_verdict() {
    let Some(corpora) = corpora::folder() else { return };
    let (mut accepted, mut rejected, mut either, mut on_purpose) = (0, 0, 0, 0);
    for entry in std::fs::read_dir(corpora.join("json_parsing/test_parsing")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let verdict = std::str::from_utf8(&bytes).is_ok_and(|text| read(text).is_ok());
        match name.as_bytes()[0] {
            b'y' if refused_on_purpose(&name) => {
                assert!(!verdict, "{name} must be refused");
                on_purpose += 1;
            }
            b'y' => {
                assert!(verdict, "{name} must be accepted");
                accepted += 1;
            }
            b'n' => {
                assert!(!verdict, "{name} must be refused");
                rejected += 1;
            }
            _ => either += 1,
        }
    }
    eprintln!(
        "JSONTestSuite: {accepted} accepted, {rejected} refused, {on_purpose} refused on purpose, {either} either"
    );
    assert!(accepted > 90 && rejected > 180 && on_purpose == 2, "the suite is not whole");
}

#[derive(ParameterType)]
enum Mode {
    Fast,
    Slow,
}

#[derive(ParameterType)]
struct Node {
    value: f32,
    children: Vec<Node>,
}

/// Take one of everything.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct Everything {
    /// A choice.
    mode: Mode,
    /// A small number.
    #[parameter(minimum = -3, maximum = 3, default = 0)]
    small: i8,
    /// A large number.
    large: u64,
    /// A text.
    #[parameter(max_length = 5)]
    text: Option<String>,
    /// A tree.
    tree: Option<Node>,
    /// Flags.
    #[parameter(max_items = 3)]
    flags: Vec<bool>,
}

/// JSON that resembles arguments: the right names, values of all kinds, sometimes one too many.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-5_i64..5).prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        // A tree whose number no `f32` can hold.
        any::<f64>().prop_map(|value| Json::object([("value", value.into()), ("children", Json::Array(vec![]))])),
        prop_oneof![Just("fast"), Just("slow"), Just("a\u{0}b")].prop_map(Json::from),
        ".{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let name = prop_oneof!["mode|small|large|text|tree|flags|value|children", ".{0,6}"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::vec((name, inner), 0..6).prop_map(Json::Object),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_or_the_decoder_panic(text in prop_oneof![".{0,200}", r#"[\[\]{}",:0-9a-z\\ -]{0,200}"#]) {
        let _ = read(&text);
        if let Err(error) = arguments::decode::<Everything>(&text) {
            prop_assert!(!error.for_model().is_empty());
        }
    }

    #[test]
    fn no_json_makes_the_decoder_panic_and_what_it_accepts_it_accepts_again(value in json()) {
        let text = value.to_string();
        match arguments::canonical(&FunctionView::of::<Everything>(), &text) {
            Ok(tree) => {
                prop_assert_eq!(&arguments::canonical(&FunctionView::of::<Everything>(), &tree.to_string()).unwrap(), &tree);
                prop_assert!(arguments::from_canonical::<Everything>(tree).is_ok(), "checked, and refused by its type");
            }
            Err(error) => prop_assert!(!error.problems().is_empty()),
        }
    }
}
