//! Typed values are the same whether arguments are read straight from the text or by way of a tree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;

use llm_functions::view::FunctionView;
use llm_functions::{Call, CallControl, Execute, LlmFunction, ParameterType, Registry, ToolCall, arguments, functions};
use proptest::prelude::*;

#[derive(Debug, ParameterType)]
#[parameter(rename_all = "snake_case")]
enum Mode {
    VeryFast,
    Slow,
}

#[derive(Debug, ParameterType)]
struct Tree {
    name: String,
    weight: Option<f32>,
    #[parameter(default = Vec::new())]
    parts: Vec<Tree>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "validations take references")]
fn even(number: &i64) -> Result<(), String> {
    if number % 2 == 0 { Ok(()) } else { Err("must be even".to_owned()) }
}

/// Take one of everything.
#[derive(Debug, LlmFunction)]
#[allow(dead_code, reason = "read by its `Debug`")]
struct Everything {
    /// A text.
    text: Box<str>,
    /// A small number.
    #[parameter(minimum = 1, maximum = 90, default = 14)]
    days: u8,
    /// An even number.
    #[parameter(validate = even)]
    even: i64,
    /// A big number.
    big: Option<u128>,
    /// How.
    mode: Mode,
    /// More ways.
    modes: Vec<Mode>,
    /// A pair.
    pair: [f64; 2],
    /// Something nested.
    tree: Option<Box<Tree>>,
    /// Names.
    names: BTreeMap<String, char>,
}

impl Execute for Everything {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;

    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(format!("{self:?}"))
    }
}

const USUAL: &str = r#"{"text": "a\tb", "days": 3, "even": -4, "big": 18446744073709551615, "mode": "slow", "modes": ["very_fast", "sl\u006fw"],
 "pair": [0.1, 3e2], "tree": {"name": "é", "weight": 0.3, "parts": [{"name": "x"}, {"parts": [], "name": ""}]}, "names": {"b": "x", "a": "é"}}"#;

/// What decoding says must be what the tree alone says.
fn compare(text: &str) -> bool {
    let tree = arguments::canonical(&FunctionView::of::<Everything>(), text);
    let by_tree = tree.and_then(arguments::from_canonical::<Everything>);
    let direct = arguments::decode::<Everything>(text);
    let words = |result: Result<Everything, arguments::DecodeError>| {
        result.map(|value| format!("{value:?}")).map_err(|error| error.for_model())
    };
    let (direct, by_tree) = (words(direct), words(by_tree));
    assert_eq!(direct, by_tree, "{text}");
    direct.is_ok()
}

#[test]
fn the_usual_call_and_every_call_near_it() {
    assert!(compare(USUAL));
    for (at, letter) in USUAL.char_indices() {
        compare(&USUAL[..at]);
        for snippet in ["", "\"", "\\", "null", "7", "-", ".5", "[", "}", ",", "\u{7f}", " "] {
            compare(&format!("{}{snippet}{}", &USUAL[..at], &USUAL[at..]));
            compare(&format!("{}{snippet}{}", &USUAL[..at], &USUAL[at + letter.len_utf8()..]));
        }
    }
}

proptest! {
    #[test]
    fn values_of_every_size(
        text in any::<String>(), days in any::<Option<u8>>(), even in any::<i64>(), big in any::<Option<u64>>(),
        pair in any::<[f64; 2]>(), weight in any::<Option<f32>>(), name in any::<char>(),
    ) {
        let arguments = serde_json::json!({
            "text": text, "days": days, "even": even & !1, "big": big, "mode": "slow", "modes": ["slow"],
            "pair": pair, "tree": {"name": text, "weight": weight}, "names": {text.clone(): name},
        });
        let fits = pair.iter().all(|number| number.is_finite()) && days.is_none_or(|days| (1..=90).contains(&days));
        prop_assert_eq!(compare(&arguments.to_string()), fits);
        prop_assert_eq!(compare(&serde_json::to_string_pretty(&arguments).unwrap()), fits);
    }
}

struct Nobody;
impl CallControl for Nobody {}

#[test]
fn a_prepared_call_shows_the_arguments_that_it_runs_with() {
    let registry: Registry = functions![Everything];
    let called = |text: &str| registry.prepare(&ToolCall::new("1", "everything", text)).unwrap();
    let shown = called(USUAL).arguments().to_string();
    assert!(shown.starts_with(r#"{"text":"a\tb","days":3,"even":-4,"#), "{shown}");
    // Once more from the form that is shown, which says everything.
    assert_eq!(called(&shown).arguments().to_string(), shown);
    assert!(called(USUAL).coercions().is_empty());
    let coerced = called(&USUAL.replace("\"days\": 3", "\"days\": \"3\""));
    assert_eq!(coerced.arguments().to_string(), shown);
    assert_eq!(coerced.coercions().len(), 1);
    drop(coerced.execute(std::sync::Arc::new(Nobody)));
}
