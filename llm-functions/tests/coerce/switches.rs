//! Every kind can be switched off, and says what it did without the value.

use llm_functions::arguments::{self, CoercionKind, Coercions};
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};

#[derive(ParameterType)]
enum Level {
    Low,
    High,
}

#[derive(ParameterType)]
struct Place {
    /// Its name.
    name: String,
}

/// Take one of everything.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct Everything {
    /// A number.
    #[parameter(default = 0)]
    number: u8,
    /// A flag.
    #[parameter(default = false)]
    flag: bool,
    /// A text.
    #[parameter(default = "")]
    text: String,
    /// A list.
    list: Option<Vec<u8>>,
    /// A choice.
    level: Option<Level>,
    /// An object.
    place: Option<Place>,
}

/// For every kind, arguments that only it makes fit.
const CASES: &[(CoercionKind, &str)] = &[
    (CoercionKind::NumberInString, r#"{"number": "5"}"#),
    (CoercionKind::BooleanInString, r#"{"flag": "true"}"#),
    (CoercionKind::ScalarAsString, r#"{"text": 5}"#),
    (CoercionKind::WholeNumber, r#"{"number": 5.0}"#),
    (CoercionKind::OneItemList, r#"{"list": 5}"#),
    (CoercionKind::ObjectInList, r#"{"place": [{"name": "a"}]}"#),
    (CoercionKind::JsonInString, r#"{"list": "[5]"}"#),
    (CoercionKind::Spelling, r#"{"level": "LOW"}"#),
    (CoercionKind::PythonLiteral, "{'text': 'a'}"),
    (CoercionKind::TrailingComma, r#"{"text": "a",}"#),
    (CoercionKind::ControlCharacter, "{\"text\": \"a\nb\"}"),
    (CoercionKind::CodeFence, "```\n{}\n```"),
];

#[test]
fn each_kind_is_needed_and_enough() {
    let view = FunctionView::of::<Everything>();
    assert_eq!(CASES.len(), CoercionKind::ALL.len());
    for (kind, text) in CASES {
        let read = |allowed| arguments::canonical_with(&view, text, allowed);
        let done = read(Coercions::NONE.with(*kind)).unwrap().coercions;
        assert_eq!(done.iter().map(|done| done.kind).collect::<Vec<_>>(), [*kind], "{text}");
        for allowed in [Coercions::NONE, Coercions::ALL.without(*kind)] {
            let refused = read(allowed).unwrap_err();
            assert_eq!(refused.for_model(), arguments::canonical(&view, text).unwrap_err().for_model());
        }
    }
}

#[test]
fn a_coercion_names_the_place_and_not_the_value() {
    let view = FunctionView::of::<Everything>();
    let read = arguments::canonical_with(&view, r#"{"text": 73190, "place": [{"name": "Ward 12"}]}"#, Coercions::ALL);
    let done: Vec<String> = read.unwrap().coercions.iter().map(|done| format!("{done} {done:?}")).collect();
    assert!(done[0].starts_with("argument `/text`: a number or a boolean was read as a string"), "{done:?}");
    assert!(done[1].starts_with("argument `/place`: the only item of a list"), "{done:?}");
    assert!(!done.concat().contains("73190") && !done.concat().contains("Ward"));
}
