//! What grammars refuse.

use llm_functions::json::read;

use super::support::{accepts, copying, forms, functions, matcher, ordered, text};
use crate::edge::narrow::Held;
use crate::edge::syntax::family;

const SCHEMA: &str = r#"{"type":"object","properties":{"kind":{"type":"string","enum":["steps","sleep"]},"days":{"type":"integer","minimum":1,"maximum":90},"note":{"type":"string","maxLength":8},"list":{"type":"array","items":{"type":"string"},"maxItems":2}},"required":["kind"]}"#;

#[test]
fn every_grammar_accepts_what_fits_and_nothing_else() {
    let functions = functions(&[("get_data", SCHEMA), ("get", r#"{"type":"object","properties":{}}"#)]);
    let good = [
        r#"{"kind": "steps"}"#,
        r#"{"kind": "sleep", "days": 90, "note": "a b", "list": ["x", ""]}"#,
        r#"{"kind": "steps", "list": []}"#,
    ];
    let bad = [
        r#"{"kind": "other"}"#,
        r#"{"kind": "steps", "days": 91}"#,
        r#"{"kind": "steps", "note": "123456789"}"#,
        r#"{"days": 1}"#,
        r#"{"kind": "steps", "list": ["a", "b", "c"]}"#,
        r#"{"kind": "steps", "more": 1}"#,
    ];
    for used in forms() {
        let matcher = matcher(used, &functions, &["get_data", "get"], 2).unwrap();
        for arguments in good {
            let calls = [("get_data", read(arguments).unwrap()), ("get", read("{}").unwrap())];
            for calls in [&calls[..1], &calls[1..], &calls[..]] {
                let text = text(used, &functions, calls);
                assert_eq!(accepts(&matcher, &text), (text.len(), true), "{} {text}", used.syntax.name);
            }
        }
        for arguments in bad {
            let text = text(used, &functions, &[("get_data", read(arguments).unwrap())]);
            assert!(accepts(&matcher, &text) != (text.len(), true), "{} {text}", used.syntax.name);
        }
        let third = text(
            used,
            &functions,
            &[("get", read("{}").unwrap()), ("get", read("{}").unwrap()), ("get", read("{}").unwrap())],
        );
        assert_ne!(accepts(&matcher, &third), (third.len(), true), "{}", used.syntax.name);
        let unknown = text(used, &functions, &[("get_dat", read("{}").unwrap())]);
        assert_ne!(accepts(&matcher, &unknown), (unknown.len(), true), "{}", used.syntax.name);
    }
}

#[test]
fn the_first_function_again_is_held_to_less() {
    let open = r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#;
    let functions = functions(&[("get", open), ("send", r#"{"type":"object","properties":{}}"#)]);
    let mut held = functions.clone();
    held.narrow("get", &[Held::Copied("city".into(), vec!["Bergen".into()])]);
    let city = |name: &str| ("get", read(&format!(r#"{{"city":"{name}"}}"#)).unwrap());
    assert!(held.is_narrowed() && !functions.is_narrowed(), "nothing that is made of what was said is kept");
    for used in forms() {
        let more = [(&held, &["send"][..]), (&functions, &["get"])];
        let matcher = ordered(used, &[(&held, &["get"])], &more, 3).unwrap();
        for (calls, fits) in [
            (vec![city("Bergen")], true),
            (vec![city("Oslo")], false),
            (vec![city("Bergen"), city("Oslo"), city("Bergen")], true),
            (vec![city("Bergen"), ("send", read("{}").unwrap()), city("Oslo")], true),
            (vec![city("Oslo"), city("Bergen")], false),
        ] {
            let text = text(used, &functions, &calls);
            assert_eq!(accepts(&matcher, &text) == (text.len(), true), fits, "{} {text}", used.syntax.name);
        }
    }
}

#[test]
fn calls_come_in_the_order_that_is_known() {
    let nothing = r#"{"type":"object","properties":{}}"#;
    let functions = functions(&[("get", nothing), ("get_data", nothing), ("send", nothing)]);
    for used in forms() {
        let accepts = |next: &[&str], calls: &[&str]| {
            let matcher = ordered(used, &[(&functions, &["get"])], &[(&functions, next)], 3).unwrap();
            let calls: Vec<_> = calls.iter().map(|name| (*name, read("{}").unwrap())).collect();
            let text = text(used, &functions, &calls);
            accepts(&matcher, &text) == (text.len(), true)
        };
        for (next, calls, fits) in [
            (&["send"][..], &["get"][..], true),
            (&["send"], &["get", "send"], true),
            (&["send"], &["get", "send", "send"], true),
            (&["send"], &["get", "get"], false),
            (&["send"], &["get", "get_data"], false),
            (&["send"], &["get_data"], false),
            (&["send"], &["send"], false),
            (&["get"], &["get", "get"], true),
            (&[], &["get"], true),
            (&[], &["get", "get"], false),
        ] {
            assert_eq!(accepts(next, calls), fits, "{} {next:?} {calls:?}", used.syntax.name);
        }
    }
}

#[test]
fn every_step_has_its_call_held_as_the_step_is() {
    let schema = r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#;
    let functions = functions(&[("get", schema), ("send", r#"{"type":"object","properties":{}}"#)]);
    let held = |city: &str| {
        let mut held = functions.clone();
        held.narrow("get", &[Held::Copied("city".into(), vec![city.into()])]);
        held
    };
    let (bergen, oslo) = (held("Bergen"), held("Oslo"));
    let city = |name: &str| ("get", read(&format!(r#"{{"city":"{name}"}}"#)).unwrap());
    let send = || ("send", read("{}").unwrap());
    for used in forms() {
        let steps = [(&bergen, &["get"][..]), (&functions, &["send"]), (&oslo, &["get"])];
        let matcher = ordered(used, &steps, &[], 8).unwrap();
        for (calls, fits) in [
            (vec![city("Bergen"), send(), city("Oslo")], true),
            (vec![city("Oslo"), send(), city("Bergen")], false),
            (vec![city("Bergen"), city("Oslo")], false),
            (vec![city("Bergen"), send()], false),
            (vec![city("Bergen"), send(), city("Oslo"), send()], false),
        ] {
            let text = text(used, &functions, &calls);
            assert_eq!(accepts(&matcher, &text) == (text.len(), true), fits, "{} {text}", used.syntax.name);
        }
    }
}

#[test]
fn a_text_is_a_span_of_what_was_said() {
    let functions = functions(&[(
        "send",
        r#"{"type":"object","properties":{"to":{"type":"string"},"day":{"type":"string","format":"date"},"tags":{"type":"array","items":{"type":"string"}}},"required":["to"]}"#,
    )]);
    let said = "Send \"hi\\there\" to a3f9.B-2@mail.example, please, and tag it work and home.";
    let matcher = copying((&family::PYTHONIC).into(), &functions, "send", said);
    for (arguments, fits) in [
        (r#"{"to": "a3f9.B-2@mail.example"}"#, true),
        (r#"{"to": "\"hi\\there\""}"#, true),
        (r#"{"to": "mail", "day": "2026-05-03", "tags": ["work", "home"]}"#, true),
        (r#"{"to": "B-2", "tags": []}"#, true),
        (r#"{"to": "3f9.B-2@mail.example"}"#, false),
        (r#"{"to": "a3f9@mail.example"}"#, false),
        (r#"{"to": "B-2", "tags": ["garden"]}"#, false),
    ] {
        let text = text((&family::PYTHONIC).into(), &functions, &[("send", read(arguments).unwrap())]);
        assert_eq!(accepts(&matcher, &text) == (text.len(), true), fits, "{text}");
    }
}

#[test]
fn whether_a_token_may_come_is_the_same_asked_of_one_and_of_all() {
    let functions = functions(&[("get_data", SCHEMA), ("get", r#"{"type":"object","properties":{}}"#)]);
    let arguments = r#"{"kind": "sleep", "days": 90, "note": "a b", "list": ["x", ""]}"#;
    for used in forms() {
        let mut matcher = matcher(used, &functions, &["get_data", "get"], 2).unwrap();
        let calls = [("get_data", read(arguments).unwrap()), ("get", read("{}").unwrap())];
        for byte in text(used, &functions, &calls).bytes() {
            let mask = matcher.compute_mask_or_eos().unwrap();
            for token in 0..=255_u32 {
                let alone = matcher.validate_tokens(&[token]).unwrap() == 1;
                assert_eq!(alone, mask.is_allowed(token), "{} {token}", used.syntax.name);
            }
            matcher.consume_token(u32::from(byte)).unwrap();
        }
    }
}
