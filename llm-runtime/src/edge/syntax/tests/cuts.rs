//! Wherever a text is cut, the same is read; nothing is lost and nothing panics.

use llm_functions::json::read;
use proptest::prelude::*;

use super::support::{Said, forms, functions, said, text};
use crate::edge::functions::Functions;

fn two() -> Functions {
    functions(&[
        (
            "get_sleep",
            r#"{"type":"object","properties":{"night":{"type":"string"},"deep":{"type":"boolean"},"hours":{"type":"array","items":{"type":"number"}},"place":{"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]}},"required":["night"]}"#,
        ),
        ("today", r#"{"type":"object","properties":{}}"#),
    ])
}

#[test]
fn a_message_with_two_calls_is_read_the_same_wherever_it_is_cut() {
    let functions = two();
    let arguments = r#"{"night": "a \"}b{<\\", "deep": true, "hours": [1, 2.5], "place": {"x": -3}}"#;
    let calls = [
        ("get_sleep", read(arguments).unwrap()),
        ("today", read("{}").unwrap()),
        ("get_sleep", read(r#"{"night": "é"}"#).unwrap()),
    ];
    for used in forms() {
        let whole = format!("Let me see.\n{}", text(used, &functions, &calls));
        let expected = said(used, &functions, &[&whole]);
        assert_eq!(expected.text.trim_end(), "Let me see.", "{} {whole}\n{expected:?}", used.syntax.name);
        let named: Vec<(&str, &str, bool)> =
            expected.calls.iter().map(|(name, arguments, ended)| (&**name, &**arguments, *ended)).collect();
        assert_eq!(
            named,
            [("get_sleep", arguments, true), ("today", "{}", true), ("get_sleep", r#"{"night": "é"}"#, true)],
            "{} {whole}",
            used.syntax.name
        );
        for cut in (0..=whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            assert_eq!(
                said(used, &functions, &[&whole[..cut], &whole[cut..]]),
                expected,
                "{} at {cut}",
                used.syntax.name
            );
        }
    }
}

/// Texts made of what the syntaxes are made of.
fn fragments() -> impl Strategy<Value = Vec<String>> {
    let mut parts: Vec<String> = forms().flat_map(crate::edge::syntax::Used::texts).map(str::to_owned).collect();
    parts.extend(
        [
            "{",
            "}",
            "\"",
            "get_sleep",
            "today",
            "\"name\": ",
            "\"arguments\": {",
            "\"parameters\":",
            ":",
            ",",
            "\n",
            " ",
            "night",
            "x",
            "é",
            "\\",
            "[",
            "]",
            "{\"name\": \"today\", \"arguments\": {}}",
        ]
        .map(str::to_owned),
    );
    proptest::collection::vec(proptest::sample::select(parts), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_is_read_the_same_in_pieces_and_at_once(parts in fragments()) {
        let functions = two();
        let whole = parts.concat();
        let pieces: Vec<&str> = parts.iter().map(String::as_str).collect();
        let bytes: Vec<String> = whole.chars().map(String::from).collect();
        let characters: Vec<&str> = bytes.iter().map(String::as_str).collect();
        for used in forms().filter(|used| used.form == 0) {
            let expected = said(used, &functions, &[&whole]);
            prop_assert_eq!(&said(used, &functions, &pieces), &expected);
            prop_assert_eq!(&said(used, &functions, &characters), &expected);
        }
    }

    #[test]
    fn text_without_calls_comes_back_unchanged(text in "[a-zA-Z0-9 .,:;!?'\\n(){}<>|=é-]{0,80}") {
        let functions = two();
        for used in forms().filter(|used| used.form == 0) {
            let Said { text: read, reasoning, calls } = said(used, &functions, &[&text]);
            prop_assert!(calls.is_empty() && reasoning.is_empty());
            prop_assert_eq!(&read, &text, "{}", used.syntax.name);
        }
    }
}
