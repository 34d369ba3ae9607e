//! What holds for every value, whatever it is.

use llm_functions::arguments::{self, Coercions};
use llm_functions::json::Json;
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};
use proptest::prelude::*;

#[derive(ParameterType)]
#[parameter(rename_all = "snake_case")]
enum Mode {
    VeryFast,
    Slow,
}

#[derive(ParameterType)]
struct Leaf {
    /// A number.
    value: f64,
    /// A text.
    text: Option<String>,
}

/// Take one of everything.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct Everything {
    /// A choice.
    mode: Mode,
    /// A number.
    #[parameter(minimum = -3, maximum = 90)]
    number: i16,
    /// Flags.
    flags: Option<Vec<bool>>,
    /// Leaves.
    leaves: Option<Vec<Leaf>>,
}

fn leaf() -> impl Strategy<Value = Json> {
    (any::<f64>().prop_filter("JSON", |value| value.is_finite()), proptest::option::of(".{0,8}")).prop_map(
        |(value, text)| Json::object([("value", value.into()), ("text", text.map_or(Json::Null, Json::from))]),
    )
}

/// Arguments that fit as they stand, all members there and in order.
fn fitting() -> impl Strategy<Value = Json> {
    let mode = prop_oneof![Just("very_fast"), Just("slow")].prop_map(Json::from);
    let number = (-3_i64..=90).prop_map(Json::from);
    let flags = proptest::collection::vec(any::<bool>().prop_map(Json::from), 0..4).prop_map(Json::Array);
    let leaves = proptest::collection::vec(leaf(), 0..4).prop_map(Json::Array);
    (mode, number, flags, leaves).prop_map(|(mode, number, flags, leaves)| {
        Json::object([("mode", mode), ("number", number), ("flags", flags), ("leaves", leaves)])
    })
}

/// The same value as a small model might write it.
fn garbled(value: &Json, dice: &mut impl Iterator<Item = u8>) -> Json {
    let garbled = match value {
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), garbled(value, dice))).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(|item| garbled(item, dice)).collect()),
        other => other.clone(),
    };
    match (&garbled, dice.next().unwrap_or(0) % 3) {
        (Json::Number(_) | Json::Bool(_) | Json::Object(_) | Json::Array(_), 1) => Json::from(garbled.to_string()),
        (Json::Object(_), 2) => Json::Array(vec![garbled]),
        (Json::String(text), 1) if text == "slow" => Json::from(" SLOW"),
        (Json::String(text), 2) if text == "very_fast" => Json::from("Very Fast"),
        (Json::Array(items), 2) if items.len() == 1 => items[0].clone(),
        _ => garbled,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_garbled_is_read_as_what_it_was(value in fitting(), dice in proptest::collection::vec(any::<u8>(), 0..24)) {
        let view = FunctionView::of::<Everything>();
        let text = garbled(&value, &mut dice.into_iter()).to_string();
        // Refused when there is a doubt; never read as anything else.
        if let Ok(read) = arguments::canonical_with(&view, &text, Coercions::ALL) {
            prop_assert_eq!(read.arguments, value, "{}", text);
        }
    }

    #[test]
    fn what_is_accepted_fits_and_nothing_panics(text in prop_oneof![
        r#"[\[\]{}"':, ()0-9a-zA-Z\\.-]{0,80}"#,
        r#"\{('|")(mode|number|flags)('|"): ?('|")?[a-zA-Z0-9 .,\[\]]{0,12}('|")?,?\}"#,
    ]) {
        let view = FunctionView::of::<Everything>();
        match arguments::canonical_with(&view, &text, Coercions::ALL) {
            Ok(read) => {
                prop_assert_eq!(&arguments::canonical(&view, &read.arguments.to_string()).unwrap(), &read.arguments);
                prop_assert!(arguments::from_canonical::<Everything>(read.arguments).is_ok());
            }
            Err(refused) => prop_assert_eq!(refused.for_model(), arguments::canonical(&view, &text).unwrap_err().for_model()),
        }
    }
}
