//! What models write beside the exact form.

use super::support::{Said, forms, functions, said, text};
use crate::edge::functions::Functions;
use crate::edge::syntax::parse::Parser;
use crate::edge::syntax::{Syntax, family};

fn some() -> Functions {
    functions(&[
        (
            "f",
            r#"{"type":"object","properties":{"a":{"type":"integer"},"s":{"type":"string"},"u":{"type":["string","integer"]}}}"#,
        ),
        ("g", r#"{"type":"object","properties":{}}"#),
        (
            "kinds",
            r#"{"type":"object","properties":{"kinds":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["steps","sleep"]}}},"required":["kinds"]}"#,
        ),
    ])
}

fn read(syntax: &'static Syntax, text: &str) -> Said {
    said(syntax.into(), &some(), &[text])
}

fn one(name: &str, arguments: &str) -> Vec<(String, String, bool)> {
    vec![(name.to_owned(), arguments.to_owned(), true)]
}

#[test]
fn members_may_come_in_any_order_and_with_any_white_space() {
    let text = "<tool_call> {\"arguments\" :{\"a\":1} ,\n \"name\":\"f\"}</tool_call>\n\n";
    assert_eq!(read(&family::HERMES, text).calls, one("f", "{\"a\":1}"));
    let text = "{\"type\": \"x\", \"name\": \"f\", \"arguments\": \"{\\\"a\\\": 1}\"}";
    assert_eq!(read(&family::MISTRAL, &format!("[TOOL_CALLS] [{text}]")).calls, one("f", "{\"a\": 1}"));
}

#[test]
fn what_is_no_call_is_text_again() {
    for text in [
        "{\"name\": \"Ada\", \"arguments\": {}}",
        "{\"night\": 1}",
        "{\"name\": \"f\"",
        "{ x }",
        "f {\"name\": \"f\", \"arguments\": {}}",
    ] {
        let Said { text: said, calls, .. } = read(&family::PLAIN, text);
        assert_eq!((said.as_str(), calls.len()), (text, 0));
    }
    let said = read(
        &family::HERMES,
        "Write <tool_call> first, <tool_call>\n{\"name\": \"g\", \"arguments\": {}}\n</tool_call>",
    );
    assert_eq!((said.text.as_str(), said.calls), ("Write <tool_call> first, ", one("g", "{}")));
}

#[test]
fn a_call_that_is_cut_off_has_no_end() {
    let said = read(&family::HERMES, "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1");
    assert_eq!(said.calls, [("f".to_owned(), "{\"a\": 1".to_owned(), false)]);
    let said =
        read(&family::QWEN_CODER, "<tool_call>\n<function=f>\n<parameter=a>\n1\n</parameter>\n<parameter=s>\nab");
    assert_eq!(said.calls, [("f".to_owned(), "{\"a\": 1, \"s\": \"ab".to_owned(), false)]);
}

#[test]
fn names_may_be_those_of_web_services() {
    let schema = r#"{"type":"object","properties":{"page[size]":{"type":"integer"},"ids[]":{"type":"string"}}}"#;
    let functions = functions(&[("calendar:list", schema), ("calendar", schema)]);
    let arguments = r#"{"page[size]": 3, "ids[]": "a"}"#;
    let value = llm_functions::json::read(arguments).unwrap();
    for used in forms() {
        let written = text(used, &functions, &[("calendar:list", value.clone())]);
        let found = said(used, &functions, &[&written]);
        assert_eq!(found.calls, one("calendar:list", arguments), "{} {written}", used.syntax.name);
    }
}

#[test]
fn a_function_that_there_is_not_is_a_call_where_only_calls_are_written_so() {
    let said = read(&family::HERMES, "<tool_call>\n{\"name\": \"other\", \"arguments\": {}}\n</tool_call>");
    assert_eq!(said.calls, one("other", "{}"));
}

#[test]
fn values_without_quotes_are_what_the_function_takes() {
    let text = "<tool_call>\n<function=f>\n<parameter=a>\n5\n</parameter>\n<parameter=s>\n5\n</parameter>\n<parameter=u>\nfive\n</parameter>\n</function>\n</tool_call>";
    assert_eq!(read(&family::QWEN_CODER, text).calls, one("f", r#"{"a": 5, "s": "5", "u": "five"}"#));
    let text = "<start_function_call>call:f{a:5,s:<escape>x{,}\"<escape>}<end_function_call>";
    assert_eq!(read(&family::FUNCTION_GEMMA, text).calls, one("f", r#"{"a": 5, "s": "x{,}\""}"#));
}

#[test]
fn arguments_of_another_shape_are_told_in_the_functions_own() {
    let functions = some();
    assert!(!functions.keeps_shape("kinds"), "a set is an object of flags to a decoder");
    let text = "{\"name\": \"kinds\", \"arguments\": {\"kinds\": {\"steps\": true, \"sleep\": false}}}";
    assert_eq!(read(&family::PLAIN, text).calls, one("kinds", r#"{"kinds":["steps"]}"#));
}

#[test]
fn thoughts_are_told_as_thoughts() {
    let said = read(&family::HERMES, "<think>\nHm <tool_call>{\n</think>\n\nYes.");
    assert_eq!((said.reasoning.as_str(), said.text.as_str(), said.calls.len()), ("\nHm <tool_call>{\n", "Yes.", 0));
    let functions = some();
    let mut parser = Parser::new((&family::HERMES).into(), Some(&functions)).thinking("</think>");
    let mut deltas = parser.push("So</think>Yes");
    deltas.extend(parser.finish());
    let said = Said::of(deltas);
    assert_eq!((said.reasoning.as_str(), said.text.as_str()), ("So", "Yes"));
}

#[test]
fn channels_are_no_part_of_what_is_said() {
    let text = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>Wait.<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{\"a\":1}<|call|>";
    let said = read(&family::HARMONY, text);
    assert_eq!((said.reasoning.as_str(), said.text.as_str(), said.calls), ("Hm.", "Wait.", one("f", "{\"a\":1}")));
    let said = read(&family::HARMONY, "<|channel|>final<|message|>Yes.<|return|>");
    assert_eq!(said.text, "Yes.");
}

#[test]
fn what_python_writes_is_what_json_writes() {
    for (text, arguments) in [
        (r#"[f(a=1, s="x, (y) = \"z\"")]"#, r#"{"a": 1, "s": "x, (y) = \"z\""}"#),
        ("[f(s='it\\'s \"x\"')]", r#"{"s": "it's \"x\""}"#),
        ("[ f( a = 5 , s = None ) ]", r#"{"a": 5, "s": null}"#),
        ("[f(u=('a', True, {'b': [False, 1.5,]}),)]", r#"{"u": ["a", true, {"b": [false, 1.5]}]}"#),
        ("[f(s='\\xe9\\u00e9\\n\\d')]", r#"{"s": "éé\n\\d"}"#),
        ("[f(a=one)]", r#"{"a": one}"#),
        ("\n[f()]", "{}"),
    ] {
        for syntax in [&family::PYTHONIC, &family::LFM] {
            assert_eq!(read(syntax, text).calls, one("f", arguments), "{text}");
        }
    }
    let said = read(&family::LFM, "Wait.<|tool_call_start|>[f(a=1), g()]<|tool_call_end|>");
    assert_eq!((said.text.as_str(), said.calls.len()), ("Wait.", 2));
    let said = read(&family::PYTHONIC, "[f(a=1, s='ab");
    assert_eq!(said.calls, [("f".to_owned(), "{\"a\": 1, \"s\": 'ab".to_owned(), false)]);
}

#[test]
fn a_bracket_is_no_call_unless_a_function_is_called_after_it() {
    for text in ["[1] f(a=1)", "[f]", "[f(x)]", "[other(a=1)]", "See [f(a=1)]", "[f(", "[link](f(a=1))", "[[f(a=1)]]"] {
        let Said { text: said, calls, .. } = read(&family::PYTHONIC, text);
        assert_eq!((said.as_str(), calls.len()), (text, 0));
    }
    assert_eq!(read(&family::PYTHONIC, "Let me see.\n[g()]").calls, one("g", "{}"));
}
