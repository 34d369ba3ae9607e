//! Arguments that are not JSON at all.

use llm_functions::LlmFunction;
use llm_functions::arguments::CoercionKind::{
    CodeFence, ControlCharacter, JsonInString, NumberInString, PythonLiteral, ScalarAsString, TrailingComma,
};
use llm_functions::view::FunctionView;

use super::{arguments_become, read_by};

/// Write a note.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct WriteNote {
    /// What it says.
    text: String,
    /// Whether it is urgent.
    #[parameter(default = false)]
    urgent: bool,
    /// Who reads it.
    readers: Option<Vec<String>>,
}

#[test]
fn what_python_prints() {
    arguments_become::<WriteNote>(
        r#"{'text': "it's fine", 'urgent': True, 'readers': None}"#,
        r#"{"text":"it's fine","urgent":true,"readers":null}"#,
        &[PythonLiteral],
    );
    arguments_become::<WriteNote>(
        "{'text': 'a', 'readers': ('b', 'c')}",
        r#"{"text":"a","urgent":false,"readers":["b","c"]}"#,
        &[PythonLiteral],
    );
    // Digits stay digits on this way, too.
    arguments_become::<WriteNote>(
        "{'text': 1.10}",
        r#"{"text":"1.10","urgent":false,"readers":null}"#,
        &[PythonLiteral, ScalarAsString],
    );
}

#[test]
fn commas_line_breaks_and_fences() {
    let plain = r#"{"text":"a","urgent":true,"readers":null}"#;
    arguments_become::<WriteNote>(r#"{"text": "a", "urgent": true,}"#, plain, &[TrailingComma]);
    arguments_become::<WriteNote>("```json\n{\"text\": \"a\", \"urgent\": true}\n```", plain, &[CodeFence]);
    arguments_become::<WriteNote>(
        "```\n{'text': 'a', \"urgent\": 'true',}```",
        plain,
        &[CodeFence, PythonLiteral, TrailingComma, super::CoercionKind::BooleanInString],
    );
    arguments_become::<WriteNote>(
        "{\"text\": \"one\n\ttwo\"}",
        r#"{"text":"one\n\ttwo","urgent":false,"readers":null}"#,
        &[ControlCharacter],
    );
    arguments_become::<WriteNote>(
        "\"```json\\n{\\\"text\\\": 5}\\n```\"",
        r#"{"text":"5","urgent":false,"readers":null}"#,
        &[JsonInString, CodeFence, ScalarAsString],
    );
}

/// Set a timer.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct SetTimer {
    /// For how long.
    minutes: u8,
}

#[test]
fn one_text_and_one_value_off_at_once() {
    arguments_become::<SetTimer>("{'minutes': '5'}", r#"{"minutes":5}"#, &[PythonLiteral, NumberInString]);
}

#[test]
fn a_guess_is_no_reading() {
    let view = FunctionView::of::<SetTimer>();
    for text in [
        "{minutes: 5}",
        "minutes=5",
        "set_timer(minutes=5)",
        "5",
        r#"{"minutes": 5"#,
        r#"{"minutes": 5}}"#,
        r#"{"minutes": 5} {"minutes": 5}"#,
        r#"{"minutes": 5, "minutes": 5}"#,
        "{'minutes': 5, 'minutes': 5}",
        r#"{"minutes" 5}"#,
        r#"{"minutes": 5;}"#,
        r#"{"minutes": 5} // five"#,
        r#"Sure! {"minutes": 5}"#,
        "```json\n{\"minutes\": 5}",
        "{'minutes': five}",
        r#"{"minute": 5}"#,
        r#"{"Minutes": 5}"#,
        "{'minutes': 5.5}",
        "{'minutes': 1e400}",
        "{'minutes': 0x5}",
        "{'minutes': NaN}",
        "<minutes>5</minutes>",
    ] {
        assert_eq!(read_by(&view, text), None, "{text}");
    }
}
